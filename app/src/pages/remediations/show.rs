//! One remediation: what it is, what it serves, where it stands and what can happen next.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use leptos::prelude::*;
use uuid::Uuid;

use super::{NotesSection, due, owner, status_badge, steps};
use crate::domain::Vocabulary;
use crate::domain::catalogue::CatalogueNames;
use crate::domain::evidence::{NamedEvidence, Proof};
use crate::domain::incident::IncidentNumber;
use crate::domain::remediation::{
    RawServe, Remediation, RemediationStep, ServedIncident, TransitionRaw,
};
use crate::pages::Page;
use crate::pages::incident::{Sent, controls::strength};
use crate::pages::notices::follow_button;
use crate::paths;
use crate::ui::{
    Badge, Button, ButtonLink, Chip, Facts, Form, FormFoot, Glyph, Markdown, More, NavItem,
    PageHead, Panel, PanelBody, PostButton, Ref, SafeHtml, Section, Size, TextField, Time, Tone,
};

/// One remediation.
#[derive(Clone, Debug)]
pub struct RemediationPage {
    /// The remediation, with the incidents that the reader may see.
    pub it: Remediation,
    /// Its description as HTML.
    pub description: SafeHtml,
    /// The steps it took, oldest first.
    pub history: Vec<RemediationStep>,
    /// The day on which it is looked at.
    pub today: NaiveDate,
    /// Who looks.
    pub me: Uuid,
    /// Whether the reader may write.
    pub writes: bool,
    /// The addresses of those who may accept a risk.
    pub people: Vec<String>,
    /// A step as it was sent.
    pub step: Sent<TransitionRaw>,
    /// One more incident as it was sent.
    pub attach: Sent<RawServe>,
    /// What is said, ticked off and linked.
    pub notes: NotesSection,
    /// Whether the reader follows it.
    pub follows: bool,
    /// The evidence among what shows that it works, as far as the reader may see it.
    pub proof: HashMap<Uuid, NamedEvidence>,
    /// The names of the factors and controls that it is aimed at.
    pub names: Arc<CatalogueNames>,
}

impl Page for RemediationPage {
    fn title(&self) -> String {
        format!("REM-{} {}", self.it.number, self.it.title)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Remediations)
    }

    fn view(self) -> AnyView {
        let it = &self.it;
        let number = format!("REM-{}", it.number);
        let edit = self.writes.then(|| {
            view! {
                <ButtonLink href=paths::remediation_part(&number, "edit") icon=Glyph::Edit key="e">"Edit"</ButtonLink>
            }
        });
        let follow = follow_button(paths::remediation_part(&number, "follow"), self.follows);
        let up = ("Remediations".to_owned(), paths::REMEDIATIONS.to_owned());
        let title = format!("{number} {}", it.title);
        let body = (!self.description.is_empty())
            .then(|| view! { <Markdown html=self.description.clone() /> });
        let next = self.writes.then(|| steps::panel(it, self.me, self.step.clone(), &self.people));
        let notes = self.notes.view(&number, self.writes);
        let served = served(&number, it.incidents.clone(), self.writes, self.attach.clone());
        view! {
            <PageHead title=title up=up>{follow}{edit}</PageHead>
            <p class="row row-tight page-state">{badges(it, self.today)}</p>
            <div class="split">
                <div class="stack stack-wide">
                    {body}
                    {measure(it, &self.proof)}
                    {served}
                    {notes}
                    {history(self.history)}
                </div>
                <aside class="side" aria-label="Where it stands">{next}{card(it, &self.names, self.today)}</aside>
            </div>
        }
        .into_any()
    }
}

fn badges(it: &Remediation, today: NaiveDate) -> impl IntoView + use<> {
    let check = it.verification_due(today).then(
        || view! { <Badge tone=Tone::Warn icon=Glyph::Late>"The day to look has come"</Badge> },
    );
    let expired = it
        .risk_expired(today)
        .then(|| view! { <Badge tone=Tone::Danger icon=Glyph::Late>"The accepted risk has expired"</Badge> });
    let watched = it.watched_until().map(|until| {
        let day = until.format("%-d %b %Y");
        if today <= until {
            view! { <Badge tone=Tone::Accent>{format!("Watched until {day}")}</Badge> }.into_any()
        } else {
            view! { <Badge tone=Tone::Ok icon=Glyph::Check>{format!("Held until {day} and after")}</Badge> }
                .into_any()
        }
    });
    view! { {status_badge(it.status)}{due(it.due, it.overdue(today))}{check}{expired}{watched} }
}

