//! How long it took, as honestly as the moments allow: recorded, pending, not applicable, or
//! invalid, and never a negative number.

mod incident;
mod label;
mod span;

use super::Vocabulary;
use super::incident::{DataExposure, Milestones};
use super::moment::Moment;

pub use incident::output_facts;
pub use label::human;
pub use span::Span;

vocab! {
    /// What is measured.
    pub enum Measure("duration") {
        Detect = "detect", "Time to detect";
        Acknowledge = "acknowledge", "Time to acknowledge";
        Contain = "contain", "Time to contain";
        Resolve = "resolve", "Time to resolve";
        Exposure = "exposure", "Exposure";
        Reliance = "reliance", "Time to reliance";
        LatentError = "latent_error", "Latent error";
    }
}

impl Measure {
    /// What is measured, for hover, focus and the foot of every figure.
    pub fn definition(self) -> &'static str {
        match self {
            Self::Detect => "From the start of the incident until it was detected.",
            Self::Acknowledge => "From detection until somebody took it on.",
            Self::Contain => "From the start of the incident until it could do no further harm.",
            Self::Resolve => "From the start of the incident until the harm was repaired.",
            Self::Exposure => {
                "From the first moment that data was open to those not entitled to it until the last; apart from the incident's own length."
            }
            Self::Reliance => "From an agent's output until a person first acted on it.",
            Self::LatentError => {
                "From the agent's output that went wrong until the incident was detected."
            }
        }
    }
}

vocab! {
    /// Why a duration cannot be right.
    pub enum Contradiction("contradiction") {
        EndBeforeStart = "end_before_start", "It ends before it starts";
        DetectedBeforeStart = "detected_before_start", "Detected before the stated start";
    }
}

/// One duration: only `recorded` enters a statistic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum DurationState {
    /// Both ends are known, each as exactly as it is.
    Recorded(Span),
    /// An end is not known yet.
    Pending,
    /// The incident has nothing of the sort.
    NotApplicable,
    /// The two ends contradict each other.
    Invalid {
        /// In which way.
        reason: Contradiction,
    },
}

impl DurationState {
    /// The span, if it was recorded.
    pub fn span(self) -> Option<Span> {
        match self {
            Self::Recorded(span) => Some(span),
            _ => None,
        }
    }

    /// The state as people read it: `≈ 2 h ± 1 h`, `pending`.
    pub fn label(self) -> String {
        match self {
            Self::Recorded(span) => span.label(),
            Self::Pending => "pending".to_owned(),
            Self::NotApplicable => "not applicable".to_owned(),
            Self::Invalid { reason } => reason.label().to_owned(),
        }
    }
}

/// The seven durations of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Durations {
    /// Started until detected.
    pub detect: DurationState,
    /// Detected until acknowledged.
    pub acknowledge: DurationState,
    /// Started until contained.
    pub contain: DurationState,
    /// Started until resolved.
    pub resolve: DurationState,
    /// Exposure window.
    pub exposure: DurationState,
    /// Agent output until first human act on it.
    pub reliance: DurationState,
    /// Agent output until detected.
    pub latent_error: DurationState,
}

/// An agent's output, as far as durations go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFact {
    /// Its number.
    pub seq: i32,
    /// When it came.
    pub occurred: Moment,
    /// Whether it was judged inaccurate, misleading or incomplete.
    pub faulty: bool,
    /// When people acted on it.
    pub acted_on: Vec<Moment>,
}

/// What the durations are made from.
#[derive(Clone, Debug)]
pub struct DurationFacts<'a> {
    /// The stations of the incident.
    pub milestones: &'a Milestones,
    /// Whether data was exposed.
    pub data_exposure: DataExposure,
    /// The windows of the exposure ledger, start and end.
    pub exposures: &'a [(Option<Moment>, Option<Moment>)],
    /// The outputs of agents.
    pub outputs: &'a [OutputFact],
}

