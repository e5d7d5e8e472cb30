//! The postmortem of an incident: reading it, writing it, and what came before.

mod edit;
mod review;
mod version;

pub use edit::EditPostmortemPage;
pub(in crate::pages) use review::finding;
pub use version::{DiffLine, VersionPage};

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::Page;
use crate::domain::Vocabulary;
use crate::domain::incident::{Incident, IncidentNumber};
use crate::domain::permission::{Right, Viewer};
use crate::domain::postmortem::{Postmortem, PostmortemStatus, PostmortemVersion, PublishFinding};
use crate::paths;
use crate::ui::{
    Badge, Button, ButtonKind, ButtonLink, Form, FormFoot, Glyph, Icon, Markdown, NavItem, Refusal,
    SafeHtml, SeverityBadge, Size, TextArea, Time, Tone,
};

/// A postmortem as it stands.
#[derive(Clone, Debug)]
pub struct PostmortemPage {
    /// The incident.
    pub incident: Incident,
    /// Who reads.
    pub viewer: Viewer,
    /// The text and its state; `None` before the first text.
    pub postmortem: Option<Postmortem>,
    /// The text, drawn.
    pub html: SafeHtml,
    /// Events that it cites and that changed since, with why.
    pub stale: Vec<(i32, String)>,
    /// What the publish check says.
    pub findings: Vec<PublishFinding>,
    /// Every version, newest first.
    pub versions: Vec<PostmortemVersion>,
    /// Remarks: who, when, what.
    pub comments: Vec<(String, DateTime<Utc>, SafeHtml)>,
    /// What a rule said to the last act.
    pub problem: Option<String>,
}

impl PostmortemPage {
    /// The page of an incident without a text.
    pub fn new(incident: Incident, viewer: Viewer) -> Self {
        Self {
            incident,
            viewer,
            postmortem: None,
            html: SafeHtml::default(),
            stale: Vec::new(),
            findings: Vec::new(),
            versions: Vec::new(),
            comments: Vec::new(),
            problem: None,
        }
    }
}

impl Page for PostmortemPage {
    fn title(&self) -> String {
        format!("Postmortem of {}", self.incident.number)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let number = self.incident.number;
        let problem = self.problem.clone().map(|problem| {
            view! { <Refusal title="This did not happen"><p>{problem}</p></Refusal> }
        });
        let head = head(&self);
        let Some(postmortem) = self.postmortem.clone() else {
            return view! { <article class="stack readable">{head}{problem}{begin(&self)}</article> }
                .into_any();
        };
        let writes = self.viewer.may(Right::WritePostmortem);
        let edit = paths::postmortem_part(number, "edit");
        let edit = writes.then(|| {
            view! { <ButtonLink href=edit icon=Glyph::Edit key="e">"Edit the text"</ButtonLink> }
        });
        let aside = view! {
            {review::next_steps(&self, &postmortem)}
            {review::check(&self)}
            {review::reviews(&self, &postmortem)}
            {review::versions(&self)}
        };
        view! {
            <article class="stack">
                {head}
                {problem}
                {stale(&self)}
                <div class="split">
                    <div class="stack">
                        <div class="row row-tight no-print">{edit}{exports(number)}</div>
                        <div class="reading"><Markdown html=self.html.clone() /></div>
                        {comments(&self)}
                    </div>
                    <aside class="side no-print" aria-label="Review and publishing">{aside}</aside>
                </div>
            </article>
        }
        .into_any()
    }
}

/// What the colour of a state says.
pub(super) fn tone(status: PostmortemStatus) -> Tone {
    match status {
        PostmortemStatus::Draft => Tone::Dashed,
        PostmortemStatus::InReview => Tone::Warn,
        PostmortemStatus::Published => Tone::Ok,
    }
}

