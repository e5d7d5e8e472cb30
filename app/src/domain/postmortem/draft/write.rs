//! Writing the draft, section by section.

use std::fmt::Write as _;

use super::{DraftEvent, DraftFacts};
use crate::domain::{
    Vocabulary,
    claim::{Claim, open_questions},
    timeline::EventKind,
};

/// The longest passage that is taken over from an event, in characters.
const PASSAGE_MAX: usize = 280;
/// How many events are told when none is pinned.
const UNPINNED_MAX: usize = 30;

/// The draft, in Markdown.
pub fn first_draft(facts: &DraftFacts) -> String {
    let sections = [
        ("Summary", summary(facts)),
        ("Impact", impact(facts)),
        ("What happened", story(facts)),
        ("How it was noticed and ended", response(facts)),
        ("What contributed", factors(facts)),
        ("What stood in between", controls(facts)),
        ("Where accounts differ", accounts(facts)),
        ("What we do about it", remediations(facts)),
    ];
    let mut draft = String::new();
    for (title, body) in sections {
        let body = body.trim_end();
        if !body.is_empty() {
            let _ = write!(draft, "## {title}\n\n{body}\n\n");
        }
    }
    draft.truncate(draft.trim_end().len());
    draft.push('\n');
    draft
}

fn summary(facts: &DraftFacts) -> String {
    let mut out = String::new();
    let told = facts.summary.trim();
    if told.is_empty() {
        let _ = writeln!(out, "{} (INC-{}).", plain(&facts.title), facts.number);
    } else {
        let _ = writeln!(out, "{told} (INC-{})", facts.number);
    }
    match &facts.severity {
        Some((name, why)) if why.trim().is_empty() => {
            let _ = writeln!(out, "\nSeverity {name}; the record does not say why.");
        }
        Some((name, why)) => {
            let _ = writeln!(out, "\nSeverity {name}: {}", sentence(why));
        }
        None => out.push_str("\nThe severity is not set.\n"),
    }
    if !facts.times.is_empty() {
        out.push('\n');
        for (what, when) in &facts.times {
            let _ = writeln!(out, "- {what}: {when}");
        }
    }
    out
}

fn impact(facts: &DraftFacts) -> String {
    let mut out = told(facts, |event| {
        matches!(event.kind, EventKind::ImpactStarted | EventKind::ImpactEnded)
    });
    for exposure in &facts.exposures {
        let _ = writeln!(out, "- {}", sentence(exposure));
    }
    if out.is_empty() { "The record names no impact.".into() } else { out }
}

fn story(facts: &DraftFacts) -> String {
    let any_pinned = facts.events.iter().any(|event| event.pinned);
    if any_pinned {
        return told(facts, |event| event.pinned);
    }
    let first: Vec<i32> = facts.events.iter().take(UNPINNED_MAX).map(|event| event.seq).collect();
    let mut out = told(facts, |event| first.contains(&event.seq));
    let left = facts.events.len() - first.len();
    if left > 0 {
        let _ = writeln!(out, "\nThe timeline has {left} more; pin what belongs to the story.");
    }
    if out.is_empty() { "The timeline is empty.".into() } else { out }
}

fn response(facts: &DraftFacts) -> String {
    told(facts, |event| {
        matches!(
            event.kind,
            EventKind::Detection
                | EventKind::Escalation
                | EventKind::Containment
                | EventKind::Recovery
        )
    })
}

/// The events that `wanted` picks, one line each, each with its citation.
fn told(facts: &DraftFacts, wanted: impl Fn(&DraftEvent) -> bool) -> String {
    let mut out = String::new();
    for event in facts.events.iter().filter(|event| wanted(event)) {
        let when = event.when.as_deref().unwrap_or("Time not known");
        let who = event.who.as_deref().unwrap_or(event.kind.label());
        let what = passage(&event.text);
        let what = if what.is_empty() { event.kind.label().to_lowercase() } else { what };
        let _ = writeln!(out, "- **{when}**, {}: {what} (E{})", plain(who), event.seq);
    }
    out
}

fn factors(facts: &DraftFacts) -> String {
    if facts.factors.is_empty() {
        return "No contributing factor is named yet.".into();
    }
    let mut out = String::new();
    for factor in &facts.factors {
        let sure = if factor.known { "known" } else { "possible" };
        let at = if factor.scope.is_empty() {
            String::new()
        } else {
            format!(" at {}", plain(&factor.scope))
        };
        let _ = write!(out, "- **{}**{at} ({}, {sure})", factor.name, factor.role);
        finish(&mut out, &factor.note, &factor.events);
    }
    out
}

fn controls(facts: &DraftFacts) -> String {
    let mut out = String::new();
    for control in &facts.controls {
        let state = control.state.label().to_lowercase();
        let _ = write!(out, "- **{}**: {state}", control.name);
        finish(&mut out, &control.note, &control.events);
    }
    out
}

/// Ends a line with what is known, and with the events that show it.
fn finish(out: &mut String, note: &str, events: &[i32]) {
    let note = passage(note);
    if !note.is_empty() {
        let _ = write!(out, ": {note}");
    }
    if !events.is_empty() {
        let names: Vec<_> = events.iter().map(|seq| format!("E{seq}")).collect();
        let _ = write!(out, " ({})", names.join(", "));
    }
    out.push('\n');
}

