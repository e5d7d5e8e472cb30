//! Factors, controls, remediations, relations and families of an incident, from its page.

use app::domain::Invalid;
use app::domain::control::{RawControl, RecordControl};
use app::domain::factor::{NameFactor, RawFactor};
use app::domain::form::Checker;
use app::domain::incident::REASON_MIN;
use app::domain::permission::Viewer;
use app::domain::recurrence::{NameFamily, RawFamily, RawRelation, RelateIncident};
use app::domain::reference::{IncidentRef, RemediationRef};
use app::domain::remediation::{RawServe, ServeIncident};
use app::pages::analysis::{ControlPage, FactorPage};
use app::pages::incident::recurrence::RawJoin;
use app::pages::incident::remediations::RawAttach;
use app::pages::incident::{IncidentPage, Sent};
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
use crate::store::{
    self, PageRequest, catalogue, controls, factors, families, incidents, relations, remediations,
};

type Writer = Require<right::WriteAnalysis>;

/// Why a row is wrong.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct RawRetraction {
    pub(super) reason: String,
}

/// Back to a section of the incident with news, or the incident's page with what was wrong in it.
pub(super) async fn finish<T>(
    state: &AppState,
    frame: &Frame,
    viewer: &Viewer,
    reference: &IncidentRef,
    (part, news): (&str, &str),
    done: Result<T>,
    fail: impl FnOnce(&mut IncidentPage, Invalid) + Send,
) -> Result<Response> {
    match done.map_err(Error::into_invalid) {
        Ok(_) => {
            let number = incidents::brief(&state.db, viewer, reference).await?.number;
            Ok(frame.redirect(&format!("{}#{part}", paths::incident(number)), news))
        }
        Err(Ok(invalid)) => {
            let mut page = load(state, viewer, reference).await?;
            fail(&mut page, invalid);
            Ok(again(frame, page))
        }
        Err(Err(error)) => Err(error),
    }
}

