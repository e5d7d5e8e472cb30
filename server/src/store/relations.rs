//! How incidents stand to each other. A relation shows only where both ends may be seen.

use std::collections::HashMap;

use app::domain::Vocabulary;
use app::domain::permission::Viewer;
use app::domain::recurrence::{
    IncidentLine, Rejection, RelateIncident, Relation, RelationKind, check_relation,
};
use app::domain::reference::IncidentRef;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::columns::word;
use super::entity::relations::{ActiveModel, Column, Entity, Model};
use super::entity::{incidents as incident_rows, remediations as remediation_rows};
use super::incidents::{Brief, visible_ids};
use super::memo::{Key, remember};
use super::time::from_ms;
use super::{Error, Read, Result, Tx, incidents, new_id, remediations, users};

/// How many rejected pairs a page shows.
const REJECTED: u64 = 200;

/// The relations of an incident the viewer may see, to others they may see, oldest first.
pub async fn list(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
) -> Result<Vec<Relation>> {
    remember(db, Key::seen_by("relations", viewer).by(reference), async {
        let incident = incidents::brief(db, viewer, reference).await?;
        let seen = |column: Column| column.in_subquery(visible_ids(viewer));
        let find = Entity::find()
            .filter(touching(incident.id))
            .filter(seen(Column::FromIncidentId))
            .filter(seen(Column::ToIncidentId))
            .filter(Column::RetractedAt.is_null());
        let rows = find.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(db).await?;
        whole(db, viewer, incident.id, rows).await
    })
    .await
}

/// One relation of an incident the viewer may see.
pub async fn get(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
) -> Result<Relation> {
    let (incident, row) = row(db, viewer, reference, id).await?;
    whole(db, viewer, incident.id, vec![row]).await?.pop().ok_or(Error::NotFound)
}

async fn row(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
) -> Result<(Brief, Model)> {
    let incident = incidents::brief(db, viewer, reference).await?;
    let find =
        Entity::find_by_id(id).filter(touching(incident.id)).filter(Column::RetractedAt.is_null());
    let row = find.one(db).await?.ok_or(Error::NotFound)?;
    let other = other(&row, incident.id);
    incidents::brief(db, viewer, &IncidentRef::Id(other)).await?;
    Ok((incident, row))
}

fn touching(incident: Uuid) -> Condition {
    Condition::any().add(Column::FromIncidentId.eq(incident)).add(Column::ToIncidentId.eq(incident))
}

fn other(row: &Model, incident: Uuid) -> Uuid {
    if row.from_incident_id == incident { row.to_incident_id } else { row.from_incident_id }
}

/// Relates an incident to another one that the viewer may see.
pub async fn add(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    command: &RelateIncident,
) -> Result<Relation> {
    let from = incidents::brief(tx, viewer, reference).await?;
    let to = other_end(tx, viewer, &command.to).await?;
    check(tx, command.kind, &from, &to, None).await?;
    let remediation = remediation(tx, viewer, command).await?;
    let row = ActiveModel {
        id: Set(new_id()),
        from_incident_id: Set(from.id),
        to_incident_id: Set(to.id),
        kind: Set(command.kind.to_string()),
        remediation_id: Set(remediation),
        rationale: Set(command.rationale.clone()),
        created_at: Set(tx.now_ms()),
        created_by: Set(tx.actor()),
        updated_at: Set(tx.now_ms()),
        retracted_at: NotSet,
        retracted_by: NotSet,
        retracted_reason: NotSet,
        version: Set(1),
    };
    let stored = row.insert(tx).await?;
    log(tx, "relation.add", &stored);
    whole(tx, viewer, from.id, vec![stored]).await?.pop().ok_or(Error::NotFound)
}

/// Rewrites a relation as seen from the incident it goes out from; `version` is the one read.
pub async fn edit(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
    command: &RelateIncident,
    version: Option<i32>,
) -> Result<Relation> {
    let (incident, before) = row(tx, viewer, reference, id).await?;
    Error::check_version(version, before.version)?;
    let named = other_end(tx, viewer, &command.to).await?;
    let outgoing = before.from_incident_id == incident.id;
    let here = incident.id;
    let (from, to) = if outgoing { (incident, named) } else { (named, incident) };
    check(tx, command.kind, &from, &to, Some(id)).await?;
    let next = before.version + 1;
    let remediation = remediation(tx, viewer, command).await?;
    let mut row = before.into_active_model();
    row.from_incident_id = Set(from.id);
    row.to_incident_id = Set(to.id);
    row.kind = Set(command.kind.to_string());
    row.remediation_id = Set(remediation);
    row.rationale = Set(command.rationale.clone());
    row.updated_at = Set(tx.now_ms());
    row.version = Set(next);
    let stored = row.update(tx).await?;
    log(tx, "relation.edit", &stored);
    whole(tx, viewer, here, vec![stored]).await?.pop().ok_or(Error::NotFound)
}

