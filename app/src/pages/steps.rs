//! The steps of a run that was imported: page by page, each with what the other program recorded.

use leptos::prelude::*;

use super::Page;
use crate::domain::Vocabulary;
use crate::domain::incident::IncidentNumber;
use crate::domain::timeline::{AgentOutput, Event};
use crate::paths;
use crate::ui::{
    ActorName, Column, EmptyState, Facts, Mark, Markdown, More, NavItem, PageHead, Pager,
    PostButton, SafeHtml, Size, Table, When,
};

/// A step, as the page shows it.
#[derive(Clone, Debug)]
pub struct StepEntry {
    /// The event.
    pub event: Event,
    /// Its text as HTML.
    pub html: SafeHtml,
    /// Where in the file it stood.
    pub place: String,
    /// What else was recorded, by name.
    pub attributes: Vec<(String, String)>,
}

/// The steps of a run.
#[derive(Clone, Debug)]
pub struct StepsPage {
    /// The incident.
    pub incident: IncidentNumber,
    /// The number of the run's event.
    pub run: i32,
    /// What the run is.
    pub title: String,
    /// The steps, in the order in which they happened.
    pub steps: Vec<StepEntry>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Whether this is the first page.
    pub is_first: bool,
    /// Whether the reader may put steps on the timeline.
    pub writes: bool,
}

impl Page for StepsPage {
    fn title(&self) -> String {
        format!("Steps of {}/E{}", self.incident, self.run)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let title = self.title();
        let up =
            (format!("{}/E{}", self.incident, self.run), paths::event(self.incident, self.run));
        let here = paths::steps(self.incident, self.run);
        let next = self.next.as_ref().map(|next| paths::with_query(&here, &[("after", next)]));
        let first = (!self.is_first).then_some(here);
        let shown = self.steps.len();
        let (number, writes) = (self.incident, self.writes);
        let columns = ["When", "Who", "What"];
        let columns = columns.map(Column::text).to_vec();
        let body = if self.steps.is_empty() {
            view! { <EmptyState title="No steps here" text="Nothing is folded below this event." /> }
                .into_any()
        } else {
            let rows = self.steps.into_iter().map(|step| row(number, step, writes)).collect_view();
            view! { <Table label="Steps" columns=columns>{rows}</Table> }.into_any()
        };
        view! {
            <PageHead title=title lead=self.title up=up />
            {body}
            <Pager shown=shown noun=("step", "steps") next=next first=first />
        }
        .into_any()
    }
}

fn row(number: IncidentNumber, step: StepEntry, writes: bool) -> impl IntoView {
    let event = step.event;
    let actor = event.actor.as_ref().map(|actor| {
        view! { <ActorName mark=Mark::from(actor.kind) name=actor.name.clone() /> }
    });
    let seq = event.seq;
    let said = event.agent_output.as_ref().map(output);
    let check = event.control_check.as_ref().map(|check| {
        let outcome = check.outcome.map_or("not said", |outcome| outcome.label());
        view! { <p class="quiet">{format!("{}: {}; decision: {outcome}", check.control, check.state.label())}</p> }
    });
    let attributes = (!step.attributes.is_empty()).then(|| {
        let value = |value: String| view! { <code class="wrap">{value}</code> }.into_any();
        let rows = step.attributes.into_iter().map(|(name, text)| (name, value(text))).collect();
        view! { <More summary="As recorded"><Facts rows=rows /></More> }
    });
    let lift = writes.then(|| {
        let action = paths::event_part(number, seq, "unfold");
        let name = format!(" E{seq}");
        view! {
            <PostButton action=action size=Size::Small>
                "Put on the timeline"<span class="visually-hidden">{name}</span>
            </PostButton>
        }
    });
    view! {
        <tr id=format!("E{seq}")>
            <td class="nowrap">
                <When moment=Some(event.occurred.clone()) />
                <br />
                <a class="faint" href=paths::edit_event(number, seq)>{format!("E{seq}")}</a>
                " "<span class="faint">{step.place}</span>
            </td>
            <td>{actor}<br /><span class="faint">{event.kind.label()}</span></td>
            <td class="wrap"><div class="step">{lift}<Markdown html=step.html />{check}{said}{attributes}</div></td>
        </tr>
    }
}

/// What an agent's step says beyond its words: the approval, the output, what each tool answered.
fn output(said: &AgentOutput) -> AnyView {
    let fields = &said.fields;
    let approval = &fields.approval;
    let by = approval.approver.as_ref().map(|who| format!(", by {who}")).unwrap_or_default();
    let (needed, became) =
        (approval.requirement.label().to_lowercase(), approval.outcome.label().to_lowercase());
    // "Unknown" is said once.
    let words = if needed == became { needed } else { format!("{needed}; {became}") };
    let approval = format!("Approval: {words}{by}");
    let calls = fields.tool_calls.iter().map(|call| {
        let ended = match call.succeeded {
            Some(true) => "succeeded",
            Some(false) => "did not succeed",
            None => "outcome not recorded",
        };
        let summary = format!("{}: {ended}", call.name);
        let (arguments, result) = (call.arguments.clone(), call.result.clone());
        view! {
            <More summary=summary>
                <pre class="verbatim" tabindex="0">{arguments}</pre>
                <pre class="verbatim" tabindex="0">{result}</pre>
            </More>
        }
    });
    let calls = calls.collect_view();
    let whole = (!fields.output.is_empty()).then(|| {
        let output = fields.output.clone();
        view! { <More summary="The output, verbatim"><pre class="verbatim" tabindex="0">{output}</pre></More> }
    });
    let asked = (!fields.tool_calls.is_empty()).then(|| view! { <p class="quiet">{approval}</p> });
    view! { {asked}{whole}{calls} }.into_any()
}
