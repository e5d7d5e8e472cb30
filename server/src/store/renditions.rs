//! Renditions: passages of an event hidden wherever the incident's record has them, and what was
//! there, kept apart for those who may read it until it is removed for good.

use app::domain::account::Person;
use app::domain::custody::CustodyAct;
use app::domain::evidence::RedactionTier;
use app::domain::permission::Viewer;
use app::domain::redaction::{Original, Redact, Rendition};
use app::domain::reference::IncidentRef;
use app::domain::timeline::Event;
use app::domain::{Invalid, Refused};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, sea_query::Expr,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::entity::event_renditions::{ActiveModel, Column, Entity, Model};
use super::time::from_ms;
use super::{Error, Read, Result, Tx, events, evidence, hex, incidents, new_id};

mod places;

/// The renditions of an event, newest first: that something was hidden, never what.
pub async fn list(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
    seq: i32,
) -> Result<Vec<Rendition>> {
    let event = events::get(db, viewer, reference, seq).await?;
    let rows = rows(db, event.id).await?;
    let people: Vec<Uuid> = rows.iter().filter_map(|row| row.made_by).collect();
    let names = incidents::names(db, &people).await?;
    let person = |id| Person { id, name: incidents::name_of(&names, Some(id)) };
    let rendition = |row: Model| Rendition {
        id: row.id,
        at: from_ms(row.made_at),
        by: row.made_by.map(person),
        reason: row.reason,
        original_sha256: row.original_sha256,
        rendition_sha256: row.rendition_sha256,
        places: row.places,
        purged_at: row.purged_at.map(from_ms),
    };
    Ok(rows.into_iter().map(rendition).collect())
}

async fn rows(db: &impl Read, event: Uuid) -> Result<Vec<Model>> {
    let find = Entity::find().filter(Column::EventId.eq(event));
    Ok(find.order_by_desc(Column::MadeAt).order_by_desc(Column::Id).all(db).await?)
}

/// The hash of what an event says: of an agent's output, or else of its text.
fn hash_of(event: &Event) -> String {
    let said = event.agent_output.as_ref().map(|said| said.fields.output.as_str());
    let said = said.filter(|said| !said.is_empty()).unwrap_or(&event.text);
    hex(&Sha256::digest(said.as_bytes()))
}

/// Hides passages of an event, and wherever else the record of its incident has them: other events,
/// what they were before, quoted words, claims, the postmortem, and what is found by search.
pub async fn make(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    seq: i32,
    command: &Redact,
) -> Result<Event> {
    let incident = incidents::brief(tx, viewer, reference).await?;
    tx.lock_incident(incident.id).await?;
    let before = events::get(tx, viewer, reference, seq).await?;
    if !command.hide_in_event(&mut before.clone()) {
        let message = format!("E{seq} does not say any of this, letter by letter.");
        return Err(Invalid::one("lines", message).into());
    }
    let mut kept = Vec::new();
    let quotes = places::hide(tx, incident.id, command, &mut kept).await?;
    for (id, sha256) in quotes {
        evidence::note(tx, id, CustodyAct::Redacted, sha256.as_deref()).await?;
    }
    let after = events::get(tx, viewer, reference, seq).await?;
    let (original, rendition) = (hash_of(&before), hash_of(&after));
    let row = Model {
        id: new_id(),
        event_id: before.id,
        made_at: tx.now_ms(),
        made_by: tx.actor(),
        reason: command.reason.clone(),
        original_sha256: original.clone(),
        rendition_sha256: rendition.clone(),
        places: i32::try_from(kept.len()).unwrap_or(i32::MAX),
        originals: Some(json!(kept)),
        purged_at: None,
        purged_by: None,
    };
    Entity::insert(ActiveModel::from(row).reset_all()).exec_without_returning(tx).await?;
    let object = format!("{}/E{seq}", incident.number);
    let detail = json!({
        "places": kept.len(), "passages": command.count(),
        "original_sha256": original, "rendition_sha256": rendition,
    });
    tx.audit("event.redact", ("event", object), Some(incident.id), detail);
    let news = json!({ "number": incident.number.to_string(), "seq": seq });
    tx.outbox("event.changed", Some(incident.id), news);
    Ok(after)
}

/// What stood in the places of a rendition before; that it was read is noted.
pub async fn originals(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    seq: i32,
) -> Result<Vec<(Rendition, Vec<Original>)>> {
    let incident = incidents::brief(tx, viewer, reference).await?;
    let event = events::get(tx, viewer, reference, seq).await?;
    let listed = list(tx, viewer, reference, seq).await?;
    let mut found = Vec::new();
    for (rendition, row) in listed.into_iter().zip(rows(tx, event.id).await?) {
        let kept: Vec<Original> = match row.originals {
            Some(kept) => serde_json::from_value(kept).map_err(|e| DbErr::Json(e.to_string()))?,
            None => Vec::new(),
        };
        found.push((rendition, kept));
    }
    if found.is_empty() {
        return Err(Error::NotFound);
    }
    let object = format!("{}/E{seq}", incident.number);
    tx.audit("event.read_original", ("event", object), Some(incident.id), json!({}));
    Ok(found)
}

/// Removes what was hidden in an event for good; its hash stays. Refused while the incident's
/// evidence is held.
pub async fn purge(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    seq: i32,
) -> Result<Vec<Rendition>> {
    let incident = incidents::get(tx, viewer, reference).await?;
    let event = events::get(tx, viewer, reference, seq).await?;
    if incident.evidence_hold {
        let message = "The evidence of this incident is held. Lift the hold first.";
        return Err(Refused::new("legal-hold", message).into());
    }
    for row in rows(tx, event.id).await?.into_iter().filter(|row| row.purged_at.is_none()) {
        let mut gone = row.into_active_model();
        gone.originals = Set(None);
        (gone.purged_at, gone.purged_by) = (Set(Some(tx.now_ms())), Set(tx.actor()));
        gone.update(tx).await?;
    }
    let object = format!("{}/E{seq}", incident.number);
    tx.audit("event.purge_original", ("event", object), Some(incident.id), json!({}));
    list(tx, viewer, reference, seq).await
}

/// JSON with the passages hidden in all of its texts; `None` when it has none of them.
fn hide_in_json(command: &Redact, value: &mut Value) -> bool {
    match value {
        Value::String(text) => command.hide_in(text),
        Value::Array(items) => {
            items.iter_mut().fold(false, |found, item| hide_in_json(command, item) | found)
        }
        Value::Object(fields) => {
            fields.values_mut().fold(false, |found, value| hide_in_json(command, value) | found)
        }
        _ => false,
    }
}
