//! How long an incident took, tile by tile, with what each duration means one press away.

use leptos::prelude::*;

use super::Definition;
use crate::domain::durations::{DurationState, Durations, Measure};
use crate::domain::{Vocabulary, capitalised};

/// Every duration but exposure, which is counted apart.
#[component]
pub fn DurationTiles(
    /// The durations of the incident.
    durations: Durations,
    /// Whether the incident is over, so that what is missing was never recorded.
    #[prop(optional)]
    over: bool,
) -> impl IntoView {
    let tiles = durations
        .all()
        .filter(|(measure, state)| {
            *measure != Measure::Exposure && *state != DurationState::NotApplicable
        })
        .map(|(measure, state)| tile(measure, state, over))
        .collect_view();
    view! { <dl class="durations">{tiles}</dl> }
}

/// `Time to detect` reads `Detect` where every tile is a time.
fn short(label: &str) -> String {
    capitalised(label.strip_prefix("Time to ").unwrap_or(label))
}

fn tile(measure: Measure, state: DurationState, over: bool) -> impl IntoView {
    let class = match state {
        DurationState::Recorded(_) => "duration",
        DurationState::Invalid { .. } => "duration duration-invalid",
        _ => "duration duration-none",
    };
    let id = format!("def-{}", measure.as_str());
    let words = match state {
        DurationState::Pending if over => "not recorded".to_owned(),
        state => state.label(),
    };
    view! {
        <div class=class>
            <dt>
                {short(measure.label())}
                <Definition of=measure.label() id>{measure.definition()}</Definition>
            </dt>
            <dd>{words}</dd>
            <dd class="duration-def">{duration_ends(measure)}</dd>
        </div>
    }
}

/// The two ends of a duration, in as few words as fit under it.
pub fn duration_ends(measure: Measure) -> &'static str {
    match measure {
        Measure::Detect => "started → detected",
        Measure::Acknowledge => "detected → acknowledged",
        Measure::Contain => "started → contained",
        Measure::Resolve => "started → resolved",
        Measure::Exposure => "window start → end",
        Measure::Reliance => "agent output → first act on it",
        Measure::LatentError => "agent output → detected",
    }
}

/// How long data was open to the wrong people: a box of its own, never added to the rest.
#[component]
pub fn ExposureTile(
    /// The duration.
    state: DurationState,
    /// Which data, to whom, from which event to which.
    children: Children,
) -> impl IntoView {
    view! {
        <dl class="exposure">
            <dt>
                "Exposure, counted apart"
                <Definition of="Exposure" id="def-exposure">{Measure::Exposure.definition()}</Definition>
            </dt>
            <dd class="exposure-value">{state.label()}</dd>
            <dd>{children()}</dd>
        </dl>
    }
}
