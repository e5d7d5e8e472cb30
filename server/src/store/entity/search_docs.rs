//! Rows of `search_docs`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_docs")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub kind: String,
    pub ref_id: Uuid,
    pub incident_id: Option<Uuid>,
    pub label: String,
    pub title: String,
    pub body: String,
    pub updated_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
