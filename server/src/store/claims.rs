//! Claims: what somebody said is so, each beside the others.

use app::domain::account::Person;
use app::domain::claim::{Claim, RecordClaim};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

use super::columns::word;
use super::entity::claims::{ActiveModel, Column, Entity, Model};
use super::entity::events as event_rows;
use super::memo::{Key, remember};
use super::time::from_ms;
use super::{Error, Read, Result, Tx, events, incidents, new_id};

/// The claims of an incident, in the order they were recorded.
pub async fn list(db: &impl Read, viewer: &Viewer, reference: &IncidentRef) -> Result<Vec<Claim>> {
    let incident = incidents::brief(db, viewer, reference).await?;
    of_incident(db, incident.id).await
}

/// The claims of an incident that the caller has already looked up.
pub async fn of_incident(db: &impl Read, incident: Uuid) -> Result<Vec<Claim>> {
    remember(db, Key::shared("claims").of(incident), async {
        let find = Entity::find()
            .filter(Column::IncidentId.eq(incident))
            .filter(Column::RetractedAt.is_null());
        let rows = find.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(db).await?;
        shown(db, rows).await
    })
    .await
}

/// The claims about these events of a timeline that the caller has already looked up.
pub async fn about(db: &impl Read, events: &[Uuid]) -> Result<Vec<Claim>> {
    let find = Entity::find()
        .filter(Column::EventId.is_in(events.iter().copied()))
        .filter(Column::RetractedAt.is_null());
    let rows = find.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(db).await?;
    shown(db, rows).await
}

/// One claim of an incident.
pub async fn get(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
) -> Result<Claim> {
    let row = row(db, viewer, reference, id).await?;
    shown(db, vec![row]).await?.pop().ok_or(Error::NotFound)
}

async fn row(db: &impl Read, viewer: &Viewer, reference: &IncidentRef, id: Uuid) -> Result<Model> {
    let incident = incidents::brief(db, viewer, reference).await?;
    let find = Entity::find_by_id(id)
        .filter(Column::IncidentId.eq(incident.id))
        .filter(Column::RetractedAt.is_null());
    find.one(db).await?.ok_or(Error::NotFound)
}

async fn shown(db: &impl Read, rows: Vec<Model>) -> Result<Vec<Claim>> {
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.event_id).collect();
    let mut seqs: HashMap<Uuid, i32> = HashMap::new();
    if !ids.is_empty() {
        use event_rows::Column;
        let find = event_rows::Entity::find().select_only().columns([Column::Id, Column::Seq]);
        let found: Vec<(Uuid, i32)> =
            find.filter(Column::Id.is_in(ids)).into_tuple().all(db).await?;
        seqs.extend(found);
    }
    let recorders: Vec<Uuid> = rows.iter().filter_map(|row| row.created_by).collect();
    let names = incidents::names(db, &recorders).await?;
    let claim = |row: Model| {
        let person = |id| Person { id, name: incidents::name_of(&names, Some(id)) };
        Ok(Claim {
            id: row.id,
            question: row.question,
            statement: row.statement,
            made_by: row.made_by,
            source: row.source,
            event: row.event_id.and_then(|id| seqs.get(&id).copied()),
            status: word(&row.status)?,
            recorded_by: row.created_by.map(person),
            recorded_at: from_ms(row.created_at),
            version: row.version,
        })
    };
    rows.into_iter().map(claim).collect()
}

/// Records a claim.
pub async fn record(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    command: &RecordClaim,
) -> Result<Claim> {
    let incident = incidents::brief(tx, viewer, reference).await?;
    let row = ActiveModel {
        id: Set(new_id()),
        incident_id: Set(incident.id),
        created_at: Set(tx.now_ms()),
        created_by: Set(tx.actor()),
        retracted_at: NotSet,
        retracted_by: NotSet,
        retracted_reason: NotSet,
        version: Set(1),
        ..Default::default()
    };
    let stored = set(tx, incident.id, row, command).await?.insert(tx).await?;
    log(tx, "claim.record", &stored);
    shown(tx, vec![stored]).await?.pop().ok_or(Error::NotFound)
}

/// Rewrites a claim; `version` is the one that was read.
pub async fn edit(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
    command: &RecordClaim,
    version: Option<i32>,
) -> Result<Claim> {
    let before = row(tx, viewer, reference, id).await?;
    tx.lock_incident(before.incident_id).await?;
    let before = row(tx, viewer, reference, id).await?;
    Error::check_version(version, before.version)?;
    let (incident, next) = (before.incident_id, before.version + 1);
    let mut changed = set(tx, incident, before.into_active_model(), command).await?;
    changed.version = Set(next);
    let stored = changed.update(tx).await?;
    log(tx, "claim.edit", &stored);
    shown(tx, vec![stored]).await?.pop().ok_or(Error::NotFound)
}

/// Takes a claim off the record's face; who recorded it may, or a commander.
pub async fn retract(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
    reason: &str,
) -> Result<()> {
    let row = row(tx, viewer, reference, id).await?;
    super::may_retract(viewer, row.created_by)?;
    let mut gone = row.into_active_model();
    gone.retracted_at = Set(Some(tx.now_ms()));
    gone.retracted_by = Set(tx.actor());
    gone.retracted_reason = Set(Some(reason.to_owned()));
    let stored = gone.update(tx).await?;
    log(tx, "claim.retract", &stored);
    Ok(())
}

async fn set(
    tx: &Tx,
    incident: Uuid,
    mut row: ActiveModel,
    command: &RecordClaim,
) -> Result<ActiveModel> {
    let about: Vec<i32> = command.event.into_iter().collect();
    let event = events::ids_of(tx, incident, "event", &about).await?;
    row.event_id = Set(event.first().copied());
    row.question = Set(command.question.clone());
    row.statement = Set(command.statement.clone());
    row.made_by = Set(command.made_by.clone());
    row.source = Set(command.source.clone());
    row.status = Set(command.status.to_string());
    row.updated_at = Set(tx.now_ms());
    Ok(row)
}

fn log(tx: &Tx, action: &str, row: &Model) {
    tx.audit(action, ("claim", row.id), Some(row.incident_id), json!({}));
    tx.outbox("incident.changed", Some(row.incident_id), json!({ "claim": row.id }));
}
