//! Rows of an incident's record that are changed and taken back on a page of their own: factors,
//! controls, relations, exposures, links, claims and evidence, all alike.

use app::domain::Invalid;
use app::domain::form::Checker;
use app::domain::incident::{IncidentNumber, REASON_MIN};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::timeline::RawRetraction;
use app::pages::Page;
use app::pages::incident::IncidentPage;
use app::pages::sent::{Compared, Edit, Sent};
use app::paths;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::incidents::load;
use crate::auth::{Permit, Require};
use crate::error::Result;
use crate::extract::{Form, Path, VersionedForm};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, Tx, incidents};

/// A row, by its incident and its id.
pub type Place<'a> = (&'a IncidentRef, Uuid);

/// A sort of rows.
pub trait Row: 'static {
    /// What one must be allowed to.
    type Right: Permit + 'static;
    /// The fields as they are typed.
    type Raw: Compared + Clone + DeserializeOwned + Send + Sync + 'static;
    /// The fields as they are understood.
    type Command: Clone + Send + Sync;
    /// What is stored.
    type Stored: Send;
    /// The page on which one is changed.
    type Page: Page;
    /// The news of a change.
    const SAVED: &str = "Saved.";
    /// The news of what was taken back.
    const RETRACTED: &str = "Retracted.";

    /// Understands the fields.
    fn parse(raw: Self::Raw) -> Result<Self::Command, Invalid>;

    /// The page of a row as it is stored.
    fn page(
        state: &AppState,
        viewer: &Viewer,
        place: Place<'_>,
    ) -> impl Future<Output = Result<Self::Page>> + Send;

    /// The two forms of the page: what changes the row, and why it is taken back.
    fn forms(page: &mut Self::Page) -> (&mut Edit<Self::Raw>, &mut Sent<String>);

    /// Stores a change.
    fn change(
        tx: &Tx,
        viewer: &Viewer,
        place: Place<'_>,
        command: &Self::Command,
        version: Option<i32>,
    ) -> impl Future<Output = store::Result<Self::Stored>> + Send;

    /// Takes a row back.
    fn retract(
        tx: &Tx,
        viewer: &Viewer,
        place: Place<'_>,
        reason: &str,
    ) -> impl Future<Output = store::Result<()>> + Send;

    /// Where a row is seen, or was seen if it is gone.
    fn seen_at(incident: IncidentNumber, row: Option<&Self::Stored>) -> String;
}

/// A sort of rows that are added by a form on the incident's own page.
pub trait Section: Row {
    /// The news of a new one.
    const ADDED: &str;

    /// The form on the incident's page.
    fn form(page: &mut IncidentPage) -> &mut Sent<Self::Raw>;

    /// Stores a new one.
    fn add(
        tx: &Tx,
        viewer: &Viewer,
        incident: &IncidentRef,
        command: &Self::Command,
    ) -> impl Future<Output = store::Result<Self::Stored>> + Send;
}

/// The addresses of the rows of a sort: `/incidents/{incident}/{name}/{id}`.
pub fn routes<R: Row>(name: &str) -> Router<AppState> {
    Router::new()
        .route(&address(name), get(edit::<R>).post(update::<R>))
        .merge(retraction::<R>(name))
}

/// The address that takes a row of a sort back.
pub fn retraction<R: Row>(name: &str) -> Router<AppState> {
    Router::new().route(&format!("{}/retract", address(name)), post(retract::<R>))
}

/// The same with that of new ones: `/incidents/{incident}/{name}`.
pub fn section<R: Section>(name: &str) -> Router<AppState> {
    let part = paths::incident_part("{incident}", name);
    routes::<R>(name).route(&part, post(add::<R>))
}

fn address(name: &str) -> String {
    paths::incident_row("{incident}", name, "{id}")
}

async fn add<R: Section>(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<R::Right>,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<R::Raw>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let done = who.write(&state, R::parse(raw.clone()), async |tx, command| {
        R::add(&tx, viewer, &reference, &command).await
    });
    let there = |_| (R::seen_at(number, None), R::ADDED);
    let refill = |page: &mut IncidentPage, trouble| *R::form(page) = Sent::new(raw, trouble);
    frame.answer(done.await, there, load(&state, viewer, &reference), refill).await
}

async fn edit<R: Row>(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<R::Right>,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, R::page(&state, &who.viewer, (&reference, id)).await?))
}

/// `POST` of the page of a row.
pub async fn update<R: Row>(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<R::Right>,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    VersionedForm { version, raw }: VersionedForm<R::Raw>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let done = who.write(&state, R::parse(raw.clone()), async |tx, command| {
        R::change(&tx, viewer, (&reference, id), &command, version).await
    });
    let there = |row: R::Stored| (R::seen_at(number, Some(&row)), R::SAVED);
    let refill = |page: &mut R::Page, trouble| R::forms(page).0.again(raw, version, trouble);
    frame.answer(done.await, there, R::page(&state, viewer, (&reference, id)), refill).await
}

async fn retract<R: Row>(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<R::Right>,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    Form(raw): Form<RawRetraction>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let done = who.write(&state, reason(&raw), async |tx, reason| {
        R::retract(&tx, viewer, (&reference, id), &reason).await
    });
    let there = |()| (R::seen_at(number, None), R::RETRACTED);
    let refill = |page: &mut R::Page, trouble| *R::forms(page).1 = Sent::new(raw.reason, trouble);
    frame.answer(done.await, there, R::page(&state, viewer, (&reference, id)), refill).await
}

/// Why something is taken back, if it says enough.
pub(super) fn reason(raw: &RawRetraction) -> Result<String, Invalid> {
    let mut check = Checker::new();
    let reason = check.reason("reason", &raw.reason, REASON_MIN);
    check.finish(reason)
}
