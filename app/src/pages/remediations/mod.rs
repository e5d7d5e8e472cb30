//! Remediations: the list, one of them with its steps, and the form that writes one.

mod form;
mod notes;
mod show;
mod steps;
mod verify;

pub use form::RemediationFormPage;
pub use notes::NotesSection;
pub use show::RemediationPage;
pub use verify::VerifyPage;

use chrono::NaiveDate;
use leptos::prelude::*;

use super::Page;
use crate::domain::incident::IncidentNumber;
use crate::domain::remediation::{
    RawRemediationFilter, RemediationOrder, RemediationStatus, RemediationSummary, RemediationType,
};
use crate::domain::{Invalid, Vocabulary};
use crate::paths;
use crate::ui::{
    ActorName, Badge, ButtonKind, ButtonLink, Choice, Column, EmptyState, FilterBar, FilterSelect,
    FilterText, Glyph, Mark, NavItem, PageHead, Pager, Ref, Refusal, Tab, Table, Tabs, Tone,
    choices_of,
};

/// A list of remediations, as far as its reader may see them.
#[derive(Clone, Debug, Default)]
pub struct RemediationsPage {
    /// What the list is narrowed to, as it stands in the address.
    pub filter: RawRemediationFilter,
    /// What of the filter was not understood.
    pub invalid: Invalid,
    /// The rows of this page.
    pub rows: Vec<RemediationSummary>,
    /// The token of the next page.
    pub next: Option<String>,
    /// Whether this is a later page.
    pub later: bool,
    /// The day on which they are looked at.
    pub today: NaiveDate,
    /// The addresses of those who may own one.
    pub people: Vec<String>,
    /// Whether the reader may write one.
    pub writes: bool,
}

impl Page for RemediationsPage {
    fn title(&self) -> String {
        "Remediations".into()
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Remediations)
    }

    fn view(self) -> AnyView {
        let new = self.writes.then(|| {
            view! {
                <ButtonLink href=paths::PROPOSE_REMEDIATION kind=ButtonKind::Primary icon=Glyph::Plus>"Propose a remediation"</ButtonLink>
            }
        });
        let problem = (!self.invalid.errors.is_empty()).then(|| {
            let items = self.invalid.errors.iter().map(|e| e.message.clone());
            let items = items.map(|message| view! { <li>{message}</li> }).collect_view();
            view! { <Refusal title="This filter is not understood"><ul>{items}</ul></Refusal> }
        });
        let narrowed = self.filter != RawRemediationFilter::default();
        let next = self.next.map(|after| {
            let mut pairs = pairs(&self.filter);
            pairs.push(("after", after));
            paths::with_query(paths::REMEDIATIONS, &pairs)
        });
        let first = self.later.then(|| address(&self.filter));
        let tabs = tabs(&self.filter);
        let shown = self.rows.len();
        let list = if shown == 0 { empty(narrowed) } else { table(self.rows, self.today) };
        view! {
            <PageHead title="Remediations" lead="Closed is not the same as effective: only what somebody else has verified counts as done.">{new}</PageHead>
            {tabs}
            {bar(self.filter, self.people, narrowed)}
            {problem}
            {list}
            {(shown > 0 || first.is_some()).then(|| view! {
                <Pager shown=shown noun=("remediation", "remediations") next=next first=first />
            })}
        }
        .into_any()
    }
}

/// The filter as it stands in the address.
fn pairs(filter: &RawRemediationFilter) -> Vec<(&'static str, String)> {
    let mut pairs = vec![("q", filter.q.clone())];
    pairs.extend(filter.status.iter().map(|word| ("status", word.clone())));
    pairs.extend(filter.kind.iter().map(|word| ("type", word.clone())));
    pairs.push(("owner", filter.owner.clone()));
    pairs.push(("mine", filter.mine.clone()));
    pairs.push(("overdue", filter.overdue.clone()));
    pairs.push(("incident", filter.incident.clone()));
    pairs.push(("sort", filter.sort.clone()));
    pairs
}

fn address(filter: &RawRemediationFilter) -> String {
    paths::with_query(paths::REMEDIATIONS, &pairs(filter))
}

/// The views that people come for.
fn tabs(filter: &RawRemediationFilter) -> impl IntoView + use<> {
    let blank = RawRemediationFilter::default;
    let views = [
        ("All", blank()),
        ("Mine", RawRemediationFilter { mine: "true".into(), ..blank() }),
        ("Open", RawRemediationFilter { status: vec!["open".into()], ..blank() }),
        ("Overdue", RawRemediationFilter { overdue: "true".into(), ..blank() }),
        ("To verify", RawRemediationFilter { status: vec!["implemented".into()], ..blank() }),
        ("Without an owner", RawRemediationFilter { owner: "none".into(), ..blank() }),
    ];
    let tabs = views
        .into_iter()
        .map(|(words, view)| Tab {
            words: words.to_owned(),
            href: address(&view),
            count: None,
            current: view == *filter,
        })
        .collect();
    view! { <Tabs label="Views" tabs=tabs /> }
}

