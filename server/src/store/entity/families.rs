//! Rows of `families`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "families")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Tells rows apart for the database; nobody sees it.
    #[sea_orm(column_name = "name", unique)]
    pub key: String,
    #[sea_orm(column_name = "title")]
    pub name: String,
    pub description: String,
    pub created_at: i64,
    pub created_by: Option<Uuid>,
    pub updated_at: i64,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
