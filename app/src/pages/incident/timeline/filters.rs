//! Narrowing the timeline, and reading it forwards: forms that send GET, so that every view has an
//! address.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::{TimelineSection, TimelineView};
use crate::domain::timeline::EventKind;
use crate::ui::{Choice, FilterSelect, FilterText, More, Time, choices_of};

/// One kind of event, a tag, what was known by a moment; opened when any narrows the list.
pub(super) fn forms(here: &str, section: &TimelineSection) -> impl IntoView + use<> {
    let view = &section.view;
    let open = view.is_partial();
    let action = format!("{here}#timeline");
    let kept = kept(section, &[("sort", &view.sort)]);
    let problem = section.problem.clone().map(|problem| {
        view! { <p class="field-error" role="alert">{problem}</p> }
    });
    let (kind, known_by) = (view.kind.clone(), view.known_by.clone());
    let tag = tags(section);
    let replay = (section.steps.len() > 1).then(|| replay(here, section));
    view! {
        <div class="no-print">
            <More summary="Show only some events, or read it forwards" open=open>
                {problem}
                <form class="filter" method="get" action=action>
                    {kept}
                    <FilterSelect name="kind" label="Kind" choices={choices_of::<EventKind>()} value=kind />
                    {tag}
                    <FilterText name="known_by" label="Known by" value=known_by />
                    <button class="button" type="submit">"Show"</button>
                </form>
                <p class="hint">"Known by: "<span class="nowrap">"2026-03-17T14:32"</span>" in UTC, or a day. The timeline as it could be read then."</p>
                {replay}
            </More>
        </div>
    }
}

fn tags(section: &TimelineSection) -> Option<AnyView> {
    if section.tags.is_empty() && section.view.tag.is_empty() {
        return None;
    }
    let choices = section.tags.iter().map(|tag| Choice::new(tag.clone(), format!("#{tag}")));
    let (choices, value) = (choices.collect::<Vec<_>>(), section.view.tag.clone());
    Some(view! { <FilterSelect name="tag" label="Tag" choices=choices value=value /> }.into_any())
}

/// The slider: each step shows what became known next, in the list and in the picture.
fn replay(here: &str, section: &TimelineSection) -> AnyView {
    let TimelineSection { view, steps, .. } = section;
    let hidden = [("sort", &view.sort), ("kind", &view.kind), ("tag", &view.tag)];
    let hidden = kept(section, &hidden);
    let at = view.place(steps).unwrap_or(steps.len() - 1);
    let said = said(view, steps);
    view! {
        <form class="filter replay" method="get" action=format!("{here}#timeline")>
            {hidden}
            <div class="field replay-field">
                <label for="replay">"Read it forwards: what was known then"</label>
                <input type="range" id="replay" name="step" min="0" max=(steps.len() - 1).to_string() value=at.to_string() aria-describedby="replay-at" />
            </div>
            <button class="button" type="submit">"Show"</button>
            <output id="replay-at" class="quiet small">{said}</output>
        </form>
    }
    .into_any()
}

/// What a form keeps of how the timeline is looked at, and all of how the picture is.
fn kept(section: &TimelineSection, view: &[(&'static str, &String)]) -> AnyView {
    let view = view.iter().map(|(name, value)| (*name, (*value).clone()));
    let said = view.chain(section.lens.pairs()).filter(|(_, value)| !value.is_empty());
    let fields = said.map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
    fields.collect_view().into_any()
}

/// What the slider says of where it stands.
pub(super) fn said(view: &TimelineView, steps: &[DateTime<Utc>]) -> AnyView {
    match view.place(steps) {
        Some(at) => {
            let count = format!("Step {} of {}: known by ", at + 1, steps.len());
            view! { {count}<Time at=steps[at] /> }.into_any()
        }
        None => format!("All {} steps: everything that is known.", steps.len()).into_any(),
    }
}

impl TimelineView {
    /// Where in the steps the reader is; none where everything is shown.
    pub fn place(&self, steps: &[DateTime<Utc>]) -> Option<usize> {
        let place: usize = self.step.trim().parse().ok()?;
        Some(place.min(steps.len().checked_sub(1)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_one_of_the_steps_or_none() {
        let steps = [DateTime::UNIX_EPOCH; 3];
        let at = |step: &str| TimelineView { step: step.into(), ..TimelineView::default() };
        assert_eq!(at("1").place(&steps), Some(1));
        assert_eq!(at("99").place(&steps), Some(2));
        assert_eq!(at("").place(&steps), None);
        assert_eq!(at("x").place(&steps), None);
        assert_eq!(at("1").place(&[]), None);
    }
}
