//! What the page of an incident shows of its timeline, in a constant number of queries.

use std::collections::{BTreeSet, HashSet};

use app::domain::form::Checker;
use app::domain::incident::{Incident, IncidentNumber};
use app::domain::permission::{Right, Viewer};
use app::domain::timeline::Event;
use app::pages::event_form::Known;
use app::pages::incident::PictureSection;
use app::pages::incident::timeline::{Entry, TimelineSection, TimelineView};
use app::ui::picture::{Drawn, Picture};
use app::ui::{Choice, SafeHtml};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use crate::error::Result;
use crate::markdown;
use crate::render;
use crate::state::AppState;
use crate::store::events::Filter;
use crate::store::memo::{Key, remember};
use crate::store::{self, Db, actors, agents, audit, catalogue, claims, events, incidents, links};

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
    view: &TimelineView,
) -> Result<Record> {
    let (db, at) = (&state.db, Whose { id: incident.id, number: incident.number });
    let writes = viewer.may(Right::WriteTimeline);
    // What only the forms beside it ask for makes no difference to the list.
    let seen = TimelineView { from: String::new(), focus: String::new(), ..view.clone() };
    let key = Key::shared("timeline drawn").of(at.id).by(&(&seen, writes));
    let (picture, timeline) = remember(db, key, drawn(db, at, &seen, writes)).await?;
    let timeline = TimelineSection {
        view: view.clone(),
        known: known(db, viewer, at.id).await?,
        now: Some(state.clock.now()),
        ..timeline
    };
    Ok(Record { picture: PictureSection { picture: Some(picture) }, timeline })
}

/// The incident whose record is read.
#[derive(Clone, Copy)]
struct Whose {
    id: Uuid,
    number: IncidentNumber,
}

/// The picture and the timeline with its list, drawn as every reader with the same rights sees them.
async fn drawn(
    db: &Db,
    at: Whose,
    view: &TimelineView,
    writes: bool,
) -> store::Result<(Drawn, TimelineSection)> {
    // First: what is written from now on is told by the stream.
    let after = audit::last(db).await?;
    let all = events::timeline(db, at.id, &Filter::default()).await?;
    let claims = claims::of_incident(db, at.id).await?;
    let (tags, steps) = (tags(&all), steps(&all));
    let (standing, problem) = known_then(all, view, &steps);
    let known: HashSet<i32> = standing.iter().map(|event| event.seq).collect();
    let mut links = links::standing(db, at.id).await?;
    links.retain(|link| known.contains(&link.from) && known.contains(&link.to));
    let picture = Picture::of(at.number.to_string(), &standing, &links)
        .with_exposures(&incidents::exposures_of(db, at.id).await?)
        .with_claims(&claims);
    let lit = view.lit().and_then(|seq| u32::try_from(seq).ok());
    let picture = lit.into_iter().fold(picture, Picture::lit_from).draw();
    let mut shown = arranged(standing, view);
    let more = shown.len().saturating_sub(SHOWN);
    shown.truncate(SHOWN);
    let mut timeline = TimelineSection {
        entries: entries(db, at.id, at.number, shown).await?,
        more,
        links,
        claims,
        tags,
        steps,
        view: view.clone(),
        problem,
        after,
        spine: picture.lit().and_then(|seq| i32::try_from(seq).ok()),
        ..TimelineSection::default()
    };
    timeline.list = Some(render::part(Tz::UTC, || timeline.list(at.number, writes)).into());
    Ok((picture, timeline))
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
pub(super) async fn known(db: &Db, viewer: &Viewer, incident: Uuid) -> Result<Known> {
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

/// Events as the timeline shows them: what happened as HTML, and how many steps are folded in each.
pub(crate) async fn entries(
    db: &Db,
    incident: Uuid,
    number: IncidentNumber,
    events: Vec<Event>,
) -> store::Result<Vec<Entry>> {
    let folded = events::step_counts(db, incident).await?;
    let entry = |event: Event| Entry {
        html: html(number, &event.text),
        steps: folded.get(&event.id).copied().unwrap_or(0),
        event,
    };
    Ok(events.into_iter().map(entry).collect())
}

/// What happened, as HTML.
pub(super) fn html(number: IncidentNumber, text: &str) -> SafeHtml {
    let link = |word: &str| super::super::links::reference(Some(number), word);
    SafeHtml::from_sanitised(markdown::to_html(text, link))
}
