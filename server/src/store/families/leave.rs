//! Incidents that leave a family. The reason is kept for the incident's history.

use app::domain::incident::REASON_MIN;
use app::domain::permission::Viewer;
use app::domain::recurrence::LeaveFamily;
use app::domain::reference::IncidentRef;
use app::domain::{Invalid, incident::IncidentNumber};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::{members, row, touch};
use crate::store::entity::family_departures as departures;
use crate::store::incidents::{self, visible_ids};
use crate::store::{Error, Result, Tx, new_id};

/// Takes an incident out of a family.
pub async fn leave(
    tx: &Tx,
    viewer: &Viewer,
    id: Uuid,
    reference: &IncidentRef,
    command: &LeaveFamily,
) -> Result<()> {
    let family = row(tx, viewer, id).await?;
    let incident = incidents::brief(tx, viewer, reference).await?;
    if !take_out(tx, id, incident.id, &command.reason).await? {
        return Err(Error::NotFound);
    }
    touch(tx, &family).await
}

/// Takes out those of a family's incidents that `staying` does not name. Those that the viewer may
/// not see stay in it; where one of the others goes, there has to be a reason.
pub(super) async fn all_but(
    tx: &Tx,
    viewer: &Viewer,
    family: Uuid,
    staying: &[Uuid],
    reason: &str,
) -> Result<()> {
    let going = members::Entity::find()
        .select_only()
        .column(members::Column::IncidentId)
        .filter(members::Column::FamilyId.eq(family))
        .filter(members::Column::IncidentId.is_not_in(staying.iter().copied()))
        .filter(members::Column::IncidentId.in_subquery(visible_ids(viewer)));
    let going: Vec<Uuid> = going.into_tuple().all(tx).await?;
    if !going.is_empty() && reason.trim().chars().count() < REASON_MIN {
        let briefs = incidents::briefs(tx, viewer, &going).await?;
        let mut numbers: Vec<IncidentNumber> = briefs.values().map(|brief| brief.number).collect();
        numbers.sort_unstable();
        let names: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        let verb = if names.len() == 1 { "leaves" } else { "leave" };
        let why = format!(
            "Say why {} {verb} the family, in {REASON_MIN} characters or more.",
            names.join(", ")
        );
        return Err(Invalid::one("reason", why).into());
    }
    for incident in going {
        take_out(tx, family, incident, reason).await?;
    }
    Ok(())
}

async fn take_out(tx: &Tx, family: Uuid, incident: Uuid, reason: &str) -> Result<bool> {
    let gone = members::Entity::delete_many()
        .filter(members::Column::FamilyId.eq(family))
        .filter(members::Column::IncidentId.eq(incident));
    if gone.exec(tx).await?.rows_affected == 0 {
        return Ok(false);
    }
    let id = new_id();
    let departure = departures::ActiveModel {
        id: Set(id),
        family_id: Set(family),
        incident_id: Set(incident),
        reason: Set(reason.to_owned()),
        left_at: Set(tx.now_ms()),
        left_by: Set(tx.actor()),
    };
    departure.insert(tx).await?;
    // The log says that it left; why is in the departure, where a redaction finds it.
    let detail = json!({ "departure": id });
    tx.audit("family.leave", ("family", family), Some(incident), detail);
    tx.outbox("incident.changed", Some(incident), json!({ "family": family }));
    Ok(true)
}
