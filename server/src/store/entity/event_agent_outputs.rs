//! Rows of `event_agent_outputs`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_agent_outputs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: Uuid,
    pub agent_id: Option<Uuid>,
    pub agent_version: Option<String>,
    pub model_requested: Option<String>,
    pub model_responded: Option<String>,
    pub provider: Option<String>,
    pub run_id: Option<String>,
    pub conversation_id: Option<String>,
    pub trace_id: Option<String>,
    pub span_id: Option<String>,
    pub tool_call_id: Option<String>,
    pub invoked_by: Option<String>,
    pub input: String,
    pub output: String,
    pub output_sha256: Option<String>,
    pub instructions_hash: Option<String>,
    pub tool_calls: Json,
    pub finish_reason: Option<String>,
    pub stated_confidence: Option<String>,
    pub provenance_label: String,
    pub seen_by: Json,
    pub effective_autonomy: Option<String>,
    pub approval_requirement: String,
    pub approval_outcome: String,
    pub approver: Option<String>,
    pub approval_scope: Option<String>,
    pub approval_took_ms: Option<i64>,
    pub approval_presented_hash: Option<String>,
    pub accuracy: String,
    pub accuracy_judged_at: Option<i64>,
    pub accuracy_judged_by: Option<Uuid>,
    pub redacted_from: Option<String>,
    pub redacted_at: Option<i64>,
    pub redacted_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
