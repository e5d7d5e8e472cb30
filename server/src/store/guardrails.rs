//! What the map control × factor × agent is made of, in a constant number of short answers: a large
//! record is read as lists of ids, one for each control, factor and agent, from indices alone.

use std::collections::HashMap;
use std::sync::Arc;

use app::domain::Vocabulary;
use app::domain::control::ControlState;
use app::domain::guardrail::{GuardAim, GuardFilter, GuardFix, GuardMap, Passage};
use app::domain::permission::{Role, Viewer};
use app::domain::remediation::RemediationStatus;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, DbBackend, EntityTrait, ExprTrait, JoinType, QueryFilter, QueryResult,
    QuerySelect, Statement, Value,
};
use uuid::Uuid;

use super::columns::word;
use super::entity::{remediation_controls, remediation_factors, remediations};
use super::memo::{Key, remember};
use super::remediations::visible as visible_fixes;
use super::time::from_ms;
use super::{Read, Result};

/// With more aims than this, what is done is told of one control at a time.
const AIMS: u64 = 2_000;

/// How much of what is done about it is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Depth {
    /// All, however much there is.
    Whole,
    /// What fits on a page: on a large record, nothing until one control is chosen.
    Page,
}

/// The map as far as `viewer` may see what it is made of.
pub async fn map(
    db: &impl Read,
    viewer: &Viewer,
    filter: &GuardFilter,
    depth: Depth,
) -> Result<Arc<GuardMap>> {
    remember(db, Key::seen_by("guardrails", viewer).by(&(filter, depth)), async {
        let passages = passages(db, viewer, filter).await?;
        let told = depth == Depth::Whole || !filter.control.is_empty() || !many(db).await?;
        let aims = if told { aims(db, viewer, filter).await? } else { Vec::new() };
        Ok(Arc::new(GuardMap { told, ..GuardMap::of(&passages, &aims, filter) }))
    })
    .await
}

/// The incidents in which a control let something pass, as far as `viewer` may see them.
pub async fn passages(
    db: &impl Read,
    viewer: &Viewer,
    filter: &GuardFilter,
) -> Result<Vec<Passage>> {
    let control = filter.control.as_str();
    let numbers = numbers(db, viewer, control).await?;
    let mut found: HashMap<Uuid, Passage> = HashMap::new();
    for row in ask(db, CONTROLS, vec![control.into()]).await? {
        let (code, state): (String, String) = (row.try_get("", "code")?, row.try_get("", "state")?);
        let state: ControlState = word(&state)?;
        for id in ids(&row)? {
            let Some(incident) = numbers.get(&id) else { continue };
            let new = || Passage { incident: *incident, ..Passage::default() };
            found.entry(id).or_insert_with(new).controls.push((code.clone(), state));
        }
    }
    let factors = narrowed(FACTORS, "incident_id", control, 0);
    for row in ask(db, &factors, of(control).into_iter().collect()).await? {
        let (code, about): (String, Option<String>) =
            (row.try_get("", "code")?, row.try_get("", "control")?);
        for id in ids(&row)? {
            if let Some(passage) = found.get_mut(&id) {
                passage.factors.push((code.clone(), about.clone()));
            }
        }
    }
    let agents = if control.is_empty() { AGENTS } else { AGENTS_OF_ONE };
    let agents = narrowed(agents, "e.incident_id", control, 0);
    for row in ask(db, &agents, of(control).into_iter().collect()).await? {
        let key: String = row.try_get("", "key")?;
        for id in ids(&row)? {
            if let Some(passage) = found.get_mut(&id).filter(|it| !it.agents.contains(&key)) {
                passage.agents.push(key.clone());
            }
        }
    }
    let mut passages: Vec<Passage> = found.into_values().collect();
    passages.sort_unstable_by_key(|passage| passage.incident);
    Ok(passages)
}

/// The numbers of the incidents that count and that `viewer` may see, by id; with a control, of those
/// that it let pass.
async fn numbers(db: &impl Read, viewer: &Viewer, control: &str) -> Result<HashMap<Uuid, i32>> {
    let mut values = vec![viewer.user_id.into(), (viewer.role == Role::Admin).into()];
    values.extend(of(control));
    let mut numbers = HashMap::new();
    for row in ask(db, &narrowed(NUMBERS, "id", control, 2), values).await? {
        let said: Option<String> = row.try_get("", "ids")?;
        numbers.extend(said.unwrap_or_default().split(' ').filter_map(|pair| {
            let (number, id) = pair.split_once(':')?;
            Some((Uuid::try_parse(id).ok()?, number.parse().ok()?))
        }));
    }
    Ok(numbers)
}

/// The states that let something pass ([`ControlState::let_it_pass`]).
macro_rules! let_pass {
    () => {
        "('absent', 'bypassed', 'failed', 'not_triggered', 'overridden')"
    };
}

/// `{one}` narrows to the incidents of one control.
const NUMBERS: &str = "SELECT string_agg(number || ':' || hex(id), ' ') AS ids FROM incidents
    WHERE kind <> 'drill' AND merged_into_id IS NULL AND ($2 OR visibility = 'open'
      OR id IN (SELECT incident_id FROM incident_members WHERE user_id = $1)) {one}";

const CONTROLS: &str = concat!(
    "SELECT code, state, string_agg(hex(incident_id), ' ') AS ids
    FROM incident_controls
    WHERE retracted_at IS NULL AND ($1 = '' OR code = $1)
      AND state IN ",
    let_pass!(),
    " GROUP BY code, state"
);

const FACTORS: &str = "SELECT code, control, string_agg(hex(incident_id), ' ') AS ids
    FROM incident_factors WHERE retracted_at IS NULL AND known {one}
    GROUP BY code, control";

