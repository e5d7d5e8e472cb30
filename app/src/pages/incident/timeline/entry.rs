//! The entry line at the end of the timeline: always open, one line per thing that happened.

use leptos::prelude::*;

use super::super::Sent;
use crate::domain::Vocabulary;
use crate::domain::incident::IncidentNumber;
use crate::domain::line::{Chip, ChipKind, ParsedLine};
use crate::islands::EntryLine;
use crate::pages::event_form::RawQuote;
use crate::paths;
use crate::ui::{ActorMark, Button, ButtonKind, Glyph, Icon, Size};

/// The line as it was typed, with the evidence that came with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct RawEntry {
    /// The line.
    pub line: String,
    /// Quoted words or a link.
    pub new_evidence: RawQuote,
}

/// A line that was sent and refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentEntry {
    /// What was typed, and what was wrong.
    pub sent: Sent<RawEntry>,
    /// What it was read as.
    pub read: Option<ParsedLine>,
}

/// What was read from a line and what was guessed, as chips.
pub fn chips_view(read: &ParsedLine) -> impl IntoView + use<> {
    read.chips.iter().map(chip_view).collect_view()
}

pub(in crate::pages) fn chip_view(chip: &Chip) -> AnyView {
    let class = match (&chip.error, chip.guessed) {
        (Some(_), _) => "token token-wrong",
        (None, true) => "token token-guess",
        (None, false) => "token",
    };
    let mark = chip.actor.map(|kind| view! { <ActorMark mark=kind /> });
    let icon = match (&chip.error, chip.what) {
        (Some(_), _) => Some(Glyph::Alert),
        (None, ChipKind::Pin) => Some(Glyph::Pin),
        (None, ChipKind::Link) => Some(Glyph::Link),
        _ => None,
    };
    let icon = icon.map(|glyph| view! { <Icon glyph=glyph /> });
    let what = match (&chip.error, chip.guessed, chip.what) {
        (None, false, ChipKind::Pin | ChipKind::Tag) => String::new(),
        (None, true, what) => format!("{}, guessed", what.label()),
        (_, _, what) => what.label().to_owned(),
    };
    let what = (!what.is_empty()).then(|| view! { <i>{what}</i>" " });
    let reads = match &chip.error {
        Some(error) => {
            view! { <span><span class="visually-hidden">"Error: "</span>{error.clone()}</span> }
                .into_any()
        }
        None => view! { <span>{chip.reads.clone()}</span> }.into_any(),
    };
    view! { <span class=class title=chip.typed.clone()>{icon}{what}{mark}{reads}</span> }.into_any()
}

/// The line, what it is read as, and how it is written.
pub(super) fn entry(number: IncidentNumber, entry: SentEntry, next: i32, focus: bool) -> AnyView {
    let SentEntry { sent, read } = entry;
    let failed = sent.failed();
    let Sent { raw, invalid } = sent;
    let chips = read.as_ref().map(chips_view);
    // What a chip says already is not said twice.
    let told = |message: &str| {
        let chips = read.iter().flat_map(|read| &read.chips);
        chips.filter_map(|chip| chip.error.as_deref()).any(|error| error == message)
    };
    let rest: Vec<_> = invalid.errors.iter().filter(|error| !told(&error.message)).collect();
    let problem = failed.then(|| {
        let rest = rest.iter().map(|e| view! { " "{e.message.clone()} }).collect_view();
        view! {
            <strong>"The line is not added yet; it is kept as you typed it."</strong>{rest}
        }
    });
    let quote = evidence(&raw.new_evidence);
    view! {
        <form class="entry no-print" id="line" method="post" action=paths::line(number) enctype="multipart/form-data" novalidate data-incident=number.to_string()>
            <p class="entry-problem" id="line-problem" role="alert">{problem}</p>
            <label for="line-text">"Add what happened"<span class="entry-how">": one line, Enter keeps you here"</span></label>
            <input
                id="line-text"
                name="line"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="true"
                enterkeyhint="send"
                value=raw.line
                placeholder="14:32 agent:forum-helper posted the wrong recipe <-E8 #evidence"
                aria-describedby="line-problem line-chips"
                aria-invalid=failed.then_some("true")
                autofocus={focus || failed}
                data-key="a"
                aria-keyshortcuts="a"
            />
            <div class="entry-parsed">
                <span class="entry-chips" id="line-chips" aria-live="polite">{chips}</span>
                <span class="entry-tools">
                    <button class="button button-small button-quiet" type="button" popovertarget="line-help">"How to write it"</button>
                    <a class="button button-small button-quiet" href=paths::paste(number)>"Paste many"</a>
                    <a class="button button-small button-quiet" href=paths::import(number)>"Import"</a>
                    <Button kind=ButtonKind::Primary size=Size::Small>
                        "Add "<span id="line-next">{format!("E{next}")}</span>
                    </Button>
                </span>
            </div>
            {quote}
            <div class="entry-help" id="line-help" popover="auto">{help()}</div>
            <p class="visually-hidden" role="status" id="line-news"></p>
            <EntryLine />
        </form>
        <form class="visually-hidden" id="line-many" method="post" action=paths::paste(number) hidden>
            <input type="hidden" name="text" />
        </form>
    }
    .into_any()
}

