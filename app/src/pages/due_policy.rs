//! The rules by which remediations are due, for administrators.

use leptos::prelude::*;

use super::Page;
use super::sent::Sent;
use crate::domain::due::RawDuePolicy;
use crate::paths;
use crate::ui::{Button, ButtonKind, Form, FormFoot, PageHead, TextArea, TextField};

/// The rules.
#[derive(Clone, Debug, Default)]
pub struct DuePolicyPage {
    /// As they are, or as they were sent.
    pub sent: Sent<RawDuePolicy>,
}

impl Page for DuePolicyPage {
    fn title(&self) -> String {
        "When remediations are due".into()
    }

    fn view(self) -> AnyView {
        let Sent { raw, invalid } = self.sent;
        let lead = "The day that is proposed for a new remediation, and who is reminded when. Business days are Monday to Friday; holidays are not known.";
        view! {
            <div class="readable stack">
                <PageHead title="When remediations are due" lead=lead />
                <Form action=paths::DUE_POLICY errors=invalid>
                    <TextArea
                        name="rules"
                        label="Business days"
                        value=raw.rules
                        rows=10
                        mono=true
                        hint="One rule a line: SEV1 = 10, repair = 20, SEV1 repair = 5, or any = 60. The rule that says most holds."
                    />
                    <TextField name="remind_before" label="The owner is reminded, business days before" kind="number" value=raw.remind_before short=true required=true />
                    <TextField name="escalate_after" label="Whoever commands the incident is told, business days after" kind="number" value=raw.escalate_after short=true required=true />
                    <TextField name="escalate_to" label="Who else is told then" value=raw.escalate_to optional=true hint="Addresses with commas between them. Only what they may see is told them." />
                    <FormFoot><Button kind=ButtonKind::Primary>"Save"</Button></FormFoot>
                </Form>
            </div>
        }
        .into_any()
    }
}
