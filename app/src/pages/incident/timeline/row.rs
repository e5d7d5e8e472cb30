//! One event of the timeline.

use std::collections::HashSet;

use leptos::prelude::*;

use super::window::Bearings;
use super::{Entry, claims, output, rhythm};
use crate::domain::Vocabulary;
use crate::domain::actor::{ActorKind, ActorRef};
use crate::domain::claim::Claim;
use crate::domain::incident::IncidentNumber;
use crate::domain::link::{Extent, Link, LinkOrder};
use crate::domain::moment::{Moment, Precision};
use crate::domain::timeline::{Confidence, ControlCheck, Event};
use crate::paths;
use crate::ui::{
    ActorMark, ActorName, Badge, Chip, ChipKind, Flag, GateState, Glyph, Mark, Markdown, Tone,
};

/// Who did what to a row, for those who read it meanwhile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowNews {
    /// The id of who did it.
    pub by: String,
    /// What was done, to stand on the row: `Changed by Alice`.
    pub did: String,
    /// What is said aloud, before the number: `Alice changed`.
    pub said: String,
}

/// Rows outside of their page, as they are now.
#[derive(Clone, Debug)]
pub struct LiveRows {
    /// The incident.
    pub number: IncidentNumber,
    /// The events, also retracted ones.
    pub entries: Vec<Entry>,
    /// The links of the incident.
    pub links: Vec<Link>,
    /// Its claims.
    pub claims: Vec<Claim>,
    /// Shown by when things became known.
    pub by_known: bool,
    /// With what a writer can do.
    pub writes: bool,
    /// Who did what.
    pub news: Option<RowNews>,
}

impl LiveRows {
    /// Draws the rows; of a retracted event only that it is gone.
    pub fn view(self) -> AnyView {
        let news = self.news.as_ref();
        let bearings = Bearings::new(&self.links, &self.claims);
        let row = |entry: &Entry| {
            let event = &entry.event;
            if event.retracted {
                let (by, said) = news.map(|news| (news.by.clone(), said(news, event.seq))).unzip();
                return view! { <li id=format!("E{}", event.seq) data-gone="" data-by=by data-said=said></li> }
                    .into_any();
            }
            let row = Row {
                entry,
                links: bearings.links(event.seq),
                claims: bearings.claims(event.seq),
                lit: false,
                ends: (false, false),
                by_known: self.by_known,
                writes: self.writes,
                news,
                shown: None,
            };
            row.view(self.number)
        };
        self.entries.iter().map(row).collect_view().into_any()
    }
}

fn said(news: &RowNews, seq: i32) -> String {
    if news.said.is_empty() { String::new() } else { format!("{} E{seq}.", news.said) }
}

/// One event with what bears on it.
pub(super) struct Row<'a> {
    pub(super) entry: &'a Entry,
    /// The links that touch it.
    pub(super) links: &'a [&'a Link],
    /// The claims about it.
    pub(super) claims: &'a [&'a Claim],
    /// Whether it is in the chain that is lit.
    pub(super) lit: bool,
    /// Whether it is the first and the last of the chain in the list.
    pub(super) ends: (bool, bool),
    pub(super) by_known: bool,
    pub(super) writes: bool,
    pub(super) news: Option<&'a RowNews>,
    /// The events that have a row here; none when all have.
    pub(super) shown: Option<&'a HashSet<i32>>,
}

