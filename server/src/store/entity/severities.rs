//! Rows of `severities`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "severities")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub rank: i32,
    pub label: String,
    pub description: String,
    pub retired_at: Option<i64>,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
