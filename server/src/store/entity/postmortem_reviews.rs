//! Rows of `postmortem_reviews`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "postmortem_reviews")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub postmortem_id: Uuid,
    pub reviewer_id: Uuid,
    pub verdict: String,
    pub body_hash: String,
    pub comment: String,
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
