//! Text fields, and the frame that every field has: label, hint, error, control.

use leptos::prelude::*;

use super::form::FormContext;
use super::{Glyph, Icon, Suggestions};

/// What a control needs to know about its frame.
pub(super) struct Framed {
    /// The control's id.
    pub(super) id: String,
    /// The ids of hint and errors, for `aria-describedby`.
    pub(super) described_by: Option<String>,
    /// For `aria-invalid`.
    pub(super) invalid: Option<&'static str>,
}

/// What stands around a control.
pub(super) struct Frame {
    name: String,
    label: String,
    hint: Option<String>,
    optional: bool,
    class: &'static str,
}

impl Frame {
    pub(super) fn new(name: &str, label: &str, hint: Option<String>) -> Self {
        let (name, label) = (name.to_owned(), label.to_owned());
        Self { name, label, hint, optional: false, class: "" }
    }

    pub(super) fn optional(mut self, optional: bool) -> Self {
        self.optional = optional;
        self
    }

    pub(super) fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    /// A label and a control.
    pub(super) fn around<V: IntoView>(self, control: impl FnOnce(&Framed) -> V) -> AnyView {
        let parts = self.parts(&[]);
        let Parts { class, hint, errors, framed } = parts;
        view! {
            <div class=class>
                <label for=framed.id.clone()>{self.label}{optional_mark(self.optional)}</label>
                {hint}
                {errors}
                {control(&framed)}
            </div>
        }
        .into_any()
    }

    /// A legend and several controls; errors of `also` are shown here too.
    pub(super) fn around_group<V: IntoView>(
        self,
        also: &[&str],
        controls: impl FnOnce(&Framed) -> V,
    ) -> AnyView {
        let Parts { class, hint, errors, framed } = self.parts(also);
        view! {
            <fieldset class=class aria-describedby=framed.described_by.clone()>
                <legend class="field-legend">{self.label}{optional_mark(self.optional)}</legend>
                {hint}
                {errors}
                {controls(&framed)}
            </fieldset>
        }
        .into_any()
    }

    fn parts(&self, also: &[&str]) -> Parts {
        let form = FormContext::current();
        form.remember(&self.name, &self.label);
        let id = form.id(&self.name);
        let mut errors = form.errors(&self.name);
        for name in also {
            form.remember(name, &self.label);
            errors.extend(form.errors(name));
        }
        let mut described_by = Vec::new();
        let hint = self.hint.clone().map(|hint| {
            let hint_id = format!("{id}-hint");
            described_by.push(hint_id.clone());
            view! { <p class="hint" id=hint_id>{unbroken(&hint)}</p> }.into_any()
        });
        let invalid = !errors.is_empty();
        let errors = invalid.then(|| {
            let error_id = format!("{id}-error");
            described_by.push(error_id.clone());
            field_errors(error_id, errors)
        });
        let mut class = String::from("field");
        for (on, name) in [(form.small, " field-small"), (invalid, " field-invalid")] {
            class.push_str(if on { name } else { "" });
        }
        if !self.class.is_empty() {
            class.push(' ');
            class.push_str(self.class);
        }
        let described_by = (!described_by.is_empty()).then(|| described_by.join(" "));
        let framed = Framed { id, described_by, invalid: invalid.then_some("true") };
        Parts { class, hint, errors, framed }
    }
}

struct Parts {
    class: String,
    hint: Option<AnyView>,
    errors: Option<AnyView>,
    framed: Framed,
}

fn optional_mark(optional: bool) -> Option<impl IntoView> {
    optional.then(|| view! { <span class="field-optional">" optional"</span> })
}

/// A text in which dates, and whatever else has a figure and a hyphen, are not broken across lines.
pub(crate) fn unbroken(text: &str) -> AnyView {
    let dated = |word: &str| word.contains('-') && word.contains(|c: char| c.is_ascii_digit());
    if !text.split(' ').any(dated) {
        return text.to_owned().into_any();
    }
    let words = text.split_inclusive(' ').map(|word| {
        if dated(word) {
            view! { <span class="nowrap">{word.trim_end().to_owned()}</span>" " }.into_any()
        } else {
            word.to_owned().into_any()
        }
    });
    words.collect_view().into_any()
}

pub(super) fn field_errors(id: String, messages: Vec<String>) -> AnyView {
    let messages = messages.join(" ");
    view! {
        <p class="field-error" id=id>
            <Icon glyph=Glyph::Alert />
            <span><span class="visually-hidden">"Error: "</span>{messages}</span>
        </p>
    }
    .into_any()
}