impl Row<'_> {
    pub(super) fn view(&self, number: impl std::fmt::Display + Copy) -> AnyView {
        let event = &self.entry.event;
        let seq = event.seq;
        let text = (!self.entry.html.is_empty()).then(|| {
            view! { <div class="event-text"><Markdown html=self.entry.html.clone() /></div> }
        });
        let shown = rhythm::shown(event, self.by_known);
        let facts = event.agent_output.as_ref().map(|said| output::facts(event, said));
        view! {
            <li
                class=self.class()
                id=format!("E{seq}")
                data-at=shown.at.timestamp_millis().to_string()
                data-day=self.news.map(|_| shown.date_label())
                data-by=self.news.map(|news| news.by.clone())
                data-did=self.news.map(|news| news.did.clone())
                data-said=self.news.map(|news| said(news, seq))
            >
                {handle(seq)}
                {time(event, self.by_known)}
                <div class="event-mark"><ActorMark mark=mark(event) /></div>
                <div class="event-body">
                    {meta(event, self.by_known)}
                    {text}
                    {self.steps(number)}
                    {facts}
                    {claims::about(number, self.claims, self.writes)}
                    {self.chips(number)}
                </div>
                {self.acts(number)}
            </li>
        }
        .into_any()
    }

    fn class(&self) -> &'static str {
        match (self.lit, self.ends) {
            (false, _) => "event",
            (true, (true, false)) => "event event-chain event-chain-start",
            (true, (false, true)) => "event event-chain event-chain-end",
            (true, _) => "event event-chain",
        }
    }

    /// Evidence, then links, each read from this side, then tags.
    fn chips(&self, number: impl std::fmt::Display + Copy) -> Option<AnyView> {
        let event = &self.entry.event;
        let evidence = event.evidence.iter().map(|evidence| {
            let href = paths::incident_row(number, "evidence", evidence.id);
            let title = evidence.title.clone();
            view! { <Chip kind=ChipKind::Evidence icon=Glyph::Clip href=href>{title}</Chip> }
                .into_any()
        });
        let at = |seq: i32| match self.shown {
            Some(shown) if !shown.contains(&seq) => paths::event(number, seq),
            _ => format!("#E{seq}"),
        };
        let tags = event
            .tags
            .iter()
            .map(|tag| view! { <Chip kind=ChipKind::Plain>{format!("#{tag}")}</Chip> }.into_any());
        let links = self.links.iter().map(|link| chip(link, event.seq, &at));
        let chips: Vec<AnyView> = evidence.chain(links).chain(tags).collect();
        (!chips.is_empty()).then(|| view! { <div class="chips">{chips}</div> }.into_any())
    }

    /// The way to the steps that an import folded below this event.
    fn steps(&self, number: impl std::fmt::Display + Copy) -> Option<AnyView> {
        let words = match self.entry.steps {
            0 => return None,
            1 => "1 step".to_owned(),
            count => format!("{count} steps"),
        };
        let href = paths::steps(number, self.entry.event.seq);
        Some(view! { <p class="event-steps"><a href=href>{words}</a></p> }.into_any())
    }

    fn acts(&self, number: impl std::fmt::Display + Copy) -> AnyView {
        let seq = self.entry.event.seq;
        let here = paths::incident(number);
        let name = format!("E{seq}");
        let chain = self.links.iter().any(|link| link.kind.is_causal());
        let chain = chain.then(|| {
            let href = format!("{}#chain", paths::with_query(&here, &[("chain", name.as_str())]));
            view! { <a href=href>"Chain"<span class="visually-hidden">{format!(" of {name}")}</span></a> }
        });
        let edit = self.writes.then(|| {
            let [link, acts, fix] =
                ["link", "acts", "remediation"].map(|part| paths::event_part(number, seq, part));
            view! {
                <a href=paths::edit_event(number, seq) data-in-place="">"Edit"<span class="visually-hidden">{format!(" {name}")}</span></a>
                <a href=link data-in-place="">"Link"<span class="visually-hidden">{format!(" from {name}")}</span></a>
                <a href=fix data-in-place="">"Remediate"<span class="visually-hidden">{format!(" what {name} shows")}</span></a>
                <a href=acts data-in-place="">"More"<span class="visually-hidden">{format!(" to do with {name}")}</span></a>
            }
        });
        view! { <span class="event-more no-print">{chain}{edit}</span> }.into_any()
    }
}

/// What the event is called: the first thing in its row that is read and reached, on which its keys
/// work.
fn handle(seq: i32) -> AnyView {
    let name = format!("E{seq}");
    view! { <a class="ref event-ref" data-row="" href=format!("#{name}")>{name.clone()}</a> }
        .into_any()
}

fn chip(link: &Link, seq: i32, at: &impl Fn(i32) -> String) -> AnyView {
    let (words, other) = link.seen_from(seq);
    let icon = if link.from == seq { Glyph::To } else { Glyph::From };
    let kind = if link.kind.is_causal() { ChipKind::Chain } else { ChipKind::Plain };
    let extent = link.extent.map(|extent| match extent {
        Extent::Partial => " (partly)",
        Extent::Full => " (fully)",
    });
    let doubt = (link.order == LinkOrder::Undetermined && link.kind.is_causal()).then(|| {
        view! { <span title="The times do not settle the order">" ?"<span class="visually-hidden">" order not certain"</span></span> }
    });
    let disputed = (link.confidence == Confidence::Disputed).then_some(", disputed");
    view! {
        <Chip kind=kind icon=icon href=at(other)>
            {words}{extent}" "<b>{format!("E{other}")}</b>{disputed}{doubt}
        </Chip>
    }
    .into_any()
}

