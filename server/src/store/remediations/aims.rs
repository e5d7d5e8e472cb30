//! What remediations are aimed at, for the alarms: many in a few queries, since it is asked while
//! somebody types.

use std::collections::HashMap;

use app::domain::factor::FactorTarget;
use app::domain::permission::Viewer;
use app::domain::recurrence::AimedFix;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::list::served_numbers;
use super::read::{day, number};
use super::visible::visible;
use crate::store::columns::word;
use crate::store::entity::remediations::{Column, Entity};
use crate::store::entity::{remediation_controls as controls, remediation_factors as factors};
use crate::store::time::from_ms;
use crate::store::{Read, Result, users};

/// Those of `ids` that the viewer may see, by number; none of them is said to be of a family.
pub(in crate::store) async fn aims(
    db: &impl Read,
    viewer: &Viewer,
    ids: &[Uuid],
) -> Result<Vec<(Uuid, AimedFix)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let find = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Number, Column::Title, Column::Status, Column::OwnerId])
        .columns([Column::DueOn, Column::RiskExpiresOn])
        .columns([Column::CreatedAt, Column::EffectiveAt, Column::VerifiedAt])
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(visible(viewer))
        .order_by_asc(Column::Number);
    let rows: Vec<AimRow> = find.into_tuple().all(db).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.0).collect();
    let people = users::people(db, rows.iter().filter_map(|row| row.4)).await?;
    let mut serves = served_numbers(db, viewer, ids.clone()).await?;
    let mut factors = targets(db, &ids).await?;
    let mut controls = codes(db, ids).await?;
    let aim = |row: AimRow| {
        let (id, no, title, status, owner, due, risk, created, effective, verified) = row;
        let owner = owner.and_then(|id| people.get(&id)).map(|owner| owner.name.clone());
        let aim = AimedFix {
            number: number(no),
            status: word(&status)?,
            due: day(due.as_deref()),
            created_at: from_ms(created),
            effective_at: effective.map(from_ms),
            verified_at: verified.map(from_ms),
            risk_expires_on: day(risk.as_deref()),
            owner,
            factors: factors.remove(&id).unwrap_or_default(),
            controls: controls.remove(&id).unwrap_or_default(),
            serves: serves.remove(&id).unwrap_or_default(),
            of_family: false,
            title,
        };
        Ok((id, aim))
    };
    rows.into_iter().map(aim).collect()
}

type AimRow = (
    Uuid,
    i64,
    String,
    String,
    Option<Uuid>,
    Option<String>,
    Option<String>,
    i64,
    Option<i64>,
    Option<i64>,
);

/// The factors that each of these remediations is aimed at.
pub(super) async fn targets(
    db: &impl Read,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<FactorTarget>>> {
    use factors::{Column, Entity};
    let find = Entity::find().filter(Column::RemediationId.is_in(ids.iter().copied()));
    let found = find.order_by_asc(Column::Code).order_by_asc(Column::Scope).all(db).await?;
    let mut targets: HashMap<Uuid, Vec<FactorTarget>> = HashMap::new();
    for row in found {
        let target = FactorTarget { code: row.code, scope: row.scope };
        targets.entry(row.remediation_id).or_default().push(target);
    }
    Ok(targets)
}

async fn codes(db: &impl Read, ids: Vec<Uuid>) -> Result<HashMap<Uuid, Vec<String>>> {
    use controls::{Column, Entity};
    let find = Entity::find().filter(Column::RemediationId.is_in(ids));
    let mut codes: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in find.order_by_asc(Column::Code).all(db).await? {
        codes.entry(row.remediation_id).or_default().push(row.code);
    }
    Ok(codes)
}
