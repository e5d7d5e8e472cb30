//! The rules, one function each.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::said::{Of, lengths};
use super::{
    Facts, Notice,
    NoticeRule::{
        ActionWithoutCause, ApprovalWithoutOutcome, Contradiction, DurationDenied, MilestoneOrder,
        NamedNotPresent, OutputUnread, SilentStretch, WithoutEvidence,
    },
};
use crate::domain::Vocabulary;
use crate::domain::claim::open_questions;
use crate::domain::durations::{Measure, Span};
use crate::domain::incident::Milestone::{
    self, Acknowledged, Contained, Declared, Detected, Resolved, Started,
};
use crate::domain::link::{Link, LinkKind};
use crate::domain::moment::Moment;
use crate::domain::timeline::{
    ApprovalOutcome, ApprovalRequirement, Confidence, Event, EventKind, length_words,
    outstanding_pause, pause,
};

/// The milestones of which the second can only follow the first.
const ORDER: [(Milestone, Milestone); 6] = [
    (Started, Detected),
    (Detected, Acknowledged),
    (Detected, Declared),
    (Started, Contained),
    (Contained, Resolved),
    (Started, Resolved),
];

/// What all rules find, in no order between them.
pub(super) fn all(record: &Facts<'_>) -> Vec<Notice> {
    let mut events: Vec<&Event> = record.events.iter().filter(|event| !event.retracted).collect();
    events.sort_by_key(|event| (event.occurred.at, event.seq));
    let timeline = Timeline { events, links: record.links };
    [
        milestones(record),
        timeline.durations(record),
        timeline.contradictions(),
        claims(record),
        timeline.approvals(),
        timeline.causes(),
        timeline.readers(),
        timeline.evidence(),
        timeline.absent(),
        timeline.silences(),
    ]
    .concat()
}

struct Timeline<'a> {
    /// The standing events by when they happened.
    events: Vec<&'a Event>,
    links: &'a [Link],
}

fn milestones(record: &Facts<'_>) -> Vec<Notice> {
    let stations = &record.incident.milestones;
    let wrong = ORDER.iter().filter_map(|&(first, then)| {
        let (from, to) = (stations.get(first)?, stations.get(then)?);
        from.definitely_after(to).then(|| {
            let words = format!(
                "{} ({}) is before {} ({}).",
                then.label(),
                to.label(),
                first.label().to_lowercase(),
                from.label()
            );
            Notice::new(MilestoneOrder, format!("{first}-{then}"), words, Vec::new())
        })
    });
    wrong.collect()
}

fn claims(record: &Facts<'_>) -> Vec<Notice> {
    let open = open_questions(record.claims).into_iter().map(|(question, count)| {
        let words = format!("{count} claims still answer “{question}” differently.");
        let about = record.claims.iter().filter(|c| c.question == question && c.status.stands());
        let events: BTreeSet<i32> = about.filter_map(|claim| claim.event).collect();
        Notice::new(Contradiction, format!("claim:{question}"), words, events.into_iter().collect())
    });
    open.collect()
}

