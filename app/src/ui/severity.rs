//! How bad it is: colour, shape and word together, so that none is needed alone.

use leptos::prelude::*;

use super::choice::radios;
use super::field::Frame;
use super::{Glyph, Icon};
use crate::domain::severity::{Severity, SeverityLevel, severity_label};

/// Symbol and class of a severity; ranks above 4 look like 4.
fn look(severity: Option<Severity>) -> (Glyph, &'static str) {
    match severity.map(Severity::rank) {
        Some(0) => (Glyph::Sev0, "sev-0"),
        Some(1) => (Glyph::Sev1, "sev-1"),
        Some(2) => (Glyph::Sev2, "sev-2"),
        Some(3) => (Glyph::Sev3, "sev-3"),
        Some(_) => (Glyph::Sev4, "sev-4"),
        None => (Glyph::SevUnset, "sev-unset"),
    }
}

/// A severity; unset reads `SEV?`.
#[component]
pub fn SeverityBadge(
    /// The severity.
    severity: Option<Severity>,
    /// The scale's word for it, e.g. `Major`; left out in dense lists.
    #[prop(optional, into)]
    word: Option<String>,
    /// For rows and side columns.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let (glyph, tone) = look(severity);
    let class = format!("sev {tone}{}", if small { " sev-small" } else { "" });
    let word = if severity.is_none() && !small { Some("not set".to_owned()) } else { word };
    view! {
        <span class=class>
            <Icon glyph />
            {severity_label(severity)}
            {word.map(|word| view! { " "<span class="sev-word">{word}</span> })}
        </span>
    }
}

/// The scale as radio buttons, each with the guide of how to recognise it; `SEV?` comes first.
#[component]
pub fn SeverityField(
    /// The name it is sent under.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    label: String,
    /// The configured scale; retired steps are offered only when chosen.
    scale: Vec<SeverityLevel>,
    /// What is chosen: `SEV1`, or blank for unset.
    #[prop(optional, into)]
    value: String,
    /// How to choose.
    #[prop(optional, into)]
    hint: Option<String>,
) -> impl IntoView {
    let chosen = value.parse::<Severity>().ok();
    let unset = view! { <span><SeverityBadge severity=None /></span> }.into_any();
    let unset = (String::new(), unset, "Decide later. Most people start here.".to_owned());
    let steps =
        scale.into_iter().filter(|step| !step.retired || chosen == Some(step.rank)).map(|step| {
            let badge =
                view! { <span><SeverityBadge severity=Some(step.rank) word=step.word /></span> };
            (step.rank.to_string(), badge.into_any(), step.guide)
        });
    let items = std::iter::once(unset).chain(steps).collect();
    let value = chosen.map(|severity| severity.to_string()).unwrap_or_default();
    radios(Frame::new(&name, &label, hint), &name, &value, items, false)
}
