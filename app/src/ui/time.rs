//! Instants in the viewer's zone, with UTC one hover away.

use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Tz;
use leptos::prelude::*;

use crate::domain::moment::{Moment, Precision};

/// The zone in which this page shows instants.
#[derive(Clone, Copy, Debug)]
pub(super) struct ShellZone(pub(super) Tz);

/// The zone of the page that is being drawn; UTC outside a page.
pub fn page_zone() -> Tz {
    use_context::<ShellZone>().map_or(Tz::UTC, |zone| zone.0)
}

/// How much of an instant is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeStyle {
    /// `17 Mar 2026, 14:32 CET`
    #[default]
    Full,
    /// `17 Mar 2026, 14:32:05 CET`: where the order of what happened within a minute counts.
    Exact,
    /// `17 Mar 2026`
    Date,
    /// `14:32`
    Clock,
}

impl TimeStyle {
    fn pattern(self) -> &'static str {
        match self {
            Self::Full => "%-d %b %Y, %H:%M %Z",
            Self::Exact => "%-d %b %Y, %H:%M:%S %Z",
            Self::Date => "%-d %b %Y",
            Self::Clock => "%H:%M",
        }
    }
}

/// When the program recorded something: an exact instant.
#[component]
pub fn Time(
    /// The instant.
    at: DateTime<Utc>,
    /// How much of it is shown.
    #[prop(optional)]
    style: TimeStyle,
) -> impl IntoView {
    let machine = at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let utc = at.format("%-d %b %Y, %H:%M:%S UTC").to_string();
    view! { <time datetime=machine title=utc>{time_words(at, style)}</time> }
}

/// What [`Time`] shows of an instant, for where only words can stand.
pub fn time_words(at: DateTime<Utc>, style: TimeStyle) -> String {
    at.with_timezone(&page_zone()).format(style.pattern()).to_string()
}

/// When something happened: no more exactly than it is known, in the zone it was said in.
#[component]
pub fn When(
    /// The moment; nothing reads `not recorded`.
    #[prop(into)]
    moment: Option<Moment>,
) -> impl IntoView {
    let Some(moment) = moment else {
        return view! { <span class="faint">"not recorded"</span> }.into_any();
    };
    if moment.precision == Precision::Unknown {
        return view! { <span class="faint">{moment.label()}</span> }.into_any();
    }
    let title = format!("{}, {}", moment.utc_label(), precision_words(moment.precision));
    view! { <time datetime=machine(&moment) title=title>{moment.label()}</time> }.into_any()
}

/// What `datetime` can say: an instant, or as much of a date as is known.
fn machine(moment: &Moment) -> String {
    match moment.precision {
        Precision::Second | Precision::Minute | Precision::Hour => {
            moment.at.to_rfc3339_opts(SecondsFormat::Secs, true)
        }
        _ => moment.input_value(),
    }
}

fn precision_words(precision: Precision) -> String {
    crate::domain::Vocabulary::label(precision).to_lowercase()
}
