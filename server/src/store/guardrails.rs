//! What the map control × factor × agent is made of, in a constant number of queries.

use std::collections::HashMap;

use app::domain::Vocabulary;
use app::domain::control::ControlState;
use app::domain::guardrail::{GuardFix, Passage};
use app::domain::incident::IncidentKind;
use app::domain::permission::Viewer;
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::columns::word;
use super::entity::{
    actors, agents, events, incident_controls, incident_factors, incidents, remediation_controls,
    remediation_factors, remediations,
};
use super::incidents::visible;
use super::remediations::visible_ids as visible_fixes;
use super::time::from_ms;
use super::{Read, Result};

/// The incidents in which a control let something pass, as far as `viewer` may see them.
pub async fn passages(db: &impl Read, viewer: &Viewer) -> Result<Vec<Passage>> {
    let rows: Vec<(Uuid, i64)> = counted(viewer)
        .select_only()
        .columns([incidents::Column::Id, incidents::Column::Number])
        .into_tuple()
        .all(db)
        .await?;
    let mut found: HashMap<Uuid, Passage> = rows
        .into_iter()
        .map(|(id, number)| {
            let incident = i32::try_from(number).unwrap_or(i32::MAX);
            (id, Passage { incident, ..Passage::default() })
        })
        .collect();
    for row in passed().filter(of(viewer, incident_controls::Column::IncidentId)).all(db).await? {
        if let Some(passage) = found.get_mut(&row.incident_id) {
            passage.controls.push((row.code, word(&row.state)?));
        }
    }
    let known = incident_factors::Entity::find()
        .filter(incident_factors::Column::RetractedAt.is_null())
        .filter(incident_factors::Column::Known.eq(true))
        .filter(of(viewer, incident_factors::Column::IncidentId));
    for row in known.all(db).await? {
        if let Some(passage) = found.get_mut(&row.incident_id) {
            passage.factors.push((row.code, row.control));
        }
    }
    for (incident, key) in agents_of(db, viewer).await? {
        if let Some(passage) = found.get_mut(&incident)
            && !passage.agents.contains(&key)
        {
            passage.agents.push(key);
        }
    }
    let mut passages: Vec<Passage> = found.into_values().collect();
    passages.sort_by_key(|passage| passage.incident);
    Ok(passages)
}

fn passed() -> sea_orm::Select<incident_controls::Entity> {
    let states = ControlState::ALL.iter().filter(|s| s.let_it_pass()).map(|s| s.as_str());
    incident_controls::Entity::find()
        .filter(incident_controls::Column::RetractedAt.is_null())
        .filter(incident_controls::Column::State.is_in(states))
}

fn counted(viewer: &Viewer) -> sea_orm::Select<incidents::Entity> {
    let with = passed().select_only().column(incident_controls::Column::IncidentId);
    incidents::Entity::find()
        .filter(incidents::Column::Id.in_subquery(with.into_query()))
        .filter(incidents::Column::Kind.ne(IncidentKind::Drill.as_str()))
        .filter(visible(viewer))
}

fn of(viewer: &Viewer, column: impl ColumnTrait) -> Expr {
    let ids: SelectStatement =
        counted(viewer).select_only().column(incidents::Column::Id).into_query();
    column.in_subquery(ids)
}

/// Each counted incident with the key of each agent that acts on its timeline.
async fn agents_of(db: &impl Read, viewer: &Viewer) -> Result<Vec<(Uuid, String)>> {
    let keys: HashMap<Uuid, String> = agents::Entity::find()
        .select_only()
        .columns([agents::Column::Id, agents::Column::Key])
        .into_tuple::<(Uuid, String)>()
        .all(db)
        .await?
        .into_iter()
        .collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let acting = actors::Entity::find().filter(actors::Column::AgentId.is_not_null());
    let actors: HashMap<Uuid, Uuid> = acting
        .clone()
        .select_only()
        .columns([actors::Column::Id, actors::Column::AgentId])
        .into_tuple::<(Uuid, Uuid)>()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let acting = acting.select_only().column(actors::Column::Id).into_query();
    let acts: Vec<(Uuid, Uuid)> = events::Entity::find()
        .select_only()
        .columns([events::Column::IncidentId, events::Column::ActorId])
        .distinct()
        .filter(events::Column::RetractedAt.is_null())
        .filter(events::Column::ActorId.in_subquery(acting))
        .filter(of(viewer, events::Column::IncidentId))
        .into_tuple()
        .all(db)
        .await?;
    let key = |(incident, actor): (Uuid, Uuid)| {
        let agent = actors.get(&actor)?;
        Some((incident, keys.get(agent)?.clone()))
    };
    Ok(acts.into_iter().filter_map(key).collect())
}

/// The remediations that are aimed at a control, as far as `viewer` may see them.
pub async fn fixes(db: &impl Read, viewer: &Viewer) -> Result<Vec<GuardFix>> {
    use remediation_controls::Column as Aim;
    let aims = remediation_controls::Entity::find()
        .filter(Aim::RemediationId.in_subquery(visible_fixes(viewer)));
    let mut controls: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in aims.clone().all(db).await? {
        controls.entry(row.remediation_id).or_default().push(row.code);
    }
    let aimed = || aims.clone().select_only().column(Aim::RemediationId).into_query();
    let mut factors: HashMap<Uuid, Vec<String>> = HashMap::new();
    let targets = remediation_factors::Entity::find()
        .filter(remediation_factors::Column::RemediationId.in_subquery(aimed()));
    for row in targets.all(db).await? {
        factors.entry(row.remediation_id).or_default().push(row.code);
    }
    let rows = remediations::Entity::find()
        .filter(remediations::Column::Id.in_subquery(aimed()))
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(GuardFix {
                number: i32::try_from(row.number).unwrap_or(i32::MAX),
                status: word(&row.status)?,
                due: row.due_on.and_then(|day| day.parse().ok()),
                verified_on: row.verified_at.map(|at| from_ms(at).date_naive()),
                controls: controls.remove(&row.id).unwrap_or_default(),
                factors: factors.remove(&row.id).unwrap_or_default(),
            })
        })
        .collect()
}
