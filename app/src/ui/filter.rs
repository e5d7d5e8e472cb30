//! Narrowing a list: a form that sends GET, so that every view has an address to keep and to share.

use leptos::prelude::*;

use super::choice::options;
use super::{Choice, Glyph, Icon};

/// The fields that narrow a list, in one row.
#[component]
pub fn FilterBar(
    /// The list's address.
    #[prop(into)]
    action: String,
    /// What is searched for in the text field.
    #[prop(optional, into)]
    text: String,
    /// The label of the text field.
    #[prop(default = "Text")]
    text_label: &'static str,
    /// Whether there is a text field.
    #[prop(default = true)]
    searches: bool,
    /// Whether anything is narrowed, so that there is something to clear.
    #[prop(optional)]
    active: bool,
    /// [`FilterSelect`]s, [`FilterText`]s and hidden inputs.
    children: Children,
) -> impl IntoView {
    let clear = active.then(|| {
        view! { <a class="button button-quiet" href=action.clone()>"Clear"</a> }
    });
    let words = searches.then(|| {
        view! {
            <div class="field filter-text">
                <label for="filter-q">{text_label}</label>
                <input class="input" type="search" id="filter-q" name="q" value=text data-search="" />
            </div>
        }
    });
    view! {
        <form class="filter no-print" method="get" action=action.clone() role="search">
            {words}
            {children()}
            <button class="button" type="submit"><Icon glyph=Glyph::Filter />"Show"</button>
            {clear}
        </form>
    }
}

/// One word of a list, or any.
#[component]
pub fn FilterSelect(
    /// The name in the query.
    name: &'static str,
    /// The label.
    #[prop(into)]
    label: String,
    /// What may be chosen.
    choices: Vec<Choice>,
    /// What is chosen.
    #[prop(optional, into)]
    value: String,
    /// The words of the choice that narrows nothing.
    #[prop(default = "Any")]
    blank: &'static str,
) -> impl IntoView {
    let id = format!("filter-{name}");
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select class="input" id=id.clone() name=name>
                {options(choices, &value, Some(blank.to_owned()))}
            </select>
        </div>
    }
}

/// A short text: a tag, a service, an agent's key.
#[component]
pub fn FilterText(
    /// The name in the query.
    name: &'static str,
    /// The label.
    #[prop(into)]
    label: String,
    /// What was typed.
    #[prop(optional, into)]
    value: String,
    /// What may be meant, offered while typing.
    #[prop(optional)]
    suggestions: Vec<String>,
    /// The id of [`Suggestions`] elsewhere on the page, in place of one's own.
    #[prop(optional)]
    list: Option<&'static str>,
    /// As wide as a moment is when all of it is written.
    #[prop(optional)]
    moment: bool,
) -> impl IntoView {
    let id = format!("filter-{name}");
    let class = if moment { "field filter-moment" } else { "field" };
    let own = (!suggestions.is_empty()).then(|| format!("{id}-list"));
    let list = own.clone().or_else(|| list.map(str::to_owned));
    view! {
        <div class=class>
            <label for=id.clone()>{label}</label>
            <input class="input" id=id.clone() name=name value=value list=list autocomplete="off" />
            {own.map(|id| view! { <Suggestions id=id options=suggestions /> })}
        </div>
    }
}

/// What may be meant, offered while typing into the fields that name this list.
#[component]
pub fn Suggestions(
    /// By which fields name it.
    #[prop(into)]
    id: String,
    /// What is offered.
    options: Vec<String>,
) -> impl IntoView {
    let options = options.into_iter().map(|s| view! { <option value=s></option> }).collect_view();
    view! { <datalist id=id>{options}</datalist> }
}
