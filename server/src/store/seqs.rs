//! Events by the numbers that people use within an incident.

use std::collections::HashMap;

use app::domain::Invalid;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::entity::events::{Column, Entity};
use super::{Read, Result};

/// The ids of an incident's events; one that is not on its timeline is named at `field`.
pub(super) async fn ids(
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
        .filter(Column::Seq.is_in(seqs.iter().copied()))
        .filter(Column::RetractedAt.is_null());
    let found: HashMap<i32, Uuid> =
        find.into_tuple::<(i32, Uuid)>().all(db).await?.into_iter().collect();
    let mut invalid = Invalid::default();
    let mut ids = Vec::new();
    for seq in seqs {
        match found.get(seq) {
            Some(id) => ids.push(*id),
            None => invalid.add(field, format!("E{seq} is not on this timeline.")),
        }
    }
    if invalid.errors.is_empty() { Ok(ids) } else { Err(invalid.into()) }
}

/// The numbers of these events, within their incidents.
pub(super) async fn of(
    db: &impl Read,
    events: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, i32>> {
    let events: Vec<Uuid> = events.into_iter().collect();
    if events.is_empty() {
        return Ok(HashMap::new());
    }
    let find = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Seq])
        .filter(Column::Id.is_in(events))
        .filter(Column::RetractedAt.is_null());
    Ok(find.into_tuple::<(Uuid, i32)>().all(db).await?.into_iter().collect())
}

/// The numbers of all events of a timeline.
pub(super) async fn on_timeline(db: &impl Read, incident: Uuid) -> Result<HashMap<Uuid, i32>> {
    let find = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Seq])
        .filter(Column::IncidentId.eq(incident))
        .filter(Column::RetractedAt.is_null())
        .filter(Column::StepOf.is_null());
    Ok(find.into_tuple::<(Uuid, i32)>().all(db).await?.into_iter().collect())
}

/// Whether an incident has an event with this number, on the timeline or retracted from it; a step
/// that is folded below its run is none.
pub(super) async fn on_record(db: &impl Read, incident: Uuid, seq: i32) -> Result<bool> {
    let find = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::IncidentId.eq(incident))
        .filter(Column::Seq.eq(seq))
        .filter(Column::StepOf.is_null());
    Ok(find.into_tuple::<Uuid>().one(db).await?.is_some())
}
