//! Reading notices, as far as their reader may still see what they are about.

use std::collections::HashMap;

use app::domain::incident::Visibility;
use app::domain::notice::{Notice, Subject};
use app::domain::permission::Viewer;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::store::columns::word;
use crate::store::entity::notices::{Column, Entity, Model};
use crate::store::page::Cursor;
use crate::store::time::from_ms;
use crate::store::{Page, PageRequest, Read, Result, Tx, incidents, remediations, users};

/// The most that are counted as unread.
const COUNTED: u64 = 100;

fn of(user: Uuid) -> Condition {
    Condition::all().add(Column::UserId.eq(user)).add(Column::Shown.eq(true))
}

fn unread_of(user: Uuid) -> Condition {
    of(user).add(Column::ReadAt.is_null())
}

/// The notices of the viewer, the newest first; or only those that are unread.
pub async fn page(
    db: &impl Read,
    viewer: &Viewer,
    unread: bool,
    request: &PageRequest,
) -> Result<Page<Notice>> {
    let which = if unread { unread_of(viewer.user_id) } else { of(viewer.user_id) };
    let find = Entity::find().filter(which);
    let key = Expr::col((Entity, Column::CreatedAt));
    let find = request.seek(find, ("newest", Order::Desc), key, Column::Id)?;
    let page =
        request.cut(find.all(db).await?, |row| Cursor::new("newest", row.created_at, row.id));
    Ok(Page { items: whole(db, viewer, page.items).await?, next: page.next })
}

/// How many the viewer has not read; a hundred and more are a hundred.
pub async fn unread(db: &impl Read, viewer: &Viewer) -> Result<u64> {
    let find = Entity::find()
        .filter(unread_of(viewer.user_id))
        .order_by_desc(Column::CreatedAt)
        .limit(COUNTED);
    let rows = find.all(db).await?;
    let subjects = Subjects::of(db, viewer, &rows).await?;
    let seen = rows.iter().filter(|row| subjects.find(row).is_ok()).count();
    Ok(u64::try_from(seen).unwrap_or(COUNTED))
}

/// Marks these as read; what is none of the user's is left alone. Answers how many were not.
pub async fn mark_read(tx: &Tx, user: Uuid, ids: &[Uuid]) -> Result<u64> {
    mark(tx, unread_of(user).add(Column::Id.is_in(ids.iter().copied()))).await
}

/// Marks all that happened until now as read.
pub async fn mark_all_read(tx: &Tx, user: Uuid) -> Result<u64> {
    mark(tx, unread_of(user)).await
}

async fn mark(tx: &Tx, which: Condition) -> Result<u64> {
    let update = Entity::update_many().col_expr(Column::ReadAt, Expr::value(tx.now_ms()));
    Ok(update.filter(which).exec(tx).await?.rows_affected)
}

/// What notices are about, as far as the viewer may see it.
struct Subjects {
    incidents: HashMap<Uuid, incidents::Brief>,
    remediations: HashMap<Uuid, remediations::Title>,
}

/// What a notice is about may not be seen any more.
struct Hidden;

impl Subjects {
    async fn of(db: &impl Read, viewer: &Viewer, rows: &[Model]) -> Result<Self> {
        let incidents: Vec<Uuid> = rows.iter().filter_map(|row| row.incident_id).collect();
        let remediations: Vec<Uuid> = rows.iter().filter_map(|row| row.remediation_id).collect();
        Ok(Self {
            incidents: incidents::briefs(db, viewer, &incidents).await?,
            remediations: remediations::titles(db, viewer, &remediations).await?,
        })
    }

    /// What the row is about, if anything.
    fn find(&self, row: &Model) -> Result<Option<Subject>, Hidden> {
        if let Some(id) = row.remediation_id {
            let found = self.remediations.get(&id).ok_or(Hidden)?;
            return Ok(Some(Subject {
                reference: format!("REM-{}", found.number),
                title: found.title.clone(),
                remediation: true,
                restricted: found.restricted,
            }));
        }
        let Some(id) = row.incident_id else { return Ok(None) };
        let found = self.incidents.get(&id).ok_or(Hidden)?;
        Ok(Some(Subject {
            reference: found.number.to_string(),
            title: found.title.clone(),
            remediation: false,
            restricted: found.visibility == Visibility::Restricted,
        }))
    }
}

/// The rows with what they are about; those that may not be seen are left out.
pub(super) async fn whole(
    db: &impl Read,
    viewer: &Viewer,
    rows: Vec<Model>,
) -> Result<Vec<Notice>> {
    let subjects = Subjects::of(db, viewer, &rows).await?;
    let by = |row: &Model| -> Option<Uuid> { row.detail.get("by")?.as_str()?.parse().ok() };
    let named: Vec<Uuid> = rows.iter().filter_map(by).collect();
    let people = users::people(db, named).await?;
    let mut notices = Vec::new();
    for row in rows {
        let Ok(subject) = subjects.find(&row) else { continue };
        notices.push(Notice {
            id: row.id,
            kind: word(&row.kind)?,
            subject,
            by: by(&row).and_then(|id| people.get(&id).cloned()),
            at: from_ms(row.created_at),
            read_at: row.read_at.map(from_ms),
            detail: row.detail,
        });
    }
    Ok(notices)
}
