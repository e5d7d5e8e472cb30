//! Merging and splitting incidents: rows change the incident they belong to, old addresses stay.
//!
//! An incident that was merged keeps its row as a forwarding record: `incidents::visible` leaves it
//! out everywhere, and whoever names it is led to the one that took it in.

mod addresses;
mod carry;
mod merge;
mod parts;
mod plan;
mod shelves;
mod split;
mod sql;
mod words;

use app::domain::incident::IncidentNumber;
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::regroup::MoveKind;
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

pub use addresses::{Standing, event_now, given, merged_into, merged_record, taken};
pub use merge::{merge, plan_merge};
pub use split::{plan_split, split};

use super::entity::incident_moves;
use super::incidents::Brief;
use super::{Read, Result, Tx, incidents, new_id};

/// One moving under way: what goes from where to where.
struct Moving<'a> {
    tx: &'a Tx,
    id: Uuid,
    from: Uuid,
    to: Uuid,
    from_number: IncidentNumber,
    to_number: IncidentNumber,
}

impl<'a> Moving<'a> {
    /// Notes that it is done, by whom and why.
    async fn begin(
        tx: &'a Tx,
        kind: MoveKind,
        ends: (&Brief, &Brief),
        reason: &str,
    ) -> Result<Self> {
        let (from, to) = ends;
        let id = new_id();
        let row = incident_moves::ActiveModel {
            id: Set(id),
            kind: Set(kind.to_string()),
            from_incident_id: Set(from.id),
            to_incident_id: Set(to.id),
            reason: Set(reason.to_owned()),
            moved_at: Set(tx.now_ms()),
            moved_by: Set(tx.actor()),
        };
        incident_moves::Entity::insert(row).exec_without_returning(tx).await?;
        let (from_number, to_number) = (from.number, to.number);
        Ok(Self { tx, id, from: from.id, to: to.id, from_number, to_number })
    }
}

/// The two incidents, as far as the viewer may see them; the second is named by the field `into`.
async fn ends(
    db: &impl Read,
    viewer: &Viewer,
    from: &IncidentRef,
    into: &IncidentRef,
) -> Result<(Brief, Brief)> {
    let from = incidents::brief(db, viewer, from).await?;
    let found = incidents::find_brief(db, viewer, into).await?;
    let none = || app::domain::Invalid::one("into", format!("There is no {into}."));
    Ok((from, found.ok_or_else(none)?))
}

/// Keeps other writers away from both, always in the same order.
async fn lock(tx: &Tx, a: Uuid, b: Uuid) -> Result<()> {
    super::relations::queue(tx).await?;
    tx.lock_incident(a.min(b)).await?;
    tx.lock_incident(a.max(b)).await
}
