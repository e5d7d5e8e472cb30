//! Declaring: the number is taken, and everything that was said is written at once.

use app::domain::Vocabulary;
use app::domain::incident::{
    DeclareIncident, Incident, IncidentFields, IncidentNumber, Milestones, PersonRole, Status,
    Visibility,
};
use app::domain::severity::{Dimension, on_scale};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    EntityTrait,
};
use serde_json::json;
use uuid::Uuid;

use super::{edit, labels, members, people, read, severity, visible};
use crate::store::columns::{moment_columns, rank};
use crate::store::entity::{incident_external_ids, incidents};
use crate::store::search::{self, Doc, DocKind};
use crate::store::{Error, Result, Tx, new_id, severities, time::to_ms};

/// Declares an incident. Who declares a restricted one is on it, and so is everybody named in it.
pub async fn declare(tx: &Tx, command: &DeclareIncident) -> Result<Incident> {
    let scale = severities::scale(tx).await?;
    for (field, severity) in
        [("severity", command.severity), ("potential_severity", command.potential_severity)]
    {
        if let Some(severity) = severity {
            on_scale(field, severity, &scale)?;
        }
    }
    let (id, fields) = (new_id(), &command.fields);
    let number = super::brief::number(tx.next_number("incident").await?);
    let row = row(tx, id, number, command);
    incidents::Entity::insert(row).exec_without_returning(tx).await?;
    labels::set_services(tx, id, &fields.services).await?;
    labels::set_tags(tx, id, &fields.tags).await?;
    set_external_ids(tx, id, fields).await?;
    assign_people(tx, id, fields).await?;
    for (dimension, to, why) in [
        (Dimension::Realised, command.severity, &command.severity_rationale),
        (Dimension::Potential, command.potential_severity, &command.potential_rationale),
    ] {
        if to.is_some() {
            severity::record(tx, id, dimension, None, to, why).await?;
        }
    }
    index(tx, id, number, fields).await?;
    let stored = incidents::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    if fields.visibility == Visibility::Restricted {
        members::enrol(tx, &stored).await?;
    }
    let detail = json!({ "kind": fields.kind, "visibility": fields.visibility });
    tx.audit("incident.declare", ("incident", number), Some(id), detail);
    tx.outbox("incident.declared", Some(id), json!({ "number": number }));
    read::full(tx, stored).await
}

fn row(
    tx: &Tx,
    id: Uuid,
    number: IncidentNumber,
    command: &DeclareIncident,
) -> incidents::ActiveModel {
    let fields = &command.fields;
    let row = incidents::ActiveModel {
        id: Set(id),
        number: Set(i64::from(number.0)),
        status: Set(Status::Open.as_str().to_owned()),
        severity_rank: Set(rank(command.severity)),
        potential_rank: Set(rank(command.potential_severity)),
        evidence_hold: Set(false),
        last_event_seq: Set(0),
        created_at: Set(tx.now_ms()),
        created_by: Set(tx.actor()),
        version: Set(1),
        ..Default::default()
    };
    set_fields(tx, row, fields)
}

/// Writes the fields that declaring and editing share.
pub(super) fn set_fields(
    tx: &Tx,
    mut row: incidents::ActiveModel,
    fields: &IncidentFields,
) -> incidents::ActiveModel {
    row.title = Set(fields.title.clone());
    row.summary = Set(fields.summary.clone());
    row.kind = Set(fields.kind.to_string());
    row.agent_involvement = Set(fields.agent_involvement.to_string());
    row.data_exposure = Set(fields.data_exposure.to_string());
    row.visibility = Set(fields.visibility.to_string());
    row.custom = Set(json!(fields.custom_fields));
    row.updated_at = Set(tx.now_ms());
    row.updated_by = Set(tx.actor());
    let created = row.created_at.clone().take().unwrap_or_else(|| tx.now_ms());
    row.opened_at = Set(opened_at(&fields.milestones).unwrap_or(created));
    set_milestones(row, &fields.milestones)
}

/// Where the list puts the incident: the first station that is known.
fn opened_at(milestones: &Milestones) -> Option<i64> {
    let stations = [&milestones.started, &milestones.detected, &milestones.declared];
    stations.into_iter().flatten().next().map(|moment| to_ms(moment.at))
}

fn set_milestones(
    mut row: incidents::ActiveModel,
    milestones: &Milestones,
) -> incidents::ActiveModel {
    macro_rules! write {
        ($($name:ident: $at:ident, $precision:ident, $zone:ident;)+) => { $(
            let (at, precision, zone) = moment_columns(milestones.$name.as_ref());
            (row.$at, row.$precision, row.$zone) = (Set(at), Set(precision), Set(zone));
        )+ };
    }
    write! {
        started: started_at, started_precision, started_zone;
        detected: detected_at, detected_precision, detected_zone;
        declared: declared_at, declared_precision, declared_zone;
        acknowledged: acknowledged_at, acknowledged_precision, acknowledged_zone;
        contained: contained_at, contained_precision, contained_zone;
        resolved: resolved_at, resolved_precision, resolved_zone;
    }
    row
}

/// Gives the named parts to those the fields name; answers whether that changed anything.
pub(super) async fn assign_people(tx: &Tx, id: Uuid, fields: &IncidentFields) -> Result<bool> {
    let mut changed = false;
    for role in [PersonRole::Commander, PersonRole::Scribe, PersonRole::Communications] {
        let to = match fields.person(role) {
            Some(text) => Some(people::named(tx, text).await?),
            None => None,
        };
        changed |= people::assign(tx, id, role, "", to.as_ref()).await?;
    }
    Ok(changed)
}

/// Makes the fields' names in other systems the incident's. Each belongs to one incident only, as
/// far as the writer may see: that a restricted incident has a name is not told by a refusal.
pub(super) async fn set_external_ids(tx: &Tx, id: Uuid, fields: &IncidentFields) -> Result<()> {
    use incident_external_ids::{ActiveModel, Column, Entity};
    use sea_orm::{ColumnTrait, QueryFilter, QuerySelect, sea_query::OnConflict};
    Entity::delete_many().filter(Column::IncidentId.eq(id)).exec(tx).await?;
    if !fields.external_ids.is_empty() {
        tx.queue("incident").await?;
    }
    for external in &fields.external_ids {
        let same = Entity::find()
            .select_only()
            .column(Column::IncidentId)
            .filter(Column::System.eq(&external.system))
            .filter(Column::ExternalId.eq(&external.id));
        let others: Vec<Uuid> = same.into_tuple().all(tx).await?;
        if let Some(other) = visible::first_seen_by_writer(tx, &others).await? {
            return Err(edit::external_id_taken(external, other));
        }
        let row = ActiveModel {
            id: Set(new_id()),
            incident_id: Set(id),
            system: Set(external.system.clone()),
            external_id: Set(external.id.clone()),
            url: NotSet,
        };
        let twice = OnConflict::columns([Column::IncidentId, Column::System, Column::ExternalId])
            .do_nothing()
            .to_owned();
        Entity::insert(row).on_conflict(twice).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Makes the incident findable by what it says.
pub(super) async fn index(
    tx: &Tx,
    id: Uuid,
    number: IncidentNumber,
    fields: &IncidentFields,
) -> Result<()> {
    let mut body = fields.summary.clone();
    for word in fields.services.iter().chain(&fields.tags) {
        body.push('\n');
        body.push_str(word);
    }
    let doc = Doc {
        kind: DocKind::Incident,
        ref_id: id,
        incident_id: Some(id),
        label: number.to_string(),
        title: fields.title.clone(),
        body,
    };
    search::index(tx, doc).await
}
