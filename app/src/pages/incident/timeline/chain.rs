//! The reliance chain of an event, as lists to be read aloud.

use leptos::prelude::*;

use super::Entry;
use crate::domain::Vocabulary;
use crate::domain::link::{Chain, ChainStep, label};
use crate::domain::timeline::Event;
use crate::paths;
use crate::ui::{ButtonKind, ButtonLink, Size};

/// What led to the event, and what it led to.
pub(super) fn section(number: impl std::fmt::Display, chain: &Chain, entries: &[Entry]) -> AnyView {
    let name = format!("E{}", chain.seq);
    let back = list("Nothing recorded led to it.", &chain.back, entries);
    let forward = list("Nothing recorded followed from it.", &chain.forward, entries);
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

fn list(none: &'static str, steps: &[ChainStep], entries: &[Entry]) -> AnyView {
    if steps.is_empty() {
        return view! { <p class="quiet">{none}</p> }.into_any();
    }
    let rows = steps
        .iter()
        .map(|step| {
            let (from, to) = (step.link.from, step.link.to);
            let reads = format!(" {} ", label(step.link.kind, true));
            let far = entries.iter().find(|entry| entry.event.seq == step.seq);
            let what = far.map(|entry| format!(": {}", first_line(&entry.event)));
            view! {
                <li>
                    <a class="ref" href=format!("#E{from}")>{format!("E{from}")}</a>
                    {reads}
                    <a class="ref" href=format!("#E{to}")>{format!("E{to}")}</a>
                    <span class="quiet">{what}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ol>{rows}</ol> }.into_any()
}

/// The first words of an event, who did it before.
pub(super) fn first_line(event: &Event) -> String {
    let line = event.text.lines().find(|line| !line.trim().is_empty());
    let short: String = line.unwrap_or(event.kind.label()).chars().take(80).collect();
    match &event.actor {
        Some(actor) => format!("{}, {short}", actor.name),
        None => short,
    }
}