fn card(it: &Remediation, names: &CatalogueNames, today: NaiveDate) -> impl IntoView + use<> {
    let factors = it.factors.iter().map(|target| names.target(target));
    let controls = it.controls.iter().map(|code| names.control(code).to_owned());
    let name = |person: &Option<crate::domain::account::Person>| {
        owner(person.as_ref().map(|person| person.name.clone()))
    };
    let mut rows = vec![
        ("Type".to_owned(), it.kind.label().into_any()),
        ("Strength".to_owned(), it.strength.map_or("not said", strength).into_any()),
        ("Priority".to_owned(), it.priority.label().into_any()),
        ("Owner".to_owned(), name(&it.owner)),
        ("Verifier".to_owned(), name(&it.verifier)),
        ("Due".to_owned(), due(it.due, it.overdue(today))),
        ("Factors".to_owned(), chips(factors)),
        ("Controls".to_owned(), chips(controls)),
    ];
    if let Some(tracker) = it.tracker.clone() {
        let words = tracker.clone();
        let link = view! { <a href=tracker rel="noreferrer">{words}</a> }.into_any();
        rows.push(("Tracked at".to_owned(), link));
    }
    if let Some(at) = it.effective_at {
        rows.push(("In effect since".to_owned(), view! { <Time at=at /> }.into_any()));
    }
    if let Some(at) = it.verified_at {
        rows.push(("Verified".to_owned(), view! { <Time at=at /> }.into_any()));
        rows.push(("Verified by".to_owned(), name(&it.verified_by)));
    }
    if let Some(successor) = it.successor {
        let number = format!("REM-{successor}");
        let link = view! { <Ref to=number.clone() href=paths::remediation(&number) /> };
        rows.push(("Succeeded by".to_owned(), link.into_any()));
    }
    if it.risk_approver.is_some() {
        rows.push(("Risk accepted by".to_owned(), name(&it.risk_approver)));
        let until = it.risk_expires_on.map(|day| day.format("%-d %b %Y").to_string());
        rows.push(("Until".to_owned(), until.into_any()));
    }
    view! { <Panel title="Facts"><PanelBody><Facts rows=rows /></PanelBody></Panel> }
}

fn chips(words: impl Iterator<Item = String>) -> AnyView {
    let chips: Vec<_> = words.map(|word| view! { <Chip>{word}</Chip> }).collect();
    if chips.is_empty() {
        return view! { <span class="faint">"none named"</span> }.into_any();
    }
    view! { <span class="chips">{chips}</span> }.into_any()
}

