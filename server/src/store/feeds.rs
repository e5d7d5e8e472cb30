//! Feeds: a person's token, the days that concern them, and the news that they may see.

use app::domain::Vocabulary;
use app::domain::feed::{CalendarDay, FeedToken, NewsItem};
use app::domain::incident::Status;
use app::domain::permission::{Role, Viewer};
use app::domain::remediation::RemediationStatus;
use app::paths;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::columns::word;
use super::entity::{feed_tokens, remediation_changes, remediations, status_changes, users};
use super::time::from_ms;
use super::{Read, Result, Tx, incidents, new_id, remediations as fixes};

/// How many days a calendar has at most, those changed last.
const DAYS: u64 = 500;
/// How many pieces of news a feed has.
const NEWS: u64 = 50;

fn live(user: Uuid) -> Condition {
    Condition::all()
        .add(feed_tokens::Column::UserId.eq(user))
        .add(feed_tokens::Column::RevokedAt.is_null())
}

/// The feed address of `user`, if they have one.
pub async fn token(db: &impl Read, user: Uuid) -> Result<Option<FeedToken>> {
    let row = feed_tokens::Entity::find().filter(live(user)).one(db).await?;
    Ok(row.map(|row| FeedToken { id: row.id, created_at: from_ms(row.created_at) }))
}

/// Makes an address whose secret has this hash; the one before stops working.
pub async fn make(tx: &Tx, user: Uuid, token_hash: &str) -> Result<()> {
    end(tx, user).await?;
    let row = feed_tokens::ActiveModel {
        id: Set(new_id()),
        user_id: Set(user),
        token_hash: Set(token_hash.to_owned()),
        created_at: Set(tx.now_ms()),
        revoked_at: Set(None),
    };
    feed_tokens::Entity::insert(row).exec_without_returning(tx).await?;
    tx.audit("feed.make", ("user", user), None, json!({}));
    Ok(())
}

/// Ends the address of `user`; without one it is harmless.
pub async fn revoke(tx: &Tx, user: Uuid) -> Result<()> {
    if end(tx, user).await? > 0 {
        tx.audit("feed.revoke", ("user", user), None, json!({}));
    }
    Ok(())
}

async fn end(tx: &Tx, user: Uuid) -> Result<u64> {
    let update = feed_tokens::Entity::update_many()
        .col_expr(feed_tokens::Column::RevokedAt, Expr::value(tx.now_ms()));
    Ok(update.filter(live(user)).exec(tx).await?.rows_affected)
}

