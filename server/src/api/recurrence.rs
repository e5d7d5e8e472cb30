//! `/recurrence`: families that people have joined, and findings that they have judged.

use app::domain::form::Checker;
use app::domain::permission::Viewer;
use app::domain::recurrence::{
    Family, Finding, IncidentLine, JudgeRecurrence, NameFamily, RawFamily, RawFinding,
    RecurrenceClass, Verdict,
};
use app::domain::reference::IncidentRef;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::openapi::words;
use super::people::NamedUser;
use super::problem::Problem;
use super::respond::{List, Window, changed, created, current, if_match, patched};
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{self, Path, Query};
use crate::state::AppState;
use crate::store::{self, families, findings, incidents};

type Reader = Require<right::ViewIncidents>;
type Writer = Require<right::WriteAnalysis>;

fn reference(line: &IncidentLine) -> String {
    format!("INC-{}", line.number)
}

/// A family; only a name is required.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FamilyIn {
    /// What it is called.
    #[schema(example = "Agent publishes without approval")]
    pub name: String,
    /// What its incidents have in common, in Markdown.
    pub description: Option<String>,
    /// Its incidents.
    pub incidents: Vec<String>,
    /// Why incidents that were in it are taken out, in 10 characters or more; kept in their history.
    pub reason: Option<String>,
}

impl From<FamilyIn> for RawFamily {
    fn from(body: FamilyIn) -> Self {
        let FamilyIn { name, description, incidents, reason } = body;
        let (description, reason) = (description.unwrap_or_default(), reason.unwrap_or_default());
        Self { name, description, incidents, reason }
    }
}

/// A family.
#[derive(Debug, Serialize, ToSchema)]
pub struct FamilyOut {
    /// Id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// What its incidents have in common, in Markdown.
    pub description: String,
    /// Its incidents, as far as you may see them.
    pub incidents: Vec<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// The version, also in `ETag`.
    pub version: i32,
}

impl From<Family> for FamilyOut {
    fn from(family: Family) -> Self {
        let Family { id, name, description, incidents, created_at, version } = family;
        let incidents = incidents.iter().map(reference).collect();
        Self { id, name, description, incidents, created_at, version }
    }
}

/// List the families, by name
#[utoipa::path(get, path = "/api/v1/recurrence/families", tag = "Recurrence", params(Window),
    responses((status = 200, body = List<FamilyOut>)))]
pub async fn list_families(
    State(state): State<AppState>,
    who: Reader,
    Query(window): Query<Window>,
) -> Result<Json<List<FamilyOut>>> {
    let page = families::page(&state.db, &who.viewer, &window.request()).await?;
    Ok(Json(page.map(FamilyOut::from).into()))
}

/// Make a family
#[utoipa::path(post, path = "/api/v1/recurrence/families", tag = "Recurrence",
    request_body = FamilyIn,
    responses((status = 201, body = FamilyOut), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create_family(
    State(state): State<AppState>,
    who: Writer,
    extract::Json(body): extract::Json<FamilyIn>,
) -> Result<Response> {
    let command = NameFamily::parse(body.into())?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let family =
        store::write(&state.db, by, async |tx| families::create(&tx, viewer, &command).await)
            .await?;
    let at = format!("/api/v1/recurrence/families/{}", family.id);
    Ok(created(&at, family.version, FamilyOut::from(family)))
}

/// Read a family
#[utoipa::path(get, path = "/api/v1/recurrence/families/{id}", tag = "Recurrence",
    params(("id" = Uuid, Path, description = "The family's id")),
    responses((status = 200, body = FamilyOut), (status = 404, body = Problem)))]
pub async fn family(
    State(state): State<AppState>,
    who: Reader,
    Path(id): Path<Uuid>,
) -> Result<Response> {
    let family = families::get(&state.db, &who.viewer, id).await?;
    Ok(current(family.version, FamilyOut::from(family)))
}

/// Change a family; incidents that you may not see stay in it
#[utoipa::path(patch, path = "/api/v1/recurrence/families/{id}", tag = "Recurrence",
    request_body = FamilyIn,
    params(("id" = Uuid, Path, description = "The family's id")),
    responses((status = 200, body = FamilyOut), (status = 412, body = Problem)))]
