//! What to tell at once about an incident: found by its factors, its controls and its families,
//! and only from what the viewer may see.

use std::collections::HashMap;

use app::domain::Vocabulary;
use app::domain::control::ControlState;
use app::domain::factor::FactorTarget;
use app::domain::incident::{Incident, IncidentKind};
use app::domain::permission::Viewer;
use app::domain::recurrence::{
    AimedFix, Alarm, AlarmFacts, FamilyLine, Onset, RecurrenceClass, Verdict, alarms,
};
use app::domain::reference::IncidentRef;
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, Func};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::columns::word;
use super::entity::{
    families, family_incidents, findings, incident_controls, incident_factors, incidents,
    remediation_factors, remediation_incidents as served,
};
use super::incidents::{Brief, milestones, visible};
use super::memo::{Key, remember};
use super::time::from_ms;
use super::{Read, Result, remediations};

/// More fixes than this are not looked at; the newest say most.
const FIXES: u64 = 50;

/// The alarms of an incident that the viewer may see; empty when there is nothing to tell.
pub async fn of(
    db: &impl Read,
    viewer: &Viewer,
    incident: &Incident,
    now: DateTime<Utc>,
) -> Result<Vec<Alarm>> {
    remember(
        db,
        Key::seen_by("alarms", viewer).of(incident.id).by(&(incident.version, now.date_naive())),
        async {
            if incident.kind == IncidentKind::Drill {
                return Ok(Vec::new());
            }
            let began = onset(incident.milestones.started.as_ref(), incident.created_at);
            told(db, viewer, &[incident.id], Some(incident.id), began, now).await
        },
    )
    .await
}

/// What would be told if something that begins now were like these incidents, which the caller has
/// already looked up for the viewer: for the page that declares one.
pub async fn if_like(
    db: &impl Read,
    viewer: &Viewer,
    alike: &[&Brief],
    now: DateTime<Utc>,
) -> Result<Vec<Alarm>> {
    if alike.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = alike.iter().map(|brief| brief.id).collect();
    let key = Key::seen_by("alarms if like", viewer).by(&(&ids, now.date_naive()));
    remember(db, key, async move {
        let began = Onset { earliest: Some(now), latest: Some(now) };
        told(db, viewer, &ids, None, began, now).await
    })
    .await
}

/// When it began; where nobody said, before it was recorded.
fn onset(started: Option<&app::domain::moment::Moment>, recorded: DateTime<Utc>) -> Onset {
    let mut began = Onset::from(started);
    if began == Onset::default() {
        began.latest = Some(recorded);
    }
    began
}

async fn told(
    db: &impl Read,
    viewer: &Viewer,
    like: &[Uuid],
    itself: Option<Uuid>,
    began: Onset,
    now: DateTime<Utc>,
) -> Result<Vec<Alarm>> {
    let factors = factors(db, like).await?;
    let families = families_of(db, viewer, like, itself).await?;
    let relatives: Vec<Uuid> =
        families.iter().flat_map(|(_, members)| members.keys().copied()).collect();
    let fixes = fixes(db, viewer, itself, &factors, &relatives).await?;
    let controls = if fixes.is_empty() { Vec::new() } else { controls(db, like).await? };
    let families = families
        .into_iter()
        .map(|(family, members)| FamilyLine { others: members.into_values().collect(), ..family });
    let facts = AlarmFacts { began, factors, controls, fixes, families: families.collect() };
    Ok(alarms(&facts, now.date_naive()))
}

/// Their factors with a scope, the possible ones too: an alarm is there to be checked.
async fn factors(db: &impl Read, incidents: &[Uuid]) -> Result<Vec<FactorTarget>> {
    use incident_factors::{Column, Entity};
    let rows = Entity::find()
        .filter(Column::IncidentId.is_in(incidents.iter().copied()))
        .filter(Column::RetractedAt.is_null())
        .filter(Column::Scope.ne(""))
        .all(db)
        .await?;
    let mut targets: Vec<FactorTarget> = Vec::new();
    for row in rows {
        let target = FactorTarget { code: row.code, scope: row.scope };
        if !targets.contains(&target) {
            targets.push(target);
        }
    }
    Ok(targets)
}

/// The controls that let them pass.
async fn controls(db: &impl Read, incidents: &[Uuid]) -> Result<Vec<String>> {
    use incident_controls::{Column, Entity};
    let passing = ControlState::ALL.iter().filter(|s| s.let_it_pass()).map(|s| s.as_str());
    let find = Entity::find()
        .select_only()
        .column(Column::Code)
        .filter(Column::IncidentId.is_in(incidents.iter().copied()))
        .filter(Column::RetractedAt.is_null())
        .filter(Column::State.is_in(passing));
    Ok(find.into_tuple().all(db).await?)
}

type Members = HashMap<Uuid, (i32, Onset)>;

