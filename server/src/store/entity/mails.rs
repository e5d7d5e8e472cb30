//! Rows of `mails`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mails")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    pub created_at: i64,
    pub due_at: i64,
    pub attempts: i32,
    pub last_error: Option<String>,
    pub sent_at: Option<i64>,
    pub gave_up_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
