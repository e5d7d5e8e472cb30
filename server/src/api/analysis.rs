//! Why it could happen: the factors, controls and relations of an incident.

use app::domain::control::{ControlState, IncidentControl, RawControl, RecordControl, Strength};
use app::domain::factor::{Factor, FactorGroup, FactorRole, NameFactor, RawFactor};
use app::domain::permission::Viewer;
use app::domain::recurrence::{RawRelation, RelateIncident, Relation, RelationKind};
use app::domain::reference::{EventRef, IncidentRef};
use app::domain::timeline::Confidence;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::openapi::words;
use super::people::NamedUser;
use super::problem::Problem;
use super::respond::{List, created, current, if_match, patched, stale};
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{self, Path, Query};
use crate::state::AppState;
use crate::store::{self, controls, factors, incidents, relations};

type Reader = Require<right::ViewIncidents>;
type Writer = Require<right::WriteAnalysis>;

/// Why something is taken back.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
pub struct Retraction {
    /// The reason, for the record.
    pub reason: String,
}

async fn location(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    part: &str,
    id: Uuid,
) -> Result<String> {
    let number = incidents::brief(&state.db, viewer, reference).await?.number;
    Ok(format!("/api/v1/incidents/{number}/{part}/{id}"))
}

/// Event numbers as the domain reads them.
fn seqs(events: Vec<i32>) -> Vec<String> {
    events.into_iter().map(|seq| EventRef::Seq(seq).to_string()).collect()
}

/// A contributing factor; only its code is required.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FactorIn {
    /// The catalogue's word.
    #[schema(example = "exceeded_authority")]
    pub code: String,
    /// The service, agent or surface it was seen at.
    pub scope: Option<String>,
    /// What it did; `enabling` when left out.
    #[schema(schema_with = words::<FactorRole>)]
    pub role: Option<String>,
    /// Whether it is known to have contributed; `true` when left out.
    pub known: Option<bool>,
    /// How sure that is; `reported` when left out.
    #[schema(schema_with = words::<Confidence>)]
    pub confidence: Option<String>,
    /// What is known about it, in Markdown.
    pub note: Option<String>,
    /// The events that show it, by number.
    pub events: Vec<i32>,
    /// The code of the control it concerns.
    pub control: Option<String>,
}

impl From<FactorIn> for RawFactor {
    fn from(body: FactorIn) -> Self {
        let text = Option::unwrap_or_default;
        Self {
            code: body.code,
            scope: text(body.scope),
            role: text(body.role),
            known: body.known.map(|known| known.to_string()).unwrap_or_default(),
            confidence: text(body.confidence),
            note: text(body.note),
            events: seqs(body.events),
            control: text(body.control),
        }
    }
}

impl From<Factor> for FactorIn {
    fn from(factor: Factor) -> Self {
        Self {
            code: factor.code,
            scope: Some(factor.scope),
            role: Some(factor.role.to_string()),
            known: Some(factor.known),
            confidence: Some(factor.confidence.to_string()),
            note: Some(factor.note),
            events: factor.events,
            control: factor.control,
        }
    }
}

/// A contributing factor of an incident.
#[derive(Debug, Serialize, ToSchema)]
pub struct FactorOut {
    /// Id.
    pub id: Uuid,
    /// The catalogue's word.
    pub code: String,
    /// The catalogue's name for people.
    pub name: String,
    /// Where it lies.
    #[schema(schema_with = words::<FactorGroup>)]
    pub group: FactorGroup,
    /// The service, agent or surface it was seen at.
    pub scope: String,
    /// What it did.
    #[schema(schema_with = words::<FactorRole>)]
    pub role: FactorRole,
    /// Whether it is known to have contributed.
    pub known: bool,
    /// How sure that is.
    #[schema(schema_with = words::<Confidence>)]
    pub confidence: Confidence,
    /// What is known about it.
    pub note: String,
    /// The events that show it, by number.
    pub events: Vec<i32>,
    /// The code of the control it concerns.
    pub control: Option<String>,
    /// The version, also in `ETag`.
    pub version: i32,
}

impl From<Factor> for FactorOut {
    fn from(factor: Factor) -> Self {
        Self {
            id: factor.id,
            code: factor.code,
            name: factor.name,
            group: factor.group,
            scope: factor.scope,
            role: factor.role,
            known: factor.known,
            confidence: factor.confidence,
            note: factor.note,
            events: factor.events,
            control: factor.control,
            version: factor.version,
        }
    }
}

/// What a control did when it mattered.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ControlIn {
    /// The control's code.
    #[schema(example = "approval_gate")]
    pub control: String,
    /// What it did.
    #[schema(schema_with = words::<ControlState>)]
    pub state: String,
    /// What is known about it, in Markdown.
    pub note: Option<String>,
    /// The events that show it, by number.
    pub events: Vec<i32>,
}

