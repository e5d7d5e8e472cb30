//! Rows of `postmortem_versions`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "postmortem_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub postmortem_id: Uuid,
    pub revision: i32,
    pub body: String,
    pub body_hash: String,
    pub note: String,
    pub saved_at: i64,
    pub saved_by: Option<Uuid>,
    pub published: bool,
}

impl ActiveModelBehavior for ActiveModel {}
