//! The list of incidents; every view of it has its own address.

use leptos::prelude::*;

use super::Page;
use crate::domain::durations::{DurationState, between};
use crate::domain::incident::{
    AgentInvolvement, IncidentKind, IncidentRow, RawIncidentFilter, Status, Visibility,
};
use crate::domain::severity::{Severity, SeverityLevel};
use crate::domain::{Invalid, Vocabulary};
use crate::paths;
use crate::ui::{
    Badge, ButtonKind, ButtonLink, Choice, Column, EmptyState, FilterBar, FilterSelect, FilterText,
    Glyph, NavItem, PageHead, Pager, Refusal, SeverityBadge, Tab, Table, Tabs, Time, TimeStyle,
    Tone, choices_of,
};

/// A list of incidents, as far as its reader may see them.
#[derive(Clone, Debug, Default)]
pub struct IncidentsPage {
    /// What the list is narrowed to, as it stands in the address.
    pub filter: RawIncidentFilter,
    /// What of the filter was not understood.
    pub invalid: Invalid,
    /// The rows of this page.
    pub rows: Vec<IncidentRow>,
    /// The token of the next page.
    pub next: Option<String>,
    /// Whether this is a later page.
    pub later: bool,
    /// How many incidents match in each status.
    pub counts: Vec<(Status, u64)>,
    /// The severity scale.
    pub scale: Vec<SeverityLevel>,
    /// Agents, as key and name.
    pub agents: Vec<(String, String)>,
    /// The names of services.
    pub services: Vec<String>,
    /// Whether the reader may declare.
    pub declares: bool,
}

impl Page for IncidentsPage {
    fn title(&self) -> String {
        "Incidents".into()
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let tabs = tabs(&self.filter, &self.counts);
        let narrowed = self.filter != RawIncidentFilter::default();
        let problem = (!self.invalid.errors.is_empty()).then(|| {
            let items = self.invalid.errors.iter().map(|e| e.message.clone());
            let items = items.map(|message| view! { <li>{message}</li> }).collect_view();
            view! { <Refusal title="This filter is not understood"><ul>{items}</ul></Refusal> }
        });
        let blank = self.rows.is_empty();
        let next = self.next.map(|after| {
            let mut pairs = pairs(&self.filter);
            pairs.push(("after", after));
            paths::with_query(paths::INCIDENTS, &pairs)
        });
        let first = self.later.then(|| address(&self.filter));
        let shown = self.rows.len();
        let bar = bar(self.filter, self.scale, self.agents, self.services, narrowed);
        let list = if blank { empty(narrowed, self.declares) } else { table(self.rows) };
        view! {
            <PageHead title="Incidents" />
            {tabs}
            {bar}
            {problem}
            {list}
            {(!blank || first.is_some()).then(|| view! {
                <Pager shown=shown noun=("incident", "incidents") next=next first=first />
            })}
        }
        .into_any()
    }
}

/// The filter as it stands in the address.
fn pairs(filter: &RawIncidentFilter) -> Vec<(&'static str, String)> {
    let mut pairs = vec![("q", filter.q.clone())];
    for (name, words) in [
        ("severity", &filter.severity),
        ("status", &filter.status),
        ("kind", &filter.kind),
        ("involvement", &filter.involvement),
        ("visibility", &filter.visibility),
    ] {
        pairs.extend(words.iter().map(|word| (name, word.clone())));
    }
    pairs.push(("agent", filter.agent.clone()));
    pairs.push(("service", filter.service.clone()));
    pairs.push(("tag", filter.tag.clone()));
    pairs
}

fn address(filter: &RawIncidentFilter) -> String {
    paths::with_query(paths::INCIDENTS, &pairs(filter))
}

/// All, and one view for each status, with how many the rest of the filter leaves in it.
fn tabs(filter: &RawIncidentFilter, counts: &[(Status, u64)]) -> impl IntoView + use<> {
    let at = |status: Option<Status>| RawIncidentFilter {
        status: status.into_iter().map(|status| status.to_string()).collect(),
        ..filter.clone()
    };
    let all = Tab {
        words: "All".to_owned(),
        href: address(&at(None)),
        count: Some(counts.iter().map(|(_, count)| count).sum()),
        current: filter.status.is_empty(),
    };
    let each = counts.iter().map(|(status, count)| Tab {
        words: status.label().to_owned(),
        href: address(&at(Some(*status))),
        count: Some(*count),
        current: filter.status == [status.to_string()],
    });
    let tabs = std::iter::once(all).chain(each).collect();
    view! { <Tabs label="By status" tabs=tabs /> }
}

fn bar(
    filter: RawIncidentFilter,
    scale: Vec<SeverityLevel>,
    agents: Vec<(String, String)>,
    services: Vec<String>,
    narrowed: bool,
) -> impl IntoView {
    let severities = scale
        .into_iter()
        .map(|level| Choice::new(level.rank.to_string(), format!("{} {}", level.rank, level.word)))
        .chain([Choice::new("unset", "SEV? not set")])
        .collect();
    let mut involvement = vec![Choice::new("any", "Any involvement")];
    involvement
        .extend(AgentInvolvement::ALL.iter().map(|word| Choice::new(word.as_str(), short(*word))));
    let agents = agents.into_iter().map(|(key, name)| Choice::new(key, name)).collect();
    let one = |words: &[String]| words.join(",");
    let (severity, kind) = (one(&filter.severity), one(&filter.kind));
    let chosen = one(&filter.involvement);
    let statuses = filter.status.into_iter().map(|status| {
        view! { <input type="hidden" name="status" value=status /> }
    });
    let statuses = statuses.collect_view();
    view! {
        <FilterBar action=paths::INCIDENTS text=filter.q text_label="Title, summary or number" active=narrowed>
            {statuses}
            <FilterSelect name="severity" label="Severity" choices=severities value=severity />
            <FilterSelect name="kind" label="Kind" choices={choices_of::<IncidentKind>()} value=kind />
            <FilterSelect name="involvement" label="Agent involvement" choices=involvement value=chosen />
            <FilterSelect name="agent" label="Agent" choices=agents value=filter.agent />
            <FilterText name="service" label="Service" value=filter.service suggestions=services />
            <FilterText name="tag" label="Tag" value=filter.tag />
        </FilterBar>
    }
}

