//! Rows of `evidence_contents`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence_contents")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub sha256: String,
    pub size: i64,
    pub media_type: String,
    pub stored_at: i64,
    pub checked_at: i64,
    pub state: String,
}

impl ActiveModelBehavior for ActiveModel {}
