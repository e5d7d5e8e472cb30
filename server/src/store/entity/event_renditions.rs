//! Rows of `event_renditions`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_renditions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub event_id: Uuid,
    pub made_at: i64,
    pub made_by: Option<Uuid>,
    pub reason: String,
    pub original_sha256: String,
    pub rendition_sha256: String,
    pub places: i32,
    pub originals: Option<Json>,
    pub purged_at: Option<i64>,
    pub purged_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
