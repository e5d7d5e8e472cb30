//! What may be the same thing, told while somebody declares.

use app::domain::incident::{IncidentFilter, Status};
use app::domain::permission::Viewer;
use app::domain::recurrence::{shared_words, telling_words};
use app::domain::reference::IncidentRef;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{Brief, brief, list, visible::visible};
use crate::store::entity::incidents::{Column, Entity};
use crate::store::search::{self, DocKind};
use crate::store::{PageRequest, Read, Result};

/// How many are shown.
const SHOWN: usize = 5;
/// How many of the newest that share a word are looked at.
const LOOKED_AT: u64 = 100;

/// The incidents whose titles share the most words with `title`, best first; those that are open
/// now while there is no title yet.
pub async fn similar(db: &impl Read, viewer: &Viewer, title: &str) -> Result<Vec<Brief>> {
    let words = telling_words(title);
    if words.is_empty() {
        return open_now(db, viewer).await;
    }
    let shared = search::sharing(db, viewer, DocKind::Incident, &words, LOOKED_AT).await?;
    let find = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Title])
        .filter(Column::Id.is_in(shared))
        .filter(visible(viewer))
        .order_by_desc(Column::OpenedAt);
    let found: Vec<(Uuid, String)> = find.into_tuple().all(db).await?;
    let mut found: Vec<(usize, Uuid)> =
        found.into_iter().map(|(id, title)| (shared_words(&words, &title), id)).collect();
    found.sort_by_key(|(shared, _)| std::cmp::Reverse(*shared));
    found.truncate(SHOWN);
    let ids: Vec<Uuid> = found.into_iter().map(|(_, id)| id).collect();
    let mut briefs = brief::briefs(db, viewer, &ids).await?;
    Ok(ids.into_iter().filter_map(|id| briefs.remove(&id)).collect())
}

async fn open_now(db: &impl Read, viewer: &Viewer) -> Result<Vec<Brief>> {
    let filter = IncidentFilter {
        status: vec![Status::Open, Status::Contained],
        ..IncidentFilter::default()
    };
    let request = PageRequest { limit: SHOWN as u64, after: None };
    let rows = list::page(db, viewer, &filter, &request).await?.items;
    let references: Vec<_> = rows.iter().map(|row| IncidentRef::Id(row.id)).collect();
    let found = brief::resolve(db, viewer, &references).await?;
    Ok(found.into_iter().filter_map(|(_, brief)| brief).collect())
}
