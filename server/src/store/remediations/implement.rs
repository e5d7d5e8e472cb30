//! What a tracker tells: linked work is done. It moves a remediation to implemented at most.

use app::domain::Vocabulary;
use app::domain::remediation::{RemediationStatus, link_key, recognise};
use app::domain::webhook::{Closed, Provider};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;

use super::{step, write};
use crate::store::entity::remediation_notes as notes;
use crate::store::entity::remediations::{Column, Entity, Model};
use crate::store::time::to_ms;
use crate::store::{Result, Tx};

/// Moves what is linked to `closed` on, if it is accepted or under way; answers the numbers.
pub async fn implement(tx: &Tx, provider: Provider, closed: &Closed) -> Result<Vec<i32>> {
    use RemediationStatus::{Accepted, InProgress};
    let waiting = [Accepted, InProgress].map(|status| status.to_string());
    let key = link_key(&closed.url);
    let linked = Condition::any()
        .add(Column::TrackerKey.eq(key.as_str()))
        .add(Column::Tracker.eq(closed.url.as_str()))
        .add(Column::Id.in_subquery(linking(&key, &closed.url)));
    let rows = Entity::find()
        .filter(linked)
        .filter(Column::Status.is_in(waiting))
        .order_by_asc(Column::Number)
        .lock_exclusive()
        .all(tx)
        .await?;
    let mut moved = Vec::new();
    for row in rows {
        moved.push(super::read::number(row.number));
        move_on(tx, row, provider, closed).await?;
    }
    Ok(moved)
}

fn linking(key: &str, url: &str) -> SelectStatement {
    Query::select()
        .column(notes::Column::RemediationId)
        .from(notes::Entity)
        .and_where(notes::Column::RemovedAt.is_null())
        .cond_where(
            Condition::any().add(notes::Column::LinkKey.eq(key)).add(notes::Column::Url.eq(url)),
        )
        .to_owned()
}

async fn move_on(tx: &Tx, row: Model, provider: Provider, closed: &Closed) -> Result<()> {
    let from: RemediationStatus = crate::store::columns::word(&row.status)?;
    let name = recognise(&closed.url).map_or_else(|| closed.url.clone(), |(_, name)| name);
    let what = if closed.merged { "was merged" } else { "is done" };
    let note = format!("By webhook: {} tells that {name} {what}.", provider.label());
    let next = row.version + 1;
    let mut changed = row.into_active_model();
    changed.status = Set(RemediationStatus::Implemented.to_string());
    changed.effective_at = Set(Some(to_ms(closed.at.min(tx.now()))));
    changed.result = Set(None);
    changed.updated_at = Set(tx.now_ms());
    changed.updated_by = Set(tx.actor());
    changed.version = Set(next);
    let stored = changed.update(tx).await?;
    let detail = json!({ "via": "webhook", "provider": provider, "url": closed.url });
    let mut at = from;
    if at == RemediationStatus::Accepted {
        at = RemediationStatus::InProgress;
        step::record(tx, stored.id, Some(from), at, &note, detail.clone()).await?;
    }
    let to = RemediationStatus::Implemented;
    step::record(tx, stored.id, Some(at), to, &note, detail).await?;
    write::log(tx, "remediation.step", &stored);
    let number = format!("REM-{}", stored.number);
    let news =
        json!({ "number": number, "id": stored.id, "from": from, "to": to, "via": " by webhook" });
    tx.outbox("remediation.moved", None, news);
    Ok(())
}
