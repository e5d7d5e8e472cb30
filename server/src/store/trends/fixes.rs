//! What the figures about fixes are computed from: remediations, what they are aimed at, when
//! their factors were at work, and what reviewers made of it.

use std::collections::{HashMap, HashSet};

use app::domain::Vocabulary;
use app::domain::factor::FactorTarget;
use app::domain::figures::{FixFacts, FixRecord, Judged, Occurrence};
use app::domain::incident::IncidentKind;
use app::domain::permission::Viewer;
use app::domain::recurrence::{Onset, RecurrenceClass, Verdict};
use app::domain::remediation::RemediationStatus;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::store::columns::word;
use crate::store::entity::{
    findings, incident_factors, incidents, remediation_changes as changes, remediation_factors,
    remediations,
};
use crate::store::incidents::{milestones, visible, visible_ids};
use crate::store::remediations::visible_ids as visible_fixes;
use crate::store::time::from_ms;
use crate::store::{Read, Result};

/// The record as far as `viewer` may see it; `counted` are the incidents of the period.
pub(super) async fn record(
    db: &impl Read,
    viewer: &Viewer,
    counted: &HashSet<i32>,
) -> Result<FixRecord> {
    let fixes = fixes(db, viewer).await?;
    let occurrences = occurrences(db, viewer, counted).await?;
    let judged = judged(db, viewer, &fixes, &occurrences).await?;
    Ok(FixRecord {
        fixes: fixes.into_values().collect(),
        occurrences: occurrences.into_values().collect(),
        judged,
    })
}

fn number(stored: i64) -> i32 {
    i32::try_from(stored).unwrap_or(i32::MAX)
}

async fn fixes(db: &impl Read, viewer: &Viewer) -> Result<HashMap<Uuid, FixFacts>> {
    use remediations::Column;
    let rows = remediations::Entity::find()
        .filter(Column::Id.in_subquery(visible_fixes(viewer)))
        .all(db)
        .await?;
    let mut targets = targets(db, viewer).await?;
    let given_up = given_up(db, viewer).await?;
    let day = |stored: Option<String>| stored.and_then(|day| day.parse().ok());
    rows.into_iter()
        .map(|row| {
            let status: RemediationStatus = word(&row.status)?;
            let facts = FixFacts {
                number: number(row.number),
                status,
                strength: row.strength.as_deref().map(word).transpose()?,
                created_at: from_ms(row.created_at),
                due: day(row.due_on),
                effective_at: row.effective_at.map(from_ms),
                verified_at: row.verified_at.map(from_ms),
                given_up_at: given_up.get(&row.id).copied().map(from_ms),
                check_on: day(row.measure_check_on),
                targets: targets.remove(&row.id).unwrap_or_default(),
            };
            Ok((row.id, facts))
        })
        .collect()
}

async fn targets(db: &impl Read, viewer: &Viewer) -> Result<HashMap<Uuid, Vec<FactorTarget>>> {
    use remediation_factors::{Column, Entity};
    let find = Entity::find().filter(Column::RemediationId.in_subquery(visible_fixes(viewer)));
    let mut targets: HashMap<Uuid, Vec<FactorTarget>> = HashMap::new();
    for row in find.all(db).await? {
        let target = FactorTarget { code: row.code, scope: row.scope };
        targets.entry(row.remediation_id).or_default().push(target);
    }
    Ok(targets)
}

/// When those that stand given up were last given up.
async fn given_up(db: &impl Read, viewer: &Viewer) -> Result<HashMap<Uuid, i64>> {
    use changes::Column;
    let words: Vec<&str> = RemediationStatus::ALL
        .iter()
        .filter(|status| status.is_given_up())
        .map(|status| status.as_str())
        .collect();
    let standing = remediations::Entity::find()
        .select_only()
        .column(remediations::Column::Id)
        .filter(remediations::Column::Status.is_in(words.iter().copied()))
        .filter(remediations::Column::Id.in_subquery(visible_fixes(viewer)));
    let find = changes::Entity::find()
        .select_only()
        .column(Column::RemediationId)
        .column_as(Expr::col(Column::ChangedAt).max(), "at")
        .filter(Column::ToStatus.is_in(words))
        .filter(Column::RemediationId.in_subquery(standing.into_query()))
        .group_by(Column::RemediationId);
    let rows: Vec<(Uuid, i64)> = find.into_tuple().all(db).await?;
    Ok(rows.into_iter().collect())
}

