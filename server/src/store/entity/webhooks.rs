//! Rows of `webhooks`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhooks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub url: String,
    pub topics: String,
    pub secret: String,
    pub active: bool,
    pub off_because: Option<String>,
    pub failing_since: Option<i64>,
    pub created_at: i64,
    pub created_by: Option<Uuid>,
    pub removed_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
