//! Tables that scroll alone and read as cards on a phone, and the pager under them.

use leptos::prelude::*;

use super::{Glyph, Icon};

/// The head of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    words: String,
    number: bool,
    hidden: bool,
}

impl Column {
    /// A column of words.
    pub fn text(words: impl Into<String>) -> Self {
        Self { words: words.into(), number: false, hidden: false }
    }

    /// A column of numbers; its cells need `class="n"`.
    pub fn number(words: impl Into<String>) -> Self {
        Self { words: words.into(), number: true, hidden: false }
    }

    /// A column of buttons: its head is only read out.
    pub fn acts(words: impl Into<String>) -> Self {
        Self { words: words.into(), number: false, hidden: true }
    }
}

/// A framed table. `children` are the rows; the cell that names a row is `<td class="title">`.
#[component]
pub fn Table(
    /// What the table lists, read out by screen readers.
    #[prop(into)]
    label: String,
    /// The heads of the columns.
    columns: Vec<Column>,
    /// On a phone rows become cards instead of scrolling sideways.
    #[prop(default = true)]
    cards: bool,
    /// `<tr>` after `<tr>`.
    children: Children,
) -> impl IntoView {
    let heads = columns
        .into_iter()
        .map(|column| {
            let words = if column.hidden {
                view! { <span class="visually-hidden">{column.words}</span> }.into_any()
            } else {
                column.words.into_any()
            };
            view! { <th scope="col" class=column.number.then_some("n")>{words}</th> }
        })
        .collect_view();
    let class = if cards { "table table-inset table-cards" } else { "table table-inset" };
    view! {
        <div class="scroll-x table-scroll" tabindex="0" role="group" aria-label=label>
            <table class=class>
                <thead><tr>{heads}</tr></thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}

/// Forwards page by page, and back to the first: keyset pages have no numbers.
#[component]
pub fn Pager(
    /// How many rows this page shows.
    shown: usize,
    /// What they are, singular and plural.
    noun: (&'static str, &'static str),
    /// The next page, if there is one.
    #[prop(optional_no_strip)]
    next: Option<String>,
    /// The first page, if this is not it.
    #[prop(optional_no_strip)]
    first: Option<String>,
) -> impl IntoView {
    let words = if shown == 1 { noun.0 } else { noun.1 };
    let more = if next.is_some() { ", and more" } else { "" };
    // That there is nothing is said where the rows would be.
    let any = shown > 0 || next.is_some() || first.is_some();
    let pager = view! {
        <nav class="pager no-print" aria-label="Pages">
            <span>{format!("{shown} {words}{more}")}</span>
            {first.map(|href| {
                view! { <a class="button button-small" href=href><Icon glyph=Glyph::Left />"First page"</a> }
            })}
            {next.map(|href| {
                view! { <a class="button button-small push" href=href rel="next">"Next page"<Icon glyph=Glyph::Right /></a> }
            })}
        </nav>
    };
    any.then_some(pager)
}
