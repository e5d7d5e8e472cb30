//! Large imports: stored in parts, each a short write, hidden until the last one shows all of them
//! at once, and made findable in parts after that. What a stopped server left behind is removed, or
//! gone on with.

use app::domain::Refused;
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Statement, sea_query::Expr,
};
use uuid::Uuid;

use super::entity::imports::{Column, Entity};
use super::entity::{events as rows, incidents};
use super::time::to_ms;
use super::{Error, Read, Result, Tx, events, search};

/// How many events are made findable, or removed, in one write.
const PART: u64 = 1_000;

/// How far an import is, as it is stored.
pub(super) const STORING: &str = "storing";
pub(super) const INDEXING: &str = "indexing";
pub(super) const DONE: &str = "done";

/// An import that is not finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfinished {
    /// Its events are hidden, and not all of them are here.
    Storing(Uuid),
    /// Its events are seen, and not all of them can be found by their words.
    Indexing(Uuid),
}

/// The imports that nobody finished and that have not moved since.
pub async fn unfinished(db: &impl Read, since: DateTime<Utc>) -> Result<Vec<Unfinished>> {
    let find = Entity::find()
        .select_only()
        .columns([Column::Id, Column::State])
        .filter(Column::State.ne(DONE))
        .filter(Column::BeatAt.lte(to_ms(since)))
        .order_by_asc(Column::CreatedAt);
    let found: Vec<(Uuid, String)> = find.into_tuple().all(db).await?;
    let named = |(id, state): (Uuid, String)| match state.as_str() {
        STORING => Unfinished::Storing(id),
        _ => Unfinished::Indexing(id),
    };
    Ok(found.into_iter().map(named).collect())
}

/// Says that an import is still under way, as the server that stores it does with every part.
pub async fn beat(tx: &Tx, import: Uuid) -> Result<()> {
    let moved = Entity::update_many()
        .col_expr(Column::BeatAt, Expr::value(tx.now_ms()))
        .filter(Column::Id.eq(import))
        .exec(tx)
        .await?;
    if moved.rows_affected == 0 {
        let message = "This import stood still for too long and was given up. Import it again.";
        return Err(Refused::new("import-given-up", message).on("file").into());
    }
    Ok(())
}

/// Whether a large import into this incident is being stored.
pub(super) async fn is_under_way(tx: &Tx, incident: Uuid) -> Result<bool> {
    let find = Entity::find()
        .filter(Column::IncidentId.eq(incident))
        .filter(Column::State.eq(STORING))
        .limit(1);
    Ok(find.one(tx).await?.is_some())
}

/// Shows all that was stored of an import.
pub(super) async fn reveal(tx: &Tx, import: Uuid) -> Result<()> {
    let done = Entity::update_many()
        .col_expr(Column::State, Expr::value(INDEXING))
        .filter(Column::Id.eq(import))
        .filter(Column::State.eq(STORING))
        .exec(tx)
        .await?;
    if done.rows_affected == 0 {
        return Err(Error::NotFound);
    }
    let sql = "UPDATE events SET retracted_at = NULL, retracted_reason = NULL \
               WHERE import_id = $1 AND retracted_reason = $2";
    let values = [import.into(), events::UNDER_WAY.into()];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    tx.execute_raw(statement).await?;
    Ok(())
}

/// Makes the next part of an import findable; answers where to go on, nothing at the end.
pub async fn index_part(tx: &Tx, import: Uuid, after: Option<Uuid>) -> Result<Option<Uuid>> {
    beat(tx, import).await?;
    let Some(row) = Entity::find_by_id(import).one(tx).await? else { return Ok(None) };
    let mut find = rows::Entity::find()
        .filter(rows::Column::ImportId.eq(import))
        .filter(rows::Column::RetractedAt.is_null());
    if let Some(after) = after {
        find = find.filter(rows::Column::Id.gt(after));
    }
    let part = find.order_by_asc(rows::Column::Id).limit(PART).all(tx).await?;
    let last = part.last().map(|row| row.id);
    if let Some(incident) = incidents::Entity::find_by_id(row.incident_id).one(tx).await? {
        let docs = events::docs(tx, &format!("INC-{}", incident.number), part).await?;
        search::index_many(tx, docs).await?;
    }
    if last.is_none() {
        let mut done: super::entity::imports::ActiveModel = row.into();
        done.state = Set(DONE.to_owned());
        Entity::update(done).exec(tx).await?;
    }
    Ok(last)
}

/// Removes a part of what was stored of an import that is given up; `false` when nothing is left.
pub async fn abandon_part(tx: &Tx, import: Uuid) -> Result<bool> {
    let here = Entity::find_by_id(import).filter(Column::State.eq(STORING)).one(tx).await?;
    if here.is_none() {
        return Ok(false);
    }
    // Steps before the runs that they are folded below.
    for folded in ["step_of IS NOT NULL", "step_of IS NULL"] {
        let sql = format!(
            "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE import_id = $1 AND {folded} LIMIT {PART})"
        );
        let statement =
            Statement::from_sql_and_values(tx.get_database_backend(), &sql, [import.into()]);
        if tx.execute_raw(statement).await?.rows_affected() > 0 {
            return Ok(true);
        }
    }
    Entity::delete_by_id(import).exec(tx).await?;
    Ok(false)
}