impl From<ControlIn> for RawControl {
    fn from(body: ControlIn) -> Self {
        let ControlIn { control, state, note, events } = body;
        Self { control, state, note: note.unwrap_or_default(), events: seqs(events) }
    }
}

impl From<IncidentControl> for ControlIn {
    fn from(row: IncidentControl) -> Self {
        let state = row.state.to_string();
        Self { control: row.control, state, note: Some(row.note), events: row.events }
    }
}

/// The state of a control in an incident.
#[derive(Debug, Serialize, ToSchema)]
pub struct ControlOut {
    /// Id.
    pub id: Uuid,
    /// The control's code.
    pub control: String,
    /// Its name for people.
    pub name: String,
    /// How well this kind of control holds by default.
    #[schema(schema_with = words::<Strength>)]
    pub strength: Strength,
    /// What it did.
    #[schema(schema_with = words::<ControlState>)]
    pub state: ControlState,
    /// What is known about it.
    pub note: String,
    /// The events that show it, by number.
    pub events: Vec<i32>,
    /// The version, also in `ETag`.
    pub version: i32,
}

impl From<IncidentControl> for ControlOut {
    fn from(row: IncidentControl) -> Self {
        let IncidentControl { id, control, name, strength, state, note, events, version } = row;
        Self { id, control, name, strength, state, note, events, version }
    }
}

/// How an incident stands to another one.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RelationIn {
    /// How they stand to each other.
    #[schema(schema_with = words::<RelationKind>)]
    pub kind: String,
    /// The other, earlier incident.
    #[schema(example = "INC-1")]
    pub to: String,
    /// The remediation, for `caused_by_remediation_of`.
    pub remediation: Option<String>,
    /// Why.
    pub rationale: Option<String>,
}

impl From<RelationIn> for RawRelation {
    fn from(body: RelationIn) -> Self {
        let text = Option::unwrap_or_default;
        let RelationIn { kind, to, remediation, rationale } = body;
        Self { kind, to, remediation: text(remediation), rationale: text(rationale) }
    }
}

impl From<Relation> for RelationIn {
    fn from(relation: Relation) -> Self {
        Self {
            kind: relation.kind.to_string(),
            to: format!("INC-{}", relation.other.number),
            remediation: relation.remediation.map(|number| format!("REM-{number}")),
            rationale: Some(relation.rationale),
        }
    }
}

/// A relation, as seen from one incident.
#[derive(Debug, Serialize, ToSchema)]
pub struct RelationOut {
    /// Id.
    pub id: Uuid,
    /// How they stand to each other.
    #[schema(schema_with = words::<RelationKind>)]
    pub kind: RelationKind,
    /// How it reads from this side.
    pub label: String,
    /// Whether it goes out from this incident.
    pub outgoing: bool,
    /// The other incident.
    #[schema(example = "INC-1")]
    pub to: String,
    /// The other incident's title.
    pub to_title: String,
    /// The remediation, for `caused_by_remediation_of`.
    pub remediation: Option<String>,
    /// Why.
    pub rationale: String,
    /// Who said so.
    pub recorded_by: Option<NamedUser>,
    /// When it was said.
    pub recorded_at: DateTime<Utc>,
    /// The version, also in `ETag`.
    pub version: i32,
}

impl From<Relation> for RelationOut {
    fn from(relation: Relation) -> Self {
        Self {
            id: relation.id,
            kind: relation.kind,
            label: relation.label().to_owned(),
            outgoing: relation.outgoing,
            to: format!("INC-{}", relation.other.number),
            to_title: relation.other.title,
            remediation: relation.remediation.map(|number| format!("REM-{number}")),
            rationale: relation.rationale,
            recorded_by: relation.recorded_by.map(Into::into),
            recorded_at: relation.recorded_at,
            version: relation.version,
        }
    }
}

/// List the factors of an incident
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/factors", tag = "Analysis",
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 200, body = List<FactorOut>), (status = 404, body = Problem)))]
pub async fn list_factors(
    State(state): State<AppState>,
    who: Reader,
    Path(reference): Path<IncidentRef>,
) -> Result<Json<List<FactorOut>>> {
    let rows = factors::list(&state.db, &who.viewer, &reference).await?;
    Ok(Json(List { items: rows.into_iter().map(Into::into).collect(), next: None }))
}

/// Name a contributing factor of an incident
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/factors", tag = "Analysis",
    request_body = FactorIn,
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 201, body = FactorOut), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add_factor(
    State(state): State<AppState>,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    extract::Json(body): extract::Json<FactorIn>,
) -> Result<Response> {
    let command = NameFactor::parse(body.into())?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let row = store::write(&state.db, by, async |tx| {
        factors::add(&tx, viewer, &reference, &command).await
    })
    .await?;
    let at = location(&state, viewer, &reference, "factors", row.id).await?;
    Ok(created(&at, row.version, FactorOut::from(row)))
}

