//! Rows of `remediation_notes`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "remediation_notes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub remediation_id: Uuid,
    pub kind: String,
    pub body: String,
    pub url: Option<String>,
    pub link_key: Option<String>,
    pub created_at: i64,
    pub created_by: Option<Uuid>,
    pub done_at: Option<i64>,
    pub done_by: Option<Uuid>,
    pub removed_at: Option<i64>,
    pub removed_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
