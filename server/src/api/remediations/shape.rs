//! A remediation as the API writes it.

use std::collections::HashMap;

use app::domain::control::Strength;
use app::domain::evidence::Proof;
use app::domain::factor::FactorTarget;
use app::domain::remediation::{
    Priority, RawMeasure, RawRemediation, Remediation, RemediationStatus, RemediationSummary,
    RemediationType, steps,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::openapi::words;
use crate::api::people::NamedUser;

/// What shows that a remediation works.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MeasureShape {
    /// What is measured.
    pub what: Option<String>,
    /// How it is checked.
    pub how: Option<String>,
    /// The result that would show it.
    pub expected: Option<String>,
    /// The day on which to look.
    #[schema(example = "2026-05-15")]
    pub check_on: Option<String>,
    /// For how many days it is watched once it is verified, 1 to 730.
    pub watch_days: Option<u32>,
}

/// A factor that a remediation is aimed at.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TargetShape {
    /// The catalogue's word.
    #[schema(example = "approval_missing")]
    pub code: String,
    /// The service, agent or surface; blank for any.
    pub scope: String,
}

/// A remediation; only a title is required.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RemediationIn {
    /// What is to be done.
    pub title: String,
    /// More about it, in Markdown.
    pub description: Option<String>,
    /// What it does; `prevent` when left out.
    #[serde(rename = "type")]
    #[schema(schema_with = words::<RemediationType>)]
    pub kind: Option<String>,
    /// How well it holds without anybody's attention.
    #[schema(schema_with = words::<Strength>)]
    pub strength: Option<String>,
    /// How urgent it is; `normal` when left out.
    #[schema(schema_with = words::<Priority>)]
    pub priority: Option<String>,
    /// The factors it is aimed at.
    pub factors: Vec<TargetShape>,
    /// The codes of the controls it is aimed at.
    pub controls: Vec<String>,
    /// Who does it: an address or an id.
    pub owner: Option<String>,
    /// Who will say whether it works: an address or an id, not the owner's.
    pub verifier: Option<String>,
    /// When it should have taken effect.
    #[schema(example = "2026-04-15")]
    pub due: Option<String>,
    /// Where it is tracked elsewhere: a link.
    pub tracker: Option<String>,
    /// What shows that it works.
    pub measure: Option<MeasureShape>,
    /// The incidents it serves.
    pub incidents: Vec<String>,
    /// The event it is made from; only when it is written down.
    #[schema(example = "INC-1/E5")]
    pub event: Option<String>,
}

impl From<RemediationIn> for RawRemediation {
    fn from(body: RemediationIn) -> Self {
        let text = Option::unwrap_or_default;
        let measure = body.measure.unwrap_or_default();
        let target = |TargetShape { code, scope }| FactorTarget { code, scope }.to_string();
        Self {
            title: body.title,
            description: text(body.description),
            kind: text(body.kind),
            strength: text(body.strength),
            priority: text(body.priority),
            factors: body.factors.into_iter().map(target).collect(),
            controls: body.controls,
            owner: text(body.owner),
            verifier: text(body.verifier),
            due: text(body.due),
            tracker: text(body.tracker),
            measure: RawMeasure {
                what: text(measure.what),
                how: text(measure.how),
                expected: text(measure.expected),
                check_on: text(measure.check_on),
                watch_days: measure.watch_days.map(|n| n.to_string()).unwrap_or_default(),
            },
            incidents: body.incidents,
            event: text(body.event),
        }
    }
}

impl From<&Remediation> for RemediationIn {
    fn from(it: &Remediation) -> Self {
        let raw = RawRemediation::from(it);
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        Self {
            title: raw.title,
            description: some(raw.description),
            kind: some(raw.kind),
            strength: some(raw.strength),
            priority: some(raw.priority),
            factors: targets(&it.factors),
            controls: raw.controls,
            owner: some(raw.owner),
            verifier: some(raw.verifier),
            due: some(raw.due),
            tracker: some(raw.tracker),
            measure: Some(measure(raw.measure)),
            incidents: raw.incidents,
            event: None,
        }
    }
}

fn measure(raw: RawMeasure) -> MeasureShape {
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    MeasureShape {
        what: some(raw.what),
        how: some(raw.how),
        expected: some(raw.expected),
        check_on: some(raw.check_on),
        watch_days: raw.watch_days.parse().ok(),
    }
}

fn targets(factors: &[FactorTarget]) -> Vec<TargetShape> {
    let one = |target: &FactorTarget| TargetShape {
        code: target.code.clone(),
        scope: target.scope.clone(),
    };
    factors.iter().map(one).collect()
}

