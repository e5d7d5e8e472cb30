//! Importing a file of another program: choose it, look at what it would do, then store all of it
//! or nothing; and what was imported before, which can be undone.

use std::collections::BTreeMap;

use leptos::prelude::*;

mod archive;
mod table;

use super::Page;
use crate::domain::import::slack::RawChoice;
use crate::domain::import::{Adapter, Import, Preview, PreviewRow, Problem, RawMapping};
use crate::domain::incident::IncidentNumber;
use crate::domain::permission::Viewer;
use crate::domain::{Invalid, Vocabulary};
use crate::paths;
use crate::ui::{
    Button, ButtonKind, ButtonLink, Choice, Column, Facts, FileField, Form, FormFoot, Glyph, Icon,
    NavItem, PageHead, PostButton, RadioField, Section, Table, TextArea, Time,
};

/// What is asked for when a file that was looked at is imported.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct RawImport {
    /// A word of [`Adapter`].
    pub adapter: String,
    /// The uploaded file.
    pub upload: String,
    /// What it is called.
    pub name: String,
    /// Leaves out what cannot be read or is on record with another content.
    pub leave_out: String,
    /// What the columns of a table hold, as in [`RawMapping`].
    pub column: Vec<String>,
    /// The zone of times that say none.
    pub zone: String,
    /// The day of times that say none.
    pub day: String,
    /// The channels of an archive, as in [`RawChoice`].
    pub channel: Vec<String>,
    /// The bots that are AI agents.
    pub agent: Vec<String>,
    /// From when on messages are imported.
    pub from: String,
    /// Until when.
    pub to: String,
    /// The lines on which the mended rows begin.
    pub mend_at: Vec<String>,
    /// What these rows are to say.
    pub mend: Vec<String>,
    /// `look`: mend and show again; `rest`: leave out what is wrong; else import.
    pub act: String,
}

impl RawImport {
    /// What was said of the columns.
    pub fn mapping(&self) -> RawMapping {
        let (column, zone, day) = (self.column.clone(), self.zone.clone(), self.day.clone());
        RawMapping { column, zone, day }
    }
}

impl RawImport {
    /// What was chosen of an archive.
    pub fn choice(&self) -> RawChoice {
        let (channel, agent) = (self.channel.clone(), self.agent.clone());
        RawChoice { channel, agent, from: self.from.clone(), to: self.to.clone() }
    }
}

/// Importing into an incident.
#[derive(Clone, Debug)]
pub struct ImportPage {
    /// The incident.
    pub incident: IncidentNumber,
    /// What was chosen.
    pub raw: RawImport,
    /// What was wrong with it.
    pub invalid: Invalid,
    /// What the file would do, once it was looked at.
    pub preview: Option<Preview>,
    /// The rows of a table that cannot be read, as they stand in it, by line.
    pub wrong_rows: BTreeMap<u64, String>,
    /// What was imported before, newest first.
    pub before: Vec<Import>,
    /// Who looks.
    pub viewer: Viewer,
}

impl Page for ImportPage {
    fn title(&self) -> String {
        format!("Import into {}", self.incident)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let up = (self.incident.to_string(), paths::incident(self.incident));
        let before = history(&self);
        let body = match &self.preview {
            Some(preview) => looked(&self, preview),
            None => choose(&self),
        };
        view! {
            <PageHead title="Import" lead="Records of other programs become steps of the timeline, folded below the session they belong to. Importing the same twice adds nothing." up=up />
            <div class="stack stack-wide">{body}{before}</div>
        }
        .into_any()
    }
}

fn choose(page: &ImportPage) -> AnyView {
    let choices: Vec<Choice> = Adapter::ALL
        .iter()
        .map(|adapter| Choice::new(adapter.as_str(), adapter.label()).guide(adapter.hint()))
        .collect();
    let (action, back) = (paths::import(page.incident), paths::incident(page.incident));
    let (errors, adapter) = (page.invalid.clone(), page.raw.adapter.clone());
    let adapter = if adapter.is_empty() { Adapter::ClaudeCode.to_string() } else { adapter };
    view! {
        <Form action=action errors=errors problem="Nothing is imported yet" prefix="import" multipart=true>
            <RadioField name="adapter" label="What wrote the file" choices=choices value=adapter />
            <p class="quiet">"What agents send over OTLP without naming an incident waits in the "<a href=paths::INBOX>"inbox"</a>"."</p>
            <FileField name="file" label="The file" hint="At most 128 MB. Nothing is stored before you have seen what it would do." optional=true />
            <TextArea name="text" label="Or its text, pasted" rows=6 mono=true optional=true />
            <FormFoot>
                <Button kind=ButtonKind::Primary>"Look at it first"</Button>
                <ButtonLink href=back kind=ButtonKind::Quiet>"Cancel"</ButtonLink>
            </FormFoot>
        </Form>
    }
    .into_any()
}

