//! Rows of `agent_versions`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agent_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub agent_id: Uuid,
    pub label: String,
    pub model: Option<String>,
    pub prompt_hash: Option<String>,
    pub tools: Json,
    pub valid_from: Option<i64>,
    pub valid_to: Option<i64>,
    pub created_at: i64,
    pub created_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
