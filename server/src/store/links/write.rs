//! Drawing, changing and removing links.

use app::domain::Invalid;
use app::domain::link::{AddLink, Link, LinkFields, LinkOrder, check_ends};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::graph::{self, Planned};
use super::read;
use crate::store::entity::link_evidence;
use crate::store::entity::links::{ActiveModel, Column, Entity, Model};
use crate::store::events::{Facts, facts_of};
use crate::store::incidents::Brief;
use crate::store::{Error, Result, Tx, evidence, incidents, new_id};

/// Links two events, if every rule allows it.
pub async fn add(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    command: &AddLink,
) -> Result<Link> {
    let incident = incidents::brief(tx, viewer, reference).await?;
    tx.lock_incident(incident.id).await?;
    let facts = facts_of(tx, incident.id, &[command.from, command.to]).await?;
    let order = decide(tx, incident.id, command, &facts, None).await?;
    check_evidence(tx, incident.id, command).await?;
    let row = ActiveModel {
        id: Set(new_id()),
        incident_id: Set(incident.id),
        created_at: Set(tx.now_ms()),
        created_by: Set(tx.actor()),
        retracted_at: NotSet,
        retracted_by: NotSet,
        retracted_reason: NotSet,
        version: Set(1),
        ..Default::default()
    };
    let stored = set(tx, row, command, order, &facts)?.insert(tx).await?;
    support(tx, stored.id, &command.evidence).await?;
    log(tx, "link.add", &incident, command, stored.id, &[command.from, command.to]);
    read::get(tx, viewer, reference, stored.id).await
}

/// Writes what is said of the link from now on; `version` is the one that was read.
pub async fn edit(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
    command: &LinkFields,
    version: Option<i32>,
) -> Result<Link> {
    let (incident, row) = open(tx, viewer, reference, id, version).await?;
    let facts = facts_of(tx, incident.id, &[command.from, command.to]).await?;
    let order = decide(tx, incident.id, command, &facts, Some(id)).await?;
    check_evidence(tx, incident.id, command).await?;
    let next = row.version + 1;
    let mut ends = ends(tx, &row).await?;
    ends.extend([command.from, command.to]);
    let mut changed = set(tx, row.into_active_model(), command, order, &facts)?;
    changed.version = Set(next);
    changed.update(tx).await?;
    support(tx, id, &command.evidence).await?;
    log(tx, "link.edit", &incident, command, id, &ends);
    read::get(tx, viewer, reference, id).await
}

/// Takes a link off the record's face; who drew it may, or a commander.
pub async fn retract(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
    reason: &str,
    version: Option<i32>,
) -> Result<()> {
    let (incident, row) = open(tx, viewer, reference, id, version).await?;
    crate::store::may_retract(viewer, row.created_by)?;
    let next = row.version + 1;
    let ends = ends(tx, &row).await?;
    let mut gone = row.into_active_model();
    gone.retracted_at = Set(Some(tx.now_ms()));
    gone.retracted_by = Set(tx.actor());
    gone.retracted_reason = Set(Some(reason.to_owned()));
    gone.version = Set(next);
    gone.update(tx).await?;
    tx.audit("link.retract", ("link", id), Some(incident.id), json!({ "events": ends }));
    tx.outbox("link.changed", Some(incident.id), json!({ "link": id }));
    Ok(())
}

async fn open(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
    version: Option<i32>,
) -> Result<(Brief, Model)> {
    let incident = incidents::brief(tx, viewer, reference).await?;
    tx.lock_incident(incident.id).await?;
    let find = Entity::find_by_id(id)
        .filter(Column::IncidentId.eq(incident.id))
        .filter(Column::RetractedAt.is_null());
    let row = find.one(tx).await?.ok_or(Error::NotFound)?;
    Error::check_version(version, row.version)?;
    Ok((incident, row))
}

/// Every rule: the ends exist, their kinds and times fit, and the graph stays what it is.
async fn decide(
    tx: &Tx,
    incident: Uuid,
    link: &LinkFields,
    facts: &Facts,
    except: Option<Uuid>,
) -> Result<LinkOrder> {
    let mut invalid = Invalid::default();
    let mut end = |field: &str, seq: i32| {
        let found = facts.get(seq);
        if found.is_none() {
            invalid.add(field, format!("There is no E{seq} in this incident."));
        }
        found
    };
    let (Some((from_id, from)), Some((to_id, to))) = (end("from", link.from), end("to", link.to))
    else {
        // Both ends are looked at, so that both are named.
        return Err(invalid.into());
    };
    let order = check_ends(link.kind, from, to)?;
    let (kind, from, to) = (link.kind, *from_id, *to_id);
    let graph = graph::around(tx, Planned { incident, kind, from, to, except }).await?;
    graph.check(link.edge())?;
    Ok(order)
}

fn set(
    tx: &Tx,
    mut row: ActiveModel,
    fields: &LinkFields,
    order: LinkOrder,
    facts: &Facts,
) -> Result<ActiveModel> {
    let id = |seq| facts.get(seq).map(|(id, _)| *id).ok_or(Error::NotFound);
    row.from_event_id = Set(id(fields.from)?);
    row.to_event_id = Set(id(fields.to)?);
    row.kind = Set(fields.kind.to_string());
    row.basis = Set(fields.basis.to_string());
    row.confidence = Set(fields.confidence.to_string());
    row.rationale = Set(fields.rationale.clone());
    row.extent = Set(fields.extent.map(|extent| extent.to_string()));
    row.time_order = Set(order.to_string());
    row.updated_at = Set(tx.now_ms());
    Ok(row)
}

async fn check_evidence(tx: &Tx, incident: Uuid, fields: &LinkFields) -> Result<()> {
    let known = evidence::known(tx, incident, fields.evidence.iter().copied().collect()).await?;
    for (i, id) in fields.evidence.iter().enumerate() {
        if !known.contains(id) {
            let message = "There is no such evidence in this incident.";
            return Err(Invalid::one(format!("evidence.{i}"), message).into());
        }
    }
    Ok(())
}

/// Makes these the evidence of the link.
async fn support(tx: &Tx, link: Uuid, evidence: &[Uuid]) -> Result<()> {
    use link_evidence as rows;
    rows::Entity::delete_many().filter(rows::Column::LinkId.eq(link)).exec(tx).await?;
    if evidence.is_empty() {
        return Ok(());
    }
    let row = |id: &Uuid| rows::ActiveModel { link_id: Set(link), evidence_id: Set(*id) };
    rows::Entity::insert_many(evidence.iter().map(row)).exec_without_returning(tx).await?;
    Ok(())
}

/// Writes that the order of a link came out differently.
pub(in crate::store) async fn set_order(tx: &Tx, link: Uuid, order: LinkOrder) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::TimeOrder, Expr::value(order.to_string()))
        .filter(Column::Id.eq(link))
        .exec(tx)
        .await?;
    Ok(())
}

/// The numbers of the events that a link joins.
async fn ends(tx: &Tx, row: &Model) -> Result<Vec<i32>> {
    let ids = [row.from_event_id, row.to_event_id];
    let numbers = read::numbers(tx, &ids).await?;
    Ok(ids.iter().filter_map(|id| numbers.get(id).copied()).collect())
}

fn log(tx: &Tx, action: &str, incident: &Brief, link: &LinkFields, id: Uuid, events: &[i32]) {
    let detail = json!({ "from": link.from, "to": link.to, "kind": link.kind, "events": events });
    tx.audit(action, ("link", id), Some(incident.id), detail);
    tx.outbox("link.changed", Some(incident.id), json!({ "link": id }));
}
