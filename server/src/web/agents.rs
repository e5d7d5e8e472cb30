//! Agents as pages: the list, registering, the identity card.

use app::domain::agent::{AddAgentVersion, Agent, RawAgent, RawAgentVersion, RegisterAgent};
use app::domain::incident::IncidentFilter;
use app::domain::permission::Right;
use app::pages::agents::{AgentFormPage, AgentPage, AgentsPage};
use app::pages::sent::{Edit, Sent};
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::people::{addresses, with_addresses};
use crate::auth::{Principal, Require, right};
use crate::error::Result;
use crate::extract::{Form, Path, Query, VersionedForm};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{PageRequest, agents, incidents};

type Reader = Require<right::ViewIncidents>;
type Writer = Require<right::ManageAgents>;

/// How many incidents the card shows.
const SHOWN: u64 = 50;

/// The part of the address that says which page.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct After {
    after: String,
}

/// `GET /agents`
pub async fn list(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Query(After { after }): Query<After>,
) -> Result<Response> {
    let later = !after.is_empty();
    let request = PageRequest { after: Some(after), ..PageRequest::default() };
    let found = agents::page(&state.db, &agents::Filter::default(), &request).await?;
    let ids: Vec<_> = found.items.iter().map(|agent| agent.id).collect();
    let counts = agents::incident_counts(&state.db, &who.viewer, &ids).await?;
    let count = |agent: Agent| {
        let count = counts.get(&agent.id).copied().unwrap_or_default();
        (agent, count)
    };
    let rows = found.items.into_iter().map(count).collect();
    let writes = who.viewer.may(Right::ManageAgents);
    Ok(frame.show(StatusCode::OK, AgentsPage { rows, next: found.next, later, writes }))
}

/// `GET /agents/new`
pub async fn new(State(state): State<AppState>, frame: Frame, _: Writer) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, blank(&state).await?))
}

async fn blank(state: &AppState) -> Result<AgentFormPage> {
    Ok(AgentFormPage { people: addresses(state).await?, ..AgentFormPage::default() })
}

/// `POST /agents`
pub async fn create(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Form(raw): Form<RawAgent>,
) -> Result<Response> {
    let done = who.write(&state, RegisterAgent::parse(raw.clone()), async |tx, command| {
        agents::register(&tx, &command).await
    });
    let there = |agent: Agent| (paths::agent(&agent.key), "Registered.");
    let refill = |page: &mut AgentFormPage, trouble| page.edit.again(raw, None, trouble);
    frame.answer(done.await, there, blank(&state), refill).await
}

/// `GET /agents/{agent}`
pub async fn show(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Path(reference): Path<String>,
) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, load(&state, &who, &reference).await?))
}

async fn load(state: &AppState, who: &Principal, reference: &str) -> Result<AgentPage> {
    let agent = agents::get(&state.db, reference).await?;
    let filter = IncidentFilter { agent: Some(agent.key.clone()), ..IncidentFilter::default() };
    let request = PageRequest { limit: SHOWN, after: None };
    let found = incidents::page(&state.db, &who.viewer, &filter, &request).await?;
    Ok(AgentPage {
        versions: agents::versions(&state.db, agent.id).await?,
        incidents: found.items,
        more: found.next.is_some(),
        writes: who.viewer.may(Right::ManageAgents),
        version: Sent::default(),
        agent,
    })
}

/// `GET /agents/{agent}/edit`
pub async fn edit(
    State(state): State<AppState>,
    frame: Frame,
    _: Writer,
    Path(reference): Path<String>,
) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, form(&state, &reference).await?))
}

async fn form(state: &AppState, reference: &str) -> Result<AgentFormPage> {
    let agent = agents::get(&state.db, reference).await?;
    let mut raw = RawAgent::from(&agent);
    with_addresses(state, [&mut raw.owner]).await?;
    Ok(AgentFormPage {
        key: Some(agent.key),
        edit: Edit::of(raw, agent.version),
        people: addresses(state).await?,
    })
}

/// `POST /agents/{agent}/edit`
pub async fn update(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<String>,
    VersionedForm { version, raw }: VersionedForm<RawAgent>,
) -> Result<Response> {
    let done = who.write(&state, RegisterAgent::parse(raw.clone()), async |tx, command| {
        agents::edit(&tx, &reference, &command, version).await
    });
    let there = |agent: Agent| (paths::agent(&agent.key), "Saved.");
    let refill = |page: &mut AgentFormPage, trouble| page.edit.again(raw, version, trouble);
    frame.answer(done.await, there, form(&state, &reference), refill).await
}

/// `POST /agents/{agent}/versions`
pub async fn add_version(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<String>,
    Form(raw): Form<RawAgentVersion>,
) -> Result<Response> {
    let done = who.write(&state, AddAgentVersion::parse(raw.clone()), async |tx, command| {
        agents::add_version(&tx, &reference, &command).await
    });
    let there = |_| (format!("{}#versions", paths::agent(&reference)), "Added.");
    let refill = |page: &mut AgentPage, trouble| page.version = Sent::new(raw, trouble);
    frame.answer(done.await, there, load(&state, &who, &reference), refill).await
}
