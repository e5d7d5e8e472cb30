//! What the figures of the trends page say, in a few sentences.

use leptos::prelude::*;

use crate::domain::Vocabulary;
use crate::domain::figures::TrendFigure;
use crate::domain::trends::Trends;

/// What the figures below say, in sentences, each with the count that it rests on.
pub(super) fn section(trends: &Trends) -> impl IntoView + use<> {
    let r = &trends.remediation;
    let agent = trends.with_agent();
    let mut rows = vec![(
        agent,
        Some(trends.n),
        format!("An agent had a part in {agent} of {} incidents.", trends.n),
        String::from("By severity and by the agent's part, month by month."),
        "incidents",
    )];
    if let Some(control) = trends.controls.first() {
        rows.push((
            control.n,
            Some(trends.n),
            format!("{} is the control that most often did not hold.", control.name),
            String::from("Absent, bypassed, failed, overridden or not triggered when it mattered."),
            TrendFigure::Controls.as_str(),
        ));
    }
    let worst = trends.overdue.iter().map(|(_, days)| *days).max();
    let worst = worst.map_or(String::new(), |days| {
        format!(" The longest is {days} {} late.", if days == 1 { "day" } else { "days" })
    });
    rows.push((
        trends.overdue.len(),
        Some(r.total),
        format!("{} of {} remediations are overdue.{worst}", trends.overdue.len(), r.total),
        format!("{} are open, {} implemented and not yet verified.", r.open, r.unverified),
        "remediations",
    ));
    rows.push((
        r.verified,
        Some(r.total),
        format!("{} of {} remediations are verified.", r.verified, r.total),
        format!(
            "Only what somebody else has shown to work counts. {} found ineffective.",
            r.ineffective
        ),
        "remediations",
    ));
    if let Some(family) = trends.families.first() {
        let n = trends.families.len();
        rows.push((
            n,
            None,
            format!(
                "{n} {} repeated, most often “{}”.",
                if n == 1 { "family" } else { "families" },
                family.name
            ),
            String::from("Incidents that people judged to be the same story again."),
            "families",
        ));
    }
    let rows = rows
        .into_iter()
        .map(|(n, of, words, about, figure)| {
            let of = of.map(|of| view! { <small>{format!(" of {of}")}</small> });
            view! {
                <li>
                    <span class="changes-n">{n}{of}</span>
                    <p><a href=format!("#{figure}")>{words}</a><span class="def">{about}</span></p>
                </li>
            }
        })
        .collect_view();
    view! {
        <section aria-labelledby="said">
            <h2 id="said" class="visually-hidden">"In short"</h2>
            <ul class="changes">{rows}</ul>
        </section>
    }
}
