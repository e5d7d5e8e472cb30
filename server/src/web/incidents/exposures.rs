//! The exposure ledger.

use app::domain::exposure::{ExposureFields, RawExposure};
use app::domain::form::Checker;
use app::domain::incident::REASON_MIN;
use app::domain::moment::RawMoment;
use app::domain::reference::IncidentRef;
use app::pages::exposure::ExposurePage;
use app::pages::incident::Sent;
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use super::{change::again, load};
use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{Form, Path, VersionedForm};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, incidents};

type Writer = Require<right::EditIncident>;

/// `POST /incidents/{incident}/exposures`
pub async fn add(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawExposure>,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let fields = match ExposureFields::parse(&raw) {
        Ok(fields) => fields,
        Err(invalid) => {
            let mut page = load(&state, &who.viewer, &reference).await?;
            page.exposures.add = Sent::new(raw, invalid);
            return Ok(again(&frame, page));
        }
    };
    let (viewer, by) = (&who.viewer, who.by(&state));
    store::write(&state.db, by, async |tx| {
        incidents::add_exposure(&tx, viewer, &reference, &fields).await
    })
    .await?;
    Ok(frame.redirect(&ledger(incident.number), "Added to the ledger."))
}

fn ledger(number: app::domain::incident::IncidentNumber) -> String {
    format!("{}#exposures", paths::incident(number))
}

/// `GET /incidents/{incident}/exposures/{id}`
pub async fn edit(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, page(&state, &who, &reference, id).await?))
}

/// `POST /incidents/{incident}/exposures/{id}`
pub async fn update(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    VersionedForm { version, raw }: VersionedForm<RawExposure>,
) -> Result<Response> {
    let mut page = page(&state, &who, &reference, id).await?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let done = match ExposureFields::parse(&raw) {
        Ok(fields) => store::write(&state.db, by, async |tx| {
            incidents::edit_exposure(&tx, viewer, &reference, id, &fields, version).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(_) => Ok(frame.redirect(&ledger(page.incident), "Saved.")),
        Err(Ok(invalid)) => {
            page.edit = Sent::new(raw, invalid);
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
}

/// Why a row is wrong.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct RawRetraction {
    reason: String,
}

/// `POST /incidents/{incident}/exposures/{id}/retract`
pub async fn retract(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    Form(raw): Form<RawRetraction>,
) -> Result<Response> {
    let mut page = page(&state, &who, &reference, id).await?;
    let mut check = Checker::new();
    let reason = check.reason("reason", &raw.reason, REASON_MIN);
    let (viewer, by) = (&who.viewer, who.by(&state));
    let done = match check.finish(reason) {
        Ok(reason) => store::write(&state.db, by, async |tx| {
            incidents::retract_exposure(&tx, viewer, &reference, id, &reason).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(()) => Ok(frame.redirect(&ledger(page.incident), "Retracted.")),
        Err(Ok(invalid)) => {
            page.retract = Sent::new(raw.reason, invalid);
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
}

async fn page(
    state: &AppState,
    who: &Writer,
    reference: &IncidentRef,
    id: Uuid,
) -> Result<ExposurePage> {
    let incident = incidents::brief(&state.db, &who.viewer, reference).await?;
    let row = incidents::get_exposure(&state.db, &who.viewer, reference, id).await?;
    let mut raw = RawExposure::from(&row.fields);
    for (typed, moment) in [
        (&mut raw.window_start, &row.fields.window_start),
        (&mut raw.window_end, &row.fields.window_end),
    ] {
        *typed = moment.as_ref().map(RawMoment::typed).unwrap_or_default();
    }
    Ok(ExposurePage {
        incident: incident.number,
        id,
        version: row.version,
        edit: Sent { raw, ..Sent::default() },
        retract: Sent::default(),
    })
}
