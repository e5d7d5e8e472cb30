//! What one person has to do over all incidents, found by owner, verifier and approver.

use std::collections::HashMap;

use app::domain::Vocabulary;
use app::domain::permission::Viewer;
use app::domain::remediation::RemediationStatus;
use app::domain::work::{DUE_SOON, Returned, WorkHead, WorkItem};
use chrono::{Days, NaiveDate};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, Order, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use super::aims::targets;
use super::list::{NO_DUE, awaited, by_due, served_numbers, summaries};
use super::read::{day, number};
use super::visible::visible;
use crate::store::columns::word;
use crate::store::entity::remediation_changes as changes;
use crate::store::entity::remediations::{Column, Entity, Model};
use crate::store::page::Cursor;
use crate::store::time::from_ms;
use crate::store::{Page, PageRequest, Read, Result};

/// The most that is looked at for one person, what is due first.
pub const MOST: u64 = 2_000;

/// The name of the order, in the tokens of its pages.
const ORDER: &str = "work";

/// What may ask something of `person`, as far as `viewer` may see it, what is due first; and whether
/// there is more than is looked at. With `incidents`, which ones each serves.
pub async fn work(
    db: &impl Read,
    viewer: &Viewer,
    person: Uuid,
    today: NaiveDate,
    incidents: bool,
) -> Result<(Vec<WorkHead>, bool)> {
    let back = changes::Entity::find()
        .select_only()
        .column(changes::Column::Id)
        .filter(
            Expr::col((changes::Entity, changes::Column::RemediationId))
                .equals((Entity, Column::Id)),
        )
        .filter(changes::Column::FromStatus.is_in(settled()))
        .into_query();
    let find = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Number, Column::Title, Column::Kind, Column::Status])
        .columns([Column::Priority, Column::DueOn, Column::OwnerId, Column::VerifierId])
        .column(Column::RiskExpiresOn)
        .expr(Expr::exists(back))
        .filter(asks(person, today))
        .filter(visible(viewer))
        .order_by(by_due(), Order::Asc)
        .order_by_asc(Column::Id)
        .limit(MOST + 1);
    let mut rows: Vec<HeadRow> = find.into_tuple().all(db).await?;
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let more = rows.len() > most;
    rows.truncate(most);
    let mut heads: Vec<WorkHead> = rows.into_iter().map(head).collect::<Result<_>>()?;
    if incidents {
        let ids: Vec<Uuid> = heads.iter().map(|head| head.id).collect();
        let mut numbers = served_numbers(db, viewer, ids).await?;
        for head in &mut heads {
            head.incidents = numbers.remove(&head.id).unwrap_or_default();
        }
    }
    Ok((heads, more))
}

type HeadRow = (
    Uuid,
    i64,
    String,
    String,
    String,
    String,
    Option<String>,
    Option<Uuid>,
    Option<Uuid>,
    Option<String>,
    bool,
);

fn head(row: HeadRow) -> Result<WorkHead> {
    let (id, no, title, kind, status, priority, due, owner, verifier, risk, back) = row;
    let status: RemediationStatus = word(&status)?;
    Ok(WorkHead {
        id,
        number: number(no),
        title,
        kind: word(&kind)?,
        status,
        priority: word(&priority)?,
        due: day(due.as_deref()),
        owner,
        verifier,
        risk_expires_on: day(risk.as_deref()),
        came_back: back && status.is_open(),
        incidents: Vec::new(),
    })
}

/// One page of what is asked for, which is in the order of [`work`].
pub fn work_page<'a, T>(
    asked: Vec<(&'a WorkHead, T)>,
    request: &PageRequest,
) -> Result<Page<(&'a WorkHead, T)>> {
    let key = |head: &WorkHead| head.due.map_or_else(|| NO_DUE.to_owned(), |due| due.to_string());
    let after = request.cursor(ORDER)?;
    let beyond = |head: &WorkHead| {
        after.as_ref().is_none_or(|after| after.is_before(&key(head).into(), head.id))
    };
    let fetch = usize::try_from(request.fetch()).unwrap_or(usize::MAX);
    let rows = asked.into_iter().filter(|(head, _)| beyond(head)).take(fetch).collect();
    Ok(request.cut(rows, |(head, _)| Cursor::new(ORDER, key(head), head.id)))
}

/// What is shown of these remediations on the page of one's work, by their ids.
pub async fn work_items(
    db: &impl Read,
    viewer: &Viewer,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, WorkItem>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let find = Entity::find().filter(Column::Id.is_in(ids.iter().copied()));
    let rows = find.filter(visible(viewer)).all(db).await?;
    items(db, viewer, rows).await
}

/// The statuses from which a remediation comes back.
fn settled() -> [&'static str; 4] {
    use RemediationStatus::{Implemented, Ineffective, RiskAccepted, Verified};
    [Implemented, Verified, Ineffective, RiskAccepted].map(RemediationStatus::as_str)
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

async fn items(
    db: &impl Read,
    viewer: &Viewer,
    rows: Vec<Model>,
) -> Result<HashMap<Uuid, WorkItem>> {
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
        let id = it.id;
        let item = WorkItem {
            measure,
            check_on,
            risk_expires_on,
            returned: returned.remove(&it.id).filter(|_| it.status.is_open()),
            factors: targets.remove(&it.id).unwrap_or_default(),
            it,
        };
        (id, item)
    };
    Ok(summaries.into_iter().map(item).collect())
}

/// When and why each last came back after it had counted as settled.
async fn returned(db: &impl Read, ids: &[Uuid]) -> Result<HashMap<Uuid, Returned>> {
    let rows = changes::Entity::find()
        .filter(changes::Column::RemediationId.is_in(ids.iter().copied()))
        .filter(changes::Column::FromStatus.is_in(settled()))
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
