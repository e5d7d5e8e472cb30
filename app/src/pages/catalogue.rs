//! The catalogues of factors and controls and the severity scale, with what counts as each.

use std::collections::HashMap;

use leptos::prelude::*;

use super::Page;
use crate::domain::Vocabulary;
use crate::domain::control::{Control, Strength};
use crate::domain::factor::{FactorGroup, FactorKind};
use crate::domain::severity::SeverityLevel;
use crate::paths;
use crate::ui::{
    Badge, ButtonKind, ButtonLink, Column, Glyph, NavItem, PageHead, Section, SeverityBadge, Table,
    Tone,
};

/// The contributing factors that incidents name.
#[derive(Clone, Debug, Default)]
pub struct FactorsPage {
    /// The catalogue.
    pub kinds: Vec<FactorKind>,
    /// In how many incidents that the reader may see each was named.
    pub counts: HashMap<String, u64>,
    /// Whether the reader may add to it and change it.
    pub keeps: bool,
}

impl Page for FactorsPage {
    fn title(&self) -> String {
        "Contributing factors".into()
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Factors)
    }

    fn view(self) -> AnyView {
        let (counts, keeps) = (&self.counts, self.keeps);
        let groups = FactorGroup::ALL.iter().map(|group| {
            let rows = self.kinds.iter().filter(|kind| kind.group == *group).map(|kind| {
                let count = counts.get(&kind.code).copied().unwrap_or_default();
                row(
                    (paths::FACTORS, keeps),
                    &kind.name,
                    &kind.code,
                    &kind.definition,
                    kind.retired,
                    count,
                )
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
            >
                {acts(paths::FACTORS, "Add a factor", keeps)}
            </PageHead>
            <div class="stack stack-wide catalogue">{groups}</div>
        }
        .into_any()
    }
}

/// The controls whose state incidents record.
#[derive(Clone, Debug, Default)]
pub struct ControlsPage {
    /// The catalogue.
    pub kinds: Vec<Control>,
    /// In how many incidents that the reader may see each mattered.
    pub counts: HashMap<String, u64>,
    /// Whether the reader may add to it and change it.
    pub keeps: bool,
}

impl Page for ControlsPage {
    fn title(&self) -> String {
        "Controls".into()
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Controls)
    }

    fn view(self) -> AnyView {
        let (counts, keeps) = (&self.counts, self.keeps);
        let groups = Strength::ALL.iter().map(|strength| {
            let rows = self.kinds.iter().filter(|kind| kind.strength == *strength).map(|kind| {
                let count = counts.get(&kind.code).copied().unwrap_or_default();
                row(
                    (paths::CONTROLS, keeps),
                    &kind.name,
                    &kind.code,
                    &kind.definition,
                    kind.retired,
                    count,
                )
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
            <PageHead title="Controls" lead="What should have stopped it. Each incident records what each did when it mattered.">
                {acts(paths::CONTROLS, "Add a control", keeps)}
            </PageHead>
            <div class="stack stack-wide catalogue">{groups}</div>
        }
        .into_any()
    }
}

/// The severity scale.
#[derive(Clone, Debug, Default)]
pub struct SeveritiesPage {
    /// The steps, worst first.
    pub scale: Vec<SeverityLevel>,
    /// Whether the reader may add to it and change it.
    pub keeps: bool,
}

impl Page for SeveritiesPage {
    fn title(&self) -> String {
        "Severities".into()
    }

    fn view(self) -> AnyView {
        let keeps = self.keeps;
        let rows = self.scale.into_iter().map(|level| {
            let code = level.rank.to_string();
            let retired = level.retired.then(|| view! { " "<Badge tone=Tone::Dashed>"Retired"</Badge> });
            let edit = keeps.then(|| {
                let href = paths::catalogue_entry(paths::SEVERITIES, &code);
                view! { <a href=href>"Edit"<span class="visually-hidden">{format!(" {code}")}</span></a> }
            });
            view! {
                <tr id=code.clone()>
                    <td class="title"><SeverityBadge severity=Some(level.rank) word=level.word />{retired}</td>
                    <td>{level.guide}</td>
                    <td>{edit}</td>
                </tr>
            }
        });
        let rows = rows.collect_view();
        let columns = vec![
            Column::text("Severity"),
            Column::text("How to recognise it"),
            Column::acts("Edit"),
        ];
        view! {
            <PageHead
                title="Severities"
                lead="0 is the worst. The words stand beside the choice while somebody declares; a retired one stays with the incidents that have it."
            >
                {acts(paths::SEVERITIES, "Add a severity", keeps)}
            </PageHead>
            <Table label="Severities" columns=columns>{rows}</Table>
        }
        .into_any()
    }
}

/// The other catalogues, and the way to add to this one.
fn acts(list: &'static str, words: &'static str, keeps: bool) -> impl IntoView {
    let all = [
        (paths::FACTORS, "Factors"),
        (paths::CONTROLS, "Controls"),
        (paths::SEVERITIES, "Severities"),
    ];
    let others = all.into_iter().filter(|(path, _)| *path != list).map(|(path, name)| {
        view! { <ButtonLink href=path kind=ButtonKind::Quiet>{name}</ButtonLink> }
    });
    let others = others.collect_view();
    let add = keeps.then(|| {
        let href = paths::catalogue_entry(list, "new");
        view! { <ButtonLink href=href icon=Glyph::Plus>{words}</ButtonLink> }
    });
    view! { {others}{add} }
}

fn columns(first: &str) -> Vec<Column> {
    vec![Column::text(first), Column::text("What counts as it"), Column::number("Incidents")]
}

fn row(
    (list, keeps): (&str, bool),
    name: &str,
    code: &str,
    definition: &str,
    retired: bool,
    count: u64,
) -> impl IntoView + use<> {
    let retired = retired.then(|| view! { " "<Badge tone=Tone::Dashed>"Retired"</Badge> });
    let (name, code, definition) = (name.to_owned(), code.to_owned(), definition.to_owned());
    let name = if keeps {
        view! { <a class="strong" href=paths::catalogue_entry(list, &code)>{name}</a> }.into_any()
    } else {
        view! { <span class="strong">{name}</span> }.into_any()
    };
    view! {
        <tr id=code.clone()>
            <td class="title">{name}{retired}<div class="faint small mono">{code.clone()}</div></td>
            <td>{definition}</td>
            <td class="n" data-name="Incidents">{count}</td>
        </tr>
    }
}