fn head(page: &PostmortemPage) -> impl IntoView + use<> {
    let incident = &page.incident;
    let number = incident.number.to_string();
    let state = page.postmortem.as_ref().map(|postmortem| {
        let words = format!("{}, version {}", postmortem.status.label(), postmortem.revision);
        view! { <Badge tone=tone(postmortem.status)>{words}</Badge> }
    });
    let published = page.postmortem.as_ref().and_then(|p| p.published_at).map(|at| {
        view! { <span>"Published "<Time at /></span> }
    });
    let hash = page.postmortem.as_ref().map(|postmortem| {
        let short: String = postmortem.body_hash.chars().take(8).collect();
        view! { <span class="mono faint" title=postmortem.body_hash.clone()>"text "{short}"…"</span> }
    });
    view! {
        <header class="paper-head">
            <p class="incident-crumb">
                <a href=paths::INCIDENTS>"Incidents"</a>
                <span aria-hidden="true">"/"</span>
                <a class="ref" href=paths::incident(&number)>{number.clone()}</a>
                <span aria-hidden="true">"/"</span>
                <span>"Postmortem"</span>
                {state}
            </p>
            <h1>{incident.title.clone()}</h1>
            <div class="byline">
                <SeverityBadge severity=incident.severity />
                <span>{incident.agent_involvement.label()}</span>
                {published}
                {hash}
            </div>
        </header>
    }
}

fn begin(page: &PostmortemPage) -> impl IntoView + use<> {
    let edit = paths::postmortem_part(page.incident.number, "edit");
    let draft = paths::with_query(&edit, &[("from", "record")]);
    if !page.viewer.may(Right::WritePostmortem) {
        return view! { <p class="quiet">"Nobody has written it yet."</p> }.into_any();
    }
    view! {
        <p>
            "Nobody has written it yet. Begin with what is recorded: pinned events, impact, factors, \
             controls and remediations, each sentence with the event it comes from. It is yours to change."
        </p>
        <p class="row">
            <ButtonLink href=draft kind=ButtonKind::Primary>"Start from the record"</ButtonLink>
            <ButtonLink href=edit>"Start with an empty page"</ButtonLink>
        </p>
    }
    .into_any()
}

fn exports(number: IncidentNumber) -> impl IntoView {
    let path = format!("/api/v1/incidents/{number}/export");
    [("md", "Markdown"), ("json", "JSON"), ("csv", "Timeline as CSV")]
        .map(|(format, words)| {
            let href = paths::with_query(&path, &[("format", format)]);
            view! { <ButtonLink href=href kind=ButtonKind::Quiet size=Size::Small icon=Glyph::Download>{words}</ButtonLink> }
        })
        .collect_view()
}

fn stale(page: &PostmortemPage) -> impl IntoView + use<> {
    let number = page.incident.number;
    let items = page
        .stale
        .iter()
        .map(|(seq, why)| {
            view! { <li><a class="ref" href=paths::event(number, seq)>"E"{*seq}</a>" "{why.clone()}</li> }
        })
        .collect_view();
    (!page.stale.is_empty()).then(|| {
        view! {
            <section class="note" aria-labelledby="stale">
                <Icon glyph=Glyph::Alert />
                <div>
                    <h2 id="stale">"What it cites has changed since"</h2>
                    <ul>{items}</ul>
                </div>
            </section>
        }
    })
}

fn comments(page: &PostmortemPage) -> impl IntoView + use<> {
    let rows = page
        .comments
        .iter()
        .map(|(who, at, html)| {
            view! {
                <li class="stack">
                    <p class="quiet"><b>{who.clone()}</b>" "<Time at=*at /></p>
                    <Markdown html=html.clone() />
                </li>
            }
        })
        .collect_view();
    let action = paths::postmortem_part(page.incident.number, "comments");
    let form = page.viewer.may(Right::ReviewPostmortem).then(|| {
        view! {
            <Form action=action small=true prefix="remark">
                <TextArea name="body" label="Add a remark" rows=2 required=true />
                <FormFoot><Button>"Add"</Button></FormFoot>
            </Form>
        }
    });
    view! {
        <section class="stack no-print remarks" aria-labelledby="remarks">
            <h2 id="remarks">"Remarks"</h2>
            <ol class="stack found">{rows}</ol>
            {form}
        </section>
    }
}
