//! Rows of `incident_people`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "incident_people")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub incident_id: Uuid,
    pub role: String,
    pub duty: String,
    pub user_id: Option<Uuid>,
    pub name: String,
    pub from_at: i64,
    pub until_at: Option<i64>,
    pub assigned_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
