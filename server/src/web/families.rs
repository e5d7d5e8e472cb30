//! Families as pages.

use app::domain::permission::{Right, Viewer};
use app::domain::recurrence::{Family, NameFamily, RawFamily};
use app::pages::edit_incident::listed;
use app::pages::families::{FamiliesPage, FamilyPage};
use app::pages::incident::Sent;
use app::paths;
use app::ui::{Difference, SafeHtml, differing};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{Form, Path, Query, VersionedForm};
use crate::markdown;
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, PageRequest, families};

type Reader = Require<right::ViewIncidents>;
type Writer = Require<right::WriteAnalysis>;

/// The part of the address that says which page.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct After {
    after: String,
}

/// `GET /families`
pub async fn list(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Query(After { after }): Query<After>,
) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, page(&state, &who.viewer, after).await?))
}

async fn page(state: &AppState, viewer: &Viewer, after: String) -> Result<FamiliesPage> {
    let later = !after.is_empty();
    let request = PageRequest { after: Some(after), ..PageRequest::default() };
    let found = families::page(&state.db, viewer, &request).await?;
    let writes = viewer.may(Right::WriteAnalysis);
    Ok(FamiliesPage { rows: found.items, next: found.next, later, writes, add: Sent::default() })
}

/// `POST /families`
pub async fn create(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Form(raw): Form<RawFamily>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let done = match NameFamily::parse(raw.clone()) {
        Ok(command) => store::write(&state.db, who.by(&state), async |tx| {
            families::create(&tx, viewer, &command).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(family) => Ok(frame.redirect(&paths::family(family.id), "The family is made.")),
        Err(Ok(invalid)) => {
            let mut page = page(&state, viewer, String::new()).await?;
            page.add = Sent::new(raw, invalid);
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
}

/// `GET /families/{id}`
pub async fn show(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Path(id): Path<Uuid>,
) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, one(&state, &who.viewer, id).await?))
}

async fn one(state: &AppState, viewer: &Viewer, id: Uuid) -> Result<FamilyPage> {
    let family = families::get(&state.db, viewer, id).await?;
    let html = markdown::to_html(&family.description, |word| super::links::reference(None, word));
    Ok(FamilyPage {
        html: SafeHtml::from_sanitised(html),
        writes: viewer.may(Right::WriteAnalysis),
        edit: Sent { raw: form_of(&family), ..Sent::default() },
        differences: None,
        family,
    })
}

fn form_of(family: &Family) -> RawFamily {
    let number = |number: i32| format!("INC-{number}");
    RawFamily {
        name: family.name.clone(),
        description: family.description.clone(),
        incidents: family.incidents.iter().map(|line| number(line.number)).collect(),
    }
}

fn differences(mine: &RawFamily, theirs: &RawFamily) -> Vec<Difference> {
    let rows = |raw: &RawFamily| {
        let raw = raw.clone();
        let incidents = listed(&raw.incidents);
        [("Name", raw.name), ("In common", raw.description), ("Incidents", incidents)]
    };
    differing(rows(mine), rows(theirs))
}

/// `POST /families/{id}`; a stale version answers with both versions side by side.
pub async fn update(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(id): Path<Uuid>,
    VersionedForm { version, raw }: VersionedForm<RawFamily>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let done = match NameFamily::parse(raw.clone()) {
        Ok(command) => store::write(&state.db, who.by(&state), async |tx| {
            families::edit(&tx, viewer, id, &command, version).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    let Err(error) = done else { return Ok(frame.redirect(&paths::family(id), "Saved.")) };
    let mut page = one(&state, viewer, id).await?;
    if matches!(error, Error::Stale(_)) {
        page.differences = Some(differences(&raw, &page.edit.raw));
        page.edit.raw = raw;
    } else {
        page.edit = Sent::new(raw, error.into_invalid()?);
    }
    Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
}