pub async fn change_family(
    State(state): State<AppState>,
    who: Writer,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    extract::Json(patch): extract::Json<Value>,
) -> Result<Response> {
    let before = families::get(&state.db, &who.viewer, id).await?;
    let version = if_match(&headers)?.or(Some(before.version));
    let shape = FamilyIn {
        incidents: before.incidents.iter().map(reference).collect(),
        name: before.name,
        description: Some(before.description),
        reason: None,
    };
    let command = NameFamily::parse(patched::<FamilyIn>(&shape, patch)?.into())?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let written = store::write(&state.db, by, async |tx| {
        families::edit(&tx, viewer, id, &command, version).await
    })
    .await;
    let now = families::get(&state.db, viewer, id);
    changed(written, now, |row| (row.version, FamilyOut::from(row))).await
}

/// A judgement on a recurrence: the later incident, and the earlier one or the remediation.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FindingIn {
    /// The later incident.
    #[schema(example = "INC-2")]
    pub later: String,
    /// The earlier incident.
    #[schema(example = "INC-1")]
    pub earlier: Option<String>,
    /// The remediation whose target recurred.
    #[schema(example = "REM-7")]
    pub remediation: Option<String>,
    /// What you make of it; `confirmed` when left out.
    #[schema(schema_with = words::<Verdict>)]
    pub verdict: Option<String>,
    /// Why.
    pub rationale: Option<String>,
    /// Whether the same factor was at work; not known when left out.
    pub same_factor: Option<bool>,
    /// Whether the fix was meant to cover this case; not known when left out.
    pub in_scope: Option<bool>,
    /// Whether the fix had been undone before it happened.
    pub fix_undone: bool,
    /// Whether the remediation itself brought it about.
    pub induced: bool,
}

impl From<FindingIn> for RawFinding {
    fn from(body: FindingIn) -> Self {
        let text = Option::unwrap_or_default;
        let flag = |flag: Option<bool>| flag.map(|flag| flag.to_string()).unwrap_or_default();
        Self {
            later: body.later,
            earlier: text(body.earlier),
            remediation: text(body.remediation),
            verdict: text(body.verdict),
            rationale: text(body.rationale),
            same_factor: flag(body.same_factor),
            in_scope: flag(body.in_scope),
            fix_undone: body.fix_undone.to_string(),
            induced: body.induced.to_string(),
        }
    }
}

impl From<&Finding> for FindingIn {
    fn from(finding: &Finding) -> Self {
        Self {
            later: reference(&finding.later),
            earlier: finding.earlier.as_ref().map(reference),
            remediation: finding.remediation.map(|number| format!("REM-{number}")),
            verdict: Some(finding.verdict.to_string()),
            rationale: Some(finding.rationale.clone()),
            same_factor: finding.facts.same_factor,
            in_scope: finding.facts.in_scope,
            fix_undone: finding.facts.fix_undone,
            induced: finding.facts.induced,
        }
    }
}

/// A finding.
#[derive(Debug, Serialize, ToSchema)]
pub struct FindingOut {
    /// Id.
    pub id: Uuid,
    /// The later incident.
    pub later: String,
    /// The earlier incident.
    pub earlier: Option<String>,
    /// The remediation whose target recurred.
    pub remediation: Option<String>,
    /// What a person made of it.
    #[schema(schema_with = words::<Verdict>)]
    pub verdict: Verdict,
    /// What kind it is, derived from the dates and the facts.
    #[schema(schema_with = words::<RecurrenceClass>)]
    pub class: RecurrenceClass,
    /// What makes them alike, in words.
    pub likeness: Vec<String>,
    /// Why.
    pub rationale: String,
    /// Whether the same factor was at work.
    pub same_factor: Option<bool>,
    /// Whether the fix was meant to cover this case.
    pub in_scope: Option<bool>,
    /// Whether the fix had been undone before it happened.
    pub fix_undone: bool,
    /// Whether the remediation itself brought it about.
    pub induced: bool,
    /// Who reviewed it.
    pub reviewed_by: Option<NamedUser>,
    /// When it was reviewed.
    pub reviewed_at: Option<DateTime<Utc>>,
    /// The version, also in `ETag`.
    pub version: i32,
}

