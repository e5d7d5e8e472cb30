//! Actors: found or made by the way they are named.
//!
//! A registered agent is one actor everywhere. Anybody else belongs to the incident that mentions
//! them: "Engineer B" of one record is not that of another, and the names of a restricted incident
//! stay inside it.

use std::collections::{HashMap, HashSet};

use app::domain::Vocabulary;
use app::domain::actor::{ActorKind, ActorRef, ActorSpec};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder,
    sea_query::OnConflict,
};
use uuid::Uuid;

use super::columns::word;
use super::entity::{
    actors::{ActiveModel, Column, Entity, Model},
    agents,
};
use super::memo::{Key, remember};
use super::{Read, Result, Tx, new_id};

/// How many values go into one `IN (…)`.
const CHUNK: usize = 1_000;
const AGENT: &str = "agent:";

/// An actor that was found or made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) id: Uuid,
    pub(super) agent_id: Option<Uuid>,
}

/// What is wrong with an actor that [`resolve`] did not find.
pub(super) fn unknown(spec: &ActorSpec) -> (&'static str, String) {
    match spec {
        ActorSpec::Agent(key) => (
            "ref",
            format!("No agent has the key “{key}”. Register it, or name the agent by name."),
        ),
        _ => ("id", "There is no such actor in this incident.".to_owned()),
    }
}

/// The actor of each of `specs`; named ones are made on first mention. An id or an agent that is
/// not there is left out.
pub(super) async fn resolve(
    tx: &Tx,
    incident: Uuid,
    specs: HashSet<&ActorSpec>,
) -> Result<HashMap<ActorSpec, Found>> {
    if specs.is_empty() {
        return Ok(HashMap::new());
    }
    let agents = agents_named(tx, &specs).await?;
    let keys: Vec<(&ActorSpec, String)> = specs
        .into_iter()
        .filter_map(|spec| key_of(incident, spec, &agents).map(|key| (spec, key)))
        .collect();
    let mut known = by_key(tx, incident, &keys).await?;
    let missing: HashMap<&str, &ActorSpec> = keys
        .iter()
        .filter(|(_, key)| !known.contains_key(key.as_str()))
        .map(|(spec, key)| (key.as_str(), *spec))
        .collect();
    if !missing.is_empty() {
        make(tx, incident, &missing, &agents).await?;
        known = by_key(tx, incident, &keys).await?;
    }
    let found = |(spec, key): (&ActorSpec, String)| Some((spec.clone(), *known.get(&key)?));
    Ok(keys.into_iter().filter_map(found).collect())
}

