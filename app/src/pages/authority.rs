//! The authority record: what agents asked, what was allowed, what was done, on one page.

use leptos::prelude::*;

use super::Page;
use crate::domain::Vocabulary;
use crate::domain::authority::{Act, Standing};
use crate::domain::durations;
use crate::domain::incident::IncidentNumber;
use crate::paths;
use crate::ui::{
    ActorName, Badge, Chip, Column, EmptyState, Flag, Glyph, Mark, NavItem, PageHead, Ref, Section,
    Table, Tone, When,
};

/// The authority record of an incident.
#[derive(Clone, Debug)]
pub struct AuthorityPage {
    /// The incident.
    pub number: IncidentNumber,
    /// Its title.
    pub incident_title: String,
    /// What agents said and did, in the order it happened.
    pub acts: Vec<Act>,
}

impl Page for AuthorityPage {
    fn title(&self) -> String {
        format!("Authority record of {}", self.number)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let title = self.title();
        let up = (format!("{} {}", self.number, self.incident_title), paths::incident(self.number));
        let body = if self.acts.is_empty() {
            view! {
                <EmptyState
                    title="No agent said or did anything here"
                    text="Add an event of the kind agent output or agent action, with its approval, and it stands here."
                />
            }
            .into_any()
        } else {
            self.table().into_any()
        };
        view! {
            <PageHead title=title lead="What agents said and did, whether they had to ask, and what was decided; denied attempts too." up=up />
            {body}
        }
        .into_any()
    }
}

impl AuthorityPage {
    fn table(&self) -> impl IntoView + use<> {
        let columns = ["When", "Agent", "What it said or did", "Had to ask", "Answer", "Stands as"];
        let columns = columns.map(Column::text).to_vec();
        let rows = self.acts.iter().map(|act| row(self.number, act)).collect_view();
        let words =
            Standing::ALL.iter().filter(|word| self.acts.iter().any(|a| a.standing == **word));
        let words = words
            .map(|word| view! { <div><dt>{standing(*word)}</dt><dd>{word.definition()}</dd></div> })
            .collect_view();
        view! {
            <div class="stack stack-wide">
                <Table label="Authority record" columns=columns>{rows}</Table>
                <Section title="What the words mean" id="words"><dl class="facts">{words}</dl></Section>
            </div>
        }
    }
}

fn row(number: IncidentNumber, act: &Act) -> impl IntoView + use<> {
    let event = format!("E{}", act.event);
    let agent = act.agent.as_ref().map(|agent| {
        let href = agent.key.as_ref().map(paths::agent);
        match href {
            Some(href) => view! { <ActorName mark=Mark::from(agent.kind) name=agent.name.clone() href=href /> }.into_any(),
            None => view! { <ActorName mark=Mark::from(agent.kind) name=agent.name.clone() /> }.into_any(),
        }
    });
    let behalf = act.on_behalf_of.as_ref().map(|person| format!("for {}", person.name));
    let asked = act.invoked_by.as_ref().map(|who| format!("asked by {who}"));
    let under = [behalf, asked]
        .into_iter()
        .flatten()
        .map(|words| view! { <span class="side-sub">{words}</span> });
    let under = under.collect_view();
    let tools = act.tools.iter().map(|(name, succeeded)| {
        let ended = match succeeded {
            Some(true) => "done",
            Some(false) => "failed",
            None => "end not recorded",
        };
        view! { <Chip>{format!("{name}: {ended}")}</Chip> }
    });
    let tools = tools.collect_view();
    let gates = act.not_stopped_by.iter().map(|seq| {
        view! { <span class="side-sub">"not stopped by "<Ref to=format!("E{seq}") href=paths::event(number, seq) /></span> }
    });
    let gates = gates.collect_view();
    view! {
        <tr>
            <td><When moment=act.occurred.clone() /></td>
            <td>{agent}{under}</td>
            <td class="title"><Ref to=event href=paths::event(number, act.event) />" "{act.text.clone()}<span class="chips">{tools}</span></td>
            <td>{act.requirement.label()}{gates}</td>
            <td>{answer(number, act)}</td>
            <td>{standing(act.standing)}</td>
        </tr>
    }
}

/// What was decided, by whom, how far it reaches and how long it took.
fn answer(number: IncidentNumber, act: &Act) -> impl IntoView + use<> {
    let by = act.approver.as_ref().map(|who| format!("by {who}"));
    let scope = act.scope.map(|scope| scope.label().to_lowercase());
    let took = act.took_ms.map(|ms| format!("after {}", durations::human(ms)));
    let more: Vec<String> = [by, scope, took].into_iter().flatten().collect();
    let more =
        (!more.is_empty()).then(|| view! { <span class="side-sub">{more.join(", ")}</span> });
    let approved = act.approved_by.iter().map(|seq| {
        view! { <span class="side-sub">"approved by "<Ref to=format!("E{seq}") href=paths::event(number, seq) /></span> }
    });
    let approved = approved.collect_view();
    view! { {act.outcome.label()}{more}{approved} }
}

/// The word with its tone; the loud ones are flags.
fn standing(word: Standing) -> AnyView {
    let label = word.label();
    match word {
        Standing::Unauthorised | Standing::DoneThoughDenied => {
            view! { <Flag icon=Glyph::Alert>{label}</Flag> }.into_any()
        }
        Standing::Denied => view! { <Badge tone=Tone::Warn>{label}</Badge> }.into_any(),
        Standing::Allowed => view! { <Badge tone=Tone::Ok>{label}</Badge> }.into_any(),
        Standing::NotNeeded => view! { <Badge>{label}</Badge> }.into_any(),
        Standing::Unclear => view! { <Badge tone=Tone::Dashed>{label}</Badge> }.into_any(),
    }
}
