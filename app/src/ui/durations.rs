//! How long an incident took, tile by tile, with what each duration means one press away.

use leptos::prelude::*;

use super::Definition;
use crate::domain::Vocabulary;
use crate::domain::durations::{DurationState, Durations, Measure};

/// Every duration but exposure, which is counted apart.
#[component]
pub fn DurationTiles(
    /// The durations of the incident.
    durations: Durations,
) -> impl IntoView {
    let tiles = durations
        .all()
        .filter(|(measure, state)| {
            *measure != Measure::Exposure && *state != DurationState::NotApplicable
        })
        .map(|(measure, state)| tile(measure, state))
        .collect_view();
    view! { <dl class="durations">{tiles}</dl> }
}

fn tile(measure: Measure, state: DurationState) -> impl IntoView {
    let class = match state {
        DurationState::Recorded(_) => "duration",
        DurationState::Invalid { .. } => "duration duration-invalid",
        _ => "duration duration-none",
    };
    let id = format!("def-{}", measure.as_str());
    view! {
        <div class=class>
            <dt>
                {measure.label()}
                <Definition of=measure.label() id>{measure.definition()}</Definition>
            </dt>
            <dd>{state.label()}</dd>
            <dd class="duration-def">{ends(measure)}</dd>
        </div>
    }
}

/// The two ends of a duration, in as few words as fit under it.
fn ends(measure: Measure) -> &'static str {
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