/// What the file would do, and the button that does it.
fn looked(page: &ImportPage, preview: &Preview) -> AnyView {
    let (title, rows, again) =
        (page.raw.name.clone(), facts(preview), paths::import(page.incident));
    let (problems, steps) = (problems(preview), first_steps(preview));
    let table = !preview.columns.is_empty() || preview.contents.is_some();
    let form = (preview.steps > 0 || table).then(|| confirm(page, preview));
    let nothing = (preview.steps == 0).then(|| {
        view! { <p class="note note-danger" role="alert"><Icon glyph=Glyph::Alert /><span>"Nothing in this file can be imported as this kind."</span></p> }
    });
    view! {
        {nothing}
        <Section title=title id="preview">
            <Facts rows=rows />
            {form}
            <p><a href=again>"Choose another file"</a></p>
        </Section>
        {problems}
        {steps}
    }
    .into_any()
}

fn fact(name: &str, value: impl IntoView + 'static) -> (String, AnyView) {
    (name.to_owned(), value.into_any())
}

fn facts(preview: &Preview) -> Vec<(String, AnyView)> {
    let mut facts = vec![
        fact("Steps", preview.steps),
        fact("New", preview.new),
        fact("On record already", preview.known),
    ];
    if preview.changed > 0 {
        let named = preview.changed_first.iter().take(20).map(|(id, seq)| match seq {
            Some(seq) => format!("{id} (E{seq})"),
            None => format!("{id} (twice in the file)"),
        });
        let named = named.collect::<Vec<_>>().join(", ");
        let words = format!("{}: {named}", preview.changed);
        facts.push(fact("With another content than on record", words));
    }
    if preview.left_out > 0 {
        facts.push(fact("Cannot be read", preview.left_out));
    }
    facts.push(fact("Where they go", places(preview)));
    if let Some((from, to)) = preview.first_at.zip(preview.last_at) {
        facts.push(fact("When", view! { <Time at=from />" to "<Time at=to /> }));
    }
    if !preview.passed.is_empty() {
        let passed = preview.passed.iter().map(|(sort, count)| format!("{count} {sort}"));
        facts.push(fact("Passed over", passed.collect::<Vec<_>>().join(", ")));
    }
    let hash = preview.sha256.clone();
    facts.push(fact("SHA-256", view! { <code class="wrap">{hash}</code> }));
    facts
}

/// Where on the timeline the steps go.
fn places(preview: &Preview) -> String {
    let events = plural(preview.runs, "event", "events");
    match (preview.folded, preview.runs, preview.alone) {
        (true, ..) => "All below one event, as there is too much for a timeline".to_owned(),
        (_, 0, alone) => format!("{alone} on the timeline"),
        (_, runs, 0) => format!("Folded below {runs} {events}"),
        (_, runs, alone) => {
            format!("{alone} on the timeline, the rest folded below {runs} {events}")
        }
    }
}

fn plural(count: u64, one: &'static str, more: &'static str) -> &'static str {
    if count == 1 { one } else { more }
}

