//! What is like an incident that somebody is about to declare, as far as they may see it.

use app::domain::incident::IncidentKind;
use app::domain::permission::Viewer;
use app::domain::recurrence::{Alike, AlikeIncident, alarmingly_alike, telling_words};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::incidents::Brief;
use super::{Read, Result, alarms, families, incidents, remediations};

/// How many words of what is typed are looked at.
const READ: usize = 2_000;

/// The incidents, families and awaited remediations that share the most words with `title`;
/// families and remediations of a similar incident are told as well, and the alarms there would be
/// if it were the same again.
pub async fn find(
    db: &impl Read,
    viewer: &Viewer,
    title: &str,
    now: DateTime<Utc>,
) -> Result<Alike> {
    let title: String = title.chars().take(READ).collect();
    let similar = incidents::similar(db, viewer, &title).await?;
    let words = telling_words(&title);
    if words.is_empty() {
        let incidents = similar.into_iter().map(line).collect();
        return Ok(Alike { incidents, ..Alike::default() });
    }
    let ids: Vec<Uuid> = similar.iter().map(|brief| brief.id).collect();
    let again = |brief: &&Brief| {
        brief.kind != IncidentKind::Drill && alarmingly_alike(&words, &brief.title)
    };
    let again: Vec<&Brief> = similar.iter().filter(again).collect();
    let alarms = alarms::if_like(db, viewer, &again, now).await?;
    let told = !alarms.is_empty();
    let alarms_if_like = again.iter().filter(|_| told).map(|brief| brief.number).collect();
    Ok(Alike {
        families: families::alike(db, viewer, &words, &ids).await?,
        remediations: remediations::alike(db, viewer, &words, &ids).await?,
        alarms,
        alarms_if_like,
        incidents: similar.into_iter().map(line).collect(),
    })
}

fn line(brief: Brief) -> AlikeIncident {
    let Brief { number, title, status, severity, .. } = brief;
    AlikeIncident { number, title, status, severity }
}
