//! What was hidden in an event, for those who may read it.

use leptos::prelude::*;

use super::Page;
use crate::domain::incident::IncidentNumber;
use crate::domain::redaction::{Original, Rendition};
use crate::paths;
use crate::ui::{Button, ButtonKind, Form, FormFoot, NavItem, PageHead, Section, Time};

/// What was hidden in an event.
#[derive(Clone, Debug)]
pub struct OriginalsPage {
    /// The incident.
    pub incident: IncidentNumber,
    /// The event.
    pub seq: i32,
    /// The renditions, newest first, with what stood there before.
    pub renditions: Vec<(Rendition, Vec<Original>)>,
    /// Whether the reader may remove it for good.
    pub purges: bool,
}

impl Page for OriginalsPage {
    fn title(&self) -> String {
        format!("Originals of {}/E{}", self.incident, self.seq)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let up = (
            format!("{}/E{}", self.incident, self.seq),
            paths::edit_event(self.incident, self.seq),
        );
        let left = self.renditions.iter().any(|(rendition, _)| rendition.purged_at.is_none());
        let purge = (self.purges && left).then(|| {
            let action = paths::event_part(self.incident, self.seq, "originals");
            view! {
                <Form action=action small=true>
                    <p>"What was hidden goes, and cannot be brought back. Its hash stays."</p>
                    <FormFoot><Button kind=ButtonKind::Danger>"Remove it for good"</Button></FormFoot>
                </Form>
            }
        });
        let parts = self.renditions.into_iter().map(|(rendition, originals)| {
            let places = originals.into_iter().map(|original| {
                view! { <h3 class="small">{original.place}</h3><pre class="panel panel-body mono small">{original.before}</pre> }
            });
            let places = places.collect_view();
            let about = about(&rendition);
            view! { <Section title="Before this rendition" id=format!("r-{}", rendition.id)>{about}{places}</Section> }
        });
        let parts = parts.collect_view();
        view! {
            <PageHead title=format!("What was hidden in E{}", self.seq) up=up />
            <div class="readable stack stack-wide">
                <p>"Only commanders and administrators see this page. That you have opened it is noted in the audit log."</p>
                {parts}
                {purge}
            </div>
        }
        .into_any()
    }
}

/// When, by whom, why, and the hashes of before and after.
pub(super) fn about(rendition: &Rendition) -> impl IntoView + use<> {
    let by = rendition.by.as_ref().map(|person| format!("{}, ", person.name));
    let places = match rendition.places {
        1 => "one place".to_owned(),
        places => format!("{places} places"),
    };
    let purged = rendition.purged_at.map(
        |at| view! { <p class="quiet small">"The original was removed for good "<Time at /></p> },
    );
    let (before, after) = (rendition.original_sha256.clone(), rendition.rendition_sha256.clone());
    view! {
        <p>{by}<Time at=rendition.at />", in "{places}": "{rendition.reason.clone()}</p>
        <p class="quiet small">"SHA-256 of the original "<span class="mono hash">{before}</span></p>
        <p class="quiet small">"SHA-256 of the rendition "<span class="mono hash">{after}</span></p>
        {purged}
    }
}
