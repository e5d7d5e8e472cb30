//! What the page of an incident shows of its timeline, in a constant number of queries.

use std::collections::{BTreeSet, HashSet};

use app::domain::exposure::Exposure;
use app::domain::form::Checker;
use app::domain::incident::{Incident, IncidentNumber};
use app::domain::link::Link;
use app::domain::permission::{Right, Viewer};
use app::domain::timeline::Event;
use app::pages::event_form::Known;
use app::pages::incident::PictureSection;
use app::pages::incident::timeline::{Entry, TimelineSection, TimelineView};
use app::ui::picture::Picture;
use app::ui::{Choice, SafeHtml};
use chrono::{DateTime, Utc};

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
    let (tags, steps) = (tags(&all), steps(&all));
    let (standing, problem) = known_then(all, view, &steps);
    let drawn: HashSet<i32> = standing.iter().map(|event| event.seq).collect();
    let shown_links: Vec<Link> = links
        .iter()
        .filter(|link| drawn.contains(&link.from) && drawn.contains(&link.to))
        .cloned()
        .collect();
    let mut picture = Picture::of(incident.number.to_string(), &standing, &shown_links)
        .with_exposures(exposures)
        .with_claims(&claims);
    if let Some(seq) = view.lit().and_then(|seq| u32::try_from(seq).ok()) {
        picture = picture.lit_from(seq);
    }
    let mut shown = arranged(standing, view);
    let more = shown.len().saturating_sub(SHOWN);
    shown.truncate(SHOWN);
    let number = incident.number;
    let folded = events::step_counts(db, incident.id).await?;
    let entry = |event: Event| Entry {
        html: html(number, &event.text),
        steps: folded.get(&event.id).copied().unwrap_or(0),
        event,
    };
    let timeline = TimelineSection {
        entries: shown.into_iter().map(entry).collect(),
        more,
        links: shown_links,
        claims,
        tags,
        steps,
        view: view.clone(),
        problem,
        after,
        known: known(db, viewer, incident.id).await?,
        now: Some(state.clock.now()),
        ..TimelineSection::default()
    };
    Ok(Record { picture: PictureSection { picture: Some(picture) }, timeline })
}

/// Every tag of the events, each once.
fn tags(events: &[Event]) -> Vec<String> {
    let tags: BTreeSet<&String> = events.iter().flat_map(|event| &event.tags).collect();
    tags.into_iter().cloned().collect()
}

/// The moments at which something became known, each once.
fn steps(events: &[Event]) -> Vec<DateTime<Utc>> {
    let steps: BTreeSet<DateTime<Utc>> = events.iter().map(Event::known_at).collect();
    steps.into_iter().collect()
}

/// What was known at the moment that the view asks for, and what of that was not understood.
fn known_then(
    mut events: Vec<Event>,
    view: &TimelineView,
    steps: &[DateTime<Utc>],
) -> (Vec<Event>, Option<String>) {
    let mut check = Checker::new();
    if let Some(at) = check.optional_instant("known_by", &view.known_by) {
        events.retain(|event| event.known_at() <= at);
    }
    if let Some(at) = view.place(steps).map(|place| steps[place]) {
        events.retain(|event| event.known_at() <= at);
    }
    let problem = check.finish(()).err().and_then(|invalid| {
        invalid.errors.into_iter().next().map(|error| format!("Known by: {}", error.message))
    });
    (events, problem)
}

/// The events of the kind and tag that the view asks for, in its order.
fn arranged(mut events: Vec<Event>, view: &TimelineView) -> Vec<Event> {
    if !view.kind.is_empty() {
        events.retain(|event| event.kind.to_string() == view.kind);
    }
    let tag = view.tag.trim().trim_start_matches('#');
    if !tag.is_empty() {
        events.retain(|event| event.tags.iter().any(|known| known == tag));
    }
    if view.by_known() {
        events.sort_by_key(|event| (event.known_at(), event.seq));
    }
    events
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
