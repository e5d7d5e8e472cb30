//! Families: named lines of incidents that a person has joined.

mod leave;
mod story;

use std::collections::HashMap;

use app::domain::Refused;
use app::domain::permission::Viewer;
use app::domain::recurrence::{Family, IncidentLine, NameFamily, most_alike, shared_words};
use app::domain::reference::IncidentRef;
use sea_orm::sea_query::{Expr, Func};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, ExprTrait,
    IntoActiveModel, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::OnConflict,
};
use serde_json::json;
use uuid::Uuid;

use crate::store::columns::contains;
use crate::store::entity::families::{ActiveModel, Column, Entity, Model};
use crate::store::entity::family_incidents as members;
use crate::store::incidents::visible_ids;
use crate::store::memo::{Key, remember};
use crate::store::page::Cursor;
use crate::store::relations::line;
use crate::store::time::from_ms;
use crate::store::{Error, Page, PageRequest, Read, Result, Tx, incidents, new_id};

pub use leave::leave;
pub use story::story;

const ORDER: &str = "name";
/// How many that are like something are shown.
const ALIKE: usize = 3;
/// How many of the newest that share a word are looked at.
const LOOKED_AT: u64 = 100;

/// The families that the viewer may see, by name: those without incidents, and those with one
/// that they may see.
pub async fn page(db: &impl Read, viewer: &Viewer, request: &PageRequest) -> Result<Page<Family>> {
    remember(db, Key::seen_by("families", viewer).by(request), async {
        let find = Entity::find().filter(visible(viewer));
        let key = Expr::col((Entity, Column::Name));
        let rows = request.seek(find, (ORDER, Order::Asc), key, Column::Id)?.all(db).await?;
        let page = request.cut(rows, |row| Cursor::new(ORDER, row.name.clone(), row.id));
        Ok(Page { items: whole(db, viewer, page.items).await?, next: page.next })
    })
    .await
}

/// The families of an incident that the viewer may see.
pub async fn of(db: &impl Read, viewer: &Viewer, incident: Uuid) -> Result<Vec<Family>> {
    remember(db, Key::seen_by("families", viewer).of(incident), async {
        let mine = members::Entity::find()
            .select_only()
            .column(members::Column::FamilyId)
            .filter(members::Column::IncidentId.eq(incident));
        let find = Entity::find().filter(Column::Id.in_subquery(mine.into_query()));
        let rows = find.filter(visible(viewer)).order_by_asc(Column::Name).all(db).await?;
        whole(db, viewer, rows).await
    })
    .await
}

/// The family with this id, if the viewer may see it, or [`Error::NotFound`].
pub async fn get(db: &impl Read, viewer: &Viewer, id: Uuid) -> Result<Family> {
    let row = row(db, viewer, id).await?;
    whole(db, viewer, vec![row]).await?.pop().ok_or(Error::NotFound)
}

async fn row(db: &impl Read, viewer: &Viewer, id: Uuid) -> Result<Model> {
    let find = Entity::find_by_id(id).filter(visible(viewer));
    find.one(db).await?.ok_or(Error::NotFound)
}

/// The families that share the most words with what is typed, or have one of `incidents` in them.
pub(super) async fn alike(
    db: &impl Read,
    viewer: &Viewer,
    words: &[String],
    incidents: &[Uuid],
) -> Result<Vec<Family>> {
    let having = members::Entity::find()
        .select_only()
        .column(members::Column::FamilyId)
        .filter(members::Column::IncidentId.is_in(incidents.iter().copied()));
    let having: Vec<Uuid> = having.into_tuple().all(db).await?;
    let within = |column, word: &str| {
        Expr::expr(Func::lower(Expr::col((Entity, column)))).like(contains(word))
    };
    let any = Condition::any().add(Column::Id.is_in(having.iter().copied()));
    let any = words.iter().fold(any, |any, word| {
        any.add(within(Column::Name, word)).add(within(Column::Description, word))
    });
    let find = Entity::find().filter(visible(viewer)).filter(any);
    let rows = find.order_by_desc(Column::CreatedAt).limit(LOOKED_AT).all(db).await?;
    let rows = rows.into_iter().map(|row| {
        let has = usize::from(having.contains(&row.id));
        let shared = shared_words(words, &format!("{} {}", row.name, row.description));
        (shared + has, row)
    });
    let rows = most_alike(rows.collect(), ALIKE);
    whole(db, viewer, rows).await
}

fn visible(viewer: &Viewer) -> Condition {
    let all = members::Entity::find().select_only().column(members::Column::FamilyId);
    let seen = all.clone().filter(members::Column::IncidentId.in_subquery(visible_ids(viewer)));
    Condition::any()
        .add(Column::Id.not_in_subquery(all.into_query()))
        .add(Column::Id.in_subquery(seen.into_query()))
}

