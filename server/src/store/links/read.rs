//! Reading links; one whose event was retracted is kept, and shown again when that one comes back.

use std::collections::{HashMap, HashSet};

use app::domain::link::{Chain, Link};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::graph;
use crate::store::columns::word;
use crate::store::entity::link_evidence;
use crate::store::entity::links::{Column, Entity, Model};
use crate::store::memo::{Key, remember};
use crate::store::time::from_ms;
use crate::store::{Error, Read, Result, incidents, seqs};

/// How many values go into one `IN (…)`.
const CHUNK: usize = 1_000;

/// The links of an incident, in the order they were drawn.
pub async fn list(db: &impl Read, viewer: &Viewer, reference: &IncidentRef) -> Result<Vec<Link>> {
    let incident = incidents::brief(db, viewer, reference).await?;
    standing(db, incident.id).await
}

/// The links of an incident that the caller has already looked up, between events of its timeline.
pub async fn standing(db: &impl Read, incident: Uuid) -> Result<Vec<Link>> {
    remember(db, Key::shared("links").of(incident), async {
        let ends = seqs::on_timeline(db, incident).await?;
        let mut rows = in_order(of(incident)).all(db).await?;
        rows.retain(|row| stand(row, &ends));
        shown(db, rows, |id| ends.get(&id).copied()).await
    })
    .await
}

/// Whether both ends of a link are among these.
fn stand(row: &Model, ends: &HashMap<Uuid, i32>) -> bool {
    [row.from_event_id, row.to_event_id].iter().all(|id| ends.contains_key(id))
}

/// The links on record of an incident.
fn of(incident: Uuid) -> Select<Entity> {
    Entity::find().filter(Column::IncidentId.eq(incident)).filter(Column::RetractedAt.is_null())
}

fn in_order(find: Select<Entity>) -> Select<Entity> {
    find.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id)
}

/// The links that touch one of these events, between events of the timeline.
pub async fn touching(db: &impl Read, incident: Uuid, ids: &[Uuid]) -> Result<Vec<Link>> {
    let either = Condition::any()
        .add(Column::FromEventId.is_in(ids.iter().copied()))
        .add(Column::ToEventId.is_in(ids.iter().copied()));
    let find = Entity::find()
        .filter(either)
        .filter(Column::IncidentId.eq(incident))
        .filter(Column::RetractedAt.is_null());
    let mut rows = in_order(find).all(db).await?;
    let ends = rows.iter().flat_map(|row| [row.from_event_id, row.to_event_id]);
    let ends = seqs::of(db, ends).await?;
    rows.retain(|row| stand(row, &ends));
    shown(db, rows, |id| ends.get(&id).copied()).await
}

/// The links on record at one event, also to events that were retracted.
pub(in crate::store) async fn at(db: &impl Read, event: Uuid) -> Result<Vec<Link>> {
    let either =
        Condition::any().add(Column::FromEventId.eq(event)).add(Column::ToEventId.eq(event));
    let rows = in_order(Entity::find().filter(either).filter(Column::RetractedAt.is_null()));
    let rows = rows.all(db).await?;
    let ends: Vec<Uuid> =
        rows.iter().flat_map(|row| [row.from_event_id, row.to_event_id]).collect();
    let ends = numbers(db, &ends).await?;
    shown(db, rows, |id| ends.get(&id).copied()).await
}

/// Links in full, whose events are numbered as `seq` says.
async fn shown(
    db: &impl Read,
    rows: Vec<Model>,
    seq: impl Fn(Uuid) -> Option<i32>,
) -> Result<Vec<Link>> {
    let mut evidence = evidence(db, rows.iter().map(|row| row.id).collect()).await?;
    let recorders: HashSet<Uuid> = rows.iter().filter_map(|row| row.created_by).collect();
    let recorders: Vec<Uuid> = recorders.into_iter().collect();
    let names = incidents::names(db, &recorders).await?;
    rows.into_iter().map(|row| link(row, &seq, &names, &mut evidence)).collect()
}

/// The numbers of events, also of retracted ones.
pub(super) async fn numbers(db: &impl Read, ids: &[Uuid]) -> Result<HashMap<Uuid, i32>> {
    use crate::store::entity::events::{Column, Entity};
    let mut numbers = HashMap::new();
    for ids in ids.chunks(CHUNK) {
        let find = Entity::find().select_only().columns([Column::Id, Column::Seq]);
        let find = find.filter(Column::Id.is_in(ids.iter().copied()));
        numbers.extend(find.into_tuple::<(Uuid, i32)>().all(db).await?);
    }
    Ok(numbers)
}

async fn evidence(db: &impl Read, links: Vec<Uuid>) -> Result<HashMap<Uuid, Vec<Uuid>>> {
    let mut by_link: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    // However many links there are, a statement has room for so many values.
    for links in links.chunks(CHUNK) {
        let some = link_evidence::Column::LinkId.is_in(links.iter().copied());
        let find = link_evidence::Entity::find().filter(some);
        for row in find.order_by_asc(link_evidence::Column::EvidenceId).all(db).await? {
            by_link.entry(row.link_id).or_default().push(row.evidence_id);
        }
    }
    Ok(by_link)
}

fn link(
    row: Model,
    seq: &impl Fn(Uuid) -> Option<i32>,
    names: &HashMap<Uuid, String>,
    evidence: &mut HashMap<Uuid, Vec<Uuid>>,
) -> Result<Link> {
    let seq = |id| seq(id).ok_or(Error::NotFound);
    Ok(Link {
        id: row.id,
        from: seq(row.from_event_id)?,
        to: seq(row.to_event_id)?,
        kind: word(&row.kind)?,
        order: word(&row.time_order)?,
        basis: word(&row.basis)?,
        confidence: word(&row.confidence)?,
        extent: row.extent.as_deref().map(word).transpose()?,
        rationale: row.rationale,
        evidence: evidence.remove(&row.id).unwrap_or_default(),
        recorded_by: incidents::name_of(names, row.created_by),
        recorded_at: from_ms(row.created_at),
        version: row.version,
    })
}

/// The link with this id, if it is one of this incident.
pub async fn find(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
) -> Result<Option<Link>> {
    let Some(incident) = incidents::find_brief(db, viewer, reference).await? else {
        return Ok(None);
    };
    let Some(row) = of(incident.id).filter(Column::Id.eq(id)).one(db).await? else {
        return Ok(None);
    };
    let ends = numbers(db, &[row.from_event_id, row.to_event_id]).await?;
    Ok(shown(db, vec![row], |id| ends.get(&id).copied()).await?.pop())
}

/// The same, or [`Error::NotFound`].
pub async fn get(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
) -> Result<Link> {
    find(db, viewer, reference, id).await?.ok_or(Error::NotFound)
}

/// The reliance chain of an event: what it goes back to, and what it led to.
pub async fn chain(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
    seq: i32,
) -> Result<Chain> {
    let incident = incidents::brief(db, viewer, reference).await?;
    if seqs::on_record(db, incident.id, seq).await? {
        return Ok(graph::standing(db, incident.id).await?.chain(seq));
    }
    Err(Error::NotFound)
}
