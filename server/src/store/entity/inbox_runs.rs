//! Rows of `inbox_runs`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inbox_runs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub external_id: String,
    pub title: String,
    pub sender: String,
    pub steps: i64,
    pub first_at: Option<i64>,
    pub last_at: Option<i64>,
    pub received_at: i64,
    pub received_by: Option<Uuid>,
    pub updated_at: i64,
    pub incident_id: Option<Uuid>,
    pub dismissed_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
