//! Where the postmortem of an incident stands, and what would still stop it from being published.

use leptos::prelude::*;

use super::Subject;
use crate::domain::Vocabulary;
use crate::domain::incident::IncidentNumber;
use crate::domain::permission::Right;
use crate::domain::postmortem::{CheckLevel, Postmortem, PostmortemStatus, PublishFinding};
use crate::pages::postmortem::{finding, tone};
use crate::paths;
use crate::ui::{Badge, ButtonLink, Glyph, Panel, Size, Time};

/// How many findings are named here; the postmortem's page has them all.
const NAMED: usize = 3;

/// Where its telling stands.
#[derive(Clone, Debug, Default)]
pub struct PostmortemSection {
    /// The postmortem; `None` before its first text.
    pub postmortem: Option<Postmortem>,
    /// What the publish check says of it while it is not published.
    pub findings: Vec<PublishFinding>,
}

impl PostmortemSection {
    /// Draws the section.
    pub fn view(self, on: &Subject) -> impl IntoView + use<> {
        let number = on.incident.number;
        let content = match self.postmortem {
            Some(postmortem) => written(number, &postmortem, self.findings).into_any(),
            None => unwritten(number, on.may(Right::WritePostmortem)).into_any(),
        };
        view! { <Panel title="Postmortem" id="postmortem">{content}</Panel> }
    }
}

fn unwritten(number: IncidentNumber, writes: bool) -> impl IntoView {
    let edit = paths::postmortem_part(number, "edit");
    let draft = paths::with_query(&edit, &[("from", "record")]);
    let begin = writes.then(|| {
        view! { <div class="panel-body"><ButtonLink href=draft size=Size::Small icon=Glyph::Plus>"Start it from the record"</ButtonLink></div> }
    });
    view! {
        <p class="panel-body quiet">"Nobody has written it yet."</p>
        {begin}
    }
}

fn written(
    number: IncidentNumber,
    postmortem: &Postmortem,
    findings: Vec<PublishFinding>,
) -> impl IntoView + use<> {
    let (status, revision) = (postmortem.status, postmortem.revision);
    let words = format!("Version {revision}");
    let stops = findings.iter().filter(|finding| finding.level == CheckLevel::Error).count();
    let standing = (status != PostmortemStatus::Published).then(|| standing(stops, findings.len()));
    let count = findings.len();
    let named = findings.into_iter().take(NAMED).map(|row| finding(number, &row)).collect_view();
    let more = count.checked_sub(NAMED).filter(|more| *more > 0).map(|more| {
        let href = format!("{}#check", paths::postmortem(number));
        view! { <li><a href=href>{format!("{more} more")}</a></li> }
    });
    view! {
        <ul class="side-list">
            <li>
                <span class="side-line">
                    <a href=paths::postmortem(number)>{words}</a>
                    <span class="push"><Badge tone=tone(status)>{status.label()}</Badge></span>
                </span>
                {happened(postmortem)}
                {standing.map(|words| view! { <span class="side-sub">{words}</span> })}
            </li>
            {named}
            {more}
        </ul>
    }
}

/// When and by whom it was published, and saved since.
fn happened(postmortem: &Postmortem) -> impl IntoView + use<> {
    let by = |person: Option<&crate::domain::account::Person>| {
        person.map(|person| format!(" by {}", person.name))
    };
    let who = by(postmortem.published_by.as_ref());
    let published = postmortem.published_at.map(|at| {
        view! { <span class="side-sub">"Published "<Time at />{who}</span> }
    });
    let since = postmortem.published_at.is_none_or(|at| at < postmortem.updated_at);
    let (at, who) = (postmortem.updated_at, by(postmortem.updated_by.as_ref()));
    let saved =
        since.then(|| view! { <span class="side-sub">"Last saved "<Time at />{who}</span> });
    view! { {published}{saved} }
}

fn standing(stops: usize, all: usize) -> String {
    match (stops, all) {
        (0, 0) => "Nothing stands against publishing it.".to_owned(),
        (0, 1) => "Ready to publish; look at one thing again.".to_owned(),
        (0, all) => format!("Ready to publish; look at {all} things again."),
        (1, _) => "One thing stops publishing.".to_owned(),
        (stops, _) => format!("{stops} things stop publishing."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_against_publishing_is_said_in_words() {
        assert_eq!(standing(0, 0), "Nothing stands against publishing it.");
        assert_eq!(standing(0, 2), "Ready to publish; look at 2 things again.");
        assert_eq!(standing(2, 5), "2 things stop publishing.");
    }
}
