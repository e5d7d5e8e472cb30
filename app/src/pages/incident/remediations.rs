//! The remediations that serve an incident.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::{Sent, Subject};
use crate::domain::permission::Right;
use crate::domain::remediation::RemediationSummary;
use crate::pages::remediations::{due, status_badge};
use crate::paths;
use crate::ui::{
    ActorName, Button, ButtonLink, Form, FormFoot, Glyph, Mark, More, Panel, Size, TextField,
};

/// A remediation as it was named, that is to serve this incident too.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct RawAttach {
    /// `REM-7`.
    pub remediation: String,
    /// Why.
    pub why: String,
}

/// What is done about it.
#[derive(Clone, Debug, Default)]
pub struct RemediationsSection {
    /// The remediations, as far as the viewer may see them.
    pub rows: Vec<RemediationSummary>,
    /// The day on which they are looked at.
    pub today: NaiveDate,
    /// One that exists already, as it was sent.
    pub attach: Sent<RawAttach>,
}

impl RemediationsSection {
    /// Draws the section.
    pub fn view(self, on: &Subject) -> impl IntoView + use<> {
        let (writes, number) = (on.may(Right::WriteRemediation), on.incident.number);
        let (count, today) = (self.rows.len(), self.today);
        let rows = self.rows.into_iter().map(|row| line(row, today)).collect_view();
        let none = (count == 0)
            .then(|| view! { <p class="panel-body quiet">"Nothing yet. What makes it less likely next time?"</p> });
        let new = [("incident", number.to_string())];
        let new = paths::with_query(paths::PROPOSE_REMEDIATION, &new);
        let attach = self.attach;
        let form = writes.then(|| {
            let open = attach.failed();
            let Sent { raw, invalid } = attach;
            view! {
                <div class="panel-body stack">
                    <ButtonLink href=new size=Size::Small icon=Glyph::Plus>"Propose a remediation"</ButtonLink>
                    <More summary="One that exists serves this too" open=open>
                        <Form
                            action=paths::incident_part(number, "remediations")
                            errors=invalid
                            problem="It is not attached yet"
                            prefix="attach"
                            small=true
                        >
                            <TextField name="remediation" label="Which?" value=raw.remediation hint="E.g. REM-7." short=true />
                            <TextField name="why" label="Why?" value=raw.why optional=true />
                            <FormFoot><Button size=Size::Small>"Attach"</Button></FormFoot>
                        </Form>
                    </More>
                </div>
            }
        });
        view! {
            <Panel title="Remediations" id="remediations" icon=Glyph::Work count=count.to_string()>
                {none}
                <ul class="side-list">{rows}</ul>
                {form}
            </Panel>
        }
    }
}

fn line(row: RemediationSummary, today: NaiveDate) -> impl IntoView {
    let number = format!("REM-{}", row.number);
    let owner = match &row.owner {
        Some(owner) => view! { <ActorName mark=Mark::Person name=owner.name.clone() /> }.into_any(),
        None => view! { <span class="faint">"no owner"</span> }.into_any(),
    };
    let late = due(row.due, row.overdue(today));
    view! {
        <li>
            <span class="side-title"><span class="ref">{number.clone()}</span>" "<a href=paths::remediation(&number)>{row.title}</a></span>
            <span class="side-sub row row-tight">{status_badge(row.status)}{late}{owner}</span>
        </li>
    }
}
