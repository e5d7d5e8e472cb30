//! The audit log.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use serde::Deserialize;

mod detail;

use super::Page;
use crate::paths;
use crate::ui::{
    Button, ButtonKind, ButtonLink, Column, Glyph, Icon, PageHead, Pager, PostButton, Table, Time,
    TimeStyle,
};
use detail::detail;

/// One entry as the page shows it.
#[derive(Clone, Debug)]
pub struct AuditRow {
    /// Place in the chain.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who, and through what.
    pub by: String,
    /// What was done, e.g. `incident.declare`.
    pub action: String,
    /// To what.
    pub object: String,
    /// What changed, as JSON text.
    pub detail: String,
}

/// Which entries to show; blank means all.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AuditFilter {
    /// An action, or the start of one that ends with a dot: `incident.`.
    pub action: String,
    /// The account's e-mail address.
    pub by: String,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// What a look at the whole chain found.
#[derive(Clone, Copy, Debug)]
pub struct ChainCheck {
    /// When.
    pub at: DateTime<Utc>,
    /// Entries that held.
    pub entries: i64,
    /// The first place that did not.
    pub broken_at: Option<i64>,
}

/// One page of the log.
#[derive(Clone, Debug, Default)]
pub struct AuditPage {
    /// The entries, newest first.
    pub entries: Vec<AuditRow>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// What was asked for.
    pub filter: AuditFilter,
    /// What the last look at the whole chain found; none before the first.
    pub chain: Option<ChainCheck>,
    /// What was wrong with the filter.
    pub problem: Option<String>,
}

impl Page for AuditPage {
    fn title(&self) -> String {
        "Audit log".into()
    }

    fn view(self) -> AnyView {
        let AuditFilter { action, by, after } = self.filter;
        let active = !(action.is_empty() && by.is_empty());
        let next = self.next.map(|next| {
            paths::with_query(paths::AUDIT, &[("action", &action), ("by", &by), ("after", &next)])
        });
        let first = after
            .is_some()
            .then(|| paths::with_query(paths::AUDIT, &[("action", &action), ("by", &by)]));
        let columns = vec![
            Column::text("No."),
            Column::text("When"),
            Column::text("Who"),
            Column::text("Did what"),
            Column::text("To what"),
            Column::text("Detail"),
        ];
        let shown = self.entries.len();
        let rows = self.entries.into_iter().map(row).collect_view();
        view! {
            <PageHead
                title="Audit log"
                lead="Each entry carries the hash of the one before it, so that a change or a gap is found out."
            >
                <PostButton action=paths::AUDIT_VERIFY>"Look at the whole chain now"</PostButton>
            </PageHead>
            {found(self.chain)}
            <form method="get" action=paths::AUDIT class="filter no-print" role="search">
                <div class="field">
                    <label for="audit-action">"Action begins with"</label>
                    <input class="input" id="audit-action" name="action" value=action placeholder="incident." />
                </div>
                <div class="field filter-text">
                    <label for="audit-by">"E-mail address of who did it"</label>
                    <input class="input" id="audit-by" name="by" value=by />
                </div>
                <Button icon=Glyph::Filter>"Show"</Button>
                {active.then(|| view! { <ButtonLink href=paths::AUDIT kind=ButtonKind::Quiet>"Clear"</ButtonLink> })}
            </form>
            {self.problem.map(|problem| view! { <p class="note note-danger" role="alert"><Icon glyph=Glyph::Alert /><span>{problem}</span></p> })}
            <Table label="Audit log" columns=columns>{rows}</Table>
            <Pager shown=shown noun=("entry", "entries") next=next first=first />
        }
        .into_any()
    }
}

/// What the last look at the whole chain found.
fn found(last: Option<ChainCheck>) -> AnyView {
    match last {
        None => view! { <p class="quiet page-note">"Nobody has looked yet whether the chain is whole."</p> }
            .into_any(),
        Some(ChainCheck { at, entries, broken_at: None }) => {
            let words = format!(" The chain was whole: {entries} entries.");
            view! { <p class="quiet page-note">"Looked at "<Time at />"."{words}</p> }.into_any()
        }
        Some(ChainCheck { at, broken_at: Some(place), .. }) => {
            let words = format!(
                "The chain is broken at {place}: something was changed past the program. Looked at "
            );
            view! {
                <p class="note note-danger" role="alert">
                    <Icon glyph=Glyph::Alert />
                    <span>{words}<Time at />"."</span>
                </p>
            }
            .into_any()
        }
    }
}

fn row(entry: AuditRow) -> impl IntoView {
    view! {
        <tr>
            <td class="num faint">{entry.seq}</td>
            <td class="nowrap"><Time at=entry.at style=TimeStyle::Exact /></td>
            <td>{entry.by}</td>
            <td><code>{entry.action}</code></td>
            <td class="wrap object">{entry.object}</td>
            <td class="wrap">{detail(&entry.detail)}</td>
        </tr>
    }
}
