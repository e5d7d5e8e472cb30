//! Which incidents the figures are about: in words, and the form that asks for others.

use leptos::prelude::*;

use super::TrendsPage;
use crate::domain::figures::WITHIN_DAYS;
use crate::domain::incident::{AgentInvolvement, RawIncidentFilter};
use crate::domain::severity::default_scale;
use crate::domain::trends::Trends;
use crate::paths;
use crate::ui::{Choice, FilterBar, FilterSelect, choices_of};

/// Which incidents the page is about.
pub(super) fn lead(trends: &Trends) -> String {
    format!(
        "{} incidents that began from {} to {}. Drills are not counted.",
        trends.n,
        trends.from.format("%-d %b %Y"),
        trends.to.format("%-d %b %Y"),
    )
}

pub(super) fn filter_bar(page: TrendsPage) -> impl IntoView {
    let one = |words: &[String]| words.first().cloned().unwrap_or_default();
    let severities = default_scale()
        .into_iter()
        .map(|level| Choice::new(level.rank.to_string(), format!("{} {}", level.rank, level.word)))
        .collect::<Vec<_>>();
    let RawIncidentFilter { q, severity, involvement, agent, service, tag, .. } = page.filter;
    let active = !page.query.is_empty();
    view! {
        <FilterBar action=paths::TRENDS text=q active>
            <div class="field">
                <label for="filter-from">"From"</label>
                <input class="input" type="date" id="filter-from" name="from" value=page.from />
            </div>
            <div class="field">
                <label for="filter-to">"To"</label>
                <input class="input" type="date" id="filter-to" name="to" value=page.to />
            </div>
            <FilterSelect name="severity" label="Severity" choices=severities value=one(&severity) />
            <FilterSelect
                name="involvement"
                label="Agent's part"
                choices={choices_of::<AgentInvolvement>()}
                value=one(&involvement)
            />
            <div class="field">
                <label for="filter-agent">"Agent"</label>
                <input class="input" id="filter-agent" name="agent" value=agent />
            </div>
            <div class="field">
                <label for="filter-service">"Service"</label>
                <input class="input" id="filter-service" name="service" value=service />
            </div>
            <div class="field">
                <label for="filter-tag">"Tag"</label>
                <input class="input" id="filter-tag" name="tag" value=tag />
            </div>
            <div class="field">
                <label for="filter-within">"Recurred within, days"</label>
                <input
                    class="input"
                    type="number"
                    min="1"
                    max="730"
                    id="filter-within"
                    name="within"
                    value=page.within
                    placeholder=WITHIN_DAYS.to_string()
                />
            </div>
        </FilterBar>
    }
}