/// Takes a relation back; the record keeps it, with the reason.
pub async fn retract(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
    reason: &str,
) -> Result<()> {
    let (_, row) = row(tx, viewer, reference, id).await?;
    super::may_retract(viewer, row.created_by)?;
    let mut gone = row.into_active_model();
    gone.retracted_at = Set(Some(tx.now_ms()));
    gone.retracted_by = Set(tx.actor());
    gone.retracted_reason = Set(Some(reason.to_owned()));
    let stored = gone.update(tx).await?;
    log(tx, "relation.retract", &stored);
    Ok(())
}

/// Pairs of incidents that were said not to be alike, newest first, where both may be seen.
pub async fn rejected(db: &impl Read, viewer: &Viewer) -> Result<Vec<Rejection>> {
    let seen = |column: Column| column.in_subquery(visible_ids(viewer));
    let find = Entity::find()
        .filter(Column::Kind.eq(RelationKind::NotSimilar.as_str()))
        .filter(Column::RetractedAt.is_null())
        .filter(seen(Column::FromIncidentId))
        .filter(seen(Column::ToIncidentId));
    let find = find.order_by_desc(Column::CreatedAt).order_by_desc(Column::Id).limit(REJECTED);
    let rows = find.all(db).await?;
    let ends: Vec<Uuid> =
        rows.iter().flat_map(|row| [row.from_incident_id, row.to_incident_id]).collect();
    let briefs = incidents::briefs(db, viewer, &ends).await?;
    let people = users::people(db, rows.iter().filter_map(|row| row.created_by)).await?;
    let one = |row: Model| {
        Some(Rejection {
            id: row.id,
            a: line(briefs.get(&row.from_incident_id)?),
            b: line(briefs.get(&row.to_incident_id)?),
            by: row.created_by.and_then(|id| people.get(&id).cloned()),
            at: from_ms(row.created_at),
            rationale: row.rationale,
        })
    };
    Ok(rows.into_iter().filter_map(one).collect())
}

/// Retracts that two incidents are not alike.
pub(super) async fn unreject(tx: &Tx, viewer: &Viewer, id: Uuid) -> Result<()> {
    let row = Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    if row.kind != RelationKind::NotSimilar.as_str() {
        return Err(Error::NotFound);
    }
    for end in [row.from_incident_id, row.to_incident_id] {
        incidents::brief(tx, viewer, &IncidentRef::Id(end)).await?;
    }
    if row.retracted_at.is_some() {
        return Ok(());
    }
    super::may_retract(viewer, row.created_by)?;
    let mut gone = row.into_active_model();
    gone.retracted_at = Set(Some(tx.now_ms()));
    gone.retracted_by = Set(tx.actor());
    gone.retracted_reason = Set(Some("The rejection was taken back".to_owned()));
    let stored = gone.update(tx).await?;
    log(tx, "relation.retract", &stored);
    Ok(())
}

async fn other_end(tx: &Tx, viewer: &Viewer, to: &IncidentRef) -> Result<Brief> {
    let found = incidents::find_brief(tx, viewer, to).await?;
    found.ok_or_else(|| app::domain::Invalid::one("to", format!("There is no {to}.")).into())
}

/// Holds the new relation against those of its kind, but for the one that is being rewritten.
///
/// The incident with the lowest id is locked, so that two writers cannot close a circle at once:
/// all relations of one kind share that lock.
async fn check(
    tx: &Tx,
    kind: RelationKind,
    from: &Brief,
    to: &Brief,
    rewritten: Option<Uuid>,
) -> Result<()> {
    queue(tx).await?;
    let pairs = pairs(tx, kind, rewritten).await?;
    check_relation(kind, from.number.0, to.number.0, &pairs).map_err(|refused| refused.on("to"))?;
    Ok(())
}

