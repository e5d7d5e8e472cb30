//! The timeline of an incident, with the line that adds to it.

mod chain;
mod claims;
mod entry;
mod filters;
mod link_form;
mod live;
mod output;
mod rhythm;
mod row;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::{Sent, Subject};
use crate::domain::claim::{Claim, RawClaim};
use crate::domain::incident::IncidentNumber;
use crate::domain::link::{Chain, Link, LinkGraph, RawLink};
use crate::domain::permission::Right;
use crate::domain::timeline::Event;
use crate::pages::event_form::{self, Known, RawEventForm};
use crate::paths;
use crate::ui::{Button, ButtonKind, EmptyState, Form, FormFoot, More, SafeHtml};

pub(in crate::pages) use claims::fields as claim_fields;
pub(in crate::pages) use entry::chip_view;
pub use entry::{RawEntry, SentEntry, chips_view};
pub use link_form::event_choices;
pub(in crate::pages) use link_form::fields as link_fields;
pub use live::live_news;
use rhythm::Line;
pub use row::{LiveRows, RowNews};

/// How the timeline is looked at: the query of the page's address.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct TimelineView {
    /// `known`: by when it became known; else by when it happened.
    pub sort: String,
    /// Only this kind of event.
    pub kind: String,
    /// Only with this tag.
    pub tag: String,
    /// Only what was known by this instant.
    pub known_by: String,
    /// How far the incident is read forwards: a place in the moments at which something became known.
    pub step: String,
    /// The event whose reliance chain is lit: `E8`.
    pub chain: String,
    /// The event from which a link is to be drawn: `E5`.
    pub from: String,
    /// `line`: the cursor goes to the entry line; `add`: to the form with all fields.
    pub focus: String,
}

impl TimelineView {
    /// Whether events are sorted by when they became known.
    pub fn by_known(&self) -> bool {
        self.sort == "known"
    }

    /// The event whose chain is lit.
    pub fn lit(&self) -> Option<i32> {
        crate::domain::reference::EventRef::parse_seq(&self.chain).ok()
    }

    /// Whether only some events are shown.
    pub(super) fn is_partial(&self) -> bool {
        [&self.kind, &self.tag, &self.known_by, &self.step].iter().any(|said| !said.is_empty())
    }
}

/// An event with its text as HTML.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The event.
    pub event: Event,
    /// What happened, as HTML.
    pub html: SafeHtml,
    /// How many imported steps are folded below it.
    pub steps: u64,
}

/// What happened, event by event.
#[derive(Clone, Debug, Default)]
pub struct TimelineSection {
    /// The events, in the order of the view.
    pub entries: Vec<Entry>,
    /// How many more there are than one page shows.
    pub more: usize,
    /// The links between events.
    pub links: Vec<Link>,
    /// What somebody said is so.
    pub claims: Vec<Claim>,
    /// How it is looked at.
    pub view: TimelineView,
    /// What of that was not understood.
    pub problem: Option<String>,
    /// The event whose chain the picture shows: the spine of the list when no other is asked for.
    pub spine: Option<i32>,
    /// The list, where it has been drawn before.
    pub list: Option<Arc<str>>,
    /// The names that forms offer.
    pub known: Known,
    /// Every tag of the timeline.
    pub tags: Vec<String>,
    /// The moments at which something became known, in their order.
    pub steps: Vec<DateTime<Utc>>,
    /// The last entry of the audit log before the section was read: what is newer comes live.
    pub after: i64,
    /// When the page was drawn, for the form's time.
    pub now: Option<DateTime<Utc>>,
    /// The entry line as it was sent.
    pub entry: SentEntry,
    /// A new event as it was sent.
    pub add: Sent<RawEventForm>,
    /// A new link as it was sent.
    pub link: Sent<RawLink>,
    /// A new claim as it was sent.
    pub claim: Sent<RawClaim>,
}

impl TimelineSection {
    /// Draws the section.
    pub fn view(self, on: &Subject) -> impl IntoView + use<> {
        let (number, writes) = (on.incident.number, on.may(Right::WriteTimeline));
        let counts = counts(self.entries.len() + self.more, self.links.len());
        let chain = self.view.lit().map(|seq| self.chain(seq));
        let views = self.views(number);
        let filters = filters::forms(&paths::incident(number), &self);
        let story = chain.as_ref().map(|chain| chain::section(number, chain, &self.entries));
        let list = self.place_of_list(number, writes);
        let loose = claims::loose(number, &self.claims, writes);
        let live = live::place(on, &self.view, self.after);
        let forms = writes.then(|| self.forms(number));
        view! {
            <section aria-labelledby="timeline">
                <div class="section-head">
                    <h2 id="timeline">"Timeline"</h2>
                    <span class="count" id="timeline-count">{counts}</span>
                    {views}
                </div>
                {filters}
                {story}
                {live}
                {list}
                {loose}
                {forms}
            </section>
        }
    }

    /// The list in its place, drawn now unless it was before.
    fn place_of_list(&self, number: IncidentNumber, writes: bool) -> AnyView {
        match self.list.clone() {
            Some(html) => view! { <div id="timeline-list" inner_html=html></div> }.into_any(),
            None => view! { <div id="timeline-list">{self.list(number, writes)}</div> }.into_any(),
        }
    }

    /// The reliance chain of an event.
    pub fn chain(&self, seq: i32) -> Chain {
        self.links.iter().map(Link::edge).collect::<LinkGraph>().chain(seq)
    }

