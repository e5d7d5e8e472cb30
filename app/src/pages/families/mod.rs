//! Families: named lines of incidents that people have joined; the list, and one of them.

mod line;
mod rejections;

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use uuid::Uuid;

use crate::domain::incident::IncidentNumber;
use crate::domain::recurrence::{Family, RawFamily, Story};
use crate::pages::Page;
use crate::pages::sent::{Compared, Edit, Sent, listed};
use crate::paths;
use crate::ui::{
    Button, ButtonKind, ButtonLink, Column, EmptyState, Form, FormFoot, Markdown, More, NavItem,
    PageHead, Pager, Ref, SafeHtml, Table, TextArea, TextField,
};

pub use rejections::RejectionsPage;

/// The families that the reader may see.
#[derive(Clone, Debug, Default)]
pub struct FamiliesPage {
    /// The families of this page, by name.
    pub rows: Vec<Family>,
    /// The token of the next page.
    pub next: Option<String>,
    /// Whether this is a later page.
    pub later: bool,
    /// Whether the reader may make one.
    pub writes: bool,
    /// A new one as it was sent.
    pub add: Sent<RawFamily>,
}

impl Page for FamiliesPage {
    fn title(&self) -> String {
        "Families".into()
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Families)
    }

    fn view(self) -> AnyView {
        let shown = self.rows.len();
        let none = (shown == 0).then(|| {
            view! { <EmptyState title="No family yet" text="Incidents that repeat each other join a family, so that the line is seen: who asked for which fix, and what came after." /> }
        });
        let rows = self.rows.into_iter().map(row).collect_view();
        let columns = vec![Column::text("Family"), Column::text("Incidents")];
        let table =
            (shown > 0).then(|| view! { <Table label="Families" columns=columns>{rows}</Table> });
        let next = self.next.map(|next| paths::with_query(paths::FAMILIES, &[("after", next)]));
        let first = self.later.then(|| paths::FAMILIES.to_owned());
        let open = self.add.failed();
        let add = self.writes.then(|| {
            view! {
                <More summary="Make a family" open=open>
                    <Form action=paths::FAMILIES errors=self.add.invalid problem="It is not made yet">
                        {fields(self.add.raw, false)}
                        <FormFoot><Button kind=ButtonKind::Primary>"Make it"</Button></FormFoot>
                    </Form>
                </More>
            }
        });
        view! {
            <PageHead title="Families" lead="Lines of incidents that repeat each other, joined by people.">
                <ButtonLink href=paths::REJECTIONS kind=ButtonKind::Quiet>"Rejected suggestions"</ButtonLink>
            </PageHead>
            <div class="stack">
                {none}
                {table}
                <Pager shown noun=("family", "families") next first />
                {add}
            </div>
        }
        .into_any()
    }
}

fn row(family: Family) -> impl IntoView {
    view! {
        <tr>
            <td class="title"><a class="strong" href=paths::family(family.id)>{family.name.clone()}</a></td>
            <td>{members(&family)}</td>
        </tr>
    }
}

fn members(family: &Family) -> impl IntoView + use<> {
    let one = |number: i32| {
        let number = IncidentNumber(number);
        view! { <Ref to=number.to_string() href=paths::incident(number) />" " }
    };
    family.incidents.iter().map(|line| one(line.number)).collect_view()
}

/// One family.
#[derive(Clone, Debug)]
pub struct FamilyPage {
    /// The family.
    pub family: Family,
    /// What its incidents have in common, drawn.
    pub html: SafeHtml,
    /// Its incidents and fixes over time.
    pub story: Story,
    /// When it is looked at.
    pub now: DateTime<Utc>,
    /// Whether the reader may rewrite it.
    pub writes: bool,
    /// Its fields.
    pub edit: Edit<RawFamily>,
}

impl Page for FamilyPage {
    fn title(&self) -> String {
        self.family.name.clone()
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Families)
    }

    fn view(self) -> AnyView {
        let up = ("Families".to_owned(), paths::FAMILIES.to_owned());
        let rows = self.family.incidents.iter().map(|line| {
            let number = IncidentNumber(line.number);
            view! { <li><Ref to=number.to_string() href=paths::incident(number) />" "{line.title.clone()}</li> }
        });
        let rows = rows.collect_view();
        let line = line::figure(self.story, self.now);
        let (id, open): (Uuid, bool) = (self.family.id, self.edit.failed());
        let edit = self.writes.then(|| {
            let form =
                self.edit.form(paths::family(id), paths::family(id), |raw| fields(raw, true));
            view! { <More summary="Edit this family" open=open>{form}</More> }
        });
        view! {
            <PageHead title=self.family.name.clone() up=up />
            <div class="stack stack-wide">
                <div class="readable stack"><Markdown html=self.html /><ul>{rows}</ul></div>
                {line}
                <div class="readable">{edit}</div>
            </div>
        }
        .into_any()
    }
}

fn fields(raw: RawFamily, may_leave: bool) -> impl IntoView {
    let why = may_leave.then(|| {
        view! {
            <TextField name="reason" label="Why does an incident leave it?" value=raw.reason optional=true hint="Asked for where one of them is taken out; kept in its history." />
        }
    });
    view! {
        <TextField name="name" label="Name" value=raw.name required=true autocomplete="off" hint="E.g. Agent publishes without approval." />
        <TextArea name="description" label="What do its incidents have in common?" value=raw.description optional=true hint="Markdown." />
        <TextField name="incidents" label="Incidents" value=raw.incidents.join(", ") optional=true autocomplete="off" hint="With commas, e.g. INC-1, INC-2. Those that you cannot see stay in it." />
        {why}
    }
}

impl Compared for RawFamily {
    fn compared(&self) -> Vec<(&'static str, String)> {
        vec![
            ("Name", self.name.clone()),
            ("In common", self.description.clone()),
            ("Incidents", listed(&self.incidents)),
        ]
    }
}
