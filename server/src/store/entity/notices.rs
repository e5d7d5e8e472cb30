//! Rows of `notices`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notices")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    pub outbox_id: Uuid,
    pub kind: String,
    pub incident_id: Option<Uuid>,
    pub remediation_id: Option<Uuid>,
    pub detail: Json,
    pub created_at: i64,
    pub shown: bool,
    pub read_at: Option<i64>,
    pub mail_at: Option<i64>,
    pub mail_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
