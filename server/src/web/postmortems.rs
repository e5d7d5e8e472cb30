//! The postmortem as pages: reading, writing with a preview, reviewing, and its versions.

use app::domain::incident::Incident;
use app::domain::permission::Viewer;
use app::domain::postmortem::Postmortem;
use app::domain::postmortem::{
    AskReview, MoveOn, RawMoveOn, RawPostmortem, RawReview, RawReviewRequest, ReviewPostmortem,
    SavePostmortem, stale_events,
};
use app::domain::reference::IncidentRef;
use app::domain::{Invalid, Vocabulary};
use app::pages::postmortem::{DiffLine, EditPostmortemPage, PostmortemPage, VersionPage};
use app::pages::sent::Trouble;
use app::paths;
use app::ui::SafeHtml;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use similar::{ChangeTag, TextDiff};

use super::links;
use crate::api::postmortems::step_to;
use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{Form, Path, Query};
use crate::markdown;
use crate::record::Loaded;
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{events, incidents, postmortems};

type Reader = Require<right::ViewIncidents>;
type Writer = Require<right::WritePostmortem>;

async fn load(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
) -> Result<PostmortemPage> {
    let record = Loaded::of(&state.db, viewer, reference).await?;
    let postmortem = postmortems::find(&state.db, viewer, reference).await?;
    let mut page = PostmortemPage::new(record.incident.clone(), viewer.clone());
    if let Some(postmortem) = postmortem {
        page.html = draw(&record.incident, &postmortem.body);
        page.stale = stale(state, &postmortem).await?;
        page.findings = record.check(&postmortem);
        page.versions = postmortems::versions(&state.db, viewer, reference).await?;
        page.comments = postmortems::comments(&state.db, viewer, reference)
            .await?
            .into_iter()
            .map(|comment| {
                let who = comment.by.map(|person| person.name).unwrap_or_default();
                (who, comment.at, draw(&record.incident, &comment.body))
            })
            .collect();
        page.postmortem = Some(postmortem);
    }
    Ok(page)
}

fn draw(incident: &Incident, text: &str) -> SafeHtml {
    let here = Some(incident.number);
    SafeHtml::from_sanitised(markdown::to_html(text, |word| links::reference(here, word)))
}

/// The events that the text cites and that were edited or retracted since.
async fn stale(state: &AppState, postmortem: &Postmortem) -> Result<Vec<(i32, String)>> {
    let events = events::cited(&state.db, postmortem.incident_id).await?;
    let stale = stale_events(&postmortem.body, &events, postmortem.updated_at);
    Ok(stale.into_iter().map(|(seq, why)| (seq, why.label().to_owned())).collect())
}

/// `GET /incidents/{incident}/postmortem`
pub async fn show(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Path(reference): Path<IncidentRef>,
) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, load(&state, &who.viewer, &reference).await?))
}

/// What to begin the text with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Begin {
    from: String,
}

/// `GET /incidents/{incident}/postmortem/edit`; `?from=record` begins with the first draft.
pub async fn edit(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    Query(begin): Query<Begin>,
) -> Result<Response> {
    let raw = match begin.from.as_str() {
        "record" => {
            let body = Loaded::of(&state.db, &who.viewer, &reference).await?.draft();
            Some(RawPostmortem { body, ..RawPostmortem::default() })
        }
        _ => None,
    };
    let page = form(&state, &who.viewer, &reference, raw).await?;
    Ok(frame.show(StatusCode::OK, page))
}

/// The form at the version that is stored, with what was `typed` or else with what is stored.
async fn form(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    typed: Option<RawPostmortem>,
) -> Result<EditPostmortemPage> {
    let incident = incidents::get(&state.db, viewer, reference).await?;
    let mut page = EditPostmortemPage::new(incident);
    if let Some(current) = postmortems::find(&state.db, viewer, reference).await? {
        (page.stored, page.version) = (current.body, current.version);
    }
    page.raw = typed
        .unwrap_or_else(|| RawPostmortem { body: page.stored.clone(), ..RawPostmortem::default() });
    page.preview = draw(&page.incident, &page.raw.body);
    Ok(page)
}

/// What the edit form posts.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Written {
    body: String,
    note: String,
    version: String,
    preview: String,
}

