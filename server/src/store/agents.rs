//! Agents: their identity cards, the versions they ran in, and in how many incidents they were.

use std::collections::HashMap;

use app::domain::Refused;
use app::domain::agent::{AddAgentVersion, Agent, AgentStatus, AgentVersion, RegisterAgent};
use app::domain::permission::Viewer;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, IntoActiveModel,
    JoinType, Order, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::columns::word;
use super::entity::agents::{ActiveModel, Column, Entity, Model};
use super::entity::{actors, agent_versions, events};
use super::incidents::visible_ids;
use super::memo::{Key, remember};
use super::page::Cursor;
use super::time::{from_ms, to_ms};
use super::{Error, Page, PageRequest, Read, Result, Tx, new_id, users};

const ORDER: &str = "name";

/// Which agents a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those in this state.
    pub status: Option<AgentStatus>,
    /// Only those that nobody answers for.
    pub unowned: bool,
}

/// The agents that match, by name.
pub async fn page(db: &impl Read, filter: &Filter, request: &PageRequest) -> Result<Page<Agent>> {
    let mut find = Entity::find();
    if let Some(status) = filter.status {
        find = find.filter(Column::Status.eq(status.to_string()));
    }
    if filter.unowned {
        find = find.filter(Column::OwnerId.is_null());
    }
    let key = Expr::col((Entity, Column::Name));
    let rows = request.seek(find, (ORDER, Order::Asc), key, Column::Id)?.all(db).await?;
    let page = request.cut(rows, |row| Cursor::new(ORDER, row.name.clone(), row.id));
    Ok(Page { items: whole(db, page.items).await?, next: page.next })
}

/// The key and name of every agent that is not retired, by name, for choosing one.
pub async fn names(db: &impl Read) -> Result<Vec<(String, String)>> {
    remember(db, Key::shared("agent names"), async {
        let find = Entity::find()
            .select_only()
            .columns([Column::Key, Column::Name])
            .filter(Column::Status.ne(AgentStatus::Retired.to_string()))
            .order_by_asc(Column::Name);
        Ok(find.into_tuple().all(db).await?)
    })
    .await
}

/// The agent with this key or id.
pub async fn find(db: &impl Read, reference: &str) -> Result<Option<Agent>> {
    let Some(row) = find_row(db, reference).await? else { return Ok(None) };
    Ok(whole(db, vec![row]).await?.pop())
}

/// The same, or [`Error::NotFound`].
pub async fn get(db: &impl Read, reference: &str) -> Result<Agent> {
    find(db, reference).await?.ok_or(Error::NotFound)
}

async fn find_row(db: &impl Read, reference: &str) -> Result<Option<Model>> {
    let find = match Uuid::try_parse(reference) {
        Ok(id) => Entity::find_by_id(id),
        Err(_) => Entity::find().filter(Column::Key.eq(reference.to_lowercase())),
    };
    Ok(find.one(db).await?)
}

async fn whole(db: &impl Read, rows: Vec<Model>) -> Result<Vec<Agent>> {
    let people =
        users::people(db, rows.iter().filter_map(|row| row.owner_id).collect::<Vec<_>>()).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Agent {
                id: row.id,
                key: row.key,
                name: row.name,
                purpose: row.purpose,
                owner: row.owner_id.and_then(|id| people.get(&id).cloned()),
                vendor: row.vendor,
                framework: row.framework,
                model: row.model,
                surfaces: list(row.surfaces),
                tools: list(row.tools),
                autonomy: row.autonomy.as_deref().map(word).transpose()?,
                status: word(&row.status)?,
                created_at: from_ms(row.created_at),
                version: row.version,
            })
        })
        .collect()
}

fn list(json: serde_json::Value) -> Vec<String> {
    serde_json::from_value(json).unwrap_or_default()
}

/// Registers an agent; a key that is taken is refused.
pub async fn register(tx: &Tx, command: &RegisterAgent) -> Result<Agent> {
    let row = ActiveModel {
        id: Set(new_id()),
        created_at: Set(tx.now_ms()),
        created_by: Set(tx.actor()),
        version: Set(1),
        ..Default::default()
    };
    let row = set(tx, row, command).await?;
    let stored = row.insert(tx).await.map_err(|e| key_taken(e.into()))?;
    log(tx, "agent.register", &stored);
    whole(tx, vec![stored]).await?.pop().ok_or(Error::NotFound)
}

/// Rewrites an agent's card; `version` is the one that was read.
pub async fn edit(
    tx: &Tx,
    reference: &str,
    command: &RegisterAgent,
    version: Option<i32>,
) -> Result<Agent> {
    let id = find_row(tx, reference).await?.ok_or(Error::NotFound)?.id;
    let before = Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    Error::check_version(version, before.version)?;
    let next = before.version + 1;
    let mut row = set(tx, before.into_active_model(), command).await?;
    row.version = Set(next);
    let stored = row.update(tx).await.map_err(|e| key_taken(e.into()))?;
    log(tx, "agent.edit", &stored);
    whole(tx, vec![stored]).await?.pop().ok_or(Error::NotFound)
}

