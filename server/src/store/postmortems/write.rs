//! Writing postmortems: each text is a new version, and an approval is bound to what was read.

use app::domain::Vocabulary;
use app::domain::form::Checker;
use app::domain::permission::Viewer;
use app::domain::postmortem::{
    AskReview, MoveOn, Postmortem, PostmortemStatus, PublishFinding, ReviewOutcome,
    ReviewPostmortem, SavePostmortem, after_edit, check_step,
};
use app::domain::reference::IncidentRef;
use app::domain::{Invalid, Refused};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::read::{Comment, comments, get, row_of, whole};
use crate::store::entity::postmortem_comments as comments_table;
use crate::store::entity::postmortem_reviews as reviews;
use crate::store::entity::postmortem_versions as versions;
use crate::store::entity::postmortems::{ActiveModel, Model};
use crate::store::incidents::{self, Brief};
use crate::store::search::{Doc, DocKind, index};
use crate::store::{Error, Result, Tx, hex, new_id, users};

/// Keeps a text as the next version. The same text again changes nothing.
///
/// # Errors
/// [`Error::stale`] when somebody saved since `version` was read.
pub async fn save(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    command: &SavePostmortem,
    version: Option<i32>,
) -> Result<Postmortem> {
    let incident = incidents::brief(tx, viewer, reference).await?;
    tx.lock_incident(incident.id).await?;
    let hash = hex(&Sha256::digest(command.body.as_bytes()));
    let row = match row_of(tx, incident.id).await? {
        Some(row) => {
            Error::check_version(version, row.version)?;
            if row.body_hash == hash {
                return whole(tx, row, incident.id).await;
            }
            replace(tx, row, &command.body, &hash).await?
        }
        None => {
            Error::check_version(version, 0)?;
            begin(tx, &incident, &command.body, &hash).await?
        }
    };
    keep_version(tx, &row, &command.note).await?;
    tell(
        tx,
        "postmortem.save",
        &incident,
        json!({ "revision": row.revision, "hash": row.body_hash }),
    );
    let body = row.body.clone();
    let doc = Doc {
        kind: DocKind::Postmortem,
        ref_id: row.id,
        incident_id: Some(incident.id),
        label: incident.number.to_string(),
        title: format!("Postmortem of {}", incident.title),
        body,
    };
    index(tx, doc).await?;
    whole(tx, row, incident.id).await
}

async fn begin(tx: &Tx, incident: &Brief, body: &str, hash: &str) -> Result<Model> {
    let row = Model {
        id: new_id(),
        incident_id: Some(incident.id),
        family_id: None,
        body: body.to_owned(),
        body_hash: hash.to_owned(),
        revision: 1,
        status: PostmortemStatus::Draft.to_string(),
        published_at: None,
        published_by: None,
        published_revision: None,
        created_at: tx.now_ms(),
        created_by: tx.actor(),
        updated_at: tx.now_ms(),
        updated_by: tx.actor(),
        version: 1,
    };
    Ok(ActiveModel::from(row).reset_all().insert(tx).await?)
}

async fn replace(tx: &Tx, row: Model, body: &str, hash: &str) -> Result<Model> {
    let status = PostmortemStatus::from_word(&row.status).unwrap_or(PostmortemStatus::Draft);
    let (revision, version) = (row.revision + 1, row.version + 1);
    let mut row = row.into_active_model();
    row.body = Set(body.to_owned());
    row.body_hash = Set(hash.to_owned());
    row.revision = Set(revision);
    row.status = Set(after_edit(status).to_string());
    row.updated_at = Set(tx.now_ms());
    row.updated_by = Set(tx.actor());
    row.version = Set(version);
    Ok(row.update(tx).await?)
}

async fn keep_version(tx: &Tx, row: &Model, note: &str) -> Result<()> {
    let version = versions::Model {
        id: new_id(),
        postmortem_id: row.id,
        revision: row.revision,
        body: row.body.clone(),
        body_hash: row.body_hash.clone(),
        note: note.to_owned(),
        saved_at: tx.now_ms(),
        saved_by: tx.actor(),
        published: false,
    };
    versions::ActiveModel::from(version).reset_all().insert(tx).await?;
    Ok(())
}

fn tell(tx: &Tx, action: &str, incident: &Brief, detail: serde_json::Value) {
    tx.audit(action, ("postmortem", incident.number), Some(incident.id), detail.clone());
    tx.outbox(action, Some(incident.id), detail);
}

