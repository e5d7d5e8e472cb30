//! A table that is looked at: what its columns hold, and its wrong rows to be mended in place.

use leptos::prelude::*;

use super::ImportPage;
use crate::domain::Vocabulary;
use crate::domain::import::Preview;
use crate::domain::import::table::Use;
use crate::ui::{
    Button, ButtonKind, Choice, Glyph, Icon, SelectField, TextField, textarea_content,
};

/// What the columns are read as, the rows that are wrong, the zone and the day.
pub(super) fn mapping(page: &ImportPage, preview: &Preview) -> AnyView {
    let fields = preview.columns.iter().map(|column| {
        let choice = |held: &Use| Choice::new(format!("{held}:{}", column.name), held.label());
        let choices: Vec<Choice> = Use::ALL.iter().map(choice).collect();
        let value = format!("{}:{}", column.holds, column.name);
        let (name, hint) = (column.name.clone(), format!("First: {}", column.sample));
        view! { <SelectField name="column" label=name choices=choices value=value hint=hint /> }
    });
    let (zone, day) = (page.raw.zone.clone(), page.raw.day.clone());
    let rows = wrong(page, preview);
    view! {
        {rows}
        <fieldset class="field">
            <legend class="field-legend">"What the columns hold"</legend>
            <div class="form-cols">{fields.collect_view()}</div>
        </fieldset>
        <div class="form-cols">
            <TextField name="zone" label="Zone of times that say none" value=zone optional=true
                hint="Europe/Berlin, +02:00 or UTC. What a row says itself counts." />
            <TextField name="day" label="Day of times that say none" kind="date" short=true value=day optional=true
                hint="For a column with times of day alone." />
        </div>
    }
    .into_any()
}

/// The buttons: read again as it is said here, import, or import without what is wrong.
pub(super) fn buttons(preview: &Preview, words: String, some: bool) -> AnyView {
    let table = !preview.columns.is_empty() || preview.contents.is_some();
    let again = table.then(|| {
        view! { <Button kind=if some { ButtonKind::Primary } else { ButtonKind::default() } name="act" value="look">"Look again"</Button> }
    });
    let import = (preview.steps > 0).then(|| {
        let kind = if table && some { ButtonKind::default() } else { ButtonKind::Primary };
        let act = if some { "rest" } else { "import" };
        view! { <Button kind=kind name="act" value=act>{words}</Button> }
    });
    // Enter presses the first of them.
    if some { view! { {again}{import} }.into_any() } else { view! { {import}{again} }.into_any() }
}

fn wrong(page: &ImportPage, preview: &Preview) -> Option<AnyView> {
    if page.wrong_rows.is_empty() {
        return None;
    }
    let rows = page.wrong_rows.iter().map(|(line, text)| {
        let place = format!("line {line}");
        let told = preview.problems.iter().filter(|problem| problem.place.0 == place);
        let told = told.map(|problem| problem.message.clone()).collect::<Vec<_>>().join(" ");
        row(*line, text, told)
    });
    let rows = rows.collect_view();
    Some(
        view! {
            <table class="table paste-rows">
                <caption class="visually-hidden">"Rows that cannot be read, to be mended"</caption>
                <thead><tr><th scope="col" class="num">"Line"</th><th scope="col">"As it stands in the file; empty leaves it out"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any(),
    )
}

fn row(line: u64, text: &str, told: String) -> AnyView {
    let (id, described) = (format!("mend-{line}"), format!("mend-{line}-why"));
    let height = text.lines().count().clamp(1, 8).to_string();
    view! {
        <tr class="paste-wrong">
            <td class="num">{line}</td>
            <td>
                <label class="visually-hidden" for=id.clone()>{format!("Line {line}")}</label>
                <input type="hidden" name="mend_at" value=line.to_string() />
                <textarea class="input mono" id=id name="mend" rows=height aria-describedby=described.clone() aria-invalid="true">
                    {textarea_content(text)}
                </textarea>
                <p class="field-error" id=described>
                    <Icon glyph=Glyph::Alert />
                    <span><span class="visually-hidden">"Error: "</span>{told}</span>
                </p>
            </td>
        </tr>
    }
    .into_any()
}
