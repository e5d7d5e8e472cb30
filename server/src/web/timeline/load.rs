//! What the page of an incident shows of its timeline, in a constant number of queries.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use app::domain::claim::Claim;
use app::domain::incident::{Incident, IncidentNumber};
use app::domain::link::{Chain, Link, LinkGraph};
use app::domain::moment::Moment;
use app::domain::permission::{Right, Viewer};
use app::domain::timeline::{Event, outstanding_pause};
use app::pages::event_form::Known;
use app::pages::incident::PictureSection;
use app::pages::incident::timeline::{
    Entry, STEPS, TimelineSection, TimelineView, Window, first_line, times,
};
use app::paths;
use app::ui::picture::{Drawn, Lens, Picture};
use app::ui::{Choice, SafeHtml};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use leptos::prelude::AnyView;
use uuid::Uuid;

use crate::error::Result;
use crate::markdown;
use crate::render;
use crate::state::AppState;
use crate::store::events::Filter;
use crate::store::memo::{Key, remember};
use crate::store::{self, Db, actors, agents, audit, catalogue, claims, events, incidents, links};

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
    lens: &Lens,
) -> Result<Record> {
    let (db, at) = (&state.db, Whose { id: incident.id, number: incident.number });
    let writes = viewer.may(Right::WriteTimeline);
    // What only the forms beside it ask for makes no difference to the list.
    let seen = TimelineView { focus: String::new(), ..view.clone() };
    let told = told(db, at, &seen).await?;
    let key = Key::shared("timeline drawn").of(at.id).by(&(&seen, writes));
    let (window, list) = (told.clone(), seen.clone());
    let timeline = remember(db, key, async move {
        let mut timeline = window.section(at.number, list);
        timeline.list = Some(render::part(Tz::UTC, || timeline.list(at.number, writes)).into());
        Ok(timeline)
    })
    .await?;
    let timeline = TimelineSection { view: view.clone(), lens: lens.clone(), ..timeline };
    Ok(Record { picture: through(db, at, &told, view, lens).await?, timeline })
}

/// The picture alone, seen through a lens.
pub(super) async fn picture(
    state: &AppState,
    at: Whose,
    view: &TimelineView,
    lens: &Lens,
) -> Result<PictureSection> {
    let told = told(&state.db, at, view).await?;
    Ok(through(&state.db, at, &told, view, lens).await?)
}

async fn through(
    db: &Db,
    at: Whose,
    told: &Arc<Told>,
    view: &TimelineView,
    lens: &Lens,
) -> store::Result<PictureSection> {
    let (told, lens, base) = (told.clone(), lens.clone(), base(view));
    let key = Key::shared("picture seen").of(at.id).by(&(&base, &lens));
    remember(db, key, async move {
        let page = paths::incident(at.number);
        let part = paths::incident_part(at.number, "picture");
        if lens.is_plain() {
            let around = told.facts.around(lens, &told.picture, &told.facts, page, part, base);
            let picture = Some(told.picture.clone());
            return Ok(PictureSection { picture, around: Some(around), paper: None });
        }
        let pairs = base.iter().cloned().chain(lens.of_all_times().pairs());
        let pairs: Vec<(&str, String)> = pairs.collect();
        let some = told.facts.through(&lens).in_parts(paths::with_query(&page, &pairs));
        let around = told.facts.around(lens, &told.picture, &some, page, part, base);
        let paper = Some(told.facts.on_paper().into());
        Ok(PictureSection { picture: Some(some.draw()), around: Some(around), paper })
    })
    .await
}

/// What of the view decides what the picture is of.
fn base(view: &TimelineView) -> Vec<(&'static str, String)> {
    let said = [
        ("sort", &view.sort),
        ("kind", &view.kind),
        ("tag", &view.tag),
        ("known_by", &view.known_by),
        ("step", &view.step),
        ("chain", &view.chain),
        ("at", &view.at),
        ("rows", &view.rows),
    ];
    let said = said.into_iter().filter(|(_, value)| !value.is_empty());
    said.map(|(name, value)| (name, value.clone())).collect()
}

/// The rows of one part of a timeline, with the way to those behind them.
pub(super) async fn more_rows(
    state: &AppState,
    viewer: &Viewer,
    incident: Whose,
    view: &TimelineView,
    earlier: bool,
) -> Result<AnyView> {
    let writes = viewer.may(Right::WriteTimeline);
    let timeline = told(&state.db, incident, view).await?.section(incident.number, view.clone());
    Ok(timeline.more_rows(incident.number, writes, earlier))
}

/// The incident whose record is read.
#[derive(Clone, Copy)]
pub(super) struct Whose {
    pub(super) id: Uuid,
    pub(super) number: IncidentNumber,
}

/// What a timeline tells as every reader sees it, whichever part of it they look at.
struct Told {
    /// The events, in the order of the view.
    shown: Vec<Event>,
    recorders: Arc<HashSet<Uuid>>,
    times: Vec<Moment>,
    folded: HashMap<Uuid, u64>,
    links: Arc<[Link]>,
    claims: Vec<Claim>,
    tags: Vec<String>,
    steps: Vec<DateTime<Utc>>,
    problem: Option<String>,
    after: i64,
    last: i32,
    chain: Option<Arc<Chain>>,
    words: Arc<HashMap<i32, String>>,
    facts: Picture,
    picture: Drawn,
}

