//! One remediation on the page of one's work: when, what, what it serves, what shows that it works.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::WorkPage;
use crate::domain::Vocabulary;
use crate::domain::catalogue::CatalogueNames;
use crate::domain::incident::IncidentNumber;
use crate::domain::remediation::{Priority, RemediationStatus};
use crate::domain::work::{WorkItem, WorkLane};
use crate::paths;
use crate::ui::{ActorName, Badge, ButtonKind, ButtonLink, Mark, Size, Tone, button_class};

impl WorkPage {
    pub(super) fn line(&self, item: &WorkItem, lane: WorkLane) -> impl IntoView + use<> {
        let it = &item.it;
        let number = format!("REM-{}", it.number);
        let tick = self.writes.then(|| {
            let chosen = self.change.raw.remediations.contains(&number);
            let label = format!("Choose {number}");
            view! { <input type="checkbox" name="remediations" value=number.clone() checked=chosen aria-label=label /> }
        });
        let measure = if item.measure.is_empty() {
            None
        } else {
            Some(
                view! { <p class="work-measure"><b>"Counts as done when "</b>{item.measure.clone()}</p> },
            )
        };
        let priority = it.priority;
        let urgent = matches!(priority, Priority::Urgent | Priority::High).then(|| {
            view! { <Badge tone=Tone::Warn>{priority.label()}</Badge> }
        });
        let href = paths::remediation(&number);
        view! {
            <li class="work-item" data-item="">
                <div class="work-due">{tick}{when(item, lane, self.today)}</div>
                <p class="work-title">
                    <span class="ref">{number.clone()}</span>" "
                    <a href=href data-row="">{it.title.clone()}</a>" "{urgent}
                </p>
                <p class="work-sub">{pipeline(it.status)}{serves(item, &self.names)}{other(item, lane)}</p>
                {back(item)}
                {measure}
                <div class="work-act">{act(item, lane, &number)}</div>
            </li>
        }
    }
}

/// The day that counts in its lane, and how far away it is.
fn when(item: &WorkItem, lane: WorkLane, today: NaiveDate) -> AnyView {
    let it = &item.it;
    match lane {
        WorkLane::Verify | WorkLane::Proof => match item.check_on {
            Some(day) => dated("Look on ", day, today, day <= today),
            None => view! { <span class="faint">"no day to look"</span> }.into_any(),
        },
        WorkLane::Risks => match item.risk_expires_on {
            Some(day) => dated("Risk until ", day, today, true),
            None => ().into_any(),
        },
        WorkLane::Returned if it.status == RemediationStatus::Ineffective => {
            let on = it.due.map(date);
            view! { <span class="late">"Did not hold"</span><small>{on}</small> }.into_any()
        }
        _ => match (it.overdue(today), it.due) {
            (Some(days), Some(due)) => {
                let late = if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
                view! { <span class="late">{format!("{late} overdue")}</span><small>{date(due)}</small> }
                    .into_any()
            }
            (None, Some(due)) => dated("", due, today, (due - today).num_days() <= 7),
            _ => view! { <span class="faint">"no due date"</span> }.into_any(),
        },
    }
}

fn dated(before: &'static str, day: NaiveDate, today: NaiveDate, soon: bool) -> AnyView {
    let class = soon.then_some("soon");
    view! { <span class=class>{before}{date(day)}</span><small>{away(day, today)}</small> }
        .into_any()
}

fn date(day: NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}

/// How far away a day is, in words.
fn away(day: NaiveDate, today: NaiveDate) -> String {
    match (day - today).num_days() {
        0 => "today".into(),
        1 => "tomorrow".into(),
        -1 => "yesterday".into(),
        days @ 2..=20 => format!("in {days} days"),
        days if days > 20 => format!("in {} weeks", days / 7),
        days => format!("{} days ago", -days),
    }
}

/// The way to verified: four steps, and how far it has come.
fn pipeline(status: RemediationStatus) -> impl IntoView {
    let (reached, class) = match status {
        RemediationStatus::Accepted => (1, "on"),
        RemediationStatus::InProgress => (2, "on"),
        RemediationStatus::Implemented => (3, "on"),
        RemediationStatus::Verified => (4, "good"),
        RemediationStatus::Ineffective => (4, "bad"),
        _ => (0, ""),
    };
    let steps = (0..4).map(|step| view! { <i class=if step < reached { class } else { "" }></i> });
    view! {
        <span class="pipeline">{steps.collect_view()}<span>{status.label()}</span></span>
    }
}

fn serves(item: &WorkItem, names: &CatalogueNames) -> impl IntoView + use<> {
    let incidents = item.it.incidents.iter().map(|number| {
        let number = IncidentNumber(*number);
        view! { <a class="ref" href=paths::incident(number)>{number.to_string()}</a>" " }
    });
    let incidents = (!item.it.incidents.is_empty())
        .then(|| view! { <span>"Serves "{incidents.collect_view()}</span> });
    let targets: Vec<String> = item.factors.iter().map(|target| names.target(target)).collect();
    let targets = (!targets.is_empty())
        .then(|| view! { <span>{format!("targets {}", targets.join(", "))}</span> });
    view! { {incidents}{targets} }
}

/// Who has the other part in it.
fn other(item: &WorkItem, lane: WorkLane) -> AnyView {
    let (part, person) = match lane {
        WorkLane::Verify | WorkLane::Risks => ("Owner ", item.it.owner.clone()),
        _ => ("Verifier ", item.it.verifier.clone()),
    };
    let who = match person {
        Some(person) => view! { <ActorName mark=Mark::Person name=person.name /> }.into_any(),
        None => view! { "nobody yet" }.into_any(),
    };
    view! { <span>{part}{who}</span> }.into_any()
}

/// Why it came back.
fn back(item: &WorkItem) -> Option<AnyView> {
    let returned = item.returned.as_ref()?;
    let words = format!("Came back on {}. {}", date(returned.on), returned.why);
    Some(view! { <p class="work-measure">{words}</p> }.into_any())
}

/// The next thing to do; it is done on the remediation's page, where the step's form is open.
fn act(item: &WorkItem, lane: WorkLane, number: &str) -> AnyView {
    let steps = format!("{}#steps", paths::remediation(number));
    let (words, kind) = match item.it.status {
        _ if lane == WorkLane::Verify => ("Verify", ButtonKind::Primary),
        RemediationStatus::Proposed => ("Accept", ButtonKind::Plain),
        RemediationStatus::Accepted => ("Start", ButtonKind::Plain),
        RemediationStatus::InProgress => ("Mark implemented", ButtonKind::Plain),
        RemediationStatus::Ineffective => ("Reopen", ButtonKind::Plain),
        RemediationStatus::RiskAccepted => ("Decide again", ButtonKind::Plain),
        _ => ("Open", ButtonKind::Quiet),
    };
    let says_nothing = item.measure.is_empty() && item.it.status.is_open();
    let measure = says_nothing.then(|| {
        let edit = paths::remediation_part(number, "edit");
        view! { <ButtonLink href=edit kind=ButtonKind::Quiet size=Size::Small>"Add a measure"</ButtonLink> }
    });
    if lane == WorkLane::Verify {
        let href = paths::remediation_part(number, "verify");
        let class = button_class(kind, Size::Small);
        return view! { {measure}<a class=class href=href data-in-place="">{words}</a> }.into_any();
    }
    view! { {measure}<ButtonLink href=steps kind=kind size=Size::Small>{words}</ButtonLink> }
        .into_any()
}
