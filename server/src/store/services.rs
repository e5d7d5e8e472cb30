//! Services: made by being named in an incident, and described here.

use app::domain::Refused;
use app::domain::permission::Viewer;
use app::domain::service::{DescribeService, Service};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, Order,
    QueryFilter, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::entity::services::{ActiveModel, Column, Entity, Model};
use super::page::Cursor;
use super::time::from_ms;
use super::{Error, Page, PageRequest, Read, Result, Tx, incidents, new_id, users};

const ORDER: &str = "name";

/// The services that the viewer may know of, by name, the retired ones among them.
pub async fn page(db: &impl Read, viewer: &Viewer, request: &PageRequest) -> Result<Page<Service>> {
    let key = Expr::col((Entity, Column::Name));
    let known = Entity::find().filter(incidents::known_services(viewer));
    let find = request.seek(known, (ORDER, Order::Asc), key, Column::Id)?;
    let page = request.cut(find.all(db).await?, |row| Cursor::new(ORDER, row.name.clone(), row.id));
    Ok(Page { items: whole(db, page.items).await?, next: page.next })
}

/// The service with this key or id, or [`Error::NotFound`].
pub async fn get(db: &impl Read, viewer: &Viewer, reference: &str) -> Result<Service> {
    let row = row(db, viewer, reference).await?;
    whole(db, vec![row]).await?.pop().ok_or(Error::NotFound)
}

async fn row(db: &impl Read, viewer: &Viewer, reference: &str) -> Result<Model> {
    let find = match Uuid::try_parse(reference) {
        Ok(id) => Entity::find_by_id(id),
        Err(_) => Entity::find().filter(Column::Key.eq(reference.to_lowercase())),
    };
    let find = find.filter(incidents::known_services(viewer));
    find.one(db).await?.ok_or(Error::NotFound)
}

/// Adds a service; a key that is taken is refused. One that the viewer may not know of, as only
/// restricted incidents name it, becomes this one without a trace of before.
pub async fn add(tx: &Tx, viewer: &Viewer, command: &DescribeService) -> Result<Service> {
    let find = Entity::find().filter(Column::Key.eq(key(command))).lock_exclusive();
    let mut row = match find.one(tx).await? {
        Some(named) if self::row(tx, viewer, &named.key).await.is_err() => {
            named.into_active_model()
        }
        _ => ActiveModel { id: Set(new_id()), ..Default::default() },
    };
    row.created_at = Set(tx.now_ms());
    row.created_by = Set(tx.actor());
    row.version = Set(1);
    write(tx, row, command, "service.add").await
}

fn key(command: &DescribeService) -> String {
    command.key.clone().unwrap_or_else(|| incidents::service_key(&command.name))
}

/// Rewrites a service; `version` is the one that was read.
pub async fn edit(
    tx: &Tx,
    viewer: &Viewer,
    reference: &str,
    command: &DescribeService,
    version: Option<i32>,
) -> Result<Service> {
    let id = row(tx, viewer, reference).await?.id;
    let before = Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    Error::check_version(version, before.version)?;
    let next = before.version + 1;
    let mut row = before.into_active_model();
    row.version = Set(next);
    write(tx, row, command, "service.edit").await
}

async fn write(
    tx: &Tx,
    mut row: ActiveModel,
    command: &DescribeService,
    action: &str,
) -> Result<Service> {
    let owner = users::named(tx, "owner", command.owner.as_ref()).await?;
    let retired = row.retired_at.clone().take().flatten();
    let adding = row.key.is_not_set();
    row.key = Set(key(command));
    row.described = Set(true);
    row.name = Set(command.name.clone());
    row.description = Set(command.description.clone());
    row.owner_id = Set(owner.map(|owner| owner.id));
    row.retired_at = Set(command.retired.then(|| retired.unwrap_or_else(|| tx.now_ms())));
    row.updated_at = Set(tx.now_ms());
    let written = if adding { row.insert(tx).await } else { row.update(tx).await };
    let stored = written.map_err(|error| match Error::from(error) {
        error if error.is_exists() => {
            Refused::new("key-taken", "Another service has this key already.").on("key").into()
        }
        error => error,
    })?;
    tx.audit(action, ("service", &stored.key), None, json!({ "id": stored.id }));
    whole(tx, vec![stored]).await?.pop().ok_or(Error::NotFound)
}

async fn whole(db: &impl Read, rows: Vec<Model>) -> Result<Vec<Service>> {
    let people =
        users::people(db, rows.iter().filter_map(|row| row.owner_id).collect::<Vec<_>>()).await?;
    let service = |row: Model| Service {
        id: row.id,
        key: row.key,
        name: row.name,
        description: row.description,
        owner: row.owner_id.and_then(|id| people.get(&id).cloned()),
        retired: row.retired_at.is_some(),
        created_at: from_ms(row.created_at),
        version: row.version,
    };
    Ok(rows.into_iter().map(service).collect())
}
