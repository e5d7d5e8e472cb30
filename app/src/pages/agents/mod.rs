//! Agents: the list, the identity card, and the form that registers one.

mod form;
mod profile;

pub use form::AgentFormPage;
pub use profile::AgentPage;

use leptos::prelude::*;

use super::Page;
use crate::domain::Vocabulary;
use crate::domain::agent::{Agent, AgentStatus};
use crate::paths;
use crate::ui::{
    ActorName, Badge, ButtonKind, ButtonLink, Column, EmptyState, Glyph, Mark, NavItem, PageHead,
    Pager, Table, Tone,
};

/// The agents of this installation.
#[derive(Clone, Debug, Default)]
pub struct AgentsPage {
    /// The agents, each with the number of incidents that the reader may see it in.
    pub rows: Vec<(Agent, u64)>,
    /// The token of the next page.
    pub next: Option<String>,
    /// Whether this is a later page.
    pub later: bool,
    /// Whether the reader may register one.
    pub writes: bool,
}

impl Page for AgentsPage {
    fn title(&self) -> String {
        "Agents".into()
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Agents)
    }

    fn view(self) -> AnyView {
        let register = || {
            view! {
                <ButtonLink href=paths::REGISTER_AGENT kind=ButtonKind::Primary icon=Glyph::Plus>"Register an agent"</ButtonLink>
            }
        };
        let act = self.writes.then(register);
        let shown = self.rows.len();
        let next = self.next.map(|after| paths::with_query(paths::AGENTS, &[("after", after)]));
        let first = self.later.then(|| paths::AGENTS.to_owned());
        let list = if self.rows.is_empty() {
            let act = self.writes.then(register);
            view! {
                <EmptyState
                    title="No agent is registered yet"
                    text="Register each AI agent that can write somewhere, and name the person who answers for it."
                >
                    {act}
                </EmptyState>
            }
            .into_any()
        } else {
            table(self.rows)
        };
        view! {
            <PageHead title="Agents" lead="The AI agents at work here, what they may write to, and who answers for them.">{act}</PageHead>
            {list}
            {(shown > 0).then(|| view! { <Pager shown=shown noun=("agent", "agents") next=next first=first /> })}
        }
        .into_any()
    }
}

fn table(rows: Vec<(Agent, u64)>) -> AnyView {
    let columns = vec![
        Column::text("Agent"),
        Column::text("Owner"),
        Column::text("Model"),
        Column::text("Writes to"),
        Column::text("Status"),
        Column::number("Incidents"),
    ];
    let rows = rows.into_iter().map(|(agent, incidents)| {
        let href = paths::agent(&agent.key);
        let owner = owner(&agent);
        view! {
            <tr>
                <td class="title">
                    <ActorName mark=Mark::Agent name=agent.name.clone() href=href />
                    <div class="faint small mono">{agent.key.clone()}</div>
                </td>
                <td>{owner}</td>
                <td>{agent.model.clone()}</td>
                <td>{agent.surfaces.join(", ")}</td>
                <td>{status_badge(agent.status)}</td>
                <td class="n" data-name="Incidents">{incidents}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! { <Table label="Agents" columns=columns>{rows}</Table> }.into_any()
}

/// Who answers for it; nobody makes the card incomplete.
fn owner(agent: &Agent) -> AnyView {
    match &agent.owner {
        Some(owner) => view! { <ActorName mark=Mark::Person name=owner.name.clone() /> }.into_any(),
        None => view! { <Badge tone=Tone::Warn icon=Glyph::Alert>"Incomplete: no owner"</Badge> }
            .into_any(),
    }
}

fn status_badge(status: AgentStatus) -> impl IntoView {
    let tone = match status {
        AgentStatus::Active => Tone::Ok,
        AgentStatus::Restricted => Tone::Warn,
        AgentStatus::Suspended => Tone::Danger,
        AgentStatus::Retired => Tone::Dashed,
    };
    view! { <Badge tone=tone>{status.label()}</Badge> }
}