/// Their families with the other incidents of each that the viewer may see, drills left out.
async fn families_of(
    db: &impl Read,
    viewer: &Viewer,
    incidents: &[Uuid],
    itself: Option<Uuid>,
) -> Result<Vec<(FamilyLine, Members)>> {
    use family_incidents::{Column, Entity};
    let theirs = Entity::find()
        .select_only()
        .column(Column::FamilyId)
        .filter(Column::IncidentId.is_in(incidents.iter().copied()));
    let links =
        Entity::find().filter(Column::FamilyId.in_subquery(theirs.into_query())).all(db).await?;
    if links.is_empty() {
        return Ok(Vec::new());
    }
    let others = links.iter().map(|link| link.incident_id).filter(|id| Some(*id) != itself);
    let rows = incidents::Entity::find()
        .filter(incidents::Column::Id.is_in(others))
        .filter(incidents::Column::Kind.ne(IncidentKind::Drill.as_str()))
        .filter(visible(viewer))
        .all(db)
        .await?;
    let mut seen: Members = HashMap::new();
    for row in rows {
        let began = onset(milestones(&row)?.started.as_ref(), from_ms(row.created_at));
        seen.insert(row.id, (i32::try_from(row.number).unwrap_or(i32::MAX), began));
    }
    let named = families::Entity::find()
        .filter(families::Column::Id.is_in(links.iter().map(|link| link.family_id)));
    let lines = named.all(db).await?.into_iter().map(|family| {
        let of = links.iter().filter(|link| link.family_id == family.id);
        let members = of.filter_map(|link| Some((link.incident_id, *seen.get(&link.incident_id)?)));
        let members: Members = members.collect();
        (FamilyLine { id: family.id, name: family.name, others: Vec::new() }, members)
    });
    Ok(lines.collect())
}

/// The remediations aimed at one of the factors, and those that serve a relative.
async fn fixes(
    db: &impl Read,
    viewer: &Viewer,
    itself: Option<Uuid>,
    factors: &[FactorTarget],
    relatives: &[Uuid],
) -> Result<Vec<AimedFix>> {
    let mut ids = aimed(db, factors).await?;
    let of_family = serving(db, relatives).await?;
    ids.extend(of_family.iter().filter(|id| !ids.contains(id)).copied().collect::<Vec<_>>());
    if let Some(incident) = itself {
        let not = judged_otherwise(db, incident).await?;
        ids.retain(|id| !not.contains(id));
    }
    let mut fixes = remediations::aims(db, viewer, &ids).await?;
    for (id, fix) in &mut fixes {
        fix.of_family = of_family.contains(id);
    }
    Ok(fixes.into_iter().map(|(_, fix)| fix).collect())
}

async fn aimed(db: &impl Read, factors: &[FactorTarget]) -> Result<Vec<Uuid>> {
    use remediation_factors::{Column, Entity};
    if factors.is_empty() {
        return Ok(Vec::new());
    }
    let any = factors.iter().fold(Condition::any(), |any, factor| {
        let scope = Expr::expr(Func::lower(Expr::col((Entity, Column::Scope))));
        let same = scope.eq(Func::lower(Expr::value(factor.scope.as_str())));
        any.add(Condition::all().add(Column::Code.eq(factor.code.as_str())).add(same))
    });
    let find = Entity::find().select_only().column(Column::RemediationId).distinct().filter(any);
    Ok(find.limit(FIXES).into_tuple().all(db).await?)
}

async fn serving(db: &impl Read, incidents: &[Uuid]) -> Result<Vec<Uuid>> {
    use served::{Column, Entity};
    if incidents.is_empty() {
        return Ok(Vec::new());
    }
    let find = Entity::find()
        .select_only()
        .column(Column::RemediationId)
        .distinct()
        .filter(Column::IncidentId.is_in(incidents.iter().copied()));
    Ok(find.limit(FIXES).into_tuple().all(db).await?)
}

/// The remediations that a person said this incident does not repeat.
async fn judged_otherwise(db: &impl Read, incident: Uuid) -> Result<Vec<Uuid>> {
    use findings::{Column, Entity};
    let rows = Entity::find()
        .filter(Column::LaterIncidentId.eq(incident))
        .filter(Column::RemediationId.is_not_null())
        .all(db)
        .await?;
    let mut not = Vec::new();
    for row in rows {
        let another = row.verdict == Verdict::Confirmed.as_str()
            && !word::<RecurrenceClass>(&row.class)?.repeats_target();
        if another || row.verdict == Verdict::Rejected.as_str() {
            not.extend(row.remediation_id);
        }
    }
    Ok(not)
}

/// The alarms of the incident with this reference, or [`super::Error::NotFound`].
pub async fn list(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
    now: DateTime<Utc>,
) -> Result<Vec<Alarm>> {
    let incident = super::incidents::get(db, viewer, reference).await?;
    of(db, viewer, &incident, now).await
}
