//! One's own work over all incidents: what is due, what waits for proof, what came back.

mod bar;
mod item;

use chrono::NaiveDate;
use leptos::prelude::*;
use uuid::Uuid;

use super::Page;
use super::sent::Sent;
use crate::domain::account::Person;
use crate::domain::work::{
    Grouping, RawChangeWork, RawSavedView, RawWorkFilter, SavedView, WorkFilter, WorkGroup,
    WorkItem, WorkLane, group, lane,
};
use crate::domain::{Invalid, Vocabulary};
use crate::paths;
use crate::ui::{ButtonLink, EmptyState, Form, Glyph, NavItem, PageHead, Refusal, Tab, Tabs};

/// One person's work, as far as its reader may see it.
#[derive(Clone, Debug, Default)]
pub struct WorkPage {
    /// Whose work; none when the address does not say whom it means.
    pub who: Option<Person>,
    /// Who looks.
    pub me: Uuid,
    /// The filter as it stands in the address.
    pub raw: RawWorkFilter,
    /// The filter as it is understood.
    pub filter: WorkFilter,
    /// What of it was not understood.
    pub invalid: Invalid,
    /// All that asks something of the person, what is due first.
    pub items: Vec<WorkItem>,
    /// Whether there is more than is looked at.
    pub more: bool,
    /// The day on which it is looked at.
    pub today: NaiveDate,
    /// The views that the reader keeps.
    pub views: Vec<SavedView>,
    /// The addresses of those who may own work.
    pub people: Vec<String>,
    /// Whether the reader may change it.
    pub writes: bool,
    /// A change of several as it was sent.
    pub change: Sent<RawChangeWork>,
    /// A view to be kept as it was sent.
    pub save: Sent<RawSavedView>,
    /// Who has left and still owns work: their address, and how much of it the reader sees.
    pub gone: Vec<(Person, String, u64)>,
}

impl Page for WorkPage {
    fn title(&self) -> String {
        match &self.who {
            Some(person) if person.id != self.me => format!("Work of {}", person.name),
            _ => "My work".into(),
        }
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Work)
    }

    fn view(mut self) -> AnyView {
        let title = self.title();
        let day = self.today.format("%-d %B %Y").to_string();
        let lead = match &self.who {
            Some(person) => format!("{}, {day}, over all incidents.", person.name),
            None => format!("{day}, over all incidents."),
        };
        let problem = (!self.invalid.errors.is_empty()).then(|| {
            let items = self.invalid.errors.iter().map(|e| e.message.clone());
            let items = items.map(|message| view! { <li>{message}</li> }).collect_view();
            view! { <Refusal title="This view is not understood"><ul>{items}</ul></Refusal> }
        });
        let more = self.more.then(|| {
            view! { <p class="quiet">"There is more: what is due first is shown. Narrow it to find the rest."</p> }
        });
        let asked = self.asked();
        let tabs = self.tabs(&asked);
        self.items = self.shown(asked);
        let body = self.body();
        let gone = bar::gone(&self);
        let (ways, views) = (bar::ways(&self.raw), bar::views(&self));
        let filter = bar::filter(&self);
        view! {
            <PageHead title=title lead=lead>{ways}</PageHead>
            {gone}
            {views}
            {tabs}
            {filter}
            {problem}
            {more}
            {body}
        }
        .into_any()
    }
}

/// A place in the list and what it asks for.
type Asked = Vec<(usize, WorkLane)>;

impl WorkPage {
    fn person(&self) -> Uuid {
        self.who.as_ref().map_or(self.me, |person| person.id)
    }

    /// What the filters let through, whatever it asks for.
    fn asked(&self) -> Asked {
        let (who, today) = (self.person(), self.today);
        let matching = self.items.iter().enumerate();
        let matching = matching.filter(|(_, item)| self.filter.matches(item, today));
        matching.filter_map(|(place, item)| Some((place, lane(item, who, today)?))).collect()
    }

    fn shown(&self, asked: Asked) -> Vec<WorkItem> {
        let wanted = |lane: &WorkLane| self.filter.lane.is_none_or(|one| one == *lane);
        let shown = asked.into_iter().filter(|(_, lane)| wanted(lane));
        shown.filter_map(|(place, _)| self.items.get(place).cloned()).collect()
    }

    /// Each lane with how much the other filters leave in it.
    fn tabs(&self, asked: &Asked) -> impl IntoView + use<> {
        let count = |n: usize| Some(u64::try_from(n).unwrap_or(u64::MAX));
        let with = |lane: String| {
            let raw = RawWorkFilter { lane, ..self.raw.clone() };
            paths::with_query(paths::WORK, &raw.pairs())
        };
        let everything = Tab {
            words: "Everything".into(),
            href: with(String::new()),
            count: count(asked.len()),
            current: self.filter.lane.is_none(),
        };
        let lanes = WorkLane::ALL.iter().map(|lane| Tab {
            words: lane.label().into(),
            href: with(lane.to_string()),
            count: count(asked.iter().filter(|(_, one)| one == lane).count()),
            current: self.filter.lane == Some(*lane),
        });
        let tabs = std::iter::once(everything).chain(lanes).collect();
        view! { <Tabs label="What it asks for" tabs=tabs /> }
    }

    fn body(&self) -> AnyView {
        if self.items.is_empty() {
            return self.empty();
        }
        let by = self.filter.group.unwrap_or(if self.filter.board {
            Grouping::Status
        } else {
            Grouping::Lane
        });
        let groups = group(&self.items, by, self.person(), self.today);
        let class = if self.filter.board { "work-board" } else { "stack stack-wide" };
        let groups = groups.into_iter().map(|group| self.group(group)).collect_view();
        let groups = view! { <div class=class>{groups}</div> };
        if !self.writes {
            return groups.into_any();
        }
        let action = paths::with_query(paths::WORK, &self.raw.pairs());
        let fields = bar::change(self);
        view! {
            <div class="work-form">
                <Form action=action errors=self.change.invalid.clone() problem="Nothing is changed yet" prefix="change" small=true>
                    {groups}
                    {fields}
                </Form>
            </div>
        }
        .into_any()
    }

    fn group(&self, group: WorkGroup) -> impl IntoView + use<> {
        let id = format!("group-{}", group.key);
        let count = group.items.len();
        let rows = group.items.iter().filter_map(|place| self.items.get(*place));
        let rows = rows.map(|item| self.line(item)).collect_view();
        view! {
            <section aria-labelledby=id.clone()>
                <div class="section-head"><h2 id=id.clone()>{group.title}</h2><span class="count">{count}</span></div>
                <ul class="work">{rows}</ul>
            </section>
        }
    }

    fn empty(&self) -> AnyView {
        let narrowed = self.raw != RawWorkFilter::default();
        if narrowed {
            return view! {
                <EmptyState title="Nothing here" text="Nothing of this asks for anything now.">
                    <ButtonLink href=paths::WORK>"Everything"</ButtonLink>
                </EmptyState>
            }
            .into_any();
        }
        view! {
            <EmptyState
                title="Nothing waits for you"
                text="What you own, what is to be verified by you, and what comes back shows here."
            >
                <ButtonLink href=paths::REMEDIATIONS icon=Glyph::Work>"All remediations"</ButtonLink>
            </EmptyState>
        }
        .into_any()
    }
}