/// `POST /incidents/{incident}/factors`
pub async fn add_factor(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawFactor>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let done = match NameFactor::parse(raw.clone()) {
        Ok(command) => store::write(&state.db, who.by(&state), async |tx| {
            factors::add(&tx, viewer, &reference, &command).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    let fail = |page: &mut IncidentPage, invalid| page.factors.add = Sent::new(raw, invalid);
    finish(&state, &frame, viewer, &reference, ("factors", "Factor named."), done, fail).await
}

/// `POST /incidents/{incident}/controls`
pub async fn add_control(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawControl>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let done = match RecordControl::parse(raw.clone()) {
        Ok(command) => store::write(&state.db, who.by(&state), async |tx| {
            controls::add(&tx, viewer, &reference, &command).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    let fail = |page: &mut IncidentPage, invalid| page.controls.add = Sent::new(raw, invalid);
    finish(&state, &frame, viewer, &reference, ("controls", "Control recorded."), done, fail).await
}

/// `POST /incidents/{incident}/remediations`: one that exists serves this incident too.
pub async fn attach(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::WriteRemediation>,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawAttach>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let done = match parse_attach(&reference, &raw) {
        Ok((it, command)) => store::write(&state.db, who.by(&state), async |tx| {
            remediations::attach(&tx, viewer, &it, &command).await
        })
        .await
        .map_err(|error| match error {
            store::Error::NotFound => unknown(&it).into(),
            error => Error::from(error),
        }),
        Err(invalid) => Err(invalid.into()),
    };
    let fail =
        |page: &mut IncidentPage, invalid| page.remediations.attach = Sent::new(raw, invalid);
    finish(&state, &frame, viewer, &reference, ("remediations", "Attached."), done, fail).await
}

fn unknown(it: &RemediationRef) -> Invalid {
    Invalid::one("remediation", format!("There is no {it}."))
}

fn parse_attach(
    incident: &IncidentRef,
    raw: &RawAttach,
) -> Result<(RemediationRef, ServeIncident), Invalid> {
    let it = RemediationRef::parse(&raw.remediation)
        .map_err(|message| Invalid::one("remediation", message))?;
    let raw =
        RawServe { incident: incident.to_string(), why: raw.why.clone(), ..RawServe::default() };
    Ok((it, ServeIncident::parse(raw)?))
}

/// `POST /incidents/{incident}/relations`
pub async fn relate(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawRelation>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let done = match RelateIncident::parse(raw.clone()) {
        Ok(command) => store::write(&state.db, who.by(&state), async |tx| {
            relations::add(&tx, viewer, &reference, &command).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    let fail = |page: &mut IncidentPage, invalid| page.recurrence.relate = Sent::new(raw, invalid);
    finish(&state, &frame, viewer, &reference, ("recurrence", "Related."), done, fail).await
}

/// `POST /incidents/{incident}/families`: joins the family of this name, made if there is none.
pub async fn join(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawJoin>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let family = RawFamily {
        name: raw.name.clone(),
        incidents: vec![reference.to_string()],
        ..RawFamily::default()
    };
    let done = match NameFamily::parse(family) {
        Ok(command) => {
            let known = all_families(&state, viewer).await?;
            let known = known.into_iter().find(|(_, name)| *name == command.name);
            store::write(&state.db, who.by(&state), async |tx| match &known {
                Some((id, _)) => families::join(&tx, viewer, *id, &reference).await,
                None => families::create(&tx, viewer, &command).await,
            })
            .await
            .map_err(Error::from)
        }
        Err(invalid) => Err(invalid.into()),
    };
    let fail = |page: &mut IncidentPage, invalid| page.recurrence.join = Sent::new(raw, invalid);
    finish(&state, &frame, viewer, &reference, ("recurrence", "Joined."), done, fail).await
}

/// The id and name of the families that the viewer may see.
pub(super) async fn all_families(state: &AppState, viewer: &Viewer) -> Result<Vec<(Uuid, String)>> {
    let request = PageRequest { limit: store::page::MOST, after: None };
    let page = families::page(&state.db, viewer, &request).await?;
    Ok(page.items.into_iter().map(|family| (family.id, family.name)).collect())
}

/// `POST /incidents/{incident}/families/{id}/leave`
pub async fn leave(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let done = store::write(&state.db, who.by(&state), async |tx| {
        families::leave(&tx, viewer, id, &reference).await
    })
    .await
    .map_err(Error::from);
    let fail = |page: &mut IncidentPage, invalid| page.recurrence.join.invalid = invalid;
    finish(&state, &frame, viewer, &reference, ("recurrence", "Removed."), done, fail).await
}

pub(super) fn reason(raw: &RawRetraction) -> Result<String, Invalid> {
    let mut check = Checker::new();
    let reason = check.reason("reason", &raw.reason, REASON_MIN);
    check.finish(reason)
}

async fn factor_page(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
) -> Result<FactorPage> {
    let incident = incidents::brief(&state.db, viewer, reference).await?.number;
    let row = factors::get(&state.db, viewer, reference, id).await?;
    Ok(FactorPage {
        incident,
        id,
        version: row.version,
        kinds: catalogue::factors(&state.db).await?,
        edit: Sent { raw: RawFactor::from(&row), ..Sent::default() },
        retract: Sent::default(),
    })
}

/// `GET /incidents/{incident}/factors/{id}`
pub async fn edit_factor(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    let page = factor_page(&state, &who.viewer, &reference, id).await?;
    Ok(frame.show(StatusCode::OK, page))
}

/// `POST /incidents/{incident}/factors/{id}`
pub async fn update_factor(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    VersionedForm { version, raw }: VersionedForm<RawFactor>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let mut page = factor_page(&state, viewer, &reference, id).await?;
    let done = match NameFactor::parse(raw.clone()) {
        Ok(command) => store::write(&state.db, who.by(&state), async |tx| {
            factors::edit(&tx, viewer, &reference, id, &command, version).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(_) => {
            let path = format!("{}#factors", paths::incident(page.incident));
            Ok(frame.redirect(&path, "Saved."))
        }
        Err(Ok(invalid)) => {
            page.edit = Sent::new(raw, invalid);
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
}

/// `POST /incidents/{incident}/factors/{id}/retract`
pub async fn retract_factor(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    Form(raw): Form<RawRetraction>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let mut page = factor_page(&state, viewer, &reference, id).await?;
    let done = match reason(&raw) {
        Ok(reason) => store::write(&state.db, who.by(&state), async |tx| {
            factors::retract(&tx, viewer, &reference, id, &reason).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(()) => {
            let path = format!("{}#factors", paths::incident(page.incident));
            Ok(frame.redirect(&path, "Retracted."))
        }
        Err(Ok(invalid)) => {
            page.retract = Sent::new(raw.reason, invalid);
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
}

async fn control_page(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
) -> Result<ControlPage> {
    let incident = incidents::brief(&state.db, viewer, reference).await?.number;
    let row = controls::get(&state.db, viewer, reference, id).await?;
    Ok(ControlPage {
        incident,
        id,
        version: row.version,
        kinds: catalogue::controls(&state.db).await?,
        edit: Sent { raw: RawControl::from(&row), ..Sent::default() },
        retract: Sent::default(),
    })
}

/// `GET /incidents/{incident}/controls/{id}`
pub async fn edit_control(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    let page = control_page(&state, &who.viewer, &reference, id).await?;
    Ok(frame.show(StatusCode::OK, page))
}

/// `POST /incidents/{incident}/controls/{id}`
pub async fn update_control(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    VersionedForm { version, raw }: VersionedForm<RawControl>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let mut page = control_page(&state, viewer, &reference, id).await?;
    let done = match RecordControl::parse(raw.clone()) {
        Ok(command) => store::write(&state.db, who.by(&state), async |tx| {
            controls::edit(&tx, viewer, &reference, id, &command, version).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(_) => {
            let path = format!("{}#controls", paths::incident(page.incident));
            Ok(frame.redirect(&path, "Saved."))
        }
        Err(Ok(invalid)) => {
            page.edit = Sent::new(raw, invalid);
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
}

/// `POST /incidents/{incident}/controls/{id}/retract`
pub async fn retract_control(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    Form(raw): Form<RawRetraction>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let mut page = control_page(&state, viewer, &reference, id).await?;
    let done = match reason(&raw) {
        Ok(reason) => store::write(&state.db, who.by(&state), async |tx| {
            controls::retract(&tx, viewer, &reference, id, &reason).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(()) => {
            let path = format!("{}#controls", paths::incident(page.incident));
            Ok(frame.redirect(&path, "Retracted."))
        }
        Err(Ok(invalid)) => {
            page.retract = Sent::new(raw.reason, invalid);
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
}
