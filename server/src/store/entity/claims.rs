//! Rows of `claims`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "claims")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub incident_id: Uuid,
    pub event_id: Option<Uuid>,
    pub question: String,
    pub statement: String,
    pub made_by: String,
    pub source: String,
    pub status: String,
    pub created_at: i64,
    pub created_by: Option<Uuid>,
    pub updated_at: i64,
    pub retracted_at: Option<i64>,
    pub retracted_by: Option<Uuid>,
    pub retracted_reason: Option<String>,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
