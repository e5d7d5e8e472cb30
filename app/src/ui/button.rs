//! Buttons, always with words. One that has a key shows it, and pressing the key presses the button.

use leptos::prelude::*;

use super::{Glyph, Icon};

/// How much a button wants to be pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// One of several.
    #[default]
    Plain,
    /// The one act of this form or page.
    Primary,
    /// The way out.
    Quiet,
    /// Takes something away.
    Danger,
}

/// How large it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// In rows and panels.
    Small,
    /// In heads and dialogs.
    #[default]
    Medium,
    /// At the end of a form.
    Large,
}

/// The class names of a button, for elements that only look like one.
pub fn button_class(kind: ButtonKind, size: Size) -> String {
    let kind = match kind {
        ButtonKind::Plain => "button",
        ButtonKind::Primary => "button button-primary",
        ButtonKind::Quiet => "button button-quiet",
        ButtonKind::Danger => "button button-danger",
    };
    let size = match size {
        Size::Small => " button-small",
        Size::Medium => "",
        Size::Large => " button-large",
    };
    format!("{kind}{size}")
}

/// Icon, words and key, in this order.
fn face(icon: Option<Glyph>, words: Children, key: Option<&'static str>) -> impl IntoView {
    view! {
        {icon.map(|glyph| view! { <Icon glyph /> })}
        {words()}
        {key.map(|key| view! { <kbd aria-hidden="true">{key}</kbd> })}
    }
}

/// Sends the form it stands in.
#[component]
pub fn Button(
    /// How much it wants to be pressed.
    #[prop(optional)]
    kind: ButtonKind,
    /// How large it is.
    #[prop(optional)]
    size: Size,
    /// A symbol before the words.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// The key that presses it, e.g. `e`.
    #[prop(optional, into)]
    key: Option<&'static str>,
    /// The name it sends, with `value`.
    #[prop(optional, into)]
    name: Option<String>,
    /// The value it sends.
    #[prop(optional, into)]
    value: Option<String>,
    /// Another place to send the form to.
    #[prop(optional, into)]
    action: Option<String>,
    /// Skips the browser's own checks, for buttons that leave.
    #[prop(optional)]
    novalidate: bool,
    /// Cannot be pressed; say beside it why.
    #[prop(optional)]
    disabled: bool,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="submit"
            class=button_class(kind, size)
            name=name
            value=value
            formaction=action
            formnovalidate=novalidate
            disabled=disabled
            data-key=key
            aria-keyshortcuts=key
        >
            {face(icon, children, key)}
        </button>
    }
}

/// Leads somewhere.
#[component]
pub fn ButtonLink(
    /// Where to; `#id` of a [`super::Dialog`] opens it.
    #[prop(into)]
    href: String,
    /// How much it wants to be pressed.
    #[prop(optional)]
    kind: ButtonKind,
    /// How large it is.
    #[prop(optional)]
    size: Size,
    /// A symbol before the words.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// The key that follows it, e.g. `e`.
    #[prop(optional, into)]
    key: Option<&'static str>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <a class=button_class(kind, size) href=href data-key=key aria-keyshortcuts=key>
            {face(icon, children, key)}
        </a>
    }
}

/// A form that is only a button: one act, sent with POST.
#[component]
pub fn PostButton(
    /// Where it posts.
    #[prop(into)]
    action: String,
    /// What it sends beside.
    #[prop(optional)]
    fields: Vec<(&'static str, String)>,
    /// How much it wants to be pressed.
    #[prop(optional)]
    kind: ButtonKind,
    /// How large it is.
    #[prop(optional)]
    size: Size,
    /// A symbol before the words.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// The key that presses it.
    #[prop(optional, into)]
    key: Option<&'static str>,
    /// The words.
    children: Children,
) -> impl IntoView {
    let hidden = fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    view! {
        <form method="post" action=action class="form-button">
            {hidden}
            <button type="submit" class=button_class(kind, size) data-key=key aria-keyshortcuts=key>
                {face(icon, children, key)}
            </button>
        </form>
    }
}