impl Durations {
    /// The durations of an incident.
    pub fn of(facts: &DurationFacts<'_>) -> Self {
        let m = facts.milestones;
        Self {
            detect: detect(m),
            acknowledge: between(m.detected.as_ref(), m.acknowledged.as_ref()),
            contain: between(m.started.as_ref(), m.contained.as_ref()),
            resolve: between(m.started.as_ref(), m.resolved.as_ref()),
            exposure: exposure(facts),
            reliance: reliance(facts.outputs),
            latent_error: latent_error(facts),
        }
    }

    /// One of the seven.
    pub fn get(&self, measure: Measure) -> DurationState {
        match measure {
            Measure::Detect => self.detect,
            Measure::Acknowledge => self.acknowledge,
            Measure::Contain => self.contain,
            Measure::Resolve => self.resolve,
            Measure::Exposure => self.exposure,
            Measure::Reliance => self.reliance,
            Measure::LatentError => self.latent_error,
        }
    }

    /// All seven, in reading order.
    pub fn all(&self) -> impl Iterator<Item = (Measure, DurationState)> {
        Measure::ALL.iter().map(|measure| (*measure, self.get(*measure)))
    }
}

/// The duration between two moments.
pub fn between(start: Option<&Moment>, end: Option<&Moment>) -> DurationState {
    let (Some(start), Some(end)) = (start, end) else { return DurationState::Pending };
    if start.definitely_after(end) {
        return DurationState::Invalid { reason: Contradiction::EndBeforeStart };
    }
    // A moment nobody knows is an end that is still to be found out.
    Span::between(start, end).map_or(DurationState::Pending, DurationState::Recorded)
}

fn detect(milestones: &Milestones) -> DurationState {
    match between(milestones.started.as_ref(), milestones.detected.as_ref()) {
        DurationState::Invalid { .. } => {
            DurationState::Invalid { reason: Contradiction::DetectedBeforeStart }
        }
        state => state,
    }
}

fn exposure(facts: &DurationFacts<'_>) -> DurationState {
    if facts.exposures.is_empty() {
        return match facts.data_exposure {
            DataExposure::None => DurationState::NotApplicable,
            _ => DurationState::Pending,
        };
    }
    let whole = facts.exposures.iter().map(|(start, end)| start.as_ref().zip(end.as_ref()));
    let Some((starts, ends)) = whole.collect::<Option<(Vec<_>, Vec<_>)>>() else {
        return DurationState::Pending;
    };
    // Each window has to make sense by itself, whatever the others span.
    let crossed = starts.iter().zip(&ends).any(|(start, end)| start.definitely_after(end));
    if crossed {
        return DurationState::Invalid { reason: Contradiction::EndBeforeStart };
    }
    Span::over(&starts, &ends).map_or(DurationState::Pending, DurationState::Recorded)
}

/// The first output that somebody acted on, until the first act on it.
fn reliance(outputs: &[OutputFact]) -> DurationState {
    let relied_on = outputs.iter().filter(|output| !output.acted_on.is_empty());
    let Some(output) = relied_on.min_by_key(|output| (output.occurred.at, output.seq)) else {
        return DurationState::NotApplicable;
    };
    between(Some(&output.occurred), output.acted_on.iter().min_by_key(|act| act.at))
}

