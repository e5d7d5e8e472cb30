//! Forms that keep what was typed: errors stand beside their fields and once more on top.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use leptos::prelude::*;

use super::{Glyph, Icon};
use crate::domain::Invalid;

/// What the fields of one form share: what was wrong, how ids are made, how large they are.
#[derive(Clone, Default)]
pub(super) struct FormContext {
    errors: Arc<Invalid>,
    prefix: Cow<'static, str>,
    pub(super) small: bool,
    /// Name and label of each field that was drawn, for the summary.
    drawn: Arc<Mutex<Vec<(String, String)>>>,
}

impl FormContext {
    pub(super) fn current() -> Self {
        use_context().unwrap_or_default()
    }

    /// The id of the field: unique as long as the forms of a page have different prefixes.
    pub(super) fn id(&self, name: &str) -> String {
        field_id(&self.prefix, name)
    }

    pub(super) fn errors(&self, name: &str) -> Vec<String> {
        self.errors.of(name).map(str::to_owned).collect()
    }

    pub(super) fn remember(&self, name: &str, label: &str) {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        drawn.push((name.to_owned(), label.to_owned()));
    }

    fn label_of(&self, name: &str) -> Option<String> {
        let drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        drawn.iter().find(|(drawn, _)| drawn == name).map(|(_, label)| label.clone())
    }
}

/// The id of a field, for links from elsewhere.
pub fn field_id(prefix: &str, name: &str) -> String {
    let name = name.replace(['.', '[', ']'], "-");
    if prefix.is_empty() { format!("f-{name}") } else { format!("{prefix}-{name}") }
}

/// A form that posts. Its fields find their own errors in `errors` by their names.
#[component]
pub fn Form(
    /// Where it posts.
    #[prop(into)]
    action: String,
    /// What was wrong with what was sent; empty when nothing was sent yet.
    #[prop(optional)]
    errors: Invalid,
    /// What did not happen, the title of the summary of errors.
    #[prop(optional, into)]
    problem: Option<String>,
    /// The version that is being edited; sent back, so that a stale one is told.
    #[prop(optional)]
    version: Option<i32>,
    /// Begins the ids of the fields, where a page has several forms.
    #[prop(optional, into)]
    prefix: Cow<'static, str>,
    /// Small labels and fields, for panels and dialogs.
    #[prop(optional)]
    small: bool,
    /// The form's id, for buttons outside it.
    #[prop(optional, into)]
    id: Option<String>,
    /// Carries files.
    #[prop(optional)]
    multipart: bool,
    /// Fields and buttons.
    children: Children,
) -> impl IntoView {
    let context = FormContext { errors: Arc::new(errors), prefix, small, ..Default::default() };
    // A scope of its own, so that the next form on the page does not see this one's errors.
    let fields = Owner::new().with(|| {
        provide_context(context.clone());
        children()
    });
    let class = if small { "form form-tight" } else { "form" };
    view! {
        <form
            method="post"
            action=action
            id=id
            class=class
            enctype=multipart.then_some("multipart/form-data")
            novalidate
        >
            {error_summary(&context, problem)}
            {version.map(|v| view! { <input type="hidden" name="version" value=v.to_string() /> })}
            {fields}
        </form>
    }
}

fn error_summary(context: &FormContext, problem: Option<String>) -> Option<AnyView> {
    if context.errors.errors.is_empty() {
        return None;
    }
    let id = format!("{}-problem", if context.prefix.is_empty() { "f" } else { &*context.prefix });
    let title = problem.unwrap_or_else(|| "This is not saved yet".to_owned());
    let items = context
        .errors
        .errors
        .iter()
        .map(|error| match context.label_of(&error.field) {
            Some(label) => {
                let href = format!("#{}", context.id(&error.field));
                view! { <li><a href=href>{label}</a>": "{error.message.clone()}</li> }.into_any()
            }
            None => view! { <li>{error.message.clone()}</li> }.into_any(),
        })
        .collect_view();
    let view = view! {
        <div class="error-summary" role="alert" aria-labelledby=id.clone() tabindex="-1" autofocus>
            <h2 id=id.clone()>{title}</h2>
            <ul>{items}</ul>
            <p>"Everything you typed is kept below."</p>
        </div>
    };
    Some(view.into_any())
}

/// Fields that belong together, under a heading, side by side where there is room.
#[component]
pub fn FormGroup(
    /// The heading.
    #[prop(into)]
    title: String,
    /// The fields.
    children: Children,
) -> impl IntoView {
    view! {
        <fieldset class="form-group">
            <legend>{title}</legend>
            <div class="form-cols">{children()}</div>
        </fieldset>
    }
}

/// The end of a form: its buttons, the main one first.
#[component]
pub fn FormFoot(
    /// The buttons.
    children: Children,
) -> impl IntoView {
    view! { <div class="form-foot">{children()}</div> }
}

/// A message about a whole form or page that is not a field's: a rule that said no, a stale version.
#[component]
pub fn Refusal(
    /// What did not happen.
    #[prop(into)]
    title: String,
    /// What the rule says and what would satisfy it; both versions when two people edited.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="error-summary" role="alert" tabindex="-1" autofocus>
            <h2 class="row row-tight"><Icon glyph=Glyph::Alert />{title}</h2>
            <div class="prose">{children()}</div>
        </div>
    }
}
