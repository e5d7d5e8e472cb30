//! The status, step by step, as the domain's machine allows.

use app::domain::account::Person;
use app::domain::evidence::Proof;
use app::domain::permission::Viewer;
use app::domain::reference::RemediationRef;
use app::domain::remediation::{Named, Remediation, RemediationStatus, Transition};
use app::domain::{Invalid, Refused};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde_json::json;
use uuid::Uuid;

use super::{due, read, visible, write};
use crate::store::entity::remediations::{ActiveModel, Entity, Model};
use crate::store::entity::{remediation_changes as changes, remediation_evidence as proofs};
use crate::store::incidents::Brief;
use crate::store::time::to_ms;
use crate::store::{Error, Result, Tx, evidence, new_id, users};

/// Takes a step; what it needs of the record or the person is refused by name.
pub async fn step(
    tx: &Tx,
    viewer: &Viewer,
    reference: &RemediationRef,
    command: &Transition,
    version: Option<i32>,
) -> Result<Remediation> {
    let row = visible::locked(tx, viewer, reference).await?;
    Error::check_version(version, row.version)?;
    let before = read::full(tx, viewer, row.clone()).await?;
    let by = tx.actor().unwrap_or(viewer.user_id);
    command.check(&before, by)?;
    let by = users::people(tx, [by]).await?.remove(&by).ok_or(Error::NotFound)?;
    check_evidence(tx, viewer, &command.evidence).await?;
    let approver = users::named(tx, "approver", command.approver.as_ref()).await?;
    let successor = match &command.successor {
        Some(successor) => Some(read::named(tx, viewer, "successor", successor).await?),
        None => None,
    };
    if let Some(successor) = successor {
        check_line(tx, row.id, successor).await?;
    }
    let number = read::numbers(tx, successor).await?.into_values().next();
    let named = Named { approver, successor: number };
    let (from, had) = (before.status, (row.owner_id, row.verifier_id));
    let after = command.apply(before, &by, named, tx.now());
    let stored = save(tx, row, &after, successor.filter(|_| after.successor.is_some())).await?;
    record(tx, stored.id, Some(from), after.status, &command.note(), json!({})).await?;
    write::log(tx, "remediation.step", &stored);
    write::tell_assigned(tx, had, &stored);
    tell_moved(tx, from, &stored);
    read::get(tx, viewer, reference).await
}

/// Tells that it stands elsewhere now.
pub(super) fn tell_moved(tx: &Tx, from: RemediationStatus, row: &Model) {
    let number = format!("REM-{}", row.number);
    let news = json!({ "number": number, "id": row.id, "from": from, "to": row.status });
    tx.outbox("remediation.moved", None, news);
}

/// Refuses a successor whose own successors lead back here.
async fn check_line(tx: &Tx, id: Uuid, successor: Uuid) -> Result<()> {
    let mut seen = vec![id];
    let mut next = Some(successor);
    while let Some(at) = next {
        if seen.contains(&at) {
            return Err(Refused::new(
                "successor-circle",
                "What takes its place leads back to it: name another remediation.",
            )
            .on("successor")
            .into());
        }
        seen.push(at);
        next = Entity::find_by_id(at).one(tx).await?.and_then(|row| row.successor_id);
    }
    Ok(())
}

/// Turns a verified remediation ineffective, because `incident` happened all the same.
pub(in crate::store) async fn disprove(
    tx: &Tx,
    remediation: &Remediation,
    incident: &Brief,
) -> Result<()> {
    if remediation.status != RemediationStatus::Verified {
        return Ok(());
    }
    let row = Entity::find_by_id(remediation.id).one(tx).await?.ok_or(Error::NotFound)?;
    let note = format!("{} happened after it was verified.", incident.number);
    let next = row.version + 1;
    let mut changed = row.into_active_model();
    changed.status = Set(RemediationStatus::Ineffective.to_string());
    changed.result = Set(Some(note.clone()));
    changed.updated_at = Set(tx.now_ms());
    changed.updated_by = Set(tx.actor());
    changed.version = Set(next);
    let stored = changed.update(tx).await?;
    let (from, to) = (remediation.status, RemediationStatus::Ineffective);
    let detail = json!({ "incident": incident.id });
    record(tx, stored.id, Some(from), to, &note, detail).await?;
    write::log(tx, "remediation.step", &stored);
    due::tell(tx, "remediation.disproved", &stored, json!({ "incident": incident.number }));
    Ok(())
}

