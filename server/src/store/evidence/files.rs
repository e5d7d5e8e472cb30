//! Files as evidence: what the record knows of contents that are kept elsewhere.

use std::collections::{HashMap, HashSet};

use app::domain::Refused;
use app::domain::custody::{ContentState, CustodyAct};
use app::domain::evidence::{AddEvidence, Evidence, EvidenceKind, FileFacts, RedactionTier};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, sea_query::OnConflict,
};
use serde_json::json;
use uuid::Uuid;

use super::{Column, Entity, Model, note, row, shown};
use crate::store::entity::evidence_contents as contents_rows;
use crate::store::{Db, Error, Read, Result, Tx, incidents};

/// Adds a file whose contents are kept already. The same contents with the same title are not added
/// twice: what is there already then supports the events as well.
pub async fn add_file(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    command: &AddEvidence,
    file: &FileFacts,
) -> Result<Evidence> {
    let row = contents_rows::ActiveModel {
        sha256: Set(file.sha256.clone()),
        size: Set(file.size),
        media_type: Set(file.media_type.clone()),
        stored_at: Set(tx.now_ms()),
        checked_at: Set(tx.now_ms()),
        state: Set(ContentState::Whole.to_string()),
    };
    // Put there anew, contents that were altered or missing are whole again.
    let over = OnConflict::column(contents_rows::Column::Sha256)
        .update_columns([contents_rows::Column::CheckedAt, contents_rows::Column::State])
        .to_owned();
    contents_rows::Entity::insert(row).on_conflict(over).exec_without_returning(tx).await?;
    super::insert(tx, viewer, reference, command, Some(file), None).await
}

/// What is known of the contents of the files among `rows`, by hash.
pub(super) async fn contents_of(
    db: &impl Read,
    rows: &[Model],
) -> Result<HashMap<String, contents_rows::Model>> {
    let file = EvidenceKind::File.to_string();
    let files = rows.iter().filter(|row| row.kind == file);
    let hashes: HashSet<String> = files.filter_map(|row| row.sha256.clone()).collect();
    if hashes.is_empty() {
        return Ok(HashMap::new());
    }
    let find = contents_rows::Entity::find().filter(contents_rows::Column::Sha256.is_in(hashes));
    Ok(find.all(db).await?.into_iter().map(|row| (row.sha256.clone(), row)).collect())
}

/// Removes the contents of evidence for good; what is known of them, the hash too, stays. Files are
/// removed from where they are kept when no other evidence has the same contents.
pub async fn purge(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
) -> Result<Evidence> {
    let found = row(tx, viewer, reference, id).await?;
    if found.legal_hold {
        let message = "This evidence is under a legal hold. Lift the hold first.";
        return Err(Refused::new("legal-hold", message).into());
    }
    if found.purged_at.is_some() {
        return shown(tx, vec![found]).await?.pop().ok_or(Error::NotFound);
    }
    let next = found.version + 1;
    let mut gone = found.into_active_model();
    gone.quote = Set(None);
    gone.redaction = Set(RedactionTier::Withheld.to_string());
    gone.purged_at = Set(Some(tx.now_ms()));
    (gone.updated_at, gone.version) = (Set(tx.now_ms()), Set(next));
    let stored = gone.update(tx).await?;
    note(tx, id, CustodyAct::Purged, stored.sha256.as_deref()).await?;
    super::log(tx, "evidence.purge", &stored);
    shown(tx, vec![stored]).await?.pop().ok_or(Error::NotFound)
}

/// A file of the record and the evidence that has it, for a look at all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The evidence.
    pub id: Uuid,
    /// Where it belongs: `INC-3`.
    pub incident: String,
    /// What it is called.
    pub title: String,
    /// The SHA-256 that the record has.
    pub sha256: String,
}

/// Every file whose contents must be there, retracted ones included, in the order of their hashes.
pub async fn contents(db: &Db) -> Result<Vec<Checked>> {
    let find = Entity::find()
        .select_only()
        .columns([Column::Id, Column::IncidentId, Column::Title, Column::Sha256])
        .filter(Column::Kind.eq(EvidenceKind::File.to_string()))
        .filter(Column::PurgedAt.is_null())
        .order_by_asc(Column::Sha256)
        .order_by_asc(Column::Id);
    let rows: Vec<(Uuid, Uuid, String, Option<String>)> = find.into_tuple().all(db).await?;
    let of: HashSet<Uuid> = rows.iter().map(|(_, incident, _, _)| *incident).collect();
    let numbers = incidents::numbers(db, of).await?;
    let checked = |(id, incident, title, sha256): (Uuid, Uuid, String, Option<String>)| {
        let incident = numbers.get(&incident).map(ToString::to_string).unwrap_or_default();
        Some(Checked { id, incident, title, sha256: sha256? })
    };
    Ok(rows.into_iter().filter_map(checked).collect())
}

/// Notes in what state contents were found, with every piece of evidence that has them.
pub async fn checked(tx: &Tx, sha256: &str, state: ContentState) -> Result<()> {
    let Some(known) = contents_rows::Entity::find_by_id(sha256).one(tx).await? else {
        return Ok(());
    };
    let mut known = known.into_active_model();
    (known.checked_at, known.state) = (Set(tx.now_ms()), Set(state.to_string()));
    known.update(tx).await?;
    let find = Entity::find()
        .filter(Column::Kind.eq(EvidenceKind::File.to_string()))
        .filter(Column::Sha256.eq(sha256))
        .filter(Column::PurgedAt.is_null());
    for row in find.all(tx).await? {
        note(tx, row.id, state.act(), Some(sha256)).await?;
        let detail = json!({ "sha256": sha256, "state": state.to_string() });
        tx.audit("evidence.verify", ("evidence", row.id), Some(row.incident_id), detail);
    }
    Ok(())
}

/// Those of `hashes` that no evidence has any more.
pub async fn unnamed(db: &Db, hashes: &[String]) -> Result<Vec<String>> {
    let mut named = HashSet::new();
    for some in hashes.chunks(500) {
        let find = Entity::find()
            .select_only()
            .column(Column::Sha256)
            .filter(Column::Kind.eq(EvidenceKind::File.to_string()))
            .filter(Column::PurgedAt.is_null())
            .filter(Column::Sha256.is_in(some));
        named.extend(find.into_tuple::<Option<String>>().all(db).await?.into_iter().flatten());
    }
    Ok(hashes.iter().filter(|hash| !named.contains(*hash)).cloned().collect())
}