/// `POST /incidents/{incident}/postmortem/edit`: a preview, or the next version. A stale one is
/// shown beside the text that came between; nothing that was typed is lost.
pub async fn save(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    Form(written): Form<Written>,
) -> Result<Response> {
    let Written { body, note, version, preview } = written;
    let (viewer, raw) = (&who.viewer, RawPostmortem { body, note });
    let version = version.parse().unwrap_or(0);
    if !preview.is_empty() {
        let mut page = form(&state, viewer, &reference, Some(raw)).await?;
        page.version = version;
        return Ok(frame.show(StatusCode::OK, page));
    }
    let done = who.write(&state, SavePostmortem::parse(raw.clone()), async |tx, command| {
        postmortems::save(&tx, viewer, &reference, &command, Some(version)).await
    });
    let there = |_| (paths::postmortem(reference), "Saved as a new version.");
    let refill = |page: &mut EditPostmortemPage, trouble| page.again(version, trouble);
    let page = form(&state, viewer, &reference, Some(raw));
    frame.answer(done.await, there, page, refill).await
}

/// The postmortem once more, with what a rule or a field said.
fn refuse(page: &mut PostmortemPage, trouble: Trouble) {
    let problem = match trouble {
        Trouble::Wrong(invalid) => messages(&invalid),
        Trouble::Stale => "Somebody changed it meanwhile. This is how it stands now.".to_owned(),
    };
    page.problem = Some(problem);
}

fn messages(invalid: &Invalid) -> String {
    let messages: Vec<_> = invalid.errors.iter().map(|error| error.message.as_str()).collect();
    messages.join(" ")
}

/// `POST /incidents/{incident}/postmortem/status`
pub async fn move_on(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawMoveOn>,
) -> Result<Response> {
    let moved = match MoveOn::parse(raw) {
        Ok(step) => step_to(&state, &who, &reference, &step, None).await,
        Err(invalid) => Err(invalid.into()),
    };
    let there = |postmortem: Postmortem| {
        let news = format!("It is now {}.", postmortem.status.label().to_lowercase());
        (paths::postmortem(reference), news)
    };
    frame.answer(moved, there, load(&state, &who.viewer, &reference), refuse).await
}

/// `POST /incidents/{incident}/postmortem/review`
pub async fn review(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::ReviewPostmortem>,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawReview>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let done = who.write(&state, ReviewPostmortem::parse(raw), async |tx, command| {
        postmortems::review(&tx, viewer, &reference, &command).await
    });
    let there = |_| (paths::postmortem(reference), "Your review is recorded.");
    frame.answer(done.await, there, load(&state, viewer, &reference), refuse).await
}

/// `POST /incidents/{incident}/postmortem/ask`
pub async fn ask(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::ReviewPostmortem>,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawReviewRequest>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let done = who.write(&state, AskReview::parse(raw), async |tx, command| {
        postmortems::ask(&tx, viewer, &reference, &command).await
    });
    let there = |_| (paths::postmortem(reference), "Asked for a review.");
    frame.answer(done.await, there, load(&state, viewer, &reference), refuse).await
}

/// A remark as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Remark {
    body: String,
}

/// `POST /incidents/{incident}/postmortem/comments`
pub async fn comment(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::ReviewPostmortem>,
    Path(reference): Path<IncidentRef>,
    Form(remark): Form<Remark>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let done = who.write(&state, Ok(remark.body), async |tx, body| {
        postmortems::comment(&tx, viewer, &reference, "", &body).await
    });
    let there = |_| (paths::postmortem(reference), "Remark added.");
    frame.answer(done.await, there, load(&state, viewer, &reference), refuse).await
}

/// `GET /incidents/{incident}/postmortem/versions/{revision}`: that text, and what it changed.
pub async fn version(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Path((reference, revision)): Path<(IncidentRef, i32)>,
) -> Result<Response> {
    let record = Loaded::of(&state.db, &who.viewer, &reference).await?;
    let versions = postmortems::versions(&state.db, &who.viewer, &reference).await?;
    let at = versions.iter().position(|v| v.revision == revision).ok_or(Error::NotFound)?;
    let before = versions.get(at + 1).map_or("", |v| v.body.as_str());
    let diff = diff(before, &versions[at].body);
    let page = VersionPage { incident: record.incident, version: versions[at].clone(), diff };
    Ok(frame.show(StatusCode::OK, page))
}

fn diff(before: &str, after: &str) -> Vec<DiffLine> {
    TextDiff::from_lines(before, after)
        .iter_all_changes()
        .map(|change| DiffLine {
            sign: match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            },
            text: change.value().trim_end_matches('\n').to_owned(),
        })
        .collect()
}
