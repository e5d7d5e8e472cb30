//! `/incidents/{incident}/authority`: what agents said and did, and the authority they had for it.

use app::domain::actor::ActorRef;
use app::domain::authority::{Act, Standing};
use app::domain::reference::IncidentRef;
use app::domain::timeline::{ApprovalOutcome, ApprovalRequirement, ApprovalScope, EventKind};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::moments::MomentOut;
use super::openapi::words;
use super::problem::Problem;
use super::respond::List;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::Path;
use crate::record;
use crate::state::AppState;
use crate::store::incidents;

/// One output or action of an agent, with the authority it had.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActOut {
    /// The number of its event.
    pub event: i32,
    /// When it happened.
    pub occurred: MomentOut,
    /// Whether the agent said something or did something.
    #[schema(schema_with = words::<EventKind>)]
    pub kind: EventKind,
    /// The agent.
    #[schema(value_type = Option<Object>)]
    pub agent: Option<ActorRef>,
    /// For whom it acted.
    #[schema(value_type = Option<Object>)]
    pub on_behalf_of: Option<ActorRef>,
    /// Who or what asked it to.
    pub invoked_by: Option<String>,
    /// What happened, in Markdown.
    pub text: String,
    /// The tools it called.
    pub tools: Vec<ToolOut>,
    /// Whether approval was required.
    #[schema(schema_with = words::<ApprovalRequirement>)]
    pub requirement: ApprovalRequirement,
    /// What became of it.
    #[schema(schema_with = words::<ApprovalOutcome>)]
    pub outcome: ApprovalOutcome,
    /// Who decided.
    pub approver: Option<String>,
    /// How far the approval reaches.
    #[schema(schema_with = words::<ApprovalScope>)]
    pub scope: Option<ApprovalScope>,
    /// How long the approver took, in milliseconds.
    pub took_ms: Option<i64>,
    /// The events that approved it.
    pub approved_by: Vec<i32>,
    /// The control checks that failed to stop it.
    pub not_stopped_by: Vec<i32>,
    /// How it stands to the authority it had.
    #[schema(schema_with = words::<Standing>)]
    pub standing: Standing,
}

/// A call of a tool.
#[derive(Debug, Serialize, ToSchema)]
pub struct ToolOut {
    /// The tool.
    pub name: String,
    /// Whether the call did what it was for; `null` when the record does not say.
    pub succeeded: Option<bool>,
}

impl From<Act> for ActOut {
    fn from(act: Act) -> Self {
        let tools = act.tools.into_iter().map(|(name, succeeded)| ToolOut { name, succeeded });
        Self {
            event: act.event,
            occurred: act.occurred.into(),
            kind: act.kind,
            agent: act.agent,
            on_behalf_of: act.on_behalf_of,
            invoked_by: act.invoked_by,
            text: act.text,
            tools: tools.collect(),
            requirement: act.requirement,
            outcome: act.outcome,
            approver: act.approver,
            scope: act.scope,
            took_ms: act.took_ms,
            approved_by: act.approved_by,
            not_stopped_by: act.not_stopped_by,
            standing: act.standing,
        }
    }
}

/// The authority record of an incident: asked, allowed, done, approved, denied too
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/authority", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id")),
    responses((status = 200, body = List<ActOut>), (status = 404, body = Problem)))]
pub async fn list(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Path(reference): Path<IncidentRef>,
) -> Result<Json<List<ActOut>>> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let acts = record::authority(&state.db, incident.id).await?;
    Ok(Json(List { items: acts.into_iter().map(ActOut::from).collect(), next: None }))
}
