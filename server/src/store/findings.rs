//! Findings: what a person made of a recurrence. Shown only where both incidents may be seen.

use app::domain::Vocabulary;
use app::domain::permission::Viewer;
use app::domain::recurrence::{
    Finding, Fix, JudgeRecurrence, Likeness, Onset, RecurrenceClass, ReviewerFacts, Verdict,
    classify,
};
use app::domain::reference::IncidentRef;
use app::domain::remediation::Remediation;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel,
    Order, QueryFilter,
};
use serde_json::json;
use uuid::Uuid;

use super::columns::word;
use super::entity::findings::{ActiveModel, Column, Entity, Model};
use super::incidents::visible_ids;
use super::memo::{Key, remember};
use super::page::Cursor;
use super::relations::line;
use super::time::from_ms;
use super::{Error, Page, PageRequest, Read, Result, Tx, incidents, new_id, remediations, users};

const ORDER: &str = "created";

/// Which findings a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those of which this was made.
    pub verdict: Option<Verdict>,
    /// Only those with this incident at either end.
    pub incident: Option<Uuid>,
}

/// The findings that match and that the viewer may see, newest first.
pub async fn page(
    db: &impl Read,
    viewer: &Viewer,
    filter: Filter,
    request: &PageRequest,
) -> Result<Page<Finding>> {
    remember(db, Key::seen_by("findings", viewer).by(&filter).by(request), async {
        let mut find = Entity::find().filter(visible(viewer));
        if let Some(verdict) = filter.verdict {
            find = find.filter(Column::Verdict.eq(verdict.as_str()));
        }
        if let Some(incident) = filter.incident {
            let ends = Condition::any()
                .add(Column::LaterIncidentId.eq(incident))
                .add(Column::EarlierIncidentId.eq(incident));
            find = find.filter(ends);
        }
        let key = Expr::col((Entity, Column::CreatedAt));
        let rows = request.seek(find, (ORDER, Order::Desc), key, Column::Id)?.all(db).await?;
        let page = request.cut(rows, |row| Cursor::new(ORDER, row.created_at, row.id));
        Ok(Page { items: whole(db, viewer, page.items).await?, next: page.next })
    })
    .await
}

/// The finding with this id, if the viewer may see it, or [`Error::NotFound`].
pub async fn get(db: &impl Read, viewer: &Viewer, id: Uuid) -> Result<Finding> {
    let row = Entity::find_by_id(id).filter(visible(viewer)).one(db).await?;
    let row = row.ok_or(Error::NotFound)?;
    whole(db, viewer, vec![row]).await?.pop().ok_or(Error::NotFound)
}

fn visible(viewer: &Viewer) -> Condition {
    let earlier = Condition::any()
        .add(Column::EarlierIncidentId.is_null())
        .add(Column::EarlierIncidentId.in_subquery(visible_ids(viewer)));
    let remediation = Condition::any()
        .add(Column::RemediationId.is_null())
        .add(Column::RemediationId.in_subquery(remediations::visible_ids(viewer)));
    Condition::all()
        .add(Column::LaterIncidentId.in_subquery(visible_ids(viewer)))
        .add(earlier)
        .add(remediation)
}

