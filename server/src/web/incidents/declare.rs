//! Declaring an incident.

use app::domain::incident::{DeclareIncident, Incident, RawIncident};
use app::domain::permission::Viewer;
use app::pages::declare::{AlikePart, DeclarePage};
use app::pages::sent::Trouble;
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{Form, Query};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{alike, catalogue, incidents, severities};

type Declarer = Require<right::Declare>;

/// `GET /incidents/new`; what the address says is filled in.
pub async fn new(
    State(state): State<AppState>,
    frame: Frame,
    who: Declarer,
    Query(raw): Query<Prefilled>,
) -> Result<Response> {
    let form = RawIncident { title: raw.title, ..RawIncident::default() };
    Ok(frame.show(StatusCode::OK, page(&state, &who.viewer, form).await?))
}

/// `GET /incidents/new/alike`: what is like the title, as part of the page.
pub async fn show_alike(
    State(state): State<AppState>,
    frame: Frame,
    who: Declarer,
    Query(raw): Query<Prefilled>,
) -> Result<Response> {
    let now = state.clock.now();
    let alike = alike::find(&state.db, &who.viewer, &raw.title, now).await?;
    let names = catalogue::names(&state.db).await?;
    let (typed, today) = (!raw.title.is_empty(), now.date_naive());
    Ok(frame.part(|| AlikePart { alike, names, typed, today }.view()))
}

/// What a link may fill in.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Prefilled {
    title: String,
}

/// `POST /incidents/new`
pub async fn create(
    State(state): State<AppState>,
    frame: Frame,
    who: Declarer,
    Form(raw): Form<RawIncident>,
) -> Result<Response> {
    let done = declare(&state, &who, &raw).await;
    let there = |incident: Incident| {
        (paths::incident(incident.number), format!("{} is declared.", incident.number))
    };
    let refill = |page: &mut DeclarePage, trouble: Trouble| page.invalid = trouble.into();
    frame.answer(done, there, page(&state, &who.viewer, raw), refill).await
}

/// Reads and stores a declaration; the API does the same.
pub(crate) async fn declare(
    state: &AppState,
    who: &Declarer,
    raw: &RawIncident,
) -> Result<Incident> {
    let declare = async |tx, command| incidents::declare(&tx, &command).await;
    who.write(state, DeclareIncident::parse(raw), declare).await
}

async fn page(state: &AppState, viewer: &Viewer, form: RawIncident) -> Result<DeclarePage> {
    let now = state.clock.now();
    Ok(DeclarePage {
        alike: alike::find(&state.db, viewer, &form.title, now).await?,
        names: catalogue::names(&state.db).await?,
        today: now.date_naive(),
        form,
        scale: severities::scale(&state.db).await?,
        people: incidents::known_names(&state.db).await?,
        services: incidents::services_named(&state.db, viewer).await?,
        ..DeclarePage::default()
    })
}
