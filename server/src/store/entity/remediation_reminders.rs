//! Rows of `remediation_reminders`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "remediation_reminders")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub remediation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub due_on: String,
    pub told_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
