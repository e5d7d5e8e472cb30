//! One remediation in full, with its history.

use std::collections::HashMap;

use app::domain::Invalid;
use app::domain::account::Person;
use app::domain::evidence::Proof;
use app::domain::factor::FactorTarget;
use app::domain::permission::Viewer;
use app::domain::reference::RemediationRef;
use app::domain::remediation::{Measure, Remediation, RemediationStep, ServedIncident};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::visible;
use crate::store::columns::word;
use crate::store::entity::remediations::{Column, Entity, Model};
use crate::store::entity::{
    remediation_changes as changes, remediation_controls as controls,
    remediation_evidence as evidence, remediation_factors as factors,
    remediation_incidents as served,
};
use crate::store::time::from_ms;
use crate::store::{Error, Read, Result, incidents, seqs, users};

/// The remediation with this number or id, if the viewer may see it.
pub async fn find(
    db: &impl Read,
    viewer: &Viewer,
    reference: &RemediationRef,
) -> Result<Option<Remediation>> {
    match visible::row(db, viewer, reference).await {
        Ok(row) => full(db, viewer, row).await.map(Some),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The same, or [`Error::NotFound`].
pub async fn get(
    db: &impl Read,
    viewer: &Viewer,
    reference: &RemediationRef,
) -> Result<Remediation> {
    full(db, viewer, visible::row(db, viewer, reference).await?).await
}

/// The id of the remediation that `field` names.
pub(in crate::store) async fn named(
    db: &impl Read,
    viewer: &Viewer,
    field: &str,
    reference: &RemediationRef,
) -> Result<Uuid> {
    match visible::row(db, viewer, reference).await {
        Ok(row) => Ok(row.id),
        Err(Error::NotFound) => {
            Err(Invalid::one(field, format!("There is no {reference}.")).into())
        }
        Err(error) => Err(error),
    }
}

/// The numbers of these remediations.
pub(in crate::store) async fn numbers(
    db: &impl Read,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, i32>> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let find = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Number])
        .filter(Column::Id.is_in(ids));
    let rows: Vec<(Uuid, i64)> = find.into_tuple().all(db).await?;
    Ok(rows.into_iter().map(|(id, n)| (id, number(n))).collect())
}

/// A stored number; the counter stays far below the limit.
pub(super) fn number(stored: i64) -> i32 {
    i32::try_from(stored).unwrap_or(i32::MAX)
}

/// A stored day.
pub(super) fn day(stored: Option<&str>) -> Option<NaiveDate> {
    stored.and_then(|day| day.parse().ok())
}

/// Everything that hangs on one row.
pub(super) async fn full(db: &impl Read, viewer: &Viewer, row: Model) -> Result<Remediation> {
    let named =
        [row.owner_id, row.verifier_id, row.verified_by, row.risk_approver_id, row.created_by];
    let people = users::people(db, named.into_iter().flatten()).await?;
    let person = |id: Option<Uuid>| -> Option<Person> { people.get(&id?).cloned() };
    let successor = numbers(db, row.successor_id).await?.into_values().next();
    Ok(Remediation {
        id: row.id,
        number: number(row.number),
        kind: word(&row.kind)?,
        strength: row.strength.as_deref().map(word).transpose()?,
        status: word(&row.status)?,
        priority: word(&row.priority)?,
        factors: targets(db, row.id).await?,
        controls: control_codes(db, row.id).await?,
        owner: person(row.owner_id),
        verifier: person(row.verifier_id),
        due: day(row.due_on.as_deref()),
        tracker: row.tracker,
        measure: Measure {
            what: row.measure_what,
            how: row.measure_how,
            expected: row.measure_expected,
            check_on: day(row.measure_check_on.as_deref()),
            watch_days: row.watch_days.and_then(|days| u32::try_from(days).ok()),
        },
        effective_at: row.effective_at.map(from_ms),
        result: row.result,
        proof: proof(db, row.id).await?,
        verified_at: row.verified_at.map(from_ms),
        verified_by: person(row.verified_by),
        reason: row.reason,
        successor,
        risk_approver: person(row.risk_approver_id),
        risk_expires_on: day(row.risk_expires_on.as_deref()),
        incidents: served_incidents(db, viewer, row.id).await?,
        created_at: from_ms(row.created_at),
        created_by: person(row.created_by),
        version: row.version,
        title: row.title,
        description: row.description,
    })
}

