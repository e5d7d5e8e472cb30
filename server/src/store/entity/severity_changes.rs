//! Rows of `severity_changes`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "severity_changes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub incident_id: Uuid,
    pub dimension: String,
    pub from_rank: Option<i32>,
    pub to_rank: Option<i32>,
    pub rationale: String,
    pub changed_at: i64,
    pub changed_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
