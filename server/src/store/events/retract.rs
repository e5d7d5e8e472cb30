//! Taking an event off the timeline, and putting it back; the record keeps it all the while.

use app::domain::Refused;
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::timeline::{Event, EventFields, RawEvent, RetractEvent};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use serde_json::json;

use super::edit::{log, open};
use super::{read, rows};
use crate::store::search::{self, DocKind};
use crate::store::{Result, Tx};

/// Takes the event off the timeline; twice is the same as once.
pub async fn retract(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    seq: i32,
    command: &RetractEvent,
    version: Option<i32>,
) -> Result<Event> {
    let (row, incident, number) = open(tx, viewer, reference, seq, version).await?;
    if !viewer.may_retract(row.recorded_by) {
        return Err(not_yours(seq).into());
    }
    if row.retracted_at.is_some() {
        return read::one(tx, row).await;
    }
    let next = row.version + 1;
    let mut changed = row.into_active_model();
    changed.retracted_at = Set(Some(tx.now_ms()));
    changed.retracted_by = Set(tx.actor());
    changed.retracted_reason = Set(Some(command.reason.clone()));
    (changed.updated_at, changed.version) = (Set(tx.now_ms()), Set(next));
    let stored = changed.update(tx).await?;
    search::remove(tx, DocKind::Event, stored.id).await?;
    log(tx, "event.retract", incident, &number, seq, json!({}));
    read::one(tx, stored).await
}

/// Puts a retracted event back; twice is the same as once.
pub async fn restore(tx: &Tx, viewer: &Viewer, reference: &IncidentRef, seq: i32) -> Result<Event> {
    let (row, incident, number) = open(tx, viewer, reference, seq, None).await?;
    if !viewer.may_retract(row.recorded_by) {
        return Err(not_yours(seq).into());
    }
    if row.retracted_at.is_none() {
        return read::one(tx, row).await;
    }
    let next = row.version + 1;
    let mut changed = row.into_active_model();
    changed.retracted_at = Set(None);
    changed.retracted_by = Set(None);
    changed.retracted_reason = Set(None);
    (changed.updated_at, changed.version) = (Set(tx.now_ms()), Set(next));
    let event = read::one(tx, changed.update(tx).await?).await?;
    let fields = EventFields::parse(&RawEvent::from(&event), event.occurred.at)?;
    let doc = rows::doc(incident, format!("{number}/E{seq}"), event.id, &fields);
    search::index(tx, doc).await?;
    log(tx, "event.restore", incident, &number, seq, json!({}));
    Ok(event)
}

fn not_yours(seq: i32) -> Refused {
    let message =
        format!("E{seq} was recorded by somebody else; a commander may retract it or put it back.");
    Refused::new(crate::store::RETRACT_OWN, message)
}
