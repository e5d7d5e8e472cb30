//! From what is said of an event to the rows that hold it.

use app::domain::Vocabulary;
use app::domain::excerpt::first_line;
use app::domain::timeline::{Accuracy, AgentOutputFields, Audience, ControlCheck, EventFields};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::add::Cast;
use crate::store::columns::moment_columns;
use crate::store::entity::{
    event_agent_outputs as outputs, event_control_checks as checks, event_evidence, events,
};
use crate::store::search::{Doc, DocKind};
use crate::store::{Result, Tx, hex};

/// Rows that go into one statement: databases bound how many values it may have.
const CHUNK: usize = 500;

/// Writes what adding and editing share.
pub(super) fn set(
    tx: &Tx,
    mut row: events::ActiveModel,
    fields: &EventFields,
    cast: &Cast,
) -> events::ActiveModel {
    let audience = |audience: Option<Audience>| audience.map(|a| a.to_string());
    let occurred = &fields.occurred;
    row.kind = Set(fields.kind.to_string());
    row.occurred_at = Set(occurred.at_ms());
    row.occurred_precision = Set(occurred.precision.to_string());
    row.occurred_zone = Set(occurred.zone.clone());
    let (at, precision, zone) = moment_columns(fields.occurred_end.as_ref());
    (row.occurred_end_at, row.occurred_end_precision, row.occurred_end_zone) =
        (Set(at), Set(precision), Set(zone));
    let (at, precision, zone) = moment_columns(fields.known.as_ref());
    (row.known_at, row.known_precision, row.known_zone) = (Set(at), Set(precision), Set(zone));
    row.actor_id = Set(cast.id(fields.actor.as_ref()));
    row.on_behalf_of_id = Set(cast.id(fields.on_behalf_of.as_ref()));
    row.presented_as = Set(fields.presented_as.clone());
    row.channel = Set(fields.channel.clone());
    row.audience_intended = Set(audience(fields.audience_intended));
    row.audience_actual = Set(audience(fields.audience_actual));
    row.text = Set(fields.text.clone());
    row.confidence = Set(fields.confidence.to_string());
    row.pinned = Set(fields.pinned);
    row.tags = Set(tags_column(&fields.tags));
    row.updated_at = Set(tx.now_ms());
    row
}

/// Tags as one text, a blank on both sides of each, so that one is found by ` tag `.
fn tags_column(tags: &[String]) -> String {
    if tags.is_empty() { String::new() } else { format!(" {} ", tags.join(" ")) }
}

/// The row of an agent's output. Who judged its accuracy, and when, is whoever first says so.
pub(super) fn output(
    tx: &Tx,
    event: Uuid,
    agent: Option<Uuid>,
    fields: &AgentOutputFields,
    before: Option<&outputs::Model>,
) -> outputs::Model {
    let said = fields.accuracy.to_string();
    let judged = match before {
        Some(before) if before.accuracy == said => {
            (before.accuracy_judged_at, before.accuracy_judged_by)
        }
        _ if fields.accuracy == Accuracy::Unverified => (None, None),
        _ => (Some(tx.now_ms()), tx.actor()),
    };
    let approval = &fields.approval;
    outputs::Model {
        event_id: event,
        agent_id: agent,
        agent_version: fields.agent_version.clone(),
        model_requested: fields.model_requested.clone(),
        model_responded: fields.model_responded.clone(),
        provider: fields.provider.clone(),
        run_id: fields.run_id.clone(),
        conversation_id: fields.conversation_id.clone(),
        trace_id: fields.trace_id.clone(),
        span_id: fields.span_id.clone(),
        tool_call_id: fields.tool_call_id.clone(),
        invoked_by: fields.invoked_by.clone(),
        input: fields.input.clone(),
        output: fields.output.clone(),
        output_sha256: sha256(&fields.output),
        instructions_hash: fields.instructions_hash.clone(),
        tool_calls: json!(fields.tool_calls),
        finish_reason: fields.finish_reason.clone(),
        stated_confidence: fields.stated_confidence.clone(),
        provenance_label: fields.provenance_label.to_string(),
        seen_by: json!(fields.seen_by),
        effective_autonomy: fields.effective_autonomy.map(|word| word.to_string()),
        approval_requirement: approval.requirement.to_string(),
        approval_outcome: approval.outcome.to_string(),
        approver: approval.approver.clone(),
        approval_scope: approval.scope.map(|word| word.to_string()),
        approval_took_ms: approval.took_ms,
        approval_presented_hash: approval.presented_hash.clone(),
        accuracy: said,
        accuracy_judged_at: judged.0,
        accuracy_judged_by: judged.1,
        redacted_from: before.and_then(|before| before.redacted_from.clone()),
        redacted_at: before.and_then(|before| before.redacted_at),
        redacted_by: before.and_then(|before| before.redacted_by),
    }
}

