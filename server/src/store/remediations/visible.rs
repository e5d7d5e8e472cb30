//! Who may see which remediation: the one condition that every read goes through.

use app::domain::permission::{Role, Viewer};
use app::domain::reference::RemediationRef;
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QuerySelect};

use std::collections::HashMap;

use app::domain::incident::Visibility;
use uuid::Uuid;

use crate::store::entity::incidents as incident_rows;
use crate::store::entity::remediation_incidents as served;
use crate::store::entity::remediations::{Column, Entity, Model};
use crate::store::{Error, Read, Result, incidents};

/// The remediations that `viewer` may see: what they own or verify, what serves an incident that is not
/// hidden from them, and what serves none. Asked of each row by its own links, so that a window of a
/// large record costs what is in the window. The offset of none is for PostgreSQL, which would else
/// look through all links at once for the few rows of a window.
pub(in crate::store) fn visible(viewer: &Viewer) -> Condition {
    if viewer.role == Role::Admin {
        return Condition::all();
    }
    let of_this =
        Expr::col((served::Entity, served::Column::RemediationId)).equals((Entity, Column::Id));
    let links = Query::select()
        .column(served::Column::RemediationId)
        .from(served::Entity)
        .and_where(of_this)
        .limit(1)
        .offset(0)
        .to_owned();
    let hidden = incidents::hidden_ids(viewer.user_id);
    let seen =
        links.clone().and_where(served::Column::IncidentId.not_in_subquery(hidden)).to_owned();
    Condition::any()
        .add(Column::OwnerId.eq(viewer.user_id))
        .add(Column::VerifierId.eq(viewer.user_id))
        .add(Expr::exists(seen))
        .add(Expr::exists(links).not())
}

/// The ids of the remediations that `viewer` may see, for `remediation_id IN (…)` elsewhere.
pub fn visible_ids(viewer: &Viewer) -> SelectStatement {
    Query::select().column(Column::Id).from(Entity).cond_where(visible(viewer)).to_owned()
}

/// The remediation with this number or id.
pub(super) fn is(reference: &RemediationRef) -> Condition {
    let condition = Condition::all();
    match reference {
        RemediationRef::Number(number) => condition.add(Column::Number.eq(i64::from(*number))),
        RemediationRef::Id(id) => condition.add(Column::Id.eq(*id)),
    }
}

/// The row of a remediation that the viewer may see, or [`Error::NotFound`].
pub(super) async fn row(
    db: &impl Read,
    viewer: &Viewer,
    reference: &RemediationRef,
) -> Result<Model> {
    let find = Entity::find().filter(is(reference)).filter(visible(viewer));
    find.one(db).await?.ok_or(Error::NotFound)
}

/// The same, kept away from other writers until the commit.
pub(super) async fn locked(
    tx: &crate::store::Tx,
    viewer: &Viewer,
    reference: &RemediationRef,
) -> Result<Model> {
    let id = row(tx, viewer, reference).await?.id;
    Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)
}

fn restricted_ids() -> SelectStatement {
    Query::select()
        .column(incident_rows::Column::Id)
        .from(incident_rows::Entity)
        .and_where(incident_rows::Column::Visibility.eq(Visibility::Restricted.to_string()))
        .to_owned()
}

/// A remediation in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// The number in `REM-7`.
    pub number: i32,
    /// What is to be done.
    pub title: String,
    /// Whether it serves a restricted incident.
    pub restricted: bool,
}

/// Those of `ids` that serve a restricted incident.
pub async fn hushed(db: &impl Read, ids: Vec<Uuid>) -> Result<Vec<Uuid>> {
    if ids.is_empty() {
        return Ok(ids);
    }
    let find = served::Entity::find().select_only().column(served::Column::RemediationId);
    let find = find
        .filter(served::Column::RemediationId.is_in(ids))
        .filter(served::Column::IncidentId.in_subquery(restricted_ids()));
    Ok(find.into_tuple().all(db).await?)
}

/// Those of `ids` that the viewer may see, by id.
pub async fn titles(db: &impl Read, viewer: &Viewer, ids: &[Uuid]) -> Result<HashMap<Uuid, Title>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let restricted = hushed(db, ids.to_vec()).await?;
    let find = Entity::find().filter(Column::Id.is_in(ids.iter().copied()));
    let find = find.filter(visible(viewer)).select_only();
    let find = find.columns([Column::Id, Column::Number, Column::Title]);
    let rows: Vec<(Uuid, i64, String)> = find.into_tuple().all(db).await?;
    let title = |(id, number, title): (Uuid, i64, String)| {
        let restricted = restricted.contains(&id);
        (id, Title { number: super::read::number(number), title, restricted })
    };
    Ok(rows.into_iter().map(title).collect())
}
