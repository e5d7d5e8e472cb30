//! What the finder noticed and somebody said needs no answer.

use app::domain::account::Person;
use app::domain::finder::{DismissNotice, Dismissal};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use serde_json::json;
use uuid::Uuid;

use super::columns::word;
use super::entity::notice_dismissals::{ActiveModel, Column, Entity, Model};
use super::time::from_ms;
use super::{Error, Read, Result, Tx, incidents, new_id};

/// The dismissals that stand in an incident the caller has already looked up.
pub async fn of_incident(db: &impl Read, incident: Uuid) -> Result<Vec<Dismissal>> {
    let find = Entity::find()
        .filter(Column::IncidentId.eq(incident))
        .filter(Column::RetractedAt.is_null());
    shown(db, find.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(db).await?).await
}

async fn shown(db: &impl Read, rows: Vec<Model>) -> Result<Vec<Dismissal>> {
    let people: Vec<Uuid> = rows.iter().filter_map(|row| row.created_by).collect();
    let names = incidents::names(db, &people).await?;
    let person = |id| Person { id, name: incidents::name_of(&names, Some(id)) };
    let dismissal = |row: Model| {
        Ok(Dismissal {
            id: row.id,
            rule: word(&row.rule)?,
            key: row.notice_key,
            reason: row.reason,
            by: row.created_by.map(person),
            at: from_ms(row.created_at),
        })
    };
    rows.into_iter().map(dismissal).collect()
}

/// Dismisses a notice. Of two people who do so at once, the first reason stands for both.
pub async fn dismiss(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    command: &DismissNotice,
) -> Result<Dismissal> {
    let incident = incidents::brief(tx, viewer, reference).await?;
    tx.lock_incident(incident.id).await?;
    let standing = of_incident(tx, incident.id).await?;
    let same = |word: &Dismissal| word.rule == command.rule && word.key == command.key;
    if let Some(word) = standing.into_iter().find(same) {
        return Ok(word);
    }
    let row = ActiveModel {
        id: Set(new_id()),
        incident_id: Set(incident.id),
        rule: Set(command.rule.to_string()),
        notice_key: Set(command.key.clone()),
        reason: Set(command.reason.clone()),
        created_at: Set(tx.now_ms()),
        created_by: Set(tx.actor()),
        retracted_at: NotSet,
        retracted_by: NotSet,
    };
    let stored = row.insert(tx).await?;
    log(tx, "notice.dismiss", &stored);
    shown(tx, vec![stored]).await?.pop().ok_or(Error::NotFound)
}

/// Takes a dismissal back: the notice asks for an answer again.
pub async fn restore(tx: &Tx, viewer: &Viewer, reference: &IncidentRef, id: Uuid) -> Result<()> {
    let incident = incidents::brief(tx, viewer, reference).await?;
    let find = Entity::find_by_id(id)
        .filter(Column::IncidentId.eq(incident.id))
        .filter(Column::RetractedAt.is_null());
    let mut row = find.one(tx).await?.ok_or(Error::NotFound)?.into_active_model();
    row.retracted_at = Set(Some(tx.now_ms()));
    row.retracted_by = Set(tx.actor());
    let stored = row.update(tx).await?;
    log(tx, "notice.restore", &stored);
    Ok(())
}

fn log(tx: &Tx, action: &str, row: &Model) {
    let detail = json!({ "rule": row.rule });
    tx.audit(action, ("notice_dismissal", row.id), Some(row.incident_id), detail);
    tx.outbox("incident.changed", Some(row.incident_id), json!({ "notice_dismissal": row.id }));
}
