//! What one person has to do over all incidents, found by owner, verifier and approver.

use std::collections::HashMap;

use app::domain::Vocabulary;
use app::domain::factor::FactorTarget;
use app::domain::permission::Viewer;
use app::domain::remediation::RemediationStatus;
use app::domain::work::{DUE_SOON, Returned, WorkItem};
use chrono::{Days, NaiveDate};
use sea_orm::{ColumnTrait, Condition, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::list::{awaited, by_due, summaries};
use super::read::day;
use super::visible::visible;
use crate::store::entity::remediations::{Column, Entity, Model};
use crate::store::entity::{remediation_changes as changes, remediation_factors as factors};
use crate::store::time::from_ms;
use crate::store::{Read, Result};

/// The most that is looked at for one person, what is due first.
pub const MOST: u64 = 500;

/// What asks something of `person`, as far as `viewer` may see it, what is due first; and whether
/// there is more than is looked at.
pub async fn work(
    db: &impl Read,
    viewer: &Viewer,
    person: Uuid,
    today: NaiveDate,
) -> Result<(Vec<WorkItem>, bool)> {
    let mut rows = Entity::find()
        .filter(asks(person, today))
        .filter(visible(viewer))
        .order_by(by_due(), Order::Asc)
        .order_by_asc(Column::Number)
        .limit(MOST + 1)
        .all(db)
        .await?;
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let more = rows.len() > most;
    rows.truncate(most);
    Ok((items(db, viewer, rows).await?, more))
}

/// Each part of the condition is answered by an index of its own.
fn asks(person: Uuid, today: NaiveDate) -> Condition {
    let is = |status: RemediationStatus| Column::Status.eq(status.as_str());
    let soon = today.checked_add_days(Days::new(DUE_SOON)).unwrap_or(today).to_string();
    let mine: Vec<String> = awaited()
        .into_iter()
        .chain([RemediationStatus::Implemented])
        .map(|status| status.to_string())
        .collect();
    let runs_out = |column: Column| {
        Condition::all()
            .add(column.eq(person))
            .add(is(RemediationStatus::RiskAccepted))
            .add(Column::RiskExpiresOn.lte(soon.as_str()))
    };
    Condition::any()
        .add(Condition::all().add(Column::OwnerId.eq(person)).add(Column::Status.is_in(mine)))
        .add(
            Condition::all()
                .add(Column::VerifierId.eq(person))
                .add(is(RemediationStatus::Implemented)),
        )
        .add(runs_out(Column::RiskApproverId))
        .add(runs_out(Column::OwnerId))
}

async fn items(db: &impl Read, viewer: &Viewer, rows: Vec<Model>) -> Result<Vec<WorkItem>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut returned = returned(db, &ids).await?;
    let mut targets = targets(db, &ids).await?;
    let mut said: HashMap<Uuid, (String, Option<NaiveDate>, Option<NaiveDate>)> = rows
        .iter()
        .map(|row| {
            let days = (day(row.measure_check_on.as_deref()), day(row.risk_expires_on.as_deref()));
            (row.id, (row.measure_what.clone(), days.0, days.1))
        })
        .collect();
    let summaries = summaries(db, viewer, rows).await?;
    let item = |it: app::domain::remediation::RemediationSummary| {
        let (measure, check_on, risk_expires_on) = said.remove(&it.id).unwrap_or_default();
        WorkItem {
            measure,
            check_on,
            risk_expires_on,
            returned: returned.remove(&it.id).filter(|_| it.status.is_open()),
            factors: targets.remove(&it.id).unwrap_or_default(),
            it,
        }
    };
    Ok(summaries.into_iter().map(item).collect())
}

/// When and why each last came back after it had counted as settled.
async fn returned(db: &impl Read, ids: &[Uuid]) -> Result<HashMap<Uuid, Returned>> {
    use RemediationStatus::{Implemented, Ineffective, RiskAccepted, Verified};
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let settled = [Implemented, Verified, Ineffective, RiskAccepted].map(|s| s.to_string());
    let rows = changes::Entity::find()
        .filter(changes::Column::RemediationId.is_in(ids.iter().copied()))
        .filter(changes::Column::FromStatus.is_in(settled))
        .order_by_asc(changes::Column::ChangedAt)
        .order_by_asc(changes::Column::Id)
        .all(db)
        .await?;
    let back = rows.into_iter().map(|row| {
        let on = from_ms(row.changed_at).date_naive();
        (row.remediation_id, Returned { on, why: row.note })
    });
    Ok(back.collect())
}

async fn targets(db: &impl Read, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<FactorTarget>>> {
    let mut targets: HashMap<Uuid, Vec<FactorTarget>> = HashMap::new();
    if ids.is_empty() {
        return Ok(targets);
    }
    let find = factors::Entity::find()
        .filter(factors::Column::RemediationId.is_in(ids.iter().copied()))
        .order_by_asc(factors::Column::Code)
        .order_by_asc(factors::Column::Scope);
    for row in find.all(db).await? {
        let target = FactorTarget { code: row.code, scope: row.scope };
        targets.entry(row.remediation_id).or_default().push(target);
    }
    Ok(targets)
}
