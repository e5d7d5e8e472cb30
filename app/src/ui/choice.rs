//! Choosing from a list: a select, radio buttons with guide texts, checkboxes.

use leptos::prelude::*;

use super::field::Frame;
use super::form::FormContext;
use crate::domain::Vocabulary;

/// One thing to choose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// When to choose it; shown beside radio buttons.
    pub guide: String,
}

impl Choice {
    /// A choice without a guide text.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), guide: String::new() }
    }

    /// The choice with a guide text.
    #[must_use]
    pub fn guide(mut self, guide: impl Into<String>) -> Self {
        self.guide = guide.into();
        self
    }
}

/// The words of a closed vocabulary, in its order.
pub fn choices_of<V: Vocabulary>() -> Vec<Choice> {
    V::ALL.iter().map(|word| Choice::new(word.as_str(), word.label())).collect()
}

/// One of many, folded: `choices_of::<EventKind>()`.
#[component]
pub fn SelectField(
    /// The name it is sent under.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    label: String,
    /// What may be chosen.
    choices: Vec<Choice>,
    /// What is chosen.
    #[prop(optional, into)]
    value: String,
    /// The words of the empty choice; without them there is none.
    #[prop(optional, into)]
    blank: Option<String>,
    /// How to choose.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Says `optional` beside the label.
    #[prop(optional)]
    optional: bool,
    /// As wide as the form.
    #[prop(optional)]
    full: bool,
) -> impl IntoView {
    let class = if full { "field-full" } else { "" };
    Frame::new(&name, &label, hint).optional(optional).class(class).around(|framed| {
        view! {
            <select
                class="input"
                id=framed.id.clone()
                name=name.clone()
                aria-describedby=framed.described_by.clone()
                aria-invalid=framed.invalid
            >
                {options(choices, &value, blank)}
            </select>
        }
    })
}

/// The options of a select; a chosen value that the list does not have is kept and shown.
pub(super) fn options(choices: Vec<Choice>, value: &str, blank: Option<String>) -> AnyView {
    let strange = !value.is_empty() && !choices.iter().any(|choice| choice.value == value);
    let kept = strange.then(|| Choice::new(value, value));
    let blank = blank.map(|words| Choice::new("", words));
    blank
        .into_iter()
        .chain(choices)
        .chain(kept)
        .map(|choice| {
            let selected = choice.value == value;
            view! { <option value=choice.value selected=selected>{choice.label}</option> }
        })
        .collect_view()
        .into_any()
}

/// One of a few, all seen, each with its guide text.
#[component]
pub fn RadioField(
    /// The name it is sent under.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    label: String,
    /// What may be chosen.
    choices: Vec<Choice>,
    /// What is chosen.
    #[prop(optional, into)]
    value: String,
    /// How to choose.
    #[prop(optional, into)]
    hint: Option<String>,
) -> impl IntoView {
    let plain = choices.iter().all(|choice| choice.guide.is_empty());
    let items: Vec<_> = choices
        .into_iter()
        .map(|choice| {
            let words = view! { <span class="strong">{choice.label}</span> }.into_any();
            (choice.value, words, choice.guide)
        })
        .collect();
    radios(Frame::new(&name, &label, hint), &name, &value, items, plain)
}

/// Radio buttons from value, what stands beside it, and guide text.
pub(super) fn radios(
    frame: Frame,
    name: &str,
    value: &str,
    items: Vec<(String, AnyView, String)>,
    plain: bool,
) -> AnyView {
    let class = if plain { "choice choice-plain" } else { "choice" };
    frame.around_group(&[], |framed| {
        let rows = items
            .into_iter()
            .enumerate()
            .map(|(i, (own, words, guide))| {
                // The first one has the field's id, so that the summary of errors leads there.
                let id = if i == 0 { framed.id.clone() } else { format!("{}-{i}", framed.id) };
                let checked = own == value;
                view! {
                    <label class=class>
                        <input type="radio" id=id name=name.to_owned() value=own checked=checked />
                        {words}
                        {(!guide.is_empty()).then(|| view! { <span class="choice-guide">{guide}</span> })}
                    </label>
                }
            })
            .collect_view();
        view! { <div class="choices">{rows}</div> }
    })
}

/// Any number of a list.
#[component]
pub fn CheckGroup(
    /// The name each chosen value is sent under.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    label: String,
    /// What may be chosen.
    choices: Vec<Choice>,
    /// What is chosen.
    #[prop(optional)]
    values: Vec<String>,
    /// One below the other, the guide text beside each: for lines of a record, which are long.
    #[prop(optional)]
    lines: bool,
    /// How to choose.
    #[prop(optional, into)]
    hint: Option<String>,
) -> impl IntoView {
    let (list, one) = if lines {
        ("choices", "choice choice-line")
    } else {
        ("choices choices-dense", "choice choice-plain")
    };
    Frame::new(&name, &label, hint).around_group(&[], |framed| {
        let rows = choices
            .into_iter()
            .enumerate()
            .map(|(i, choice)| {
                let id = if i == 0 { framed.id.clone() } else { format!("{}-{i}", framed.id) };
                let checked = values.contains(&choice.value);
                let guide = (!choice.guide.is_empty())
                    .then(|| view! { <span class="choice-guide">{choice.guide}</span> });
                view! {
                    <label class=one>
                        <input type="checkbox" id=id name=name.clone() value=choice.value checked=checked />
                        <span>{choice.label}</span>
                        {guide}
                    </label>
                }
            })
            .collect_view();
        view! { <div class=list>{rows}</div> }
    })
}

/// Yes or no. Sends `true`, or nothing.
#[component]
pub fn CheckField(
    /// The name it is sent under.
    #[prop(into)]
    name: String,
    /// What is true when it is checked.
    #[prop(into)]
    label: String,
    /// Whether it is.
    #[prop(optional)]
    checked: bool,
    /// What it means.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is sent instead of `true`.
    #[prop(default = "true")]
    value: &'static str,
) -> impl IntoView {
    let form = FormContext::current();
    form.remember(&name, &label);
    let id = form.id(&name);
    let errors = form.errors(&name);
    let error_id = (!errors.is_empty()).then(|| format!("{id}-error"));
    let shown = error_id.clone().map(|id| super::field::field_errors(id, errors));
    view! {
        <div>
            {shown}
            <label class="choice-inline">
                <input
                    type="checkbox"
                    id=id
                    name=name
                    value=value
                    checked=checked
                    aria-describedby=error_id
                />
                <span>{label}{hint.map(|hint| view! { <span class="hint">{hint}</span> })}</span>
            </label>
        </div>
    }
}
