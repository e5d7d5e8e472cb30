//! `/agents`: the identity cards of AI agents, and the versions they ran in.

use std::collections::HashMap;

use app::domain::agent::{
    AddAgentVersion, Agent, AgentStatus, AgentVersion, DesignedAutonomy, RawAgent, RawAgentVersion,
    RegisterAgent,
};
use app::domain::permission::Viewer;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::openapi::words;
use super::people::NamedUser;
use super::problem::Problem;
use super::respond::{List, Window, created, current, if_match, patched, stale};
use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{self, Path, Query};
use crate::state::AppState;
use crate::store::{self, agents, users};

/// An agent's identity card; only a name is required.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AgentIn {
    /// Its short name; made from the name when left out.
    #[schema(example = "forum-helper")]
    pub key: Option<String>,
    /// Its name for people.
    pub name: String,
    /// What it is for.
    pub purpose: Option<String>,
    /// The human who answers for it: an address or an id.
    pub owner: Option<String>,
    /// Who makes it.
    pub vendor: Option<String>,
    /// What it is built on.
    pub framework: Option<String>,
    /// The model it uses now.
    pub model: Option<String>,
    /// Where it can write.
    pub surfaces: Vec<String>,
    /// The tools it can call.
    pub tools: Vec<String>,
    /// How much it was designed to do by itself.
    #[schema(schema_with = words::<DesignedAutonomy>)]
    pub autonomy: Option<String>,
    /// Whether it is in use; `active` when left out.
    #[schema(schema_with = words::<AgentStatus>)]
    pub status: Option<String>,
}

impl From<AgentIn> for RawAgent {
    fn from(body: AgentIn) -> Self {
        let text = Option::unwrap_or_default;
        Self {
            key: text(body.key),
            name: body.name,
            purpose: text(body.purpose),
            owner: text(body.owner),
            vendor: text(body.vendor),
            framework: text(body.framework),
            model: text(body.model),
            surfaces: body.surfaces,
            tools: body.tools,
            autonomy: text(body.autonomy),
            status: text(body.status),
        }
    }
}

impl From<&Agent> for AgentIn {
    fn from(agent: &Agent) -> Self {
        Self {
            key: Some(agent.key.clone()),
            name: agent.name.clone(),
            purpose: Some(agent.purpose.clone()),
            owner: agent.owner.as_ref().map(|owner| owner.id.to_string()),
            vendor: agent.vendor.clone(),
            framework: agent.framework.clone(),
            model: agent.model.clone(),
            surfaces: agent.surfaces.clone(),
            tools: agent.tools.clone(),
            autonomy: agent.autonomy.map(|autonomy| autonomy.to_string()),
            status: Some(agent.status.to_string()),
        }
    }
}

/// An agent.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgentOut {
    /// Id.
    pub id: Uuid,
    /// Its short name, which references and imports use.
    pub key: String,
    /// Its name for people.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// The address of the human who answers for it.
    pub owner: Option<String>,
    /// The name of that human.
    pub owner_name: Option<String>,
    /// Who makes it.
    pub vendor: Option<String>,
    /// What it is built on.
    pub framework: Option<String>,
    /// The model it uses now.
    pub model: Option<String>,
    /// Where it can write.
    pub surfaces: Vec<String>,
    /// The tools it can call.
    pub tools: Vec<String>,
    /// How much it was designed to do by itself.
    #[schema(schema_with = words::<DesignedAutonomy>)]
    pub autonomy: Option<DesignedAutonomy>,
    /// Whether it is in use.
    #[schema(schema_with = words::<AgentStatus>)]
    pub status: AgentStatus,
    /// What the card must have and does not; empty when it is complete.
    pub missing: Vec<String>,
    /// In how many incidents, that you may see, it acted or spoke.
    pub incidents: u64,
    /// When its card was made.
    pub created_at: DateTime<Utc>,
    /// The version of the card, also in `ETag`.
    pub version: i32,
}

