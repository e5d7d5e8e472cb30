//! The steps that a remediation can take now, each with exactly the fields that it needs.

use leptos::prelude::*;
use uuid::Uuid;

use crate::domain::Vocabulary;
use crate::domain::remediation::{
    Need, Remediation, RemediationStatus, TransitionRaw, needs, steps,
};
use crate::pages::sent::Sent;
use crate::paths;
use crate::ui::{Button, Form, FormFoot, More, Panel, Size, TextArea, TextField};

/// The forms of the possible steps, the next one open.
pub(super) fn panel(
    it: &Remediation,
    me: Uuid,
    sent: Sent<TransitionRaw>,
    people: &[String],
) -> impl IntoView + use<> {
    let forms = steps(it.status).iter().enumerate().map(|(i, to)| {
        let mine = sent.failed() && sent.raw.to == to.as_str();
        let sent = if mine { sent.clone() } else { Sent::default() };
        let open = mine || i == 0;
        let refused = why_not(it, me, *to);
        let summary = format!("Move to {}", short(*to).to_lowercase());
        match refused {
            Some(words) => view! {
                <More summary=summary><p class="quiet">{words}</p></More>
            }
            .into_any(),
            None if *to == RemediationStatus::Verified && !mine => {
                let href = paths::remediation_part(format!("REM-{}", it.number), "verify");
                view! {
                    <p><a class="button button-primary" href=href data-in-place="">"Verify it"</a></p>
                }
                .into_any()
            }
            None => {
                let form = form(it, *to, sent, people);
                view! { <More summary=summary open=open>{form}</More> }.into_any()
            }
        }
    });
    let forms = forms.collect_view();
    view! {
        <Panel title="What can happen next" id="steps">
            <div class="panel-body stack">{forms}</div>
        </Panel>
    }
}

/// Why the reader cannot take this step, said before they try.
pub(super) fn why_not(it: &Remediation, me: Uuid, to: RemediationStatus) -> Option<String> {
    if to != RemediationStatus::Verified {
        return None;
    }
    if it.owner.as_ref().is_some_and(|owner| owner.id == me) {
        return Some("You own it: somebody else must verify that it works.".to_owned());
    }
    let verifier = it.verifier.as_ref().filter(|verifier| verifier.id != me)?;
    Some(format!("{} verifies it. To do it yourself, edit it and name yourself.", verifier.name))
}

/// The label without its remark.
fn short(status: RemediationStatus) -> &'static str {
    let label = status.label();
    label.split(',').next().unwrap_or(label)
}

fn form(
    it: &Remediation,
    to: RemediationStatus,
    sent: Sent<TransitionRaw>,
    people: &[String],
) -> impl IntoView + use<> {
    let number = format!("REM-{}", it.number);
    let raw = sent.raw;
    let mut fields: Vec<AnyView> = Vec::new();
    let asks_measure = matches!(to, RemediationStatus::Accepted | RemediationStatus::Verified);
    if asks_measure && it.measure.is_blank() {
        let optional = to == RemediationStatus::Accepted;
        fields.push(
            view! { <TextField name="measure" label="What would show that it works?" value=raw.measure.clone() optional=optional hint="The record does not say it yet. E.g. unapproved posts by agents." /> }
                .into_any(),
        );
    }
    fields.extend(needs(it.status, to).iter().map(|need| field(*need, &raw, people)));
    let asks_reason = needs(it.status, to).contains(&Need::Reason);
    if !asks_reason {
        fields.push(
            view! { <TextArea name="reason" label="Why?" value=raw.reason rows=2 optional=true /> }
                .into_any(),
        );
    }
    view! {
        <Form
            action=paths::remediation_part(&number, "status")
            errors=sent.invalid
            problem="The step is not taken yet"
            prefix=to.as_str()
            version=it.version
            small=true
        >
            <input type="hidden" name="to" value=to.as_str() />
            {fields}
            <FormFoot><Button size=Size::Small>{format!("Move to {}", short(to).to_lowercase())}</Button></FormFoot>
        </Form>
    }
}

fn field(need: Need, raw: &TransitionRaw, people: &[String]) -> AnyView {
    let (name, label) = (need.as_str(), need.label());
    let raw = raw.clone();
    match need {
        Need::Reason => {
            view! { <TextArea name=name label=label value=raw.reason rows=2 hint="In 10 characters or more." /> }.into_any()
        }
        Need::EffectiveAt => {
            view! { <TextField name=name label=label value=raw.effective_at kind="datetime-local" short=true hint="In UTC." /> }.into_any()
        }
        Need::Result => {
            view! { <TextArea name=name label=label value=raw.result rows=2 /> }.into_any()
        }
        Need::Evidence => {
            view! { <TextArea name=name label=label value=raw.evidence.join("\n") rows=2 hint="One a line: a link, the id of evidence, or quoted words." /> }.into_any()
        }
        Need::Successor => {
            view! { <TextField name=name label=label value=raw.successor short=true hint="E.g. REM-8." /> }.into_any()
        }
        Need::Approver => {
            view! { <TextField name=name label=label value=raw.approver suggestions=people.to_vec() autocomplete="off" hint="Their address." /> }.into_any()
        }
        Need::ExpiresOn => {
            view! { <TextField name=name label=label value=raw.expires_on kind="date" short=true /> }.into_any()
        }
    }
}
