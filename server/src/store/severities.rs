//! The severity scale of this installation.

use app::domain::severity::{Severity, SeverityLevel};
use sea_orm::{EntityTrait, QueryOrder};

use super::{
    Read, Result,
    entity::severities::{Column, Entity},
};

/// The levels, worst first, the retired ones among them.
pub async fn scale(db: &impl Read) -> Result<Vec<SeverityLevel>> {
    let rows = Entity::find().order_by_asc(Column::Rank).all(db).await?;
    let level = |row: super::entity::severities::Model| {
        let rank = u8::try_from(row.rank).ok().and_then(Severity::from_rank)?;
        let retired = row.retired_at.is_some();
        Some(SeverityLevel { rank, word: row.label, guide: row.description, retired })
    };
    Ok(rows.into_iter().filter_map(level).collect())
}