/// Makes a family of incidents that the viewer may see.
pub async fn create(tx: &Tx, viewer: &Viewer, command: &NameFamily) -> Result<Family> {
    name_is_free(tx, viewer, &command.name, None).await?;
    let id = new_id();
    let row = ActiveModel {
        id: Set(id),
        key: Set(id.to_string()),
        name: Set(command.name.clone()),
        description: Set(command.description.clone()),
        created_at: Set(tx.now_ms()),
        created_by: Set(tx.actor()),
        updated_at: Set(tx.now_ms()),
        version: Set(1),
    };
    let stored = row.insert(tx).await?;
    set_incidents(tx, viewer, stored.id, command).await?;
    log(tx, "family.create", &stored);
    whole(tx, viewer, vec![stored]).await?.pop().ok_or(Error::NotFound)
}

/// Rewrites a family; incidents that the viewer may not see stay in it.
pub async fn edit(
    tx: &Tx,
    viewer: &Viewer,
    id: Uuid,
    command: &NameFamily,
    version: Option<i32>,
) -> Result<Family> {
    let before = row(tx, viewer, id).await?;
    Error::check_version(version, before.version)?;
    name_is_free(tx, viewer, &command.name, Some(id)).await?;
    let next = before.version + 1;
    let mut row = before.into_active_model();
    row.name = Set(command.name.clone());
    row.description = Set(command.description.clone());
    row.updated_at = Set(tx.now_ms());
    row.version = Set(next);
    let stored = row.update(tx).await?;
    set_incidents(tx, viewer, id, command).await?;
    log(tx, "family.edit", &stored);
    whole(tx, viewer, vec![stored]).await?.pop().ok_or(Error::NotFound)
}

/// Lets an incident join a family; once is enough.
pub async fn join(tx: &Tx, viewer: &Viewer, id: Uuid, reference: &IncidentRef) -> Result<Family> {
    let family = row(tx, viewer, id).await?;
    let incident = incidents::brief(tx, viewer, reference).await?;
    insert(tx, id, [incident.id]).await?;
    touch(tx, &family).await?;
    let detail = json!({ "family": family.id });
    tx.audit("family.join", ("family", family.id), Some(incident.id), detail.clone());
    tx.outbox("incident.changed", Some(incident.id), detail);
    get(tx, viewer, id).await
}

async fn touch(tx: &Tx, family: &Model) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::UpdatedAt, Expr::value(tx.now_ms()))
        .filter(Column::Id.eq(family.id))
        .exec(tx)
        .await?;
    Ok(())
}

async fn set_incidents(tx: &Tx, viewer: &Viewer, family: Uuid, command: &NameFamily) -> Result<()> {
    let ids = incidents::named(tx, viewer, "incidents", &command.incidents).await?;
    leave::all_but(tx, viewer, family, &ids, &command.reason).await?;
    insert(tx, family, ids).await
}

async fn insert(tx: &Tx, family: Uuid, incidents: impl IntoIterator<Item = Uuid>) -> Result<()> {
    let rows: Vec<members::ActiveModel> = incidents
        .into_iter()
        .map(|incident| members::ActiveModel {
            family_id: Set(family),
            incident_id: Set(incident),
            added_at: Set(tx.now_ms()),
            added_by: Set(tx.actor()),
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let there = OnConflict::columns([members::Column::FamilyId, members::Column::IncidentId])
        .do_nothing()
        .to_owned();
    members::Entity::insert_many(rows).on_conflict(there).exec_without_returning(tx).await?;
    Ok(())
}

async fn whole(db: &impl Read, viewer: &Viewer, rows: Vec<Model>) -> Result<Vec<Family>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids = rows.iter().map(|row| row.id);
    let links =
        members::Entity::find().filter(members::Column::FamilyId.is_in(ids)).all(db).await?;
    let seen: Vec<Uuid> = links.iter().map(|link| link.incident_id).collect();
    let briefs = incidents::briefs(db, viewer, &seen).await?;
    let mut lines: HashMap<Uuid, Vec<IncidentLine>> = HashMap::new();
    for link in links {
        if let Some(brief) = briefs.get(&link.incident_id) {
            lines.entry(link.family_id).or_default().push(line(brief));
        }
    }
    let family = |row: Model| {
        let mut incidents = lines.remove(&row.id).unwrap_or_default();
        incidents.sort_by_key(|line| line.number);
        Family {
            id: row.id,
            name: row.name,
            description: row.description,
            incidents,
            created_at: from_ms(row.created_at),
            version: row.version,
        }
    };
    Ok(rows.into_iter().map(family).collect())
}

/// Refuses a name that another family has, as far as the viewer may see it.
async fn name_is_free(tx: &Tx, viewer: &Viewer, name: &str, but: Option<Uuid>) -> Result<()> {
    tx.queue("incident").await?;
    let mut find = Entity::find().filter(visible(viewer)).filter(Column::Name.eq(name));
    if let Some(id) = but {
        find = find.filter(Column::Id.ne(id));
    }
    if find.one(tx).await?.is_none() {
        return Ok(());
    }
    let message = "Another family has this name already. Join that one, or choose another name.";
    Err(Refused::new("name-taken", message).on("name").into())
}

fn log(tx: &Tx, action: &str, row: &Model) {
    tx.audit(action, ("family", row.id), None, json!({ "id": row.id }));
}
