//! Declaring an incident.

use app::domain::incident::{DeclareIncident, RawIncident};
use app::domain::permission::Viewer;
use app::pages::declare::{DeclarePage, Similar};
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{Form, Query};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, incidents, severities};

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
    match declare(&state, &who, &raw).await.map_err(crate::error::Error::into_invalid) {
        Ok(incident) => {
            let path = paths::incident(incident.number);
            Ok(frame.redirect(&path, &format!("{} is declared.", incident.number)))
        }
        Err(Ok(invalid)) => {
            let page = DeclarePage { invalid, ..page(&state, &who.viewer, raw).await? };
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
}

/// Reads and stores a declaration; the API does the same.
pub(crate) async fn declare(
    state: &AppState,
    who: &Declarer,
    raw: &RawIncident,
) -> Result<app::domain::incident::Incident> {
    let command = DeclareIncident::parse(raw)?;
    let by = who.by(state);
    Ok(store::write(&state.db, by, async |tx| incidents::declare(&tx, &command).await).await?)
}

async fn page(state: &AppState, viewer: &Viewer, form: RawIncident) -> Result<DeclarePage> {
    let similar = incidents::similar(&state.db, viewer, &form.title).await?;
    let similar = similar.into_iter().map(|incident| Similar {
        number: incident.number,
        title: incident.title,
        status: incident.status,
        severity: incident.severity,
    });
    Ok(DeclarePage {
        form,
        scale: severities::scale(&state.db).await?,
        people: incidents::known_names(&state.db).await?,
        services: incidents::services_named(&state.db, viewer).await?,
        similar: similar.collect(),
        ..DeclarePage::default()
    })
}
