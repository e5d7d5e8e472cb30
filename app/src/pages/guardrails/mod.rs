//! The map control × factor × agent: which guardrail let something pass, again, and what is done.
//! First the picture, a mark for each control and agent; below it each control with its factors.

mod control;
mod picture;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use leptos::prelude::*;

use super::Page;
use crate::domain::guardrail::{GuardFilter, GuardMap, NOBODY};
use crate::paths;
use crate::ui::{Choice, EmptyState, FilterBar, FilterSelect, NavItem, PageHead};

/// How many agents have a column of their own in the picture.
const COLUMNS: usize = 13;

/// The map, as far as its reader may see what it is made of.
#[derive(Clone, Debug, Default)]
pub struct GuardrailsPage {
    /// The map.
    pub map: Arc<GuardMap>,
    /// What it is narrowed to.
    pub filter: GuardFilter,
    /// The controls of the catalogue, as code and name.
    pub controls: Vec<(String, String)>,
    /// The factors of the catalogue, as code and name.
    pub factors: Vec<(String, String)>,
    /// The agents, as key and name.
    pub agents: Vec<(String, String)>,
    /// The day on which it is looked at.
    pub today: NaiveDate,
}

impl Page for GuardrailsPage {
    fn title(&self) -> String {
        "Guardrails".into()
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Trends)
    }

    fn view(self) -> AnyView {
        let up = ("Trends".to_owned(), paths::TRENDS.to_owned());
        let names = self.names();
        let filter = self.filter_bar();
        let body = if self.map.rows.is_empty() { self.empty() } else { self.body(&names) };
        view! {
            <PageHead title="Guardrails" up=up lead=names.lead() />
            {filter}
            {body}
        }
        .into_any()
    }
}

/// What the parts of the page look up.
struct Names<'a> {
    codes: HashMap<&'a str, &'a str>,
    filter: &'a GuardFilter,
}

impl Names<'_> {
    fn of(&self, code: &str) -> String {
        self.codes.get(code).copied().unwrap_or(code).to_owned()
    }

    /// The map, narrowed further.
    fn link(&self, change: impl FnOnce(&mut GuardFilter)) -> String {
        let mut filter = self.filter.clone();
        change(&mut filter);
        let GuardFilter { control, factor, agent } = filter;
        let pairs = [("control", control), ("factor", factor), ("agent", agent)];
        paths::with_query(paths::GUARDRAILS, &pairs)
    }

    /// What the page shows, and over which incidents it counts.
    fn lead(&self) -> String {
        let GuardFilter { control, factor, agent } = self.filter;
        let named = |kind: &str, code: &str| match code {
            "" => None,
            NOBODY => Some("no agent".to_owned()),
            code => Some(format!("the {kind} {}", self.of(code))),
        };
        let asked = [named("control", control), named("factor", factor), named("agent", agent)];
        let asked: Vec<String> = asked.into_iter().flatten().collect();
        let with = match asked.as_slice() {
            [] => String::new(),
            asked => format!(" with {}", asked.join(" and ")),
        };
        format!(
            "Which control let something pass, by factor and agent, and what is done about it: in all incidents on record{with}, but for drills and what you may not see."
        )
    }
}

impl GuardrailsPage {
    fn filter_bar(&self) -> AnyView {
        let choices = |pairs: &[(String, String)]| -> Vec<Choice> {
            pairs.iter().map(|(value, label)| Choice::new(value, label)).collect()
        };
        let mut agents = choices(&self.agents);
        agents.push(Choice::new(NOBODY, "No agent"));
        let GuardFilter { control, factor, agent } = self.filter.clone();
        let active = self.filter != GuardFilter::default();
        let (controls, factors) = (choices(&self.controls), choices(&self.factors));
        view! {
            <FilterBar action=paths::GUARDRAILS searches=false active=active>
                <FilterSelect name="control" label="Control" choices=controls value=control />
                <FilterSelect name="factor" label="Factor" choices=factors value=factor />
                <FilterSelect name="agent" label="Agent" choices=agents value=agent />
            </FilterBar>
        }
        .into_any()
    }

    fn empty(&self) -> AnyView {
        let text = if self.filter == GuardFilter::default() {
            "Once incidents record that a control was absent, bypassed or failed, each stands here with what is done about it."
        } else {
            "Nothing passed of what you ask for. Clear the filter to see the whole map."
        };
        view! { <EmptyState title="No guardrail let anything pass" text=text /> }.into_any()
    }

    fn names(&self) -> Names<'_> {
        let pairs = [&self.controls, &self.factors, &self.agents].into_iter().flatten();
        let codes = pairs.map(|(code, name)| (code.as_str(), name.as_str())).collect();
        Names { codes, filter: &self.filter }
    }

    fn body(&self, names: &Names<'_>) -> AnyView {
        let picture = self.map.picture(COLUMNS);
        let controls = picture.lines.iter().map(|line| self.control(names, line));
        let controls = controls.collect_view();
        let drawn = picture::draw(names, &picture);
        let untold = (!self.map.told).then(|| {
            view! { <p class="quiet small">"There is so much that what is done about it is told of one control at a time: choose one."</p> }
        });
        view! { {drawn}{untold}<div class="stack stack-wide">{controls}</div> }.into_any()
    }
}
