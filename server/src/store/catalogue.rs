//! The catalogues of factors and controls: an administrator extends and retires them, and nobody
//! deletes from them.

use std::collections::HashMap;
use std::sync::Arc;

use app::domain::Invalid;
use app::domain::catalogue::CatalogueNames;
use app::domain::control::{Control, DefineControl};
use app::domain::factor::{DefineFactor, FactorKind};
use app::domain::permission::Viewer;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use serde_json::json;

use super::columns::word;
use super::entity::{controls, factors, incident_controls, incident_factors};
use super::incidents::visible_ids;
use super::memo::{Key, remember};
use super::{Error, Read, Result, Tx};

/// The factors, in the order of their groups, the retired ones among them.
pub async fn factors(db: &impl Read) -> Result<Vec<FactorKind>> {
    remember(db, Key::shared("factor kinds"), async {
        let rows = factors::Entity::find().order_by_asc(factors::Column::Position).all(db).await?;
        let mut list: Vec<FactorKind> = rows.into_iter().map(factor).collect::<Result<_>>()?;
        list.sort_by_key(|kind| kind.group);
        Ok(list)
    })
    .await
}

/// The controls, strongest first, the retired ones among them.
pub async fn controls(db: &impl Read) -> Result<Vec<Control>> {
    remember(db, Key::shared("control kinds"), async {
        let rows =
            controls::Entity::find().order_by_asc(controls::Column::Position).all(db).await?;
        let mut list: Vec<Control> = rows.into_iter().map(control).collect::<Result<_>>()?;
        list.sort_by_key(|kind| kind.strength);
        Ok(list)
    })
    .await
}

/// What the factors and controls are called, for pages that show records which name them.
pub async fn names(db: &impl Read) -> Result<Arc<CatalogueNames>> {
    remember(db, Key::shared("catalogue names"), async {
        let of_factors = factors::Entity::find().select_only();
        let of_factors = of_factors.columns([factors::Column::Code, factors::Column::Name]);
        let of_controls = controls::Entity::find().select_only();
        let of_controls = of_controls.columns([controls::Column::Code, controls::Column::Name]);
        let (factors, controls): (Vec<(String, String)>, Vec<(String, String)>) =
            tokio::try_join!(of_factors.into_tuple().all(db), of_controls.into_tuple().all(db))?;
        Ok(Arc::new(CatalogueNames::new(factors, controls)))
    })
    .await
}

/// The factor with this code, or [`Error::NotFound`].
pub async fn get_factor(db: &impl Read, code: &str) -> Result<FactorKind> {
    let row = factors::Entity::find_by_id(code.to_owned()).one(db).await?;
    factor(row.ok_or(Error::NotFound)?)
}

/// The control with this code, or [`Error::NotFound`].
pub async fn get_control(db: &impl Read, code: &str) -> Result<Control> {
    let row = controls::Entity::find_by_id(code.to_owned()).one(db).await?;
    control(row.ok_or(Error::NotFound)?)
}

/// Adds a factor; [`Conflict::Exists`](super::Conflict::Exists) when its code is taken.
pub async fn define_factor(tx: &Tx, command: &DefineFactor) -> Result<FactorKind> {
    let last = factors::Entity::find()
        .select_only()
        .column_as(Expr::col(factors::Column::Position).max(), "last");
    let last: Option<Option<i32>> = last.into_tuple().one(tx).await?;
    let row = factors::ActiveModel {
        code: Set(command.code.clone()),
        category: Set(command.group.to_string()),
        name: Set(command.name.clone()),
        definition: Set(command.definition.clone()),
        position: Set(last.flatten().unwrap_or_default() + 1),
        built_in: Set(false),
        retired_at: Set(command.retired.then(|| tx.now_ms())),
        version: Set(1),
    };
    factors::Entity::insert(row).exec_without_returning(tx).await?;
    tx.audit("factor.define", ("factor", &command.code), None, json!({ "name": command.name }));
    get_factor(tx, &command.code).await
}

/// Rewrites a factor of the catalogue; its code stays.
pub async fn redefine_factor(
    tx: &Tx,
    code: &str,
    command: &DefineFactor,
    version: Option<i32>,
) -> Result<FactorKind> {
    same_code(code, &command.code)?;
    let find = factors::Entity::find_by_id(code.to_owned()).lock_exclusive();
    let before = find.one(tx).await?.ok_or(Error::NotFound)?;
    Error::check_version(version, before.version)?;
    let (next, retired_at) = (before.version + 1, before.retired_at);
    let mut row = before.into_active_model();
    row.category = Set(command.group.to_string());
    row.name = Set(command.name.clone());
    row.definition = Set(command.definition.clone());
    row.retired_at = Set(command.retired.then(|| retired_at.unwrap_or_else(|| tx.now_ms())));
    row.version = Set(next);
    let row = row.update(tx).await?;
    let detail = json!({ "name": command.name, "retired": command.retired });
    tx.audit("factor.redefine", ("factor", code), None, detail);
    factor(row)
}

