//! Rows of `event_revisions`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_revisions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub event_id: Uuid,
    pub version: i32,
    pub snapshot: Json,
    pub reason: String,
    pub revised_at: i64,
    pub revised_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
