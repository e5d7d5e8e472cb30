//! Several remediations changed at once: all of them or none.

use app::domain::permission::Viewer;
use app::domain::work::ChangeWork;
use app::domain::{Invalid, Refused};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::{visible, write};
use crate::store::entity::remediations::Model;
use crate::store::{Error, Result, Tx, users};

/// Changes them all; answers how many were not so already.
pub async fn change(tx: &Tx, viewer: &Viewer, command: &ChangeWork) -> Result<usize> {
    let owner = users::named(tx, "owner", command.owner.as_ref()).await?;
    let mut rows: Vec<Model> = Vec::new();
    for reference in &command.remediations {
        let row = match visible::row(tx, viewer, reference).await {
            Err(Error::NotFound) => {
                let message = format!("There is no {reference}.");
                return Err(Invalid::one("remediations", message).into());
            }
            found => found?,
        };
        if !rows.iter().any(|known| known.id == row.id) {
            rows.push(row);
        }
    }
    // Always in the same order, so that two people who change the same ones do not lock each other.
    rows.sort_by_key(|row| row.number);
    let mut changed = 0;
    for row in rows {
        let locked =
            visible::locked(tx, viewer, &app::domain::reference::RemediationRef::Id(row.id))
                .await?;
        let owner = owner.as_ref().map(|person| person.id);
        changed += usize::from(change_one(tx, locked, owner, command).await?);
    }
    Ok(changed)
}

async fn change_one(
    tx: &Tx,
    row: Model,
    owner: Option<uuid::Uuid>,
    command: &ChangeWork,
) -> Result<bool> {
    let mut after = row.clone();
    after.owner_id = owner.or(row.owner_id);
    after.due_on = command.due.map(|day| day.to_string()).or(row.due_on.clone());
    after.priority = command.priority.map_or(row.priority.clone(), |word| word.to_string());
    if after == row {
        return Ok(false);
    }
    if after.owner_id.is_some() && after.owner_id == after.verifier_id {
        let message = format!(
            "Whom you name verifies REM-{}: they cannot own it too. Leave it out, or name somebody else.",
            row.number
        );
        return Err(Refused::new("owner-is-verifier", message).on("owner").into());
    }
    let (next, had) = (row.version + 1, (row.owner_id, row.verifier_id));
    let mut changed = row.into_active_model();
    changed.owner_id = Set(after.owner_id);
    changed.due_on = Set(after.due_on);
    changed.priority = Set(after.priority);
    changed.updated_at = Set(tx.now_ms());
    changed.updated_by = Set(tx.actor());
    changed.version = Set(next);
    let stored = changed.update(tx).await?;
    write::log(tx, "remediation.edit", &stored);
    write::tell_assigned(tx, had, &stored);
    Ok(true)
}
