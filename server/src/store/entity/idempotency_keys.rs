//! Rows of `idempotency_keys`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    pub request_hash: String,
    pub answer: Option<Json>,
    pub created_at: i64,
    pub attempt: Option<Uuid>,
    pub begun_at: i64,
    pub written: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
