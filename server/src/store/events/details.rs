//! What hangs on events: actors, names, agent outputs, control checks, evidence. One query each,
//! however many events there are.

use std::collections::{HashMap, HashSet};

use app::domain::Vocabulary;
use app::domain::actor::ActorRef;
use app::domain::timeline::{
    AgentOutput, AgentOutputFields, Approval, ControlCheck, EventEvidence, EventKind,
};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, Query},
};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::store::columns::word;
use crate::store::entity::{
    event_agent_outputs as outputs, event_control_checks as checks, event_evidence, events,
    evidence,
};
use crate::store::time::from_ms;
use crate::store::{Read, Result, actors, incidents};

/// Which events are read.
pub(super) enum Scope {
    /// All of one incident's timeline; steps that are folded below a run are not.
    Incident(Uuid),
    /// Those with these ids.
    These(Vec<Uuid>),
}

impl Scope {
    pub(super) fn holds(&self, column: impl ColumnTrait) -> Expr {
        match self {
            Self::Incident(id) => {
                let ids = Query::select()
                    .column(events::Column::Id)
                    .from(events::Entity)
                    .and_where(events::Column::IncidentId.eq(*id))
                    .and_where(events::Column::StepOf.is_null())
                    .to_owned();
                column.in_subquery(ids)
            }
            Self::These(ids) => column.is_in(ids.iter().copied()),
        }
    }
}

/// Everything that hangs on some events, by id.
pub(super) struct Details {
    actors: HashMap<Uuid, ActorRef>,
    names: HashMap<Uuid, String>,
    outputs: HashMap<Uuid, outputs::Model>,
    checks: HashMap<Uuid, checks::Model>,
    evidence: HashMap<Uuid, Vec<evidence::Model>>,
}

impl Details {
    pub(super) async fn load(
        db: &impl Read,
        scope: &Scope,
        actor_ids: &HashSet<Uuid>,
        mut users: HashSet<Uuid>,
        kinds: &HashSet<&str>,
    ) -> Result<Self> {
        let has = |which: fn(EventKind) -> bool| {
            EventKind::ALL.iter().any(|kind| which(*kind) && kinds.contains(kind.as_str()))
        };
        let (outputs, checks, actors, evidence) = tokio::try_join!(
            outputs(db, scope, has(EventKind::has_agent_output)),
            checks(db, scope, has(EventKind::has_control_check)),
            actors::refs(db, actor_ids),
            evidence(db, scope, !kinds.is_empty()),
        )?;
        users.extend(outputs.values().filter_map(|row| row.accuracy_judged_by));
        let users: Vec<Uuid> = users.into_iter().collect();
        let names = incidents::names(db, &users).await?;
        Ok(Self { actors, names, outputs, checks, evidence })
    }

    pub(super) fn actor(&self, id: Option<Uuid>) -> Option<ActorRef> {
        self.actors.get(&id?).cloned()
    }

    pub(super) fn name(&self, id: Option<Uuid>) -> String {
        incidents::name_of(&self.names, id)
    }

    pub(super) fn output(&mut self, event: Uuid) -> Result<Option<AgentOutput>> {
        let Some(row) = self.outputs.remove(&event) else { return Ok(None) };
        let judge = row.accuracy_judged_by.map(|id| incidents::name_of(&self.names, Some(id)));
        let (sha256, judged_at) = (row.output_sha256.clone(), row.accuracy_judged_at.map(from_ms));
        let redacted_from = row.redacted_from.clone();
        Ok(Some(AgentOutput {
            fields: output(row)?,
            sha256,
            accuracy_judged_by: judge,
            accuracy_judged_at: judged_at,
            redacted_from,
        }))
    }

    pub(super) fn check(&mut self, event: Uuid) -> Result<Option<ControlCheck>> {
        self.checks.remove(&event).map(check).transpose()
    }

    pub(super) fn evidence(&mut self, event: Uuid) -> Result<Vec<EventEvidence>> {
        let rows = self.evidence.remove(&event).unwrap_or_default();
        let shown = |row: evidence::Model| {
            Ok(EventEvidence {
                id: row.id,
                kind: word(&row.kind)?,
                title: row.title,
                url: row.url,
                sha256: row.sha256,
            })
        };
        rows.into_iter().map(shown).collect()
    }
}