/// Read a factor of an incident
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/factors/{id}", tag = "Analysis",
    params(("incident" = String, Path, description = "`INC-42` or the id"),
        ("id" = Uuid, Path, description = "The record's id")),
    responses((status = 200, body = FactorOut), (status = 404, body = Problem)))]
pub async fn factor(
    State(state): State<AppState>,
    who: Reader,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    let row = factors::get(&state.db, &who.viewer, &reference, id).await?;
    Ok(current(row.version, FactorOut::from(row)))
}

/// Change a factor of an incident
#[utoipa::path(patch, path = "/api/v1/incidents/{incident}/factors/{id}", tag = "Analysis",
    request_body = FactorIn,
    params(("incident" = String, Path, description = "`INC-42` or the id"),
        ("id" = Uuid, Path, description = "The record's id")),
    responses((status = 200, body = FactorOut), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn change_factor(
    State(state): State<AppState>,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    headers: HeaderMap,
    extract::Json(patch): extract::Json<Value>,
) -> Result<Response> {
    let before = factors::get(&state.db, &who.viewer, &reference, id).await?;
    let version = if_match(&headers)?.or(Some(before.version));
    let body: FactorIn = patched(&FactorIn::from(before), patch)?;
    let command = NameFactor::parse(body.into())?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let written = store::write(&state.db, by, async |tx| {
        factors::edit(&tx, viewer, &reference, id, &command, version).await
    })
    .await;
    match written {
        Ok(row) => Ok(current(row.version, FactorOut::from(row))),
        Err(error) if error.is_stale() => {
            let now = factors::get(&state.db, viewer, &reference, id).await?;
            Err(stale(&FactorOut::from(now)))
        }
        Err(error) => Err(error.into()),
    }
}

/// Retract a factor of an incident
#[utoipa::path(delete, path = "/api/v1/incidents/{incident}/factors/{id}", tag = "Analysis",
    params(("incident" = String, Path, description = "`INC-42` or the id"),
        ("id" = Uuid, Path, description = "The record's id"), Retraction),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn retract_factor(
    State(state): State<AppState>,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    Query(Retraction { reason }): Query<Retraction>,
) -> Result<StatusCode> {
    let (viewer, by) = (&who.viewer, who.by(&state));
    store::write(&state.db, by, async |tx| {
        factors::retract(&tx, viewer, &reference, id, &reason).await
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List the controls of an incident
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/controls", tag = "Analysis",
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 200, body = List<ControlOut>), (status = 404, body = Problem)))]
pub async fn list_controls(
    State(state): State<AppState>,
    who: Reader,
    Path(reference): Path<IncidentRef>,
) -> Result<Json<List<ControlOut>>> {
    let rows = controls::list(&state.db, &who.viewer, &reference).await?;
    Ok(Json(List { items: rows.into_iter().map(Into::into).collect(), next: None }))
}

/// Record what a control did in an incident
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/controls", tag = "Analysis",
    request_body = ControlIn,
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 201, body = ControlOut), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add_control(
    State(state): State<AppState>,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    extract::Json(body): extract::Json<ControlIn>,
) -> Result<Response> {
    let command = RecordControl::parse(body.into())?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let row = store::write(&state.db, by, async |tx| {
        controls::add(&tx, viewer, &reference, &command).await
    })
    .await?;
    let at = location(&state, viewer, &reference, "controls", row.id).await?;
    Ok(created(&at, row.version, ControlOut::from(row)))
}

/// Read a control of an incident
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/controls/{id}", tag = "Analysis",
    params(("incident" = String, Path, description = "`INC-42` or the id"),
        ("id" = Uuid, Path, description = "The record's id")),
    responses((status = 200, body = ControlOut), (status = 404, body = Problem)))]
pub async fn control(
    State(state): State<AppState>,
    who: Reader,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    let row = controls::get(&state.db, &who.viewer, &reference, id).await?;
    Ok(current(row.version, ControlOut::from(row)))
}

