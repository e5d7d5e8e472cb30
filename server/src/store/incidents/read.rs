//! An incident in full, put together from its tables.

use std::collections::{BTreeMap, HashMap};

use app::domain::account::Person;
use app::domain::incident::{ExternalId, Incident, IncidentPerson, Milestones};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::severity::Dimension;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{brief::number, labels, people, severity, visible};
use crate::store::columns::{moment, severity as rank, word};
use crate::store::entity::incident_external_ids as external;
use crate::store::entity::incidents::Model;
use crate::store::entity::users;
use crate::store::memo::{Key, remember};
use crate::store::{Error, Read, Result, time::from_ms};

/// The incident with this number or id, if the viewer may see it.
pub async fn find(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
) -> Result<Option<Incident>> {
    match visible::find_row(db, viewer, reference).await? {
        Some(row) => full(db, row).await.map(Some),
        None => Ok(None),
    }
}

/// The same, or [`Error::NotFound`].
pub async fn get(db: &impl Read, viewer: &Viewer, reference: &IncidentRef) -> Result<Incident> {
    find(db, viewer, reference).await?.ok_or(Error::NotFound)
}

/// What other tables say of an incident.
#[derive(Clone)]
struct Around {
    rationales: HashMap<Dimension, String>,
    labels: labels::Labels,
    people: Vec<IncidentPerson>,
    external_ids: Vec<ExternalId>,
    created_by: Person,
}

async fn around(db: &impl Read, incident: Uuid, created_by: Option<Uuid>) -> Result<Around> {
    Ok(Around {
        rationales: severity::rationales(db, incident).await?,
        labels: labels::of(db, &[incident]).await?.remove(&incident).unwrap_or_default(),
        people: people::history(db, incident).await?,
        external_ids: external_ids(db, incident).await?,
        created_by: person(db, created_by).await?,
    })
}

/// A row with everything that hangs on it.
pub(super) async fn full(db: &impl Read, row: Model) -> Result<Incident> {
    let milestones = milestones(&row)?;
    let key = Key::shared("incident").of(row.id);
    let around = remember(db, key, around(db, row.id, row.created_by)).await?;
    let Around { mut rationales, labels, people, external_ids, created_by } = around;
    let mut rationale = |dimension| rationales.remove(&dimension).filter(|r| !r.is_empty());
    Ok(Incident {
        id: row.id,
        number: number(row.number),
        kind: word(&row.kind)?,
        status: word(&row.status)?,
        severity: rank(row.severity_rank),
        severity_rationale: rationale(Dimension::Realised),
        potential_severity: rank(row.potential_rank),
        potential_rationale: rationale(Dimension::Potential),
        agent_involvement: word(&row.agent_involvement)?,
        data_exposure: word(&row.data_exposure)?,
        visibility: word(&row.visibility)?,
        milestones,
        people,
        services: labels.services,
        tags: labels.tags,
        custom_fields: custom_fields(&row.custom),
        external_ids,
        evidence_hold: row.evidence_hold,
        version: row.version,
        created_by,
        created_at: from_ms(row.created_at),
        updated_at: from_ms(row.updated_at),
        title: row.title,
        summary: row.summary,
    })
}

/// The stations of a row.
pub(in crate::store) fn milestones(row: &Model) -> Result<Milestones> {
    macro_rules! read {
        ($at:ident, $precision:ident, $zone:ident) => {
            moment((row.$at, row.$precision.clone(), row.$zone.clone()))?
        };
    }
    Ok(Milestones {
        started: read!(started_at, started_precision, started_zone),
        detected: read!(detected_at, detected_precision, detected_zone),
        declared: read!(declared_at, declared_precision, declared_zone),
        acknowledged: read!(acknowledged_at, acknowledged_precision, acknowledged_zone),
        contained: read!(contained_at, contained_precision, contained_zone),
        resolved: read!(resolved_at, resolved_precision, resolved_zone),
    })
}

fn custom_fields(json: &serde_json::Value) -> BTreeMap<String, String> {
    serde_json::from_value(json.clone()).unwrap_or_default()
}

async fn external_ids(db: &impl Read, incident: Uuid) -> Result<Vec<ExternalId>> {
    let find = external::Entity::find().filter(external::Column::IncidentId.eq(incident));
    let rows = find
        .order_by_asc(external::Column::System)
        .order_by_asc(external::Column::ExternalId)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| ExternalId { system: row.system, id: row.external_id }).collect())
}

/// A user by name; what the server did itself has nobody's id.
async fn person(db: &impl Read, id: Option<Uuid>) -> Result<Person> {
    let Some(id) = id else {
        return Ok(Person { id: Uuid::nil(), name: "Throughline".to_owned() });
    };
    let mut names = names(db, &[id]).await?;
    Ok(Person { id, name: names.remove(&id).unwrap_or_default() })
}

/// The names of these users.
pub async fn names(db: &impl Read, ids: &[Uuid]) -> Result<HashMap<Uuid, String>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let find = users::Entity::find()
        .select_only()
        .columns([users::Column::Id, users::Column::Name])
        .filter(users::Column::Id.is_in(ids.iter().copied()));
    let rows: Vec<(Uuid, String)> = find.into_tuple().all(db).await?;
    Ok(rows.into_iter().collect())
}

/// A user's name for a history: nobody is the server itself.
pub(in crate::store) fn name_of(names: &HashMap<Uuid, String>, id: Option<Uuid>) -> String {
    id.and_then(|id| names.get(&id)).cloned().unwrap_or_else(|| "Throughline".to_owned())
}