/// SHA-256 of the raw bytes; none without any.
pub(super) fn sha256(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| hex(&Sha256::digest(text)))
}

pub(super) fn check(event: Uuid, check: &ControlCheck) -> checks::Model {
    checks::Model {
        event_id: event,
        control: check.control.clone(),
        state: check.state.to_string(),
        requirement: check.requirement.map(|word| word.to_string()),
        outcome: check.outcome.map(|word| word.to_string()),
    }
}

/// The details of events, to be written together.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) events: Vec<events::ActiveModel>,
    pub(super) outputs: Vec<outputs::Model>,
    pub(super) checks: Vec<checks::Model>,
    pub(super) evidence: Vec<event_evidence::Model>,
}

impl Rows {
    /// Adds the details of one event.
    pub(super) fn detail(
        &mut self,
        tx: &Tx,
        event: Uuid,
        fields: &EventFields,
        cast: &Cast,
        before: Option<&outputs::Model>,
    ) {
        if let Some(said) = &fields.agent_output {
            let agent = cast.agent(fields.actor.as_ref());
            self.outputs.push(output(tx, event, agent, said, before));
        }
        self.checks.extend(fields.control_check.as_ref().map(|said| check(event, said)));
        let evidence = fields.evidence.iter();
        self.evidence
            .extend(evidence.map(|id| event_evidence::Model { event_id: event, evidence_id: *id }));
    }

    /// Writes all of them.
    pub(super) async fn write(self, tx: &Tx) -> Result<()> {
        macro_rules! insert {
            ($entity:path, $rows:expr) => {
                for chunk in $rows.chunks(CHUNK) {
                    let rows = chunk.iter().cloned();
                    <$entity>::insert_many(rows).exec_without_returning(tx).await?;
                }
            };
        }
        let Self { events, outputs, checks, evidence } = self;
        insert!(events::Entity, events);
        insert!(outputs::Entity, all_set(outputs));
        insert!(checks::Entity, all_set(checks));
        insert!(event_evidence::Entity, all_set(evidence));
        Ok(())
    }
}

fn all_set<M, A>(rows: Vec<M>) -> Vec<A>
where
    M: IntoActiveModel<A>,
    A: sea_orm::ActiveModelTrait,
{
    rows.into_iter().map(|row| row.into_active_model().reset_all()).collect()
}

/// Forgets the details of an event, to write them anew.
pub(super) async fn clear(tx: &Tx, event: Uuid) -> Result<()> {
    outputs::Entity::delete_by_id(event).exec(tx).await?;
    checks::Entity::delete_by_id(event).exec(tx).await?;
    let of_event = event_evidence::Column::EventId.eq(event);
    event_evidence::Entity::delete_many().filter(of_event).exec(tx).await?;
    Ok(())
}

/// How an event is found by its words.
pub(in crate::store) fn doc(incident: Uuid, label: String, id: Uuid, fields: &EventFields) -> Doc {
    let output = fields.agent_output.as_ref().map_or("", |output| output.output.as_str());
    let first = [&*fields.text, output].into_iter().find_map(|text| first_line(text, 120));
    let title = first.unwrap_or_else(|| fields.kind.label().to_owned());
    let places = [fields.channel.as_deref(), fields.presented_as.as_deref()];
    let mut body = format!("{}\n{output}", fields.text);
    let tags = fields.tags.iter().map(String::as_str);
    for place in places.into_iter().flatten().chain(tags) {
        body.push('\n');
        body.push_str(place);
    }
    Doc { kind: DocKind::Event, ref_id: id, incident_id: Some(incident), label, title, body }
}