/// Takes the postmortem to another state; `findings` are those of the publish check.
pub async fn move_on(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    step: &MoveOn,
    findings: &[PublishFinding],
    version: Option<i32>,
) -> Result<Postmortem> {
    let incident = incidents::brief(tx, viewer, reference).await?;
    tx.lock_incident(incident.id).await?;
    let row = row_of(tx, incident.id).await?.ok_or(Error::NotFound)?;
    Error::check_version(version, row.version)?;
    let before = whole(tx, row.clone(), incident.id).await?;
    check_step(&before, step, findings)?;
    let (id, revision, next) = (row.id, row.revision, row.version + 1);
    let mut row = row.into_active_model();
    row.status = Set(step.to.to_string());
    row.version = Set(next);
    if step.to == PostmortemStatus::Published {
        row.published_at = Set(Some(tx.now_ms()));
        row.published_by = Set(tx.actor());
        row.published_revision = Set(Some(revision));
        versions::Entity::update_many()
            .col_expr(versions::Column::Published, Expr::value(true))
            .filter(versions::Column::PostmortemId.eq(id))
            .filter(versions::Column::Revision.eq(revision))
            .exec(tx)
            .await?;
    }
    let row = row.update(tx).await?;
    let detail = json!({ "from": before.status, "to": step.to, "reason": step.reason, "hash": row.body_hash });
    tell(tx, "postmortem.status", &incident, detail);
    whole(tx, row, incident.id).await
}

/// Asks people for their review; who was asked already is asked again only for what changed.
pub async fn ask(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    command: &AskReview,
) -> Result<Postmortem> {
    let before = get(tx, viewer, reference).await?;
    let incident = incidents::brief(tx, viewer, reference).await?;
    let mut check = Checker::new();
    for user in &command.reviewers {
        let Some(found) = users::find_ref(tx, user).await?.filter(|user| user.active) else {
            check.error("reviewers", format!("Nobody who may sign in is called {user}."));
            continue;
        };
        if before.reviews.iter().any(|review| review.reviewer.id == found.id) {
            continue;
        }
        insert_review(tx, before.id, found.id, command.required).await?;
        tell(tx, "postmortem.ask", &incident, json!({ "reviewer": found.id }));
    }
    check.finish(())?;
    get(tx, viewer, reference).await
}

async fn insert_review(tx: &Tx, postmortem: Uuid, reviewer: Uuid, required: bool) -> Result<()> {
    let row = reviews::Model {
        id: new_id(),
        postmortem_id: postmortem,
        reviewer_id: reviewer,
        required,
        outcome: ReviewOutcome::Pending.to_string(),
        comment: String::new(),
        body_hash: None,
        asked_at: tx.now_ms(),
        asked_by: tx.actor(),
        answered_at: None,
    };
    reviews::ActiveModel::from(row).reset_all().insert(tx).await?;
    Ok(())
}

/// What the viewer makes of the text whose hash they send: of no other text.
pub async fn review(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    command: &ReviewPostmortem,
) -> Result<Postmortem> {
    let before = get(tx, viewer, reference).await?;
    let incident = incidents::brief(tx, viewer, reference).await?;
    if command.body_hash != before.body_hash {
        let message =
            "The text changed while you read it. Read the current one, then say it again.";
        return Err(Invalid::one("body_hash", message).into());
    }
    if before.status != PostmortemStatus::InReview {
        let message = "A postmortem is reviewed while it is in review. Send it to review first.";
        return Err(Refused::new("not-in-review", message).into());
    }
    if !before.reviews.iter().any(|review| review.reviewer.id == viewer.user_id) {
        insert_review(tx, before.id, viewer.user_id, false).await?;
    }
    reviews::Entity::update_many()
        .col_expr(reviews::Column::Outcome, Expr::value(command.outcome.as_str()))
        .col_expr(reviews::Column::Comment, Expr::value(command.comment.clone()))
        .col_expr(reviews::Column::BodyHash, Expr::value(Some(command.body_hash.clone())))
        .col_expr(reviews::Column::AnsweredAt, Expr::value(Some(tx.now_ms())))
        .filter(reviews::Column::PostmortemId.eq(before.id))
        .filter(reviews::Column::ReviewerId.eq(viewer.user_id))
        .exec(tx)
        .await?;
    let detail = json!({ "outcome": command.outcome, "hash": command.body_hash });
    tell(tx, "postmortem.review", &incident, detail);
    get(tx, viewer, reference).await
}

/// Adds a remark.
pub async fn comment(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    anchor: &str,
    body: &str,
) -> Result<Comment> {
    let postmortem = get(tx, viewer, reference).await?;
    let incident = incidents::brief(tx, viewer, reference).await?;
    let mut check = Checker::new();
    let anchor = check.optional_line("anchor", anchor).unwrap_or_default();
    let body = check.required_text("body", body);
    let body = check.finish(body)?;
    let id = new_id();
    let row = comments_table::Model {
        id,
        postmortem_id: postmortem.id,
        revision: postmortem.revision,
        anchor,
        body,
        created_at: tx.now_ms(),
        created_by: tx.actor(),
        resolved_at: None,
        resolved_by: None,
    };
    comments_table::ActiveModel::from(row).reset_all().insert(tx).await?;
    tell(tx, "postmortem.comment", &incident, json!({ "comment": id }));
    let all = comments(tx, viewer, reference).await?;
    all.into_iter().find(|comment| comment.id == id).ok_or(Error::NotFound)
}
