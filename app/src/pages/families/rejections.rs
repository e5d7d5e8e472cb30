//! What people said is no recurrence: remembered, not suggested again, and taken back here.

use std::sync::Arc;

use leptos::prelude::*;

use crate::domain::catalogue::CatalogueNames;
use crate::domain::incident::IncidentNumber;
use crate::domain::recurrence::{Finding, IncidentLine, Rejection};
use crate::pages::Page;
use crate::pages::incident::finding::likeness;
use crate::paths;
use crate::ui::{Column, EmptyState, NavItem, PageHead, Pager, PostButton, Ref, Size, Table, Time};

/// The remembered rejections that the reader may see.
#[derive(Clone, Debug, Default)]
pub struct RejectionsPage {
    /// Those of this page, newest first.
    pub rows: Vec<Finding>,
    /// Pairs of incidents that were said not to be alike.
    pub pairs: Vec<Rejection>,
    /// The names of the factors and controls that made them look alike.
    pub names: Arc<CatalogueNames>,
    /// The token of the next page.
    pub next: Option<String>,
    /// Whether this is a later page.
    pub later: bool,
    /// Whether the reader may take one back.
    pub writes: bool,
}

impl Page for RejectionsPage {
    fn title(&self) -> String {
        "Rejected suggestions".into()
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Families)
    }

    fn view(self) -> AnyView {
        let writes = self.writes;
        let shown = self.rows.len() + self.pairs.len();
        let none = (shown == 0).then(|| {
            view! { <EmptyState title="Nothing was rejected" text="When somebody dismisses a suggested recurrence, the judgement is remembered here with its reason, and the suggestion is not made again." /> }
        });
        let names = self.names;
        let findings = self.rows.into_iter().map(|row| finding(row, &names, writes)).collect_view();
        let pairs = self.pairs.into_iter().map(|row| pair(row, writes)).collect_view();
        let columns = vec![
            Column::text("What was suggested"),
            Column::text("Why it is not so"),
            Column::text("Who and when"),
            Column::acts("Take it back"),
        ];
        let table = (shown > 0).then(|| {
            view! { <Table label="Rejected suggestions" columns=columns>{pairs}{findings}</Table> }
        });
        let here = paths::REJECTIONS;
        let next = self.next.map(|next| paths::with_query(here, &[("after", next)]));
        let first = self.later.then(|| here.to_owned());
        view! {
            <PageHead
                title="Rejected suggestions"
                lead="What somebody judged to be no recurrence. It is not suggested again until it is taken back."
                up=("Families".to_owned(), paths::FAMILIES.to_owned())
            />
            <div class="stack">
                {none}
                {table}
                <Pager shown noun=("rejection", "rejections") next first />
            </div>
        }
        .into_any()
    }
}

fn incident(line: &IncidentLine) -> impl IntoView + use<> {
    let number = IncidentNumber(line.number);
    view! { <Ref to=number.to_string() href=paths::incident(number) />" "{line.title.clone()} }
}

fn finding(row: Finding, names: &CatalogueNames, writes: bool) -> impl IntoView + use<> {
    let earlier = row.earlier.as_ref().map(|line| view! { " repeats "{incident(line)} });
    let fix = row.remediation.map(|number| {
        let number = format!("REM-{number}");
        view! { " although "<Ref to=number.clone() href=paths::remediation(&number) /> }
    });
    let likeness = likeness(&row, names);
    let who = row.reviewed_by.as_ref().map(|person| person.name.clone());
    let when = row.reviewed_at.map(|at| view! { <span class="side-sub"><Time at /></span> });
    let back = writes.then(|| {
        let fields = vec![("version", row.version.to_string())];
        let of = format!(" the rejection for INC-{}", row.later.number);
        view! {
            <PostButton action=paths::take_back_rejection(row.id) fields=fields size=Size::Small>
                "Take it back"<span class="visually-hidden">{of}</span>
            </PostButton>
        }
    });
    view! {
        <tr>
            <td class="title">{incident(&row.later)}{earlier}{fix}{likeness}</td>
            <td>{row.rationale}</td>
            <td>{who}{when}</td>
            <td>{back}</td>
        </tr>
    }
}

fn pair(row: Rejection, writes: bool) -> impl IntoView {
    let who = row.by.as_ref().map(|person| person.name.clone());
    let back = writes.then(|| {
        let of = format!(" that INC-{} is not similar to INC-{}", row.a.number, row.b.number);
        view! {
            <PostButton action=paths::take_back_rejection(row.id) size=Size::Small>
                "Take it back"<span class="visually-hidden">{of}</span>
            </PostButton>
        }
    });
    view! {
        <tr>
            <td class="title">{incident(&row.a)}" is similar to "{incident(&row.b)}</td>
            <td>{row.rationale}</td>
            <td>{who}<span class="side-sub"><Time at=row.at /></span></td>
            <td>{back}</td>
        </tr>
    }
}
