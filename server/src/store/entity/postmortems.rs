//! Rows of `postmortems`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "postmortems")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub incident_id: Option<Uuid>,
    pub family_id: Option<Uuid>,
    pub body: String,
    pub body_hash: String,
    pub revision: i32,
    pub status: String,
    pub published_at: Option<i64>,
    pub published_by: Option<Uuid>,
    pub published_revision: Option<i32>,
    pub created_at: i64,
    pub created_by: Option<Uuid>,
    pub updated_at: i64,
    pub updated_by: Option<Uuid>,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
