//! Rows of `factors`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "factors")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub category: String,
    pub name: String,
    pub definition: String,
    pub position: i32,
    pub built_in: bool,
    pub retired_at: Option<i64>,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
