//! The identity card of an agent, the incidents it was in, and its versions.

use leptos::prelude::*;

use super::{owner, status_badge};
use crate::domain::Vocabulary;
use crate::domain::agent::{Agent, AgentVersion, RawAgentVersion};
use crate::domain::incident::IncidentRow;
use crate::pages::Page;
use crate::pages::sent::Sent;
use crate::paths;
use crate::ui::{
    Button, ButtonKind, ButtonLink, Chip, Column, EmptyState, Facts, Form, FormFoot, Glyph, Icon,
    More, NavItem, PageHead, Panel, PanelBody, Section, SeverityBadge, Table, TextField, Time,
    TimeStyle, When,
};

/// One agent.
#[derive(Clone, Debug)]
pub struct AgentPage {
    /// Its card.
    pub agent: Agent,
    /// The incidents it acted or spoke in, as far as the reader may see them, newest first.
    pub incidents: Vec<IncidentRow>,
    /// Whether there are more.
    pub more: bool,
    /// Its versions, newest first.
    pub versions: Vec<AgentVersion>,
    /// Whether the reader may edit it.
    pub writes: bool,
    /// A new version as it was sent.
    pub version: Sent<RawAgentVersion>,
}

impl Page for AgentPage {
    fn title(&self) -> String {
        self.agent.name.clone()
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Agents)
    }

    fn view(self) -> AnyView {
        let key = self.agent.key.clone();
        let edit = self.writes.then(|| {
            view! { <ButtonLink href=paths::edit_agent(&key) icon=Glyph::Edit key="e">"Edit"</ButtonLink> }
        });
        let up = ("Agents".to_owned(), paths::AGENTS.to_owned());
        let missing = self.agent.missing();
        let incomplete = (!missing.is_empty()).then(|| {
            let missing = format!("It has no {}.", missing.join(" and no ").replace("an ", ""));
            view! {
                <p class="note">
                    <Icon glyph=Glyph::Alert />
                    <span><b>"This card is incomplete."</b>" "{missing}" Name the person who answers for what it does."</span>
                </p>
            }
        });
        let incidents = incidents(self.incidents, self.more, &key);
        let versions = versions(self.versions, self.writes, self.version, &key);
        view! {
            <PageHead title=self.agent.name.clone() up=up>{edit}</PageHead>
            {incomplete}
            <div class="split">
                <div class="stack stack-wide">{incidents}{versions}</div>
                <aside class="side" aria-label="Identity card">{card(&self.agent)}</aside>
            </div>
        }
        .into_any()
    }
}

fn card(agent: &Agent) -> impl IntoView + use<> {
    let text = |value: &Option<String>| match value {
        Some(value) => value.clone().into_any(),
        None => view! { <span class="faint">"not said"</span> }.into_any(),
    };
    let list = |items: &[String]| {
        if items.is_empty() {
            return view! { <span class="faint">"not said"</span> }.into_any();
        }
        let chips = items.iter().cloned().map(|item| view! { <Chip>{item}</Chip> });
        view! { <span class="chips">{chips.collect_view()}</span> }.into_any()
    };
    let purpose = Some(agent.purpose.clone()).filter(|text| !text.is_empty());
    let autonomy = agent.autonomy.map(|autonomy| autonomy.label().to_owned());
    let rows = vec![
        ("Key".to_owned(), view! { <span class="mono">{agent.key.clone()}</span> }.into_any()),
        ("Status".to_owned(), status_badge(agent.status).into_any()),
        ("Owner".to_owned(), owner(agent)),
        ("Purpose".to_owned(), text(&purpose)),
        ("Vendor".to_owned(), text(&agent.vendor)),
        ("Framework".to_owned(), text(&agent.framework)),
        ("Model".to_owned(), text(&agent.model)),
        ("Writes to".to_owned(), list(&agent.surfaces)),
        ("Tools".to_owned(), list(&agent.tools)),
        ("Designed autonomy".to_owned(), text(&autonomy)),
        (
            "Registered".to_owned(),
            view! { <Time at=agent.created_at style=TimeStyle::Date /> }.into_any(),
        ),
    ];
    view! {
        <Panel title="Identity card" icon=Glyph::Agent>
            <PanelBody><Facts rows=rows /></PanelBody>
        </Panel>
    }
}