impl From<Finding> for FindingOut {
    fn from(finding: Finding) -> Self {
        Self {
            id: finding.id,
            later: reference(&finding.later),
            earlier: finding.earlier.as_ref().map(reference),
            remediation: finding.remediation.map(|number| format!("REM-{number}")),
            verdict: finding.verdict,
            class: finding.class,
            likeness: finding.likeness.iter().map(ToString::to_string).collect(),
            rationale: finding.rationale,
            same_factor: finding.facts.same_factor,
            in_scope: finding.facts.in_scope,
            fix_undone: finding.facts.fix_undone,
            induced: finding.facts.induced,
            reviewed_by: finding.reviewed_by.map(Into::into),
            reviewed_at: finding.reviewed_at,
            version: finding.version,
        }
    }
}

/// Which findings.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
pub struct FindingQuery {
    /// Only those of which this was made.
    pub verdict: String,
    /// Only those with this incident at either end.
    pub incident: String,
}

async fn filter(
    state: &AppState,
    viewer: &Viewer,
    query: &FindingQuery,
) -> Result<findings::Filter> {
    let mut check = Checker::new();
    let verdict = check.optional_word("verdict", &query.verdict);
    let incident = check.optional("incident", &query.incident, IncidentRef::parse);
    let incident = match check.finish(incident)? {
        Some(reference) => Some(incidents::brief(&state.db, viewer, &reference).await?.id),
        None => None,
    };
    Ok(findings::Filter { verdict, incident })
}

/// List the findings, newest first
#[utoipa::path(get, path = "/api/v1/recurrence/findings", tag = "Recurrence",
    params(FindingQuery, Window),
    responses((status = 200, body = List<FindingOut>), (status = 404, body = Problem)))]
pub async fn list_findings(
    State(state): State<AppState>,
    who: Reader,
    Query(query): Query<FindingQuery>,
    Query(window): Query<Window>,
) -> Result<Json<List<FindingOut>>> {
    let filter = filter(&state, &who.viewer, &query).await?;
    let page = findings::page(&state.db, &who.viewer, filter, &window.request()).await?;
    Ok(Json(page.map(FindingOut::from).into()))
}

/// Judge a recurrence; the same incidents and remediation again replace the judgement
#[utoipa::path(post, path = "/api/v1/recurrence/findings", tag = "Recurrence",
    request_body = FindingIn,
    responses((status = 201, body = FindingOut), (status = 422, body = Problem)))]
pub async fn judge(
    State(state): State<AppState>,
    who: Writer,
    extract::Json(body): extract::Json<FindingIn>,
) -> Result<Response> {
    let command = JudgeRecurrence::parse(body.into())?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let finding =
        store::write(&state.db, by, async |tx| findings::judge(&tx, viewer, &command, &[]).await)
            .await?;
    let at = format!("/api/v1/recurrence/findings/{}", finding.id);
    Ok(created(&at, finding.version, FindingOut::from(finding)))
}

/// Read a finding
#[utoipa::path(get, path = "/api/v1/recurrence/findings/{id}", tag = "Recurrence",
    params(("id" = Uuid, Path, description = "The finding's id")),
    responses((status = 200, body = FindingOut), (status = 404, body = Problem)))]
pub async fn finding(
    State(state): State<AppState>,
    who: Reader,
    Path(id): Path<Uuid>,
) -> Result<Response> {
    let finding = findings::get(&state.db, &who.viewer, id).await?;
    Ok(current(finding.version, FindingOut::from(finding)))
}

/// Judge again
#[utoipa::path(patch, path = "/api/v1/recurrence/findings/{id}", tag = "Recurrence",
    request_body = FindingIn,
    params(("id" = Uuid, Path, description = "The finding's id")),
    responses((status = 200, body = FindingOut), (status = 412, body = Problem)))]
pub async fn change_finding(
    State(state): State<AppState>,
    who: Writer,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    extract::Json(patch): extract::Json<Value>,
) -> Result<Response> {
    let before = findings::get(&state.db, &who.viewer, id).await?;
    let version = if_match(&headers)?.or(Some(before.version));
    let body: FindingIn = patched(&FindingIn::from(&before), patch)?;
    let command = JudgeRecurrence::parse(body.into())?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let written = store::write(&state.db, by, async |tx| {
        findings::edit(&tx, viewer, id, &command, version).await
    })
    .await;
    let now = findings::get(&state.db, viewer, id);
    changed(written, now, |row| (row.version, FindingOut::from(row))).await
}
