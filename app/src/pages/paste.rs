//! Many at once: a chat, lines or a table are pasted, shown as they are understood, and mended in
//! place until all of them can be added together.

use leptos::prelude::*;

use super::Page;
use super::incident::timeline::chip_view;
use crate::domain::Invalid;
use crate::domain::incident::IncidentNumber;
use crate::domain::line::{
    Column, LineContext, PASTE_MAX, ParsedLine, Table, pasted_lines, read_lines,
};
use crate::paths;
use crate::ui::{
    Button, ButtonKind, ButtonLink, Choice, Form, FormFoot, Glyph, Icon, More, NavItem, PageHead,
    SelectField, TextArea, TextField, choices_of, textarea_content,
};

/// What was pasted, and the rows that it was made into.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct RawPaste {
    /// What was pasted.
    pub text: String,
    /// The day that times without one are of; blank is the last time it was so.
    pub day: String,
    /// What each column of a table holds.
    pub columns: Vec<String>,
    /// The rows, each a line of the grammar.
    pub rows: Vec<String>,
    /// `add`: store them; `look`: show again what they are read as; else what was pasted is read.
    pub act: String,
}

/// Many lines, before they are added.
#[derive(Clone, Debug)]
pub struct PastePage {
    /// The incident.
    pub incident: IncidentNumber,
    /// What was sent.
    pub raw: RawPaste,
    /// What each row is read as.
    pub lines: Vec<ParsedLine>,
    /// Whether it was refused.
    pub refused: bool,
    /// What is wrong: with a row by its place, `3.line`, or with all of it.
    invalid: Invalid,
    table: Option<Table>,
    text: Invalid,
}

impl PastePage {
    /// The page with nothing pasted yet.
    pub fn blank(incident: IncidentNumber) -> Self {
        Self {
            incident,
            raw: RawPaste::default(),
            lines: Vec::new(),
            refused: false,
            invalid: Invalid::default(),
            table: None,
            text: Invalid::default(),
        }
    }

    /// Reads what was sent.
    pub fn read(incident: IncidentNumber, raw: RawPaste, context: &LineContext) -> Self {
        let mut page = Self { raw, ..Self::blank(incident) };
        let mut context = LineContext { says_time: true, ..context.clone() };
        let mut check = crate::domain::form::Checker::new();
        context.day = check.optional_date("day", &page.raw.day);
        page.table = Table::read(&page.raw.text).map(|table| table.with_columns(&page.raw.columns));
        if page.raw.rows.is_empty() || page.raw.act.is_empty() {
            page.raw.rows = match &page.table {
                Some(table) => table.lines(),
                None => pasted_lines(&page.raw.text, &context),
            };
        }
        page.raw.rows.retain(|row| !row.trim().is_empty());
        let count = page.raw.rows.len();
        if count == 0 {
            check.error(
                "text",
                "Paste something: a chat, lines, or a table with names in its first row.",
            );
        } else if count > PASTE_MAX {
            let message = format!("These are {count} rows; paste at most {PASTE_MAX} at once.");
            check.error("text", message);
            page.raw.rows.clear();
        }
        page.text = check.finish(()).err().unwrap_or_default();
        page.refused = !page.text.errors.is_empty();
        page.lines = read_lines(&page.raw.rows, &context);
        for (place, line) in page.lines.iter().enumerate() {
            let wrong = line.command(context.now).err().unwrap_or_default();
            page.invalid.errors.extend(wrong.prefixed(&format!("{place}.")).errors);
        }
        page.refused |= page.raw.act == "add" && !page.invalid.errors.is_empty();
        page
    }

    /// Whether the rows are to be stored, and nothing known is against it.
    pub fn adds(&self) -> bool {
        self.raw.act == "add" && !self.refused
    }

    /// Takes over what the store said against it.
    pub fn refuse(&mut self, invalid: Invalid) {
        self.refused = true;
        self.invalid = invalid;
    }

    /// What is wrong with one row, beyond what its chips say.
    fn wrong(&self, place: usize) -> Vec<String> {
        let prefix = format!("{place}.");
        let here = self.invalid.errors.iter().filter(|error| error.field.starts_with(&prefix));
        let chips = |message: &str| {
            let chips = self.lines.get(place).into_iter().flat_map(|line| &line.chips);
            chips.filter_map(|chip| chip.error.as_deref()).any(|error| error == message)
        };
        here.map(|e| e.message.clone()).filter(|message| !chips(message)).collect()
    }

    fn is_wrong(&self, place: usize) -> bool {
        let prefix = format!("{place}.");
        self.invalid.errors.iter().any(|error| error.field.starts_with(&prefix))
    }

    /// What is wrong with no row in particular.
    fn general(&self) -> Vec<String> {
        let row = |field: &str| field.starts_with(|c: char| c.is_ascii_digit());
        let general = self.invalid.errors.iter().filter(|error| !row(&error.field));
        general.map(|error| error.message.clone()).collect()
    }
}

impl Page for PastePage {
    fn title(&self) -> String {
        format!("Paste many to {}", self.incident)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let up = (self.incident.to_string(), paths::incident(self.incident));
        let body = if self.lines.is_empty() { source(&self, false) } else { preview(&self) };
        view! {
            <PageHead title="Paste many" up=up />
            <div class="stack stack-wide paste">{body}</div>
        }
        .into_any()
    }
}

