//! The dialogs on an incident's page that change its status and its severity.

use leptos::prelude::*;

use super::incident::{IncidentHead, Subject};
use crate::domain::Vocabulary;
use crate::domain::incident::{REASON_MIN, Status};
use crate::domain::permission::Right;
use crate::domain::severity::Dimension;
use crate::paths;
use crate::ui::{
    Button, ButtonKind, Choice, Dialog, Form, FormFoot, RadioField, SeverityField, TextArea,
};

/// The dialogs that the viewer may use; one that was refused is open.
pub(super) fn dialogs(on: &Subject, head: &IncidentHead) -> impl IntoView + use<> {
    let status = on.may(Right::ChangeStatus).then(|| status(on, head).into_any());
    let severity = on.may(Right::ChangeSeverity).then(|| severity(on, head).into_any());
    view! { {status}{severity} }
}

fn status(on: &Subject, head: &IncidentHead) -> impl IntoView + use<> {
    let (now, sent) = (on.incident.status, head.status.clone());
    let choices = Status::ALL.iter().copied().filter(|to| now.steps().any(|step| step == *to));
    let choices: Vec<Choice> = choices
        .map(|to| {
            let guide =
                if now.needs_reason(to) { "A step back: say why." } else { "The next step." };
            Choice::new(to.as_str(), to.label()).guide(guide)
        })
        .collect();
    let value = match now.next() {
        Some(next) if sent.raw.to.is_empty() => next.as_str().to_owned(),
        _ => sent.raw.to.clone(),
    };
    let hint = format!("Needed to go back, {REASON_MIN} characters or more; welcome forward.");
    let text = format!(
        "It is {} now. No time is filled in by this: when it was contained or resolved, say in Edit.",
        now.label().to_lowercase()
    );
    let (number, version) = (on.incident.number, on.incident.version);
    view! {
        <Dialog id="change-status" title="Change the status" text=text open=sent.failed()>
            <Form
                action=paths::incident_status(number)
                errors=sent.invalid
                problem="The status is not changed yet"
                version=version
                prefix="status"
            >
                <RadioField name="to" label="To which status?" choices=choices value=value />
                <TextArea name="reason" label="Why?" value=sent.raw.reason hint=hint rows=3 />
                <FormFoot>
                    <Button kind=ButtonKind::Primary>"Change status"</Button>
                </FormFoot>
            </Form>
        </Dialog>
    }
}

fn severity(on: &Subject, head: &IncidentHead) -> impl IntoView + use<> {
    let sent = head.severity.clone();
    let or = |typed: String, stored: String| if typed.is_empty() { stored } else { typed };
    let current = on.incident.severity.map(|s| s.to_string()).unwrap_or_default();
    let dimensions = vec![
        Choice::new(Dimension::Realised.as_str(), "How bad it was"),
        Choice::new(Dimension::Potential.as_str(), "How bad it could have been"),
    ];
    let (number, version) = (on.incident.number, on.incident.version);
    let scale = head.scale.clone();
    view! {
        <Dialog
            id="change-severity"
            title="Change a severity"
            text="Every change is kept with its reason; nothing is overwritten."
            open=sent.failed()
        >
            <Form
                action=paths::incident_severity(number)
                errors=sent.invalid
                problem="The severity is not changed yet"
                version=version
                prefix="severity"
            >
                <RadioField
                    name="dimension"
                    label="Which one?"
                    choices=dimensions
                    value=or(sent.raw.dimension, Dimension::Realised.to_string())
                />
                <SeverityField
                    name="to"
                    label="To which severity?"
                    scale=scale
                    value=or(sent.raw.to, current)
                />
                <TextArea
                    name="rationale"
                    label="Why this one?"
                    value=sent.raw.rationale
                    hint="One sentence with what is known now. Readers of the postmortem see it."
                    rows=3
                />
                <FormFoot>
                    <Button kind=ButtonKind::Primary>"Change severity"</Button>
                </FormFoot>
            </Form>
        </Dialog>
    }
}
