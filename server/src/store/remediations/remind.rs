//! What the day brings: reminders of what is due, each once, and the work of owners who have left.

use app::domain::Vocabulary;
use app::domain::account::Person;
use app::domain::due::{DuePolicy, Reminder};
use app::domain::permission::Viewer;
use app::domain::remediation::RemediationStatus;
use chrono::{Days, NaiveDate};
use sea_orm::sea_query::{Expr, OnConflict, Query, SelectStatement};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::due::tell;
use super::list::awaited;
use super::visible::visible;
use crate::store::entity::remediation_reminders as reminders;
use crate::store::entity::remediations::{Column, Entity, Model};
use crate::store::entity::users;
use crate::store::{Read, Result, Tx};

/// How many are looked at in one transaction.
const AT_ONCE: u64 = 200;

/// Everything after which nothing is reminded of any more: it was told, or is not waited for.
fn unreminded(kind: Reminder) -> Condition {
    let told = Query::select()
        .expr(Expr::val(1))
        .from(reminders::Entity)
        .and_where(
            Expr::col((reminders::Entity, reminders::Column::RemediationId))
                .equals((Entity, Column::Id)),
        )
        .and_where(
            Expr::col((reminders::Entity, reminders::Column::DueOn))
                .equals((Entity, Column::DueOn)),
        )
        .and_where(reminders::Column::Kind.eq(kind.to_string()))
        .to_owned();
    Condition::all()
        .add(Column::Status.is_in(awaited().map(RemediationStatus::as_str)))
        .add(Expr::exists(told).not())
}

/// The days of what may have to be reminded of on `today`.
fn days(kind: Reminder, policy: &DuePolicy, today: NaiveDate) -> Condition {
    let text = |day: NaiveDate| day.to_string();
    let days = Condition::all();
    match kind {
        Reminder::DueSoon => days
            .add(Column::DueOn.gte(text(today)))
            .add(Column::DueOn.lte(text(app::domain::due::after(today, policy.remind_before)))),
        Reminder::Overdue => days.add(Column::DueOn.lt(text(today))),
        Reminder::Escalated => {
            // Business days are at least calendar days.
            let back = Days::new(policy.escalate_after.into());
            let until = today.checked_sub_days(back).unwrap_or(today);
            days.add(Column::DueOn.lt(text(until)))
        }
    }
}

/// Whether anybody may have to be reminded, so that nothing is written when nobody has.
pub async fn to_remind(db: &impl Read, policy: &DuePolicy, today: NaiveDate) -> Result<bool> {
    for kind in Reminder::ALL {
        let find = Entity::find().filter(unreminded(*kind)).filter(days(*kind, policy, today));
        for row in find.order_by_asc(Column::DueOn).limit(AT_ONCE).all(db).await? {
            if has_come(&row, *kind, policy, today) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn has_come(row: &Model, kind: Reminder, policy: &DuePolicy, today: NaiveDate) -> bool {
    let due: Option<NaiveDate> = row.due_on.as_deref().and_then(|day| day.parse().ok());
    due.is_some_and(|due| policy.reminders(due, today).contains(&kind))
}

/// Reminds of what has come, once for each day on which something is due; answers how often.
pub async fn remind(tx: &Tx, policy: &DuePolicy, today: NaiveDate) -> Result<usize> {
    let mut told = 0;
    for kind in Reminder::ALL {
        let find = Entity::find().filter(unreminded(*kind)).filter(days(*kind, policy, today));
        let rows = find.order_by_asc(Column::DueOn).limit(AT_ONCE).all(tx).await?;
        for row in rows.iter().filter(|row| has_come(row, *kind, policy, today)) {
            told += usize::from(remind_one(tx, row, *kind, today).await?);
        }
    }
    Ok(told)
}

async fn remind_one(tx: &Tx, row: &Model, kind: Reminder, today: NaiveDate) -> Result<bool> {
    use reminders::Column as C;
    let Some(due) = row.due_on.clone() else { return Ok(false) };
    let mark = reminders::ActiveModel {
        remediation_id: Set(row.id),
        kind: Set(kind.to_string()),
        due_on: Set(due.clone()),
        told_at: Set(tx.now_ms()),
    };
    let key = [C::RemediationId, C::Kind, C::DueOn];
    let once = OnConflict::columns(key).do_nothing_on(key).to_owned();
    let new = reminders::Entity::insert(mark).on_conflict(once).exec_without_returning(tx).await?;
    if new == 0 {
        return Ok(false);
    }
    let days = due.parse::<NaiveDate>().map_or(0, |due| (due - today).num_days());
    tell(tx, &format!("remediation.{kind}"), row, json!({ "due": due, "days": days }));
    Ok(true)
}

/// What somebody who has left has still to do.
fn left_over() -> Condition {
    let waits = awaited().into_iter().chain([RemediationStatus::Implemented]);
    Condition::all().add(Column::Status.is_in(waits.map(|status| status.to_string())))
}

/// Tells whoever commands the incidents that the owner of these fixes has left.
pub(in crate::store) async fn owner_left(tx: &Tx, owner: Uuid, name: &str) -> Result<()> {
    let find = Entity::find().filter(left_over()).filter(Column::OwnerId.eq(owner));
    for row in find.order_by_asc(Column::Number).all(tx).await? {
        tell(tx, "remediation.owner_left", &row, json!({ "name": name }));
    }
    Ok(())
}

fn gone() -> SelectStatement {
    Query::select()
        .column(users::Column::Id)
        .from(users::Entity)
        .and_where(users::Column::Active.eq(false))
        .to_owned()
}

/// Who has left and still owns work that the viewer may see: their address, and how much.
pub async fn owners_gone(db: &impl Read, viewer: &Viewer) -> Result<Vec<(Person, String, u64)>> {
    let rows: Vec<(Option<Uuid>, i64)> = Entity::find()
        .select_only()
        .column(Column::OwnerId)
        .column_as(Column::Id.count(), "owned")
        .filter(Column::OwnerId.in_subquery(gone()))
        .filter(left_over())
        .filter(visible(viewer))
        .group_by(Column::OwnerId)
        .into_tuple()
        .all(db)
        .await?;
    let ids: Vec<Uuid> = rows.iter().filter_map(|(owner, _)| *owner).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let people = users::Entity::find().filter(users::Column::Id.is_in(ids));
    let people = people.order_by_asc(users::Column::Name).all(db).await?;
    let owned = |id: Uuid| rows.iter().find(|(owner, _)| *owner == Some(id)).map_or(0, |row| row.1);
    let whole = |user: users::Model| {
        let count = u64::try_from(owned(user.id)).unwrap_or_default();
        (Person { id: user.id, name: user.name }, user.email, count)
    };
    Ok(people.into_iter().map(whole).collect())
}