/// A remediation.
#[derive(Debug, Serialize, ToSchema)]
pub struct RemediationOut {
    /// Id.
    pub id: Uuid,
    /// Its human reference.
    #[schema(example = "REM-7")]
    pub number: String,
    /// What is to be done.
    pub title: String,
    /// More about it, in Markdown.
    pub description: String,
    /// What it does.
    #[serde(rename = "type")]
    #[schema(schema_with = words::<RemediationType>)]
    pub kind: RemediationType,
    /// How well it holds without anybody's attention.
    #[schema(schema_with = words::<Strength>)]
    pub strength: Option<Strength>,
    /// Where it stands.
    #[schema(schema_with = words::<RemediationStatus>)]
    pub status: RemediationStatus,
    /// The steps that are possible from here.
    pub steps: Vec<String>,
    /// How urgent it is.
    #[schema(schema_with = words::<Priority>)]
    pub priority: Priority,
    /// The factors it is aimed at.
    pub factors: Vec<TargetShape>,
    /// The codes of the controls it is aimed at.
    pub controls: Vec<String>,
    /// The address of who does it.
    pub owner: Option<String>,
    /// The name of who does it.
    pub owner_name: Option<String>,
    /// The address of who will say whether it works.
    pub verifier: Option<String>,
    /// The name of who will say whether it works.
    pub verifier_name: Option<String>,
    /// When it should have taken effect.
    pub due: Option<NaiveDate>,
    /// How many days it is overdue; `null` when it is not.
    pub overdue_days: Option<i64>,
    /// Where it is tracked elsewhere.
    pub tracker: Option<String>,
    /// What shows that it works.
    pub measure: MeasureShape,
    /// When it took effect.
    pub effective_at: Option<DateTime<Utc>>,
    /// What the measure gave.
    pub result: Option<String>,
    /// What shows the result: ids of evidence, links or words.
    pub evidence: Vec<String>,
    /// When it was verified.
    pub verified_at: Option<DateTime<Utc>>,
    /// Who verified it.
    pub verified_by: Option<NamedUser>,
    /// Until which day it is watched, once it is verified.
    pub watched_until: Option<NaiveDate>,
    /// The reason given with the last step that had one.
    pub reason: Option<String>,
    /// What takes its place.
    pub successor: Option<String>,
    /// Who accepts the risk.
    pub approver: Option<NamedUser>,
    /// Until when the risk is accepted.
    pub expires_on: Option<NaiveDate>,
    /// The incidents it serves, as far as you may see them.
    pub incidents: Vec<String>,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
    /// Who wrote it down.
    pub created_by: Option<NamedUser>,
    /// The version, also in `ETag`.
    pub version: i32,
}

impl RemediationOut {
    /// The answer, with the addresses of those it names, as of `today`.
    pub fn new(it: Remediation, addresses: &HashMap<Uuid, String>, today: NaiveDate) -> Self {
        let raw = RawRemediation::from(&it);
        let address = |person: &Option<app::domain::account::Person>| {
            person.as_ref().and_then(|person| addresses.get(&person.id).cloned())
        };
        Self {
            owner: address(&it.owner),
            verifier: address(&it.verifier),
            overdue_days: it.overdue(today),
            watched_until: it.watched_until(),
            steps: steps(it.status).iter().map(ToString::to_string).collect(),
            factors: targets(&it.factors),
            measure: measure(raw.measure),
            incidents: raw.incidents,
            id: it.id,
            number: format!("REM-{}", it.number),
            title: it.title,
            description: it.description,
            kind: it.kind,
            strength: it.strength,
            status: it.status,
            priority: it.priority,
            controls: it.controls,
            owner_name: it.owner.map(|person| person.name),
            verifier_name: it.verifier.map(|person| person.name),
            due: it.due,
            tracker: it.tracker,
            effective_at: it.effective_at,
            result: it.result,
            evidence: it.proof.iter().map(Proof::as_text).collect(),
            verified_at: it.verified_at,
            verified_by: it.verified_by.map(Into::into),
            reason: it.reason,
            successor: it.successor.map(|number| format!("REM-{number}")),
            approver: it.risk_approver.map(Into::into),
            expires_on: it.risk_expires_on,
            created_at: it.created_at,
            created_by: it.created_by.map(Into::into),
            version: it.version,
        }
    }
}

/// A remediation as a row of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct RemediationRowOut {
    /// Id.
    pub id: Uuid,
    /// Its human reference.
    pub number: String,
    /// What is to be done.
    pub title: String,
    /// What it does.
    #[serde(rename = "type")]
    #[schema(schema_with = words::<RemediationType>)]
    pub kind: RemediationType,
    /// How well it holds without anybody's attention.
    #[schema(schema_with = words::<Strength>)]
    pub strength: Option<Strength>,
    /// Where it stands.
    #[schema(schema_with = words::<RemediationStatus>)]
    pub status: RemediationStatus,
    /// How urgent it is.
    #[schema(schema_with = words::<Priority>)]
    pub priority: Priority,
    /// Who does it.
    pub owner: Option<NamedUser>,
    /// Who will say whether it works.
    pub verifier: Option<NamedUser>,
    /// When it should have taken effect.
    pub due: Option<NaiveDate>,
    /// How many days it is overdue; `null` when it is not.
    pub overdue_days: Option<i64>,
    /// When it took effect.
    pub effective_at: Option<DateTime<Utc>>,
    /// When it was verified.
    pub verified_at: Option<DateTime<Utc>>,
    /// The incidents it serves, as far as you may see them.
    pub incidents: Vec<String>,
}

impl RemediationRowOut {
    /// The row as of `today`.
    pub fn new(row: RemediationSummary, today: NaiveDate) -> Self {
        Self {
            overdue_days: row.overdue(today),
            id: row.id,
            number: format!("REM-{}", row.number),
            title: row.title,
            kind: row.kind,
            strength: row.strength,
            status: row.status,
            priority: row.priority,
            owner: row.owner.map(Into::into),
            verifier: row.verifier.map(Into::into),
            due: row.due,
            effective_at: row.effective_at,
            verified_at: row.verified_at,
            incidents: row.incidents.iter().map(|number| format!("INC-{number}")).collect(),
        }
    }
}