/// Lets those who write relations do one after the other until the commit.
pub(super) async fn queue(tx: &Tx) -> Result<()> {
    let first = incident_rows::Entity::find()
        .select_only()
        .column(incident_rows::Column::Id)
        .order_by_asc(incident_rows::Column::Number)
        .limit(1);
    match first.into_tuple::<Uuid>().one(tx).await? {
        Some(first) => tx.lock_incident(first).await,
        None => Ok(()),
    }
}

/// The relations of one kind as pairs of incident numbers, but for the one that is rewritten.
pub(super) async fn pairs(
    db: &impl Read,
    kind: RelationKind,
    rewritten: Option<Uuid>,
) -> Result<Vec<(i32, i32)>> {
    let find =
        Entity::find().filter(Column::Kind.eq(kind.as_str())).filter(Column::RetractedAt.is_null());
    let rows = find.all(db).await?;
    let rows: Vec<&Model> = rows.iter().filter(|row| Some(row.id) != rewritten).collect();
    let ends = rows.iter().flat_map(|row| [row.from_incident_id, row.to_incident_id]).collect();
    let numbers = numbers(db, ends).await?;
    let pair = |row: &&Model| {
        Some((*numbers.get(&row.from_incident_id)?, *numbers.get(&row.to_incident_id)?))
    };
    Ok(rows.iter().filter_map(pair).collect())
}

async fn numbers(db: &impl Read, ids: Vec<Uuid>) -> Result<HashMap<Uuid, i32>> {
    use incident_rows::{Column, Entity};
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let find = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Number])
        .filter(Column::Id.is_in(ids));
    let rows: Vec<(Uuid, i64)> = find.into_tuple().all(db).await?;
    Ok(rows.into_iter().map(|(id, n)| (id, i32::try_from(n).unwrap_or(i32::MAX))).collect())
}

async fn remediation(tx: &Tx, viewer: &Viewer, command: &RelateIncident) -> Result<Option<Uuid>> {
    match &command.remediation {
        None => Ok(None),
        Some(reference) => {
            remediations::named(tx, viewer, "remediation", reference).await.map(Some)
        }
    }
}

async fn whole(
    db: &impl Read,
    viewer: &Viewer,
    incident: Uuid,
    rows: Vec<Model>,
) -> Result<Vec<Relation>> {
    let others: Vec<Uuid> = rows.iter().map(|row| other(row, incident)).collect();
    let briefs = incidents::briefs(db, viewer, &others).await?;
    let people =
        users::people(db, rows.iter().filter_map(|row| row.created_by).collect::<Vec<_>>()).await?;
    let remediations = remediation_numbers(db, &rows).await?;
    let relation = |row: Model| -> Option<Result<Relation>> {
        let brief = briefs.get(&other(&row, incident))?;
        Some(word(&row.kind).map(|kind| Relation {
            id: row.id,
            kind,
            outgoing: row.from_incident_id == incident,
            other: line(brief),
            remediation: row.remediation_id.and_then(|id| remediations.get(&id).copied()),
            rationale: row.rationale,
            recorded_by: row.created_by.and_then(|id| people.get(&id).cloned()),
            recorded_at: from_ms(row.created_at),
            version: row.version,
        }))
    };
    rows.into_iter().filter_map(relation).collect()
}

async fn remediation_numbers(db: &impl Read, rows: &[Model]) -> Result<HashMap<Uuid, i32>> {
    use remediation_rows::{Column, Entity};
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.remediation_id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let find = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Number])
        .filter(Column::Id.is_in(ids));
    let rows: Vec<(Uuid, i64)> = find.into_tuple().all(db).await?;
    Ok(rows.into_iter().map(|(id, n)| (id, i32::try_from(n).unwrap_or(i32::MAX))).collect())
}

/// An incident as a line of a relation or a family.
pub(super) fn line(brief: &Brief) -> IncidentLine {
    IncidentLine { id: brief.id, number: brief.number.0, title: brief.title.clone() }
}

fn log(tx: &Tx, action: &str, row: &Model) {
    let detail = json!({ "kind": row.kind, "to": row.to_incident_id });
    tx.audit(action, ("relation", row.id), Some(row.from_incident_id), detail.clone());
    tx.outbox("incident.changed", Some(row.from_incident_id), detail);
}
