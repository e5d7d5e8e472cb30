//! Reading postmortems, through the visibility of their incident.

use std::collections::HashMap;

use app::domain::account::Person;
use app::domain::permission::Viewer;
use app::domain::postmortem::{Postmortem, PostmortemVersion, Review};
use app::domain::reference::IncidentRef;
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::store::columns::word;
use crate::store::entity::postmortem_comments as comments_table;
use crate::store::entity::postmortem_reviews as reviews;
use crate::store::entity::postmortem_versions as versions_table;
use crate::store::entity::postmortems::{Column, Entity, Model};
use crate::store::memo::{Key, remember};
use crate::store::time::from_ms;
use crate::store::{Error, Read, Result, incidents, users};

/// A remark about a postmortem.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Comment {
    /// Its id.
    pub id: Uuid,
    /// The revision it was made about.
    pub revision: i32,
    /// The words it is about; blank for the whole.
    pub anchor: String,
    /// The remark, in Markdown.
    pub body: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: Option<Person>,
}

/// The postmortem of an incident that the viewer may see; `None` before its first text.
pub async fn find(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
) -> Result<Option<Postmortem>> {
    let incident = incidents::brief(db, viewer, reference).await?;
    of_incident(db, incident.id).await
}

/// The postmortem of an incident that the caller has already looked up.
pub async fn of_incident(db: &impl Read, incident: Uuid) -> Result<Option<Postmortem>> {
    remember(db, Key::shared("postmortem").of(incident), async {
        match row_of(db, incident).await? {
            Some(row) => Ok(Some(whole(db, row, incident).await?)),
            None => Ok(None),
        }
    })
    .await
}

/// The same, or [`Error::NotFound`].
pub async fn get(db: &impl Read, viewer: &Viewer, reference: &IncidentRef) -> Result<Postmortem> {
    find(db, viewer, reference).await?.ok_or(Error::NotFound)
}

pub(super) async fn row_of(db: &impl Read, incident: Uuid) -> Result<Option<Model>> {
    Ok(Entity::find().filter(Column::IncidentId.eq(incident)).one(db).await?)
}

pub(super) async fn whole(db: &impl Read, row: Model, incident_id: Uuid) -> Result<Postmortem> {
    let rows = reviews::Entity::find()
        .filter(reviews::Column::PostmortemId.eq(row.id))
        .order_by_asc(reviews::Column::AskedAt)
        .order_by_asc(reviews::Column::Id)
        .all(db)
        .await?;
    let ids = rows.iter().map(|r| r.reviewer_id).chain(row.updated_by).chain(row.published_by);
    let ids: Vec<Uuid> = ids.collect();
    let people = users::people(db, ids).await?;
    let reviews = rows.into_iter().map(|r| review(r, &people)).collect::<Result<_>>()?;
    Ok(Postmortem {
        id: row.id,
        incident_id,
        status: word(&row.status)?,
        body: row.body,
        body_hash: row.body_hash,
        revision: row.revision,
        updated_at: from_ms(row.updated_at),
        updated_by: row.updated_by.and_then(|id| people.get(&id)).cloned(),
        published_at: row.published_at.map(from_ms),
        published_by: row.published_by.and_then(|id| people.get(&id)).cloned(),
        reviews,
        version: row.version,
    })
}

fn review(row: reviews::Model, people: &HashMap<Uuid, Person>) -> Result<Review> {
    let gone = || Person { id: row.reviewer_id, name: String::new() };
    Ok(Review {
        id: row.id,
        reviewer: people.get(&row.reviewer_id).cloned().unwrap_or_else(gone),
        required: row.required,
        outcome: word(&row.outcome)?,
        comment: row.comment.clone(),
        body_hash: row.body_hash.clone(),
        asked_at: from_ms(row.asked_at),
        answered_at: row.answered_at.map(from_ms),
    })
}

/// Every version, newest first.
pub async fn versions(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
) -> Result<Vec<PostmortemVersion>> {
    let postmortem = get(db, viewer, reference).await?;
    let rows = versions_table::Entity::find()
        .filter(versions_table::Column::PostmortemId.eq(postmortem.id))
        .order_by_desc(versions_table::Column::Revision)
        .all(db)
        .await?;
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.saved_by).collect();
    let people = users::people(db, ids).await?;
    let version = |row: versions_table::Model| PostmortemVersion {
        revision: row.revision,
        body: row.body,
        body_hash: row.body_hash,
        note: row.note,
        saved_at: from_ms(row.saved_at),
        saved_by: row.saved_by.and_then(|id| people.get(&id)).cloned(),
        published: row.published,
    };
    Ok(rows.into_iter().map(version).collect())
}

/// The remarks, oldest first.
pub async fn comments(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
) -> Result<Vec<Comment>> {
    let Some(postmortem) = find(db, viewer, reference).await? else { return Ok(Vec::new()) };
    let rows = comments_table::Entity::find()
        .filter(comments_table::Column::PostmortemId.eq(postmortem.id))
        .order_by_asc(comments_table::Column::CreatedAt)
        .order_by_asc(comments_table::Column::Id)
        .all(db)
        .await?;
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.created_by).collect();
    let people = users::people(db, ids).await?;
    let comment = |row: comments_table::Model| Comment {
        id: row.id,
        revision: row.revision,
        anchor: row.anchor,
        body: row.body,
        at: from_ms(row.created_at),
        by: row.created_by.and_then(|id| people.get(&id)).cloned(),
    };
    Ok(rows.into_iter().map(comment).collect())
}
