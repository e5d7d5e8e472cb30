//! Rows of `remediation_incidents`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "remediation_incidents")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub remediation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub incident_id: Uuid,
    pub event_id: Option<Uuid>,
    pub why: String,
    pub added_at: i64,
    pub added_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