async fn set(tx: &Tx, mut row: ActiveModel, command: &RegisterAgent) -> Result<ActiveModel> {
    let owner = users::named(tx, "owner", command.owner.as_ref()).await?;
    row.key = Set(command.key.clone());
    row.name = Set(command.name.clone());
    row.purpose = Set(command.purpose.clone());
    row.owner_id = Set(owner.map(|owner| owner.id));
    row.vendor = Set(command.vendor.clone());
    row.framework = Set(command.framework.clone());
    row.model = Set(command.model.clone());
    row.surfaces = Set(json!(command.surfaces));
    row.tools = Set(json!(command.tools));
    row.autonomy = Set(command.autonomy.map(|autonomy| autonomy.to_string()));
    row.status = Set(command.status.to_string());
    row.updated_at = Set(tx.now_ms());
    Ok(row)
}

fn key_taken(error: Error) -> Error {
    if error.is_exists() {
        let message = "Another agent has this key already.";
        return Refused::new("key-taken", message).on("key").into();
    }
    error
}

/// The versions of an agent, the newest first.
pub async fn versions(db: &impl Read, agent: Uuid) -> Result<Vec<AgentVersion>> {
    use agent_versions::{Column, Entity};
    let find = Entity::find().filter(Column::AgentId.eq(agent));
    let rows = find.order_by_desc(Column::CreatedAt).order_by_desc(Column::Id).all(db).await?;
    let mut versions: Vec<AgentVersion> = rows.into_iter().map(version).collect();
    versions.sort_by_key(|version| std::cmp::Reverse(version.valid_from));
    Ok(versions)
}

/// Adds a version to an agent; a label that it has already is refused.
pub async fn add_version(
    tx: &Tx,
    reference: &str,
    command: &AddAgentVersion,
) -> Result<AgentVersion> {
    let agent = find_row(tx, reference).await?.ok_or(Error::NotFound)?;
    let row = agent_versions::ActiveModel {
        id: Set(new_id()),
        agent_id: Set(agent.id),
        label: Set(command.label.clone()),
        model: Set(command.model.clone()),
        prompt_hash: Set(command.prompt_hash.clone()),
        tools: Set(json!(command.tools)),
        valid_from: Set(command.valid_from.map(to_ms)),
        valid_to: Set(command.valid_to.map(to_ms)),
        created_at: Set(tx.now_ms()),
        created_by: Set(tx.actor()),
    };
    let stored = row.insert(tx).await.map_err(|error| match Error::from(error) {
        error if error.is_exists() => {
            let message = "This agent has a version with this label already.";
            Refused::new("version-exists", message).on("label").into()
        }
        error => error,
    })?;
    let detail = json!({ "label": stored.label });
    tx.audit("agent.add_version", ("agent", &agent.key), None, detail);
    Ok(version(stored))
}

fn version(row: agent_versions::Model) -> AgentVersion {
    AgentVersion {
        id: row.id,
        label: row.label,
        model: row.model,
        prompt_hash: row.prompt_hash,
        tools: list(row.tools),
        valid_from: row.valid_from.map(from_ms),
        valid_to: row.valid_to.map(from_ms),
    }
}

/// In how many incidents that the viewer may see each of these agents acted or spoke.
pub async fn incident_counts(
    db: &impl Read,
    viewer: &Viewer,
    agents: &[Uuid],
) -> Result<HashMap<Uuid, u64>> {
    if agents.is_empty() {
        return Ok(HashMap::new());
    }
    let find = events::Entity::find()
        .select_only()
        .column(actors::Column::AgentId)
        .column_as(
            Expr::col((events::Entity, events::Column::IncidentId)).count_distinct(),
            "incidents",
        )
        .join_rev(
            JoinType::InnerJoin,
            actors::Entity::belongs_to(events::Entity)
                .from(actors::Column::Id)
                .to(events::Column::ActorId)
                .into(),
        )
        .filter(actors::Column::AgentId.is_in(agents.iter().copied()))
        .filter(events::Column::RetractedAt.is_null())
        .filter(events::Column::IncidentId.in_subquery(visible_ids(viewer)))
        .group_by(actors::Column::AgentId);
    let rows: Vec<(Uuid, i64)> = find.into_tuple().all(db).await?;
    Ok(rows.into_iter().map(|(id, n)| (id, u64::try_from(n).unwrap_or_default())).collect())
}

fn log(tx: &Tx, action: &str, row: &Model) {
    let detail = json!({ "id": row.id, "status": row.status, "owner": row.owner_id });
    tx.audit(action, ("agent", &row.key), None, detail.clone());
    tx.outbox("agent.changed", None, detail);
}
