//! Rows of `event_steps`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_steps")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: Uuid,
    pub incident_id: Uuid,
    pub place: String,
    pub parent: Option<String>,
    pub tool_call_id: Option<String>,
    pub decided_by: Option<Uuid>,
    pub attributes: Json,
}

impl ActiveModelBehavior for ActiveModel {}
