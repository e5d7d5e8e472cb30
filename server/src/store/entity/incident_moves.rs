//! Rows of `incident_moves`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "incident_moves")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub from_incident_id: Uuid,
    pub to_incident_id: Uuid,
    pub reason: String,
    pub moved_at: i64,
    pub moved_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