/// The incidents with a known factor at a scope, but for drills.
async fn occurrences(
    db: &impl Read,
    viewer: &Viewer,
    counted: &HashSet<i32>,
) -> Result<HashMap<Uuid, Occurrence>> {
    let of_findings = findings::Entity::find()
        .select_only()
        .column(findings::Column::LaterIncidentId)
        .filter(findings::Column::RemediationId.is_not_null());
    let with_factor = known().select_only().column(incident_factors::Column::IncidentId);
    let either = sea_orm::Condition::any()
        .add(incidents::Column::Id.in_subquery(with_factor.into_query()))
        .add(incidents::Column::Id.in_subquery(of_findings.into_query()));
    let rows = incidents::Entity::find()
        .filter(either)
        .filter(visible(viewer))
        .filter(incidents::Column::Kind.ne(IncidentKind::Drill.as_str()))
        .all(db)
        .await?;
    let mut factors = factors(db, viewer).await?;
    rows.into_iter()
        .map(|row| {
            let occurrence = Occurrence {
                incident: number(row.number),
                began: began(&row)?,
                factors: factors.remove(&row.id).unwrap_or_default(),
                counted: counted.contains(&number(row.number)),
            };
            Ok((row.id, occurrence))
        })
        .collect()
}

/// When it began; where nobody said, before it was recorded.
fn began(row: &incidents::Model) -> Result<Onset> {
    let mut began = Onset::from(milestones(row)?.started.as_ref());
    if began == Onset::default() {
        began.latest = Some(from_ms(row.created_at));
    }
    Ok(began)
}

fn known() -> sea_orm::Select<incident_factors::Entity> {
    use incident_factors::{Column, Entity};
    Entity::find()
        .filter(Column::RetractedAt.is_null())
        .filter(Column::Known.eq(true))
        .filter(Column::Scope.ne(""))
}

async fn factors(db: &impl Read, viewer: &Viewer) -> Result<HashMap<Uuid, Vec<FactorTarget>>> {
    let seen = incident_factors::Column::IncidentId.in_subquery(visible_ids(viewer));
    let mut factors: HashMap<Uuid, Vec<FactorTarget>> = HashMap::new();
    for row in known().filter(seen).all(db).await? {
        let target = FactorTarget { code: row.code, scope: row.scope };
        factors.entry(row.incident_id).or_default().push(target);
    }
    Ok(factors)
}

async fn judged(
    db: &impl Read,
    viewer: &Viewer,
    fixes: &HashMap<Uuid, FixFacts>,
    occurrences: &HashMap<Uuid, Occurrence>,
) -> Result<Vec<Judged>> {
    use findings::{Column, Entity};
    let rows = Entity::find()
        .filter(Column::RemediationId.is_not_null())
        .filter(Column::Verdict.ne(Verdict::Suggested.as_str()))
        .filter(Column::LaterIncidentId.in_subquery(visible_ids(viewer)))
        .all(db)
        .await?;
    let mut judged = Vec::new();
    for row in rows {
        let fix = row.remediation_id.and_then(|id| fixes.get(&id));
        if let Some((fix, later)) = fix.zip(occurrences.get(&row.later_incident_id)) {
            let recurred = row.verdict == Verdict::Confirmed.as_str()
                && word::<RecurrenceClass>(&row.class)?.repeats_target();
            judged.push(Judged { fix: fix.number, incident: later.incident, recurred });
        }
    }
    Ok(judged)
}