/// Change a control of an incident
#[utoipa::path(patch, path = "/api/v1/incidents/{incident}/controls/{id}", tag = "Analysis",
    request_body = ControlIn,
    params(("incident" = String, Path, description = "`INC-42` or the id"),
        ("id" = Uuid, Path, description = "The record's id")),
    responses((status = 200, body = ControlOut), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn change_control(
    State(state): State<AppState>,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    headers: HeaderMap,
    extract::Json(patch): extract::Json<Value>,
) -> Result<Response> {
    let before = controls::get(&state.db, &who.viewer, &reference, id).await?;
    let version = if_match(&headers)?.or(Some(before.version));
    let body: ControlIn = patched(&ControlIn::from(before), patch)?;
    let command = RecordControl::parse(body.into())?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let written = store::write(&state.db, by, async |tx| {
        controls::edit(&tx, viewer, &reference, id, &command, version).await
    })
    .await;
    match written {
        Ok(row) => Ok(current(row.version, ControlOut::from(row))),
        Err(error) if error.is_stale() => {
            let now = controls::get(&state.db, viewer, &reference, id).await?;
            Err(stale(&ControlOut::from(now)))
        }
        Err(error) => Err(error.into()),
    }
}

/// Retract a control of an incident
#[utoipa::path(delete, path = "/api/v1/incidents/{incident}/controls/{id}", tag = "Analysis",
    params(("incident" = String, Path, description = "`INC-42` or the id"),
        ("id" = Uuid, Path, description = "The record's id"), Retraction),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn retract_control(
    State(state): State<AppState>,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    Query(Retraction { reason }): Query<Retraction>,
) -> Result<StatusCode> {
    let (viewer, by) = (&who.viewer, who.by(&state));
    store::write(&state.db, by, async |tx| {
        controls::retract(&tx, viewer, &reference, id, &reason).await
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List the relations of an incident
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/relations", tag = "Analysis",
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 200, body = List<RelationOut>), (status = 404, body = Problem)))]
pub async fn list_relations(
    State(state): State<AppState>,
    who: Reader,
    Path(reference): Path<IncidentRef>,
) -> Result<Json<List<RelationOut>>> {
    let rows = relations::list(&state.db, &who.viewer, &reference).await?;
    Ok(Json(List { items: rows.into_iter().map(Into::into).collect(), next: None }))
}

/// Relate an incident to another one
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/relations", tag = "Analysis",
    request_body = RelationIn,
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 201, body = RelationOut), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add_relation(
    State(state): State<AppState>,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    extract::Json(body): extract::Json<RelationIn>,
) -> Result<Response> {
    let command = RelateIncident::parse(body.into())?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let row = store::write(&state.db, by, async |tx| {
        relations::add(&tx, viewer, &reference, &command).await
    })
    .await?;
    let at = location(&state, viewer, &reference, "relations", row.id).await?;
    Ok(created(&at, row.version, RelationOut::from(row)))
}

/// Read a relation of an incident
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/relations/{id}", tag = "Analysis",
    params(("incident" = String, Path, description = "`INC-42` or the id"),
        ("id" = Uuid, Path, description = "The record's id")),
    responses((status = 200, body = RelationOut), (status = 404, body = Problem)))]
pub async fn relation(
    State(state): State<AppState>,
    who: Reader,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    let row = relations::get(&state.db, &who.viewer, &reference, id).await?;
    Ok(current(row.version, RelationOut::from(row)))
}

/// Change a relation of an incident
#[utoipa::path(patch, path = "/api/v1/incidents/{incident}/relations/{id}", tag = "Analysis",
    request_body = RelationIn,
    params(("incident" = String, Path, description = "`INC-42` or the id"),
        ("id" = Uuid, Path, description = "The record's id")),
    responses((status = 200, body = RelationOut), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn change_relation(
    State(state): State<AppState>,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    headers: HeaderMap,
    extract::Json(patch): extract::Json<Value>,
) -> Result<Response> {
    let before = relations::get(&state.db, &who.viewer, &reference, id).await?;
    let version = if_match(&headers)?.or(Some(before.version));
    let body: RelationIn = patched(&RelationIn::from(before), patch)?;
    let command = RelateIncident::parse(body.into())?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let written = store::write(&state.db, by, async |tx| {
        relations::edit(&tx, viewer, &reference, id, &command, version).await
    })
    .await;
    match written {
        Ok(row) => Ok(current(row.version, RelationOut::from(row))),
        Err(error) if error.is_stale() => {
            let now = relations::get(&state.db, viewer, &reference, id).await?;
            Err(stale(&RelationOut::from(now)))
        }
        Err(error) => Err(error.into()),
    }
}

/// Retract a relation of an incident
#[utoipa::path(delete, path = "/api/v1/incidents/{incident}/relations/{id}", tag = "Analysis",
    params(("incident" = String, Path, description = "`INC-42` or the id"),
        ("id" = Uuid, Path, description = "The record's id"), Retraction),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn retract_relation(
    State(state): State<AppState>,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    Query(Retraction { reason }): Query<Retraction>,
) -> Result<StatusCode> {
    let (viewer, by) = (&who.viewer, who.by(&state));
    store::write(&state.db, by, async |tx| {
        relations::retract(&tx, viewer, &reference, id, &reason).await
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
