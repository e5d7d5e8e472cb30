//! Evidence that an import brought, and that goes when the import is undone.

use app::domain::evidence::AddEvidence;
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{Column, Entity, insert, take_back};
use crate::store::{Result, Tx};

/// What else on record leans on evidence: then it stays.
const LEANING: [&str; 5] = [
    "event_evidence x JOIN events o ON o.id = x.event_id",
    "link_evidence x JOIN links o ON o.id = x.link_id",
    "claim_evidence x JOIN claims o ON o.id = x.claim_id",
    "incident_factor_evidence x JOIN incident_factors o ON o.id = x.factor_id",
    "remediation_evidence x",
];

/// Adds evidence that an import names. What is on record already stays as it is.
pub(in crate::store) async fn add_imported(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    command: &AddEvidence,
    import: Uuid,
) -> Result<()> {
    insert(tx, viewer, reference, command, None, Some(import)).await.map(drop)
}

/// Takes back what an import brought and nothing else on record leans on; never under a hold.
pub(in crate::store) async fn undo_import(tx: &Tx, import: Uuid, reason: &str) -> Result<()> {
    let mut free = Condition::all();
    for leaning in LEANING {
        let standing = if leaning.contains(" o ") { " AND o.retracted_at IS NULL" } else { "" };
        free = free.add(Expr::cust(format!(
            "NOT EXISTS (SELECT 1 FROM {leaning} WHERE x.evidence_id = evidence.id{standing})"
        )));
    }
    let find = Entity::find()
        .filter(Column::ImportId.eq(import))
        .filter(Column::RetractedAt.is_null())
        .filter(Column::LegalHold.eq(false))
        .filter(free);
    for row in find.all(tx).await? {
        take_back(tx, row, reason).await?;
    }
    Ok(())
}