/// Each actor that stands for an agent, with its incidents: each found in the order of an index.
const AGENTS: &str = "SELECT g.key AS key, (SELECT string_agg(hex(acts.incident_id), ' ')
      FROM (SELECT DISTINCT e.incident_id FROM events e
        WHERE e.actor_id = a.id AND e.retracted_at IS NULL) acts) AS ids
    FROM actors a JOIN agents g ON g.id = a.agent_id
    WHERE a.agent_id IS NOT NULL ORDER BY g.key";

/// The same of few incidents: found by those, not by the agents.
const AGENTS_OF_ONE: &str = "SELECT g.key AS key, string_agg(hex(acts.incident_id), ' ') AS ids
    FROM (SELECT DISTINCT a.agent_id, e.incident_id FROM events e
      JOIN actors a ON a.id = e.actor_id
      WHERE a.agent_id IS NOT NULL AND e.retracted_at IS NULL {one}) acts
    JOIN agents g ON g.id = acts.agent_id GROUP BY g.key ORDER BY g.key";

/// `sql` of the incidents in `column` that `control` let pass, or of all; the control is the value
/// after so many others.
fn narrowed(sql: &str, column: &str, control: &str, others: usize) -> String {
    let one = format!(
        "AND {column} IN (SELECT incident_id FROM incident_controls
          WHERE code = ${} AND retracted_at IS NULL
            AND state IN {})",
        others + 1,
        let_pass!()
    );
    sql.replace("{one}", if control.is_empty() { "" } else { &one })
}

/// The control as a value, where there is one.
fn of(control: &str) -> Option<Value> {
    (!control.is_empty()).then(|| control.into())
}

async fn ask(db: &impl Read, sql: &str, values: Vec<Value>) -> Result<Vec<QueryResult>> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Sqlite => sql.to_owned(),
        // Where ids have a text of their own, there is no `hex` and no need of it.
        _ => sql.replace("hex(", "text("),
    };
    Ok(db.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?)
}

fn ids(row: &QueryResult) -> Result<Vec<Uuid>> {
    let said: Option<String> = row.try_get("", "ids")?;
    Ok(said.unwrap_or_default().split(' ').filter_map(|id| Uuid::try_parse(id).ok()).collect())
}

/// Whether so many remediations are aimed at controls that a page cannot tell of all.
async fn many(db: &impl Read) -> Result<bool> {
    use remediation_controls::{Column, Entity};
    let find = Entity::find().select_only().column(Column::Code);
    let next: Option<String> = find.offset(AIMS).limit(1).into_tuple().one(db).await?;
    Ok(next.is_some())
}

/// What is aimed at controls and still stands, as far as `viewer` may see it.
async fn aims(db: &impl Read, viewer: &Viewer, filter: &GuardFilter) -> Result<Vec<GuardAim>> {
    use remediations::{Column, Entity};
    let at = |to: remediation_controls::Column| {
        Entity::belongs_to(remediation_controls::Entity).from(Column::Id).to(to).into()
    };
    let about = |to: remediation_factors::Column| {
        Entity::belongs_to(remediation_factors::Entity).from(Column::Id).to(to).into()
    };
    let control = Expr::col((remediation_controls::Entity, remediation_controls::Column::Code));
    let factor = Expr::col((remediation_factors::Entity, remediation_factors::Column::Code));
    // Named by what is left out, so that an index is asked for the aims and not for the states.
    let given_up = RemediationStatus::ALL.iter().filter(|status| status.is_given_up());
    let mut find = Entity::find()
        .select_only()
        .expr_as(control.clone(), "control")
        .expr_as(factor.clone(), "factor")
        .expr_as(Expr::cust(FIXES), "fixes")
        .join(JoinType::InnerJoin, at(remediation_controls::Column::RemediationId))
        .join(JoinType::LeftJoin, about(remediation_factors::Column::RemediationId))
        .filter(Column::Status.is_not_in(given_up.map(|status| status.as_str())))
        .filter(visible_fixes(viewer));
    if !filter.control.is_empty() {
        find = find.filter(control.clone().eq(filter.control.as_str()));
    }
    QuerySelect::query(&mut find).add_group_by([control, factor]);
    let rows: Vec<(String, Option<String>, Option<String>)> = find.into_tuple().all(db).await?;
    let aim = |(control, factor, said): (String, Option<String>, Option<String>)| {
        let said = said.unwrap_or_default();
        let fixes =
            said.split(';').filter(|one| !one.is_empty()).map(fix).collect::<Result<_>>()?;
        Ok(GuardAim { control, factor, fixes })
    };
    rows.into_iter().map(aim).collect()
}

/// Each remediation as its number, status, due day and when it was verified.
const FIXES: &str = "string_agg(remediations.number || ' ' || remediations.status || ' '
    || COALESCE(remediations.due_on, '-') || ' '
    || COALESCE(CAST(remediations.verified_at AS TEXT), '-'), ';')";

fn fix(said: &str) -> Result<GuardFix> {
    let mut parts = said.split(' ');
    let mut part = || parts.next().unwrap_or_default();
    let number = part().parse().unwrap_or(i32::MAX);
    let (status, due, verified) = (word(part())?, part().parse().ok(), part().parse().ok());
    let verified_on = verified.map(|at| from_ms(at).date_naive());
    Ok(GuardFix { number, status, due, verified_on })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_states_in_the_query_are_those_that_let_something_pass() {
        let said = |state: &ControlState| CONTROLS.contains(&format!("'{state}'"));
        assert!(ControlState::ALL.iter().all(|state| said(state) == state.let_it_pass()));
    }
}
