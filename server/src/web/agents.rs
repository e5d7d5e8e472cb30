//! Agents as pages: the list, registering, the identity card.

use app::domain::agent::{AddAgentVersion, RawAgent, RawAgentVersion, RegisterAgent};
use app::domain::incident::IncidentFilter;
use app::domain::permission::Right;
use app::pages::agents::{AgentFormPage, AgentPage, AgentsPage};
use app::pages::incident::Sent;
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::people::{addresses, with_addresses};
use crate::auth::{Principal, Require, right};
use crate::error::{Error, Result};
use crate::extract::{Form, Path, Query, VersionedForm};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, PageRequest, agents, incidents};

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
    let count = |agent: app::domain::agent::Agent| {
        let count = counts.get(&agent.id).copied().unwrap_or_default();
        (agent, count)
    };
    let rows = found.items.into_iter().map(count).collect();
    let writes = who.viewer.may(Right::ManageAgents);
    Ok(frame.show(StatusCode::OK, AgentsPage { rows, next: found.next, later, writes }))
}

/// `GET /agents/new`
pub async fn new(State(state): State<AppState>, frame: Frame, _: Writer) -> Result<Response> {
    let people = addresses(&state).await?;
    Ok(frame.show(StatusCode::OK, AgentFormPage { people, ..AgentFormPage::default() }))
}

/// `POST /agents`
pub async fn create(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Form(raw): Form<RawAgent>,
) -> Result<Response> {
    let done = match RegisterAgent::parse(raw.clone()) {
        Ok(command) => store::write(&state.db, who.by(&state), async |tx| {
            agents::register(&tx, &command).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(agent) => Ok(frame.redirect(&paths::agent(&agent.key), "Registered.")),
        Err(Ok(invalid)) => {
            let sent = Sent::new(raw, invalid);
            let page = AgentFormPage { edits: None, sent, people: addresses(&state).await? };
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
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
        edits: Some((agent.key, agent.version)),
        sent: Sent { raw, ..Sent::default() },
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
    let done = match RegisterAgent::parse(raw.clone()) {
        Ok(command) => store::write(&state.db, who.by(&state), async |tx| {
            agents::edit(&tx, &reference, &command, version).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(agent) => Ok(frame.redirect(&paths::agent(&agent.key), "Saved.")),
        Err(Ok(invalid)) => {
            let mut page = form(&state, &reference).await?;
            page.sent = Sent::new(raw, invalid);
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
}

/// `POST /agents/{agent}/versions`
pub async fn add_version(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<String>,
    Form(raw): Form<RawAgentVersion>,
) -> Result<Response> {
    let done = match AddAgentVersion::parse(raw.clone()) {
        Ok(command) => store::write(&state.db, who.by(&state), async |tx| {
            agents::add_version(&tx, &reference, &command).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(_) => {
            let path = format!("{}#versions", paths::agent(&reference));
            Ok(frame.redirect(&path, "Added."))
        }
        Err(Ok(invalid)) => {
            let mut page = load(&state, &who, &reference).await?;
            page.version = Sent::new(raw, invalid);
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
}