/// Adds a control; [`Conflict::Exists`](super::Conflict::Exists) when its code is taken.
pub async fn define_control(tx: &Tx, command: &DefineControl) -> Result<Control> {
    let last = controls::Entity::find()
        .select_only()
        .column_as(Expr::col(controls::Column::Position).max(), "last");
    let last: Option<Option<i32>> = last.into_tuple().one(tx).await?;
    let row = controls::ActiveModel {
        code: Set(command.code.clone()),
        strength: Set(command.strength.to_string()),
        name: Set(command.name.clone()),
        definition: Set(command.definition.clone()),
        position: Set(last.flatten().unwrap_or_default() + 1),
        built_in: Set(false),
        retired_at: Set(command.retired.then(|| tx.now_ms())),
        version: Set(1),
    };
    controls::Entity::insert(row).exec_without_returning(tx).await?;
    tx.audit("control.define", ("control", &command.code), None, json!({ "name": command.name }));
    get_control(tx, &command.code).await
}

/// Rewrites a control of the catalogue; its code stays.
pub async fn redefine_control(
    tx: &Tx,
    code: &str,
    command: &DefineControl,
    version: Option<i32>,
) -> Result<Control> {
    same_code(code, &command.code)?;
    let find = controls::Entity::find_by_id(code.to_owned()).lock_exclusive();
    let before = find.one(tx).await?.ok_or(Error::NotFound)?;
    Error::check_version(version, before.version)?;
    let (next, retired_at) = (before.version + 1, before.retired_at);
    let mut row = before.into_active_model();
    row.strength = Set(command.strength.to_string());
    row.name = Set(command.name.clone());
    row.definition = Set(command.definition.clone());
    row.retired_at = Set(command.retired.then(|| retired_at.unwrap_or_else(|| tx.now_ms())));
    row.version = Set(next);
    let row = row.update(tx).await?;
    let detail = json!({ "name": command.name, "retired": command.retired });
    tx.audit("control.redefine", ("control", code), None, detail);
    control(row)
}

/// In how many incidents that the viewer may see each factor was named, by code.
pub async fn factor_counts(db: &impl Read, viewer: &Viewer) -> Result<HashMap<String, u64>> {
    use incident_factors::{Column, Entity};
    let find = Entity::find()
        .select_only()
        .column(Column::Code)
        .column_as(Expr::col(Column::IncidentId).count_distinct(), "incidents")
        .filter(Column::RetractedAt.is_null())
        .filter(Column::IncidentId.in_subquery(visible_ids(viewer)))
        .group_by(Column::Code);
    let rows: Vec<(String, i64)> = find.into_tuple().all(db).await?;
    Ok(counted(rows))
}

/// In how many incidents that the viewer may see each control mattered, by code.
pub async fn control_counts(db: &impl Read, viewer: &Viewer) -> Result<HashMap<String, u64>> {
    use incident_controls::{Column, Entity};
    let find = Entity::find()
        .select_only()
        .column(Column::Code)
        .column_as(Expr::col(Column::IncidentId).count_distinct(), "incidents")
        .filter(Column::RetractedAt.is_null())
        .filter(Column::IncidentId.in_subquery(visible_ids(viewer)))
        .group_by(Column::Code);
    let rows: Vec<(String, i64)> = find.into_tuple().all(db).await?;
    Ok(counted(rows))
}

/// The factor that a record may name: known, and offered unless it is `kept` from before.
pub(super) async fn known_factor(
    tx: &Tx,
    field: &str,
    code: &str,
    kept: bool,
) -> Result<FactorKind> {
    let row = factors::Entity::find_by_id(code.to_owned()).one(tx).await?;
    match row {
        Some(row) if row.retired_at.is_some() && !kept => Err(retired(field, &row.name)),
        Some(row) => factor(row),
        None => {
            Err(Invalid::one(field, format!("“{code}” is not in the catalogue of factors.")).into())
        }
    }
}

/// The control that a record may name: known, and offered unless it is `kept` from before.
pub(super) async fn known_control(tx: &Tx, field: &str, code: &str, kept: bool) -> Result<Control> {
    let row = controls::Entity::find_by_id(code.to_owned()).one(tx).await?;
    match row {
        Some(row) if row.retired_at.is_some() && !kept => Err(retired(field, &row.name)),
        Some(row) => control(row),
        None => {
            Err(Invalid::one(field, format!("“{code}” is not in the catalogue of controls."))
                .into())
        }
    }
}

fn retired(field: &str, name: &str) -> Error {
    Invalid::one(field, format!("“{name}” is retired and no longer offered.")).into()
}

fn same_code(code: &str, named: &str) -> Result<()> {
    if code == named {
        return Ok(());
    }
    Err(Invalid::one("code", "A code never changes, as records name it. Add another.").into())
}

fn counted(rows: Vec<(String, i64)>) -> HashMap<String, u64> {
    rows.into_iter().map(|(code, n)| (code, u64::try_from(n).unwrap_or_default())).collect()
}

fn factor(row: factors::Model) -> Result<FactorKind> {
    Ok(FactorKind {
        group: word(&row.category)?,
        code: row.code,
        name: row.name,
        definition: row.definition,
        retired: row.retired_at.is_some(),
        version: row.version,
    })
}

fn control(row: controls::Model) -> Result<Control> {
    Ok(Control {
        strength: word(&row.strength)?,
        code: row.code,
        name: row.name,
        definition: row.definition,
        retired: row.retired_at.is_some(),
        version: row.version,
    })
}
