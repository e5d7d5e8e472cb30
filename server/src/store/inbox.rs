//! The inbox: runs that were received without an incident, until somebody sorts them into one.

use std::collections::HashMap;

use app::domain::Invalid;
use app::domain::import::{Import, InboxRun, Run, Step};
use app::domain::permission::{Right, Viewer};
use app::domain::reference::IncidentRef;
use app::domain::timeline::AddEvent;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, IntoActiveModel, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
    sea_query::{Expr, OnConflict},
};
use serde_json::json;
use uuid::Uuid;

use super::entity::inbox_runs::{ActiveModel, Column, Entity, Model};
use super::entity::inbox_steps as steps;
use super::page::Cursor;
use super::time::{from_ms, to_ms};
use super::{Error, Page, PageRequest, Read, Result, Tx, imports, incidents, new_id};

/// The adapter under which what was received is on record.
const ADAPTER: &str = "otlp";
/// How many steps are read from the inbox together.
const CHUNK: u64 = 500;

/// Where the steps of a run go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Into the inbox.
    Inbox,
    /// Into the incident that the run was sorted into.
    Incident(Uuid),
    /// Nowhere: the run was dismissed.
    Nowhere,
}

/// Where the steps of these runs go, by the run's id in the other program.
pub async fn ways(db: &impl Read, runs: &[String]) -> Result<HashMap<String, Way>> {
    let mut ways = HashMap::new();
    for chunk in runs.chunks(1_000) {
        let find = Entity::find().filter(Column::ExternalId.is_in(chunk.iter().cloned()));
        for row in find.all(db).await? {
            let way = match (row.incident_id, row.dismissed_at) {
                (Some(incident), _) => Way::Incident(incident),
                (None, Some(_)) => Way::Nowhere,
                (None, None) => Way::Inbox,
            };
            ways.insert(row.external_id, way);
        }
    }
    Ok(ways)
}

/// Keeps steps of a run in the inbox; those that are there already change nothing.
pub async fn receive(tx: &Tx, run: &Run, sender: &str, received: &[Step]) -> Result<()> {
    let find = Entity::find().filter(Column::ExternalId.eq(run.external_id.clone()));
    let row = match find.one(tx).await? {
        Some(row) => row,
        None => begin(tx, run, sender).await?,
    };
    let kept = received.iter().map(|step| steps::ActiveModel {
        run_id: Set(row.id),
        external_id: Set(step.external_id.clone()),
        step: Set(serde_json::to_value(step).unwrap_or_default()),
    });
    let again = OnConflict::columns([steps::Column::RunId, steps::Column::ExternalId])
        .do_nothing()
        .to_owned();
    let kept: Vec<_> = kept.collect();
    steps::Entity::insert_many(kept).on_conflict(again).exec_without_returning(tx).await?;
    let count = steps::Entity::find().filter(steps::Column::RunId.eq(row.id)).count(tx).await?;
    let first = received.iter().filter_map(|step| step.at).map(to_ms).min();
    let last = received.iter().filter_map(|step| step.end.or(step.at)).map(to_ms).max();
    let mut changed = row.clone().into_active_model();
    changed.steps = Set(i64::try_from(count).unwrap_or(i64::MAX));
    changed.first_at = Set(row.first_at.into_iter().chain(first).min());
    changed.last_at = Set(row.last_at.into_iter().chain(last).max());
    changed.updated_at = Set(tx.now_ms());
    // A run whose incident the sender may not see waits again.
    changed.incident_id = Set(None);
    changed.update(tx).await.map(drop).map_err(Error::from)
}

async fn begin(tx: &Tx, run: &Run, sender: &str) -> Result<Model> {
    let row = ActiveModel {
        id: Set(new_id()),
        external_id: Set(run.external_id.clone()),
        title: Set(run.title.clone()),
        sender: Set(sender.to_owned()),
        steps: Set(0),
        first_at: NotSet,
        last_at: NotSet,
        received_at: Set(tx.now_ms()),
        received_by: Set(tx.actor()),
        updated_at: Set(tx.now_ms()),
        incident_id: NotSet,
        dismissed_at: NotSet,
    };
    Ok(row.insert(tx).await?)
}

