//! What is done to a remediation, as the API writes it: its steps, and the incidents it serves.

use app::domain::remediation::{
    RawServe, RemediationStatus, RemediationStep, ServedIncident, TransitionRaw,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::openapi::words;
use crate::api::people::NamedUser;

/// A step, with what its target needs.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StepIn {
    /// Where it goes.
    #[schema(schema_with = words::<RemediationStatus>)]
    pub to: String,
    /// Why; needed to decline, and to go back or reopen.
    pub reason: Option<String>,
    /// Since when it has effect; needed for `implemented`.
    pub effective_at: Option<String>,
    /// What is measured, when the record does not say it yet; for `verified`.
    pub measure: Option<String>,
    /// What the measure gave; needed for `verified` and `ineffective`.
    pub result: Option<String>,
    /// What shows it: ids of evidence, links or words; needed for `verified`.
    pub evidence: Vec<String>,
    /// When somebody looked, a day or an instant; for `verified`, now when left out.
    pub verified_at: Option<String>,
    /// For how many days it is watched from then on; for `verified`.
    pub watch_days: Option<u32>,
    /// What takes its place; needed for `superseded`.
    pub successor: Option<String>,
    /// Who accepts the risk; needed for `risk_accepted`.
    pub approver: Option<String>,
    /// Until when the risk is accepted; needed for `risk_accepted`.
    pub expires_on: Option<String>,
}

impl From<StepIn> for TransitionRaw {
    fn from(body: StepIn) -> Self {
        let text = Option::unwrap_or_default;
        Self {
            to: body.to,
            reason: text(body.reason),
            effective_at: text(body.effective_at),
            measure: text(body.measure),
            result: text(body.result),
            evidence: body.evidence,
            verified_at: text(body.verified_at),
            watch_days: body.watch_days.map(|days| days.to_string()).unwrap_or_default(),
            successor: text(body.successor),
            approver: text(body.approver),
            expires_on: text(body.expires_on),
        }
    }
}

/// A step that a remediation took.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepOut {
    /// Where it stood before; `null` for its beginning.
    #[schema(schema_with = words::<RemediationStatus>)]
    pub from: Option<RemediationStatus>,
    /// Where it stood after.
    #[schema(schema_with = words::<RemediationStatus>)]
    pub to: RemediationStatus,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: Option<NamedUser>,
    /// What was given with it.
    pub note: String,
}

impl From<RemediationStep> for StepOut {
    fn from(step: RemediationStep) -> Self {
        let RemediationStep { from, to, at, by, note } = step;
        Self { from, to, at, by: by.map(Into::into), note }
    }
}

/// One more incident that a remediation serves.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ServeIn {
    /// The incident.
    #[schema(example = "INC-2")]
    pub incident: String,
    /// The event it answers to, by number.
    pub event: Option<i32>,
    /// Why it serves this incident too.
    pub why: Option<String>,
}

impl From<ServeIn> for RawServe {
    fn from(body: ServeIn) -> Self {
        Self {
            incident: body.incident,
            event: body.event.map(|seq| seq.to_string()).unwrap_or_default(),
            why: body.why.unwrap_or_default(),
        }
    }
}

/// An incident that a remediation serves.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServedOut {
    /// The incident.
    pub incident: String,
    /// Its title.
    pub title: String,
    /// The event the remediation was made from, by number.
    pub event: Option<i32>,
    /// Why it serves this incident too.
    pub why: String,
}

impl From<ServedIncident> for ServedOut {
    fn from(served: ServedIncident) -> Self {
        let ServedIncident { number, title, event, why, .. } = served;
        Self { incident: format!("INC-{number}"), title, event, why }
    }
}
