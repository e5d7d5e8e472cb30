//! From the outbox to the people: who is concerned by what has happened, each told once.

use app::domain::notice::{Concerned, NoticeKind};
use app::domain::permission::{Role, Viewer};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use super::{follows::followers, wishes::wishes};
use crate::store::columns::word;
use crate::store::entity::notices::{ActiveModel, Column, Entity};
use crate::store::entity::{remediation_incidents as served, remediations, users};
use crate::store::outbox::Published;
use crate::store::time::to_ms;
use crate::store::{Result, Tx, due_policy, incidents, new_id, remediations as fixes};

/// What the server can do with a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Telling {
    /// Whether e-mail is set up.
    pub mails: bool,
    /// When what comes once a day goes out, UTC.
    pub daily: chrono::NaiveTime,
}

/// Tells everybody whom `event` concerns; twice tells them once. Answers how many were told.
pub async fn spread(tx: &Tx, event: &Published, telling: Telling) -> Result<usize> {
    let Some(kind) = kind(event) else { return Ok(0) };
    let remediation = said(event, "id").filter(|_| event.topic.starts_with("remediation."));
    let concerned = match (remediation, event.incident_id) {
        (Some(id), _) => of_remediation(tx, id, event).await?,
        (None, Some(id)) => of_incident(tx, id, event).await?,
        (None, None) => Some(Concerned { named: said(event, "to"), ..Concerned::default() }),
    };
    let Some(concerned) = concerned else { return Ok(0) };
    let mut told = 0;
    for person in concerned.told(kind, said(event, "by")) {
        let about = About { kind, remediation, event };
        told += usize::from(tell(tx, person, &about, telling).await?);
    }
    Ok(told)
}

/// What the topic tells people, if anything.
fn kind(event: &Published) -> Option<NoticeKind> {
    Some(match event.topic.as_str() {
        "remediation.assigned" => match event.payload.get("part").and_then(Value::as_str) {
            Some("verifier") => NoticeKind::ToVerify,
            _ => NoticeKind::Assigned,
        },
        "remediation.moved" => NoticeKind::Moved,
        "remediation.commented" => NoticeKind::Commented,
        "remediation.check_due" => NoticeKind::CheckDue,
        "remediation.disproved" => NoticeKind::Disproved,
        "remediation.risk_expired" => NoticeKind::RiskExpired,
        "remediation.due_soon" => NoticeKind::DueSoon,
        "remediation.overdue" => NoticeKind::Overdue,
        "remediation.escalated" => NoticeKind::Escalated,
        "remediation.owner_left" => NoticeKind::OwnerLeft,
        "incident.status_changed" => NoticeKind::IncidentStatus,
        "incident.severity_changed" => NoticeKind::IncidentSeverity,
        "incident.handed_over" => NoticeKind::HandedOver,
        "postmortem.ask" => NoticeKind::ReviewAsked,
        "webhook.off" => NoticeKind::WebhookOff,
        _ => return None,
    })
}

fn said(event: &Published, key: &str) -> Option<Uuid> {
    event.payload.get(key)?.as_str()?.parse().ok()
}

async fn of_remediation(tx: &Tx, id: Uuid, event: &Published) -> Result<Option<Concerned>> {
    let Some(row) = remediations::Entity::find_by_id(id).one(tx).await? else { return Ok(None) };
    let find = served::Entity::find().select_only().column(served::Column::IncidentId);
    let find = find.filter(served::Column::RemediationId.eq(id));
    let incidents: Vec<Uuid> = find.into_tuple().all(tx).await?;
    Ok(Some(Concerned {
        owner: row.owner_id,
        verifier: row.verifier_id,
        approver: row.risk_approver_id.or(said(event, "approver")),
        followers: followers(tx, id).await?,
        parts: told_beside(tx, event, incidents::commanding(tx, &incidents).await?).await?,
        named: said(event, "to"),
    }))
}

/// Who commands, and of an escalation also whom the rules name.
async fn told_beside(tx: &Tx, event: &Published, mut parts: Vec<Uuid>) -> Result<Vec<Uuid>> {
    if kind(event) != Some(NoticeKind::Escalated) {
        return Ok(parts);
    }
    let named = due_policy::get(tx).await?.escalate_to;
    if !named.is_empty() {
        let find = users::Entity::find().select_only().column(users::Column::Id);
        let find = find.filter(users::Column::Email.is_in(named));
        parts.extend(find.into_tuple::<Uuid>().all(tx).await?);
    }
    Ok(parts)
}

async fn of_incident(tx: &Tx, id: Uuid, event: &Published) -> Result<Option<Concerned>> {
    Ok(Some(Concerned {
        followers: followers(tx, id).await?,
        parts: incidents::taking_part(tx, id).await?,
        named: said(event, "to").or(said(event, "reviewer")),
        ..Concerned::default()
    }))
}

struct About<'a> {
    kind: NoticeKind,
    remediation: Option<Uuid>,
    event: &'a Published,
}

/// Writes one notice, if the person still signs in and may see what it is about.
async fn tell(tx: &Tx, person: Uuid, about: &About<'_>, telling: Telling) -> Result<bool> {
    let Some(user) = users::Entity::find_by_id(person).one(tx).await? else { return Ok(false) };
    if !user.active || !may_see(tx, &viewer(&user)?, about).await? {
        return Ok(false);
    }
    let wishes = wishes(tx, person).await?;
    // Who never could sign in (the people of the examples) has an address that nobody reads.
    let reads = telling.mails && (user.password_hash.is_some() || user.signed_in_at.is_some());
    let mail_at = wishes.mail_at(tx.now(), telling.daily).filter(|_| reads);
    if !wishes.shown && mail_at.is_none() {
        return Ok(false);
    }
    let row = ActiveModel {
        id: Set(new_id()),
        user_id: Set(person),
        outbox_id: Set(about.event.id),
        kind: Set(about.kind.to_string()),
        incident_id: Set(about.event.incident_id.filter(|_| about.remediation.is_none())),
        remediation_id: Set(about.remediation),
        detail: Set(about.event.payload.clone()),
        created_at: Set(to_ms(about.event.at)),
        shown: Set(wishes.shown),
        read_at: Set(None),
        mail_at: Set(mail_at.map(to_ms)),
        mail_id: Set(None),
    };
    let key = [Column::UserId, Column::OutboxId, Column::Kind];
    let once = OnConflict::columns(key).do_nothing_on(key).to_owned();
    let written = Entity::insert(row).on_conflict(once).exec_without_returning(tx).await?;
    Ok(written > 0)
}

/// The user as one who looks.
pub(super) fn viewer(user: &users::Model) -> Result<Viewer> {
    Ok(Viewer {
        user_id: user.id,
        name: user.name.clone(),
        email: user.email.clone(),
        role: word::<Role>(&user.role)?,
        scopes: None,
    })
}

async fn may_see(tx: &Tx, viewer: &Viewer, about: &About<'_>) -> Result<bool> {
    if let Some(id) = about.remediation {
        return Ok(!fixes::titles(tx, viewer, &[id]).await?.is_empty());
    }
    match about.event.incident_id {
        Some(id) => Ok(!incidents::briefs(tx, viewer, &[id]).await?.is_empty()),
        None => Ok(true),
    }
}
