//! Choosing a link: first the other event, then what the rules allow between the two. What they do not
//! allow is shown too, with the reason.

use leptos::prelude::*;

use super::Page;
use super::in_place::About;
use super::sent::Sent;
use crate::domain::link::{Basis, Extent, LinkClass, LinkKind, LinkOrder, RawLink, label};
use crate::domain::timeline::{Confidence, Event};
use crate::domain::{Vocabulary, excerpt};
use crate::paths;
use crate::ui::{
    Button, ButtonKind, ButtonLink, Choice, Form, FormFoot, More, NavItem, PageHead, RadioField,
    SelectField, TextArea, choices_of,
};

/// One way to link two events, or why it is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The kind.
    pub kind: LinkKind,
    /// Whether it starts from the event that the page is about.
    pub outward: bool,
    /// How certain the order would be, or the rule that stands against it.
    pub allowed: Result<LinkOrder, String>,
}

/// Another event, and what may be said between it and the one that the page is about.
#[derive(Clone, Debug)]
pub struct Other {
    /// The event.
    pub event: Event,
    /// Every way to link the two.
    pub ways: Vec<Way>,
}

impl Other {
    fn allowed(&self) -> impl Iterator<Item = &Way> {
        self.ways.iter().filter(|way| way.allowed.is_ok())
    }
}

/// Chooses the other event.
#[derive(Clone, Debug)]
pub struct ChooseEventPage {
    /// The event.
    pub about: About,
    /// The words that the others are narrowed by.
    pub words: String,
    /// The other events, the nearest in time first.
    pub others: Vec<Other>,
    /// How many more there are.
    pub more: usize,
}

impl Page for ChooseEventPage {
    fn title(&self) -> String {
        format!("Link E{} – {}", self.about.event.seq, self.about.incident)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let (number, seq) = (self.about.incident, self.about.event.seq);
        let here = paths::event_part(number, seq, "link");
        let rows = self.others.iter().map(|other| row(&here, other)).collect_view();
        let more = (self.more > 0).then(|| {
            let words = format!("{} more events. Say a word of the one you mean.", self.more);
            view! { <p class="quiet">{words}</p> }
        });
        let none = self.others.is_empty().then(|| {
            view! { <p class="quiet">"No other event has these words."</p> }
        });
        let up = (number.to_string(), paths::event(number, seq));
        view! {
            <PageHead title=format!("Link E{seq} to which event?") lead=first_line(&self.about.event) up=up />
            <div class="readable stack">
                <form class="filter" method="get" action=here.clone()>
                    <label for="link-q">"Words of the other event"</label>
                    <input class="input" id="link-q" name="q" type="search" value=self.words />
                    <button class="button" type="submit">"Narrow"</button>
                </form>
                {none}
                <ul class="stack chooser">{rows}</ul>
                {more}
            </div>
        }
        .into_any()
    }
}

fn row(here: &str, other: &Other) -> AnyView {
    let event = &other.event;
    let name = format!("E{}", event.seq);
    let count = other.allowed().count();
    if count == 0 {
        let why = other.ways.iter().find_map(|way| way.allowed.clone().err()).unwrap_or_default();
        return view! {
            <li>
                <span class="ref">{name}</span>" "{first_line(event)}
                <div class="quiet small">"Nothing may be said between the two. "{why}</div>
            </li>
        }
        .into_any();
    }
    let href = paths::with_query(here, &[("to", name.as_str())]);
    let when = event.occurred.label();
    view! {
        <li>
            <a href=href data-in-place=""><span class="ref">{name}</span>" "{first_line(event)}</a>
            <div class="quiet small">{when}</div>
        </li>
    }
    .into_any()
}

/// Chooses what is said between two events.
#[derive(Clone, Debug)]
pub struct ChooseKindPage {
    /// The event.
    pub about: About,
    /// The other one.
    pub other: Other,
    /// What was sent.
    pub form: Sent<RawLink>,
}

impl Page for ChooseKindPage {
    fn title(&self) -> String {
        let (seq, other) = (self.about.event.seq, self.other.event.seq);
        format!("Link E{seq} and E{other} – {}", self.about.incident)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let (number, seq) = (self.about.incident, self.about.event.seq);
        let other = self.other.event.seq;
        let action = paths::event_part(number, seq, "link");
        let choices: Vec<Choice> =
            self.other.allowed().map(|way| choice(way, seq, other)).collect();
        let refused = self
            .other
            .ways
            .iter()
            .filter_map(|way| Some((way, way.allowed.as_ref().err()?)))
            .map(|(way, why)| {
                view! { <li><b>{reads(way, seq, other)}</b>" "<span class="quiet">{why.clone()}</span></li> }
            })
            .collect_view();
        let Sent { raw, invalid } = self.form;
        let up = (number.to_string(), paths::event(number, seq));
        let back = action.clone();
        view! {
            <PageHead title=format!("What is between E{seq} and E{other}?") up=up />
            <div class="readable stack">
                <p><span class="ref">{format!("E{seq}")}</span>" "{first_line(&self.about.event)}</p>
                <p><span class="ref">{format!("E{other}")}</span>" "{first_line(&self.other.event)}</p>
                <Form action=action errors=invalid problem="The link is not drawn" prefix="choose" small=true>
                    <input type="hidden" name="to" value=other.to_string() />
                    <RadioField name="kind" label="What is said" choices=choices value=raw.kind.clone() />
                    <TextArea name="rationale" label="Why it is thought so" rows=2 value=raw.rationale.clone()
                        hint="Where it is written, or who says it. Reliance (“was acted on by”) needs this." />
                    <More summary="What it rests on, how sure, how far">
                        <SelectField name="basis" label="It rests on" choices={choices_of::<Basis>()} value=raw.basis.clone() blank="Testimony" />
                        <SelectField name="confidence" label="How sure" choices={choices_of::<Confidence>()} value=raw.confidence.clone() blank="Reported" />
                        <SelectField name="extent" label="Of a mitigation: how far it reached" choices={choices_of::<Extent>()} value=raw.extent.clone() blank="Not a mitigation, or not known" />
                    </More>
                    <FormFoot>
                        <Button kind=ButtonKind::Primary>"Draw the link"</Button>
                        <a class="button button-quiet" href=back data-in-place="">"Another event"</a>
                        <ButtonLink href=paths::event(number, seq) kind=ButtonKind::Quiet>"Cancel"</ButtonLink>
                    </FormFoot>
                </Form>
                <More summary="What the rules do not allow here, and why"><ul class="stack">{refused}</ul></More>
            </div>
        }
        .into_any()
    }
}

/// The word that a form sends for a way: `out.triggered`, `in.triggered`.
pub fn way_word(kind: LinkKind, outward: bool) -> String {
    format!("{}.{kind}", if outward { "out" } else { "in" })
}

fn reads(way: &Way, seq: i32, other: i32) -> String {
    format!("E{seq} {} E{other}", label(way.kind, way.outward))
}

fn choice(way: &Way, seq: i32, other: i32) -> Choice {
    let unsure =
        matches!(way.allowed, Ok(LinkOrder::Undetermined)) && way.kind.class() == LinkClass::Causal;
    let note = if unsure { " The times do not settle the order." } else { "" };
    let words = format!("{}: {}{note}", reads(way, seq, other), way.kind.meaning());
    Choice::new(way_word(way.kind, way.outward), words)
}

fn first_line(event: &Event) -> String {
    let line = excerpt::first_line(&event.text, 120);
    line.unwrap_or_else(|| event.kind.label().to_owned())
}