async fn outs(state: &AppState, viewer: &Viewer, list: Vec<Agent>) -> Result<Vec<AgentOut>> {
    let ids: Vec<Uuid> = list.iter().map(|agent| agent.id).collect();
    let counts = agents::incident_counts(&state.db, viewer, &ids).await?;
    let owners: Vec<Uuid> =
        list.iter().filter_map(|agent| agent.owner.as_ref().map(|owner| owner.id)).collect();
    let addresses = users::addresses(&state.db, owners).await?;
    Ok(list.into_iter().map(|agent| out(agent, &counts, &addresses)).collect())
}

fn out(agent: Agent, counts: &HashMap<Uuid, u64>, addresses: &HashMap<Uuid, String>) -> AgentOut {
    let missing = agent.missing().into_iter().map(str::to_owned).collect();
    let owner = agent.owner.map(NamedUser::from);
    AgentOut {
        incidents: counts.get(&agent.id).copied().unwrap_or_default(),
        id: agent.id,
        key: agent.key,
        name: agent.name,
        purpose: agent.purpose,
        owner: owner.as_ref().and_then(|owner| addresses.get(&owner.id).cloned()),
        owner_name: owner.map(|owner| owner.name),
        vendor: agent.vendor,
        framework: agent.framework,
        model: agent.model,
        surfaces: agent.surfaces,
        tools: agent.tools,
        autonomy: agent.autonomy,
        status: agent.status,
        missing,
        created_at: agent.created_at,
        version: agent.version,
    }
}

async fn one(state: &AppState, viewer: &Viewer, agent: Agent) -> Result<AgentOut> {
    outs(state, viewer, vec![agent]).await?.pop().ok_or(Error::NotFound)
}

/// Which agents.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
pub struct AgentQuery {
    /// Only those in this state.
    pub status: Option<String>,
    /// `true` for those that nobody answers for.
    pub unowned: Option<bool>,
}

/// List the agents, by name
#[utoipa::path(get, path = "/api/v1/agents", tag = "Agents", params(AgentQuery, Window),
    responses((status = 200, body = List<AgentOut>)))]
pub async fn list(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Query(query): Query<AgentQuery>,
    Query(window): Query<Window>,
) -> Result<Json<List<AgentOut>>> {
    let mut check = app::domain::form::Checker::new();
    let status = check.optional_word("status", query.status.as_deref().unwrap_or_default());
    let unowned = query.unowned.unwrap_or_default();
    let filter = check.finish(agents::Filter { status, unowned })?;
    let page = agents::page(&state.db, &filter, &window.request()).await?;
    let items = outs(&state, &who.viewer, page.items).await?;
    Ok(Json(List { items, next: page.next }))
}

/// Register an agent
#[utoipa::path(post, path = "/api/v1/agents", tag = "Agents", request_body = AgentIn,
    responses((status = 201, body = AgentOut), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create(
    State(state): State<AppState>,
    who: Require<right::ManageAgents>,
    extract::Json(body): extract::Json<AgentIn>,
) -> Result<Response> {
    let command = RegisterAgent::parse(body.into())?;
    let by = who.by(&state);
    let agent =
        store::write(&state.db, by, async |tx| agents::register(&tx, &command).await).await?;
    let (at, version) = (format!("/api/v1/agents/{}", agent.key), agent.version);
    Ok(created(&at, version, one(&state, &who.viewer, agent).await?))
}

/// Read an agent
#[utoipa::path(get, path = "/api/v1/agents/{ref}", tag = "Agents",
    params(("ref" = String, Path, description = "The agent's key or id")),
    responses((status = 200, body = AgentOut), (status = 404, body = Problem)))]
pub async fn show(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Path(reference): Path<String>,
) -> Result<Response> {
    let agent = agents::get(&state.db, &reference).await?;
    Ok(current(agent.version, one(&state, &who.viewer, agent).await?))
}

