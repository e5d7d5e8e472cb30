//! Old addresses of what was merged or split lead on: 308, so that even a form that was open when
//! it happened arrives where it belongs.

use app::domain::incident::IncidentNumber;
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::paths;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::auth::Principal;
use crate::error::Result;
use crate::state::AppState;
use crate::store::regroup;

const API: &str = "/api/v1";

/// The parts of an address within an incident.
struct Address<'a> {
    api: bool,
    incident: IncidentRef,
    /// The number of an event, and what comes after it.
    event: Option<(i32, &'a str)>,
    rest: &'a str,
}

impl<'a> Address<'a> {
    fn read(path: &'a str) -> Option<Self> {
        let (api, path) = match path.strip_prefix(API) {
            Some(path) => (true, path),
            None => (false, path),
        };
        let path = path.strip_prefix(paths::INCIDENTS)?.strip_prefix('/')?;
        let (incident, rest) = path.split_at(path.find('/').unwrap_or(path.len()));
        let incident = IncidentRef::parse(incident).ok()?;
        let event = rest.strip_prefix("/events/").and_then(|event| {
            let (seq, after) = event.split_at(event.find('/').unwrap_or(event.len()));
            Some((seq.parse().ok()?, after))
        });
        Some(Self { api, incident, event, rest })
    }

    /// The same place within another incident, or of an event there.
    fn at(&self, incident: IncidentNumber, seq: Option<i32>, query: Option<&str>) -> String {
        let api = if self.api { API } else { "" };
        let rest = match (self.event, seq) {
            (Some((_, after)), Some(seq)) => format!("/events/{seq}{after}"),
            _ => self.rest.to_owned(),
        };
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        format!("{api}{}{rest}{query}", paths::incident(incident))
    }
}

/// Leads on who asks under an old address, if they may see where it leads.
pub async fn lead_on(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let viewer = request.extensions().get::<Principal>().map(|who| who.viewer.clone());
    let (uri, is_get) = (request.uri().clone(), request.method() == Method::GET);
    let (Some(viewer), Some(address)) = (viewer, Address::read(uri.path())) else {
        return next.run(request).await;
    };
    match merged(&state, &viewer, &address, uri.query(), is_get).await {
        Ok(Some(there)) => return redirect(&there),
        Ok(None) => {}
        Err(error) => return error.into_response(),
    }
    let response = next.run(request).await;
    if response.status() != StatusCode::NOT_FOUND {
        return response;
    }
    let Some((seq, _)) = address.event else { return response };
    match regroup::event_now(&state.db, &viewer, &address.incident, seq).await {
        Ok(Some((brief, seq))) => redirect(&address.at(brief.number, Some(seq), uri.query())),
        _ => response,
    }
}

/// Where an address of an incident leads that was merged into another.
async fn merged(
    state: &AppState,
    viewer: &Viewer,
    address: &Address<'_>,
    query: Option<&str>,
    is_get: bool,
) -> Result<Option<String>> {
    let there = regroup::merged_into(&state.db, viewer, &address.incident).await?;
    let Some(into) = there.filter(|_| address.rest != "/merged") else { return Ok(None) };
    if let Some((seq, _)) = address.event {
        let now = regroup::event_now(&state.db, viewer, &address.incident, seq).await?;
        return Ok(now.map(|(brief, seq)| address.at(brief.number, Some(seq), query)));
    }
    if address.rest.is_empty() && is_get && !address.api {
        // The browser keeps what is after the `#`, which names an event by its old number.
        return Ok(Some(paths::incident_part(address.incident, "merged")));
    }
    Ok(Some(address.at(into.number, None, query)))
}

fn redirect(there: &str) -> Response {
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_str(there) {
        headers.insert(header::LOCATION, value);
    }
    (StatusCode::PERMANENT_REDIRECT, headers).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart_and_put_together_elsewhere() {
        let there = |path: &str| {
            let address = Address::read(path)?;
            Some(address.at(IncidentNumber(7), address.event.map(|_| 17), None))
        };
        for (path, led) in [
            ("/incidents/INC-3/events/5/retime", "/incidents/INC-7/events/17/retime"),
            ("/incidents/inc-3/history", "/incidents/INC-7/history"),
            ("/api/v1/incidents/INC-3/events/5", "/api/v1/incidents/INC-7/events/17"),
            ("/api/v1/incidents/INC-3", "/api/v1/incidents/INC-7"),
        ] {
            assert_eq!(there(path).as_deref(), Some(led));
        }
        for path in
            ["/incidents", "/incidents/new", "/work", "/api/v1/incidents", "/remediations/REM-3"]
        {
            assert_eq!(there(path), None, "{path}");
        }
    }
}
