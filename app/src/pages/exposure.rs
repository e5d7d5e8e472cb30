//! The form of one row of the exposure ledger, and the page that edits it.

use leptos::prelude::*;
use uuid::Uuid;

use super::Page;
use super::sent::{Compared, Edit, Sent, moment, retraction};
use crate::domain::exposure::{Answer, RawExposure};
use crate::domain::incident::IncidentNumber;
use crate::paths;
use crate::ui::{MomentField, NavItem, PageHead, SelectField, TextArea, TextField, choices_of};

/// One row of the ledger, to be edited or retracted.
#[derive(Clone, Debug)]
pub struct ExposurePage {
    /// The incident.
    pub incident: IncidentNumber,
    /// The row.
    pub id: Uuid,
    /// Its fields.
    pub edit: Edit<RawExposure>,
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
        let back = paths::incident_section(self.incident, "exposures");
        let form = self.edit.form(action.clone(), back, |raw| fields(&raw));
        view! {
            <PageHead title="A row of the exposure ledger" up=up />
            <div class="readable stack stack-wide">{form}{retraction(&action, self.retract)}</div>
        }
        .into_any()
    }
}

impl Compared for RawExposure {
    fn compared(&self) -> Vec<(&'static str, String)> {
        vec![
            ("Which data", self.data_class.clone()),
            ("Whose", self.population.clone()),
            ("How many", self.population_count.clone()),
            ("Who could see it", self.unauthorised_audience.clone()),
            ("Open from", moment(&self.window_start)),
            ("Open until", moment(&self.window_end)),
            ("Could it be accessed", self.access_possible.clone()),
            ("Was it accessed", self.access_confirmed.clone()),
            ("Did it leave the organisation", self.left_organisation.clone()),
            ("Can it be undone", self.reversible.clone()),
            ("Notes", self.notes.clone()),
        ]
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
