//! Rows of `notice_wishes`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice_wishes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    pub shown: bool,
    pub mail: String,
    pub updated_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
