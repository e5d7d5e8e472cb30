//! What to know at once about an incident, under its head; nothing where there is nothing.

use std::sync::Arc;

use leptos::prelude::*;

use super::Subject;
use crate::domain::catalogue::CatalogueNames;
use crate::domain::incident::IncidentNumber;
use crate::domain::recurrence::{Alarm, AlarmKind, IN_DAYS};
use crate::paths;
use crate::ui::{Glyph, Icon};

/// The alarms of an incident.
#[derive(Clone, Debug, Default)]
pub struct AlarmsSection {
    /// The alarms, gravest first, as far as the viewer may see what they are about.
    pub alarms: Vec<Alarm>,
    /// The names of the factors and controls in them.
    pub names: Arc<CatalogueNames>,
}

impl AlarmsSection {
    /// Draws the section.
    pub fn view(self, _: &Subject) -> impl IntoView + use<> {
        list(self.alarms, &self.names)
    }
}

/// The alarms one after the other; the page that declares an incident shows them too.
pub fn list(alarms: Vec<Alarm>, names: &CatalogueNames) -> Option<AnyView> {
    if alarms.is_empty() {
        return None;
    }
    let rows = alarms.into_iter().map(|alarm| one(alarm, names)).collect_view();
    Some(view! { <section class="alarms" aria-label="Alarms">{rows}</section> }.into_any())
}

fn one(alarm: Alarm, names: &CatalogueNames) -> impl IntoView + use<> {
    let glyph = match alarm.kind {
        AlarmKind::Family => Glyph::Family,
        AlarmKind::Overdue | AlarmKind::Open => Glyph::Late,
        _ => Glyph::Alert,
    };
    let open = alarm.remediation.map(|number| {
        let number = format!("REM-{number}");
        let words = format!("Open {number}");
        view! { <a class="button button-small no-print" href=paths::remediation(number)>{words}</a> }
    });
    let line = (!alarm.days_before.is_empty()).then(|| line(&alarm.days_before));
    let before = if alarm.kind == AlarmKind::Family { "Before: " } else { "Serves " };
    let incidents = alarm.incidents.iter().map(|number| {
        let number = IncidentNumber(*number);
        view! { <a class="ref" href=paths::incident(number)>{number.to_string()}</a>" " }
    });
    let incidents =
        (!alarm.incidents.is_empty()).then(|| view! { " "{before}{incidents.collect_view()} });
    let reasons = alarm.reasons.iter().map(|reason| {
        view! { <span class="chip">{reason.told(names)}</span>" " }
    });
    view! {
        <div class="alarm">
            <Icon glyph />
            <p class="alarm-what">{alarm.what}</p>
            <p class="alarm-why">
                {alarm.why}
                {incidents}
                " "
                {reasons.collect_view()}
            </p>
            {line}
            {open}
        </div>
    }
}

const WIDTH: i64 = 168;
const EDGE: i64 = 6;

/// The days before as dots on a line that ends with this incident.
fn line(days_before: &[i64]) -> impl IntoView + use<> {
    let x = |days: i64| WIDTH - EDGE - days.clamp(0, IN_DAYS) * (WIDTH - 2 * EDGE) / IN_DAYS;
    let dots = days_before.iter().map(|days| {
        view! { <circle class="recur-then" cx=x(*days).to_string() cy="18.5" r="5" /> }
    });
    let label = format!("{} before this one in {IN_DAYS} days", days_before.len());
    view! {
        <svg class="recur" viewBox="0 0 168 36" role="img" aria-label=label>
            <path class="recur-axis" d="M2 18.5H166M2 14.5v8M166 14.5v8" />
            {dots.collect_view()}
            <circle class="recur-now" cx=x(0).to_string() cy="18.5" r="6" />
            <text x="2" y="35">{format!("{IN_DAYS} days ago")}</text>
            <text x="166" y="35" text-anchor="end">"this one"</text>
        </svg>
    }
}
