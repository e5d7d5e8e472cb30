//! Rows of `agents`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agents")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub key: String,
    pub name: String,
    pub purpose: String,
    pub owner_id: Option<Uuid>,
    pub vendor: Option<String>,
    pub framework: Option<String>,
    pub model: Option<String>,
    pub surfaces: Json,
    pub tools: Json,
    pub autonomy: Option<String>,
    pub status: String,
    pub created_at: i64,
    pub created_by: Option<Uuid>,
    pub updated_at: i64,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