async fn targets(db: &impl Read, id: Uuid) -> Result<Vec<FactorTarget>> {
    let find = factors::Entity::find().filter(factors::Column::RemediationId.eq(id));
    let rows = find
        .order_by_asc(factors::Column::Code)
        .order_by_asc(factors::Column::Scope)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| FactorTarget { code: row.code, scope: row.scope }).collect())
}

async fn control_codes(db: &impl Read, id: Uuid) -> Result<Vec<String>> {
    let find = controls::Entity::find().filter(controls::Column::RemediationId.eq(id));
    let rows = find.order_by_asc(controls::Column::Code).all(db).await?;
    Ok(rows.into_iter().map(|row| row.code).collect())
}

async fn proof(db: &impl Read, id: Uuid) -> Result<Vec<Proof>> {
    let find = evidence::Entity::find().filter(evidence::Column::RemediationId.eq(id));
    let rows = find
        .order_by_asc(evidence::Column::AddedAt)
        .order_by_asc(evidence::Column::Id)
        .all(db)
        .await?;
    let one = |row: evidence::Model| match (row.kind.as_str(), row.evidence_id) {
        ("evidence", Some(id)) => Proof::Evidence(id),
        ("link", _) => Proof::Link(row.value),
        _ => Proof::Text(row.value),
    };
    Ok(rows.into_iter().map(one).collect())
}

/// The incidents it serves, as far as the viewer may see them.
async fn served_incidents(
    db: &impl Read,
    viewer: &Viewer,
    id: Uuid,
) -> Result<Vec<ServedIncident>> {
    let rows = served::Entity::find().filter(served::Column::RemediationId.eq(id)).all(db).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.incident_id).collect();
    let briefs = incidents::briefs(db, viewer, &ids).await?;
    let events =
        seqs::of(db, rows.iter().filter_map(|row| row.event_id).collect::<Vec<_>>()).await?;
    let one = |row: served::Model| {
        let brief = briefs.get(&row.incident_id)?;
        Some(ServedIncident {
            id: brief.id,
            number: brief.number.0,
            title: brief.title.clone(),
            event: row.event_id.and_then(|id| events.get(&id).copied()),
            why: row.why,
        })
    };
    let mut list: Vec<ServedIncident> = rows.into_iter().filter_map(one).collect();
    list.sort_by_key(|incident| incident.number);
    Ok(list)
}

/// All steps of a remediation the viewer may see, oldest first.
pub async fn history(
    db: &impl Read,
    viewer: &Viewer,
    reference: &RemediationRef,
) -> Result<Vec<RemediationStep>> {
    let id = visible::row(db, viewer, reference).await?.id;
    let find = changes::Entity::find().filter(changes::Column::RemediationId.eq(id));
    let rows = find
        .order_by_asc(changes::Column::ChangedAt)
        .order_by_asc(changes::Column::Id)
        .all(db)
        .await?;
    let people =
        users::people(db, rows.iter().filter_map(|row| row.changed_by).collect::<Vec<_>>()).await?;
    rows.into_iter()
        .map(|row| {
            Ok(RemediationStep {
                from: row.from_status.as_deref().map(word).transpose()?,
                to: word(&row.to_status)?,
                at: from_ms(row.changed_at),
                by: row.changed_by.and_then(|id| people.get(&id).cloned()),
                note: row.note,
            })
        })
        .collect()
}
