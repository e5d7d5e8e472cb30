//! The inbox of what was received without an incident.

use app::domain::Invalid;
use app::domain::import::Import;
use app::domain::reference::IncidentRef;
use app::pages::inbox::InboxPage;
use app::pages::sent::Trouble;
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use crate::api::respond::Window;
use crate::auth::{Require, right};
use crate::error::Result;
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
    let viewer = &who.viewer;
    let parsed = raw
        .incident
        .trim()
        .parse::<IncidentRef>()
        .map_err(|_| Invalid::one("incident", "Name the incident, like INC-42."));
    let done = who.write(&state, parsed, async |tx, reference| {
        inbox::assign(&tx, viewer, id, &reference).await
    });
    let there = |import: Import| {
        let news = format!("Sorted: {} steps went to {}.", import.added, raw.incident.trim());
        (paths::INBOX.to_owned(), news)
    };
    let refill = |page: &mut InboxPage, trouble: Trouble| {
        let mut errors = Invalid::from(trouble).errors.into_iter();
        page.problem = errors.next().map(|error| error.message);
    };
    frame.answer(done.await, there, page(&state, &Window::default()), refill).await
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