/// The whole of it, read and drawn once for all parts.
async fn told(db: &Db, at: Whose, view: &TimelineView) -> store::Result<Arc<Told>> {
    let whole = TimelineView { at: String::new(), rows: String::new(), ..view.clone() };
    let key = Key::shared("timeline told").of(at.id).by(&whole);
    remember(db, key, async move { tell(db, at, &whole).await.map(Arc::new) }).await
}

async fn tell(db: &Db, at: Whose, view: &TimelineView) -> store::Result<Told> {
    // First: what is written from now on is told by the stream.
    let after = audit::last(db).await?;
    let whole = Filter::default();
    let (all, claims, mut links, exposures, folded) = tokio::try_join!(
        events::timeline(db, at.id, &whole),
        claims::of_incident(db, at.id),
        links::standing(db, at.id),
        incidents::exposures_of(db, at.id),
        events::step_counts(db, at.id),
    )?;
    let recorders: HashSet<Uuid> = all.iter().filter_map(|event| event.recorded_by_id).collect();
    let (tags, steps) = (tags(&all), steps(&all));
    let last = all.iter().map(|event| event.seq).max().unwrap_or_default();
    let (standing, problem) = known_then(all, view, &steps);
    let known: HashSet<i32> = standing.iter().map(|event| event.seq).collect();
    links.retain(|link| known.contains(&link.from) && known.contains(&link.to));
    let picture = Picture::of(at.number.to_string(), &standing, &links)
        .with_exposures(&exposures)
        .with_claims(&claims);
    let lit = view.lit().and_then(|seq| u32::try_from(seq).ok());
    let part = paths::with_query(&paths::incident(at.number), &base(view));
    let facts = lit.into_iter().fold(picture, Picture::lit_from).in_parts(part);
    let picture = facts.draw();
    let spine = view.lit().or(picture.lit().and_then(|seq| i32::try_from(seq).ok()));
    let chain = spine.map(|seq| links.iter().map(Link::edge).collect::<LinkGraph>().chain(seq));
    let words = chain.as_ref().map(|chain| words(chain, &standing)).unwrap_or_default();
    let shown = arranged(standing, view);
    Ok(Told {
        times: times(&shown, view),
        shown,
        recorders: Arc::new(recorders),
        folded,
        links: links.into(),
        claims,
        tags,
        steps,
        problem,
        after,
        last,
        chain: chain.map(Arc::new),
        words: Arc::new(words),
        facts,
        picture,
    })
}

/// The first words of the events of a chain, as far as it is told.
fn words(chain: &Chain, events: &[Event]) -> HashMap<i32, String> {
    let steps = [&chain.back, &chain.forward].into_iter().flat_map(|way| way.iter().take(STEPS));
    let told: HashSet<i32> = steps.map(|step| step.seq).collect();
    let events = events.iter().filter(|event| told.contains(&event.seq));
    events.map(|event| (event.seq, first_line(event))).collect()
}

impl Told {
    /// The part for which the view asks.
    fn section(&self, number: IncidentNumber, view: TimelineView) -> TimelineSection {
        let wanted = view.wanted();
        let place = wanted.and_then(|seq| self.shown.iter().position(|event| event.seq == seq));
        let window = Window::of(self.shown.len(), &view.rows, place);
        let entry = |event: &Event| entry(number, &self.folded, event.clone());
        let before = window.first.checked_sub(1);
        TimelineSection {
            entries: self.shown[window.rows()].iter().map(entry).collect(),
            newest: self.shown[window.newest()].iter().map(entry).collect(),
            before: before.map(|at| (self.shown[at].seq, self.times[at].clone())),
            window,
            pause: outstanding_pause(&self.times),
            last: self.last,
            links: self.links.clone(),
            claims: self.claims.clone(),
            chain: self.chain.clone(),
            words: self.words.clone(),
            tags: self.tags.clone(),
            steps: self.steps.clone(),
            problem: self.problem.clone(),
            after: self.after,
            recorders: self.recorders.clone(),
            view,
            ..TimelineSection::default()
        }
    }
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
    match view.reach(steps) {
        Ok(reach) => {
            events.retain(|event| reach.is_none_or(|reach| event.known_at() <= reach.by));
            (events, None)
        }
        Err(invalid) => {
            let problem = invalid.errors.into_iter().next();
            (events, problem.map(|error| format!("Known by: {}", error.message)))
        }
    }
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
    number: IncidentNumber,
    events: Vec<Event>,
) -> store::Result<Vec<Entry>> {
    let ids: Vec<Uuid> = events.iter().map(|event| event.id).collect();
    let folded = events::step_counts_of(db, &ids).await?;
    Ok(events.into_iter().map(|event| entry(number, &folded, event)).collect())
}

fn entry(number: IncidentNumber, folded: &HashMap<Uuid, u64>, event: Event) -> Entry {
    Entry {
        html: html(number, &event.text),
        steps: folded.get(&event.id).copied().unwrap_or(0),
        event,
    }
}

/// What happened, as HTML.
pub(super) fn html(number: IncidentNumber, text: &str) -> SafeHtml {
    let link = |word: &str| super::super::links::reference(Some(number), word);
    SafeHtml::from_sanitised(markdown::to_html(text, link))
}
