//! A family over time: what is needed to draw its line, in a handful of queries.

use std::collections::HashMap;

use app::domain::permission::Viewer;
use app::domain::recurrence::{AimedFix, Onset, Story, StoryFix, StoryIncident};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::store::columns::severity;
use crate::store::entity::{
    family_incidents as members, incidents, remediation_changes as changes,
    remediation_incidents as served,
};
use crate::store::incidents::{milestones, visible};
use crate::store::memo::{Key, remember};
use crate::store::time::from_ms;
use crate::store::{Read, Result, remediations};

/// The incidents and fixes of a family, as far as the viewer may see them, in the order of time.
pub async fn story(db: &impl Read, viewer: &Viewer, family: Uuid) -> Result<Story> {
    remember(db, Key::seen_by("family story", viewer).by(&family), async {
        super::row(db, viewer, family).await?;
        let of = members::Entity::find()
            .select_only()
            .column(members::Column::IncidentId)
            .filter(members::Column::FamilyId.eq(family));
        let ids: Vec<Uuid> = of.into_tuple().all(db).await?;
        let find = incidents::Entity::find()
            .filter(incidents::Column::Id.is_in(ids))
            .filter(visible(viewer));
        let rows = find.all(db).await?;
        let seen: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let mut story = Story { fixes: fixes(db, viewer, &seen).await?, ..Story::default() };
        for row in rows {
            story.incidents.push(incident(&row)?);
        }
        story.incidents.sort_by_key(|incident| (incident.earliest, incident.number));
        story.fixes.sort_by_key(|fix| (fix.created_at, fix.number));
        let numbers: Vec<i32> = story.incidents.iter().map(|incident| incident.number).collect();
        for fix in &mut story.fixes {
            fix.serves.retain(|number| numbers.contains(number));
        }
        Ok(story)
    })
    .await
}

/// Where nobody said when it began, it lies where it was recorded.
fn incident(row: &incidents::Model) -> Result<StoryIncident> {
    let began = Onset::from(milestones(row)?.started.as_ref());
    let recorded = from_ms(row.created_at);
    let (earliest, latest) = match (began.earliest, began.latest) {
        (Some(earliest), latest) => (earliest, latest.unwrap_or(earliest)),
        (None, _) => (recorded, recorded),
    };
    Ok(StoryIncident {
        number: i32::try_from(row.number).unwrap_or(i32::MAX),
        title: row.title.clone(),
        severity: severity(row.severity_rank),
        earliest,
        latest,
        said: began.earliest.is_some(),
    })
}

/// When those that are given up were: another took their place, or nothing is done.
async fn ended(db: &impl Read, aims: &[(Uuid, AimedFix)]) -> Result<HashMap<Uuid, DateTime<Utc>>> {
    use changes::{Column, Entity};
    let gone: Vec<&(Uuid, AimedFix)> =
        aims.iter().filter(|(_, fix)| fix.status.is_given_up()).collect();
    if gone.is_empty() {
        return Ok(HashMap::new());
    }
    let find = Entity::find()
        .select_only()
        .columns([Column::RemediationId, Column::ToStatus, Column::ChangedAt])
        .filter(Column::RemediationId.is_in(gone.iter().map(|(id, _)| *id)))
        .order_by_asc(Column::ChangedAt);
    let rows: Vec<(Uuid, String, i64)> = find.into_tuple().all(db).await?;
    let stands = |id: Uuid, to: &str| {
        gone.iter().any(|(known, fix)| *known == id && fix.status.to_string() == to)
    };
    let last = rows.into_iter().filter(|(id, to, _)| stands(*id, to));
    Ok(last.map(|(id, _, at)| (id, from_ms(at))).collect())
}

async fn fixes(db: &impl Read, viewer: &Viewer, incidents: &[Uuid]) -> Result<Vec<StoryFix>> {
    if incidents.is_empty() {
        return Ok(Vec::new());
    }
    let find = served::Entity::find()
        .select_only()
        .column(served::Column::RemediationId)
        .distinct()
        .filter(served::Column::IncidentId.is_in(incidents.iter().copied()));
    let ids: Vec<Uuid> = find.into_tuple().all(db).await?;
    let aims = remediations::aims(db, viewer, &ids).await?;
    let mut ended = ended(db, &aims).await?;
    let fixes = aims.into_iter().map(|(id, fix)| StoryFix {
        ended_at: ended.remove(&id),
        number: fix.number,
        title: fix.title,
        status: fix.status,
        created_at: fix.created_at,
        due: fix.due,
        effective_at: fix.effective_at,
        verified_at: fix.verified_at,
        serves: fix.serves,
    });
    Ok(fixes.collect())
}