async fn save(tx: &Tx, row: Model, after: &Remediation, successor: Option<Uuid>) -> Result<Model> {
    let (id, next) = (row.id, row.version + 1);
    let person = |person: &Option<Person>| person.as_ref().map(|person| person.id);
    let mut changed: ActiveModel = row.into_active_model();
    changed.status = Set(after.status.to_string());
    changed.reason = Set(after.reason.clone());
    changed.result = Set(after.result.clone());
    changed.measure_what = Set(after.measure.what.clone());
    changed.watch_days =
        Set(after.measure.watch_days.map(|days| i32::try_from(days).unwrap_or(i32::MAX)));
    changed.effective_at = Set(after.effective_at.map(to_ms));
    changed.verified_at = Set(after.verified_at.map(to_ms));
    changed.verified_by = Set(person(&after.verified_by));
    changed.verifier_id = Set(person(&after.verifier));
    changed.successor_id = Set(successor);
    changed.risk_approver_id = Set(person(&after.risk_approver));
    changed.risk_expires_on = Set(after.risk_expires_on.map(|day| day.to_string()));
    changed.updated_at = Set(tx.now_ms());
    changed.updated_by = Set(tx.actor());
    changed.version = Set(next);
    let stored = changed.update(tx).await?;
    set_proof(tx, id, &after.proof).await?;
    Ok(stored)
}

async fn set_proof(tx: &Tx, id: Uuid, proof: &[Proof]) -> Result<()> {
    proofs::Entity::delete_many().filter(proofs::Column::RemediationId.eq(id)).exec(tx).await?;
    let row = |proof: &Proof| {
        let (kind, evidence) = match proof {
            Proof::Evidence(id) => ("evidence", Some(*id)),
            Proof::Link(_) => ("link", None),
            Proof::Text(_) => ("text", None),
        };
        proofs::ActiveModel {
            id: Set(new_id()),
            remediation_id: Set(id),
            kind: Set(kind.to_owned()),
            evidence_id: Set(evidence),
            value: Set(proof.as_text()),
            added_at: Set(tx.now_ms()),
            added_by: Set(tx.actor()),
        }
    };
    let rows: Vec<proofs::ActiveModel> = proof.iter().map(row).collect();
    if !rows.is_empty() {
        proofs::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Evidence that is named by id must be there, in an incident that the viewer may see.
async fn check_evidence(tx: &Tx, viewer: &Viewer, proof: &[Proof]) -> Result<()> {
    let ids: Vec<Uuid> = proof.iter().filter_map(Proof::evidence).collect();
    let known = evidence::named(tx, viewer, ids.clone()).await?;
    match ids.iter().find(|id| !known.contains_key(id)) {
        Some(id) => {
            let message = format!("There is no evidence with the id {id}.");
            Err(Invalid::one("evidence", message).into())
        }
        None => Ok(()),
    }
}

/// Adds an entry to the history.
pub(super) async fn record(
    tx: &Tx,
    id: Uuid,
    from: Option<RemediationStatus>,
    to: RemediationStatus,
    note: &str,
    detail: serde_json::Value,
) -> Result<()> {
    let row = changes::ActiveModel {
        id: Set(new_id()),
        remediation_id: Set(id),
        from_status: Set(from.map(|status| status.to_string())),
        to_status: Set(to.to_string()),
        note: Set(note.to_owned()),
        detail: Set(detail),
        changed_at: Set(tx.now_ms()),
        changed_by: Set(tx.actor()),
    };
    changes::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}