fn bar(filter: RawRemediationFilter, people: Vec<String>, narrowed: bool) -> impl IntoView {
    let mut statuses = vec![Choice::new("open", "Open: not yet implemented")];
    statuses.extend(choices_of::<RemediationStatus>());
    let yes = |words: &str| vec![Choice::new("true", words)];
    view! {
        <FilterBar action=paths::REMEDIATIONS text=filter.q text_label="Title, description or number" active=narrowed>
            <FilterSelect name="status" label="Status" choices=statuses value=filter.status.join(",") />
            <FilterSelect name="type" label="Type" choices={choices_of::<RemediationType>()} value=filter.kind.join(",") />
            <FilterText name="owner" label="Owner" value=filter.owner suggestions=people />
            <FilterSelect name="mine" label="Mine" choices=yes("I own or verify it") value=filter.mine />
            <FilterSelect name="overdue" label="Due" choices=yes("Overdue") value=filter.overdue />
            <FilterText name="incident" label="Incident" value=filter.incident />
            <FilterSelect name="sort" label="Order" choices={choices_of::<RemediationOrder>()} value=filter.sort blank="By due date first" />
        </FilterBar>
    }
}

fn empty(narrowed: bool) -> AnyView {
    if narrowed {
        return view! {
            <EmptyState title="No remediation matches" text="Take a word away, or look at all of them.">
                <ButtonLink href=paths::REMEDIATIONS>"All remediations"</ButtonLink>
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <EmptyState
            title="No remediation yet"
            text="Propose one from an incident: what makes it less likely, who does it, and what would show that it works."
        />
    }
    .into_any()
}

fn table(rows: Vec<RemediationSummary>, today: NaiveDate) -> AnyView {
    let columns = vec![
        Column::text("Remediation"),
        Column::text("Status"),
        Column::text("Owner"),
        Column::text("Due"),
        Column::text("Strength"),
        Column::text("Measure"),
        Column::text("Incidents"),
    ];
    let rows = rows.into_iter().map(|row| line(row, today)).collect_view();
    view! { <Table label="Remediations" columns=columns>{rows}</Table> }.into_any()
}

fn line(row: RemediationSummary, today: NaiveDate) -> impl IntoView {
    let number = format!("REM-{}", row.number);
    let late = due(row.due, row.overdue(today));
    let strength = row.strength.map(super::incident::controls::strength);
    let measure = if row.has_measure {
        view! { "said" }.into_any()
    } else {
        view! { <Badge tone=Tone::Dashed>"none"</Badge> }.into_any()
    };
    let incidents = row.incidents.into_iter().map(|number| {
        let number = IncidentNumber(number);
        view! { <Ref to=number.to_string() href=paths::incident(number) />" " }
    });
    view! {
        <tr>
            <td class="title">
                <span class="ref">{number.clone()}</span>" "
                <a href=paths::remediation(&number)>{row.title}</a>
                <div class="faint small">{row.kind.label()}</div>
            </td>
            <td>{status_badge(row.status)}</td>
            <td>{owner(row.owner.map(|owner| owner.name))}</td>
            <td class="nowrap">{late}</td>
            <td>{strength}</td>
            <td>{measure}</td>
            <td>{incidents.collect_view()}</td>
        </tr>
    }
}

fn owner(name: Option<String>) -> AnyView {
    match name {
        Some(name) => view! { <ActorName mark=Mark::Person name=name /> }.into_any(),
        None => view! { <Badge tone=Tone::Warn>"nobody"</Badge> }.into_any(),
    }
}

/// Where it stands; only `verified` looks done.
pub(super) fn status_badge(status: RemediationStatus) -> impl IntoView {
    let tone = match status {
        RemediationStatus::Verified => Tone::Ok,
        RemediationStatus::Ineffective => Tone::Danger,
        RemediationStatus::Implemented => Tone::Warn,
        RemediationStatus::Accepted | RemediationStatus::InProgress => Tone::Accent,
        RemediationStatus::Proposed => Tone::Plain,
        RemediationStatus::Declined
        | RemediationStatus::Superseded
        | RemediationStatus::RiskAccepted => Tone::Dashed,
    };
    view! { <Badge tone=tone>{status.label()}</Badge> }
}

/// When it is due, and how late that is.
pub(super) fn due(day: Option<NaiveDate>, overdue: Option<i64>) -> AnyView {
    let Some(day) = day else {
        return view! { <span class="faint">"no due date"</span> }.into_any();
    };
    let words = day.format("%-d %b %Y").to_string();
    match overdue {
        Some(days) => {
            let late =
                if days == 1 { "1 day overdue".into() } else { format!("{days} days overdue") };
            view! {
                <span class="row row-tight">
                    <Badge tone=Tone::Danger icon=Glyph::Late>{late}</Badge>
                    <span class="faint small">{words}</span>
                </span>
            }
            .into_any()
        }
        None => view! { <span>{words}</span> }.into_any(),
    }
}
