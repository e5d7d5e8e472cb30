//! `/due-policy`: when remediations are due, what that proposes, and whose owner has left.

use app::domain::due::{DuePolicy, DueRule, DueSuggestion, RawDuePolicy};
use app::domain::reference::IncidentRef;
use app::domain::remediation::RemediationType;
use app::domain::{Invalid, Vocabulary};
use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::openapi::words;
use super::problem::Problem;
use super::respond::List;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{self, Query};
use crate::state::AppState;
use crate::store::{self, due_policy, incidents, remediations};

type Reader = Require<right::ViewIncidents>;

/// One rule.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DueRuleDto {
    /// Only for incidents of this severity, `SEV1`.
    #[serde(default)]
    pub severity: Option<String>,
    /// Only for remediations of this type.
    #[serde(default, rename = "type")]
    #[schema(schema_with = words::<RemediationType>)]
    pub kind: Option<String>,
    /// The business days, Monday to Friday.
    pub business_days: u32,
}

/// The rules.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DuePolicyDto {
    /// The rules; the one that says most about a remediation holds.
    pub rules: Vec<DueRuleDto>,
    /// How many business days before its day the owner is reminded.
    pub remind_before: u32,
    /// How many business days after its day whoever commands the incident is told.
    pub escalate_after: u32,
    /// The addresses of those who are told then as well, as far as they may see it.
    #[serde(default)]
    pub escalate_to: Vec<String>,
}

impl From<DuePolicy> for DuePolicyDto {
    fn from(policy: DuePolicy) -> Self {
        let rule = |rule: DueRule| DueRuleDto {
            severity: rule.severity.map(|severity| severity.to_string()),
            kind: rule.kind.map(|kind| kind.to_string()),
            business_days: rule.days,
        };
        Self {
            rules: policy.rules.into_iter().map(rule).collect(),
            remind_before: policy.remind_before,
            escalate_after: policy.escalate_after,
            escalate_to: policy.escalate_to,
        }
    }
}

/// The same text as the form has, so that both are read by the same rules.
fn raw(body: &DuePolicyDto) -> RawDuePolicy {
    let line = |rule: &DueRuleDto| {
        let severity = rule.severity.clone().unwrap_or_default();
        let kind = rule.kind.clone().unwrap_or_default();
        format!("{severity} {kind} any = {}", rule.business_days).replace('\n', " ")
    };
    RawDuePolicy {
        rules: body.rules.iter().map(line).collect::<Vec<_>>().join("\n"),
        remind_before: body.remind_before.to_string(),
        escalate_after: body.escalate_after.to_string(),
        escalate_to: body.escalate_to.join(", "),
    }
}

/// Read when remediations are due
#[utoipa::path(get, path = "/api/v1/due-policy", tag = "Remediations",
    responses((status = 200, body = DuePolicyDto)))]
pub async fn show(State(state): State<AppState>, _: Reader) -> Result<Json<DuePolicyDto>> {
    Ok(Json(due_policy::get(&state.db).await?.into()))
}

/// Say when remediations are due
#[utoipa::path(put, path = "/api/v1/due-policy", tag = "Remediations", request_body = DuePolicyDto,
    responses((status = 200, body = DuePolicyDto), (status = 422, body = Problem)))]
pub async fn set(
    State(state): State<AppState>,
    who: Require<right::ManageCatalogue>,
    extract::Json(body): extract::Json<DuePolicyDto>,
) -> Result<Json<DuePolicyDto>> {
    let policy = DuePolicy::parse(&raw(&body))?;
    store::write(&state.db, who.by(&state), async |tx| due_policy::set(&tx, &policy).await).await?;
    Ok(Json(policy.into()))
}

/// What a day is proposed for.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
pub struct For {
    /// `INC-42` or the id.
    pub incident: String,
    /// The type of the remediation; `prevent` when left out.
    pub r#type: String,
}

/// A day, and why it is that one.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct DueOut {
    /// The day; none when no rule says one.
    pub due: Option<NaiveDate>,
    /// Why.
    pub reason: Option<String>,
}

/// Ask for the day that is proposed for a new remediation
#[utoipa::path(get, path = "/api/v1/due-policy/suggestion", tag = "Remediations", params(For),
    responses((status = 200, body = DueOut), (status = 422, body = Problem)))]
pub async fn suggest(
    State(state): State<AppState>,
    who: Reader,
    Query(asked): Query<For>,
) -> Result<Json<DueOut>> {
    let kind = match asked.r#type.as_str() {
        "" => RemediationType::Prevent,
        word => RemediationType::from_word(word)
            .ok_or_else(|| Invalid::one("type", "There is no such type."))?,
    };
    let severity = if asked.incident.is_empty() {
        None
    } else {
        let incident = IncidentRef::parse(&asked.incident)
            .map_err(|message| Invalid::one("incident", message))?;
        incidents::brief(&state.db, &who.viewer, &incident).await?.severity
    };
    let today = state.clock.now().date_naive();
    let found = due_policy::get(&state.db).await?.suggest(severity, kind, today);
    let (due, reason) = found.map(|DueSuggestion { due, reason }| (due, reason)).unzip();
    Ok(Json(DueOut { due, reason }))
}

/// Somebody who has left and still owns work.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnerGoneOut {
    /// Their address.
    pub owner: String,
    /// Their name.
    pub name: String,
    /// How many remediations wait for them, as far as you may see them.
    pub remediations: u64,
}

/// List owners who have left and still own work
#[utoipa::path(get, path = "/api/v1/work/owners-gone", tag = "Remediations",
    responses((status = 200, body = List<OwnerGoneOut>)))]
pub async fn owners_gone(
    State(state): State<AppState>,
    who: Reader,
) -> Result<Json<List<OwnerGoneOut>>> {
    let found = remediations::owners_gone(&state.db, &who.viewer).await?;
    let one = |(person, owner, remediations): (app::domain::account::Person, String, u64)| {
        OwnerGoneOut { owner, name: person.name, remediations }
    };
    Ok(Json(List { items: found.into_iter().map(one).collect(), next: None }))
}
