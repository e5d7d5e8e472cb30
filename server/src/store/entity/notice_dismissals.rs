//! Rows of `notice_dismissals`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice_dismissals")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub incident_id: Uuid,
    pub rule: String,
    pub notice_key: String,
    pub reason: String,
    pub created_at: i64,
    pub created_by: Option<Uuid>,
    pub retracted_at: Option<i64>,
    pub retracted_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
