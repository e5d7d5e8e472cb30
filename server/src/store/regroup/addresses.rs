//! Where old addresses lead: what an incident gave away and took in, and where an event is now.

use std::collections::HashMap;

use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::regroup::{DoneMove, Forward};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::plan::beginning;
use crate::store::columns::word;
use crate::store::entity::{
    event_addresses as addresses, events, incident_moves, incidents as rows,
};
use crate::store::incidents::{self, Brief, milestones};
use crate::store::memo::{Key, remember};
use crate::store::time::from_ms;
use crate::store::{Read, Result, users};

/// An incident that was merged, as it was; a record that leads on.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: i32,
    /// What it was called.
    pub title: String,
    /// What was known.
    pub summary: String,
    /// How far it had come, as stored.
    pub status: String,
    /// How bad it was.
    pub severity: Option<app::domain::severity::Severity>,
    /// When it began.
    pub milestones: app::domain::incident::Milestones,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// The incident that holds everything now.
    pub into: Brief,
    /// Its merging.
    pub done: DoneMove,
}

/// The incident into which this one was merged, if the viewer may see that one.
pub async fn merged_into(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
) -> Result<Option<Brief>> {
    let key = Key::shared("merged into").by(reference);
    match remember(db, key, async { incidents::leads_to(db, reference).await }).await? {
        Some(there) => incidents::find_brief(db, viewer, &there).await,
        None => Ok(None),
    }
}

/// The record of an incident that was merged, for whoever may see where everything went.
pub async fn merged_record(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
) -> Result<Option<Standing>> {
    let Some(there) = incidents::leads_to(db, reference).await? else { return Ok(None) };
    let Some(into) = incidents::find_brief(db, viewer, &there).await? else { return Ok(None) };
    let find = rows::Entity::find().filter(rows::Column::MergedIntoId.is_not_null());
    let find = match reference {
        IncidentRef::Number(number) => find.filter(rows::Column::Number.eq(i64::from(*number))),
        IncidentRef::Id(id) => find.filter(rows::Column::Id.eq(*id)),
    };
    let Some(row) = find.one(db).await? else { return Ok(None) };
    let Some(done) = given(db, viewer, row.id).await?.pop() else { return Ok(None) };
    Ok(Some(Standing {
        id: row.id,
        number: i32::try_from(row.number).unwrap_or(i32::MAX),
        milestones: milestones(&row)?,
        severity: crate::store::columns::severity(row.severity_rank),
        created_at: from_ms(row.created_at),
        title: row.title,
        summary: row.summary,
        status: row.status,
        into,
        done,
    }))
}

/// What an incident gave away, oldest first, as far as the viewer may see where it went.
pub async fn given(db: &impl Read, viewer: &Viewer, incident: Uuid) -> Result<Vec<DoneMove>> {
    moves(db, viewer, incident_moves::Column::FromIncidentId.eq(incident)).await
}

/// What an incident took in, oldest first.
pub async fn taken(db: &impl Read, viewer: &Viewer, incident: Uuid) -> Result<Vec<DoneMove>> {
    moves(db, viewer, incident_moves::Column::ToIncidentId.eq(incident)).await
}

async fn moves(
    db: &impl Read,
    viewer: &Viewer,
    which: impl sea_orm::sea_query::IntoCondition,
) -> Result<Vec<DoneMove>> {
    use incident_moves::{Column, Entity};
    let find = Entity::find().filter(which).order_by_asc(Column::MovedAt).order_by_asc(Column::Id);
    let found = find.all(db).await?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let people = users::people(db, found.iter().filter_map(|row| row.moved_by)).await?;
    let sources = sources(db, found.iter().map(|row| row.from_incident_id).collect()).await?;
    let mut done = Vec::new();
    for row in found {
        // A merged incident is seen where what took it in is.
        let to = incidents::find_brief(db, viewer, &IncidentRef::Id(row.to_incident_id)).await?;
        let from =
            incidents::find_brief(db, viewer, &IncidentRef::Id(row.from_incident_id)).await?;
        let (Some(to), Some(_), Some((number, title))) =
            (to, from, sources.get(&row.from_incident_id))
        else {
            continue;
        };
        done.push(DoneMove {
            kind: word(&row.kind)?,
            from: *number,
            from_title: title.clone(),
            to: to.number.0,
            reason: row.reason,
            at: from_ms(row.moved_at),
            by: row.moved_by.and_then(|id| people.get(&id).cloned()),
            events: forwards(db, viewer, row.id).await?,
        });
    }
    Ok(done)
}

async fn sources(db: &impl Read, ids: Vec<Uuid>) -> Result<HashMap<Uuid, (i32, String)>> {
    use rows::{Column, Entity};
    let find = Entity::find().select_only().columns([Column::Id, Column::Number, Column::Title]);
    let found: Vec<(Uuid, i64, String)> =
        find.filter(Column::Id.is_in(ids)).into_tuple().all(db).await?;
    let one = |(id, number, title)| (id, (i32::try_from(number).unwrap_or(i32::MAX), title));
    Ok(found.into_iter().map(one).collect())
}

/// The events of one moving, from their old numbers to where they are now.
async fn forwards(db: &impl Read, viewer: &Viewer, done: Uuid) -> Result<Vec<Forward>> {
    use addresses::{Column, Entity};
    let find = Entity::find().filter(Column::MoveId.eq(done)).order_by_asc(Column::Seq);
    let old = find.all(db).await?;
    let mut now: HashMap<Uuid, (Uuid, i32, String)> = HashMap::new();
    for chunk in old.chunks(1_000) {
        let ids = chunk.iter().map(|row| row.event_id);
        let find = events::Entity::find()
            .select_only()
            .columns([
                events::Column::Id,
                events::Column::IncidentId,
                events::Column::Seq,
                events::Column::Text,
            ])
            .filter(events::Column::Id.is_in(ids));
        for (id, incident, seq, text) in
            find.into_tuple::<(Uuid, Uuid, i32, String)>().all(db).await?
        {
            now.insert(id, (incident, seq, beginning(&text)));
        }
    }
    let holders: Vec<Uuid> = now.values().map(|(incident, _, _)| *incident).collect();
    let briefs = incidents::briefs(db, viewer, &holders).await?;
    let one = |row: &addresses::Model| {
        let (incident, seq, text) = now.get(&row.event_id)?;
        let incident = briefs.get(incident)?.number.0;
        Some(Forward { was: row.seq, incident, seq: *seq, text: text.clone() })
    };
    Ok(old.iter().filter_map(one).collect())
}

/// The incident and the number that an event has now, by an address it had before.
pub async fn event_now(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
    seq: i32,
) -> Result<Option<(Brief, i32)>> {
    let find = rows::Entity::find().select_only().column(rows::Column::Id);
    let find = match reference {
        IncidentRef::Number(number) => find.filter(rows::Column::Number.eq(i64::from(*number))),
        IncidentRef::Id(id) => find.filter(rows::Column::Id.eq(*id)),
    };
    let Some(old): Option<Uuid> = find.into_tuple().one(db).await? else { return Ok(None) };
    let Some(address) = addresses::Entity::find_by_id((old, seq)).one(db).await? else {
        return Ok(None);
    };
    let Some(event) = events::Entity::find_by_id(address.event_id).one(db).await? else {
        return Ok(None);
    };
    let here = incidents::find_brief(db, viewer, &IncidentRef::Id(event.incident_id)).await?;
    Ok(here.map(|brief| (brief, event.seq)))
}