fn empty(narrowed: bool, declares: bool) -> AnyView {
    let declare = declares.then(|| {
        view! {
            <ButtonLink href=paths::DECLARE kind=ButtonKind::Primary icon=Glyph::Plus>"Declare an incident"</ButtonLink>
        }
    });
    if narrowed {
        return view! {
            <EmptyState title="No incident matches" text="Take a word away, or look at all of them.">
                <ButtonLink href=paths::INCIDENTS>"All incidents"</ButtonLink>
                {declare}
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <EmptyState
            title="No incident yet"
            text="A title is enough to declare one. To look around first, load the examples: throughline demo."
        >
            {declare}
        </EmptyState>
    }
    .into_any()
}

fn table(rows: Vec<IncidentRow>) -> AnyView {
    let columns = vec![
        Column::text("Severity"),
        Column::text("Incident"),
        Column::text("Status"),
        Column::text("Agent involvement"),
        Column::text("Commander"),
        Column::text("Began"),
        Column::text("Detect"),
        Column::text("Resolve"),
    ];
    let rows = rows.into_iter().map(row).collect_view();
    view! { <Table label="Incidents" columns=columns>{rows}</Table> }.into_any()
}

fn row(row: IncidentRow) -> impl IntoView {
    let href = paths::incident(row.number);
    let restricted = (row.visibility == Visibility::Restricted)
        .then(|| view! { " "<Badge tone=Tone::Warn icon=Glyph::Lock>"Restricted"</Badge> });
    let kind = (row.kind != IncidentKind::Incident)
        .then(|| view! { " "<Badge tone=Tone::Dashed>{row.kind.label()}</Badge> });
    let m = &row.milestones;
    let detect = duration(between(m.started.as_ref(), m.detected.as_ref()));
    let resolve = duration(between(m.started.as_ref(), m.resolved.as_ref()));
    view! {
        <tr>
            <td><SeverityBadge severity=row.severity small=true /></td>
            <td class="title">
                <span class="ref">{row.number.to_string()}</span>" "
                <a href=href>{row.title.clone()}</a>
                {kind}
                {restricted}
            </td>
            <td>{status_badge(row.status)}</td>
            <td>{involvement_badge(row.agent_involvement)}</td>
            <td>{row.commander.clone()}</td>
            <td class="nowrap">{began(&row)}</td>
            <td class="nowrap" data-name="Detect">{detect}</td>
            <td class="nowrap" data-name="Resolve">{resolve}</td>
        </tr>
    }
}

/// When it began, no more exactly than it is known; else when it was declared here.
fn began(row: &IncidentRow) -> AnyView {
    let m = &row.milestones;
    match m.started.as_ref().or(m.detected.as_ref()).or(m.declared.as_ref()) {
        Some(moment) => {
            let (label, full) = (moment.date_label(), moment.label());
            view! { <span title=full>{label}</span> }.into_any()
        }
        None => view! { <Time at=row.created_at style=TimeStyle::Date /> }.into_any(),
    }
}

fn duration(state: DurationState) -> AnyView {
    match state {
        DurationState::Recorded(span) => span.label().into_any(),
        DurationState::Invalid { .. } => {
            view! { <Badge tone=Tone::Warn>"contradicts itself"</Badge> }.into_any()
        }
        _ => ().into_any(),
    }
}

/// How far an incident has come, in a badge.
pub fn status_badge(status: Status) -> impl IntoView {
    let tone = match status {
        Status::Open => Tone::Danger,
        Status::Contained => Tone::Warn,
        Status::Resolved | Status::InReview => Tone::Accent,
        Status::Closed => Tone::Plain,
    };
    view! { <Badge tone=tone>{status.label()}</Badge> }
}

/// Which part agents had, in a badge.
pub fn involvement_badge(involvement: AgentInvolvement) -> AnyView {
    let words = short(involvement);
    match involvement {
        AgentInvolvement::None => view! { <span class="faint">{words}</span> }.into_any(),
        AgentInvolvement::Suspected => {
            view! { <Badge tone=Tone::Dashed icon=Glyph::Agent>{words}</Badge> }.into_any()
        }
        _ => view! { <Badge tone=Tone::Agent icon=Glyph::MarkAgent>{words}</Badge> }.into_any(),
    }
}

/// The involvement in two or three words.
fn short(involvement: AgentInvolvement) -> &'static str {
    match involvement {
        AgentInvolvement::None => "No agent",
        AgentInvolvement::Suspected => "Agent suspected",
        AgentInvolvement::OutputActedOn => "Output acted on",
        AgentInvolvement::AgentActed => "Agent acted",
        AgentInvolvement::Both => "Acted, and acted on",
    }
}

/// The scale's word for a severity.
pub fn word_of(severity: Severity, scale: &[SeverityLevel]) -> Option<String> {
    scale.iter().find(|level| level.rank == severity).map(|level| level.word.clone())
}
