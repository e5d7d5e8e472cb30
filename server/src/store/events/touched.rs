//! Which rows of a timeline an entry of the audit log is about.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::details::Scope;
use super::read::assemble;
use crate::store::audit::Entry;
use crate::store::entity::events::{Column, Entity};
use crate::store::entity::{claims, event_evidence};
use crate::store::{Read, Result};
use app::domain::reference::EventRef;
use app::domain::timeline::Event;

/// The numbers of the events whose rows look different after what the entry tells of.
pub async fn touched(db: &impl Read, entry: &Entry) -> Result<Vec<i32>> {
    let number =
        |name: &str| entry.detail[name].as_i64().and_then(|number| i32::try_from(number).ok());
    let id = entry.object_id.parse::<Uuid>();
    let ids = match (entry.object_kind.as_str(), id) {
        ("event", _) => {
            return Ok(match (number("first"), number("last")) {
                (Some(first), Some(last)) => (first..=last).collect(),
                _ => entry
                    .object_id
                    .rsplit('/')
                    .filter_map(|e| EventRef::parse_seq(e).ok())
                    .take(1)
                    .collect(),
            });
        }
        ("link", _) => {
            let events = entry.detail["events"].as_array();
            let seqs = events.into_iter().flatten().filter_map(serde_json::Value::as_i64);
            return Ok(seqs.filter_map(|seq| i32::try_from(seq).ok()).collect());
        }
        ("evidence", Ok(id)) => {
            use event_evidence::{Column, Entity};
            let find = Entity::find().filter(Column::EvidenceId.eq(id));
            find.all(db).await?.into_iter().map(|row| row.event_id).collect()
        }
        ("claim", Ok(id)) => {
            let row = claims::Entity::find_by_id(id).one(db).await?;
            row.and_then(|row| row.event_id).into_iter().collect::<Vec<_>>()
        }
        _ => return Ok(Vec::new()),
    };
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let find = Entity::find().select_only().column(Column::Seq).filter(Column::Id.is_in(ids));
    Ok(find.order_by_asc(Column::Seq).into_tuple().all(db).await?)
}

/// The events of a timeline with these numbers, also retracted ones; the caller has looked up the
/// incident for its viewer.
pub async fn these(db: &impl Read, incident: Uuid, seqs: &[i32]) -> Result<Vec<Event>> {
    let find = Entity::find().filter(Column::IncidentId.eq(incident));
    let find = find.filter(Column::StepOf.is_null());
    let rows = find.filter(Column::Seq.is_in(seqs.iter().copied())).order_by_asc(Column::Seq);
    let rows = rows.all(db).await?;
    let ids = rows.iter().map(|row| row.id).collect();
    assemble(db, &Scope::These(ids), rows).await
}
