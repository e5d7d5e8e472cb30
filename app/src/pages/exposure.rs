//! The form of one row of the exposure ledger, and the page that edits it.

use leptos::prelude::*;
use uuid::Uuid;

use super::Page;
use super::incident::Sent;
use crate::domain::exposure::{Answer, RawExposure};
use crate::domain::incident::IncidentNumber;
use crate::paths;
use crate::ui::{
    Button, ButtonKind, ButtonLink, Form, FormFoot, MomentField, NavItem, PageHead, SelectField,
    TextArea, TextField, choices_of,
};

/// One row of the ledger, to be edited or retracted.
#[derive(Clone, Debug)]
pub struct ExposurePage {
    /// The incident.
    pub incident: IncidentNumber,
    /// The row.
    pub id: Uuid,
    /// Its version when it was read.
    pub version: i32,
    /// Its fields as they are or as they were sent.
    pub edit: Sent<RawExposure>,
    /// Why it is retracted, as it was sent.
    pub retract: Sent<String>,
}

impl Page for ExposurePage {
    fn title(&self) -> String {
        format!("Exposure of {}", self.incident)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let up = (self.incident.to_string(), paths::incident(self.incident));
        let action = paths::incident_row(self.incident, "exposures", self.id);
        let retract = format!("{action}/retract");
        let back = format!("{}#exposures", paths::incident(self.incident));
        view! {
            <PageHead title="A row of the exposure ledger" up=up />
            <div class="readable stack stack-wide">
                <Form action=action errors=self.edit.invalid version=self.version>
                    {fields(&self.edit.raw)}
                    <FormFoot>
                        <Button kind=ButtonKind::Primary>"Save"</Button>
                        <ButtonLink href=back kind=ButtonKind::Quiet>"Cancel"</ButtonLink>
                    </FormFoot>
                </Form>
                <Form
                    action=retract
                    errors=self.retract.invalid
                    problem="The row is not retracted yet"
                    prefix="retract"
                    small=true
                >
                    <TextField
                        name="reason"
                        label="Retract this row"
                        value=self.retract.raw
                        hint="Why is it wrong? It leaves the ledger; the record keeps it."
                    />
                    <FormFoot><Button kind=ButtonKind::Danger>"Retract"</Button></FormFoot>
                </Form>
            </div>
        }
        .into_any()
    }
}

/// The fields of a row.
pub(super) fn fields(raw: &RawExposure) -> impl IntoView + use<> {
    let raw = raw.clone();
    let unknown = |answer: String| {
        if answer.is_empty() { Answer::Unknown.to_string() } else { answer }
    };
    view! {
        <TextField name="data_class" label="Which data?" value=raw.data_class hint="E.g. customer e-mail addresses." required=true />
        <TextField name="population" label="Whose?" value=raw.population hint="E.g. customers in the EU." optional=true />
        <TextField name="population_count" label="How many?" value=raw.population_count short=true optional=true />
        <TextField name="unauthorised_audience" label="Who could see it who may not?" value=raw.unauthorised_audience optional=true />
        <MomentField name="window_start" label="Open from" value=raw.window_start optional=true />
        <MomentField name="window_end" label="Open until" value=raw.window_end optional=true />
        <div class="form-cols">
            <SelectField name="access_possible" label="Could it be accessed?" choices={choices_of::<Answer>()} value=unknown(raw.access_possible) />
            <SelectField name="access_confirmed" label="Was it accessed?" choices={choices_of::<Answer>()} value=unknown(raw.access_confirmed) />
            <SelectField name="left_organisation" label="Did it leave the organisation?" choices={choices_of::<Answer>()} value=unknown(raw.left_organisation) />
            <SelectField name="reversible" label="Can it be undone?" choices={choices_of::<Answer>()} value=unknown(raw.reversible) />
        </div>
        <TextArea name="notes" label="Notes" value=raw.notes optional=true />
    }
}