/// Records a judgement; another one on the same incidents and remediation takes its place.
///
/// A confirmed recurrence after a verified fix turns the remediation ineffective.
pub async fn judge(
    tx: &Tx,
    viewer: &Viewer,
    command: &JudgeRecurrence,
    likeness: &[Likeness],
) -> Result<Finding> {
    let subject = Subject::find(tx, viewer, command).await?;
    let earlier = subject.earlier;
    let remediation = subject.remediation.as_ref().map(|it| it.id);
    let mut same = Entity::find().filter(Column::LaterIncidentId.eq(subject.later));
    same = match earlier {
        Some(earlier) => same.filter(Column::EarlierIncidentId.eq(earlier)),
        None => same.filter(Column::EarlierIncidentId.is_null()),
    };
    same = match remediation {
        Some(remediation) => same.filter(Column::RemediationId.eq(remediation)),
        None => same.filter(Column::RemediationId.is_null()),
    };
    if let Some(before) = same.one(tx).await? {
        return rejudge(tx, viewer, before, command, &subject).await;
    }
    let row = ActiveModel {
        id: Set(new_id()),
        later_incident_id: Set(subject.later),
        earlier_incident_id: Set(earlier),
        remediation_id: Set(remediation),
        likeness: Set(json!(likeness)),
        created_at: Set(tx.now_ms()),
        created_by: Set(tx.actor()),
        version: Set(1),
        ..Default::default()
    };
    let stored = set(tx, row, command, &subject).insert(tx).await?;
    settle(tx, viewer, &stored, &subject).await?;
    whole(tx, viewer, vec![stored]).await?.pop().ok_or(Error::NotFound)
}

/// Judges again; `version` is the one that was read.
pub async fn edit(
    tx: &Tx,
    viewer: &Viewer,
    id: Uuid,
    command: &JudgeRecurrence,
    version: Option<i32>,
) -> Result<Finding> {
    let row = Entity::find_by_id(id).filter(visible(viewer)).one(tx).await?;
    let before = row.ok_or(Error::NotFound)?;
    Error::check_version(version, before.version)?;
    let subject = Subject::find(tx, viewer, command).await?;
    rejudge(tx, viewer, before, command, &subject).await
}

/// Takes a rejection back: a dismissed suggestion is a suggestion again, and two incidents that
/// were said not to be alike may be. Again is the same as once.
pub async fn take_back(tx: &Tx, viewer: &Viewer, id: Uuid) -> Result<()> {
    let row = Entity::find_by_id(id).filter(visible(viewer)).one(tx).await?;
    let Some(before) = row else { return super::relations::unreject(tx, viewer, id).await };
    if before.verdict != Verdict::Rejected.as_str() {
        return Ok(());
    }
    let (later, next) = (before.later_incident_id, before.version + 1);
    let mut row = before.into_active_model();
    row.verdict = Set(Verdict::Suggested.to_string());
    (row.reviewed_at, row.reviewed_by) = (Set(None), Set(None));
    (row.updated_at, row.version) = (Set(tx.now_ms()), Set(next));
    let stored = row.update(tx).await?;
    let detail = json!({ "verdict": stored.verdict });
    tx.audit("recurrence.take_back", ("finding", stored.id), Some(later), detail.clone());
    tx.outbox("incident.changed", Some(later), detail);
    Ok(())
}

async fn rejudge(
    tx: &Tx,
    viewer: &Viewer,
    before: Model,
    command: &JudgeRecurrence,
    subject: &Subject,
) -> Result<Finding> {
    let next = before.version + 1;
    let mut row = set(tx, before.into_active_model(), command, subject);
    row.later_incident_id = Set(subject.later);
    row.earlier_incident_id = Set(subject.earlier);
    row.remediation_id = Set(subject.remediation.as_ref().map(|it| it.id));
    row.version = Set(next);
    let stored = row.update(tx).await?;
    settle(tx, viewer, &stored, subject).await?;
    whole(tx, viewer, vec![stored]).await?.pop().ok_or(Error::NotFound)
}

/// What a judgement is about, looked up.
struct Subject {
    later: Uuid,
    earlier: Option<Uuid>,
    remediation: Option<Remediation>,
    class: RecurrenceClass,
}

