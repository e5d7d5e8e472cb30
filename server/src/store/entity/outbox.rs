//! Rows of `outbox`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub topic: String,
    pub incident_id: Option<Uuid>,
    pub payload: Json,
    pub created_at: i64,
    pub due_at: i64,
    pub attempts: i32,
    pub last_error: Option<String>,
    pub done_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