impl Timeline<'_> {
    fn event(&self, seq: i32) -> Option<&Event> {
        self.events.iter().copied().find(|event| event.seq == seq)
    }

    fn contradictions(&self) -> Vec<Notice> {
        let settled = |seq: i32| {
            let corrected = self.links.iter().any(|l| l.kind == LinkKind::Corrected && l.to == seq);
            corrected || self.event(seq).is_none_or(|e| e.confidence == Confidence::Disputed)
        };
        let links = self.links.iter().filter(|link| link.kind == LinkKind::Contradicts);
        let open = links.filter(|link| !settled(link.from) && !settled(link.to)).map(|link| {
            let (a, b) = (link.from, link.to);
            let words = format!("E{a} and E{b} cannot both be true.");
            Notice::new(Contradiction, format!("E{a}-E{b}"), words, vec![a, b])
        });
        open.collect()
    }

    fn approvals(&self) -> Vec<Notice> {
        use ApprovalOutcome::{Pending, Unknown};
        let open = self.events.iter().filter_map(|event| {
            let approval = &event.agent_output.as_ref()?.fields.approval;
            let asked = approval.requirement == ApprovalRequirement::Required;
            (asked && matches!(approval.outcome, Pending | Unknown)).then(|| {
                let outcome = approval.outcome.label().to_lowercase();
                let words = format!("E{} needed approval; its outcome is {outcome}.", event.seq);
                Notice::about(ApprovalWithoutOutcome, event.seq, words)
            })
        });
        open.collect()
    }

    fn causes(&self) -> Vec<Notice> {
        use EventKind::{
            AgentAction, Containment, HumanAction, HumanDecision, Recovery, SystemChange,
        };
        let caused: HashSet<i32> =
            self.links.iter().filter(|l| l.kind.is_causal()).map(|link| link.to).collect();
        // A containment or recovery that mitigates something was caused by what it mitigates.
        let answers: HashSet<i32> = self
            .links
            .iter()
            .filter(|l| l.kind == LinkKind::Mitigated)
            .map(|link| link.from)
            .collect();
        let acts = self.events.iter().filter(|event| {
            let act = matches!(
                event.kind,
                AgentAction | HumanAction | HumanDecision | SystemChange | Containment | Recovery
            );
            act && !caused.contains(&event.seq) && !answers.contains(&event.seq)
        });
        acts.map(|event| {
            let who = event.actor.as_ref().map_or("Nobody named", |actor| &actor.name);
            let words = format!("{who} acted at E{}, and nothing says what led to it.", event.seq);
            Notice::about(ActionWithoutCause, event.seq, words)
        })
        .collect()
    }

    fn readers(&self) -> Vec<Notice> {
        let relied: HashSet<i32> = self
            .links
            .iter()
            .filter(|l| matches!(l.kind, LinkKind::Informed | LinkKind::ActedOn))
            .map(|link| link.from)
            .collect();
        let unread = self.events.iter().filter(|event| {
            let seen = event.agent_output.as_ref().is_some_and(|o| !o.fields.seen_by.is_empty());
            event.kind == EventKind::AgentOutput && !seen && !relied.contains(&event.seq)
        });
        unread
            .map(|event| {
                let words = format!("Nobody is recorded to have read E{}.", event.seq);
                Notice::about(OutputUnread, event.seq, words)
            })
            .collect()
    }

    fn evidence(&self) -> Vec<Notice> {
        use EventKind::{
            AgentAction, AgentOutput, ControlCheck, Detection, ImpactEnded, ImpactStarted,
        };
        let needs = |event: &Event| {
            event.confidence == Confidence::Confirmed
                || matches!(
                    event.kind,
                    AgentOutput
                        | AgentAction
                        | ControlCheck
                        | ImpactStarted
                        | ImpactEnded
                        | Detection
                )
        };
        let has = |event: &Event| {
            let quoted = event.agent_output.as_ref().is_some_and(|o| o.sha256.is_some());
            quoted || !event.evidence.is_empty() || event.source.is_some()
        };
        let bare = self.events.iter().filter(|event| needs(event) && !has(event));
        bare.map(|event| {
            let what = match event.confidence {
                Confidence::Confirmed => "is called confirmed".to_owned(),
                _ => format!("is {}", with_article(event.kind.label())),
            };
            let words = format!("E{} {what}, and nothing supports it.", event.seq);
            Notice::about(WithoutEvidence, event.seq, words)
        })
        .collect()
    }

    /// People who are named in events and do nothing themselves.
    fn absent(&self) -> Vec<Notice> {
        let actors = self.events.iter().flat_map(|event| {
            let both = [&event.actor, &event.on_behalf_of];
            both.into_iter().flatten().map(|actor| actor.name.to_lowercase())
        });
        let present: HashSet<String> = actors.collect();
        let mut absent: BTreeMap<String, (String, Vec<i32>)> = BTreeMap::new();
        for event in &self.events {
            for name in named(event) {
                let key = name.to_lowercase();
                if !present.contains(&key) {
                    let (_, seqs) = absent.entry(key).or_insert_with(|| (name, Vec::new()));
                    if seqs.last() != Some(&event.seq) {
                        seqs.push(event.seq);
                    }
                }
            }
        }
        let notices = absent.into_iter().map(|(key, (name, seqs))| {
            let places: Vec<String> = seqs.iter().map(|seq| format!("E{seq}")).collect();
            let words = format!(
                "{name} is named in {} and does nothing on the timeline.",
                places.join(", ")
            );
            Notice::new(NamedNotPresent, format!("name:{key}"), words, seqs)
        });
        notices.collect()
    }

    fn silences(&self) -> Vec<Notice> {
        let times: Vec<Moment> = self.events.iter().map(|event| event.occurred.clone()).collect();
        let limit = outstanding_pause(&times);
        let pairs = self.events.windows(2).filter_map(|pair| {
            let length = pause(&pair[0].occurred, &pair[1].occurred)?;
            let (from, to) = (pair[0].seq, pair[1].seq);
            (length >= limit).then(|| {
                let length = length_words(length);
                let words = format!("Nothing is recorded for {length} between E{from} and E{to}.");
                Notice::new(SilentStretch, format!("E{from}-E{to}"), words, vec![from, to])
            })
        });
        pairs.collect()
    }

    /// Lengths of time in the summary and in events, held against the recorded times.
    fn durations(&self, record: &Facts<'_>) -> Vec<Notice> {
        let summary = lengths(&record.incident.summary);
        let in_summary = summary.into_iter().filter_map(|said| {
            let Of::Measure(measure) = said.of else { return None };
            let span = state(record, measure)?;
            said.is_denied_by(span).then(|| {
                let words = format!(
                    "The summary says “{}”; {} is {}.",
                    said.words,
                    measure.label().to_lowercase(),
                    span.label()
                );
                Notice::new(DurationDenied, format!("summary:{measure}"), words, Vec::new())
            })
        });
        let in_events = self.events.iter().flat_map(|event| {
            lengths(&event.text).into_iter().filter_map(|said| self.denied(event, &said))
        });
        in_summary.chain(in_events).collect()
    }

    fn denied(&self, event: &Event, said: &super::said::Said) -> Option<Notice> {
        let Of::Since(seq) = said.of else { return None };
        let (from, to) = (&self.event(seq)?.occurred, &event.occurred);
        from.bounds().and(to.bounds())?;
        let span = Span::between(from, to);
        let denied = span.is_none_or(|span| said.is_denied_by(span));
        let recorded = span.map_or("before it".to_owned(), Span::label);
        denied.then(|| {
            let at = event.seq;
            let words = format!("E{at} says “{}”; by their times it is {recorded}.", said.words);
            Notice::new(DurationDenied, format!("E{seq}-E{at}"), words, vec![seq, at])
        })
    }
}

