//! What the page of an incident shows of its timeline, in a constant number of queries.

use app::domain::exposure::Exposure;
use app::domain::form::Checker;
use app::domain::incident::{Incident, IncidentNumber};
use app::domain::permission::{Right, Viewer};
use app::domain::timeline::Event;
use app::pages::event_form::Known;
use app::pages::incident::PictureSection;
use app::pages::incident::timeline::{Entry, TimelineSection, TimelineView};
use app::ui::picture::Picture;
use app::ui::{Choice, SafeHtml};

use crate::error::Result;
use crate::markdown;
use crate::state::AppState;
use crate::store::events::Filter;
use crate::store::{Db, actors, agents, audit, catalogue, claims, events, links};

/// The most events that one page shows.
const SHOWN: usize = 2_000;

/// The timeline and its picture.
pub(in crate::web) struct Record {
    pub(in crate::web) picture: PictureSection,
    pub(in crate::web) timeline: TimelineSection,
}

/// Reads the record of an incident that the viewer may see.
pub(in crate::web) async fn record(
    state: &AppState,
    viewer: &Viewer,
    incident: &Incident,
    exposures: &[Exposure],
    view: &TimelineView,
) -> Result<Record> {
    let db = &state.db;
    // First: what is written from now on is told by the stream.
    let after = audit::last(db).await?;
    let all = events::timeline(db, incident.id, &Filter::default()).await?;
    let links = links::standing(db, incident.id).await?;
    let claims = claims::of_incident(db, incident.id).await?;
    let mut picture = Picture::of(incident.number.to_string(), &all, &links)
        .with_exposures(exposures)
        .with_claims(&claims);
    if let Some(seq) = view.lit().and_then(|seq| u32::try_from(seq).ok()) {
        picture = picture.lit_from(seq);
    }
    let (mut shown, problem) = arranged(all, view);
    let more = shown.len().saturating_sub(SHOWN);
    shown.truncate(SHOWN);
    let number = incident.number;
    let steps = events::step_counts(db, incident.id).await?;
    let entry = |event: Event| Entry {
        html: html(number, &event.text),
        steps: steps.get(&event.id).copied().unwrap_or(0),
        event,
    };
    let timeline = TimelineSection {
        entries: shown.into_iter().map(entry).collect(),
        more,
        links,
        claims,
        view: view.clone(),
        problem,
        after,
        known: known(db, viewer, incident.id).await?,
        now: Some(state.clock.now()),
        ..TimelineSection::default()
    };
    Ok(Record { picture: PictureSection { picture: Some(picture) }, timeline })
}

/// The events that the view asks for, in its order, and what of that was not understood.
fn arranged(mut events: Vec<Event>, view: &TimelineView) -> (Vec<Event>, Option<String>) {
    let mut check = Checker::new();
    if let Some(at) = check.optional_instant("known_by", &view.known_by) {
        events.retain(|event| event.known_at() <= at);
    }
    if !view.kind.is_empty() {
        events.retain(|event| event.kind.to_string() == view.kind);
    }
    if view.by_known() {
        events.sort_by_key(|event| (event.known_at(), event.seq));
    }
    let problem = check.finish(()).err().and_then(|invalid| {
        invalid.errors.into_iter().next().map(|error| format!("Known by: {}", error.message))
    });
    (events, problem)
}

/// The names that forms offer to who may write.
pub(super) async fn known(db: &Db, viewer: &Viewer, incident: uuid::Uuid) -> Result<Known> {
    if !viewer.may(Right::WriteTimeline) {
        return Ok(Known::default());
    }
    let agents = agents::names(db).await?.into_iter().map(|(key, _)| format!("agent:{key}"));
    let mentioned = actors::mentioned(db, incident).await?.into_iter().map(|actor| actor.name);
    let mut names: Vec<String> = mentioned.collect();
    names.dedup();
    names.extend(agents);
    let controls = catalogue::controls(db).await?;
    let choice = |control: app::domain::control::Control| Choice::new(control.code, control.name);
    Ok(Known { actors: names, controls: controls.into_iter().map(choice).collect() })
}

/// What happened, as HTML.
pub(crate) fn html(number: IncidentNumber, text: &str) -> SafeHtml {
    let link = |word: &str| super::super::links::reference(Some(number), word);
    SafeHtml::from_sanitised(markdown::to_html(text, link))
}
