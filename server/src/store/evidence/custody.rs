//! The chain of custody: what was done with a piece of evidence, by whom, and with which hash.

use app::domain::account::Person;
use app::domain::custody::{CustodyAct, CustodyEntry};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use crate::store::columns::word;
use crate::store::entity::custody::{ActiveModel, Column, Entity, Model};
use crate::store::time::from_ms;
use crate::store::{Read, Result, Tx, incidents, new_id};

/// For how long looking again is the same look, in milliseconds.
const SAME_LOOK: i64 = 60 * 60 * 1000;
/// The most entries that are shown at once.
const SHOWN: u64 = 500;

/// The chain of custody of a piece of evidence, newest first.
pub async fn list(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
) -> Result<Vec<CustodyEntry>> {
    super::row(db, viewer, reference, id).await?;
    let find = Entity::find().filter(Column::EvidenceId.eq(id));
    let find = find.order_by_desc(Column::DoneAt).order_by_desc(Column::Id).limit(SHOWN);
    let rows = find.all(db).await?;
    let people: Vec<Uuid> = rows.iter().filter_map(|row| row.done_by).collect();
    let names = incidents::names(db, &people).await?;
    let person = |id| Person { id, name: incidents::name_of(&names, Some(id)) };
    let entry = |row: Model| {
        Ok(CustodyEntry {
            at: from_ms(row.done_at),
            act: word(&row.act)?,
            by: row.done_by.map(person),
            via: row.via,
            sha256: row.sha256,
        })
    };
    rows.into_iter().map(entry).collect()
}

/// Notes what is being done in the chain of custody.
pub async fn note(tx: &Tx, id: Uuid, act: CustodyAct, sha256: Option<&str>) -> Result<()> {
    let row = Model {
        id: new_id(),
        evidence_id: id,
        act: act.to_string(),
        done_at: tx.now_ms(),
        done_by: tx.actor(),
        via: tx.by().via.as_str().to_owned(),
        sha256: sha256.map(str::to_owned),
    };
    let row = ActiveModel::from(row).reset_all();
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Notes that somebody looked at it or took it along, here and in the audit log. The same person
/// looking again within the hour is the same look.
pub async fn looked_at(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
    act: CustodyAct,
) -> Result<()> {
    let row = super::row(tx, viewer, reference, id).await?;
    if act == CustodyAct::LookedAt {
        let again = Entity::find()
            .filter(Column::EvidenceId.eq(id))
            .filter(Column::Act.eq(act.to_string()))
            .filter(Column::DoneBy.eq(tx.actor()))
            .filter(Column::DoneAt.gt(tx.now_ms() - SAME_LOOK));
        if again.count(tx).await? > 0 {
            return Ok(());
        }
    }
    note(tx, id, act, row.sha256.as_deref()).await?;
    let action = if act == CustodyAct::LookedAt { "evidence.look_at" } else { "evidence.download" };
    let detail = json!({ "kind": row.kind, "sha256": row.sha256 });
    tx.audit(action, ("evidence", id), Some(row.incident_id), detail);
    Ok(())
}
