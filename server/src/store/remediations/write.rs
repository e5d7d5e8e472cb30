//! Writing a remediation down, and rewriting it.

use app::domain::permission::Viewer;
use app::domain::reference::{EventRef, IncidentRef, RemediationRef};
use app::domain::remediation::{Remediation, RemediationStatus, WriteRemediation, link_key};
use app::domain::{Invalid, Refused};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde_json::json;
use uuid::Uuid;

use super::{read, serve, step, visible};
use crate::store::entity::remediations::{ActiveModel, Model};
use crate::store::entity::{
    events, remediation_controls as controls, remediation_factors as factors,
};
use crate::store::search::{self, Doc, DocKind};
use crate::store::{Error, Result, Tx, catalogue, incidents, new_id, seqs, users};

/// Writes a remediation down as proposed, for the incidents and the event that it names.
pub async fn write(tx: &Tx, viewer: &Viewer, command: &WriteRemediation) -> Result<Remediation> {
    let mut served = incidents::named(tx, viewer, "incidents", &command.incidents).await?;
    let event = match &command.event {
        Some(event) => Some(find_event(tx, viewer, event).await?),
        None => None,
    };
    if let Some((incident, _)) = event
        && !served.contains(&incident)
    {
        served.push(incident);
    }
    let number = tx.next_number("remediation").await?;
    let row = ActiveModel {
        id: Set(new_id()),
        number: Set(number),
        status: Set(RemediationStatus::Proposed.to_string()),
        created_at: Set(tx.now_ms()),
        created_by: Set(tx.actor()),
        version: Set(1),
        ..Default::default()
    };
    let stored = set(tx, row, command).await?.insert(tx).await?;
    set_targets(tx, &stored, command, &[], &[]).await?;
    for incident in served {
        let event = event.filter(|(of, _)| *of == incident).map(|(_, event)| event);
        serve::insert(tx, stored.id, incident, event, "").await?;
    }
    step::record(tx, stored.id, None, RemediationStatus::Proposed, "", json!({})).await?;
    index(tx, &stored).await?;
    log(tx, "remediation.write", &stored);
    tell_assigned(tx, (None, None), &stored);
    read::full(tx, viewer, stored).await
}

/// Rewrites a remediation; its status, and incidents that the viewer may not see, stay.
pub async fn edit(
    tx: &Tx,
    viewer: &Viewer,
    reference: &RemediationRef,
    command: &WriteRemediation,
    version: Option<i32>,
) -> Result<Remediation> {
    let before = visible::locked(tx, viewer, reference).await?;
    Error::check_version(version, before.version)?;
    let (id, next) = (before.id, before.version + 1);
    let had = (before.owner_id, before.verifier_id);
    let full = read::full(tx, viewer, before.clone()).await?;
    let mut row = set(tx, before.into_active_model(), command).await?;
    row.version = Set(next);
    let stored = row.update(tx).await?;
    let kept: Vec<String> = full.factors.iter().map(|target| target.code.clone()).collect();
    set_targets(tx, &stored, command, &kept, &full.controls).await?;
    let wanted = incidents::named(tx, viewer, "incidents", &command.incidents).await?;
    for gone in full.incidents.iter().filter(|served| !wanted.contains(&served.id)) {
        serve::remove(tx, id, gone.id).await?;
    }
    for incident in wanted {
        if !full.incidents.iter().any(|served| served.id == incident) {
            serve::insert(tx, id, incident, None, "").await?;
        }
    }
    index(tx, &stored).await?;
    log(tx, "remediation.edit", &stored);
    tell_assigned(tx, had, &stored);
    read::full(tx, viewer, stored).await
}

async fn set(tx: &Tx, mut row: ActiveModel, command: &WriteRemediation) -> Result<ActiveModel> {
    let owner = users::named(tx, "owner", command.owner.as_ref()).await?;
    let verifier = users::named(tx, "verifier", command.verifier.as_ref()).await?;
    if owner.is_some() && owner == verifier {
        return Err(Refused::new("owner-is-verifier", "Name somebody other than the owner.")
            .on("verifier")
            .into());
    }
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    row.title = Set(command.title.clone());
    row.description = Set(command.description.clone());
    row.kind = Set(command.kind.to_string());
    row.strength = Set(command.strength.map(|strength| strength.to_string()));
    row.owner_id = Set(owner.map(|person| person.id));
    row.verifier_id = Set(verifier.map(|person| person.id));
    row.due_on = Set(day(command.due));
    row.priority = Set(command.priority.to_string());
    row.tracker = Set(command.tracker.clone());
    row.tracker_key = Set(command.tracker.as_deref().map(link_key));
    row.measure_what = Set(command.measure.what.clone());
    row.measure_how = Set(command.measure.how.clone());
    row.measure_expected = Set(command.measure.expected.clone());
    row.measure_check_on = Set(day(command.measure.check_on));
    let watch = command.measure.watch_days.and_then(|days| i32::try_from(days).ok());
    row.watch_days = Set(watch);
    row.updated_at = Set(tx.now_ms());
    row.updated_by = Set(tx.actor());
    Ok(row)
}

