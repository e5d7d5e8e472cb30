//! Adding, editing and retracting an event: the same fields, the same reading.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    AgentOutputFields, Audience, Confidence, ControlCheck, Event, EventKind, RawAgentOutput,
    RawControlCheck,
};
use crate::domain::actor::{ActorSpec, RawActor};
use crate::domain::form::Checker;
use crate::domain::moment::{Moment, RawMoment};
use crate::domain::{Invalid, raw};

/// The most events that can be added at once.
pub const EVENTS_MAX: usize = 5_000;

/// Where an event was imported from; the pair is unique, so that importing twice changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Source {
    /// Which adapter, e.g. `slack`.
    pub adapter: String,
    /// Its id there.
    pub external_id: String,
}

/// A source as it was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the same fields as Source, as text")]
pub struct RawSource {
    pub adapter: String,
    #[serde(deserialize_with = "raw::text")]
    pub external_id: String,
}

/// An event as it was sent or typed. Forms name nested fields with dots: `occurred.at`,
/// `agent_output.approval.outcome`.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the same fields as EventFields, as text")]
pub struct RawEvent {
    pub kind: String,
    pub occurred: RawMoment,
    pub occurred_end: RawMoment,
    pub known: RawMoment,
    pub actor: RawActor,
    pub on_behalf_of: RawActor,
    pub presented_as: String,
    pub channel: String,
    pub audience_intended: String,
    pub audience_actual: String,
    pub text: String,
    pub confidence: String,
    #[serde(deserialize_with = "raw::text")]
    pub pinned: String,
    pub tags: Vec<String>,
    pub evidence: Vec<String>,
    pub source: RawSource,
    pub agent_output: Option<RawAgentOutput>,
    pub control_check: Option<RawControlCheck>,
}

/// What is said of an event.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct EventFields {
    /// What sort of thing happened.
    pub kind: EventKind,
    /// When it happened.
    pub occurred: Moment,
    /// When it ended, of something that took time.
    pub occurred_end: Option<Moment>,
    /// When we learnt of it; `None` is when it is recorded.
    pub known: Option<Moment>,
    /// Who or what did it.
    pub actor: Option<ActorSpec>,
    /// For whom it was done.
    pub on_behalf_of: Option<ActorSpec>,
    /// What readers saw as its author.
    pub presented_as: Option<String>,
    /// Where: a forum, a chat, a console.
    pub channel: Option<String>,
    /// Who it was meant for.
    pub audience_intended: Option<Audience>,
    /// Who could see it.
    pub audience_actual: Option<Audience>,
    /// What happened, in Markdown.
    pub text: String,
    /// How sure the record is.
    pub confidence: Confidence,
    /// Part of the short story that a postmortem starts from.
    pub pinned: bool,
    /// Words to find it by, each once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// What supports it, by id.
    pub evidence: Vec<Uuid>,
    /// Where it is imported from.
    pub source: Option<Source>,
    /// The details of an agent's output.
    pub agent_output: Option<AgentOutputFields>,
    /// The details of a control check.
    pub control_check: Option<ControlCheck>,
}

impl EventFields {
    /// Reads an event. `now` only gives a place in the list to an event whose time is unknown.
    pub fn parse(raw: &RawEvent, now: DateTime<Utc>) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let kind = check.word("kind", &raw.kind);
        let fields = Self {
            kind,
            occurred: read_occurred(&mut check, &raw.occurred, now),
            occurred_end: raw.occurred_end.parse(&mut check, "occurred_end"),
            known: raw.known.parse(&mut check, "known"),
            actor: raw.actor.parse(&mut check, "actor"),
            on_behalf_of: raw.on_behalf_of.parse(&mut check, "on_behalf_of"),
            presented_as: check.optional_line("presented_as", &raw.presented_as),
            channel: check.optional_line("channel", &raw.channel),
            audience_intended: check.optional_word("audience_intended", &raw.audience_intended),
            audience_actual: check.optional_word("audience_actual", &raw.audience_actual),
            text: check.text("text", &raw.text),
            confidence: check.word_or("confidence", &raw.confidence, Confidence::Reported),
            pinned: check.flag("pinned", &raw.pinned),
            tags: read_tags(&mut check, &raw.tags),
            evidence: raw::ids(&mut check, "evidence", &raw.evidence),
            source: read_source(&mut check, &raw.source),
            agent_output: read_agent_output(&mut check, kind, raw),
            control_check: read_control_check(&mut check, kind, raw),
        };
        fields.check_whole(&mut check);
        check.finish(fields)
    }

    fn check_whole(&self, check: &mut Checker) {
        if self.occurred_end.as_ref().is_some_and(|end| self.occurred.definitely_after(end)) {
            check.error(
                "occurred_end.at",
                "This ends before it begins. Correct one of the two times.",
            );
        }
        let detailed = self.agent_output.is_some() || self.control_check.is_some();
        if self.text.trim().is_empty() && !detailed {
            check.error("text", "Say what happened.");
        }
    }
}

