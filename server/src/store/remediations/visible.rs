//! Who may see which remediation: the one condition that every read goes through.

use app::domain::permission::{Role, Viewer};
use app::domain::reference::RemediationRef;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use crate::store::entity::remediation_incidents as served;
use crate::store::entity::remediations::{Column, Entity, Model};
use crate::store::{Error, Read, Result, incidents};

/// The remediations that `viewer` may see.
pub(super) fn visible(viewer: &Viewer) -> Condition {
    if viewer.role == Role::Admin {
        return Condition::all();
    }
    let serving =
        Query::select().column(served::Column::RemediationId).from(served::Entity).to_owned();
    let seen = serving
        .clone()
        .and_where(served::Column::IncidentId.in_subquery(incidents::visible_ids(viewer)))
        .to_owned();
    Condition::any()
        .add(Column::OwnerId.eq(viewer.user_id))
        .add(Column::VerifierId.eq(viewer.user_id))
        .add(Column::Id.not_in_subquery(serving))
        .add(Column::Id.in_subquery(seen))
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
    use sea_orm::QuerySelect;
    let id = row(tx, viewer, reference).await?.id;
    Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)
}
