//! The reliance chain of an event, as lists to be read aloud.

use std::collections::HashMap;

use leptos::prelude::*;

use crate::domain::incident::IncidentNumber;
use crate::domain::link::{Chain, ChainStep, label};
use crate::domain::timeline::Event;
use crate::domain::{Vocabulary, excerpt};
use crate::paths;
use crate::ui::{ButtonKind, ButtonLink, Size};

/// What led to the event, and what it led to.
pub(super) fn section(
    number: IncidentNumber,
    chain: &Chain,
    words: &HashMap<i32, String>,
) -> AnyView {
    let name = format!("E{}", chain.seq);
    let back = list("Nothing recorded led to it.", number, &chain.back, words);
    let forward = list("Nothing recorded followed from it.", number, &chain.forward, words);
    let title = format!("Reliance chain of {name}");
    view! {
        <section class="panel" id="chain" aria-labelledby="chain-title">
            <div class="panel-head">
                <h3 id="chain-title">{title}</h3>
                <ButtonLink href=format!("{}#{name}", paths::incident(number)) size=Size::Small kind=ButtonKind::Quiet>
                    "Put it out"
                </ButtonLink>
            </div>
            <div class="panel-body flow">
                <h4>{format!("What led to {name}, nearest first")}</h4>
                {back}
                <h4>{format!("What {name} led to, nearest first")}</h4>
                {forward}
            </div>
        </section>
    }
    .into_any()
}

/// How many steps are told each way; the API has them all.
pub const STEPS: usize = 200;

fn list(
    none: &'static str,
    number: IncidentNumber,
    steps: &[ChainStep],
    words: &HashMap<i32, String>,
) -> AnyView {
    if steps.is_empty() {
        return view! { <p class="quiet">{none}</p> }.into_any();
    }
    let rows = steps
        .iter()
        .take(STEPS)
        .map(|step| {
            let (from, to) = (step.link.from, step.link.to);
            let reads = format!(" {} ", label(step.link.kind, true));
            let what = words.get(&step.seq).map(|words| format!(": {words}"));
            let at = |seq: i32| paths::event(number, seq);
            view! {
                <li>
                    <a class="ref" href=at(from)>{format!("E{from}")}</a>
                    {reads}
                    <a class="ref" href=at(to)>{format!("E{to}")}</a>
                    <span class="quiet">{what}</span>
                </li>
            }
        })
        .collect_view();
    let more = steps.len().saturating_sub(STEPS);
    let more = (more > 0).then(|| view! { <p class="quiet">{format!("and {more} more")}</p> });
    view! { <ol>{rows}</ol>{more} }.into_any()
}

/// The first words of an event, who did it before.
pub fn first_line(event: &Event) -> String {
    let line = excerpt::first_line(&event.text, 80);
    let short = line.unwrap_or_else(|| event.kind.label().to_owned());
    match &event.actor {
        Some(actor) => format!("{}, {short}", actor.name),
        None => short,
    }
}
