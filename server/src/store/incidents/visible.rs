//! Who may see which incident: the one condition that every read goes through.

use app::domain::Vocabulary;
use app::domain::incident::{IncidentNumber, Visibility};
use app::domain::permission::{Role, Viewer};
use app::domain::reference::IncidentRef;
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::brief::number;
use crate::store::entity::{
    incident_members as members, incidents::Column, incidents::Entity, users,
};
use crate::store::{Error, Read, Result, Tx, entity};

/// The incidents that `viewer` may see: open ones, and restricted ones they are a member of.
/// Administrators see all. One that was merged into another is no incident of its own any more.
/// For queries that read from `incidents` or join it.
pub fn visible(viewer: &Viewer) -> Condition {
    seen(viewer, Column::Visibility.eq(Visibility::Open.as_str()))
}

/// Those of `ids` that `viewer` may see.
pub(super) fn visible_of(viewer: &Viewer, ids: impl IntoIterator<Item = Uuid>) -> Condition {
    Condition::all().add(Column::Id.is_in(ids)).add(seen(viewer, not_hidden()))
}

/// That an incident is open, said as what it is not, so that SQLite begins with the ids that are named
/// beside it: given the chance, it begins with the index of all that are open, which are nearly all.
/// PostgreSQL turns it round again.
fn not_hidden() -> Expr {
    Column::Visibility.ne(Visibility::Open.as_str()).not()
}

fn seen(viewer: &Viewer, open: Expr) -> Condition {
    let standing = Condition::all().add(Column::MergedIntoId.is_null());
    if viewer.role == Role::Admin {
        return standing;
    }
    standing.add(open_or_of(viewer.user_id, open))
}

/// What is `open`, and what a user who is no administrator is a member of.
fn open_or_of(user: Uuid, open: Expr) -> Condition {
    Condition::any().add(open).add(Column::Id.in_subquery(memberships(user)))
}

/// The ids of the incidents that `viewer` may see, for `incident_id IN (…)` elsewhere.
pub fn visible_ids(viewer: &Viewer) -> SelectStatement {
    Query::select().column(Column::Id).from(Entity).cond_where(visible(viewer)).to_owned()
}

/// The ids of the incidents that are kept from `user`, who is no administrator: few, and found by their
/// visibility, where those that they may see are most of all. What was merged serves nothing any more.
pub(in crate::store) fn hidden_ids(user: Uuid) -> SelectStatement {
    let hidden = Condition::all()
        .add(Column::Visibility.eq(Visibility::Restricted.as_str()))
        .add(Column::Id.not_in_subquery(memberships(user)));
    Query::select().column(Column::Id).from(Entity).cond_where(hidden).to_owned()
}

fn memberships(user: Uuid) -> SelectStatement {
    Query::select()
        .column(members::Column::IncidentId)
        .from(members::Entity)
        .and_where(members::Column::UserId.eq(user))
        .to_owned()
}

/// The incident with this number or id.
pub(super) fn is(reference: &IncidentRef) -> Condition {
    let condition = Condition::all();
    match reference {
        IncidentRef::Number(number) => condition.add(Column::Number.eq(i64::from(*number))),
        IncidentRef::Id(id) => condition.add(Column::Id.eq(*id)),
    }
}

/// The row of an incident that the viewer may see.
pub(super) async fn find_row(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
) -> Result<Option<entity::incidents::Model>> {
    let find = |of: &IncidentRef| Entity::find().filter(is(of)).filter(visible(viewer)).one(db);
    if let Some(row) = find(reference).await? {
        return Ok(Some(row));
    }
    match leads_to(db, reference).await? {
        Some(there) => Ok(find(&there).await?),
        None => Ok(None),
    }
}

/// Where the reference of an incident that was merged leads; the reader may or may not see it.
pub(in crate::store) async fn leads_to(
    db: &impl Read,
    reference: &IncidentRef,
) -> Result<Option<IncidentRef>> {
    let find = Entity::find()
        .select_only()
        .column(Column::MergedIntoId)
        .filter(is(reference))
        .filter(Column::MergedIntoId.is_not_null());
    let there: Option<Uuid> = find.into_tuple().one(db).await?;
    Ok(there.map(IncidentRef::Id))
}

/// The same, or [`Error::NotFound`].
pub(super) async fn get_row(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
) -> Result<entity::incidents::Model> {
    find_row(db, viewer, reference).await?.ok_or(Error::NotFound)
}

/// The number of the first of `incidents` that the writer may see. The server itself sees all.
pub(super) async fn first_seen_by_writer(
    tx: &Tx,
    incidents: &[Uuid],
) -> Result<Option<IncidentNumber>> {
    if incidents.is_empty() {
        return Ok(None);
    }
    let mut find = Entity::find()
        .select_only()
        .column(Column::Number)
        .filter(Column::Id.is_in(incidents.iter().copied()));
    if let Some(user) = tx.actor() {
        let admin = users::Entity::find_by_id(user)
            .filter(users::Column::Role.eq(Role::Admin.as_str()))
            .one(tx)
            .await?;
        if admin.is_none() {
            find = find.filter(open_or_of(user, not_hidden()));
        }
    }
    let found: Option<i64> = find.order_by_asc(Column::Number).into_tuple().one(tx).await?;
    Ok(found.map(number))
}
