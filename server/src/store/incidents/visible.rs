//! Who may see which incident: the one condition that every read goes through.

use app::domain::Vocabulary;
use app::domain::incident::Visibility;
use app::domain::permission::{Role, Viewer};
use app::domain::reference::IncidentRef;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use crate::store::entity::{incident_members as members, incidents::Column, incidents::Entity};
use crate::store::{Error, Read, Result, entity};

/// The incidents that `viewer` may see: open ones, and restricted ones they are a member of.
/// Administrators see all. For queries that read from `incidents` or join it.
pub fn visible(viewer: &Viewer) -> Condition {
    if viewer.role == Role::Admin {
        return Condition::all();
    }
    Condition::any()
        .add(Column::Visibility.eq(Visibility::Open.as_str()))
        .add(Column::Id.in_subquery(memberships(viewer)))
}

/// The ids of the incidents that `viewer` may see, for `incident_id IN (…)` elsewhere.
pub fn visible_ids(viewer: &Viewer) -> SelectStatement {
    Query::select().column(Column::Id).from(Entity).cond_where(visible(viewer)).to_owned()
}

fn memberships(viewer: &Viewer) -> SelectStatement {
    Query::select()
        .column(members::Column::IncidentId)
        .from(members::Entity)
        .and_where(members::Column::UserId.eq(viewer.user_id))
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
    Ok(Entity::find().filter(is(reference)).filter(visible(viewer)).one(db).await?)
}

/// The same, or [`Error::NotFound`].
pub(super) async fn get_row(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
) -> Result<entity::incidents::Model> {
    find_row(db, viewer, reference).await?.ok_or(Error::NotFound)
}
