//! The exposure ledger: which data was open to whom, apart from the incident's own course.

use leptos::prelude::*;

use super::{Sent, Subject};
use crate::domain::Vocabulary;
use crate::domain::durations::between;
use crate::domain::exposure::{Answer, Exposure, RawExposure};
use crate::domain::incident::DataExposure;
use crate::domain::permission::Right;
use crate::pages::exposure::fields;
use crate::paths;
use crate::ui::{Button, ButtonKind, Column, Form, FormFoot, More, Section, Table, When};

/// The ledger.
#[derive(Clone, Debug, Default)]
pub struct ExposuresSection {
    /// Its rows.
    pub rows: Vec<Exposure>,
    /// A new row as it was sent.
    pub add: Sent<RawExposure>,
}

impl ExposuresSection {
    /// Draws the ledger; where no data was exposed, only the way to begin it.
    pub fn view(self, on: &Subject) -> impl IntoView + use<> {
        let (writes, number) = (on.may(Right::EditIncident), on.incident.number);
        let none = on.incident.data_exposure == DataExposure::None;
        if self.rows.is_empty() && none && !writes {
            return None;
        }
        let count = self.rows.len();
        let add = self.add;
        let table = (count > 0).then(|| table(number, self.rows, writes));
        let form = writes.then(|| {
            view! {
                <More summary="Add a row" open=add.failed()>
                    <Form
                        action=paths::incident_part(number, "exposures")
                        errors=add.invalid
                        problem="The row is not added yet"
                        prefix="exposure"
                    >
                        {fields(&add.raw)}
                        <FormFoot><Button kind=ButtonKind::Primary>"Add to the ledger"</Button></FormFoot>
                    </Form>
                </More>
            }
        });
        let empty = (count == 0).then(|| {
            view! { <p class="quiet">"No row yet. Which data could be seen, by whom, from when to when?"</p> }
        });
        Some(view! {
            <Section title="Exposure ledger" id="exposures" count=count.to_string()>
                <div class="stack">{empty}{table}{form}</div>
            </Section>
        })
    }
}

fn table(
    number: crate::domain::incident::IncidentNumber,
    rows: Vec<Exposure>,
    writes: bool,
) -> impl IntoView {
    let columns = vec![
        Column::text("Data"),
        Column::text("Open to"),
        Column::text("From, to"),
        Column::text("For"),
        Column::text("Accessed"),
        Column::text("Left the organisation"),
        Column::acts("Change"),
    ];
    let rows = rows.into_iter().map(move |row| {
        let Exposure { id, fields, .. } = row;
        let length = between(fields.window_start.as_ref(), fields.window_end.as_ref()).label();
        let edit = writes.then(|| {
            let href = paths::incident_row(number, "exposures", id);
            view! { <a href=href>"Edit"<span class="visually-hidden">{format!(" {}", fields.data_class)}</span></a> }
        });
        let of = population(fields.population.as_deref(), fields.population_count);
        view! {
            <tr>
                <td class="title"><span class="strong">{fields.data_class.clone()}</span>{of}</td>
                <td>{fields.unauthorised_audience}</td>
                <td>
                    <When moment=fields.window_start />
                    <br />
                    <When moment=fields.window_end />
                </td>
                <td class="nowrap">{length}</td>
                <td>{accessed(fields.access_possible, fields.access_confirmed)}</td>
                <td>{fields.left_organisation.label()}</td>
                <td>{edit}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! { <Table label="Exposure ledger" columns=columns>{rows}</Table> }
}

fn population(words: Option<&str>, count: Option<i64>) -> Option<AnyView> {
    let text = match (words, count) {
        (Some(words), Some(count)) => format!("{words} ({count})"),
        (Some(words), None) => words.to_owned(),
        (None, Some(count)) => count.to_string(),
        (None, None) => return None,
    };
    Some(view! { <div class="faint small">{text}</div> }.into_any())
}

fn accessed(possible: Answer, confirmed: Answer) -> &'static str {
    match (possible, confirmed) {
        (_, Answer::Yes) => "Confirmed",
        (Answer::Yes, Answer::No) => "Possible, and not done",
        (Answer::Yes, Answer::Unknown) => "Possible",
        (Answer::No, _) => "Not possible",
        (Answer::Unknown, Answer::No) => "Not done",
        (Answer::Unknown, Answer::Unknown) => "Unknown",
    }
}
