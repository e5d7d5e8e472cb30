//! The exposure ledger of an incident.

use app::domain::Vocabulary;
use app::domain::exposure::{Exposure, ExposureFields};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use serde_json::json;
use uuid::Uuid;

use crate::store::columns::{moment, moment_columns, word};
use crate::store::entity::exposures::{ActiveModel, Column, Entity, Model};
use crate::store::memo::{Key, remember};
use crate::store::{Error, Read, Result, Tx, new_id};

/// The rows of an incident the viewer may see, in the order they were written.
pub async fn list(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
) -> Result<Vec<Exposure>> {
    let incident = super::brief(db, viewer, reference).await?;
    of(db, incident.id).await
}

/// The rows of an incident that the caller has already looked up.
pub async fn of(db: &impl Read, incident: Uuid) -> Result<Vec<Exposure>> {
    remember(db, Key::shared("exposures").of(incident), async {
        let find = Entity::find()
            .filter(Column::IncidentId.eq(incident))
            .filter(Column::RetractedAt.is_null());
        let rows = find.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(db).await?;
        rows.into_iter().map(Exposure::try_from).collect()
    })
    .await
}

/// One row of an incident the viewer may see.
pub async fn get(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
) -> Result<Exposure> {
    row(db, viewer, reference, id).await?.try_into()
}

async fn row(db: &impl Read, viewer: &Viewer, reference: &IncidentRef, id: Uuid) -> Result<Model> {
    let incident = super::brief(db, viewer, reference).await?;
    let find = Entity::find_by_id(id)
        .filter(Column::IncidentId.eq(incident.id))
        .filter(Column::RetractedAt.is_null());
    find.one(db).await?.ok_or(Error::NotFound)
}

/// Writes a row.
pub async fn add(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    fields: &ExposureFields,
) -> Result<Exposure> {
    let incident = super::brief(tx, viewer, reference).await?;
    let row = ActiveModel {
        id: Set(new_id()),
        incident_id: Set(incident.id),
        created_at: Set(tx.now_ms()),
        created_by: Set(tx.actor()),
        retracted_at: NotSet,
        retracted_by: NotSet,
        retracted_reason: NotSet,
        version: Set(1),
        ..Default::default()
    };
    let stored = set(tx, row, fields).insert(tx).await?;
    log(tx, "exposure.add", &stored);
    stored.try_into()
}

/// Writes what is said from now on; `version` is the one that was read.
pub async fn edit(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
    fields: &ExposureFields,
    version: Option<i32>,
) -> Result<Exposure> {
    let row = row(tx, viewer, reference, id).await?;
    tx.lock_incident(row.incident_id).await?;
    Error::check_version(version, row.version)?;
    let next = row.version + 1;
    let mut changed = set(tx, row.into_active_model(), fields);
    changed.version = Set(next);
    let stored = changed.update(tx).await?;
    log(tx, "exposure.edit", &stored);
    stored.try_into()
}

/// Takes a row off the ledger; the record keeps it, with the reason.
pub async fn retract(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
    reason: &str,
) -> Result<()> {
    let row = row(tx, viewer, reference, id).await?;
    crate::store::may_retract(viewer, row.created_by)?;
    let mut gone = row.into_active_model();
    gone.retracted_at = Set(Some(tx.now_ms()));
    gone.retracted_by = Set(tx.actor());
    gone.retracted_reason = Set(Some(reason.to_owned()));
    let stored = gone.update(tx).await?;
    log(tx, "exposure.retract", &stored);
    Ok(())
}

fn log(tx: &Tx, action: &str, row: &Model) {
    tx.audit(action, ("exposure", row.id), Some(row.incident_id), json!({}));
    tx.outbox("incident.changed", Some(row.incident_id), json!({ "exposure": row.id }));
}

fn set(tx: &Tx, mut row: ActiveModel, fields: &ExposureFields) -> ActiveModel {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let start = moment_columns(fields.window_start.as_ref());
    let end = moment_columns(fields.window_end.as_ref());
    row.data_class = Set(fields.data_class.clone());
    row.population = Set(text(&fields.population));
    row.population_count = Set(fields.population_count);
    row.unauthorised_audience = Set(text(&fields.unauthorised_audience));
    (row.window_start_at, row.window_start_precision, row.window_start_zone) =
        (Set(start.0), Set(start.1), Set(start.2));
    (row.window_end_at, row.window_end_precision, row.window_end_zone) =
        (Set(end.0), Set(end.1), Set(end.2));
    row.access_possible = Set(fields.access_possible.as_str().to_owned());
    row.access_confirmed = Set(fields.access_confirmed.as_str().to_owned());
    row.left_organisation = Set(fields.left_organisation.as_str().to_owned());
    row.reversible = Set(fields.reversible.as_str().to_owned());
    row.note = Set(fields.notes.clone());
    row.updated_at = Set(tx.now_ms());
    row
}

impl TryFrom<Model> for Exposure {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self> {
        let text = |text: String| Some(text).filter(|text| !text.is_empty());
        let start = (row.window_start_at, row.window_start_precision, row.window_start_zone);
        let end = (row.window_end_at, row.window_end_precision, row.window_end_zone);
        let fields = ExposureFields {
            data_class: row.data_class,
            population: text(row.population),
            population_count: row.population_count,
            unauthorised_audience: text(row.unauthorised_audience),
            window_start: moment(start)?,
            window_end: moment(end)?,
            access_possible: word(&row.access_possible)?,
            access_confirmed: word(&row.access_confirmed)?,
            left_organisation: word(&row.left_organisation)?,
            reversible: word(&row.reversible)?,
            notes: row.note,
        };
        Ok(Self { id: row.id, fields, version: row.version })
    }
}
