//! Rows of `hook_receipts`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hook_receipts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub hook_id: Uuid,
    pub delivery: String,
    pub body_hash: String,
    pub received_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