/// The registered agents that are meant: by key, or by the name that an AI agent was given.
async fn agents_named(
    tx: &Tx,
    specs: &HashSet<&ActorSpec>,
) -> Result<HashMap<String, agents::Model>> {
    let named: HashSet<&str> = specs
        .iter()
        .filter_map(|spec| match spec {
            ActorSpec::Agent(key) => Some(key.as_str()),
            ActorSpec::Named(ActorKind::AiAgent, name) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    if named.is_empty() {
        return Ok(HashMap::new());
    }
    let meant = Condition::any()
        .add(agents::Column::Key.is_in(named.iter().copied()))
        .add(agents::Column::Name.is_in(named.iter().copied()));
    let rows = agents::Entity::find().filter(meant).all(tx).await?;
    let mut found = HashMap::new();
    for row in &rows {
        found.insert(row.name.clone(), row.clone());
    }
    // A key is more exact than a name.
    for row in rows {
        found.insert(row.key.clone(), row);
    }
    Ok(found)
}

/// The key under which an actor is stored; `None` when it names nothing.
fn key_of(
    incident: Uuid,
    spec: &ActorSpec,
    agents: &HashMap<String, agents::Model>,
) -> Option<String> {
    match spec {
        ActorSpec::Id(id) => Some(id.to_string()),
        ActorSpec::Agent(key) => {
            agents.get(key).filter(|agent| agent.key == *key).map(|agent| agent_key(&agent.key))
        }
        ActorSpec::Named(ActorKind::AiAgent, name) if agents.contains_key(name) => {
            agents.get(name).map(|agent| agent_key(&agent.key))
        }
        ActorSpec::Named(kind, name) => Some(format!("{incident}:{kind}:{}", name.to_lowercase())),
    }
}

fn agent_key(key: &str) -> String {
    format!("{AGENT}{key}")
}

/// Those of `keys` that exist. An id is its own key here.
async fn by_key(
    tx: &Tx,
    incident: Uuid,
    keys: &[(&ActorSpec, String)],
) -> Result<HashMap<String, Found>> {
    let mut found = HashMap::new();
    for chunk in keys.chunks(CHUNK) {
        let ids = chunk.iter().filter_map(|(spec, _)| match spec {
            ActorSpec::Id(id) => Some(*id),
            _ => None,
        });
        let here =
            Condition::any().add(Column::IncidentId.is_null()).add(Column::IncidentId.eq(incident));
        let meant = Condition::any()
            .add(Column::Key.is_in(chunk.iter().map(|(_, key)| key.as_str())))
            .add(Column::Id.is_in(ids));
        for row in Entity::find().filter(meant).filter(here).all(tx).await? {
            let actor = Found { id: row.id, agent_id: row.agent_id };
            found.insert(row.id.to_string(), actor);
            found.insert(row.key, actor);
        }
    }
    Ok(found)
}

async fn make(
    tx: &Tx,
    incident: Uuid,
    missing: &HashMap<&str, &ActorSpec>,
    agents: &HashMap<String, agents::Model>,
) -> Result<()> {
    let rows: Vec<_> = missing
        .iter()
        .filter_map(|(key, spec)| {
            let row = |kind: ActorKind, name: &str| ActiveModel {
                id: Set(new_id()),
                key: Set((*key).to_owned()),
                kind: Set(kind.as_str().to_owned()),
                name: Set(name.to_owned()),
                incident_id: Set(Some(incident)),
                agent_id: Set(None),
                user_id: NotSet,
                created_at: Set(tx.now_ms()),
                created_by: Set(tx.actor()),
            };
            match spec {
                ActorSpec::Id(_) => None,
                ActorSpec::Agent(name) | ActorSpec::Named(ActorKind::AiAgent, name)
                    if agents.contains_key(name) =>
                {
                    let agent = agents.get(name)?;
                    let mut row = row(ActorKind::AiAgent, &agent.name);
                    (row.incident_id, row.agent_id) = (Set(None), Set(Some(agent.id)));
                    Some(row)
                }
                ActorSpec::Agent(_) => None,
                ActorSpec::Named(kind, name) => Some(row(*kind, name)),
            }
        })
        .collect();
    for chunk in rows.chunks(CHUNK) {
        // Another incident's writer may mention the same agent for the first time as well.
        let once = OnConflict::column(Column::Key).do_nothing().to_owned();
        Entity::insert_many(chunk.to_vec()).on_conflict(once).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The actors with these ids, as they are shown; an agent has the name of its profile.
pub(super) async fn refs(db: &impl Read, ids: &HashSet<Uuid>) -> Result<HashMap<Uuid, ActorRef>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
    let agents = agent_names(db, &rows).await?;
    rows.into_iter().map(|row| shown(row, &agents).map(|actor| (actor.id, actor))).collect()
}

/// Everybody whom the timeline of this incident mentions, by name, for choosers.
pub async fn mentioned(db: &impl Read, incident: Uuid) -> Result<Vec<ActorRef>> {
    remember(db, Key::shared("actors mentioned").of(incident), async {
        let find = Entity::find().filter(Column::IncidentId.eq(incident));
        let rows = find.order_by_asc(Column::Name).order_by_asc(Column::Id).all(db).await?;
        rows.into_iter().map(|row| shown(row, &HashMap::new())).collect()
    })
    .await
}

async fn agent_names(db: &impl Read, rows: &[Model]) -> Result<HashMap<Uuid, (String, String)>> {
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.agent_id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let agents = agents::Entity::find().filter(agents::Column::Id.is_in(ids)).all(db).await?;
    Ok(agents.into_iter().map(|agent| (agent.id, (agent.key, agent.name))).collect())
}

fn shown(row: Model, agents: &HashMap<Uuid, (String, String)>) -> Result<ActorRef> {
    let agent = row.agent_id.and_then(|id| agents.get(&id)).cloned();
    let kind = word(&row.kind)?;
    let (key, name) = match agent {
        Some((key, name)) => (Some(key), name),
        None => (None, row.name),
    };
    Ok(ActorRef { id: row.id, kind, name, key })
}
