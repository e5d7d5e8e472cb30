//! Remediations as pages: the list, writing one, its page and its steps.

pub mod notes;
mod verify;

use app::domain::Vocabulary;
use app::domain::evidence::Proof;
use app::domain::permission::Right;
use app::domain::permission::Viewer;
use app::domain::reference::{EventRef, IncidentRef, RemediationRef};
use app::domain::remediation::{
    RawRemediation, RawRemediationFilter, RawServe, Remediation, RemediationFilter,
    RemediationType, ServeIncident, Transition, TransitionRaw, WriteRemediation,
};
use app::pages::remediations::{
    NotesSection, RemediationFormPage, RemediationPage, RemediationsPage,
};
use app::pages::sent::{Edit, Sent};
use app::paths;
use app::ui::SafeHtml;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::people::{addresses, with_addresses};
use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{Form, Path, Query, VersionedForm};
use crate::markdown;
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{
    self, PageRequest, catalogue, due_policy, evidence, factors, incidents, notices, remediations,
};

pub use verify::{ask_verify, verify};

type Reader = Require<right::ViewIncidents>;
type Writer = Require<right::WriteRemediation>;

/// The part of the address that says which page.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct After {
    after: String,
}

/// `GET /remediations`
pub async fn list(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Query(raw): Query<RawRemediationFilter>,
    Query(After { after }): Query<After>,
) -> Result<Response> {
    let today = state.clock.now().date_naive();
    let mut page = RemediationsPage {
        later: !after.is_empty(),
        today,
        people: addresses(&state).await?,
        writes: who.viewer.may(Right::WriteRemediation),
        filter: raw,
        ..RemediationsPage::default()
    };
    let filter = match RemediationFilter::parse(&page.filter) {
        Ok(filter) => filter,
        Err(invalid) => {
            page.invalid = invalid;
            return Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page));
        }
    };
    let request = PageRequest { after: Some(after), ..PageRequest::default() };
    let found = remediations::page(&state.db, &who.viewer, &filter, today, &request).await?;
    (page.rows, page.next) = (found.items, found.next);
    Ok(frame.show(StatusCode::OK, page))
}

/// What a remediation is proposed for.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct For {
    incident: String,
    event: String,
}

/// `GET /remediations/new`: from an incident or an event, with what is known of it filled in.
pub async fn new(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Query(wanted): Query<For>,
) -> Result<Response> {
    let mut raw = proposed(&state, &who.viewer, &wanted).await?;
    let due_reason = propose_day(&state, &who.viewer, &wanted, &mut raw).await?;
    let page = RemediationFormPage { due_reason, ..blank(&state, raw).await? };
    Ok(frame.show(StatusCode::OK, page))
}

async fn blank(state: &AppState, raw: RawRemediation) -> Result<RemediationFormPage> {
    Ok(RemediationFormPage {
        number: None,
        edit: Edit::new(raw),
        controls: catalogue::controls(&state.db).await?,
        people: addresses(state).await?,
        due_reason: None,
        origin: None,
    })
}

/// `GET /incidents/{incident}/events/{seq}/remediation`: the same form, from an event.
pub async fn from_event(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, seq)): Path<(IncidentRef, i32)>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let event = crate::store::events::get(&state.db, viewer, &reference, seq).await?;
    let wanted = For { incident: number.to_string(), event: format!("E{}", event.seq) };
    let mut raw = proposed(&state, viewer, &wanted).await?;
    let due_reason = propose_day(&state, viewer, &wanted, &mut raw).await?;
    let origin = Some((raw.event.clone(), paths::event(number, event.seq)));
    let page = RemediationFormPage { due_reason, origin, ..blank(&state, raw).await? };
    Ok(frame.show(StatusCode::OK, page))
}

/// The fields that an incident suggests: itself, the event, and its factors.
async fn proposed(state: &AppState, viewer: &Viewer, wanted: &For) -> Result<RawRemediation> {
    let mut raw = RawRemediation::default();
    let Ok(reference) = IncidentRef::parse(&wanted.incident) else { return Ok(raw) };
    let incident = incidents::brief(&state.db, viewer, &reference).await?;
    raw.incidents = vec![incident.number.to_string()];
    if let Ok(seq) = EventRef::parse_seq(&wanted.event) {
        raw.event = format!("{}/E{seq}", incident.number);
    }
    let named = factors::of(&state.db, incident.id).await?;
    let target = |factor: app::domain::factor::Factor| {
        app::domain::factor::FactorTarget { code: factor.code, scope: factor.scope }.to_string()
    };
    raw.factors = named.into_iter().filter(|factor| factor.known).map(target).collect();
    Ok(raw)
}

/// Fills in the day that the rules propose, and says why.
async fn propose_day(
    state: &AppState,
    viewer: &Viewer,
    wanted: &For,
    raw: &mut RawRemediation,
) -> Result<Option<String>> {
    let severity = match IncidentRef::parse(&wanted.incident) {
        Ok(reference) => incidents::brief(&state.db, viewer, &reference).await?.severity,
        Err(_) => None,
    };
    let today = state.clock.now().date_naive();
    let policy = due_policy::get(&state.db).await?;
    let found = policy.suggest(severity, RemediationType::Prevent, today);
    Ok(found.map(|found| {
        raw.due = found.due.to_string();
        found.reason
    }))
}