/// What agents said and did in these events, if `any` of them can have that.
async fn outputs(
    db: &impl Read,
    scope: &Scope,
    any: bool,
) -> Result<HashMap<Uuid, outputs::Model>> {
    if !any {
        return Ok(HashMap::new());
    }
    let find = outputs::Entity::find().filter(scope.holds(outputs::Column::EventId));
    Ok(find.all(db).await?.into_iter().map(|row| (row.event_id, row)).collect())
}

/// What controls did in these events, if `any` of them can have that.
async fn checks(db: &impl Read, scope: &Scope, any: bool) -> Result<HashMap<Uuid, checks::Model>> {
    if !any {
        return Ok(HashMap::new());
    }
    let find = checks::Entity::find().filter(scope.holds(checks::Column::EventId));
    Ok(find.all(db).await?.into_iter().map(|row| (row.event_id, row)).collect())
}

/// The evidence of each event, oldest first, less what was retracted; if there is `any` event.
async fn evidence(
    db: &impl Read,
    scope: &Scope,
    any: bool,
) -> Result<HashMap<Uuid, Vec<evidence::Model>>> {
    use event_evidence::Column::{EventId, EvidenceId};
    if !any {
        return Ok(HashMap::new());
    }
    let find = event_evidence::Entity::find().select_only().filter(scope.holds(EventId));
    let pairs: Vec<(Uuid, Uuid)> =
        find.clone().columns([EventId, EvidenceId]).into_tuple().all(db).await?;
    if pairs.is_empty() {
        return Ok(HashMap::new());
    }
    let mut events: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for (event, evidence) in pairs {
        events.entry(evidence).or_default().push(event);
    }
    let rows = evidence::Entity::find()
        // A long timeline may have more of them than one statement takes ids.
        .filter(evidence::Column::Id.in_subquery(find.column(EvidenceId).into_query()))
        .filter(evidence::Column::RetractedAt.is_null())
        .order_by_asc(evidence::Column::CreatedAt)
        .order_by_asc(evidence::Column::Id)
        .all(db)
        .await?;
    let mut by_event: HashMap<Uuid, Vec<evidence::Model>> = HashMap::new();
    for row in rows {
        for event in events.get(&row.id).into_iter().flatten() {
            by_event.entry(*event).or_default().push(row.clone());
        }
    }
    Ok(by_event)
}

pub(super) fn check(row: checks::Model) -> Result<ControlCheck> {
    Ok(ControlCheck {
        control: row.control,
        state: word(&row.state)?,
        requirement: row.requirement.as_deref().map(word).transpose()?,
        outcome: row.outcome.as_deref().map(word).transpose()?,
    })
}

fn output(row: outputs::Model) -> Result<AgentOutputFields> {
    Ok(AgentOutputFields {
        agent_version: row.agent_version,
        model_requested: row.model_requested,
        model_responded: row.model_responded,
        provider: row.provider,
        run_id: row.run_id,
        conversation_id: row.conversation_id,
        trace_id: row.trace_id,
        span_id: row.span_id,
        tool_call_id: row.tool_call_id,
        invoked_by: row.invoked_by,
        input: row.input,
        output: row.output,
        instructions_hash: row.instructions_hash,
        tool_calls: json(row.tool_calls)?,
        finish_reason: row.finish_reason,
        stated_confidence: row.stated_confidence,
        provenance_label: word(&row.provenance_label)?,
        seen_by: json(row.seen_by)?,
        effective_autonomy: row.effective_autonomy.as_deref().map(word).transpose()?,
        approval: Approval {
            requirement: word(&row.approval_requirement)?,
            outcome: word(&row.approval_outcome)?,
            approver: row.approver,
            scope: row.approval_scope.as_deref().map(word).transpose()?,
            took_ms: row.approval_took_ms,
            presented_hash: row.approval_presented_hash,
        },
        accuracy: word(&row.accuracy)?,
    })
}

fn json<T: DeserializeOwned>(value: serde_json::Value) -> Result<T> {
    Ok(serde_json::from_value(value).map_err(|error| DbErr::Json(error.to_string()))?)
}