fn mark(event: &Event) -> Mark {
    match &event.actor {
        Some(actor) => actor.kind.into(),
        None => Mark::Note,
    }
}

/// The time as far as it is known, and how far that is.
fn time(event: &Event, by_known: bool) -> AnyView {
    let moment = rhythm::shown(event, by_known);
    let day: Vec<String> = moment.date_label().split(' ').map(str::to_owned).collect();
    let (words, small) = match moment.precision {
        Precision::Day => (format!("~{} {}", part(&day, 0), part(&day, 1)), "day".to_owned()),
        Precision::Month => (format!("~{}", part(&day, 0)), "month".to_owned()),
        Precision::Year => (format!("~{}", part(&day, 0)), "year".to_owned()),
        Precision::Unknown => ("~?".to_owned(), "unknown".to_owned()),
        Precision::Hour => (moment.time_label(), "hour".to_owned()),
        _ => (moment.time_label(), zone(&moment)),
    };
    view! {
        <div class="event-time" title=moment.utc_label()>{words}" "<small>{small}</small></div>
    }
    .into_any()
}

fn part(words: &[String], place: usize) -> &str {
    words.get(place).map_or("", String::as_str)
}

fn zone(moment: &Moment) -> String {
    moment
        .zone
        .as_deref()
        .and_then(|zone| zone.rsplit('/').next())
        .map_or("UTC".to_owned(), |zone| zone.replace('_', " "))
}

fn actor(actor: &ActorRef) -> AnyView {
    let (mark, name) = (Mark::from(actor.kind), actor.name.clone());
    match &actor.key {
        Some(key) => view! { <ActorName mark=mark name=name href=paths::agent(key) /> }.into_any(),
        None => view! { <ActorName mark=mark name=name /> }.into_any(),
    }
}

fn meta(event: &Event, by_known: bool) -> AnyView {
    let who = event.actor.as_ref().map(actor);
    let sort = event.actor.as_ref().filter(|actor| actor.kind == ActorKind::AiAgent);
    let sort = sort.map(|actor| {
        view! { <span class="visually-hidden">{actor.kind.label()}</span> }
    });
    let behalf = event
        .on_behalf_of
        .as_ref()
        .map(|other| view! { <span>"on behalf of "{actor(other)}</span> });
    let channel =
        event.channel.clone().map(|channel| view! { <span>{format!("in {channel}")}</span> });
    let other = if by_known {
        Some(format!("happened {}", event.occurred.label()))
    } else {
        event.known.as_ref().map(|known| format!("known {}", known.label()))
    };
    let other = other.map(|words| view! { <span class="event-known">{words}</span> });
    let until = event
        .occurred_end
        .as_ref()
        .map(|end| view! { <span>{format!("until {}", end.label())}</span> });
    let pinned = event.pinned.then(|| view! { <Badge icon=Glyph::Pin>"Pinned"</Badge> });
    view! {
        <div class="event-meta">
            {who}
            {sort}
            {behalf}
            <span class="event-kind">{event.kind.label()}</span>
            {until}
            {channel}
            {event.is_unauthorised().then(|| view! { <Flag icon=Glyph::GateFailed>"Unauthorised"</Flag> })}
            {event.control_check.as_ref().map(check)}
            {confidence(event.confidence)}
            {pinned}
            {other}
        </div>
    }
    .into_any()
}

fn confidence(confidence: Confidence) -> Option<AnyView> {
    match confidence {
        Confidence::Reported => None,
        Confidence::Disputed => {
            Some(view! { <Badge tone=Tone::Warn icon=Glyph::Differ>"Disputed"</Badge> }.into_any())
        }
        sure => Some(view! { <Badge tone=Tone::Ok>{sure.label()}</Badge> }.into_any()),
    }
}

fn check(check: &ControlCheck) -> AnyView {
    let name = crate::domain::control::shipped(&check.control)
        .map_or(check.control.clone(), |control| control.name.to_owned());
    let asked = check.requirement.map(|word| format!("approval {}", word.label().to_lowercase()));
    let became = check.outcome.map(|word| word.label().to_lowercase());
    let decided = [asked, became].into_iter().flatten().collect::<Vec<_>>().join(", ");
    view! {
        <span class="strong">{name}</span>
        <GateState state=check.state />
        {(!decided.is_empty()).then(|| view! { <span class="faint">{decided}</span> })}
    }
    .into_any()
}
