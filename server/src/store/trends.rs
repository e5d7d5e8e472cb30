//! What the figures of the trends page are computed from, in a constant number of queries.

mod fixes;

use std::collections::{HashMap, HashSet};

use app::domain::Vocabulary;
use app::domain::durations::{DurationFacts, Durations};
use app::domain::incident::{IncidentFilter, IncidentKind, IncidentNumber, Milestones};
use app::domain::permission::Viewer;
use app::domain::trends::{TrendFamily, TrendIncident, TrendRecord, TrendRemediation};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::columns::{severity, word};
use super::entity::incidents::{Column, Entity, Model};
use super::entity::{
    controls, factors, families, family_incidents, incident_controls, incident_factors,
    remediations, users,
};
use super::incidents::{matching, milestones, visible, visible_ids};
use super::time::from_ms;
use super::{Read, Result};

/// The record of the days `from` to `to`, as far as `viewer` may see it and `filter` lets through.
pub async fn record(
    db: &impl Read,
    viewer: &Viewer,
    filter: &IncidentFilter,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<TrendRecord> {
    let find = Entity::find()
        .filter(visible(viewer))
        .filter(matching(filter))
        .filter(Column::Kind.ne(IncidentKind::Drill.as_str()));
    let mut incidents = HashMap::new();
    for row in find.all(db).await? {
        let incident = incident(&row)?;
        if (from..=to).contains(&incident.on) {
            incidents.insert(row.id, incident);
        }
    }
    let mut record = TrendRecord {
        factors: named_factors(db, viewer, &incidents).await?,
        controls: controls_of(db, viewer, &incidents).await?,
        remediations: remediations_of(db, viewer).await?,
        families: families_of(db, viewer).await?,
        fixes: fixes::record(db, viewer, &numbers(&incidents)).await?,
        incidents: incidents.into_values().collect(),
    };
    record.incidents.sort_by_key(|incident| (incident.on, incident.number.0));
    Ok(record)
}

fn incident(row: &Model) -> Result<TrendIncident> {
    let milestones = milestones(row)?;
    let data_exposure = word(&row.data_exposure)?;
    let facts =
        DurationFacts { milestones: &milestones, data_exposure, exposures: &[], outputs: &[] };
    Ok(TrendIncident {
        number: number(row.number),
        severity: severity(row.severity_rank),
        involvement: word(&row.agent_involvement)?,
        on: began(&milestones, from_ms(row.created_at)),
        durations: Durations::of(&facts),
    })
}

/// The day an incident is counted on: started, else declared, else recorded.
fn began(milestones: &Milestones, recorded: DateTime<Utc>) -> NaiveDate {
    let at = [&milestones.started, &milestones.declared].into_iter().flatten().next();
    at.map_or(recorded, |moment| moment.at).date_naive()
}

fn number(number: i64) -> IncidentNumber {
    IncidentNumber(i32::try_from(number).unwrap_or(i32::MAX))
}

type Counted = HashMap<Uuid, TrendIncident>;

fn numbers(counted: &Counted) -> HashSet<i32> {
    counted.values().map(|incident| incident.number.0).collect()
}

async fn named_factors(db: &impl Read, viewer: &Viewer, counted: &Counted) -> Result<Vec<String>> {
    use incident_factors::Column as Of;
    let rows: Vec<(Uuid, String)> = incident_factors::Entity::find()
        .select_only()
        .columns([Of::IncidentId, Of::Code])
        .distinct()
        .filter(Of::RetractedAt.is_null())
        .filter(Of::Known.eq(true))
        .filter(Of::IncidentId.in_subquery(visible_ids(viewer)))
        .into_tuple()
        .all(db)
        .await?;
    let names: HashMap<String, String> = factors::Entity::find()
        .select_only()
        .columns([factors::Column::Code, factors::Column::Name])
        .into_tuple::<(String, String)>()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let counted = rows.into_iter().filter(|(incident, _)| counted.contains_key(incident));
    Ok(counted.map(|(_, code)| names.get(&code).cloned().unwrap_or(code)).collect())
}

async fn controls_of(
    db: &impl Read,
    viewer: &Viewer,
    counted: &Counted,
) -> Result<Vec<(String, app::domain::control::ControlState)>> {
    use incident_controls::Column as Of;
    let rows: Vec<(Uuid, String, String)> = incident_controls::Entity::find()
        .select_only()
        .columns([Of::IncidentId, Of::Code, Of::State])
        .filter(Of::RetractedAt.is_null())
        .filter(Of::IncidentId.in_subquery(visible_ids(viewer)))
        .into_tuple()
        .all(db)
        .await?;
    let names: HashMap<String, String> = controls::Entity::find()
        .select_only()
        .columns([controls::Column::Code, controls::Column::Name])
        .into_tuple::<(String, String)>()
        .all(db)
        .await?
        .into_iter()
        .collect();
    rows.into_iter()
        .filter(|(incident, ..)| counted.contains_key(incident))
        .map(|(_, code, state)| Ok((names.get(&code).cloned().unwrap_or(code), word(&state)?)))
        .collect()
}

async fn remediations_of(db: &impl Read, viewer: &Viewer) -> Result<Vec<TrendRemediation>> {
    use remediations::Column as Of;
    let rows: Vec<(i64, String, String, Option<String>, Option<Uuid>)> =
        remediations::Entity::find()
            .select_only()
            .columns([Of::Number, Of::Title, Of::Status, Of::DueOn, Of::OwnerId])
            .filter(Of::Id.in_subquery(super::remediations::visible_ids(viewer)))
            .order_by_asc(Of::Number)
            .into_tuple()
            .all(db)
            .await?;
    let owners: HashMap<Uuid, String> = users::Entity::find()
        .select_only()
        .columns([users::Column::Id, users::Column::Name])
        .into_tuple::<(Uuid, String)>()
        .all(db)
        .await?
        .into_iter()
        .collect();
    rows.into_iter()
        .map(|(number, title, status, due, owner)| {
            Ok(TrendRemediation {
                number,
                title,
                status: word(&status)?,
                due: due.and_then(|day| day.parse().ok()),
                owner: owner.and_then(|id| owners.get(&id)).cloned(),
            })
        })
        .collect()
}

async fn families_of(db: &impl Read, viewer: &Viewer) -> Result<Vec<TrendFamily>> {
    use family_incidents::Column as Of;
    let joined: Vec<(Uuid, Uuid)> = family_incidents::Entity::find()
        .select_only()
        .columns([Of::FamilyId, Of::IncidentId])
        .filter(Of::IncidentId.in_subquery(visible_ids(viewer)))
        .into_tuple()
        .all(db)
        .await?;
    let members = Entity::find().filter(Column::Id.is_in(joined.iter().map(|(_, id)| *id)));
    let mut days = HashMap::new();
    for row in members.all(db).await? {
        let incident = incident(&row)?;
        days.insert(row.id, (incident.number, incident.on));
    }
    let rows = families::Entity::find().order_by_asc(families::Column::Name).all(db).await?;
    let family = |row: families::Model| {
        let of = joined.iter().filter(|(family, _)| *family == row.id);
        let mut incidents: Vec<_> = of.filter_map(|(_, id)| days.get(id)).copied().collect();
        incidents.sort_by_key(|(number, on)| (*on, number.0));
        TrendFamily { name: row.name, incidents }
    };
    Ok(rows.into_iter().map(family).filter(|family| !family.incidents.is_empty()).collect())
}