fn state(record: &Facts<'_>, measure: Measure) -> Option<Span> {
    record.durations.all().find(|(of, _)| *of == measure)?.1.span()
}

/// Everybody whom an event names beside its own actor, in the order of the record.
fn named(event: &Event) -> Vec<String> {
    let mut names = mentions(&event.text);
    if let Some(output) = &event.agent_output {
        let fields = &output.fields;
        names.extend(fields.invoked_by.clone());
        names.extend(fields.approval.approver.clone());
        names.extend(fields.seen_by.iter().map(|seen| seen.who.clone()));
    }
    names.retain(|name| !name.trim().is_empty());
    names
}

/// `@name` in a text; an e-mail address is none.
fn mentions(text: &str) -> Vec<String> {
    let words = text.split_whitespace().filter_map(|word| {
        let word = word.trim_start_matches(['(', '“', '"', '*', '_']);
        let name = word.strip_prefix('@')?;
        let end = name.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.')));
        let name = name[..end.unwrap_or(name.len())].trim_end_matches('.');
        (!name.is_empty()).then(|| name.to_owned())
    });
    words.collect()
}

fn with_article(label: &str) -> String {
    let label = label.to_lowercase();
    let article = if label.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    match label.as_str() {
        "impact started" => "the start of impact".to_owned(),
        "impact ended" => "the end of impact".to_owned(),
        _ => format!("{article} {label}"),
    }
}