fn measure(it: &Remediation, named: &HashMap<Uuid, NamedEvidence>) -> impl IntoView + use<> {
    let inside = if it.measure.is_blank() {
        view! { <p class="quiet">"Nothing says yet what would show that it works."</p> }.into_any()
    } else {
        let watch = it.measure.watch_days.map(|n| format!("{n} days from the verification"));
        let day = it.measure.check_on.map(|day| day.format("%-d %b %Y").to_string());
        let rows = [
            ("What", Some(it.measure.what.clone())),
            ("How", Some(it.measure.how.clone())),
            ("Expected", Some(it.measure.expected.clone())),
            ("Look on", day),
            ("Watched for", watch),
        ];
        let said = |text: Option<String>| match text.filter(|text| !text.is_empty()) {
            Some(text) => text.into_any(),
            None => view! { <span class="faint">"not said"</span> }.into_any(),
        };
        // Nobody has to watch it; the rest is always worth asking for.
        let rows = rows.into_iter().filter(|(name, text)| *name != "Watched for" || text.is_some());
        let rows = rows.map(|(name, text)| (name.to_owned(), said(text))).collect::<Vec<_>>();
        view! { <Facts rows=rows /> }.into_any()
    };
    let result = it.result.clone().map(|result| {
        view! { <p><span class="strong">"Result: "</span>{result}</p> }
    });
    let proof = it.proof.iter().map(|proof| match proof.clone() {
        Proof::Link(href) => {
            let words = href.clone();
            view! { <li><a href=href rel="noreferrer">{words}</a></li> }.into_any()
        }
        Proof::Evidence(id) => match named.get(&id) {
            Some(NamedEvidence { incident, title }) => {
                let href = paths::incident_row(incident, "evidence", id);
                view! { <li><a href=href>{title.clone()}</a>", evidence of "{incident.to_string()}</li> }
                    .into_any()
            }
            None => view! { <li class="faint">"Evidence that was retracted, or that you may not see"</li> }
                .into_any(),
        },
        Proof::Text(text) => view! { <li>{text}</li> }.into_any(),
    });
    let proof = proof.collect_view();
    view! { <Section title="What shows that it works" id="measure"><div class="stack">{inside}{result}<ul class="bullets">{proof}</ul></div></Section> }
}

fn served(
    number: &str,
    rows: Vec<ServedIncident>,
    writes: bool,
    attach: Sent<RawServe>,
) -> impl IntoView + use<> {
    let count = rows.len().to_string();
    let detach = paths::remediation_part(number, "detach");
    let rows = rows.into_iter().map(|row| {
        let incident = IncidentNumber(row.number);
        let event = row.event.map(|seq| {
            view! { " "<Ref to=format!("E{seq}") href=paths::event(incident, seq) /> }
        });
        let remove = writes.then(|| {
            let fields = vec![("incident", incident.to_string())];
            view! {
                <span class="push no-print">
                    <PostButton action=detach.clone() fields=fields size=Size::Small>
                        "Remove"<span class="visually-hidden">{format!(" {incident}")}</span>
                    </PostButton>
                </span>
            }
        });
        view! {
            <li>
                <span class="side-line">
                    <span><span class="ref">{incident.to_string()}</span>" "<a href=paths::incident(incident)>{row.title}</a>{event}</span>
                    {remove}
                </span>
                {(!row.why.is_empty()).then(|| view! { <span class="side-sub">{row.why}</span> })}
            </li>
        }
    });
    let rows = rows.collect_view();
    let action = paths::remediation_part(number, "incidents");
    let form = writes.then(|| {
        let open = attach.failed();
        let Sent { raw, invalid } = attach;
        view! {
            <More summary="It serves one more incident" open=open>
                <Form action=action errors=invalid problem="It is not attached yet" prefix="serve" small=true>
                    <TextField name="incident" label="Incident" value=raw.incident short=true hint="E.g. INC-2." />
                    <TextField name="event" label="The event it answers to" value=raw.event short=true optional=true hint="E.g. E5." />
                    <TextField name="why" label="Why?" value=raw.why optional=true />
                    <FormFoot><Button size=Size::Small>"Attach"</Button></FormFoot>
                </Form>
            </More>
        }
    });
    view! {
        <Section title="Incidents it serves" id="incidents" count=count>
            <div class="stack"><ul class="panel side-list">{rows}</ul>{form}</div>
        </Section>
    }
}

fn history(steps: Vec<RemediationStep>) -> impl IntoView {
    let rows = steps.into_iter().rev().map(|step| {
        let what = match step.from {
            Some(from) => format!("{} → {}", from.label(), step.to.label()),
            None => format!("Written down as {}", step.to.label().to_lowercase()),
        };
        let by = step.by.map(|by| format!(", {}", by.name));
        let note = (!step.note.is_empty()).then(|| view! { <span class="side-sub">{step.note}</span> });
        view! {
            <li>
                <span class="side-line"><span>{what}</span><span class="side-sub push"><Time at=step.at />{by}</span></span>
                {note}
            </li>
        }
    });
    let rows = rows.collect_view();
    view! { <Section title="History" id="history"><ol class="panel side-list">{rows}</ol></Section> }
}
