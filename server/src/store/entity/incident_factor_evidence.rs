//! Rows of `incident_factor_evidence`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "incident_factor_evidence")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub factor_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub evidence_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
