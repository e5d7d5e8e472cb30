//! Reading links; one whose event was retracted is kept, and shown again when that one comes back.

use std::collections::HashMap;

use app::domain::link::{Chain, Link, LinkGraph};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::store::columns::word;
use crate::store::entity::link_evidence;
use crate::store::entity::links::{Column, Entity, Model};
use crate::store::events::{Facts, facts};
use crate::store::memo::{Key, remember};
use crate::store::time::from_ms;
use crate::store::{Error, Read, Result, incidents};

/// The links of an incident, in the order they were drawn.
pub async fn list(db: &impl Read, viewer: &Viewer, reference: &IncidentRef) -> Result<Vec<Link>> {
    let incident = incidents::brief(db, viewer, reference).await?;
    standing(db, incident.id).await
}

/// The links of an incident that the caller has already looked up, between events of its timeline.
pub async fn standing(db: &impl Read, incident: Uuid) -> Result<Vec<Link>> {
    remember(db, Key::shared("links").of(incident), async {
        let facts = facts(db, incident).await?;
        let mut links = all_of(db, incident, &facts).await?;
        links.retain(|link| facts.stands(link.from) && facts.stands(link.to));
        Ok(links)
    })
    .await
}

/// Every link on record, also where an event was retracted.
pub(in crate::store) async fn all_of(
    db: &impl Read,
    incident: Uuid,
    facts: &Facts,
) -> Result<Vec<Link>> {
    let find = Entity::find()
        .filter(Column::IncidentId.eq(incident))
        .filter(Column::RetractedAt.is_null());
    let rows = find.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(db).await?;
    let mut evidence = evidence(db, rows.iter().map(|row| row.id).collect()).await?;
    let recorders: Vec<Uuid> = rows.iter().filter_map(|row| row.created_by).collect();
    let names = incidents::names(db, &recorders).await?;
    rows.into_iter().map(|row| link(row, facts, &names, &mut evidence)).collect()
}

async fn evidence(db: &impl Read, links: Vec<Uuid>) -> Result<HashMap<Uuid, Vec<Uuid>>> {
    let mut by_link: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    if links.is_empty() {
        return Ok(by_link);
    }
    let find = link_evidence::Entity::find().filter(link_evidence::Column::LinkId.is_in(links));
    for row in find.order_by_asc(link_evidence::Column::EvidenceId).all(db).await? {
        by_link.entry(row.link_id).or_default().push(row.evidence_id);
    }
    Ok(by_link)
}

fn link(
    row: Model,
    facts: &Facts,
    names: &HashMap<Uuid, String>,
    evidence: &mut HashMap<Uuid, Vec<Uuid>>,
) -> Result<Link> {
    let seq = |id| facts.seq(id).ok_or(Error::NotFound);
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
    let facts = facts(db, incident.id).await?;
    Ok(all_of(db, incident.id, &facts).await?.into_iter().find(|link| link.id == id))
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
    let facts = facts(db, incident.id).await?;
    if facts.get(seq).is_none() {
        return Err(Error::NotFound);
    }
    let links = all_of(db, incident.id, &facts).await?;
    let standing = links.iter().filter(|link| facts.stands(link.from) && facts.stands(link.to));
    Ok(standing.map(Link::edge).collect::<LinkGraph>().chain(seq))
}
