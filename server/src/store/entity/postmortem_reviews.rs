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
    pub required: bool,
    pub outcome: String,
    pub comment: String,
    pub body_hash: Option<String>,
    pub asked_at: i64,
    pub asked_by: Option<Uuid>,
    pub answered_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