impl Subject {
    async fn find(tx: &Tx, viewer: &Viewer, command: &JudgeRecurrence) -> Result<Self> {
        let unknown = |field, what: String| {
            Error::from(app::domain::Invalid::one(field, format!("There is no {what}.")))
        };
        let later = incidents::find(tx, viewer, &command.later).await?;
        let later = later.ok_or_else(|| unknown("later", command.later.to_string()))?;
        let earlier = match &command.earlier {
            None => None,
            Some(reference) => {
                let found = incidents::find_brief(tx, viewer, reference).await?;
                Some(found.ok_or_else(|| unknown("earlier", reference.to_string()))?.id)
            }
        };
        let remediation = match &command.remediation {
            None => None,
            Some(reference) => {
                let found = remediations::find(tx, viewer, reference).await?;
                Some(found.ok_or_else(|| unknown("remediation", reference.to_string()))?)
            }
        };
        let fix = remediation.as_ref().map_or_else(Fix::default, |it| Fix {
            effective_at: it.effective_at,
            verified_at: it.verified_at,
        });
        let class = classify(Onset::from(later.milestones.started.as_ref()), fix, command.facts);
        Ok(Self { later: later.id, earlier, remediation, class })
    }
}

fn set(tx: &Tx, mut row: ActiveModel, command: &JudgeRecurrence, subject: &Subject) -> ActiveModel {
    let reviewed = command.verdict != Verdict::Suggested;
    row.verdict = Set(command.verdict.to_string());
    row.class = Set(subject.class.to_string());
    row.same_factor = Set(command.facts.same_factor);
    row.in_scope = Set(command.facts.in_scope);
    row.fix_undone = Set(command.facts.fix_undone);
    row.induced = Set(command.facts.induced);
    row.rationale = Set(command.rationale.clone());
    row.reviewed_at = Set(reviewed.then(|| tx.now_ms()));
    row.reviewed_by = Set(tx.actor().filter(|_| reviewed));
    row.updated_at = Set(tx.now_ms());
    row
}

/// What follows from a judgement, and its entry in the log.
async fn settle(tx: &Tx, viewer: &Viewer, row: &Model, subject: &Subject) -> Result<()> {
    let detail = json!({ "verdict": row.verdict, "class": row.class });
    tx.audit("recurrence.judge", ("finding", row.id), Some(subject.later), detail.clone());
    tx.outbox("incident.changed", Some(subject.later), detail);
    let confirmed = row.verdict == Verdict::Confirmed.as_str();
    if let Some(remediation) = &subject.remediation
        && confirmed
        && subject.class.disproves_fix()
    {
        let later = incidents::brief(tx, viewer, &IncidentRef::Id(subject.later)).await?;
        remediations::disprove(tx, remediation, &later).await?;
    }
    Ok(())
}

async fn whole(db: &impl Read, viewer: &Viewer, rows: Vec<Model>) -> Result<Vec<Finding>> {
    let ends = |row: &Model| [Some(row.later_incident_id), row.earlier_incident_id];
    let ids: Vec<Uuid> = rows.iter().flat_map(ends).flatten().collect();
    let briefs = incidents::briefs(db, viewer, &ids).await?;
    let people =
        users::people(db, rows.iter().filter_map(|row| row.reviewed_by).collect::<Vec<_>>())
            .await?;
    let numbers = remediations::numbers(
        db,
        rows.iter().filter_map(|row| row.remediation_id).collect::<Vec<_>>(),
    )
    .await?;
    let finding = |row: Model| -> Option<Result<Finding>> {
        let later = line(briefs.get(&row.later_incident_id)?);
        let earlier = row.earlier_incident_id.and_then(|id| briefs.get(&id)).map(line);
        let facts = ReviewerFacts {
            same_factor: row.same_factor,
            in_scope: row.in_scope,
            fix_undone: row.fix_undone,
            induced: row.induced,
        };
        let words = || Ok((word(&row.verdict)?, word(&row.class)?));
        Some(words().map(|(verdict, class)| Finding {
            id: row.id,
            later,
            earlier,
            remediation: row.remediation_id.and_then(|id| numbers.get(&id).copied()),
            verdict,
            class,
            likeness: serde_json::from_value(row.likeness.clone()).unwrap_or_default(),
            facts,
            rationale: row.rationale.clone(),
            reviewed_by: row.reviewed_by.and_then(|id| people.get(&id).cloned()),
            reviewed_at: row.reviewed_at.map(from_ms),
            version: row.version,
        }))
    };
    rows.into_iter().filter_map(finding).collect()
}
