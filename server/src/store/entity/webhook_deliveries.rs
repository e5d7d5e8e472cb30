//! Rows of `webhook_deliveries`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_deliveries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub webhook_id: Uuid,
    pub outbox_id: Uuid,
    pub topic: String,
    pub body: String,
    pub created_at: i64,
    pub due_at: i64,
    pub attempts: i32,
    pub answered: Option<i32>,
    pub last_error: Option<String>,
    pub delivered_at: Option<i64>,
    pub gave_up_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
