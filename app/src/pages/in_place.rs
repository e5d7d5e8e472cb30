//! What can be done with one event, each on a small page of its own: an island shows them over the
//! timeline, without script they are pages like any other.

use leptos::prelude::*;

use super::Page;
use super::event_form::{AS_ABOVE, RawQuote, files};
use super::sent::Sent;
use crate::domain::excerpt;
use crate::domain::incident::IncidentNumber;
use crate::domain::moment::RawMoment;
use crate::domain::timeline::Event;
use crate::paths;
use crate::ui::shortcuts::{ROW_ACTS, keys};
use crate::ui::{
    Button, ButtonKind, ButtonLink, Difference, Form, FormFoot, Glyph, MomentField, NavItem,
    PageHead, PostButton, StaleEdit, TextArea, TextField,
};

/// Which event a page is about.
#[derive(Clone, Debug)]
pub struct About {
    /// The incident.
    pub incident: IncidentNumber,
    /// The event.
    pub event: Event,
}

impl About {
    fn title(&self, what: &str) -> String {
        format!("{what} – {}/E{}", self.incident, self.event.seq)
    }

    fn head(&self, what: &str) -> AnyView {
        let up = (self.incident.to_string(), paths::event(self.incident, self.event.seq));
        let title = format!("E{}: {what}", self.event.seq);
        let lead = excerpt::first_line(&self.event.text, 120).unwrap_or_default();
        view! { <PageHead title=title lead=lead up=up /> }.into_any()
    }

    fn part(&self, part: &str) -> String {
        paths::event_part(self.incident, self.event.seq, part)
    }

    fn cancel(&self) -> AnyView {
        let back = paths::event(self.incident, self.event.seq);
        view! { <ButtonLink href=back kind=ButtonKind::Quiet>"Cancel"</ButtonLink> }.into_any()
    }
}

/// Everything that can be done with an event, with its key.
#[derive(Clone, Debug)]
pub struct RowActsPage {
    /// The event.
    pub about: About,
    /// Whether the viewer may retract it.
    pub retracts: bool,
}

impl Page for RowActsPage {
    fn title(&self) -> String {
        self.about.title("What to do")
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let about = &self.about;
        let acts = ROW_ACTS
            .iter()
            .filter(|(_, part, _)| *part != "/retract" || self.retracts)
            .map(|(key, part, words)| {
                let href = about.part(part.trim_start_matches('/'));
                let href = href.trim_end_matches('/').to_owned();
                let act = if *part == "/pin" {
                    let words = if about.event.pinned { "Take the pin out" } else { "Pin" };
                    view! { <PostButton action=href kind=ButtonKind::Quiet>{words}</PostButton> }
                        .into_any()
                } else {
                    view! { <a href=href data-in-place="">{*words}</a> }.into_any()
                };
                view! { <div><dt>{act}</dt><dd>{keys(key)}</dd></div> }
            })
            .collect_view();
        view! {
            {about.head("what to do")}
            <div class="shortcut-list"><section><dl>{acts}</dl></section></div>
        }
        .into_any()
    }
}

/// The times of an event as they are typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct RawRetiming {
    /// When it happened.
    pub occurred: RawMoment,
    /// When it ended.
    pub occurred_end: RawMoment,
    /// When it became known.
    pub known: RawMoment,
    /// Why it is said otherwise now.
    pub reason: String,
}

/// Says otherwise when an event happened.
#[derive(Clone, Debug)]
pub struct RetimePage {
    /// The event.
    pub about: About,
    /// The times, as they are or as they were sent.
    pub form: Sent<RawRetiming>,
    /// Where what was sent differs from what somebody else saved meanwhile.
    pub differences: Option<Vec<Difference>>,
}

impl Page for RetimePage {
    fn title(&self) -> String {
        self.about.title("When it happened")
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let about = self.about;
        let Sent { raw, invalid } = self.form;
        let stale = self.differences.map(|differences| view! { <StaleEdit differences /> });
        view! {
            {about.head("when it happened")}
            <div class="readable stack">
                {stale}
                <Form action=about.part("retime") errors=invalid version=about.event.version problem="The time is not saved yet" prefix="retime" small=true>
                    <MomentField name="occurred" label="When it happened" value=raw.occurred />
                    <MomentField name="occurred_end" label="When it ended" value=raw.occurred_end optional=true blank_zone=AS_ABOVE />
                    <MomentField name="known" label="When we learnt of it" value=raw.known optional=true blank_zone=AS_ABOVE
                        hint="When it is recorded, if left empty." />
                    <TextField name="reason" label="Why" value=raw.reason optional=true hint="Kept with what it was before." />
                    <FormFoot><Button kind=ButtonKind::Primary>"Save the time"</Button>{about.cancel()}</FormFoot>
                </Form>
            </div>
        }
        .into_any()
    }
}

/// Adds evidence that supports an event.
#[derive(Clone, Debug)]
pub struct SupportPage {
    /// The event.
    pub about: About,
    /// Quoted words or a link, as they were sent.
    pub form: Sent<RawQuote>,
}

impl Page for SupportPage {
    fn title(&self) -> String {
        self.about.title("Add evidence")
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let about = self.about;
        let Sent { raw, invalid } = self.form;
        view! {
            {about.head("add evidence")}
            <div class="readable stack">
                <Form action=about.part("evidence") errors=invalid problem="The evidence is not added yet" prefix="support" small=true multipart=true>
                    <TextArea name="quote" label="Quoted words" value=raw.quote rows=4 mono=true />
                    <TextField name="url" label="Link" value=raw.url kind="url" optional=true />
                    {files()}
                    <TextField name="title" label="What it is" value=raw.title optional=true />
                    <FormFoot><Button kind=ButtonKind::Primary icon=Glyph::Clip>"Add the evidence"</Button>{about.cancel()}</FormFoot>
                </Form>
            </div>
        }
        .into_any()
    }
}

/// Takes an event off the timeline.
#[derive(Clone, Debug)]
pub struct RetractPage {
    /// The event.
    pub about: About,
    /// Why, as it was sent.
    pub form: Sent<String>,
}

impl Page for RetractPage {
    fn title(&self) -> String {
        self.about.title("Retract")
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let about = self.about;
        let Sent { raw, invalid } = self.form;
        view! {
            {about.head("retract")}
            <div class="readable stack">
                <Form action=about.part("retract") errors=invalid problem="The event is not retracted" prefix="retract" small=true>
                    <TextField name="reason" label="Why" value=raw
                        hint="It leaves the timeline, not the record, and can be put back." />
                    <FormFoot><Button kind=ButtonKind::Danger icon=Glyph::Retract>"Retract"</Button>{about.cancel()}</FormFoot>
                </Form>
            </div>
        }
        .into_any()
    }
}
