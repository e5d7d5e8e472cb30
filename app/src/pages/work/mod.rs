//! One's own work over all incidents: what is due, what waits for proof, what came back.

mod bar;
mod item;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use leptos::prelude::*;
use uuid::Uuid;

use super::Page;
use super::sent::Sent;
use crate::domain::account::Person;
use crate::domain::catalogue::CatalogueNames;
use crate::domain::work::{
    Grouping, RawChangeWork, RawSavedView, RawWorkFilter, SavedView, SheetGroup, WorkFilter,
    WorkItem, WorkSheet,
};
use crate::domain::{Invalid, Vocabulary};
use crate::paths;
use crate::ui::{ButtonLink, EmptyState, Form, Glyph, Icon, NavItem, PageHead, Refusal, Tab, Tabs};

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
    /// What is shown of all that asks something of the person.
    pub sheet: WorkSheet,
    /// The remediations that stand in it.
    pub items: HashMap<Uuid, WorkItem>,
    /// The names of the factors that they are aimed at.
    pub names: Arc<CatalogueNames>,
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

    fn view(self) -> AnyView {
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
        let (tabs, body, pages) = (self.tabs(), self.body(), self.pages());
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
            {pages}
        }
        .into_any()
    }
}

impl WorkPage {
    fn address(&self, change: impl FnOnce(&mut RawWorkFilter)) -> String {
        let mut raw = self.raw.whole();
        change(&mut raw);
        paths::with_query(paths::WORK, &raw.pairs())
    }

    /// Each lane with how much the other filters leave in it.
    fn tabs(&self) -> impl IntoView + use<> {
        let count = |n: usize| Some(u64::try_from(n).unwrap_or(u64::MAX));
        let everything = Tab {
            words: "Everything".into(),
            href: self.address(|raw| raw.lane.clear()),
            count: count(self.sheet.total),
            current: self.filter.lane.is_none(),
        };
        let lanes = self.sheet.lanes.iter().map(|(lane, n)| Tab {
            words: lane.label().into(),
            href: self.address(|raw| raw.lane = lane.to_string()),
            count: count(*n),
            current: self.filter.lane == Some(*lane),
        });
        let tabs = std::iter::once(everything).chain(lanes).collect();
        view! { <Tabs label="What it asks for" tabs=tabs /> }
    }

    fn body(&self) -> AnyView {
        if self.sheet.groups.is_empty() {
            return self.empty();
        }
        let class = if self.filter.board { "work-board" } else { "stack stack-wide" };
        let groups = self.sheet.groups.iter().map(|group| self.group(group)).collect_view();
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

    fn group(&self, SheetGroup { shown, count }: &SheetGroup) -> impl IntoView + use<> {
        let id = format!("group-{}", shown.key);
        let rows = shown.items.iter().filter_map(|(id, lane)| {
            let item = self.items.get(id)?;
            Some(self.line(item, *lane))
        });
        let rows = rows.collect_view();
        let rest = (self.sheet.groups.len() > 1 && *count > shown.items.len()).then(|| {
            let key = shown.key.clone();
            let all = self.address(|raw| match self.filter.grouping() {
                Grouping::Lane => raw.lane = key,
                _ => raw.only = key,
            });
            let of = format!(" of “{}”", shown.title);
            view! {
                <p class="work-rest no-print">
                    <a href=all>{format!("All {count}")}<span class="visually-hidden">{of}</span></a>
                    {format!(", {} more", count - shown.items.len())}
                </p>
            }
        });
        view! {
            <section aria-labelledby=id.clone()>
                <div class="section-head"><h2 id=id.clone()>{shown.title.clone()}</h2><span class="count">{*count}</span></div>
                <ul class="work">{rows}</ul>
                {rest}
            </section>
        }
    }

    /// The way through a group that stands alone.
    fn pages(&self) -> Option<AnyView> {
        let WorkSheet { page, pages, .. } = self.sheet;
        if pages <= 1 {
            return None;
        }
        let to = |page: usize| {
            let raw = RawWorkFilter { page: page.to_string(), ..self.raw.clone() };
            paths::with_query(paths::WORK, &raw.pairs())
        };
        let before = (page > 1).then(|| {
            view! { <a class="button button-small" href=to(page - 1) rel="prev"><Icon glyph=Glyph::Left />"Page before"</a> }
        });
        let next = (page < pages).then(|| {
            view! { <a class="button button-small push" href=to(page + 1) rel="next">"Next page"<Icon glyph=Glyph::Right /></a> }
        });
        let view = view! {
            <nav class="pager no-print" aria-label="Pages">
                <span>{format!("Page {page} of {pages}")}</span>{before}{next}
            </nav>
        };
        Some(view.into_any())
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
