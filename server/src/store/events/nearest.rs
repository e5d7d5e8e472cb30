//! Which events of a timeline are nearest to one of them.

use app::domain::timeline::Event;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::read::Filter;
use super::touched::these;
use crate::store::entity::events::{Column, Entity};
use crate::store::time::to_ms;
use crate::store::{Read, Result};

/// The events nearest in time to one, itself left out, whose text has these words; at most so many,
/// and how many more there are. Of the others only the time is read, and the text when it matters.
pub async fn nearest(
    db: &impl Read,
    incident: Uuid,
    to: &Event,
    words: &str,
    most: usize,
) -> Result<(Vec<Event>, usize)> {
    let needle = words.trim().to_lowercase();
    let at = to_ms(to.occurred.at);
    let find = Entity::find()
        .select_only()
        .columns([Column::Seq, Column::OccurredAt])
        .filter(Filter::default().condition(incident))
        .filter(Column::Seq.ne(to.seq));
    let mut near: Vec<(i64, i32)> = if needle.is_empty() {
        let rows = find.into_tuple::<(i32, i64)>().all(db).await?;
        rows.into_iter().map(|(seq, then)| ((then - at).abs(), seq)).collect()
    } else {
        let rows = find.column(Column::Text).into_tuple::<(i32, i64, String)>().all(db).await?;
        let fits = rows.into_iter().filter(|(_, _, text)| text.to_lowercase().contains(&needle));
        fits.map(|(seq, then, _)| ((then - at).abs(), seq)).collect()
    };
    near.sort_unstable();
    let more = near.len().saturating_sub(most);
    near.truncate(most);
    let seqs: Vec<i32> = near.into_iter().map(|(_, seq)| seq).collect();
    let mut events = these(db, incident, &seqs).await?;
    events.sort_by_key(|event| seqs.iter().position(|seq| *seq == event.seq));
    Ok((events, more))
}
