//! Status, severity and parts in the response: short forms on the incident's page.

use app::domain::Vocabulary;
use app::domain::incident::{ChangeStatus, HandOver, Incident, RawHandOver, RawStatusChange};
use app::domain::reference::IncidentRef;
use app::domain::severity::{ChangeSeverity, RawSeverityChange, severity_label};
use app::pages::incident::{IncidentPage, Sent};
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::load;
use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{Form, Path, VersionedForm};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, incidents};

/// `POST /incidents/{incident}/status`
pub async fn change_status(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::ChangeStatus>,
    Path(reference): Path<IncidentRef>,
    VersionedForm { version, raw }: VersionedForm<RawStatusChange>,
) -> Result<Response> {
    let (viewer, by) = (&who.viewer, who.by(&state));
    let done = match ChangeStatus::parse(&raw) {
        Ok(to) => store::write(&state.db, by, async |tx| {
            incidents::change_status(&tx, viewer, &reference, &to, version).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(incident) => {
            let news = format!("The status is now {}.", incident.status.label().to_lowercase());
            Ok(frame.redirect(&paths::incident(incident.number), &news))
        }
        Err(Ok(invalid)) => {
            let mut page = load(&state, viewer, &reference).await?;
            page.head.status = Sent::new(raw, invalid);
            Ok(again(&frame, page))
        }
        Err(Err(error)) => Err(error),
    }
}

/// `POST /incidents/{incident}/severity`
pub async fn change_severity(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::ChangeSeverity>,
    Path(reference): Path<IncidentRef>,
    VersionedForm { version, mut raw }: VersionedForm<RawSeverityChange>,
) -> Result<Response> {
    // The form's first choice, SEV?, is sent blank.
    if raw.to.is_empty() {
        raw.to = "unset".to_owned();
    }
    let (viewer, by) = (&who.viewer, who.by(&state));
    let done = match ChangeSeverity::parse(&raw) {
        Ok(to) => store::write(&state.db, by, async |tx| {
            incidents::change_severity(&tx, viewer, &reference, &to, version).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(incident) => {
            Ok(frame.redirect(&paths::incident(incident.number), &severities(&incident)))
        }
        Err(Ok(invalid)) => {
            let mut page = load(&state, viewer, &reference).await?;
            page.head.severity = Sent::new(raw, invalid);
            Ok(again(&frame, page))
        }
        Err(Err(error)) => Err(error),
    }
}

fn severities(incident: &Incident) -> String {
    let potential = incident.potential_severity.map(|severity| format!(", potentially {severity}"));
    format!("It is now {}{}.", severity_label(incident.severity), potential.unwrap_or_default())
}

/// `POST /incidents/{incident}/people`
pub async fn hand_over(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::ManagePeople>,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawHandOver>,
) -> Result<Response> {
    let (viewer, by) = (&who.viewer, who.by(&state));
    let done = match HandOver::parse(&raw) {
        Ok(part) => store::write(&state.db, by, async |tx| {
            incidents::hand_over(&tx, viewer, &reference, &part, None).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(incident) => {
            let path = format!("{}#people", paths::incident(incident.number));
            Ok(frame.redirect(&path, "Handed over."))
        }
        Err(Ok(invalid)) => {
            let mut page = load(&state, viewer, &reference).await?;
            page.people.hand_over = Sent::new(raw, invalid);
            Ok(again(&frame, page))
        }
        Err(Err(error)) => Err(error),
    }
}

/// The page once more, with what was typed and what was wrong.
pub(super) fn again(frame: &Frame, page: IncidentPage) -> Response {
    frame.show(StatusCode::UNPROCESSABLE_ENTITY, page)
}
