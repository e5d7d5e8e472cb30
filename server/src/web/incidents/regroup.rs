//! Merging and splitting incidents, and the record that an old number leads to.

use app::domain::Vocabulary;
use app::domain::excerpt::first_line;
use app::domain::incident::{IncidentNumber, Milestone, Status};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::regroup::{MergeIncident, RawMerge, RawSplit, Regrouping, SplitIncident};
use app::pages::incident::Sent;
use app::pages::regroup::{Act, Candidate, ForwardPage, MergePage, SplitPage};
use app::pages::sent::Trouble;
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::history;
use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{FormPair, Path, Query};
use crate::markdown;
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{events, incidents, regroup};
use crate::web::links;

type Commander = Require<right::Regroup>;

/// How much of an event's text is there to choose it by, in characters.
const SHOWN: usize = 160;

async fn merge_page(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    raw: RawMerge,
) -> Result<MergePage> {
    let incident = incidents::brief(&state.db, viewer, reference).await?;
    let (form, plan) = (Sent::blank(raw), None);
    Ok(MergePage { incident: incident.number, incident_title: incident.title, form, plan })
}

/// `GET /incidents/{incident}/merge`
pub async fn ask_merge(
    State(state): State<AppState>,
    frame: Frame,
    who: Commander,
    Path(reference): Path<IncidentRef>,
    Query(raw): Query<RawMerge>,
) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, merge_page(&state, &who.viewer, &reference, raw).await?))
}

/// `POST /incidents/{incident}/merge`: a look at it, or the merging itself.
pub async fn merge(
    State(state): State<AppState>,
    frame: Frame,
    who: Commander,
    Path(reference): Path<IncidentRef>,
    FormPair(Act { act }, raw): FormPair<Act, RawMerge>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let parsed = MergeIncident::parse(raw.clone());
    let page = merge_page(&state, viewer, &reference, raw);
    let refill = |page: &mut MergePage, trouble: Trouble| page.form.invalid = trouble.into();
    if act == "merge" {
        let done = who.write(&state, parsed, async |tx, command| {
            regroup::merge(&tx, viewer, &reference, &command).await
        });
        return frame.answer(done.await, merged, page, refill).await;
    }
    let planned = match parsed {
        Ok(command) => {
            let plan = regroup::plan_merge(&state.db, viewer, &reference, &command.into);
            plan.await.map_err(Error::from)
        }
        Err(invalid) => Err(invalid.into()),
    };
    match planned {
        Ok(plan) => Ok(frame.show(StatusCode::OK, MergePage { plan: Some(plan), ..page.await? })),
        Err(error) => frame.again(error, page, refill).await,
    }
}

fn merged(done: Regrouping) -> (String, String) {
    let (from, to) = (IncidentNumber(done.from), IncidentNumber(done.to.unwrap_or(done.from)));
    (paths::incident(to), format!("{from} is merged into {to}; its number leads here."))
}

async fn split_page(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    raw: RawSplit,
) -> Result<SplitPage> {
    let incident = incidents::brief(&state.db, viewer, reference).await?;
    let rows = events::timeline(&state.db, incident.id, &events::Filter::default()).await?;
    let candidate = |event: app::domain::timeline::Event| Candidate {
        seq: event.seq,
        when: event.occurred.label(),
        text: first_line(&event.text, SHOWN).unwrap_or_default(),
    };
    Ok(SplitPage {
        incident: incident.number,
        incident_title: incident.title,
        candidates: rows.into_iter().map(candidate).collect(),
        form: Sent::blank(raw),
        plan: None,
    })
}

/// `GET /incidents/{incident}/split`
pub async fn ask_split(
    State(state): State<AppState>,
    frame: Frame,
    who: Commander,
    Path(reference): Path<IncidentRef>,
) -> Result<Response> {
    let page = split_page(&state, &who.viewer, &reference, RawSplit::default()).await?;
    Ok(frame.show(StatusCode::OK, page))
}

/// `POST /incidents/{incident}/split`: a look at it, or the splitting itself.
pub async fn split(
    State(state): State<AppState>,
    frame: Frame,
    who: Commander,
    Path(reference): Path<IncidentRef>,
    FormPair(Act { act }, raw): FormPair<Act, RawSplit>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let parsed = SplitIncident::parse(raw.clone());
    let page = split_page(&state, viewer, &reference, raw);
    let refill = |page: &mut SplitPage, trouble: Trouble| page.form.invalid = trouble.into();
    if act == "split" {
        let done = who.write(&state, parsed, async |tx, command| {
            regroup::split(&tx, viewer, &reference, &command).await
        });
        return frame.answer(done.await, moved, page, refill).await;
    }
    let planned = match parsed {
        Ok(command) => {
            let plan = regroup::plan_split(&state.db, viewer, &reference, &command);
            plan.await.map_err(Error::from)
        }
        Err(invalid) => Err(invalid.into()),
    };
    match planned {
        Ok(plan) => Ok(frame.show(StatusCode::OK, SplitPage { plan: Some(plan), ..page.await? })),
        Err(error) => frame.again(error, page, refill).await,
    }
}

fn moved(done: Regrouping) -> (String, String) {
    let (from, to) = (IncidentNumber(done.from), IncidentNumber(done.to.unwrap_or(done.from)));
    let count = done.events.len();
    let noun = if count == 1 { "event is" } else { "events are" };
    (paths::incident(to), format!("{count} {noun} moved here from {from}."))
}

/// `GET /incidents/{incident}/merged`: what an incident was that is part of another now.
pub async fn merged_record(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::ViewIncidents>,
    Path(reference): Path<IncidentRef>,
) -> Result<Response> {
    let record = regroup::merged_record(&state.db, &who.viewer, &reference).await?;
    let record = record.ok_or(Error::NotFound)?;
    let number = IncidentNumber(record.number);
    let (history, _) = history::rows(&state, record.id, "").await?;
    let times = Milestone::ALL.iter().filter_map(|milestone| {
        let moment = record.milestones.get(*milestone)?;
        Some((milestone.label().to_owned(), moment.label()))
    });
    let link = |word: &str| links::reference(Some(number), word);
    let page = ForwardPage {
        number,
        summary: app::ui::SafeHtml::from_sanitised(markdown::to_html(&record.summary, link)),
        status: Status::from_word(&record.status).unwrap_or(Status::Open),
        severity: record.severity,
        times: times.collect(),
        into: (record.into.number, record.into.title),
        incident_title: record.title,
        done: record.done,
        history,
    };
    Ok(frame.show(StatusCode::OK, page))
}
