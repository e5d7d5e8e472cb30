//! The audit log.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use serde::Deserialize;

use super::Page;
use crate::paths;
use crate::ui::{Button, Glyph, Icon, PostButton, Time};

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

    fn view(self) -> impl IntoView {
        let more = self.next.map(|after| {
            let query =
                [("action", &self.filter.action), ("by", &self.filter.by), ("after", &after)];
            let href = paths::with_query(paths::AUDIT, &query);
            view! { <p><a class="button" href=href rel="next">"Older entries"</a></p> }
        });
        view! {
            <div class="stack">
                <h1>"Audit log"</h1>
                {chain(self.chain)}
                <form method="get" action=paths::AUDIT class="filter row">
                    <input class="input" name="action" value=self.filter.action aria-label="Action begins with" placeholder="Action, e.g. incident." />
                    <input class="input" name="by" value=self.filter.by aria-label="E-mail address of who" placeholder="Who (e-mail address)" />
                    <Button>"Filter"</Button>
                </form>
                {self.problem.map(|problem| view! { <p class="error-summary" role="alert">{problem}</p> })}
                <div class="table-scroll">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">"No."</th>
                                <th scope="col">"When"</th>
                                <th scope="col">"Who"</th>
                                <th scope="col">"Did what"</th>
                                <th scope="col">"To what"</th>
                                <th scope="col">"Detail"</th>
                            </tr>
                        </thead>
                        <tbody>{self.entries.into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
                {more}
            </div>
        }
    }
}

fn chain(last: Option<ChainCheck>) -> impl IntoView {
    let found = match last {
        None => view! { <p class="quiet">"Nobody has looked yet whether the chain is whole."</p> }
            .into_any(),
        Some(ChainCheck { at, entries, broken_at: None }) => {
            let words = format!(" The chain was whole: {entries} entries.");
            view! { <p class="quiet">"Looked at "<Time at />"."{words}</p> }.into_any()
        }
        Some(ChainCheck { at, broken_at: Some(place), .. }) => {
            let words = format!(
                " The chain is broken at {place}: something was changed past the program. Looked at "
            );
            view! {
                <p class="error-summary" role="alert"><Icon glyph=Glyph::Alert />{words}<Time at />"."</p>
            }
            .into_any()
        }
    };
    view! {
        <p class="quiet">"Each entry carries the hash of the one before it, so that a change or a gap is found out."</p>
        {found}
        <PostButton action=paths::AUDIT_VERIFY>"Look at the whole chain now"</PostButton>
    }
}

fn row(entry: AuditRow) -> impl IntoView {
    view! {
        <tr>
            <td class="num">{entry.seq}</td>
            <td><Time at=entry.at /></td>
            <td>{entry.by}</td>
            <td class="mono">{entry.action}</td>
            <td>{entry.object}</td>
            <td class="mono wrap">{entry.detail}</td>
        </tr>
    }
}
