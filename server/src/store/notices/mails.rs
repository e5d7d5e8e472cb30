//! E-mails: several notices in one, claimed before it is sent and marked after.
//!
//! A claim moves the next try into the future before anything goes out, so that neither a second
//! process nor a clock that goes back sends it beside the first. The mark is a transaction of its
//! own: when the program stops between the server's "accepted" and the mark, the e-mail goes out a
//! second time, under the same Message-ID.

use app::domain::notice::{MailWhen, Notice};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::{read::whole, spread::viewer, wishes::wishes};
use crate::store::entity::mails::{ActiveModel, Column, Entity};
use crate::store::entity::{notices, users};
use crate::store::time::to_ms;
use crate::store::{Read, Result, Tx, new_id};

/// How many people are served in one transaction.
const AT_ONCE: u64 = 100;

/// An e-mail that is to be sent now.
#[derive(Clone, Debug, PartialEq)]
pub struct Letter {
    /// Its id, which its Message-ID is made of.
    pub id: Uuid,
    /// The address.
    pub to: String,
    /// The name.
    pub name: String,
    /// What it tells, oldest first.
    pub notices: Vec<Notice>,
}

/// A claimed e-mail: its id and which try it is.
pub type Claim = (Uuid, i32);

fn open() -> Condition {
    Condition::all().add(Column::SentAt.is_null()).add(Column::GaveUpAt.is_null())
}

/// Puts what waits for each person into one e-mail, if `every` has passed since their last one and
/// none of theirs is still to be sent. Answers how many were made.
pub async fn collect(tx: &Tx, every: TimeDelta) -> Result<usize> {
    let waiting: Vec<Uuid> = notices::Entity::find()
        .select_only()
        .column(notices::Column::UserId)
        .filter(waiting(tx))
        .distinct()
        .limit(AT_ONCE)
        .into_tuple()
        .all(tx)
        .await?;
    let mut made = 0;
    for user in waiting {
        if wishes(tx, user).await?.mail == MailWhen::Never {
            forget(tx, user).await?;
        } else if !too_early(tx, user, every).await? {
            write(tx, user).await?;
            made += 1;
        }
    }
    Ok(made)
}

fn waiting(tx: &Tx) -> Condition {
    Condition::all()
        .add(notices::Column::MailId.is_null())
        .add(notices::Column::MailAt.lte(tx.now_ms()))
}

async fn forget(tx: &Tx, user: Uuid) -> Result<()> {
    let none: Option<i64> = None;
    notices::Entity::update_many()
        .col_expr(notices::Column::MailAt, Expr::value(none))
        .filter(waiting(tx))
        .filter(notices::Column::UserId.eq(user))
        .exec(tx)
        .await?;
    Ok(())
}

/// Whether one is still to be sent, or the last went out just now. One from the future, of a clock
/// that went back, does not count.
async fn too_early(tx: &Tx, user: Uuid, every: TimeDelta) -> Result<bool> {
    let young = Condition::all()
        .add(Column::SentAt.gt(tx.now_ms() - every.num_milliseconds()))
        .add(Column::SentAt.lte(tx.now_ms()));
    let find = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::UserId.eq(user))
        .filter(Condition::any().add(open()).add(young));
    Ok(find.into_tuple::<Uuid>().one(tx).await?.is_some())
}

async fn write(tx: &Tx, user: Uuid) -> Result<()> {
    let id = new_id();
    let row = ActiveModel {
        id: Set(id),
        user_id: Set(user),
        created_at: Set(tx.now_ms()),
        due_at: Set(tx.now_ms()),
        attempts: Set(0),
        ..Default::default()
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    notices::Entity::update_many()
        .col_expr(notices::Column::MailId, Expr::value(id))
        .filter(waiting(tx))
        .filter(notices::Column::UserId.eq(user))
        .exec(tx)
        .await?;
    Ok(())
}

/// Claims the e-mail that is due first, for `lease`: nobody else sends it in that time.
pub async fn claim(tx: &Tx, lease: TimeDelta) -> Result<Option<Claim>> {
    let due = open().add(Column::DueAt.lte(tx.now_ms()));
    let find = Entity::find().filter(due.clone()).order_by_asc(Column::DueAt);
    let Some(row) = find.order_by_asc(Column::Id).one(tx).await? else { return Ok(None) };
    let claimed = Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(to_ms(tx.now() + lease)))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(Column::Id.eq(row.id))
        .filter(due)
        .exec(tx)
        .await?;
    Ok((claimed.rows_affected == 1).then_some((row.id, row.attempts + 1)))
}

/// What a claimed e-mail says, as its reader may see it now; none when there is nothing left to
/// say, or nobody to say it to.
pub async fn letter(db: &impl Read, id: Uuid) -> Result<Option<Letter>> {
    let Some(mail) = Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let user = users::Entity::find_by_id(mail.user_id).one(db).await?;
    let Some(user) = user.filter(|user| user.active) else { return Ok(None) };
    let find = notices::Entity::find().filter(notices::Column::MailId.eq(id));
    let rows = find
        .order_by_asc(notices::Column::CreatedAt)
        .order_by_asc(notices::Column::Id)
        .all(db)
        .await?;
    let notices = whole(db, &viewer(&user)?, rows).await?;
    let letter = Letter { id, to: user.email, name: user.name, notices };
    Ok(Some(letter).filter(|letter| !letter.notices.is_empty()))
}

/// Marks an e-mail as sent.
pub async fn sent(tx: &Tx, id: Uuid) -> Result<()> {
    let update = Entity::update_many().col_expr(Column::SentAt, Expr::value(tx.now_ms()));
    update.filter(Column::Id.eq(id)).exec(tx).await?;
    Ok(())
}

/// Notes why it did not go out, and when to try again; never again without a time.
pub async fn failed(tx: &Tx, id: Uuid, error: &str, again: Option<DateTime<Utc>>) -> Result<()> {
    let update = Entity::update_many().col_expr(Column::LastError, Expr::value(error));
    let update = match again {
        Some(again) => update.col_expr(Column::DueAt, Expr::value(to_ms(again))),
        None => update.col_expr(Column::GaveUpAt, Expr::value(tx.now_ms())),
    };
    update.filter(Column::Id.eq(id)).filter(open()).exec(tx).await?;
    Ok(())
}
