//! Rows of `events`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub incident_id: Uuid,
    pub seq: i32,
    pub kind: String,
    pub occurred_at: i64,
    pub occurred_precision: String,
    pub occurred_zone: Option<String>,
    pub occurred_end_at: Option<i64>,
    pub occurred_end_precision: Option<String>,
    pub occurred_end_zone: Option<String>,
    pub known_at: Option<i64>,
    pub known_precision: Option<String>,
    pub known_zone: Option<String>,
    pub actor_id: Option<Uuid>,
    pub on_behalf_of_id: Option<Uuid>,
    pub presented_as: Option<String>,
    pub channel: Option<String>,
    pub audience_intended: Option<String>,
    pub audience_actual: Option<String>,
    pub text: String,
    pub confidence: String,
    pub pinned: bool,
    pub tags: String,
    pub source_adapter: Option<String>,
    pub source_external_id: Option<String>,
    pub source_hash: Option<String>,
    pub recorded_at: i64,
    pub recorded_by: Option<Uuid>,
    pub updated_at: i64,
    pub retracted_at: Option<i64>,
    pub retracted_by: Option<Uuid>,
    pub retracted_reason: Option<String>,
    pub version: i32,
    pub import_id: Option<Uuid>,
    pub step_of: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
