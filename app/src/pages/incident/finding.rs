//! Findings of an incident: the reviewed judgement that it repeats an earlier one, or is repeated.

use leptos::prelude::*;

use super::Sent;
use crate::domain::Vocabulary;
use crate::domain::catalogue::CatalogueNames;
use crate::domain::incident::IncidentNumber;
use crate::domain::recurrence::{Finding, IncidentLine, RawFinding, Verdict};
use crate::paths;
use crate::ui::{
    Badge, Button, CheckField, Choice, Form, FormFoot, More, PostButton, Ref, SelectField, Size,
    TextArea, TextField, Tone,
};

/// One finding; `dismissal` is what was sent to dismiss it, for who may judge.
pub(super) fn line(
    number: IncidentNumber,
    row: Finding,
    names: &CatalogueNames,
    dismissal: Option<Sent<String>>,
) -> impl IntoView + use<> {
    let tone = match row.verdict {
        Verdict::Suggested => Tone::Dashed,
        Verdict::Confirmed => Tone::Danger,
        Verdict::Rejected => Tone::Plain,
    };
    let what = what(number, &row);
    let likeness = likeness(&row, names);
    let reviewer = row.reviewed_by.as_ref().map(|person| format!(" {}", person.name));
    let why = (!row.rationale.is_empty()).then(|| row.rationale.clone());
    let said = (why.is_some() || reviewer.is_some()).then(
        || view! { <span class="side-sub">{why}<span class="faint">{reviewer}</span></span> },
    );
    let acts = dismissal.map(|sent| acts(number, &row, sent));
    view! {
        <li>
            <span class="side-line">
                {what}
                <span class="push"><Badge tone>{row.verdict.label()}</Badge></span>
            </span>
            <span class="side-sub">{row.class.label()}</span>
            {likeness}
            {said}
            {acts}
        </li>
    }
}

/// What makes the two alike; nothing where nothing was said.
pub(in crate::pages) fn likeness(
    row: &Finding,
    names: &CatalogueNames,
) -> Option<impl IntoView + use<>> {
    let told: Vec<String> = row.likeness.iter().map(|alike| alike.told(names)).collect();
    (!told.is_empty()).then(|| view! { <span class="side-sub">{told.join("; ")}</span> })
}

fn what(number: IncidentNumber, row: &Finding) -> impl IntoView + use<> {
    let link = |line: &IncidentLine| {
        let other = IncidentNumber(line.number);
        view! { <Ref to=other.to_string() href=paths::incident(other) /> }
    };
    let remediation = row.remediation.map(|number| {
        let number = format!("REM-{number}");
        view! { " although "<Ref to=number.clone() href=paths::remediation(&number) /> }
    });
    if row.later.number == number.0 {
        let earlier = row.earlier.as_ref().map(|line| view! { "Repeats "{link(line)} });
        let words = row.earlier.is_none().then_some("It happened");
        return view! { <span>{earlier}{words}{remediation}</span> }.into_any();
    }
    view! { <span>"Repeated by "{link(&row.later)}{remediation}</span> }.into_any()
}

fn acts(number: IncidentNumber, row: &Finding, sent: Sent<String>) -> impl IntoView + use<> {
    let here = paths::incident_row(number, "findings", row.id);
    let version = row.version;
    let confirm = (row.verdict == Verdict::Suggested).then(|| {
        let fields = vec![("version", version.to_string())];
        view! { <PostButton action=format!("{here}/confirm") fields=fields size=Size::Small>"Confirm"</PostButton> }
    });
    let open = sent.failed();
    let dismiss = (row.verdict != Verdict::Rejected).then(|| {
        view! {
            <More summary="Dismiss it" open=open>
                <Form action=format!("{here}/dismiss") errors=sent.invalid version=version problem="It is not dismissed yet" prefix="dismiss" small=true>
                    <TextField name="reason" label="Why is it no recurrence?" value=sent.raw hint="Remembered, and not suggested again." />
                    <FormFoot><Button size=Size::Small>"Dismiss"</Button></FormFoot>
                </Form>
            </More>
        }
    });
    view! { <span class="no-print">{confirm}{dismiss}</span> }
}

/// The form that says that this incident repeats an earlier one.
pub(super) fn judging(number: IncidentNumber, sent: Sent<RawFinding>) -> impl IntoView {
    let (open, raw) = (sent.failed(), sent.raw);
    let answers = || vec![Choice::new("true", "Yes"), Choice::new("false", "No")];
    let checked = |flag: &str| flag == "true";
    view! {
        <More summary="Say that it repeats an earlier one" open=open>
            <Form
                action=paths::incident_part(number, "findings")
                errors=sent.invalid
                problem="It is not recorded yet"
                prefix="finding"
                small=true
            >
                <TextField name="earlier" label="The earlier incident" value=raw.earlier short=true optional=true hint="E.g. INC-1." />
                <TextField name="remediation" label="The remediation that should have prevented it" value=raw.remediation short=true optional=true hint="E.g. REM-7. One of the two is needed." />
                <SelectField name="same_factor" label="Was the same factor at work?" choices=answers() value=raw.same_factor blank="Not known" />
                <SelectField name="in_scope" label="Was the fix meant to cover this case?" choices=answers() value=raw.in_scope blank="Not known" />
                <CheckField name="fix_undone" label="The fix had been undone before" checked=checked(&raw.fix_undone) />
                <CheckField name="induced" label="The remediation itself brought it about" checked=checked(&raw.induced) />
                <TextArea name="rationale" label="Why?" value=raw.rationale rows=2 optional=true />
                <FormFoot><Button size=Size::Small>"Record the finding"</Button></FormFoot>
            </Form>
        </More>
    }
}
