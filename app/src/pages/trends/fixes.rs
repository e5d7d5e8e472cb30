//! Whether closing helped: the figures about fixes, each with what it leaves out beside it.

use leptos::prelude::*;

use super::{csv, definition, table};
use crate::domain::Vocabulary;
use crate::domain::figures::{Survival, TrendFigure, share_words};
use crate::domain::incident::IncidentNumber;
use crate::domain::statistics::Rate;
use crate::domain::trends::Trends;
use crate::paths;
use crate::ui::chart::{Figure, SurvivalCurve, days};

/// Fewer than this on a median's day say little about it.
const ENOUGH_AT_RISK: usize = 5;
/// How many months of due days are shown; the table has all.
const MONTHS: usize = 12;

/// All figures about fixes, in the order in which they are asked.
pub(super) fn figures(trends: &Trends, query: &str) -> impl IntoView + use<> {
    view! {
        {overdue(trends, query)}
        {strength(trends, query)}
        {coverage(trends, query)}
        {time_to_verified(trends, query)}
        {after_fix(trends, query)}
        {time_to_recurrence(trends, query)}
        {while_open(trends, query)}
    }
}

fn figure(
    which: TrendFigure,
    trends: &Trends,
    query: &str,
    body: AnyView,
) -> impl IntoView + use<> {
    view! {
        <Figure
            title=which.label()
            id=which.as_str()
            definition=definition(which)
            table=table(which, trends)
            csv=csv(which, query)
        >
            {body}
        </Figure>
    }
}

