//! Severities, as a history that is only ever added to.

use std::collections::HashMap;

use app::domain::Vocabulary;
use app::domain::incident::Incident;
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::severity::{ChangeSeverity, Dimension, Severity, SeverityChange, on_scale};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{edit, read, visible};
use crate::store::columns::{rank, severity, word};
use crate::store::entity::incidents;
use crate::store::entity::severity_changes::{ActiveModel, Column, Entity};
use crate::store::memo::{Key, remember};
use crate::store::{Error, Read, Result, Tx, new_id, severities, time::from_ms};

/// Changes one of the severities, with its rationale.
///
/// The same severity with another rationale is a change too: the reason is what readers cite.
pub async fn change(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    command: &ChangeSeverity,
    version: Option<i32>,
) -> Result<Incident> {
    let row = visible::get_row(tx, viewer, reference).await?;
    tx.lock_incident(row.id).await?;
    let row = visible::get_row(tx, viewer, reference).await?;
    Error::check_version(version, row.version)?;
    if let Some(to) = command.to {
        on_scale("to", to, &severities::scale(tx).await?)?;
    }
    let (column, from) = match command.dimension {
        Dimension::Realised => (incidents::Column::SeverityRank, row.severity_rank),
        Dimension::Potential => (incidents::Column::PotentialRank, row.potential_rank),
    };
    let (from, to) = (severity(from), command.to);
    record(tx, row.id, command.dimension, from, to, &command.rationale).await?;
    incidents::Entity::update_many()
        .col_expr(column, Expr::value(rank(to)))
        .filter(incidents::Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    edit::touch(tx, row.id).await?;
    let number = super::brief::number(row.number);
    let detail =
        json!({ "number": number, "dimension": command.dimension, "from": from, "to": to });
    tx.audit("incident.change_severity", ("incident", number), Some(row.id), detail.clone());
    tx.outbox("incident.severity_changed", Some(row.id), detail);
    read::get(tx, viewer, reference).await
}

/// Adds an entry to the history.
pub(super) async fn record(
    tx: &Tx,
    incident: Uuid,
    dimension: Dimension,
    from: Option<Severity>,
    to: Option<Severity>,
    rationale: &str,
) -> Result<()> {
    let row = ActiveModel {
        id: Set(new_id()),
        incident_id: Set(incident),
        dimension: Set(dimension.as_str().to_owned()),
        from_rank: Set(rank(from)),
        to_rank: Set(rank(to)),
        rationale: Set(rationale.to_owned()),
        changed_at: Set(tx.now_ms()),
        changed_by: Set(tx.actor()),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// All changes of an incident the viewer may see, oldest first.
pub async fn history(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
) -> Result<Vec<SeverityChange>> {
    remember(db, Key::seen_by("severity history", viewer).by(reference), async {
        let incident = super::brief(db, viewer, reference).await?;
        let find = Entity::find().filter(Column::IncidentId.eq(incident.id));
        let rows = find.order_by_asc(Column::ChangedAt).order_by_asc(Column::Id).all(db).await?;
        let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.changed_by).collect();
        let names = read::names(db, &ids).await?;
        let change = |row: super::super::entity::severity_changes::Model| {
            Ok(SeverityChange {
                id: row.id,
                dimension: word(&row.dimension)?,
                from: severity(row.from_rank),
                to: severity(row.to_rank),
                rationale: row.rationale,
                changed_by: read::name_of(&names, row.changed_by),
                changed_at: from_ms(row.changed_at),
            })
        };
        rows.into_iter().map(change).collect()
    })
    .await
}

/// The rationale of the last change of each dimension.
pub(super) async fn rationales(
    db: &impl Read,
    incident: Uuid,
) -> Result<HashMap<Dimension, String>> {
    use sea_orm::QuerySelect;
    let find = Entity::find()
        .select_only()
        .columns([Column::Dimension, Column::Rationale])
        .filter(Column::IncidentId.eq(incident))
        .order_by_asc(Column::ChangedAt)
        .order_by_asc(Column::Id);
    let rows: Vec<(String, String)> = find.into_tuple().all(db).await?;
    rows.into_iter().map(|(dimension, why)| Ok((word(&dimension)?, why))).collect()
}
