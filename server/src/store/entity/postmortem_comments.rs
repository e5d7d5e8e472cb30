//! Rows of `postmortem_comments`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "postmortem_comments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub postmortem_id: Uuid,
    pub revision: i32,
    pub anchor: String,
    pub body: String,
    pub created_at: i64,
    pub created_by: Option<Uuid>,
    pub resolved_at: Option<i64>,
    pub resolved_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
