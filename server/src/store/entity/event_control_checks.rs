//! Rows of `event_control_checks`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_control_checks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: Uuid,
    pub control: String,
    pub state: String,
    pub requirement: Option<String>,
    pub outcome: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
