//! When something happened: as much as is known, how exactly, and in which zone it was said.

use leptos::prelude::*;

use super::choice::options;
use super::choices_of;
use super::field::Frame;
use crate::domain::moment::{Precision, RawMoment};

/// Zones offered while typing; any IANA name or offset is understood.
const ZONES: [&str; 12] = [
    "UTC",
    "America/Los_Angeles",
    "America/New_York",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Helsinki",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
    "+00:00",
];

/// Three controls, sent as `<name>.at`, `<name>.precision` and `<name>.zone`.
#[component]
pub fn MomentField(
    /// The name that the three begin with.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    label: String,
    /// What was typed, or what is stored.
    #[prop(optional)]
    value: RawMoment,
    /// How to answer; by default the forms that are understood, nothing when blank.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Says `optional` beside the label.
    #[prop(optional)]
    optional: bool,
    /// What a blank zone means: a zone, or in words where it is found.
    #[prop(default = "UTC")]
    blank_zone: &'static str,
) -> impl IntoView {
    let hint = hint.unwrap_or_else(|| {
        "2026-03-17 14:32, or only as much as is known: 2026-03-17, 2026-03. Empty if nobody knows.".to_owned()
    });
    let at = format!("{name}.at");
    let (precision, zone) = (format!("{name}.precision"), format!("{name}.zone"));
    let also = [name.as_str(), precision.as_str(), zone.as_str()];
    Frame::new(&at, &label, Some(hint).filter(|hint| !hint.is_empty()))
        .optional(optional)
        .around_group(&also, |framed| {
            let zones = format!("{}-zones", framed.id);
            let choices = choices_of::<Precision>();
            view! {
                <div class="moment">
                    <input
                        class="input mono"
                        id=framed.id.clone()
                        name=at.clone()
                        value=value.at
                        autocomplete="off"
                        aria-label="Time"
                        aria-describedby=framed.described_by.clone()
                        aria-invalid=framed.invalid
                    />
                    <select class="input" name=precision.clone() aria-label="How exactly">
                        {options(choices, &value.precision, Some("As written".to_owned()))}
                    </select>
                    <input
                        class="input"
                        name=zone.clone()
                        value=value.zone
                        list=zones.clone()
                        placeholder=blank_zone
                        autocomplete="off"
                        aria-label="Time zone"
                    />
                    <datalist id=zones.clone()>
                        {ZONES.map(|zone| view! { <option value=zone></option> }).collect_view()}
                    </datalist>
                </div>
            }
        })
}