/// `POST /remediations`
pub async fn create(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Form(raw): Form<RawRemediation>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let done = who.write(&state, WriteRemediation::parse(raw.clone()), async |tx, command| {
        remediations::write(&tx, viewer, &command).await
    });
    let there = |it: Remediation| {
        let number = format!("REM-{}", it.number);
        (paths::remediation(&number), format!("{number} is proposed."))
    };
    let refill = |page: &mut RemediationFormPage, trouble| page.edit.again(raw, None, trouble);
    frame.answer(done.await, there, blank(&state, RawRemediation::default()), refill).await
}

/// `GET /remediations/{remediation}`
pub async fn show(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Path(reference): Path<RemediationRef>,
) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, load(&state, &who.viewer, &reference).await?))
}

pub(super) async fn load(
    state: &AppState,
    viewer: &Viewer,
    reference: &RemediationRef,
) -> Result<RemediationPage> {
    let it = remediations::get(&state.db, viewer, reference).await?;
    let html = markdown::to_html(&it.description, |word| super::links::reference(None, word));
    let writes = viewer.may(Right::WriteRemediation);
    let proof = it.proof.iter().filter_map(Proof::evidence).collect();
    Ok(RemediationPage {
        description: SafeHtml::from_sanitised(html),
        history: remediations::history(&state.db, viewer, reference).await?,
        today: state.clock.now().date_naive(),
        me: viewer.user_id,
        people: if writes { addresses(state).await? } else { Vec::new() },
        writes,
        step: Sent::default(),
        attach: Sent::default(),
        notes: NotesSection {
            rows: remediations::notes(&state.db, viewer, reference).await?,
            add: Sent::default(),
        },
        follows: notices::follows(&state.db, viewer.user_id, it.id).await?,
        proof: evidence::named(&state.db, viewer, proof).await?,
        names: catalogue::names(&state.db).await?,
        it,
    })
}

/// `GET /remediations/{remediation}/edit`
pub async fn edit(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<RemediationRef>,
) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, form(&state, &who.viewer, &reference).await?))
}

async fn form(
    state: &AppState,
    viewer: &Viewer,
    reference: &RemediationRef,
) -> Result<RemediationFormPage> {
    let it = remediations::get(&state.db, viewer, reference).await?;
    let mut raw = RawRemediation::from(&it);
    with_addresses(state, [&mut raw.owner, &mut raw.verifier]).await?;
    Ok(RemediationFormPage {
        number: Some(format!("REM-{}", it.number)),
        edit: Edit::of(raw, it.version),
        controls: catalogue::controls(&state.db).await?,
        people: addresses(state).await?,
        due_reason: None,
        origin: None,
    })
}

/// `POST /remediations/{remediation}/edit`; a stale version answers with both versions side by side.
pub async fn update(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<RemediationRef>,
    VersionedForm { version, raw }: VersionedForm<RawRemediation>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let done = who.write(&state, WriteRemediation::parse(raw.clone()), async |tx, command| {
        remediations::edit(&tx, viewer, &reference, &command, version).await
    });
    let there = |_| (paths::remediation(reference), "Saved.");
    let refill = |page: &mut RemediationFormPage, trouble| page.edit.again(raw, version, trouble);
    frame.answer(done.await, there, form(&state, viewer, &reference), refill).await
}

/// `POST /remediations/{remediation}/status`
pub async fn step(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<RemediationRef>,
    VersionedForm { version, raw }: VersionedForm<TransitionRaw>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let parsed = Transition::parse(raw.clone(), state.clock.now());
    let done = who.write(&state, parsed, async |tx, command| {
        remediations::step(&tx, viewer, &reference, &command, version).await
    });
    let there = |it: Remediation| {
        (paths::remediation(reference), format!("Now: {}.", it.status.label().to_lowercase()))
    };
    let refill = |page: &mut RemediationPage, trouble| page.step = Sent::new(raw, trouble);
    frame.answer(done.await, there, load(&state, viewer, &reference), refill).await
}

/// `POST /remediations/{remediation}/incidents`
pub async fn attach(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<RemediationRef>,
    Form(raw): Form<RawServe>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let done = who.write(&state, ServeIncident::parse(raw.clone()), async |tx, command| {
        remediations::attach(&tx, viewer, &reference, &command).await
    });
    let there = |_| (paths::remediation(reference), "Attached.");
    let refill = |page: &mut RemediationPage, trouble| page.attach = Sent::new(raw, trouble);
    frame.answer(done.await, there, load(&state, viewer, &reference), refill).await
}

/// `POST /remediations/{remediation}/detach`
pub async fn detach(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<RemediationRef>,
    Form(raw): Form<RawServe>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let incident = IncidentRef::parse(&raw.incident).map_err(|_| Error::NotFound)?;
    store::write(&state.db, who.by(&state), async |tx| {
        remediations::detach(&tx, viewer, &reference, &incident).await
    })
    .await?;
    Ok(frame.redirect(&paths::remediation(reference), "Removed."))
}
