//! Rows of `family_departures`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "family_departures")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub family_id: Uuid,
    pub incident_id: Uuid,
    pub reason: String,
    pub left_at: i64,
    pub left_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