/// What waits, the latest first.
pub async fn page(db: &impl Read, page: &PageRequest) -> Result<Page<InboxRun>> {
    let find =
        Entity::find().filter(Column::IncidentId.is_null()).filter(Column::DismissedAt.is_null());
    let order = ("inbox", Order::Desc);
    let rows = page.seek(find, order, Expr::col(Column::UpdatedAt), Column::Id)?.all(db).await?;
    let rows = page.cut(rows, |row| Cursor::new("inbox", row.updated_at, row.id));
    Ok(rows.map(shown))
}

/// The runs that wait; none for who may not sort them.
pub(super) fn waiting(viewer: &Viewer) -> Select<Entity> {
    Entity::find()
        .filter(Expr::value(viewer.may(Right::Import)))
        .filter(Column::IncidentId.is_null())
        .filter(Column::DismissedAt.is_null())
}

fn shown(row: Model) -> InboxRun {
    InboxRun {
        id: row.id,
        external_id: row.external_id,
        title: row.title,
        sender: row.sender,
        steps: u64::try_from(row.steps).unwrap_or(0),
        first_at: row.first_at.map(from_ms),
        last_at: row.last_at.map(from_ms),
        received_at: from_ms(row.received_at),
    }
}

async fn waiting_run(tx: &Tx, id: Uuid) -> Result<Model> {
    let find = Entity::find_by_id(id).filter(Column::IncidentId.is_null());
    find.filter(Column::DismissedAt.is_null()).one(tx).await?.ok_or(Error::NotFound)
}

/// Sorts a run into an incident: its steps go there, and so does what still comes of it.
pub async fn assign(tx: &Tx, viewer: &Viewer, id: Uuid, reference: &IncidentRef) -> Result<Import> {
    let incident = incidents::find_brief(tx, viewer, reference).await?;
    let incident =
        incident.ok_or_else(|| Invalid::one("incident", "There is no such incident."))?;
    let row = waiting_run(tx, id).await?;
    let file = imports::File {
        adapter: ADAPTER.to_owned(),
        name: row.external_id.clone(),
        keep: true,
        ..imports::File::default()
    };
    let mut writer = imports::open(tx, viewer, reference, file).await?;
    let mut after = String::new();
    loop {
        let find = steps::Entity::find()
            .filter(steps::Column::RunId.eq(id))
            .filter(steps::Column::ExternalId.gt(after.clone()))
            .order_by_asc(steps::Column::ExternalId)
            .limit(CHUNK);
        let rows = find.all(tx).await?;
        let Some(last) = rows.last() else { break };
        after.clone_from(&last.external_id);
        let mut batch: Vec<(Step, AddEvent)> = Vec::with_capacity(rows.len());
        for row in rows {
            let step: Step = serde_json::from_value(row.step).unwrap_or_default();
            match step.command(ADAPTER, tx.now()) {
                Ok(command) => batch.push((step, command)),
                Err(_) => writer.leave_out(1),
            }
        }
        writer.add(tx, &batch).await?;
    }
    let import = writer.close(tx).await?;
    steps::Entity::delete_many().filter(steps::Column::RunId.eq(id)).exec(tx).await?;
    let mut changed = row.into_active_model();
    (changed.incident_id, changed.steps) = (Set(Some(incident.id)), Set(0));
    changed.update(tx).await?;
    let number = incident.number.to_string();
    tx.audit("inbox.assign", ("inbox_run", id), Some(incident.id), json!({ "incident": number }));
    Ok(import)
}

/// Dismisses a run: what was received of it is forgotten, and what still comes is not kept.
pub async fn dismiss(tx: &Tx, id: Uuid) -> Result<()> {
    let row = waiting_run(tx, id).await?;
    steps::Entity::delete_many().filter(steps::Column::RunId.eq(id)).exec(tx).await?;
    let mut changed = row.into_active_model();
    (changed.dismissed_at, changed.steps) = (Set(Some(tx.now_ms())), Set(0));
    changed.update(tx).await?;
    tx.audit("inbox.dismiss", ("inbox_run", id), None, json!({}));
    Ok(())
}