fn confirm(page: &ImportPage, preview: &Preview) -> AnyView {
    let some = preview.left_out > 0 || preview.changed > 0;
    let words = match (preview.new, some) {
        (0, _) => "Import nothing new".to_owned(),
        (new, false) => format!("Import {new} {}", plural(new, "step", "steps")),
        (new, true) => format!("Import the {new} others"),
    };
    let told = some.then(|| {
        let mend = if page.wrong_rows.is_empty() {
            "Mend the file and choose it again"
        } else {
            "Mend the rows below"
        };
        view! {
            <p class="note"><Icon glyph=Glyph::Alert /><span>
                {format!("Some of it cannot be imported. {mend}, or import the rest: what cannot be read is left out, and what is on record stays as it is.")}
            </span></p>
        }
    });
    let table = (!preview.columns.is_empty()).then(|| table::mapping(page, preview));
    let archive = preview.contents.as_ref().map(|contents| archive::choice(page, contents));
    let RawImport { adapter, upload, name, .. } = page.raw.clone();
    let (action, errors) = (paths::import_now(page.incident), page.invalid.clone());
    let buttons = table::buttons(preview, words, some);
    view! {
        <Form action=action errors=errors problem="Nothing is imported yet" prefix="now">
            <input type="hidden" name="adapter" value=adapter />
            <input type="hidden" name="upload" value=upload />
            <input type="hidden" name="name" value=name />
            {told}
            {table}
            {archive}
            <FormFoot>{buttons}</FormFoot>
        </Form>
    }
    .into_any()
}

fn problems(preview: &Preview) -> Option<AnyView> {
    if preview.problems.is_empty() {
        return None;
    }
    let all = preview.left_out + preview.doubtful;
    let rows = preview.problems.iter().map(|problem: &Problem| {
        let what = if problem.left_out { "Left out" } else { "Imported, worth a look" };
        view! {
            <tr>
                <td class="nowrap">{problem.place.0.clone()}</td>
                <td class="nowrap">{what}</td>
                <td class="wrap">{problem.message.clone()}</td>
            </tr>
        }
    });
    let more = all.saturating_sub(preview.problems.len() as u64);
    let more = (more > 0).then(|| view! { <p class="quiet">{format!("And {more} more.")}</p> });
    let rows = rows.collect_view();
    let columns = ["Where", "What happens", "Why"].map(Column::text).to_vec();
    Some(
        view! {
            <Section title="Problems" id="problems">
                <Table label="Problems" columns=columns>{rows}</Table>
                {more}
            </Section>
        }
        .into_any(),
    )
}

fn first_steps(preview: &Preview) -> Option<AnyView> {
    if preview.rows.is_empty() {
        return None;
    }
    let rows = preview.rows.iter().cloned().map(|row: PreviewRow| {
        let when = match row.at {
            Some(at) => view! { <Time at /> }.into_any(),
            None => "unknown".into_any(),
        };
        view! {
            <tr>
                <td class="nowrap faint">{row.place}</td>
                <td class="nowrap">{when}</td>
                <td>{row.actor}</td>
                <td class="nowrap">{row.kind}</td>
                <td class="wrap">{row.text}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = ["Where", "When", "Who", "Kind", "What"].map(Column::text).to_vec();
    Some(
        view! {
            <Section title="The first steps, as they are understood" id="steps">
                <Table label="The first steps" columns=columns>{rows}</Table>
            </Section>
        }
        .into_any(),
    )
}

fn history(page: &ImportPage) -> Option<AnyView> {
    if page.before.is_empty() {
        return None;
    }
    let rows = page.before.iter().map(|import| {
        let undo = match import.undone_at {
            Some(at) => view! { "Undone "<Time at /> }.into_any(),
            None if page.viewer.may_retract(import.imported_by_id) => {
                let action = paths::undo_import(page.incident, import.id);
                let name = format!(" the import of {}", import.file_name);
                view! { <PostButton action=action>"Undo"<span class="visually-hidden">{name}</span></PostButton> }.into_any()
            }
            None => ().into_any(),
        };
        view! {
            <tr>
                <td class="wrap">{import.file_name.clone()}</td>
                <td class="nowrap">{import.adapter.clone()}</td>
                <td class="num">
                    {import.added}
                    {(!import.findable).then_some(" (not all found by the search yet)")}
                </td>
                <td class="num">{import.known}</td>
                <td class="num">{import.left_out}</td>
                <td>{import.imported_by.clone()}", "<Time at=import.imported_at /></td>
                <td>{undo}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = vec![
        Column::text("File"),
        Column::text("Kind"),
        Column::number("Added"),
        Column::number("Known"),
        Column::number("Left out"),
        Column::text("By"),
        Column::acts("Undo"),
    ];
    Some(
        view! {
            <Section title="Imported before" id="before">
                <Table label="Imported before" columns=columns>{rows}</Table>
            </Section>
        }
        .into_any(),
    )
}
