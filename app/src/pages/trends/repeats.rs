//! What comes again: factors, controls that failed, families of incidents.

use leptos::prelude::*;

use super::{csv, definition, table};
use crate::domain::Vocabulary;
use crate::domain::figures::TrendFigure;
use crate::domain::statistics::Count;
use crate::domain::trends::Trends;
use crate::paths;
use crate::ui::chart::Figure;

pub(super) fn frequent(
    figure: TrendFigure,
    trends: &Trends,
    counts: &[Count],
    query: &str,
) -> impl IntoView + use<> {
    let map = (figure == TrendFigure::Controls).then(|| {
        view! { <p><a href=paths::GUARDRAILS>"By factor and agent, with what is done about it"</a></p> }
    });
    let rows = counts
        .iter()
        .take(12)
        .map(|count| {
            let dots = "●".repeat(count.n.min(24));
            view! {
                <tr>
                    <th scope="row">{count.name.clone()}</th>
                    <td class="n">{count.n}</td>
                    <td><span class="tally" aria-hidden="true">{dots}</span></td>
                </tr>
            }
        })
        .collect_view();
    let body = if counts.is_empty() {
        view! { <p class="quiet">"None was named in this period."</p> }.into_any()
    } else {
        view! {
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col" class="n">"Incidents"</th>
                        <th scope="col"><span class="visually-hidden">"One dot for each"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    };
    view! {
        <Figure
            title=figure.label()
            id=figure.as_str()
            definition=definition(figure)
            table=table(figure, trends)
            csv=csv(figure, query)
        >
            {body}
            {map}
        </Figure>
    }
}

pub(super) fn families(trends: &Trends, query: &str) -> impl IntoView + use<> {
    let rows = trends
        .families
        .iter()
        .map(|family| {
            let incidents = family
                .incidents
                .iter()
                .map(|(number, on)| {
                    view! {
                        <span class="nowrap">
                            <a class="ref" href=paths::incident(number)>{number.to_string()}</a>
                            " "
                            {on.format("%-d %b %Y").to_string()}
                        </span>
                        " "
                    }
                })
                .collect_view();
            view! {
                <tr>
                    <th scope="row">{family.name.clone()}</th>
                    <td class="n">{family.incidents.len()}</td>
                    <td>{incidents}</td>
                </tr>
            }
        })
        .collect_view();
    let body = if trends.families.is_empty() {
        view! { <p class="quiet">"No family repeated in this period."</p> }.into_any()
    } else {
        view! { <table class="table"><tbody>{rows}</tbody></table> }.into_any()
    };
    view! {
        <Figure
            title=TrendFigure::Families.label()
            id="families"
            definition=definition(TrendFigure::Families)
            table=table(TrendFigure::Families, trends)
            csv=csv(TrendFigure::Families, query)
        >
            {body}
        </Figure>
    }
}
