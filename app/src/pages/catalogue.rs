//! The catalogues of factors and controls, with what counts as each.

use std::collections::HashMap;

use leptos::prelude::*;

use super::Page;
use crate::domain::Vocabulary;
use crate::domain::control::{Control, Strength};
use crate::domain::factor::{FactorGroup, FactorKind};
use crate::ui::{Badge, Column, PageHead, Section, Table, Tone};

/// The contributing factors that incidents name.
#[derive(Clone, Debug, Default)]
pub struct FactorsPage {
    /// The catalogue.
    pub kinds: Vec<FactorKind>,
    /// In how many incidents that the reader may see each was named.
    pub counts: HashMap<String, u64>,
}

impl Page for FactorsPage {
    fn title(&self) -> String {
        "Contributing factors".into()
    }

    fn view(self) -> impl IntoView {
        let counts = &self.counts;
        let groups = FactorGroup::ALL.iter().map(|group| {
            let rows = self.kinds.iter().filter(|kind| kind.group == *group).map(|kind| {
                let count = counts.get(&kind.code).copied().unwrap_or_default();
                row(&kind.name, &kind.code, &kind.definition, kind.retired, count)
            });
            let title = format!("{} · {}", group.letter(), group.label());
            let rows = rows.collect_view();
            view! {
                <Section title=title.clone() id=group.as_str()>
                    <Table label=title columns=columns("Factor")>{rows}</Table>
                </Section>
            }
        });
        let groups = groups.collect_view();
        view! {
            <PageHead
                title="Contributing factors"
                lead="Never one root cause: each incident names several, with the service, agent or surface where it was seen."
            />
            <div class="stack stack-wide">{groups}</div>
        }
    }
}

/// The controls whose state incidents record.
#[derive(Clone, Debug, Default)]
pub struct ControlsPage {
    /// The catalogue.
    pub kinds: Vec<Control>,
    /// In how many incidents that the reader may see each mattered.
    pub counts: HashMap<String, u64>,
}

impl Page for ControlsPage {
    fn title(&self) -> String {
        "Controls".into()
    }

    fn view(self) -> impl IntoView {
        let counts = &self.counts;
        let groups = Strength::ALL.iter().map(|strength| {
            let rows = self.kinds.iter().filter(|kind| kind.strength == *strength).map(|kind| {
                let count = counts.get(&kind.code).copied().unwrap_or_default();
                row(&kind.name, &kind.code, &kind.definition, kind.retired, count)
            });
            let rows = rows.collect_view();
            view! {
                <Section title=strength.label() id=strength.as_str()>
                    <Table label=strength.label() columns=columns("Control")>{rows}</Table>
                </Section>
            }
        });
        let groups = groups.collect_view();
        view! {
            <PageHead title="Controls" lead="What should have stopped it. Each incident records what each did when it mattered." />
            <div class="stack stack-wide">{groups}</div>
        }
    }
}

fn columns(first: &str) -> Vec<Column> {
    vec![Column::text(first), Column::text("What counts as it"), Column::number("Incidents")]
}

fn row(
    name: &str,
    code: &str,
    definition: &str,
    retired: bool,
    count: u64,
) -> impl IntoView + use<> {
    let retired = retired.then(|| view! { " "<Badge tone=Tone::Dashed>"Retired"</Badge> });
    let (name, code, definition) = (name.to_owned(), code.to_owned(), definition.to_owned());
    view! {
        <tr id=code.clone()>
            <td class="title"><span class="strong">{name}</span>{retired}<div class="faint small mono">{code.clone()}</div></td>
            <td>{definition}</td>
            <td class="n">{count}</td>
        </tr>
    }
}