/// Where it is pasted.
fn source(page: &PastePage, again: bool) -> AnyView {
    let back = format!("{}#timeline", paths::incident(page.incident));
    let columns = page.table.as_ref().map(columns);
    let (text, day, errors) = (page.raw.text.clone(), page.raw.day.clone(), page.text.clone());
    let action = paths::paste(page.incident);
    let button = if again { "Read it again" } else { "Look at it first" };
    view! {
        <Form action=action errors=errors problem="This is not read yet" prefix="paste">
            <TextArea name="text" label="What was said and done" value=text rows=14 mono=true
                hint="A chat ([14:32] name: words, or as Slack copies it), lines as on the timeline (14:32 @name words), or a table with commas, semicolons or tabs and names in its first row." />
            {columns}
            <TextField name="day" label="The day of times that say none" kind="date" short=true optional=true value=day
                hint="If left empty, a time means the last time it was so." />
            <FormFoot>
                <Button kind=ButtonKind::Primary>{button}</Button>
                <ButtonLink href=back kind=ButtonKind::Quiet>"Cancel"</ButtonLink>
            </FormFoot>
        </Form>
    }
    .into_any()
}

/// What each column of a table is taken for.
fn columns(table: &Table) -> AnyView {
    let choices: Vec<Choice> = choices_of::<Column>();
    let fields = table.columns.iter().map(|(name, column)| {
        let label = if name.is_empty() { "A column without a name".to_owned() } else { name.clone() };
        view! { <SelectField name="columns" label=label choices=choices.clone() value=column.to_string() /> }
    });
    view! {
        <fieldset class="field">
            <legend class="field-legend">"What the columns hold"</legend>
            <div class="form-cols">{fields.collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

/// The rows as they are understood.
fn preview(page: &PastePage) -> AnyView {
    let count = page.lines.len();
    let wrong = (0..count).filter(|place| page.is_wrong(*place)).count();
    let add = if count == 1 { "Add 1 event".to_owned() } else { format!("Add {count} events") };
    let news = match wrong {
        0 => format!(
            "{count} rows, all understood. Look them over, then add them: all together, or none."
        ),
        1 => format!("1 of {count} rows needs mending. Nothing is added before all are right."),
        _ => {
            format!("{wrong} of {count} rows need mending. Nothing is added before all are right.")
        }
    };
    let problem = page.refused.then(|| {
        let general = page.general().into_iter().map(|m| view! { <li>{m}</li> }).collect_view();
        let places = (0..count).filter(|place| page.is_wrong(*place)).take(20).map(|place| {
            let href = format!("#row-{place}");
            view! { <li><a href=href>{format!("Row {}", place + 1)}</a></li> }
        });
        view! {
            <div class="error-summary" role="alert" aria-labelledby="paste-problem" tabindex="-1" autofocus>
                <h2 id="paste-problem">"Nothing is added yet"</h2>
                <ul>{general}{places.collect_view()}</ul>
                <p>"Everything is kept below."</p>
            </div>
        }
    });
    let rows = (0..count).map(|place| row(page, place)).collect_view();
    let columns = page.raw.columns.iter();
    let columns = columns.map(|c| view! { <input type="hidden" name="columns" value=c.clone() /> });
    let text = textarea_content(&page.raw.text);
    let start_again = source(page, true);
    let (action, back) = (paths::paste(page.incident), paths::incident(page.incident));
    let (day, columns) = (page.raw.day.clone(), columns.collect_view());
    view! {
        {problem}
        <form method="post" action=action class="form" novalidate>
            <p role="status">{news}</p>
            <textarea name="text" hidden aria-hidden="true">{text}</textarea>
            <input type="hidden" name="day" value=day />
            {columns}
            <table class="table paste-rows">
                <caption class="visually-hidden">"The rows, as they are understood"</caption>
                <thead><tr><th scope="col" class="num">"Row"</th><th scope="col">"The line, and what it is read as"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
            <FormFoot>
                <Button kind=ButtonKind::Primary name="act" value="add">{add}</Button>
                <Button name="act" value="look">"Look again"</Button>
                <ButtonLink href=back kind=ButtonKind::Quiet>"Cancel"</ButtonLink>
            </FormFoot>
        </form>
        <More summary="Read what was pasted again, from the start">{start_again}</More>
    }
    .into_any()
}

fn row(page: &PastePage, place: usize) -> AnyView {
    let line = page.raw.rows.get(place).cloned().unwrap_or_default();
    let chips = page.lines.get(place).map(|line| line.chips.iter().map(chip_view).collect_view());
    let wrong = page.is_wrong(place);
    let id = format!("row-{place}");
    let described = format!("{id}-read");
    let messages = page.wrong(place);
    let messages = (!messages.is_empty()).then(|| {
        view! {
            <p class="field-error">
                <Icon glyph=Glyph::Alert />
                <span><span class="visually-hidden">"Error: "</span>{messages.join(" ")}</span>
            </p>
        }
    });
    let height = line.lines().count().clamp(1, 8).to_string();
    view! {
        <tr class=wrong.then_some("paste-wrong")>
            <td class="num">{place + 1}</td>
            <td>
                <label class="visually-hidden" for=id.clone()>{format!("Row {}", place + 1)}</label>
                <textarea class="input mono" id=id name="rows" rows=height aria-describedby=described.clone() aria-invalid=wrong.then_some("true")>
                    {textarea_content(&line)}
                </textarea>
                <div class="paste-read" id=described>{chips}{messages}</div>
            </td>
        </tr>
    }
    .into_any()
}
