//! The inbox of what was received without an incident.

use app::domain::reference::IncidentRef;
use app::pages::inbox::InboxPage;
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use crate::api::respond::Window;
use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{Form, Path, Query};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, inbox};

type Importer = Require<right::Import>;

async fn page(state: &AppState, window: &Window) -> Result<InboxPage> {
    let page = inbox::page(&state.db, &window.request()).await?;
    Ok(InboxPage {
        runs: page.items,
        next: page.next,
        is_first: window.after.is_none(),
        problem: None,
    })
}

/// `GET /inbox`
pub async fn show(
    State(state): State<AppState>,
    frame: Frame,
    _who: Importer,
    Query(window): Query<Window>,
) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, page(&state, &window).await?))
}

/// Which incident a run belongs to.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct RawAssign {
    incident: String,
}

/// `POST /inbox/{id}/assign`
pub async fn assign(
    State(state): State<AppState>,
    frame: Frame,
    who: Importer,
    Path(id): Path<Uuid>,
    Form(raw): Form<RawAssign>,
) -> Result<Response> {
    let done = match raw.incident.trim().parse::<IncidentRef>() {
        Ok(reference) => {
            let (viewer, by) = (&who.viewer, who.by(&state));
            store::write(&state.db, by, async |tx| inbox::assign(&tx, viewer, id, &reference).await)
                .await
                .map_err(Error::from)
        }
        Err(_) => Err(Error::Invalid(app::domain::Invalid::one(
            "incident",
            "Name the incident, like INC-42.",
        ))),
    };
    match done.map_err(Error::into_invalid) {
        Ok(import) => {
            let news = format!("Sorted: {} steps went to {}.", import.added, raw.incident.trim());
            Ok(frame.redirect(paths::INBOX, &news))
        }
        Err(Ok(invalid)) => {
            let mut page = page(&state, &Window::default()).await?;
            page.problem = invalid.errors.into_iter().next().map(|error| error.message);
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
}

/// `POST /inbox/{id}/dismiss`
pub async fn dismiss(
    State(state): State<AppState>,
    frame: Frame,
    who: Importer,
    Path(id): Path<Uuid>,
) -> Result<Response> {
    store::write(&state.db, who.by(&state), async |tx| inbox::dismiss(&tx, id).await).await?;
    Ok(frame.redirect(paths::INBOX, "Dismissed."))
}