/// Change an agent's card
#[utoipa::path(patch, path = "/api/v1/agents/{ref}", tag = "Agents", request_body = AgentIn,
    params(("ref" = String, Path, description = "The agent's key or id")),
    responses((status = 200, body = AgentOut), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn update(
    State(state): State<AppState>,
    who: Require<right::ManageAgents>,
    Path(reference): Path<String>,
    headers: HeaderMap,
    extract::Json(patch): extract::Json<Value>,
) -> Result<Response> {
    let before = agents::get(&state.db, &reference).await?;
    let body: AgentIn = patched(&AgentIn::from(&before), patch)?;
    let command = RegisterAgent::parse(body.into())?;
    let version = if_match(&headers)?.or(Some(before.version));
    let id = before.id.to_string();
    let written = store::write(&state.db, who.by(&state), async |tx| {
        agents::edit(&tx, &id, &command, version).await
    })
    .await;
    match written {
        Ok(agent) => Ok(current(agent.version, one(&state, &who.viewer, agent).await?)),
        Err(error) if error.is_stale() => {
            let now = agents::get(&state.db, &id).await?;
            Err(stale(&one(&state, &who.viewer, now).await?))
        }
        Err(error) => Err(error.into()),
    }
}

/// A version of an agent; only a label is required.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AgentVersionIn {
    /// What it is called.
    #[schema(example = "2026-03-10")]
    pub label: String,
    /// The model.
    pub model: Option<String>,
    /// SHA-256 of its instructions: 64 hexadecimal digits.
    pub prompt_hash: Option<String>,
    /// The tools it could call.
    pub tools: Vec<String>,
    /// When it came into use.
    pub valid_from: Option<String>,
    /// When it went out of use.
    pub valid_to: Option<String>,
}

/// A version of an agent.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgentVersionOut {
    /// Id.
    pub id: Uuid,
    /// What it is called.
    pub label: String,
    /// The model.
    pub model: Option<String>,
    /// SHA-256 of its instructions.
    pub prompt_hash: Option<String>,
    /// The tools it could call.
    pub tools: Vec<String>,
    /// When it came into use.
    pub valid_from: Option<DateTime<Utc>>,
    /// When it went out of use.
    pub valid_to: Option<DateTime<Utc>>,
}

impl From<AgentVersion> for AgentVersionOut {
    fn from(version: AgentVersion) -> Self {
        let AgentVersion { id, label, model, prompt_hash, tools, valid_from, valid_to } = version;
        Self { id, label, model, prompt_hash, tools, valid_from, valid_to }
    }
}

/// List the versions of an agent, newest first
#[utoipa::path(get, path = "/api/v1/agents/{ref}/versions", tag = "Agents",
    params(("ref" = String, Path, description = "The agent's key or id")),
    responses((status = 200, body = List<AgentVersionOut>), (status = 404, body = Problem)))]
pub async fn versions(
    State(state): State<AppState>,
    _: Require<right::ViewIncidents>,
    Path(reference): Path<String>,
) -> Result<Json<List<AgentVersionOut>>> {
    let agent = agents::get(&state.db, &reference).await?;
    let versions = agents::versions(&state.db, agent.id).await?;
    Ok(Json(List { items: versions.into_iter().map(Into::into).collect(), next: None }))
}

/// Add a version to an agent
#[utoipa::path(post, path = "/api/v1/agents/{ref}/versions", tag = "Agents",
    request_body = AgentVersionIn,
    params(("ref" = String, Path, description = "The agent's key or id")),
    responses((status = 201, body = AgentVersionOut), (status = 409, body = Problem)))]
pub async fn add_version(
    State(state): State<AppState>,
    who: Require<right::ManageAgents>,
    Path(reference): Path<String>,
    extract::Json(body): extract::Json<AgentVersionIn>,
) -> Result<Response> {
    let text = Option::unwrap_or_default;
    let command = AddAgentVersion::parse(RawAgentVersion {
        label: body.label,
        model: text(body.model),
        prompt_hash: text(body.prompt_hash),
        tools: body.tools,
        valid_from: text(body.valid_from),
        valid_to: text(body.valid_to),
    })?;
    let version = store::write(&state.db, who.by(&state), async |tx| {
        agents::add_version(&tx, &reference, &command).await
    })
    .await?;
    Ok((StatusCode::CREATED, Json(AgentVersionOut::from(version))).into_response())
}
