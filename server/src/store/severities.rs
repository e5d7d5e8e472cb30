//! The severity scale of this installation: an administrator describes, adds and retires its steps.

use app::domain::Invalid;
use app::domain::severity::{DescribeSeverity, Severity, SeverityLevel};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QueryOrder, QuerySelect,
};
use serde_json::json;

use super::entity::severities::{ActiveModel, Column, Entity, Model};
use super::memo::{Key, remember};
use super::{Error, Read, Result, Tx};

/// The levels, worst first, the retired ones among them.
pub async fn scale(db: &impl Read) -> Result<Vec<SeverityLevel>> {
    remember(db, Key::shared("severities"), async {
        let rows = Entity::find().order_by_asc(Column::Rank).all(db).await?;
        Ok(rows.into_iter().filter_map(level).collect())
    })
    .await
}

/// The step with this rank, or [`Error::NotFound`].
pub async fn get(db: &impl Read, severity: Severity) -> Result<SeverityLevel> {
    let row = Entity::find_by_id(i32::from(severity.rank())).one(db).await?;
    row.and_then(level).ok_or(Error::NotFound)
}

/// Adds a step; one of that rank or word is refused.
pub async fn add(tx: &Tx, command: &DescribeSeverity) -> Result<SeverityLevel> {
    let scale = locked(tx).await?;
    if scale.iter().any(|level| level.rank == command.rank) {
        let message = format!("{} is on the scale already; edit that one.", command.rank);
        return Err(Invalid::one("severity", message).into());
    }
    word_is_free(&scale, command)?;
    let row = ActiveModel {
        rank: Set(i32::from(command.rank.rank())),
        label: Set(command.word.clone()),
        description: Set(command.guide.clone()),
        retired_at: Set(command.retired.then(|| tx.now_ms())),
        version: Set(1),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    log(tx, "severity.define", command);
    get(tx, command.rank).await
}

/// Rewrites a step; `version` is the one that was read. Its rank stays, and one step is offered
/// at least.
pub async fn describe(
    tx: &Tx,
    severity: Severity,
    command: &DescribeSeverity,
    version: Option<i32>,
) -> Result<SeverityLevel> {
    if command.rank != severity {
        let message = "A rank never changes, as incidents name it. Add another.";
        return Err(Invalid::one("severity", message).into());
    }
    let scale = locked(tx).await?;
    let row = Entity::find_by_id(i32::from(severity.rank())).one(tx).await?;
    let before = row.ok_or(Error::NotFound)?;
    Error::check_version(version, before.version)?;
    word_is_free(&scale, command)?;
    let others = scale.iter().any(|level| level.rank != severity && !level.retired);
    if command.retired && !others {
        let message = "This is the last one that is offered. Add or bring back another first.";
        return Err(Invalid::one("retired", message).into());
    }
    let (next, retired_at) = (before.version + 1, before.retired_at);
    let mut row = before.into_active_model();
    row.label = Set(command.word.clone());
    row.description = Set(command.guide.clone());
    row.retired_at = Set(command.retired.then(|| retired_at.unwrap_or_else(|| tx.now_ms())));
    row.version = Set(next);
    let stored = row.update(tx).await?;
    log(tx, "severity.redefine", command);
    level(stored).ok_or(Error::NotFound)
}

/// The scale, kept away from other writers until the commit.
async fn locked(tx: &Tx) -> Result<Vec<SeverityLevel>> {
    let rows = Entity::find().order_by_asc(Column::Rank).lock_exclusive().all(tx).await?;
    Ok(rows.into_iter().filter_map(level).collect())
}

fn word_is_free(scale: &[SeverityLevel], command: &DescribeSeverity) -> Result<()> {
    match scale.iter().find(|level| level.word == command.word && level.rank != command.rank) {
        Some(other) => {
            let message = format!("{} has this word already.", other.rank);
            Err(Invalid::one("word", message).into())
        }
        None => Ok(()),
    }
}

fn log(tx: &Tx, action: &str, command: &DescribeSeverity) {
    let detail = json!({ "word": command.word, "retired": command.retired });
    tx.audit(action, ("severity", command.rank), None, detail);
}

fn level(row: Model) -> Option<SeverityLevel> {
    Some(SeverityLevel {
        rank: u8::try_from(row.rank).ok().and_then(Severity::from_rank)?,
        word: row.label,
        guide: row.description,
        retired: row.retired_at.is_some(),
        version: row.version,
    })
}