/// Files, quoted words or a link that support the line.
fn evidence(raw: &RawQuote) -> AnyView {
    let open = !raw.is_blank();
    let quote = crate::ui::textarea_content(&raw.quote);
    view! {
        <details class="entry-evidence" id="line-evidence" open=open>
            <summary>"Evidence: files, words or a link, pasted or dropped"</summary>
            <div class="entry-evidence-fields">
                <label for="line-files">"Files"</label>
                <input class="input" id="line-files" name="files" type="file" multiple />
                <label for="line-quote">"Quoted words"</label>
                <textarea class="input mono" id="line-quote" name="new_evidence.quote" rows="2">{quote}</textarea>
                <label for="line-url">"Link"</label>
                <input class="input" id="line-url" name="new_evidence.url" type="url" value=raw.url.clone() />
            </div>
        </details>
    }
    .into_any()
}

/// What stands before and after the words, with an example of each.
const MARKS: &[(&str, &str)] = &[
    (
        "14:32 · 14:32:05 · 2:32 PM · now · -5m",
        "When: the last time it was so. Nothing said is now.",
    ),
    (
        "yesterday 14:32 · 17 Mar 14:32 · 2026-03-17 · Mar 2026",
        "A day, or only as much as is known.",
    ),
    ("~14:30 · 14:3x · ?", "Unsure: to the hour. Nobody knows."),
    ("+2h · +10m", "After the line before."),
    ("14:32 UTC · 14:32 Europe/Berlin · 14:32 +02:00", "In another zone."),
    ("14:32-15:10", "From one time to another."),
    ("@Engineer B · @\"On call\"", "A person; a new one is made."),
    ("agent:forum-helper · system:gateway · team:platform", "Another sort of actor."),
    ("agent:forum-helper for @Engineer B", "On behalf of."),
    ("!action · !decision · !detection · !note", "The kind; guessed from the words if not said."),
    ("!check:approval_gate:bypassed", "A control, and what it did."),
    ("<-E4 acted_on \"why\" · ->E8 mitigated", "A link from another event, or back to one."),
    ("#evidence", "A tag, anywhere."),
    ("*", "Pinned: part of the short story."),
    ("\\14:32", "A backslash keeps it as words."),
];

fn help() -> AnyView {
    let row = |(marks, words): &(&'static str, &'static str)| {
        view! { <div><dt><code>{*marks}</code></dt><dd>{*words}</dd></div> }
    };
    view! {
        <p><strong>"Marks stand before the words and after them."</strong>" The words between stay as you type them."</p>
        <dl>{MARKS.iter().map(row).collect_view()}</dl>
    }
    .into_any()
}
