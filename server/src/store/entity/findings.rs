//! Rows of `findings`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "findings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub later_incident_id: Uuid,
    pub earlier_incident_id: Option<Uuid>,
    pub remediation_id: Option<Uuid>,
    pub verdict: String,
    pub class: String,
    pub likeness: Json,
    pub same_factor: Option<bool>,
    pub in_scope: Option<bool>,
    pub fix_undone: bool,
    pub induced: bool,
    pub rationale: String,
    pub reviewed_at: Option<i64>,
    pub reviewed_by: Option<Uuid>,
    pub created_at: i64,
    pub created_by: Option<Uuid>,
    pub updated_at: i64,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