async fn set_targets(
    tx: &Tx,
    row: &Model,
    command: &WriteRemediation,
    kept_factors: &[String],
    kept_controls: &[String],
) -> Result<()> {
    for target in &command.factors {
        let kept = kept_factors.contains(&target.code);
        catalogue::known_factor(tx, "factors", &target.code, kept).await?;
    }
    for code in &command.controls {
        catalogue::known_control(tx, "controls", code, kept_controls.contains(code)).await?;
    }
    let mine = factors::Column::RemediationId.eq(row.id);
    factors::Entity::delete_many().filter(mine).exec(tx).await?;
    let targets: Vec<factors::ActiveModel> = command
        .factors
        .iter()
        .map(|target| factors::ActiveModel {
            remediation_id: Set(row.id),
            code: Set(target.code.clone()),
            scope: Set(target.scope.clone()),
        })
        .collect();
    if !targets.is_empty() {
        factors::Entity::insert_many(targets).exec_without_returning(tx).await?;
    }
    let mine = controls::Column::RemediationId.eq(row.id);
    controls::Entity::delete_many().filter(mine).exec(tx).await?;
    let codes: Vec<controls::ActiveModel> = command
        .controls
        .iter()
        .map(|code| controls::ActiveModel { remediation_id: Set(row.id), code: Set(code.clone()) })
        .collect();
    if !codes.is_empty() {
        controls::Entity::insert_many(codes).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The incident and the event that a remediation is made from.
async fn find_event(tx: &Tx, viewer: &Viewer, event: &EventRef) -> Result<(Uuid, Uuid)> {
    let unknown = || Error::from(Invalid::one("event", format!("There is no {event}.")));
    match event {
        EventRef::Of(incident, seq) => {
            let found = incidents::find_brief(tx, viewer, incident).await?;
            let incident = found.ok_or_else(unknown)?.id;
            let ids = seqs::ids(tx, incident, "event", &[*seq]).await?;
            Ok((incident, ids.first().copied().ok_or_else(unknown)?))
        }
        EventRef::Id(id) => {
            let row = events::Entity::find_by_id(*id).one(tx).await?.ok_or_else(unknown)?;
            let incident = IncidentRef::Id(row.incident_id);
            let found = incidents::find_brief(tx, viewer, &incident).await?;
            Ok((found.ok_or_else(unknown)?.id, row.id))
        }
        EventRef::Seq(_) => Err(unknown()),
    }
}

async fn index(tx: &Tx, row: &Model) -> Result<()> {
    let doc = Doc {
        kind: DocKind::Remediation,
        ref_id: row.id,
        incident_id: None,
        label: format!("REM-{}", row.number),
        title: row.title.clone(),
        body: [&row.description, &row.measure_what, &row.measure_how, &row.measure_expected]
            .map(String::as_str)
            .join("\n"),
    };
    search::index(tx, doc).await
}

pub(super) fn log(tx: &Tx, action: &str, row: &Model) {
    let number = format!("REM-{}", row.number);
    let detail = json!({ "id": row.id, "status": row.status });
    tx.audit(action, ("remediation", &number), None, detail);
    tx.outbox("remediation.changed", None, json!({ "number": number, "id": row.id }));
}

/// Tells who has become owner or verifier; `had` is who it was before.
pub(super) fn tell_assigned(tx: &Tx, had: (Option<Uuid>, Option<Uuid>), row: &Model) {
    let parts = [("owner", had.0, row.owner_id), ("verifier", had.1, row.verifier_id)];
    for (part, before, now) in parts {
        let Some(to) = now.filter(|_| now != before) else { continue };
        let number = format!("REM-{}", row.number);
        let news = json!({ "number": number, "id": row.id, "to": to, "part": part });
        tx.outbox("remediation.assigned", None, news);
    }
}
