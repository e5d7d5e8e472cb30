//! The incidents that a remediation serves.

use app::domain::permission::Viewer;
use app::domain::reference::{IncidentRef, RemediationRef};
use app::domain::remediation::{Remediation, ServeIncident};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::{read, visible};
use crate::store::entity::remediation_incidents::{ActiveModel, Column, Entity};
use crate::store::entity::remediations as rows;
use crate::store::{Error, Result, Tx, incidents, seqs};

/// Lets a remediation serve one more incident; again says another event or reason.
pub async fn attach(
    tx: &Tx,
    viewer: &Viewer,
    reference: &RemediationRef,
    command: &ServeIncident,
) -> Result<Remediation> {
    let row = visible::locked(tx, viewer, reference).await?;
    let incident =
        incidents::named(tx, viewer, "incident", std::slice::from_ref(&command.incident)).await?;
    let incident = incident.first().copied().ok_or(Error::NotFound)?;
    let event = match command.event {
        Some(seq) => seqs::ids(tx, incident, "event", &[seq]).await?.first().copied(),
        None => None,
    };
    insert(tx, row.id, incident, event, &command.why).await?;
    touch(tx, row.id).await?;
    log(tx, "remediation.attach", row.number, incident);
    read::get(tx, viewer, reference).await
}

/// Takes an incident off a remediation.
pub async fn detach(
    tx: &Tx,
    viewer: &Viewer,
    reference: &RemediationRef,
    incident: &IncidentRef,
) -> Result<()> {
    let row = visible::locked(tx, viewer, reference).await?;
    let incident = incidents::brief(tx, viewer, incident).await?;
    if !remove(tx, row.id, incident.id).await? {
        return Err(Error::NotFound);
    }
    touch(tx, row.id).await?;
    log(tx, "remediation.detach", row.number, incident.id);
    Ok(())
}

/// Writes the row, over what was said of the same incident before.
pub(super) async fn insert(
    tx: &Tx,
    remediation: Uuid,
    incident: Uuid,
    event: Option<Uuid>,
    why: &str,
) -> Result<()> {
    let row = ActiveModel {
        remediation_id: Set(remediation),
        incident_id: Set(incident),
        event_id: Set(event),
        why: Set(why.to_owned()),
        added_at: Set(tx.now_ms()),
        added_by: Set(tx.actor()),
    };
    let over = OnConflict::columns([Column::RemediationId, Column::IncidentId])
        .update_columns([Column::EventId, Column::Why])
        .to_owned();
    Entity::insert(row).on_conflict(over).exec_without_returning(tx).await?;
    tx.outbox("incident.changed", Some(incident), json!({ "remediation": remediation }));
    Ok(())
}

/// Removes the row; answers whether there was one.
pub(super) async fn remove(tx: &Tx, remediation: Uuid, incident: Uuid) -> Result<bool> {
    let gone = Entity::delete_many()
        .filter(Column::RemediationId.eq(remediation))
        .filter(Column::IncidentId.eq(incident));
    tx.outbox("incident.changed", Some(incident), json!({ "remediation": remediation }));
    Ok(gone.exec(tx).await?.rows_affected > 0)
}

async fn touch(tx: &Tx, id: Uuid) -> Result<()> {
    use rows::{Column, Entity};
    Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::UpdatedAt, Expr::value(tx.now_ms()))
        .col_expr(Column::UpdatedBy, Expr::value(tx.actor()))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

fn log(tx: &Tx, action: &str, number: i64, incident: Uuid) {
    let number = format!("REM-{number}");
    let detail = json!({ "incident": incident });
    tx.audit(action, ("remediation", &number), Some(incident), detail);
    tx.outbox("remediation.changed", None, json!({ "number": number }));
}
