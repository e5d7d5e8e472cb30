//! Rows of `remediations`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "remediations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub number: i64,
    pub title: String,
    pub description: String,
    pub kind: String,
    pub strength: Option<String>,
    pub status: String,
    pub owner_id: Option<Uuid>,
    pub verifier_id: Option<Uuid>,
    pub due_on: Option<String>,
    pub priority: String,
    pub tracker: Option<String>,
    pub tracker_key: Option<String>,
    pub measure_what: String,
    pub measure_how: String,
    pub measure_expected: String,
    pub measure_check_on: Option<String>,
    pub result: Option<String>,
    pub reason: Option<String>,
    pub effective_at: Option<i64>,
    pub verified_at: Option<i64>,
    pub verified_by: Option<Uuid>,
    pub successor_id: Option<Uuid>,
    pub risk_approver_id: Option<Uuid>,
    pub risk_expires_on: Option<String>,
    pub created_at: i64,
    pub created_by: Option<Uuid>,
    pub updated_at: i64,
    pub updated_by: Option<Uuid>,
    pub version: i32,
    pub watch_days: Option<i32>,
    pub check_asked_on: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
