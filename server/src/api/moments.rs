//! A moment and a length of time as the API writes them.

use app::domain::durations::{Contradiction, DurationState, Durations};
use app::domain::moment::{Moment, Precision, RawMoment};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::openapi::words;

/// When something happened, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MomentIn {
    /// `2026-03-17T14:32:00Z`, or only as much as is known: `2026-03-17`, `2026-03`, `2026`.
    #[schema(example = "2026-03-17T14:32:00Z")]
    pub at: String,
    /// How exactly; as it is written when left out.
    #[schema(schema_with = words::<Precision>)]
    pub precision: String,
    /// The zone it was said in, by name or offset; UTC when left out.
    #[schema(example = "Europe/Berlin")]
    pub zone: Option<String>,
}

/// A recorded moment: an instant, and how exactly it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MomentOut {
    /// The first instant that it may mean.
    pub at: DateTime<Utc>,
    /// How exactly it is known.
    #[schema(schema_with = words::<Precision>)]
    pub precision: Precision,
    /// The zone it was said in; UTC when `null`.
    pub zone: Option<String>,
}

impl From<MomentIn> for RawMoment {
    fn from(moment: MomentIn) -> Self {
        let MomentIn { at, precision, zone } = moment;
        Self { at, precision, zone: zone.unwrap_or_default() }
    }
}

impl From<&Moment> for MomentIn {
    fn from(moment: &Moment) -> Self {
        let RawMoment { at, precision, zone } = moment.into();
        Self { at, precision, zone: Some(zone).filter(|zone| !zone.is_empty()) }
    }
}

impl From<Moment> for MomentOut {
    fn from(moment: Moment) -> Self {
        let Moment { at, precision, zone } = moment;
        Self { at, precision, zone }
    }
}

/// What was sent for a moment that may be absent.
pub fn raw(moment: Option<MomentIn>) -> RawMoment {
    moment.map(RawMoment::from).unwrap_or_default()
}

/// How long something took; only `recorded` lengths have figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DurationOut {
    /// `recorded`, `pending`, `not_applicable` or `invalid`.
    pub state: &'static str,
    /// The least it can have been, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_ms: Option<i64>,
    /// The most it can have been.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_ms: Option<i64>,
    /// The middle, which enters a statistic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ms: Option<i64>,
    /// Why it is invalid.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::<Contradiction>)]
    pub reason: Option<Contradiction>,
}

impl From<DurationState> for DurationOut {
    fn from(state: DurationState) -> Self {
        let none = |state| Self { state, min_ms: None, max_ms: None, ms: None, reason: None };
        match state {
            DurationState::Recorded(span) => Self {
                min_ms: Some(span.min_ms),
                max_ms: Some(span.max_ms),
                ms: Some(span.ms),
                ..none("recorded")
            },
            DurationState::Pending => none("pending"),
            DurationState::NotApplicable => none("not_applicable"),
            DurationState::Invalid { reason } => Self { reason: Some(reason), ..none("invalid") },
        }
    }
}

/// How long each stretch of an incident took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DurationsOut {
    /// Started to detected.
    pub detect: DurationOut,
    /// Detected to acknowledged.
    pub acknowledge: DurationOut,
    /// Started to contained.
    pub contain: DurationOut,
    /// Started to resolved.
    pub resolve: DurationOut,
    /// The exposure ledger's windows, apart from the incident's own length.
    pub exposure: DurationOut,
    /// An agent's output to the first act on it.
    pub reliance: DurationOut,
    /// The agent's output that went wrong to detection.
    pub latent_error: DurationOut,
}

impl From<Durations> for DurationsOut {
    fn from(durations: Durations) -> Self {
        Self {
            detect: durations.detect.into(),
            acknowledge: durations.acknowledge.into(),
            contain: durations.contain.into(),
            resolve: durations.resolve.into(),
            exposure: durations.exposure.into(),
            reliance: durations.reliance.into(),
            latent_error: durations.latent_error.into(),
        }
    }
}
