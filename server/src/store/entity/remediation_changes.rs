//! Rows of `remediation_changes`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "remediation_changes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub remediation_id: Uuid,
    pub from_status: Option<String>,
    pub to_status: String,
    pub note: String,
    pub detail: Json,
    pub changed_at: i64,
    pub changed_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
