//! The checklist of a remediation, its links to code and tickets, and what is said about it.

use leptos::prelude::*;

use crate::domain::Vocabulary;
use crate::domain::remediation::{Note, NoteKind, RawNote, recognise};
use crate::pages::sent::Sent;
use crate::paths;
use crate::ui::{
    Button, Form, FormFoot, More, PostButton, Section, Size, TextArea, TextField, Time,
};

/// What is said, ticked off and linked.
#[derive(Clone, Debug, Default)]
pub struct NotesSection {
    /// The notes, oldest first.
    pub rows: Vec<Note>,
    /// One more as it was sent.
    pub add: Sent<RawNote>,
}

impl NotesSection {
    /// Draws the three parts.
    pub fn view(self, number: &str, writes: bool) -> impl IntoView + use<> {
        let of = |kind| self.rows.iter().filter(move |note| note.kind == kind);
        let tasks = of(NoteKind::Task).count();
        let done = of(NoteKind::Task).filter(|task| task.done_at.is_some()).count();
        let count = if tasks > 0 { format!("{done} of {tasks}") } else { String::new() };
        let list = |kind| {
            let rows = of(kind).map(|note| row(number, note, writes)).collect_view();
            let any = of(kind).next().is_some();
            any.then(|| view! { <ul class="panel side-list">{rows}</ul> })
        };
        let form = |kind| writes.then(|| form(number, kind, &self.add));
        // Drawn before the sections, which must not borrow from here.
        let part = |kind| view! { <div class="stack">{list(kind)}{form(kind)}</div> };
        let (tasks, links, comments) =
            (part(NoteKind::Task), part(NoteKind::Link), part(NoteKind::Comment));
        view! {
            <Section title="Checklist" id="notes" count=count>{tasks}</Section>
            <Section title="Code and tickets" id="links">{links}</Section>
            <Section title="Comments" id="comments">{comments}</Section>
        }
    }
}

fn row(number: &str, note: &Note, writes: bool) -> impl IntoView + use<> {
    let act = |act: &str| paths::remediation_part(number, &format!("notes/{}/{act}", note.id));
    let text = note.text.clone();
    let done = note.done_at.is_some();
    let words = match &note.url {
        Some(url) => {
            let system = recognise(url).map(|(tracker, _)| format!(", {}", tracker.label()));
            view! { <a href=url.clone() rel="noreferrer">{text}</a><span class="side-sub">{system}</span> }
                .into_any()
        }
        None if done => view! { <s>{text}</s> }.into_any(),
        None => view! { <span class="prose pre-line">{text}</span> }.into_any(),
    };
    let tick = (writes && note.kind == NoteKind::Task).then(|| {
        let (words, to) = if done { ("Open again", "open") } else { ("Done", "done") };
        let name = format!(": {}", note.text);
        view! {
            <PostButton action=act(to) size=Size::Small>
                {words}<span class="visually-hidden">{name}</span>
            </PostButton>
        }
    });
    let remove = writes.then(|| {
        let name = format!(" {}", note.text.chars().take(40).collect::<String>());
        view! {
            <PostButton action=act("remove") size=Size::Small>
                "Remove"<span class="visually-hidden">{name}</span>
            </PostButton>
        }
    });
    let (by, at) = match (&note.done_by, note.done_at) {
        (Some(by), Some(at)) => (Some(by.name.clone()), at),
        _ => (note.by.as_ref().map(|by| by.name.clone()), note.at),
    };
    let by = by.map(|name| format!(", {name}"));
    view! {
        <li>
            <span class="side-line"><span>{words}</span><span class="push row row-tight no-print">{tick}{remove}</span></span>
            <span class="side-sub"><Time at=at />{by}</span>
        </li>
    }
}

fn form(number: &str, kind: NoteKind, sent: &Sent<RawNote>) -> AnyView {
    let mine = sent.failed() && sent.raw.kind == kind.as_str();
    let Sent { raw, invalid } = if mine { sent.clone() } else { Sent::default() };
    let action = paths::remediation_part(number, "notes");
    let hidden = view! { <input type="hidden" name="kind" value=kind.as_str() /> };
    let (summary, prefix) = match kind {
        NoteKind::Task => ("Add a task", "task"),
        NoteKind::Link => ("Add a link", "link"),
        NoteKind::Comment => ("Say something", "comment"),
    };
    let fields = match kind {
        NoteKind::Task => {
            view! { <TextField name="text" label="What is to be done?" value=raw.text /> }.into_any()
        }
        NoteKind::Link => view! {
            <TextField name="url" label="Where?" value=raw.url kind="url" hint="GitHub, GitLab, Jira and Linear are named by their address." />
            <TextField name="text" label="What is it called?" value=raw.text optional=true />
        }
        .into_any(),
        NoteKind::Comment => {
            view! { <TextArea name="text" label="Comment" value=raw.text rows=3 /> }.into_any()
        }
    };
    view! {
        <More summary=summary open=mine>
            <Form action=action errors=invalid problem="It is not added yet" prefix=prefix small=true>
                {hidden}
                {fields}
                <FormFoot><Button size=Size::Small>"Add"</Button></FormFoot>
            </Form>
        </More>
    }
    .into_any()
}