/// The output that went wrong, until detection: one that was acted on or judged faulty.
fn latent_error(facts: &DurationFacts<'_>) -> DurationState {
    let wrong = facts.outputs.iter().filter(|o| o.faulty || !o.acted_on.is_empty());
    let Some(output) = wrong.min_by_key(|o| (o.occurred.at, o.seq)) else {
        return DurationState::NotApplicable;
    };
    match between(Some(&output.occurred), facts.milestones.detected.as_ref()) {
        DurationState::Invalid { .. } => {
            DurationState::Invalid { reason: Contradiction::DetectedBeforeStart }
        }
        state => state,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::Checker;
    use crate::domain::moment::RawMoment;

    fn at(text: &str) -> Option<Moment> {
        RawMoment::at(text).parse(&mut Checker::new(), "x")
    }

    fn durations(milestones: Milestones) -> Durations {
        Durations::of(&DurationFacts {
            milestones: &milestones,
            data_exposure: DataExposure::None,
            exposures: &[],
            outputs: &[],
        })
    }

    #[test]
    fn a_blank_end_is_pending_and_never_a_number() {
        let found = durations(Milestones { started: at("2026-03-17"), ..Default::default() });
        assert_eq!(found.resolve, DurationState::Pending);
        assert_eq!(found.exposure, DurationState::NotApplicable);
        assert_eq!(found.reliance, DurationState::NotApplicable);
    }

    #[test]
    fn detection_before_the_stated_start_is_its_own_case() {
        let found = durations(Milestones {
            started: at("2026-03-17T14:00:00Z"),
            detected: at("2026-03-17T13:00:00Z"),
            resolved: at("2026-03-16"),
            ..Default::default()
        });
        let invalid = |reason| DurationState::Invalid { reason };
        assert_eq!(found.detect, invalid(Contradiction::DetectedBeforeStart));
        assert_eq!(found.resolve, invalid(Contradiction::EndBeforeStart));
    }

    #[test]
    fn exact_moments_give_an_exact_span() {
        let found = durations(Milestones {
            started: at("2026-03-17T14:00:00Z"),
            resolved: at("2026-03-17T16:30:00Z"),
            ..Default::default()
        });
        let ms = 9_000_000;
        assert_eq!(found.resolve, DurationState::Recorded(Span { min_ms: ms, max_ms: ms, ms }));
    }

    #[test]
    fn an_unknown_moment_leaves_the_duration_pending() {
        let unknown = Some(Moment::unknown(chrono::DateTime::UNIX_EPOCH));
        assert_eq!(between(unknown.as_ref(), at("2026").as_ref()), DurationState::Pending);
    }

    #[test]
    fn the_exposure_spans_all_windows_and_is_open_while_one_is() {
        let milestones = Milestones::default();
        let mut windows = vec![
            (at("2026-03-17T10:00:00Z"), at("2026-03-17T11:00:00Z")),
            (at("2026-03-17T10:30:00Z"), at("2026-03-17T12:00:00Z")),
        ];
        let of = |windows: &[_]| {
            Durations::of(&DurationFacts {
                milestones: &milestones,
                data_exposure: DataExposure::Contained,
                exposures: windows,
                outputs: &[],
            })
            .exposure
        };
        assert_eq!(of(&windows).span().map(|span| span.ms), Some(7_200_000));
        windows.push((at("2026-03-17T10:00:00Z"), None));
        assert_eq!(of(&windows), DurationState::Pending);
        assert_eq!(of(&[]), DurationState::Pending);
    }

    #[test]
    fn reliance_runs_from_the_output_to_the_first_act_on_it() {
        let output = |seq, occurred: &str, acts: &[&str]| OutputFact {
            seq,
            occurred: at(occurred).unwrap(),
            faulty: false,
            acted_on: acts.iter().filter_map(|act| at(act)).collect(),
        };
        let outputs = [
            output(1, "2026-03-17T09:00:00Z", &[]),
            output(2, "2026-03-17T10:00:00Z", &["2026-03-17T12:00:00Z", "2026-03-17T11:00:00Z"]),
        ];
        let milestones = Milestones { detected: at("2026-03-17T13:00:00Z"), ..Default::default() };
        let found = Durations::of(&DurationFacts {
            milestones: &milestones,
            data_exposure: DataExposure::None,
            exposures: &[],
            outputs: &outputs,
        });
        assert_eq!(found.reliance.span().map(|span| span.ms), Some(3_600_000));
        assert_eq!(found.latent_error.span().map(|span| span.ms), Some(3 * 3_600_000));
    }

    #[test]
    fn the_api_shows_the_state_and_its_figures() {
        let exact =
            between(at("2026-03-17T14:00:00Z").as_ref(), at("2026-03-17T15:00:00Z").as_ref());
        let json = serde_json::to_value(exact).unwrap();
        assert_eq!(
            json,
            serde_json::json!({"state": "recorded", "min_ms": 3_600_000, "max_ms": 3_600_000, "ms": 3_600_000})
        );
        assert_eq!(
            serde_json::to_value(DurationState::Pending).unwrap(),
            serde_json::json!({"state": "pending"})
        );
    }
}