fn accounts(facts: &DraftFacts) -> String {
    let mut out = String::new();
    for (question, _) in open_questions(&facts.claims) {
        let _ = writeln!(out, "**{}**\n", plain(question));
        let standing = |claim: &&Claim| claim.question == question && claim.status.stands();
        for claim in facts.claims.iter().filter(standing) {
            let about = claim.event.map_or(String::new(), |seq| format!(" (E{seq})"));
            let said = passage(&claim.statement);
            let _ = writeln!(out, "- {}: {said}{about}", plain(&claim.made_by));
        }
        out.push('\n');
    }
    out
}

fn remediations(facts: &DraftFacts) -> String {
    if facts.remediations.is_empty() {
        return "No remediation is written down yet.".into();
    }
    let mut out = String::new();
    for remediation in &facts.remediations {
        let status = remediation.status.label().to_lowercase();
        let owner = match &remediation.owner {
            Some(name) => format!("owner {}", plain(name)),
            None => "no owner".into(),
        };
        let due = remediation.due.as_ref().map_or(String::new(), |day| format!(", due {day}"));
        let title = plain(&remediation.title);
        let _ = write!(out, "- REM-{}: {title} ({status}, {owner}{due})", remediation.number);
        let measure = passage(&remediation.measure);
        if measure.is_empty() {
            out.push_str(". Nothing says yet what would show that it works.\n");
        } else {
            let _ = writeln!(out, ". Shown by: {measure}");
        }
    }
    out
}

/// The first paragraph of a Markdown text as one line, short enough to stand in a sentence.
fn passage(text: &str) -> String {
    let paragraph = text.trim().split("\n\n").next().unwrap_or_default();
    let line = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.trim_start_matches(['#', '>', '-', '*', ' ']);
    if line.chars().count() <= PASSAGE_MAX {
        return line.to_owned();
    }
    let short: String = line.chars().take(PASSAGE_MAX).collect();
    let end = short.rfind(' ').unwrap_or(short.len());
    format!("{}…", &short[..end])
}

/// The text as one line that ends as a sentence does.
fn sentence(text: &str) -> String {
    let line = passage(text);
    if line.ends_with(['.', '!', '?', '…', '”', '"']) { line } else { format!("{line}.") }
}

/// Plain text made safe to stand in Markdown.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\`*_[]<>#|".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        claim::ClaimStatus,
        control::ControlState,
        factor::FactorRole,
        postmortem::{
            DraftControl, DraftFactor, DraftRemediation, MentionKind, loaded_words, mentions,
        },
        remediation::RemediationStatus,
    };
    use chrono::DateTime;

    fn event(seq: i32, kind: EventKind, text: &str, pinned: bool) -> DraftEvent {
        let when = Some("March 2026".into());
        DraftEvent { seq, kind, when, who: Some("Engineer B".into()), text: text.into(), pinned }
    }

    fn claim(statement: &str) -> Claim {
        Claim {
            id: uuid::Uuid::nil(),
            question: "Who acted on the reply?".into(),
            statement: statement.into(),
            made_by: "A newspaper".into(),
            source: String::new(),
            event: Some(7),
            status: ClaimStatus::Asserted,
            recorded_by: None,
            recorded_at: DateTime::UNIX_EPOCH,
            version: 1,
        }
    }

    fn facts() -> DraftFacts {
        DraftFacts {
            number: 1,
            title: "Agent posted wrong advice".into(),
            severity: Some(("SEV1".into(), "data was visible to staff without a need".into())),
            times: vec![("Resolve".into(), "about 2 h".into())],
            events: vec![
                event(5, EventKind::AgentOutput, "Replied in public.\n\nMore.", true),
                event(8, EventKind::ImpactStarted, "Data became visible", false),
                event(9, EventKind::Detection, "Exposure noticed", false),
            ],
            factors: vec![DraftFactor {
                name: "Exceeded authority".into(),
                scope: "forum_helper".into(),
                role: FactorRole::Triggering,
                known: true,
                note: "it was asked to analyse".into(),
                events: vec![5],
            }],
            controls: vec![DraftControl {
                name: "Approval gate".into(),
                state: ControlState::Unknown,
                note: String::new(),
                events: vec![4],
            }],
            remediations: vec![DraftRemediation {
                number: 7,
                title: "Ask before posting".into(),
                status: RemediationStatus::Accepted,
                owner: None,
                due: Some("15 April 2026".into()),
                measure: String::new(),
            }],
            claims: vec![claim("Engineer A"), claim("Another employee")],
            ..DraftFacts::default()
        }
    }

    #[test]
    fn the_draft_of_an_incident_reads_like_this() {
        insta::assert_snapshot!(first_draft(&facts()));
    }

    #[test]
    fn every_told_event_is_cited_and_found_again() {
        let draft = first_draft(&facts());
        let kinds: Vec<_> = mentions(&draft).into_iter().map(|mention| mention.kind).collect();
        for kind in [
            MentionKind::Incident(1),
            MentionKind::Event(5),
            MentionKind::Event(8),
            MentionKind::Event(9),
            MentionKind::Event(4),
            MentionKind::Event(7),
            MentionKind::Remediation(7),
        ] {
            assert!(kinds.contains(&kind), "{kind:?} in {draft}");
        }
    }

    #[test]
    fn the_same_record_gives_the_same_draft_without_loaded_words() {
        assert_eq!(first_draft(&facts()), first_draft(&facts()));
        assert!(loaded_words(&first_draft(&facts())).is_empty());
    }

    #[test]
    fn an_empty_record_gives_a_draft_that_says_what_is_missing() {
        let facts = DraftFacts { number: 3, title: "Outage".into(), ..DraftFacts::default() };
        let draft = first_draft(&facts);
        for said in ["Outage (INC-3).", "severity is not set", "no impact", "timeline is empty"] {
            assert!(draft.contains(said), "{said} in {draft}");
        }
    }
}
