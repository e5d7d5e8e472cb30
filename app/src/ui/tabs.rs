//! Views of one list as links, so that each has its own address.

use leptos::prelude::*;

/// One view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tab {
    /// Its words.
    pub words: String,
    /// Its address.
    pub href: String,
    /// How many things it holds, where that is known cheaply.
    pub count: Option<u64>,
    /// Whether it is the one being looked at.
    pub current: bool,
}

/// A row of views.
#[component]
pub fn Tabs(
    /// What the views are of.
    #[prop(into)]
    label: String,
    /// The views.
    tabs: Vec<Tab>,
) -> impl IntoView {
    let tabs = tabs
        .into_iter()
        .map(|tab| {
            let count = tab.count.map(|count| view! { <span class="count">{count}</span> });
            view! {
                <a class="tab" href=tab.href aria-current=tab.current.then_some("page")>{tab.words}{count}</a>
            }
        })
        .collect_view();
    view! { <nav class="tabs no-print" aria-label=label>{tabs}</nav> }
}
