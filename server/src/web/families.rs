//! Families as pages.

use app::domain::permission::{Right, Viewer};
use app::domain::recurrence::{Family, NameFamily, RawFamily, Verdict};
use app::pages::families::{FamiliesPage, FamilyPage, RejectionsPage};
use app::pages::sent::{Edit, Sent};
use app::paths;
use app::ui::SafeHtml;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{Form, Path, Query, VersionedForm};
use crate::markdown;
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{PageRequest, catalogue, families, findings, relations};

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
    let done = who.write(&state, NameFamily::parse(raw.clone()), async |tx, command| {
        families::create(&tx, viewer, &command).await
    });
    let there = |family: Family| (paths::family(family.id), "The family is made.");
    let refill = |page: &mut FamiliesPage, trouble| page.add = Sent::new(raw, trouble);
    frame.answer(done.await, there, page(&state, viewer, String::new()), refill).await
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
        edit: Edit::of(form_of(&family), family.version),
        story: families::story(&state.db, viewer, id).await?,
        now: state.clock.now(),
        family,
    })
}

/// `GET /families/rejections`
pub async fn rejections(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Query(After { after }): Query<After>,
) -> Result<Response> {
    let later = !after.is_empty();
    let filter =
        findings::Filter { verdict: Some(Verdict::Rejected), ..findings::Filter::default() };
    let request = PageRequest { after: Some(after), ..PageRequest::default() };
    let found = findings::page(&state.db, &who.viewer, filter, &request).await?;
    let pairs =
        if later { Vec::new() } else { relations::rejected(&state.db, &who.viewer).await? };
    let writes = who.viewer.may(Right::WriteAnalysis);
    let names = catalogue::names(&state.db).await?;
    let page = RejectionsPage { rows: found.items, pairs, names, next: found.next, later, writes };
    Ok(frame.show(StatusCode::OK, page))
}

/// `POST /families/rejections/{id}`: it may be suggested again.
pub async fn take_back(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(id): Path<Uuid>,
) -> Result<Response> {
    let viewer = &who.viewer;
    who.write(&state, Ok(id), async |tx, id| findings::take_back(&tx, viewer, id).await).await?;
    Ok(frame.redirect(paths::REJECTIONS, "Taken back; it may be suggested again."))
}

fn form_of(family: &Family) -> RawFamily {
    let number = |number: i32| format!("INC-{number}");
    RawFamily {
        name: family.name.clone(),
        description: family.description.clone(),
        incidents: family.incidents.iter().map(|line| number(line.number)).collect(),
        reason: String::new(),
    }
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
    let done = who.write(&state, NameFamily::parse(raw.clone()), async |tx, command| {
        families::edit(&tx, viewer, id, &command, version).await
    });
    let refill = |page: &mut FamilyPage, trouble| page.edit.again(raw, version, trouble);
    let there = |_| (paths::family(id), "Saved.");
    frame.answer(done.await, there, one(&state, viewer, id), refill).await
}