/// Whose address has this hash: its id, and the person as one who only looks.
pub async fn find(db: &impl Read, token_hash: &str) -> Result<Option<(Uuid, Viewer)>> {
    let row = feed_tokens::Entity::find()
        .filter(feed_tokens::Column::TokenHash.eq(token_hash))
        .filter(feed_tokens::Column::RevokedAt.is_null())
        .one(db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let user = users::Entity::find_by_id(row.user_id).one(db).await?;
    let Some(user) = user.filter(|user| user.active) else { return Ok(None) };
    let role = word::<Role>(&user.role)?;
    let scopes = Some(vec![app::domain::account::Scope::Read]);
    let viewer = Viewer { user_id: user.id, name: user.name, email: user.email, role, scopes };
    Ok(Some((row.id, viewer)))
}

/// The days of what the viewer owns or verifies: due, to look, and in effect. Links begin with
/// `base`.
pub async fn days(db: &impl Read, viewer: &Viewer, base: &str) -> Result<Vec<CalendarDay>> {
    use remediations::Column;
    let mine = Condition::any()
        .add(Column::OwnerId.eq(viewer.user_id))
        .add(Column::VerifierId.eq(viewer.user_id));
    let rows = remediations::Entity::find()
        .filter(mine)
        .order_by_desc(Column::UpdatedAt)
        .order_by_desc(Column::Id)
        .limit(DAYS)
        .all(db)
        .await?;
    let hushed = fixes::hushed(db, rows.iter().map(|row| row.id).collect()).await?;
    let mut days = Vec::new();
    for row in rows {
        let title = (!hushed.contains(&row.id)).then(|| row.title.clone());
        add_days(&mut days, &row, title, base)?;
    }
    Ok(days)
}

fn add_days(
    days: &mut Vec<CalendarDay>,
    row: &remediations::Model,
    title: Option<String>,
    base: &str,
) -> Result<()> {
    let status: RemediationStatus = word(&row.status)?;
    let waits = status.is_open() || status == RemediationStatus::Ineffective;
    let due = row.due_on.as_deref().filter(|_| waits).and_then(|day| day.parse().ok());
    let look = status == RemediationStatus::Implemented;
    let look = row.measure_check_on.as_deref().filter(|_| look).and_then(|day| day.parse().ok());
    let since = row.effective_at.map(|ms| from_ms(ms).date_naive());
    let host = base.split('/').nth(2).unwrap_or_default();
    let number = format!("REM-{}", row.number);
    let words = title.map(|title| format!(" {title}")).unwrap_or_default();
    for (key, what, day) in
        [("due", "due", due), ("check", "to be verified", look), ("effect", "in effect", since)]
    {
        let Some(day) = day else { continue };
        days.push(CalendarDay {
            uid: format!("{}-{key}@{host}", row.id),
            day,
            summary: format!("{number} {what}:{words}").trim_end_matches(':').to_owned(),
            url: format!("{base}{}", paths::remediation(&number)),
            changed_at: from_ms(row.updated_at),
            sequence: row.version,
        });
    }
    Ok(())
}

/// The last news of incidents and remediations that the viewer may see, the newest first.
pub async fn news(db: &impl Read, viewer: &Viewer, base: &str) -> Result<Vec<NewsItem>> {
    let mut news = moved_remediations(db, viewer, base).await?;
    news.extend(moved_incidents(db, viewer, base).await?);
    news.sort_by_key(|item| std::cmp::Reverse((item.at, item.id)));
    news.truncate(usize::try_from(NEWS).unwrap_or(usize::MAX));
    Ok(news)
}

async fn moved_remediations(db: &impl Read, viewer: &Viewer, base: &str) -> Result<Vec<NewsItem>> {
    use remediation_changes::{Column, Entity};
    let rows = Entity::find()
        .filter(Column::RemediationId.in_subquery(fixes::visible_ids(viewer)))
        .order_by_desc(Column::ChangedAt)
        .order_by_desc(Column::Id)
        .limit(NEWS)
        .all(db)
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.remediation_id).collect();
    let titles = fixes::titles(db, viewer, &ids).await?;
    let names = names(db, rows.iter().filter_map(|row| row.changed_by).collect()).await?;
    let mut news = Vec::new();
    for row in rows {
        let Some(about) = titles.get(&row.remediation_id) else { continue };
        let number = format!("REM-{}", about.number);
        let to = word::<RemediationStatus>(&row.to_status)?.label().to_lowercase();
        let (title, text) = worded(about.restricted, &number, &about.title, &to, &row.note);
        news.push(NewsItem {
            id: row.id,
            at: from_ms(row.changed_at),
            title,
            text,
            url: format!("{base}{}", paths::remediation(&number)),
            by: row.changed_by.and_then(|id| names.get(&id).cloned()),
        });
    }
    Ok(news)
}

async fn moved_incidents(db: &impl Read, viewer: &Viewer, base: &str) -> Result<Vec<NewsItem>> {
    use status_changes::{Column, Entity};
    let rows = Entity::find()
        .filter(Column::IncidentId.in_subquery(incidents::visible_ids(viewer)))
        .order_by_desc(Column::ChangedAt)
        .order_by_desc(Column::Id)
        .limit(NEWS)
        .all(db)
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.incident_id).collect();
    let briefs = incidents::briefs(db, viewer, &ids).await?;
    let names = names(db, rows.iter().filter_map(|row| row.changed_by).collect()).await?;
    let mut news = Vec::new();
    for row in rows {
        let Some(about) = briefs.get(&row.incident_id) else { continue };
        let number = about.number.to_string();
        let to = word::<Status>(&row.to_status)?.label().to_lowercase();
        let hushed = about.visibility == app::domain::incident::Visibility::Restricted;
        let (title, text) = worded(hushed, &number, &about.title, &to, &row.reason);
        news.push(NewsItem {
            id: row.id,
            at: from_ms(row.changed_at),
            title,
            text,
            url: format!("{base}{}", paths::incident(&number)),
            by: row.changed_by.and_then(|id| names.get(&id).cloned()),
        });
    }
    Ok(news)
}

/// Title and text; what is restricted has neither its title nor its reasons outside the program.
fn worded(hushed: bool, number: &str, title: &str, to: &str, note: &str) -> (String, String) {
    if hushed {
        return (format!("{number}: {to}"), String::new());
    }
    (format!("{number} {title}: {to}"), note.to_owned())
}

async fn names(db: &impl Read, ids: Vec<Uuid>) -> Result<std::collections::HashMap<Uuid, String>> {
    let people = super::users::people(db, ids).await?;
    Ok(people.into_iter().map(|(id, person)| (id, person.name)).collect())
}
