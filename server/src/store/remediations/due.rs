//! What time alone brings about: accepted risks that have run out come back, and verifiers are asked
//! on the day on which to look.

use app::domain::remediation::RemediationStatus;
use chrono::NaiveDate;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, ExprTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::{step, write};
use crate::store::entity::remediations::{Column, Entity, Model};
use crate::store::{Read, Result, Tx};

/// How many are done in one transaction.
const AT_ONCE: u64 = 100;

fn expired(today: NaiveDate) -> Condition {
    Condition::all()
        .add(Column::Status.eq(RemediationStatus::RiskAccepted.to_string()))
        .add(Column::RiskExpiresOn.lt(today.to_string()))
}

fn to_ask(today: NaiveDate) -> Condition {
    let asked = Condition::any()
        .add(Column::CheckAskedOn.is_null())
        .add(Expr::col(Column::CheckAskedOn).ne(Expr::col(Column::MeasureCheckOn)));
    Condition::all()
        .add(Column::Status.eq(RemediationStatus::Implemented.to_string()))
        .add(Column::MeasureCheckOn.lte(today.to_string()))
        .add(asked)
}

/// Whether time has brought anything about, so that nothing is written when it has not.
pub async fn waiting(db: &impl Read, today: NaiveDate) -> Result<bool> {
    let any = Condition::any().add(expired(today)).add(to_ask(today));
    let find = Entity::find().select_only().column(Column::Id).filter(any).limit(1);
    Ok(find.into_tuple::<Uuid>().one(db).await?.is_some())
}

async fn locked(tx: &Tx, which: Condition) -> Result<Vec<Model>> {
    let find = Entity::find().filter(which).order_by_asc(Column::Number).limit(AT_ONCE);
    Ok(find.lock_exclusive().all(tx).await?)
}

/// Risks whose time is over are proposed again, for somebody to decide; answers how many.
pub async fn expire_risks(tx: &Tx, today: NaiveDate) -> Result<usize> {
    let rows = locked(tx, expired(today)).await?;
    let count = rows.len();
    for row in rows {
        let until = row.risk_expires_on.clone().unwrap_or_default();
        let approver = row.risk_approver_id;
        let note = format!("The risk was accepted until {until}. That is over: decide again.");
        let next = row.version + 1;
        let mut changed = row.into_active_model();
        changed.status = Set(RemediationStatus::Proposed.to_string());
        changed.reason = Set(Some(note.clone()));
        changed.risk_approver_id = Set(None);
        changed.risk_expires_on = Set(None);
        changed.updated_at = Set(tx.now_ms());
        changed.updated_by = Set(tx.actor());
        changed.version = Set(next);
        let stored = changed.update(tx).await?;
        let (from, to) = (RemediationStatus::RiskAccepted, RemediationStatus::Proposed);
        step::record(tx, stored.id, Some(from), to, &note, json!({ "expired": until })).await?;
        write::log(tx, "remediation.expire", &stored);
        tell(tx, "remediation.risk_expired", &stored, json!({ "approver": approver }));
    }
    Ok(count)
}

/// Asks verifiers whose day to look has come, once for each day; answers how many.
pub async fn ask_verifiers(tx: &Tx, today: NaiveDate) -> Result<usize> {
    let rows = locked(tx, to_ask(today)).await?;
    let count = rows.len();
    for row in rows {
        let day = row.measure_check_on.clone();
        let mut changed = row.into_active_model();
        changed.check_asked_on = Set(day);
        let stored = changed.update(tx).await?;
        tell(tx, "remediation.check_due", &stored, json!({}));
    }
    Ok(count)
}

/// Tells listeners, with those whom it concerns and what else is `known`.
pub(super) fn tell(tx: &Tx, topic: &str, row: &Model, known: serde_json::Value) {
    let mut payload = json!({
        "number": format!("REM-{}", row.number),
        "id": row.id,
        "owner": row.owner_id,
        "verifier": row.verifier_id,
    });
    if let (Some(fields), serde_json::Value::Object(known)) = (payload.as_object_mut(), known) {
        fields.extend(known);
    }
    tx.outbox(topic, None, payload);
}
