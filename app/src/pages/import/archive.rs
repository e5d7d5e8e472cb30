//! An archive that is looked at: which channels, which time, which of its bots are AI agents.

use leptos::prelude::*;

use super::ImportPage;
use crate::domain::import::slack::{Contents, Counted};
use crate::ui::{CheckGroup, Choice, TextField};

/// What may be chosen of an archive.
pub(super) fn choice(page: &ImportPage, contents: &Contents) -> AnyView {
    let (channels, chosen) = ticks(&contents.channels, "#");
    let (bots, agents) = ticks(&contents.bots, "");
    let (from, to) = (page.raw.from.clone(), page.raw.to.clone());
    let span = contents.first_at.zip(contents.last_at).map(|(first, last)| {
        let written = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%dT%H:%MZ").to_string();
        format!("The export goes from {} to {}.", written(first), written(last))
    });
    let bots = (!bots.is_empty()).then(|| {
        view! {
            <CheckGroup name="agent" label="Which of these bots are AI agents" choices=bots values=agents
                hint="What they post is an agent's output, kept word for word. The others are automations." />
        }
    });
    view! {
        <CheckGroup name="channel" label="Channels" choices=channels values=chosen
            hint="Those to import. With none ticked, all of them are." />
        <div class="form-cols">
            <TextField name="from" label="From" value=from optional=true hint=span.unwrap_or_default() />
            <TextField name="to" label="Until" value=to optional=true hint="2026-03-18T09:00Z, or a day." />
        </div>
        {bots}
    }
    .into_any()
}

fn ticks(counted: &[Counted], mark: &str) -> (Vec<Choice>, Vec<String>) {
    let choice = |one: &Counted| {
        Choice::new(one.name.clone(), format!("{mark}{} ({})", one.name, one.messages))
    };
    let chosen = counted.iter().filter(|one| one.chosen).map(|one| one.name.clone());
    (counted.iter().map(choice).collect(), chosen.collect())
}
