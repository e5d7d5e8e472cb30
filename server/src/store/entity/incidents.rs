//! Rows of `incidents`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "incidents")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub number: i64,
    pub title: String,
    pub summary: String,
    pub kind: String,
    pub status: String,
    pub severity_rank: Option<i32>,
    pub potential_rank: Option<i32>,
    pub agent_involvement: String,
    pub data_exposure: String,
    pub visibility: String,
    pub started_at: Option<i64>,
    pub started_precision: Option<String>,
    pub started_zone: Option<String>,
    pub detected_at: Option<i64>,
    pub detected_precision: Option<String>,
    pub detected_zone: Option<String>,
    pub declared_at: Option<i64>,
    pub declared_precision: Option<String>,
    pub declared_zone: Option<String>,
    pub acknowledged_at: Option<i64>,
    pub acknowledged_precision: Option<String>,
    pub acknowledged_zone: Option<String>,
    pub contained_at: Option<i64>,
    pub contained_precision: Option<String>,
    pub contained_zone: Option<String>,
    pub resolved_at: Option<i64>,
    pub resolved_precision: Option<String>,
    pub resolved_zone: Option<String>,
    pub evidence_hold: bool,
    pub opened_at: i64,
    pub custom: Json,
    pub last_event_seq: i32,
    pub created_at: i64,
    pub created_by: Option<Uuid>,
    pub updated_at: i64,
    pub updated_by: Option<Uuid>,
    pub version: i32,
    pub merged_into_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
