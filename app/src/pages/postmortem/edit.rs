//! Writing the postmortem: the text, and how it will read.

use leptos::prelude::*;

use super::Page;
use crate::domain::Invalid;
use crate::domain::incident::Incident;
use crate::domain::postmortem::RawPostmortem;
use crate::islands::PreviewNotes;
use crate::pages::sent::Trouble;
use crate::paths;
use crate::ui::{
    Button, ButtonKind, ButtonLink, Form, FormFoot, Markdown, NavItem, PageHead, Refusal, SafeHtml,
    TextArea, TextField,
};

/// The form, as it was sent.
#[derive(Clone, Debug)]
pub struct EditPostmortemPage {
    /// The incident.
    pub incident: Incident,
    /// What was typed.
    pub raw: RawPostmortem,
    /// What was wrong with it.
    pub invalid: Invalid,
    /// The version that is edited; 0 before the first.
    pub version: i32,
    /// How it will read.
    pub preview: SafeHtml,
    /// The text as it is stored.
    pub stored: String,
    /// Whether somebody else stored it since the form was opened.
    pub stale: bool,
}

impl EditPostmortemPage {
    /// An empty form.
    pub fn new(incident: Incident) -> Self {
        Self {
            incident,
            raw: RawPostmortem::default(),
            invalid: Invalid::default(),
            version: 0,
            preview: SafeHtml::default(),
            stored: String::new(),
            stale: false,
        }
    }

    /// The form once more, as it was sent at `version`, with why it was not taken. Where somebody
    /// saved first, it is at the version that is stored now and shows both texts.
    pub fn again(&mut self, version: i32, trouble: Trouble) {
        match trouble {
            Trouble::Wrong(invalid) => (self.invalid, self.version) = (invalid, version),
            Trouble::Stale => self.stale = true,
        }
    }
}

impl Page for EditPostmortemPage {
    fn title(&self) -> String {
        format!("Write the postmortem of {}", self.incident.number)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let number = self.incident.number;
        let action = paths::postmortem_part(number, "edit");
        let record = paths::with_query(&action, &[("from", "record")]);
        let theirs = self.stale.then(|| {
            view! {
                <Refusal title="Somebody saved another text meanwhile">
                    <p>
                        "Nothing is lost: yours is in the form, theirs is here. Put into yours what you \
                         want of theirs and save again."
                    </p>
                    <TextArea name="theirs" label="The text that was saved meanwhile" value=self.stored.clone() rows=12 mono=true />
                </Refusal>
            }
        });
        let hint = "Markdown. INC-42, E12, REM-7 and @agent become links to the record.";
        let key = format!("postmortem-{number}-{}", self.version);
        view! {
            <div class="stack">
                <PageHead
                    title=format!("Postmortem of {number}")
                    lead=self.incident.title.clone()
                    up=(number.to_string(), paths::incident(number))
                >
                    <ButtonLink href=record>"Start from the record"</ButtonLink>
                </PageHead>
                {theirs}
                <div class="split-even">
                    <Form action=action errors=self.invalid version=self.version prefix="pm">
                        <TextArea name="body" label="Text" value=self.raw.body hint=hint rows=28 />
                        <TextField name="note" label="What you changed" value=self.raw.note optional=true />
                        <FormFoot>
                            <Button kind=ButtonKind::Primary>"Save as a new version"</Button>
                            <Button name="preview" value="1">"Preview"</Button>
                            <ButtonLink href=paths::postmortem(number) kind=ButtonKind::Quiet>"Leave"</ButtonLink>
                        </FormFoot>
                    </Form>
                    <section class="stack" aria-labelledby="preview">
                        <h2 id="preview">"How it will read"</h2>
                        <div id="preview-html"><Markdown html=self.preview /></div>
                        <PreviewNotes
                            field="pm-body".to_owned()
                            output="preview-html".to_owned()
                            incident=number.to_string()
                            key=key
                        />
                    </section>
                </div>
            </div>
        }
        .into_any()
    }
}