    fn views(&self, number: impl std::fmt::Display) -> AnyView {
        let here = paths::incident(&number);
        let known = self.view.by_known();
        let link = |words: &'static str, sort: &str, current: bool| {
            let href = paths::with_query(
                &here,
                &[
                    ("sort", sort),
                    ("kind", &self.view.kind),
                    ("tag", &self.view.tag),
                    ("known_by", &self.view.known_by),
                    ("step", &self.view.step),
                ],
            );
            view! {
                <a
                    class="button button-small button-quiet"
                    href=format!("{href}#timeline")
                    aria-current=current.then_some("true")
                >
                    {words}
                </a>
            }
        };
        let all = self.view.is_partial().then(|| {
            view! { <a class="button button-small" href=format!("{here}#timeline")>"Show everything"</a> }
        });
        view! {
            <span class="row row-tight push no-print">
                <a class="button button-small button-quiet" href=paths::incident_part(&number, "authority")>"Authority"</a>
                <a class="button button-small button-quiet" href=paths::incident_part(&number, "notices")>"Find gaps"</a>
                {link("By when it happened", "", !known)}
                {link("By when it was known", "known", known)}
                {all}
            </span>
        }
        .into_any()
    }

    /// The rows. They depend on the record, the view and whether the reader `writes`, and on nothing
    /// else, so that many readers can share them once drawn.
    pub fn list(&self, number: IncidentNumber, writes: bool) -> AnyView {
        if self.entries.is_empty() {
            let text = if self.view.is_partial() {
                "No event fits what is asked for. Show everything to see the rest."
            } else {
                "One line per thing that happened: what an agent said, what a person did, what broke. The first line is enough to begin."
            };
            return view! { <EmptyState title="Nothing on the timeline yet" text=text /> }
                .into_any();
        }
        let chain = self.view.lit().or(self.spine).map(|seq| self.chain(seq));
        let chain = chain.as_ref();
        let lines = rhythm::lines(&self.entries, &self.view);
        let lit = |entry: &Entry| chain.is_some_and(|chain| chain.contains(entry.event.seq));
        let ends = (self.entries.iter().position(lit), self.entries.iter().rposition(lit));
        let rows = lines
            .into_iter()
            .map(|line| match line {
                Line::Day(words, note) => view! {
                    <li class="timeline-day">
                        <h3>{words}</h3>
                        {note.map(|note| view! { <span class="faint">{note}</span> })}
                    </li>
                }
                .into_any(),
                Line::Gap(words) => view! {
                    <li class="gap"><span aria-hidden="true">"…"</span><span>{words}</span></li>
                }
                .into_any(),
                Line::Event(place) => {
                    let row = row::Row {
                        entry: &self.entries[place],
                        links: &self.links,
                        claims: &self.claims,
                        chain,
                        ends: (ends.0 == Some(place), ends.1 == Some(place)),
                        by_known: self.view.by_known(),
                        writes,
                        news: None,
                    };
                    row.view(number)
                }
            })
            .collect_view();
        let more = (self.more > 0).then(|| {
            let words =
                format!("{} more events. Narrow the timeline, or read it over the API.", self.more);
            view! { <p class="quiet">{words}</p> }
        });
        view! { <ol class="timeline">{rows}</ol>{more} }.into_any()
    }

    /// The forms: an event, a link, a claim.
    fn forms(self, number: crate::domain::incident::IncidentNumber) -> AnyView {
        let focus = self.view.focus.as_str();
        let next = self.entries.iter().map(|entry| entry.event.seq).max().unwrap_or(0) + 1;
        let adding = self.add.failed() || focus == "add";
        let line = entry::entry(number, self.entry, next, focus == "line");
        let add = event_form::add(number, self.add, &self.known, self.now, focus == "add", next);
        let mut link = self.link;
        if link.raw.from.is_empty() {
            link.raw.from.clone_from(&self.view.from);
        }
        let linking = link.failed() || !self.view.from.is_empty();
        let choices = event_choices(self.entries.iter().map(|entry| &entry.event));
        let claiming = self.claim.failed();
        let about = choices.clone();
        view! {
            {line}
            <div class="stack no-print" id="fields">
                <More summary="Add an event with all its fields" open=adding>{add}</More>
            </div>
            <div class="stack no-print" id="link">
                <More summary="Link two events" open=linking>
                    <Form action=paths::links(number) errors=link.invalid problem="The link is not drawn" prefix="link" small=true>
                        {link_form::fields(&link.raw, choices)}
                        <FormFoot><Button kind=ButtonKind::Primary>"Draw the link"</Button></FormFoot>
                    </Form>
                </More>
                <More summary="Record what somebody claims" open=claiming>
                    <Form
                        action=paths::incident_part(number, "claims")
                        errors=self.claim.invalid
                        problem="The claim is not recorded yet"
                        prefix="claim"
                        small=true
                    >
                        {claims::fields(&self.claim.raw, about)}
                        <FormFoot><Button kind=ButtonKind::Primary>"Record the claim"</Button></FormFoot>
                    </Form>
                </More>
            </div>
        }
        .into_any()
    }
}

fn counts(events: usize, links: usize) -> String {
    let some = |count: usize, one: &str| {
        if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
    };
    format!("{}, {}", some(events, "event"), some(links, "link"))
}
