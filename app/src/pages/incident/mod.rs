//! The page of one incident: what it is, the picture, the timeline, and what was learnt from it.
//!
//! **How it is put together.** Each part is a section: a plain struct in its own file with
//! `fn view(self, on: &Subject) -> impl IntoView`, holding what it shows and, for each form in it,
//! a [`Sent`]: what was typed and what was wrong with it. [`IncidentPage`] has one field for each
//! section, and `view` draws them in order, one line each. The server's `web::incidents::load`
//! fills the fields, one line each; a handler whose form failed loads the page, puts the `Sent`
//! into its section and answers 422 with the whole page.

pub mod alarms;
pub mod controls;
pub mod evidence;
pub mod exposures;
pub mod factors;
pub(in crate::pages) mod finding;
pub mod head;
pub mod history;
pub mod members;
pub mod people;
pub mod picture;
pub mod postmortem;
pub mod recurrence;
pub mod remediations;
pub mod timeline;

use leptos::prelude::*;

use super::Page;
use crate::domain::incident::Incident;
use crate::domain::permission::{Right, Viewer};
use crate::ui::NavItem;

pub use super::sent::Sent;
pub use alarms::AlarmsSection;
pub use controls::ControlsSection;
pub use evidence::EvidenceSection;
pub use exposures::ExposuresSection;
pub use factors::FactorsSection;
pub use head::IncidentHead;
pub use history::HistorySection;
pub use members::MembersSection;
pub use people::PeopleSection;
pub use picture::PictureSection;
pub use postmortem::PostmortemSection;
pub use recurrence::RecurrenceSection;
pub use remediations::RemediationsSection;
pub use timeline::TimelineSection;

/// Which incident the sections are about, and who looks at it.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The incident.
    pub incident: Incident,
    /// Who looks.
    pub viewer: Viewer,
}

impl Subject {
    /// Whether the viewer may do this here.
    pub fn may(&self, right: Right) -> bool {
        self.viewer.may(right)
    }
}

/// One incident.
#[derive(Clone, Debug)]
pub struct IncidentPage {
    /// The incident and its reader.
    pub subject: Subject,
    /// Title, severity, status, durations.
    pub head: IncidentHead,
    /// What to know at once.
    pub alarms: AlarmsSection,
    /// The picture over the whole width.
    pub picture: PictureSection,
    /// What happened, event by event.
    pub timeline: TimelineSection,
    /// What contributed.
    pub factors: FactorsSection,
    /// What should have stopped it.
    pub controls: ControlsSection,
    /// What is done about it.
    pub remediations: RemediationsSection,
    /// Other incidents that are like it or came of it.
    pub recurrence: RecurrenceSection,
    /// Where its telling stands.
    pub postmortem: PostmortemSection,
    /// Which data was open to whom.
    pub exposures: ExposuresSection,
    /// What the record rests on.
    pub evidence: EvidenceSection,
    /// Who does what.
    pub people: PeopleSection,
    /// Who may see it, where it is restricted.
    pub members: MembersSection,
    /// What its record went through.
    pub history: HistorySection,
}

impl Page for IncidentPage {
    fn title(&self) -> String {
        format!("{} {}", self.subject.incident.number, self.subject.incident.title)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let on = &self.subject;
        let summary = head::summary(self.head.summary.clone());
        view! {
            {self.head.view(on).into_any()}
            {self.alarms.view(on).into_any()}
            {self.picture.view(on).into_any()}
            <div class="split">
                <div class="stack stack-wide">
                    {summary}
                    {self.timeline.view(on).into_any()}
                    {self.evidence.view(on).into_any()}
                    {self.exposures.view(on).into_any()}
                    {self.history.view(on).into_any()}
                </div>
                <aside class="side" aria-label="What was learnt">
                    {self.factors.view(on).into_any()}
                    {self.controls.view(on).into_any()}
                    {self.remediations.view(on).into_any()}
                    {self.recurrence.view(on).into_any()}
                    {self.postmortem.view(on).into_any()}
                    {self.people.view(on).into_any()}
                    {self.members.view(on).into_any()}
                </aside>
            </div>
        }
        .into_any()
    }
}
