//! Why rows of an incident's record were taken back. A reason is kept with its row and not in the
//! audit log, which nothing changes: so a redaction reaches it.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::audit::Entry;
use super::entity::{
    claims, events, evidence, exposures, family_departures, incident_controls, incident_factors,
    links, relations,
};
use super::{Read, Result};

/// Adds the reasons of those of a table's rows that are named.
macro_rules! reasons {
    ($db:ident, $all:ident, $ids:expr, [$($table:ident),+]) => { $(
        let find = $table::Entity::find()
            .select_only()
            .columns([$table::Column::Id, $table::Column::RetractedReason])
            .filter($table::Column::Id.is_in($ids.clone()))
            .filter($table::Column::RetractedReason.is_not_null());
        $all.extend(find.into_tuple::<(Uuid, String)>().all($db).await?);
    )+ };
}

/// The reasons for what `entries` of an incident's log took back, by their place in the log.
pub async fn reasons(
    db: &impl Read,
    incident: Uuid,
    entries: &[Entry],
) -> Result<HashMap<i64, String>> {
    let rows: HashMap<i64, Uuid> =
        entries.iter().filter_map(|entry| Some((entry.seq, row(entry)?))).collect();
    let seqs: HashMap<i64, i32> =
        entries.iter().filter_map(|entry| Some((entry.seq, event(entry)?))).collect();
    let mut found = HashMap::new();
    if !rows.is_empty() {
        let said = of_rows(db, rows.values().copied().collect()).await?;
        found.extend(rows.iter().filter_map(|(at, id)| Some((*at, said.get(id)?.clone()))));
    }
    if !seqs.is_empty() {
        let said = of_events(db, incident, seqs.values().copied().collect()).await?;
        found.extend(seqs.iter().filter_map(|(at, seq)| Some((*at, said.get(seq)?.clone()))));
    }
    Ok(found)
}

/// The row that an entry took back, or the departure that it made.
fn row(entry: &Entry) -> Option<Uuid> {
    match entry.action.as_str() {
        "family.leave" => entry.detail.get("departure")?.as_str()?.parse().ok(),
        action if action.ends_with(".retract") => entry.object_id.parse().ok(),
        _ => None,
    }
}

/// The number of the event that an entry took back: 5 of `INC-3/E5`.
fn event(entry: &Entry) -> Option<i32> {
    if entry.action != "event.retract" {
        return None;
    }
    entry.object_id.rsplit_once("/E")?.1.parse().ok()
}

async fn of_rows(db: &impl Read, ids: Vec<Uuid>) -> Result<HashMap<Uuid, String>> {
    let mut all = HashMap::new();
    reasons!(
        db,
        all,
        ids,
        [claims, links, evidence, exposures, incident_factors, incident_controls, relations]
    );
    let find = family_departures::Entity::find()
        .select_only()
        .columns([family_departures::Column::Id, family_departures::Column::Reason])
        .filter(family_departures::Column::Id.is_in(ids));
    all.extend(find.into_tuple::<(Uuid, String)>().all(db).await?);
    Ok(all)
}

async fn of_events(db: &impl Read, incident: Uuid, seqs: Vec<i32>) -> Result<HashMap<i32, String>> {
    let find = events::Entity::find()
        .select_only()
        .columns([events::Column::Seq, events::Column::RetractedReason])
        .filter(events::Column::IncidentId.eq(incident))
        .filter(events::Column::Seq.is_in(seqs))
        .filter(events::Column::RetractedReason.is_not_null());
    Ok(find.into_tuple::<(i32, String)>().all(db).await?.into_iter().collect())
}
