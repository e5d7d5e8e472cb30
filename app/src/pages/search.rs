//! One box over everything.

use leptos::prelude::*;

use super::Page;
use crate::paths;
use crate::ui::{Button, ButtonKind, PageHead};

/// What was looked for and what was found.
#[derive(Clone, Debug, Default)]
pub struct SearchPage {
    /// The words.
    pub query: String,
    /// Only this kind; blank for all.
    pub kind: String,
    /// What was found, best first.
    pub found: Vec<Found>,
}

/// Something that was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// `incident`, `event`, `postmortem` or `remediation`.
    pub kind: String,
    /// Its human reference.
    pub reference: String,
    /// Its title or first line.
    pub title: String,
    /// Where it is.
    pub path: String,
    /// The text around the match; `true` where it matches.
    pub snippet: Vec<(String, bool)>,
}

/// The kinds that can be chosen, and their words.
const KINDS: [(&str, &str); 5] = [
    ("", "Everything"),
    ("incident", "Incidents"),
    ("event", "Events"),
    ("postmortem", "Postmortems"),
    ("remediation", "Remediations"),
];

impl Page for SearchPage {
    fn title(&self) -> String {
        if self.query.trim().is_empty() {
            "Search".into()
        } else {
            format!("{} – search", self.query.trim())
        }
    }

    fn view(self) -> AnyView {
        let outcome = outcome(&self.query, self.found.len());
        let kinds = KINDS
            .map(|(kind, words)| {
                let href = paths::with_query(paths::SEARCH, &[("q", &*self.query), ("kind", kind)]);
                let current = (kind == self.kind).then_some("page");
                view! { <a class="tab" href=href aria-current=current>{words}</a> }
            })
            .collect_view();
        view! {
            <div class="readable">
                <PageHead title="Search" />
                <form method="get" action=paths::SEARCH class="search-form" role="search">
                    <input
                        class="input"
                        type="search"
                        name="q"
                        value=self.query
                        aria-label="Search incidents, events, postmortems and remediations"
                        autofocus
                    />
                    <Button kind=ButtonKind::Primary>"Search"</Button>
                </form>
                <nav class="tabs" aria-label="What to search">{kinds}</nav>
                <p class="quiet" role="status">{outcome}</p>
                <ol class="found">{self.found.into_iter().map(item).collect_view()}</ol>
            </div>
        }
        .into_any()
    }
}

fn outcome(query: &str, n: usize) -> String {
    match (query.trim().is_empty(), n) {
        (true, _) => "Type a word, a reference such as INC-42, or the beginning of one.".into(),
        (false, 0) => {
            "Nothing that you may see has all of these words. Try fewer, or the beginning \
                       of one."
                .into()
        }
        (false, 1) => "One result.".into(),
        (false, n) => format!("{n} results, best first."),
    }
}

/// What matched, marked where it did.
fn marked(snippet: Vec<(String, bool)>) -> impl IntoView {
    snippet
        .into_iter()
        .map(
            |(text, hit)| {
                if hit { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() }
            },
        )
        .collect_view()
}

fn item(found: Found) -> impl IntoView {
    let kind = KINDS.iter().find(|(kind, _)| *kind == found.kind).map_or("", |(_, words)| words);
    let text: String = found.snippet.iter().map(|(text, _)| text.as_str()).collect();
    // A text that is its own title, or an event's beginning, is said once, with its matches.
    let (text, title) = (text.trim(), found.title.trim());
    let begins = text.trim_end_matches(['.', '…']);
    let again = found.kind == "event" && !begins.is_empty() && title.starts_with(begins);
    let (title, snippet) = if text == title || again {
        (marked(found.snippet).into_any(), None)
    } else {
        (found.title.into_any(), Some(view! { <p class="quiet">{marked(found.snippet)}</p> }))
    };
    view! {
        <li>
            <p class="found-head">
                <a href=found.path><span class="ref">{found.reference}</span>" "<b>{title}</b></a>
                <span class="faint tiny">{kind.trim_end_matches('s').to_owned()}</span>
            </p>
            {snippet}
        </li>
    }
}