/// Numbers side by side: name and value.
fn facts(rows: Vec<(&'static str, String)>) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|(name, n)| view! { <div class="duration"><dt>{name}</dt><dd>{n}</dd></div> })
        .collect_view();
    view! { <dl class="durations">{rows}</dl> }
}

fn of(hits: u32, all: u32) -> String {
    format!("{hits} of {all}")
}

fn share(rate: Option<Rate>) -> (&'static str, String) {
    ("Share", share_words(rate))
}

fn links(numbers: impl Iterator<Item = (String, String)>) -> impl IntoView {
    numbers.map(|(words, href)| view! { <a class="ref" href=href>{words}</a>" " }).collect_view()
}

fn fix_link(number: i32) -> (String, String) {
    let number = format!("REM-{number}");
    (number.clone(), paths::remediation(number))
}

fn after_fix(trends: &Trends, query: &str) -> impl IntoView + use<> {
    let it = &trends.fixes.after_fix;
    let which = links(it.which.iter().map(|n| fix_link(*n)));
    let rows = vec![
        ("Recurred", of(it.recurred, it.of)),
        share(it.rate),
        ("Too recent to tell", it.too_recent.to_string()),
        ("Undetermined", it.undetermined.to_string()),
        ("Without factor and scope", it.without_target.to_string()),
    ];
    let body = view! {
        <p>{format!("Within {} of taking effect.", days(it.days.into()))}" "{which}</p>
        {facts(rows)}
    };
    figure(TrendFigure::Recurrence, trends, query, body.into_any())
}

fn while_open(trends: &Trends, query: &str) -> impl IntoView + use<> {
    let it = &trends.fixes.while_open;
    let pairs = it.which.iter().map(|(incident, fix)| {
        let incident = IncidentNumber(*incident);
        let (words, href) = fix_link(*fix);
        view! {
            <li>
                <a class="ref" href=paths::incident(incident)>{incident.to_string()}</a>
                " while "
                <a class="ref" href=href>{words}</a>
                " was open"
            </li>
        }
    });
    let pairs = pairs.take(12).collect_view();
    let rows = vec![
        ("Repeated", of(it.repeated, it.of)),
        share(it.rate),
        ("Undetermined", it.undetermined.to_string()),
    ];
    let body = view! { {facts(rows)}<ul>{pairs}</ul> };
    figure(TrendFigure::RepeatWhileOpen, trends, query, body.into_any())
}

fn coverage(trends: &Trends, query: &str) -> impl IntoView + use<> {
    let it = &trends.fixes.coverage;
    let rows = vec![
        ("Verified", of(it.verified, it.verified + it.unverified + it.ineffective)),
        share(it.rate),
        ("Not verified", it.unverified.to_string()),
        ("of these, day to look over", it.look_overdue.to_string()),
        ("of these, no day to look", it.no_day.to_string()),
        ("Found ineffective", it.ineffective.to_string()),
    ];
    figure(TrendFigure::Coverage, trends, query, facts(rows).into_any())
}

fn strength(trends: &Trends, query: &str) -> impl IntoView + use<> {
    let rows = trends.fixes.strength.iter().map(|row| {
        let name = row.strength.map_or("Not said", |strength| strength.label());
        let counts = [row.total(), row.open, row.unverified, row.verified, row.ineffective];
        let cells = counts.map(|n| view! { <td class="n">{n}</td> }).collect_view();
        let dots = "●".repeat(usize::try_from(row.total().min(24)).unwrap_or_default());
        view! {
            <tr>
                <th scope="row">{name}</th>
                {cells}
                <td><span class="tally" aria-hidden="true">{dots}</span></td>
            </tr>
        }
    });
    let heads = ["Strength", "All", "Open", "Not verified", "Verified", "Ineffective", ""];
    let body = grid(&heads, rows.collect_view().into_any());
    figure(TrendFigure::Strength, trends, query, body.into_any())
}

fn overdue(trends: &Trends, query: &str) -> impl IntoView + use<> {
    let cohorts = &trends.fixes.overdue;
    let rows = cohorts.iter().rev().take(MONTHS).map(|c| {
        let cells = [c.due, c.in_time, c.late].map(|n| view! { <td class="n">{n}</td> });
        let class = if c.overdue > 0 { "n late" } else { "n" };
        let longest = (c.longest > 0).then(|| format!("longest {}", days(c.longest)));
        let rest =
            [c.not_yet, c.given_up, c.undetermined].map(|n| view! { <td class="n">{n}</td> });
        view! {
            <tr>
                <th scope="row">{c.month.format("%b %Y").to_string()}</th>
                {cells.collect_view()}
                <td class=class>{c.overdue}</td>
                {rest.collect_view()}
                <td class="quiet">{longest}</td>
            </tr>
        }
    });
    let heads = [
        "Fell due in",
        "All",
        "In time",
        "Late",
        "Overdue",
        "Not yet due",
        "Given up",
        "Undetermined",
        "",
    ];
    let body = if cohorts.is_empty() {
        view! { <p class="quiet">"No remediation has a due day."</p> }.into_any()
    } else {
        grid(&heads, rows.collect_view().into_any()).into_any()
    };
    figure(TrendFigure::Overdue, trends, query, body)
}

fn grid(heads: &[&'static str], rows: AnyView) -> impl IntoView + use<> {
    let heads = heads
        .iter()
        .enumerate()
        .map(|(i, words)| match *words {
            "" => {
                let mark = view! { <span class="visually-hidden">"More about it"</span> };
                view! { <th scope="col">{mark}</th> }.into_any()
            }
            words => view! { <th scope="col" class=(i > 0).then_some("n")>{words}</th> }.into_any(),
        })
        .collect_view();
    view! {
        <div class="scroll-x" tabindex="0">
            <table class="table"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>
        </div>
    }
}

fn time_to_verified(trends: &Trends, query: &str) -> impl IntoView + use<> {
    let body = curve(&trends.fixes.to_verified, "Verified", "Not yet verified");
    figure(TrendFigure::TimeToVerified, trends, query, body)
}

fn time_to_recurrence(trends: &Trends, query: &str) -> impl IntoView + use<> {
    let it = &trends.fixes.to_recurrence;
    let points = it.points.iter().take(12).map(|(number, held)| {
        let (words, href) = fix_link(*number);
        view! { <li><a class="ref" href=href>{words}</a>{format!(" held {}", days(*held))}</li> }
    });
    let points = points.collect_view();
    let curve = curve(&it.held, "Recurred", "Still holding");
    let body = view! { {curve}<ul>{points}</ul> };
    figure(TrendFigure::TimeToRecurrence, trends, query, body.into_any())
}

/// The median with how many it rests on, and the curve where there is one.
fn curve(it: &Survival, ended: &'static str, lasting: &'static str) -> AnyView {
    let median = match (it.median, it.at_risk) {
        (Some(day), Some(n)) if n >= ENOUGH_AT_RISK => {
            format!("{} ({n} still watched then)", days(day))
        }
        (Some(_), Some(n)) => format!("too few to tell ({n} still watched then)"),
        _ if it.n == 0 => "nothing to tell from".to_owned(),
        _ => "not reached: more than half last".to_owned(),
    };
    let rows = vec![
        ("Median", median),
        ("n", it.n.to_string()),
        (ended, it.ended.to_string()),
        (lasting, it.censored.to_string()),
        ("Undetermined", it.undetermined.to_string()),
    ];
    let drawing = (it.ended > 0).then(|| {
        view! { <SurvivalCurve survival=it.clone() label=format!("{lasting}, by day") /> }
    });
    view! { {facts(rows)}{drawing} }.into_any()
}
