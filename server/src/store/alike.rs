//! What is like an incident that somebody is about to declare, as far as they may see it.

use app::domain::permission::Viewer;
use app::domain::recurrence::{Alike, AlikeIncident, telling_words};
use uuid::Uuid;

use super::incidents::Brief;
use super::{Read, Result, families, incidents, remediations};

/// How many words of what is typed are looked at.
const READ: usize = 2_000;

/// The incidents, families and awaited remediations that share the most words with `title`;
/// families and remediations of a similar incident are told as well.
pub async fn find(db: &impl Read, viewer: &Viewer, title: &str) -> Result<Alike> {
    let title: String = title.chars().take(READ).collect();
    let similar = incidents::similar(db, viewer, &title).await?;
    let words = telling_words(&title);
    if words.is_empty() {
        let incidents = similar.into_iter().map(line).collect();
        return Ok(Alike { incidents, ..Alike::default() });
    }
    let ids: Vec<Uuid> = similar.iter().map(|brief| brief.id).collect();
    Ok(Alike {
        families: families::alike(db, viewer, &words, &ids).await?,
        remediations: remediations::alike(db, viewer, &words, &ids).await?,
        incidents: similar.into_iter().map(line).collect(),
    })
}

fn line(brief: Brief) -> AlikeIncident {
    let Brief { number, title, status, severity, .. } = brief;
    AlikeIncident { number, title, status, severity }
}
