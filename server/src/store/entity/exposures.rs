//! Rows of `exposures`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exposures")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub incident_id: Uuid,
    pub data_class: String,
    pub population: String,
    pub population_count: Option<i64>,
    pub unauthorised_audience: String,
    pub window_start_at: Option<i64>,
    pub window_start_precision: Option<String>,
    pub window_start_zone: Option<String>,
    pub window_end_at: Option<i64>,
    pub window_end_precision: Option<String>,
    pub window_end_zone: Option<String>,
    pub access_possible: String,
    pub access_confirmed: String,
    pub left_organisation: String,
    pub reversible: String,
    pub note: String,
    pub created_at: i64,
    pub created_by: Option<Uuid>,
    pub updated_at: i64,
    pub retracted_at: Option<i64>,
    pub retracted_by: Option<Uuid>,
    pub retracted_reason: Option<String>,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
