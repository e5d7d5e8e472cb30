//! What one is told: the list, marking as read, and following.

use app::domain::notice::Followed;
use app::domain::reference::{IncidentRef, RemediationRef};
use app::pages::notices::NoticesPage;
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{Form, Path, Query};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, PageRequest, incidents, notices, remediations};

type Reader = Require<right::ViewIncidents>;

/// Which notices.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Which {
    show: String,
    after: String,
}

/// Notices to be marked as read.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Read {
    ids: Vec<String>,
    all: String,
    show: String,
}

/// Whether to follow.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Follow {
    follow: String,
}

/// `GET /notices`
pub async fn list(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Query(which): Query<Which>,
) -> Result<Response> {
    let all = which.show == "all";
    let request = PageRequest { after: Some(which.after.clone()), ..PageRequest::default() };
    let page = notices::page(&state.db, &who.viewer, !all, &request).await?;
    let page = NoticesPage {
        rows: page.items,
        next: page.next,
        later: !which.after.is_empty(),
        all,
        unread: frame.counts().unread_notices,
    };
    Ok(frame.show(StatusCode::OK, page))
}

/// `POST /notices/read`
pub async fn read(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Form(raw): Form<Read>,
) -> Result<Response> {
    let user = who.viewer.user_id;
    let ids: Vec<Uuid> = raw.ids.iter().filter_map(|id| id.parse().ok()).collect();
    store::write(&state.db, who.by(&state), async |tx| match raw.all.as_str() {
        "" => notices::mark_read(&tx, user, &ids).await,
        _ => notices::mark_all_read(&tx, user).await,
    })
    .await?;
    let path = paths::with_query(paths::NOTICES, &[("show", &raw.show)]);
    Ok(frame.redirect(&path, "Marked as read."))
}

async fn set(state: &AppState, who: &Reader, kind: Followed, id: Uuid, on: bool) -> Result<()> {
    let user = who.viewer.user_id;
    store::write(&state.db, who.by(state), async |tx| {
        if on {
            return notices::follow(&tx, user, kind, id).await;
        }
        notices::unfollow(&tx, user, id).await
    })
    .await?;
    Ok(())
}

fn news(on: bool) -> &'static str {
    if on { "You follow it: you are told when it moves." } else { "You no longer follow it." }
}

/// `POST /incidents/{incident}/follow`
pub async fn follow_incident(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Path(reference): Path<IncidentRef>,
    Form(Follow { follow }): Form<Follow>,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let on = !follow.is_empty();
    set(&state, &who, Followed::Incident, incident.id, on).await?;
    Ok(frame.redirect(&paths::incident(incident.number), news(on)))
}

/// `POST /remediations/{remediation}/follow`
pub async fn follow_remediation(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Path(reference): Path<RemediationRef>,
    Form(Follow { follow }): Form<Follow>,
) -> Result<Response> {
    let it = remediations::get(&state.db, &who.viewer, &reference).await?;
    let on = !follow.is_empty();
    set(&state, &who, Followed::Remediation, it.id, on).await?;
    Ok(frame.redirect(&paths::remediation(reference), news(on)))
}
