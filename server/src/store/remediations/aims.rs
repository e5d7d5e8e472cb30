//! What remediations are aimed at, for the alarms: many in a few queries, since it is asked while
//! somebody types.

use std::collections::HashMap;

use app::domain::factor::FactorTarget;
use app::domain::permission::Viewer;
use app::domain::recurrence::AimedFix;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::list::served_numbers;
use super::read::{day, number};
use super::visible::visible;
use crate::store::columns::word;
use crate::store::entity::remediations::{Column, Entity, Model};
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
    let find = Entity::find().filter(Column::Id.is_in(ids.iter().copied()));
    let rows = find.filter(visible(viewer)).order_by_asc(Column::Number).all(db).await?;
    let people = users::people(db, rows.iter().filter_map(|row| row.owner_id)).await?;
    let mut serves = served_numbers(db, viewer, &rows).await?;
    let mut factors = targets(db, &rows).await?;
    let mut controls = codes(db, &rows).await?;
    let mut aims = Vec::with_capacity(rows.len());
    for row in rows {
        let owner = row.owner_id.and_then(|id| people.get(&id)).map(|owner| owner.name.clone());
        let aim = AimedFix {
            number: number(row.number),
            status: word(&row.status)?,
            due: day(row.due_on.as_deref()),
            created_at: from_ms(row.created_at),
            effective_at: row.effective_at.map(from_ms),
            verified_at: row.verified_at.map(from_ms),
            risk_expires_on: day(row.risk_expires_on.as_deref()),
            owner,
            factors: factors.remove(&row.id).unwrap_or_default(),
            controls: controls.remove(&row.id).unwrap_or_default(),
            serves: serves.remove(&row.id).unwrap_or_default(),
            of_family: false,
            title: row.title,
        };
        aims.push((row.id, aim));
    }
    Ok(aims)
}

async fn targets(db: &impl Read, rows: &[Model]) -> Result<HashMap<Uuid, Vec<FactorTarget>>> {
    use factors::{Column, Entity};
    let find = Entity::find().filter(Column::RemediationId.is_in(rows.iter().map(|row| row.id)));
    let found = find.order_by_asc(Column::Code).order_by_asc(Column::Scope).all(db).await?;
    let mut targets: HashMap<Uuid, Vec<FactorTarget>> = HashMap::new();
    for row in found {
        let target = FactorTarget { code: row.code, scope: row.scope };
        targets.entry(row.remediation_id).or_default().push(target);
    }
    Ok(targets)
}

async fn codes(db: &impl Read, rows: &[Model]) -> Result<HashMap<Uuid, Vec<String>>> {
    use controls::{Column, Entity};
    let find = Entity::find().filter(Column::RemediationId.is_in(rows.iter().map(|row| row.id)));
    let mut codes: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in find.order_by_asc(Column::Code).all(db).await? {
        codes.entry(row.remediation_id).or_default().push(row.code);
    }
    Ok(codes)
}
