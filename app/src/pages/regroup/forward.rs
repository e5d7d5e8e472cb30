//! Where things went: the record that an old number leads to, and the line on an incident's page.

use leptos::prelude::*;

use crate::domain::incident::{IncidentNumber, Status};
use crate::domain::regroup::{DoneMove, Forward, MoveKind};
use crate::domain::severity::Severity;
use crate::pages::Page;
use crate::pages::incident::history::{HistoryRow, list};
use crate::pages::incidents::status_badge;
use crate::paths;
use crate::ui::{
    ButtonLink, Column, Glyph, Markdown, NavItem, PageHead, Panel, Ref, SafeHtml, Section,
    SeverityBadge, Table, Time,
};

/// An incident that was merged into another: what it was, and where each event is.
#[derive(Clone, Debug)]
pub struct ForwardPage {
    /// Its number.
    pub number: IncidentNumber,
    /// What it was called.
    pub incident_title: String,
    /// What was known of it.
    pub summary: SafeHtml,
    /// How far it had come.
    pub status: Status,
    /// How bad it was.
    pub severity: Option<Severity>,
    /// Its milestones, by name.
    pub times: Vec<(String, String)>,
    /// The incident that holds everything now.
    pub into: (IncidentNumber, String),
    /// The merging.
    pub done: DoneMove,
    /// What was done to its record, newest first.
    pub history: Vec<HistoryRow>,
}

impl Page for ForwardPage {
    fn title(&self) -> String {
        format!("{} was merged into {}", self.number, self.into.0)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let title = self.title();
        let (number, (into, into_title)) = (self.number, self.into);
        let open = format!("Open {into}");
        let by = self.done.by.map(|who| format!(", {}", who.name));
        let times = self.times.into_iter().map(|(name, when)| {
            view! { <div><dt>{name}</dt><dd>{when}</dd></div> }
        });
        let times = times.collect_view();
        let summary = (!self.summary.is_empty()).then(|| {
            view! { <Section title="Summary" id="summary"><Markdown html=self.summary /></Section> }
        });
        view! {
            <PageHead title=title lead=self.incident_title up=("Incidents".to_owned(), paths::INCIDENTS.to_owned()) />
            <div class="stack stack-wide">
                <Panel title="Everything is there" icon=Glyph::Link>
                    <div class="panel-body stack">
                        <p><Ref to=into.to_string() href=paths::incident(into) />" "{into_title}</p>
                        <p class="quiet"><Time at=self.done.at />{by}": "{self.done.reason}</p>
                        <p><ButtonLink href=paths::incident(into)>{open}</ButtonLink></p>
                    </div>
                </Panel>
                {forwards(number, self.done.events)}
                <Section title="As it was" id="as-it-was">
                    <p class="row row-tight"><SeverityBadge severity=self.severity />{status_badge(self.status)}</p>
                    <dl class="incident-facts">{times}</dl>
                </Section>
                {summary}
                <Section title="What was done to its record" id="history">{list(self.history)}</Section>
            </div>
        }
        .into_any()
    }
}

/// Each row is where an old link such as `INC-3#E5` ends.
fn forwards(number: IncidentNumber, events: Vec<Forward>) -> impl IntoView {
    let rows = events.into_iter().map(|event| {
        let there = IncidentNumber(event.incident);
        let to = format!("{there}/E{}", event.seq);
        view! {
            <tr id=format!("E{}", event.was)>
                <td class="title"><span class="ref">{format!("{number}/E{}", event.was)}</span></td>
                <td><Ref to=to href=paths::event(there, event.seq) /></td>
                <td>{event.text}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = vec![Column::text("Was"), Column::text("Is"), Column::text("What happened")];
    view! {
        <Panel title="Its events" icon=Glyph::List>
            <Table label="Events with their old and new numbers" columns=columns>{rows}</Table>
        </Panel>
    }
}

/// What an incident took in from others and gave away, and the ways to do more of it.
#[derive(Clone, Debug, Default)]
pub struct MovedSection {
    /// What it took in.
    pub taken: Vec<DoneMove>,
    /// What it gave away.
    pub given: Vec<DoneMove>,
}

impl MovedSection {
    /// Draws the rows for the panel of recurrence; `may` says whether the reader may merge and split.
    pub fn view(self, number: IncidentNumber, may: bool) -> impl IntoView + use<> {
        let taken = self.taken.into_iter().map(took).collect_view();
        let given = self.given.into_iter().map(gave).collect_view();
        let acts = may.then(|| {
            view! {
                <div class="panel-body row row-tight no-print">
                    <a class="button button-small" href=paths::incident_part(number, "merge")>"Merge into another"</a>
                    <a class="button button-small" href=paths::incident_part(number, "split")>"Split events off"</a>
                </div>
            }
        });
        view! { <ul class="side-list">{taken}{given}</ul>{acts} }
    }
}

fn took(done: DoneMove) -> impl IntoView {
    let from = IncidentNumber(done.from);
    let words = match done.kind {
        MoveKind::Merge => "Holds what was recorded as ",
        MoveKind::Split => "Split off ",
    };
    view! {
        <li>
            <span class="side-line"><span>
                <span class="quiet">{words}</span>
                <a class="ref" href=paths::incident(from)>{from.to_string()}</a>" "{done.from_title}
            </span></span>
            <span class="side-sub">{done.reason}</span>
        </li>
    }
}

/// The old numbers are ids, so that a link to an event that went elsewhere ends here.
fn gave(done: DoneMove) -> impl IntoView {
    let to = IncidentNumber(done.to);
    let events = done.events.into_iter().map(|event| {
        let there = IncidentNumber(event.incident);
        let was = format!("E{}", event.was);
        let is = format!("{there}/E{}", event.seq);
        view! { <span id=was.clone()>{was.clone()}" is "<Ref to=is href=paths::event(there, event.seq) /></span>" " }
    });
    let events = events.collect_view();
    view! {
        <li>
            <span class="side-line"><span>
                <span class="quiet">"Gave events to "</span>
                <a class="ref" href=paths::incident(to)>{to.to_string()}</a>
            </span></span>
            <span class="side-sub">{events}</span>
            <span class="side-sub">{done.reason}</span>
        </li>
    }
}
