//! Verifying: what the measure gave, what shows it, who looked when, and for how long it is watched.
//! A page like any other; an island shows it as a dialog where one reads.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::steps::why_not;
use crate::domain::Vocabulary;
use crate::domain::account::Person;
use crate::domain::remediation::{Remediation, RemediationStatus, TransitionRaw, steps};
use crate::pages::Page;
use crate::pages::sent::Sent;
use crate::paths;
use crate::ui::{
    Button, ButtonKind, ButtonLink, Choice, Facts, FileField, Form, FormFoot, NavItem, PageHead,
    RadioField, Refusal, TextArea, TextField, Time,
};

/// Verifies a remediation.
#[derive(Clone, Debug)]
pub struct VerifyPage {
    /// The remediation.
    pub it: Remediation,
    /// Who looks.
    pub me: Person,
    /// The day on which they look.
    pub today: NaiveDate,
    /// What was typed.
    pub form: Sent<TransitionRaw>,
}

impl VerifyPage {
    /// The form with what is known filled in.
    pub fn blank(it: Remediation, me: Person, today: NaiveDate) -> Self {
        let raw = TransitionRaw {
            verified_at: today.to_string(),
            watch_days: it.measure.watch_days.map(|days| days.to_string()).unwrap_or_default(),
            ..TransitionRaw::default()
        };
        Self { it, me, today, form: Sent::blank(raw) }
    }

    fn number(&self) -> String {
        format!("REM-{}", self.it.number)
    }

    /// Why it cannot be verified now by who looks.
    fn refused(&self) -> Option<String> {
        if self.it.status == RemediationStatus::Verified {
            return Some("It is verified already.".to_owned());
        }
        if !steps(self.it.status).contains(&RemediationStatus::Verified) {
            let status = self.it.status.label().to_lowercase();
            return Some(format!("It is {status}: it can be verified once it has taken effect."));
        }
        why_not(&self.it, self.me.id, RemediationStatus::Verified)
    }
}

impl Page for VerifyPage {
    fn title(&self) -> String {
        format!("Verify {}", self.number())
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Remediations)
    }

    fn view(self) -> AnyView {
        let number = self.number();
        let up = (number.clone(), paths::remediation(&number));
        let body = match self.refused() {
            Some(words) => {
                view! { <Refusal title="Not by you, not now"><p>{words}</p></Refusal> }.into_any()
            }
            None => form(&self),
        };
        view! {
            <PageHead title=format!("Verify {number}") lead=self.it.title.clone() up=up />
            <div class="readable stack">{measure(&self.it)}{body}</div>
        }
        .into_any()
    }
}

/// What was to show that it works.
fn measure(it: &Remediation) -> impl IntoView + use<> {
    let mut rows: Vec<(String, AnyView)> = Vec::new();
    for (name, said) in [
        ("Counts as done when", &it.measure.what),
        ("Checked by", &it.measure.how),
        ("Expected", &it.measure.expected),
    ] {
        if !said.is_empty() {
            rows.push((name.to_owned(), said.clone().into_any()));
        }
    }
    if let Some(day) = it.measure.check_on {
        rows.push((
            "To be looked at on".to_owned(),
            day.format("%-d %b %Y").to_string().into_any(),
        ));
    }
    if let Some(at) = it.effective_at {
        rows.push(("In effect since".to_owned(), view! { <Time at=at /> }.into_any()));
    }
    let owner = it.owner.as_ref().map_or("nobody".to_owned(), |owner| owner.name.clone());
    rows.push(("Owner".to_owned(), owner.into_any()));
    view! { <Facts rows=rows /> }
}

fn form(page: &VerifyPage) -> AnyView {
    let (it, Sent { raw, invalid }) = (&page.it, page.form.clone());
    let number = page.number();
    let ask = it.measure.is_blank().then(|| {
        view! { <TextField name="measure" label="What would show that it works?" value=raw.measure.clone() hint="The record does not say it yet. E.g. unapproved posts by agents." /> }
    });
    let choices = vec![
        Choice::new("verified", "It works").guide("Closed is not the same as effective: this is."),
        Choice::new("ineffective", "It does not work").guide("It goes back to its owner."),
    ];
    let to = if raw.to.is_empty() { "verified".to_owned() } else { raw.to };
    let files = it.incidents.first().map(|served| {
        let hint = format!("Kept as evidence of INC-{}.", served.number);
        view! { <FileField name="files" label="Files that show it" optional=true multiple=true hint=hint /> }
    });
    let who = format!("By {}, who does not own it.", page.me.name);
    view! {
        <Form
            action=paths::remediation_part(&number, "verify")
            errors=invalid
            problem="It is not verified yet"
            version=it.version
            prefix="verify"
            multipart=true
        >
            <RadioField name="to" label="What did you find?" choices=choices value=to />
            {ask}
            <TextArea name="result" label="What the measure gave" value=raw.result rows=2 hint="E.g. 0 unapproved posts in 30 days." />
            <TextArea name="evidence" label="What shows it" value=raw.evidence.join("\n") rows=2 hint="One a line: a link, the id of evidence, or quoted words." />
            {files}
            <div class="form-cols">
                <TextField name="verified_at" label="Looked at on" value=raw.verified_at kind="date" short=true />
                <TextField name="watch_days" label="Watched for, in days" value=raw.watch_days kind="number" short=true optional=true hint="It counts as held when nothing recurred in these days." />
            </div>
            <p class="quiet">{who}</p>
            <FormFoot>
                <Button kind=ButtonKind::Primary>"Save the verification"</Button>
                <ButtonLink href=paths::remediation(&number) kind=ButtonKind::Quiet>"Cancel"</ButtonLink>
            </FormFoot>
        </Form>
    }
    .into_any()
}
