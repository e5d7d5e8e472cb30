//! Narrowing the timeline, and reading it forwards: forms that send GET, so that every view has an
//! address.

use chrono::{DateTime, SecondsFormat, Utc};
use leptos::prelude::*;

use super::{TimelineSection, TimelineView};
use crate::domain::Invalid;
use crate::domain::form::Checker;
use crate::domain::timeline::EventKind;
use crate::ui::{Choice, FilterSelect, FilterText, More, Time, TimeStyle, choices_of, time_words};

/// One kind of event, a tag, what was known by a moment; opened when any narrows the list.
pub(super) fn forms(here: &str, section: &TimelineSection) -> impl IntoView + use<> {
    let view = &section.view;
    let open = view.is_partial();
    let action = format!("{here}#timeline");
    let kept = kept(section, &[("sort", &view.sort)]);
    let problem = section.problem.clone().map(|problem| {
        view! { <p class="field-error" role="alert">{problem}</p> }
    });
    let (kind, known_by) = (view.kind.clone(), view.moment(&section.steps));
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
                    <FilterText name="known_by" label="Known by, in UTC" value=known_by moment=true />
                    <button class="button" type="submit">"Show"</button>
                </form>
                <p class="hint">"Known by: "<span class="nowrap">"2026-03-17T14:32"</span>" or a day. The timeline as it could be read then."</p>
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
    let (last, reach) = (steps.len() - 1, reached(view, steps));
    let at = reach.map_or(last, |reach| reach.step.unwrap_or(0));
    let words = lead(reach, steps)
        + &reach.map(|reach| time_words(reach.by, TimeStyle::Full)).unwrap_or_default();
    let said = said(view, steps);
    view! {
        <form class="filter" method="get" action=format!("{here}#timeline")>
            {hidden}
            <div class="field replay-field">
                <label for="replay">"Read it forwards: what was known then"</label>
                <input type="range" id="replay" name="step" min="0" max=last.to_string() value=at.to_string() aria-valuetext=words />
            </div>
            <button class="button" type="submit">"Show"</button>
            {said}
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

/// What the slider says of where it stands, with the moment that the field beside it shows then.
pub(super) fn said(view: &TimelineView, steps: &[DateTime<Utc>]) -> AnyView {
    let reach = reached(view, steps);
    let (lead, by) = (lead(reach, steps), reach.map(|reach| view! { <Time at=reach.by /> }));
    let moment = view.moment(steps);
    view! { <output id="replay-at" class="quiet small" data-known-by=moment>{lead}{by}</output> }
        .into_any()
}

/// How far is read, in words that the moment follows where there is one.
fn lead(reach: Option<Reach>, steps: &[DateTime<Utc>]) -> String {
    let count = steps.len();
    match reach.map(|reach| reach.step) {
        Some(Some(at)) => format!("Step {} of {count}: known by ", at + 1),
        Some(None) => format!("Before the first of {count} steps: known by "),
        None => format!("All {count} steps: everything that is known."),
    }
}

/// How far is read; of a moment that is not understood the page says so elsewhere.
fn reached(view: &TimelineView, steps: &[DateTime<Utc>]) -> Option<Reach> {
    view.reach(steps).ok().flatten()
}

/// How far a timeline is read forwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// What was known by this moment is shown.
    pub by: DateTime<Utc>,
    /// The last of the steps until then; none before the first.
    pub step: Option<usize>,
}

impl TimelineView {
    /// How far the timeline is read; nothing said is all of it. A step counts before a moment, since
    /// the slider was moved later than the field beside it was filled.
    ///
    /// # Errors
    /// What of the moment was not understood.
    pub fn reach(&self, steps: &[DateTime<Utc>]) -> Result<Option<Reach>, Invalid> {
        if let Some(step) = self.chosen(steps) {
            return Ok(Some(Reach { by: steps[step], step: Some(step) }));
        }
        let mut check = Checker::new();
        let by = check.optional_instant("known_by", &self.known_by);
        let step = |by: DateTime<Utc>| steps.partition_point(|at| *at <= by).checked_sub(1);
        check.finish(by.map(|by| Reach { by, step: step(by) }))
    }

    /// The step on which the slider was put.
    fn chosen(&self, steps: &[DateTime<Utc>]) -> Option<usize> {
        let step: usize = self.step.trim().parse().ok()?;
        Some(step.min(steps.len().checked_sub(1)?))
    }

    /// What the field for the moment shows: that of the chosen step, else what was typed.
    fn moment(&self, steps: &[DateTime<Utc>]) -> String {
        match self.chosen(steps) {
            Some(step) => steps[step].to_rfc3339_opts(SecondsFormat::AutoSi, true),
            None => self.known_by.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps() -> [DateTime<Utc>; 3] {
        ["2026-03-17T10:00:00Z", "2026-03-17T11:00:00.250Z", "2026-03-17T12:00:00Z"]
            .map(|at| at.parse().unwrap())
    }

    fn view(step: &str, known_by: &str) -> TimelineView {
        let (step, known_by) = (step.into(), known_by.into());
        TimelineView { known_by, step, ..TimelineView::default() }
    }

    #[test]
    fn a_step_is_one_of_the_steps_or_none() {
        let at = |step: &str| view(step, "").reach(&steps()).unwrap().map(|reach| reach.step);
        assert_eq!(at("1"), Some(Some(1)));
        assert_eq!(at("99"), Some(Some(2)));
        assert_eq!(at(""), None);
        assert_eq!(at("x"), None);
        assert_eq!(view("1", "").reach(&[]), Ok(None));
    }

    #[test]
    fn a_moment_stands_at_the_last_step_until_then() {
        let at = |known_by: &str| view("", known_by).reach(&steps()).unwrap().unwrap().step;
        assert_eq!(at("2026-03-17T11:30"), Some(1));
        assert_eq!(at("2026-03-17T12:00:00Z"), Some(2));
        assert_eq!(at("2027-01-01"), Some(2));
        assert_eq!(at("2026-03-17"), None, "nothing was known at midnight");
        assert!(view("", "once").reach(&steps()).is_err());
    }

    #[test]
    fn field_and_slider_say_the_same() {
        let moved = view("1", "2027-01-01");
        assert_eq!(moved.moment(&steps()), "2026-03-17T11:00:00.250Z");
        let typed = view("", &moved.moment(&steps()));
        assert_eq!(typed.reach(&steps()), moved.reach(&steps()));
        assert_eq!(view("", "once").moment(&steps()), "once");
    }
}
