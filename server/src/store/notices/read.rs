//! Reading notices, as far as their reader may still see what they are about.

use std::collections::HashMap;

use app::domain::incident::Visibility;
use app::domain::notice::{Notice, Subject};
use app::domain::permission::Viewer;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, ExprTrait, Order, QueryFilter, Select};
use uuid::Uuid;

use crate::store::columns::word;
use crate::store::entity::notices::{Column, Entity, Model};
use crate::store::page::Cursor;
use crate::store::time::from_ms;
use crate::store::{Page, PageRequest, Read, Result, Tx, incidents, remediations, users};

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

/// What the viewer has not read and may see what it is about.
pub(in crate::store) fn unread(viewer: &Viewer) -> Select<Entity> {
    Entity::find().filter(unread_of(viewer.user_id)).filter(about_visible(viewer))
}

/// What [`Subjects::find`] finds something for: about a remediation, or else an incident, that the
/// viewer may see, or about neither.
fn about_visible(viewer: &Viewer) -> Condition {
    use crate::store::entity::{incidents as incident, remediations as remediation};
    let same = |id: Expr, column: Column| id.equals((Entity, column));
    let fix = Expr::col((remediation::Entity, remediation::Column::Id));
    let fix =
        remediations::visible_ids(viewer).and_where(same(fix, Column::RemediationId)).to_owned();
    let other = Expr::col((incident::Entity, incident::Column::Id));
    let other =
        incidents::visible_ids(viewer).and_where(same(other, Column::IncidentId)).to_owned();
    let none_or_seen = Condition::any().add(Column::IncidentId.is_null()).add(Expr::exists(other));
    let no_fix = Condition::all().add(Column::RemediationId.is_null()).add(none_or_seen);
    Condition::any().add(Expr::exists(fix)).add(no_fix)
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
