//! Rows of `custody`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "custody")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub evidence_id: Uuid,
    pub act: String,
    pub done_at: i64,
    pub done_by: Option<Uuid>,
    pub via: String,
    pub sha256: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
