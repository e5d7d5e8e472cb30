//! Narrowing the timeline: a form that sends GET, so that every view has an address.

use leptos::prelude::*;

use super::TimelineView;
use crate::domain::timeline::EventKind;
use crate::ui::{FilterSelect, FilterText, More, choices_of};

/// One kind of event, or what was known by a moment; opened when either narrows the list.
pub(super) fn form(
    here: &str,
    view: &TimelineView,
    problem: Option<String>,
) -> impl IntoView + use<> {
    let open = view.is_partial();
    let action = format!("{here}#timeline");
    let sort = (!view.sort.is_empty())
        .then(|| view! { <input type="hidden" name="sort" value=view.sort.clone() /> });
    let problem = problem.map(|problem| {
        view! { <p class="field-error" role="alert">{problem}</p> }
    });
    let (kind, known_by) = (view.kind.clone(), view.known_by.clone());
    view! {
        <div class="no-print">
            <More summary="Show only some events" open=open>
                {problem}
                <form class="filter" method="get" action=action>
                    {sort}
                    <FilterSelect name="kind" label="Kind" choices={choices_of::<EventKind>()} value=kind />
                    <FilterText name="known_by" label="Known by" value=known_by />
                    <button class="button" type="submit">"Show"</button>
                </form>
                <p class="hint">"Known by: 2026-03-17T14:32 in UTC, or a day. The timeline as it could be read then."</p>
            </More>
        </div>
    }
}