fn read_occurred(check: &mut Checker, raw: &RawMoment, now: DateTime<Utc>) -> Moment {
    if !raw.says_unknown() && raw.is_blank() {
        check.error("occurred.at", "Say when it happened, or choose “unknown” as its precision.");
    }
    raw.parse(check, "occurred").unwrap_or_else(|| Moment::unknown(now))
}

/// Tags are single words, so that `#word` on the entry line is one.
fn read_tags(check: &mut Checker, raw: &[String]) -> Vec<String> {
    let bare: Vec<String> = raw.iter().map(|tags| tags.replace('#', "")).collect();
    check.list_of("tags", &bare, |tag| {
        if tag.contains(char::is_whitespace) {
            return Err(format!("“{tag}” is more than one word. Join its words with a hyphen."));
        }
        Ok(tag.to_owned())
    })
}

fn read_source(check: &mut Checker, raw: &RawSource) -> Option<Source> {
    let adapter = check.optional_line("source.adapter", &raw.adapter);
    let external_id = check.optional_line("source.external_id", &raw.external_id);
    match (adapter, external_id) {
        (Some(adapter), Some(external_id)) => Some(Source { adapter, external_id }),
        (None, None) => None,
        (Some(_), None) => {
            check.error("source.external_id", "Give the id it has there.");
            None
        }
        (None, Some(_)) => {
            check.error("source.adapter", "Name where the id is from.");
            None
        }
    }
}

fn read_agent_output(
    check: &mut Checker,
    kind: EventKind,
    raw: &RawEvent,
) -> Option<AgentOutputFields> {
    let raw = raw.agent_output.as_ref().filter(|raw| !raw.is_blank())?;
    if !kind.has_agent_output() {
        check.error(
            "agent_output",
            format!(
                "An event of kind {kind} has no agent output. Use agent_output or agent_action."
            ),
        );
    }
    Some(raw.parse(check))
}

fn read_control_check(
    check: &mut Checker,
    kind: EventKind,
    raw: &RawEvent,
) -> Option<ControlCheck> {
    let given = raw.control_check.as_ref().filter(|raw| !raw.is_blank());
    if given.is_some() && !kind.has_control_check() {
        check.error(
            "control_check",
            format!("An event of kind {kind} has no control check. Use control_check."),
        );
    }
    if given.is_none() && kind.has_control_check() {
        check.error("control_check.control", "Name the control that was checked.");
    }
    given.map(|raw| raw.parse(check))
}

/// The command to add an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddEvent {
    /// What is said of it.
    pub fields: EventFields,
}

impl AddEvent {
    /// Reads a new event.
    pub fn parse(raw: &RawEvent, now: DateTime<Utc>) -> Result<Self, Invalid> {
        EventFields::parse(raw, now).map(|fields| Self { fields })
    }

    /// Reads many, all or nothing; findings are named `3.kind` by place in the list.
    pub fn parse_all(raw: &[RawEvent], now: DateTime<Utc>) -> Result<Vec<Self>, Invalid> {
        let mut check = Checker::new();
        if raw.len() > EVENTS_MAX {
            check.error(
                "",
                format!("Send at most {EVENTS_MAX} events at once; here are {}.", raw.len()),
            );
        }
        let parsed = raw
            .iter()
            .take(EVENTS_MAX)
            .enumerate()
            .filter_map(|(i, raw)| check.nested(&format!("{i}."), Self::parse(raw, now)));
        let parsed = parsed.collect();
        check.finish(parsed)
    }
}

/// The command to edit an event; what it was is kept as a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditEvent {
    /// What is said of it from now on.
    pub fields: EventFields,
    /// Why; may be blank.
    pub reason: String,
}

impl EditEvent {
    /// Reads an edit. An output that differs only in the line ends that a browser makes is kept as
    /// it was, and so is the place of an event whose time stays unknown.
    pub fn parse(raw: &RawEvent, reason: &str, current: &Event) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let fields = check.nested("", EventFields::parse(raw, current.occurred.at));
        let reason = check.text("reason", reason);
        let Some(mut fields) = fields else { return check.failed() };
        let kept = current.agent_output.as_ref().map(|output| &output.fields.output);
        if let (Some(output), Some(kept)) = (&mut fields.agent_output, kept)
            && unix_lines(&output.output) == unix_lines(kept)
        {
            output.output.clone_from(kept);
        }
        check.finish(Self { fields, reason })
    }
}

fn unix_lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

