//! Editing: what was said is replaced as a whole, and which fields changed goes into the log.

use app::domain::Invalid;
use app::domain::incident::{
    EditIncident, ExternalId, Incident, IncidentNumber, RawIncident, Visibility,
};
use app::domain::permission::{Right, Viewer};
use app::domain::reference::IncidentRef;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, IntoActiveModel,
    QueryFilter, sea_query::Expr,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{declare, labels, members, people, read, visible};
use crate::store::entity::incidents::{Column, Entity};
use crate::store::{Error, Result, Tx};

/// Writes what is said of the incident from now on. `version` is the one that was read; another
/// one there now is [`Error::Conflict`], and nothing is written.
///
/// Who may not manage members cannot restrict or open an incident.
pub async fn edit(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    command: &EditIncident,
    version: Option<i32>,
) -> Result<Incident> {
    let row = visible::get_row(tx, viewer, reference).await?;
    tx.lock_incident(row.id).await?;
    let row = visible::get_row(tx, viewer, reference).await?;
    Error::check_version(version, row.version)?;
    let (id, version, fields) = (row.id, row.version, &command.fields);
    let before = read::full(tx, row.clone()).await?;
    let restricting = before.visibility != fields.visibility;
    if restricting && !viewer.may(Right::ManageMembers) {
        let message = "Only a commander may restrict an incident or open it again.";
        return Err(Invalid::one("visibility", message).into());
    }
    let mut changed = declare::set_fields(tx, row.into_active_model(), fields);
    changed.version = Set(version + 1);
    let stored = changed.update(tx).await?;
    labels::set_services(tx, id, &fields.services).await?;
    labels::set_tags(tx, id, &fields.tags).await?;
    declare::set_external_ids(tx, id, fields).await?;
    if declare::assign_people(tx, id, fields).await? && !restricting {
        all_may_see(tx, &stored).await?;
    }
    if restricting && fields.visibility == Visibility::Restricted {
        members::enrol(tx, &stored).await?;
    }
    declare::index(tx, id, before.number, fields).await?;
    let after = read::full(tx, stored).await?;
    let detail = json!({ "fields": changed_fields(&before, &after) });
    tx.audit("incident.edit", ("incident", after.number), Some(id), detail);
    tx.outbox("incident.changed", Some(id), json!({ "number": after.number }));
    Ok(after)
}

/// Refuses a part for somebody who could not see the restricted incident.
async fn all_may_see(tx: &Tx, row: &crate::store::entity::incidents::Model) -> Result<()> {
    if row.visibility == Visibility::Open.to_string() {
        return Ok(());
    }
    for person in people::history(tx, row.id).await?.into_iter().filter(|p| p.until.is_none()) {
        if let Some(user) = person.user_id
            && !people::may_see(tx, row.id, user).await?
        {
            let message = people::not_a_member(&person.name);
            return Err(Invalid::one(person.role.to_string(), message).into());
        }
    }
    Ok(())
}

/// The names of the fields that differ.
fn changed_fields(before: &Incident, after: &Incident) -> Vec<String> {
    let fields = |incident| serde_json::to_value(RawIncident::from(incident)).unwrap_or_default();
    let (Value::Object(before), Value::Object(after)) = (fields(before), fields(after)) else {
        return Vec::new();
    };
    let differs =
        |(name, value): (String, Value)| (before.get(&name) != Some(&value)).then_some(name);
    after.into_iter().filter_map(differs).collect()
}

/// Counts up the version after something else than the fields was changed.
pub(super) async fn touch(tx: &Tx, id: Uuid) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::UpdatedAt, Expr::value(tx.now_ms()))
        .col_expr(Column::UpdatedBy, Expr::value(tx.actor()))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

pub(super) fn external_id_taken(external: &ExternalId, other: IncidentNumber) -> Error {
    let message = format!("{external} belongs to {other} already.");
    Invalid::one("external_ids", message).into()
}