/// One line of text.
#[component]
pub fn TextField(
    /// The name it is sent under.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    label: String,
    /// What was typed, or what is stored.
    #[prop(optional, into)]
    value: String,
    /// How to answer, with an example.
    #[prop(optional, into)]
    hint: Option<String>,
    /// The input's type; plain text if not said (`email`, `password`, `url`, `date`, `number`, `search`).
    #[prop(optional)]
    kind: Option<&'static str>,
    /// Must be answered.
    #[prop(optional)]
    required: bool,
    /// Says `optional` beside the label.
    #[prop(optional)]
    optional: bool,
    /// As wide as a date or a number.
    #[prop(optional)]
    short: bool,
    /// For times, keys and hashes.
    #[prop(optional)]
    mono: bool,
    /// The first field of a form that is the page.
    #[prop(optional)]
    autofocus: bool,
    /// For the browser: `username`, `current-password`, `new-password`, `email`, `off`.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// What may be meant, offered while typing.
    #[prop(optional)]
    suggestions: Vec<String>,
    /// The id of [`Suggestions`] elsewhere on the page, in place of one's own.
    #[prop(optional)]
    list: Option<&'static str>,
    /// Disappears while typing: never the only hint.
    #[prop(optional, into)]
    placeholder: Option<String>,
) -> impl IntoView {
    let class = match (short, mono) {
        (false, false) => "input",
        (true, false) => "input input-short",
        (false, true) => "input mono",
        (true, true) => "input input-short mono",
    };
    Frame::new(&name, &label, hint).optional(optional).around(|framed| {
        let own = (!suggestions.is_empty()).then(|| format!("{}-list", framed.id));
        let list = own.clone().or_else(|| list.map(str::to_owned));
        view! {
            <input
                class=class
                id=framed.id.clone()
                name=name.clone()
                type=kind
                value=value
                required=required
                autofocus=autofocus
                autocomplete=autocomplete
                list=list
                placeholder=placeholder
                aria-describedby=framed.described_by.clone()
                aria-invalid=framed.invalid
            />
            {own.map(|id| view! { <Suggestions id=id options=suggestions /> })}
        }
    })
}

/// Several lines of text.
#[component]
pub fn TextArea(
    /// The name it is sent under.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    label: String,
    /// What was typed, or what is stored.
    #[prop(optional, into)]
    value: String,
    /// How to answer, with an example.
    #[prop(optional, into)]
    hint: Option<String>,
    /// How many lines are seen at first.
    #[prop(default = 4)]
    rows: u32,
    /// Must be answered.
    #[prop(optional)]
    required: bool,
    /// Says `optional` beside the label.
    #[prop(optional)]
    optional: bool,
    /// For pasted output and logs.
    #[prop(optional)]
    mono: bool,
) -> impl IntoView {
    let class = if mono { "input mono" } else { "input" };
    Frame::new(&name, &label, hint).optional(optional).around(|framed| {
        view! {
            <textarea
                class=class
                id=framed.id.clone()
                name=name.clone()
                rows=rows.to_string()
                required=required
                aria-describedby=framed.described_by.clone()
                aria-invalid=framed.invalid
            >
                {textarea_content(&value)}
            </textarea>
        }
    })
}

/// Leptos writes the children of a `<textarea>` as they are, so they are escaped here; and a first
/// line end is doubled, because the HTML parser swallows one.
pub fn textarea_content(value: &str) -> String {
    let first = if value.starts_with('\n') { "\n" } else { "" };
    format!("{first}{}", value.replace('&', "&amp;").replace('<', "&lt;"))
}

/// A file to upload; its form needs `multipart=true`.
#[component]
pub fn FileField(
    /// The name it is sent under.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    label: String,
    /// What is accepted, and how large.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Media types and endings for the browser's dialog.
    #[prop(optional)]
    accept: Option<&'static str>,
    /// Says `optional` beside the label.
    #[prop(optional)]
    optional: bool,
    /// Takes several files.
    #[prop(optional)]
    multiple: bool,
) -> impl IntoView {
    Frame::new(&name, &label, hint).optional(optional).around(|framed| {
        view! {
            <input
                class="input"
                type="file"
                id=framed.id.clone()
                name=name.clone()
                accept=accept
                multiple=multiple
                aria-describedby=framed.described_by.clone()
                aria-invalid=framed.invalid
            />
        }
    })
}