impl From<&Event> for RawEvent {
    fn from(event: &Event) -> Self {
        let actor = |actor: &Option<_>| actor.as_ref().map(RawActor::from).unwrap_or_default();
        let audience =
            |audience: Option<Audience>| audience.map(|a| a.to_string()).unwrap_or_default();
        let source = event.source.clone();
        Self {
            kind: event.kind.to_string(),
            occurred: (&event.occurred).into(),
            occurred_end: (&event.occurred_end).into(),
            known: (&event.known).into(),
            actor: actor(&event.actor),
            on_behalf_of: actor(&event.on_behalf_of),
            presented_as: event.presented_as.clone().unwrap_or_default(),
            channel: event.channel.clone().unwrap_or_default(),
            audience_intended: audience(event.audience_intended),
            audience_actual: audience(event.audience_actual),
            text: event.text.clone(),
            confidence: event.confidence.to_string(),
            pinned: event.pinned.to_string(),
            tags: event.tags.clone(),
            evidence: event.evidence.iter().map(|evidence| evidence.id.to_string()).collect(),
            source: source
                .map(|s| RawSource { adapter: s.adapter, external_id: s.external_id })
                .unwrap_or_default(),
            agent_output: event.agent_output.as_ref().map(|output| (&output.fields).into()),
            control_check: event.control_check.as_ref().map(Into::into),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parse(json: serde_json::Value) -> Result<EventFields, Invalid> {
        let now = DateTime::from_timestamp(1_770_000_000, 0).unwrap();
        EventFields::parse(&serde_json::from_value(json).unwrap(), now)
    }

    #[test]
    fn an_agent_output_reads_as_the_api_shows_it() {
        let fields = parse(json!({
            "kind": "agent_output",
            "occurred": {"at": "2026-03-17T00:00:00Z", "precision": "day"},
            "known": {"at": "2026-03-18T09:00:00Z", "precision": "minute"},
            "actor": {"kind": "ai_agent", "ref": "forum-helper"},
            "on_behalf_of": {"kind": "human", "name": "Engineer B"}, "presented_as": "unknown",
            "channel": "internal forum", "audience_intended": "requester",
            "audience_actual": "organisation", "text": "…", "confidence": "reported", "pinned": true,
            "source": {"adapter": "api", "external_id": "post-991"},
            "agent_output": {"model_responded": "m", "output": "do this", "provenance_label": "footer",
                "accuracy": "inaccurate",
                "approval": {"requirement": "required", "outcome": "not_requested"}}
        }))
        .unwrap();
        assert!(fields.pinned);
        assert!(fields.agent_output.unwrap().approval.is_unauthorised());
    }

    #[test]
    fn a_control_check_needs_no_text_but_a_control() {
        let check = json!({"control": "approval_gate", "state": "bypassed"});
        let at = json!({"at": "2026-03-17"});
        let event = json!({"kind": "control_check", "occurred": at, "control_check": check});
        assert!(parse(event).is_ok());
        let bare = parse(json!({"kind": "control_check", "occurred": at, "text": "asked?"}));
        assert_eq!(bare.unwrap_err().of("control_check.control").count(), 1);
    }

    #[test]
    fn details_belong_to_their_kinds() {
        let invalid = parse(json!({
            "kind": "observation", "occurred": {"at": "2026"}, "text": "x",
            "agent_output": {"output": "hello"}, "control_check": {"control": "approval_gate"}
        }))
        .unwrap_err();
        let fields: Vec<_> = invalid.errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["agent_output", "control_check"]);
    }

    #[test]
    fn an_event_needs_a_time_or_the_word_that_nobody_knows_it() {
        let invalid = parse(json!({"kind": "observation", "text": "x"})).unwrap_err();
        assert_eq!(invalid.of("occurred.at").count(), 1);
        let unknown = json!({"precision": "unknown"});
        let fields =
            parse(json!({"kind": "observation", "text": "x", "occurred": unknown})).unwrap();
        assert_eq!(fields.occurred.bounds(), None);
    }

    #[test]
    fn an_end_that_is_certainly_before_the_beginning_is_refused() {
        let event = |end: &str| {
            let end = json!({"at": end});
            parse(
                json!({"kind": "observation", "text": "x", "occurred": {"at": "2026-03-17"}, "occurred_end": end}),
            )
        };
        assert_eq!(event("2026-03-16").unwrap_err().of("occurred_end.at").count(), 1);
        assert!(event("2026-03").is_ok());
    }

    #[test]
    fn many_events_name_the_place_of_what_is_wrong() {
        let good = RawEvent {
            kind: "observation".into(),
            text: "x".into(),
            occurred: RawMoment::at("2026"),
            ..Default::default()
        };
        let bad = RawEvent { kind: "rumour".into(), ..good.clone() };
        let invalid = AddEvent::parse_all(&[good, bad], DateTime::UNIX_EPOCH).unwrap_err();
        assert_eq!(invalid.errors[0].field, "1.kind");
    }
}