fn incidents(rows: Vec<IncidentRow>, more: bool, key: &str) -> impl IntoView + use<> {
    let all = paths::with_query(paths::INCIDENTS, &[("agent", key)]);
    let count = format!("{}{}", rows.len(), if more { "+" } else { "" });
    let list = if rows.is_empty() {
        view! {
            <EmptyState
                title="In no incident that you may see"
                text="An incident is listed here once an event of it names this agent as the one who acted."
            />
        }
        .into_any()
    } else {
        let columns = vec![
            Column::text("Severity"),
            Column::text("Incident"),
            Column::text("Status"),
            Column::text("Agent involvement"),
            Column::text("Began"),
        ];
        let rows = rows.into_iter().map(|row| {
            view! {
                <tr>
                    <td><SeverityBadge severity=row.severity small=true /></td>
                    <td class="title">
                        <span class="ref">{row.number.to_string()}</span>" "
                        <a href=paths::incident(row.number)>{row.title}</a>
                    </td>
                    <td class="nowrap">{row.status.label()}</td>
                    <td>{row.agent_involvement.label()}</td>
                    <td class="nowrap"><When moment=row.milestones.started /></td>
                </tr>
            }
        });
        let rows = rows.collect_view();
        view! {
            <Table label="Incidents of this agent" columns=columns>{rows}</Table>
            <p class="small"><a href=all>"All of them in the list of incidents"</a></p>
        }
        .into_any()
    };
    view! { <Section title="Incidents" id="incidents" count=count>{list}</Section> }
}

fn versions(
    rows: Vec<AgentVersion>,
    writes: bool,
    add: Sent<RawAgentVersion>,
    key: &str,
) -> impl IntoView + use<> {
    let count = rows.len();
    let columns = vec![
        Column::text("Version"),
        Column::text("Model"),
        Column::text("Instructions"),
        Column::text("In use from"),
        Column::text("To"),
    ];
    let table = (count > 0).then(|| {
        let day = |at: Option<chrono::DateTime<chrono::Utc>>| {
            at.map(|at| view! { <Time at=at style=TimeStyle::Date /> })
        };
        let rows = rows.into_iter().map(|row| {
            let hash = row.prompt_hash.map(|hash| hash.chars().take(12).collect::<String>());
            view! {
                <tr>
                    <td class="title">{row.label}</td>
                    <td>{row.model}</td>
                    <td class="mono">{hash}</td>
                    <td>{day(row.valid_from)}</td>
                    <td>{day(row.valid_to)}</td>
                </tr>
            }
        });
        let rows = rows.collect_view();
        view! { <Table label="Versions" columns=columns>{rows}</Table> }
    });
    let none = (count == 0).then(|| {
        view! { <p class="quiet">"No version yet. A change of model, instructions or tools is a new one."</p> }
    });
    let action = paths::agent_versions(key);
    let form = writes.then(|| {
        let open = add.failed();
        let Sent { raw, invalid } = add;
        view! {
            <More summary="Add a version" open=open>
                <Form action=action errors=invalid prefix="version" problem="The version is not added yet" small=true>
                    <TextField name="label" label="What it is called" value=raw.label hint="E.g. 2026-03-10." required=true />
                    <TextField name="model" label="Model" value=raw.model optional=true />
                    <TextField name="prompt_hash" label="SHA-256 of its instructions" value=raw.prompt_hash mono=true optional=true />
                    <TextField name="tools" label="Tools" value=raw.tools.join(", ") optional=true hint="With commas." />
                    <TextField name="valid_from" label="In use from" value=raw.valid_from kind="date" short=true optional=true />
                    <TextField name="valid_to" label="In use to" value=raw.valid_to kind="date" short=true optional=true />
                    <FormFoot><Button kind=ButtonKind::Primary>"Add"</Button></FormFoot>
                </Form>
            </More>
        }
    });
    view! {
        <Section title="Versions" id="versions" count=count.to_string()>
            <div class="stack">{none}{table}{form}</div>
        </Section>
    }
}
