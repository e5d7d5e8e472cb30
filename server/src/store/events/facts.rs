//! What the rules of links need of events, retracted ones included. Steps that
//! are folded below a run have no links; put on the timeline, they may have.

use std::collections::HashMap;

use app::domain::link::EventFacts;
use app::domain::moment::Moment;
use app::domain::timeline::{ControlCheck, EventKind};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::details::{self, Scope};
use crate::store::columns::{MomentColumns, moment, word};
use crate::store::entity::event_control_checks as checks;
use crate::store::entity::events::{Column, Entity};
use crate::store::time::from_ms;
use crate::store::{Error, Read, Result};

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    seq: i32,
    kind: String,
    occurred_at: i64,
    occurred_precision: String,
    occurred_zone: Option<String>,
    occurred_end_at: Option<i64>,
    occurred_end_precision: Option<String>,
    occurred_end_zone: Option<String>,
    retracted_at: Option<i64>,
}

/// The events of an incident by their number, with their ids.
#[derive(Debug, Default)]
pub(in crate::store) struct Facts {
    by_seq: HashMap<i32, (Uuid, EventFacts)>,
}

impl Facts {
    /// The event with this number.
    pub(in crate::store) fn get(&self, seq: i32) -> Option<&(Uuid, EventFacts)> {
        self.by_seq.get(&seq)
    }
}

/// The facts of the events with these numbers.
pub(in crate::store) async fn facts_of(
    db: &impl Read,
    incident: Uuid,
    seqs: &[i32],
) -> Result<Facts> {
    let find = Entity::find().select_only().columns([
        Column::Id,
        Column::Seq,
        Column::Kind,
        Column::OccurredAt,
        Column::OccurredPrecision,
        Column::OccurredZone,
        Column::OccurredEndAt,
        Column::OccurredEndPrecision,
        Column::OccurredEndZone,
        Column::RetractedAt,
    ]);
    let find = find.filter(Column::IncidentId.eq(incident)).filter(Column::StepOf.is_null());
    let find = find.filter(Column::Seq.is_in(seqs.iter().copied()));
    let rows = find.into_model::<Row>().all(db).await?;
    let mut checks = HashMap::new();
    if rows.iter().any(|row| row.kind == EventKind::ControlCheck.to_string()) {
        let scope = Scope::These(rows.iter().map(|row| row.id).collect());
        let scope = scope.holds(checks::Column::EventId);
        for row in checks::Entity::find().filter(scope).all(db).await? {
            checks.insert(row.event_id, details::check(row)?);
        }
    }
    let mut facts = Facts::default();
    for row in rows {
        let (id, seq) = (row.id, row.seq);
        facts.by_seq.insert(seq, (id, fact(row, checks.get(&id))?));
    }
    Ok(facts)
}

fn fact(row: Row, check: Option<&ControlCheck>) -> Result<EventFacts> {
    let occurred: MomentColumns =
        (Some(row.occurred_at), Some(row.occurred_precision), row.occurred_zone);
    let end = (row.occurred_end_at, row.occurred_end_precision, row.occurred_end_zone);
    Ok(EventFacts {
        seq: row.seq,
        kind: word(&row.kind)?,
        occurred: moment(occurred)?.unwrap_or_else(|| Moment::unknown(from_ms(row.occurred_at))),
        occurred_end: moment(end)?,
        control_state: check.map(|check| check.state),
        granted: check.is_some_and(ControlCheck::granted),
        retracted: row.retracted_at.is_some(),
    })
}

/// The ids of events by their numbers; a number that is none is named below `field`.
pub(in crate::store) async fn ids_of(
    db: &impl Read,
    incident: Uuid,
    field: &str,
    seqs: &[i32],
) -> Result<Vec<Uuid>> {
    if seqs.is_empty() {
        return Ok(Vec::new());
    }
    let find = Entity::find()
        .select_only()
        .columns([Column::Seq, Column::Id])
        .filter(Column::IncidentId.eq(incident))
        .filter(Column::Seq.is_in(seqs.iter().copied()));
    let found: HashMap<i32, Uuid> =
        find.into_tuple::<(i32, Uuid)>().all(db).await?.into_iter().collect();
    let id = |seq: &i32| {
        let none = || app::domain::Invalid::one(field, format!("There is no E{seq} here."));
        found.get(seq).copied().ok_or_else(|| Error::from(none()))
    };
    seqs.iter().map(id).collect()
}
