//! Rows of `imports`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "imports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub incident_id: Uuid,
    pub adapter: String,
    pub file_name: String,
    pub sha256: String,
    pub size: i64,
    pub added: i64,
    pub known: i64,
    pub left_out: i64,
    pub created_at: i64,
    pub created_by: Option<Uuid>,
    pub undone_at: Option<i64>,
    pub undone_by: Option<Uuid>,
    pub state: String,
    pub beat_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
