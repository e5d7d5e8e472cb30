//! Rows of `evidence`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub incident_id: Uuid,
    pub kind: String,
    pub title: String,
    pub quote: Option<String>,
    pub url: Option<String>,
    pub sha256: Option<String>,
    pub size: Option<i64>,
    pub media_type: Option<String>,
    pub acquired_at: Option<i64>,
    pub acquired_by: Option<Uuid>,
    pub covers_from: Option<i64>,
    pub covers_to: Option<i64>,
    pub redaction: String,
    pub rendition_of: Option<Uuid>,
    pub legal_hold: bool,
    pub created_at: i64,
    pub created_by: Option<Uuid>,
    pub updated_at: i64,
    pub retracted_at: Option<i64>,
    pub retracted_by: Option<Uuid>,
    pub retracted_reason: Option<String>,
    pub version: i32,
    pub file_name: Option<String>,
    pub purged_at: Option<i64>,
    pub import_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
