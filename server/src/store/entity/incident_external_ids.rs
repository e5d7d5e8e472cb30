//! Rows of `incident_external_ids`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "incident_external_ids")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub incident_id: Uuid,
    pub system: String,
    pub external_id: String,
    pub url: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
