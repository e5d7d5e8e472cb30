//! A frame around things that belong together.

use leptos::prelude::*;

use super::{Glyph, Icon};

/// A framed block with a small heading.
#[component]
pub fn Panel(
    /// The heading.
    #[prop(into)]
    title: String,
    /// How many things are in it.
    #[prop(optional, into)]
    count: Option<String>,
    /// A symbol before the heading.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// Its id, for links to it.
    #[prop(optional, into)]
    id: Option<String>,
    /// A button at the end of the heading: words and address.
    #[prop(optional)]
    act: Option<(String, String)>,
    /// One line under a rule: where the content comes from, what is left out.
    #[prop(optional, into)]
    foot: Option<String>,
    /// The content.
    children: Children,
) -> impl IntoView {
    let act = act.map(|(words, href)| {
        view! { <a class="button button-small button-quiet push no-print" href=href>{words}</a> }
    });
    view! {
        <section class="panel" id=id>
            <div class="panel-head">
                {icon.map(|glyph| view! { <Icon glyph /> })}
                <h2>{title}</h2>
                {count.map(|count| view! { <span class="count">{count}</span> })}
                {act}
            </div>
            {children()}
            {foot.map(|foot| view! { <p class="panel-foot">{foot}</p> })}
        </section>
    }
}

/// The padded inside of a [`Panel`] that is not a list.
#[component]
pub fn PanelBody(
    /// The content.
    children: Children,
) -> impl IntoView {
    view! { <div class="panel-body flow">{children()}</div> }
}

/// A list of names and values: `rows` in their order.
#[component]
pub fn Facts(
    /// Name and value.
    rows: Vec<(String, AnyView)>,
) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
        .collect_view();
    view! { <dl class="facts">{rows}</dl> }
}

/// A part that most people do not need: folded, and opened when it holds an error or a value.
#[component]
pub fn More(
    /// What is in it.
    #[prop(into)]
    summary: String,
    /// Whether it is open at first.
    #[prop(optional)]
    open: bool,
    /// The content.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="more" open=open>
            <summary>{summary}</summary>
            <div class="stack">{children()}</div>
        </details>
    }
}
