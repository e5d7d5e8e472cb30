//! What stands around a drawing: its title, its definition, who is counted and who is not, the numbers.

use leptos::prelude::*;

/// The numbers behind a drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FigureTable {
    /// The heads; the first column names the row.
    pub head: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// A figure that says how it was made.
#[component]
pub fn Figure(
    /// What it tells.
    #[prop(into)]
    title: String,
    /// Its id, for links to it.
    #[prop(into)]
    id: String,
    /// How it is computed, who is counted (n), and what is left out.
    #[prop(into)]
    definition: String,
    /// The numbers.
    table: FigureTable,
    /// The points as CSV.
    #[prop(optional, into)]
    csv: Option<String>,
    /// The drawing.
    children: Children,
) -> impl IntoView {
    let csv = csv.map(|href| view! { <a class="button button-small button-quiet" href=href download="">"CSV"</a> });
    view! {
        <section class="figure" aria-labelledby=id.clone()>
            <h2 id=id.clone()>{title.clone()}</h2>
            <figure>
                {children()}
                <figcaption class="def">{definition}</figcaption>
            </figure>
            <details class="figure-data no-print">
                <summary>"The numbers as a table"</summary>
                {draw_table(title, table)}
                {csv}
            </details>
        </section>
    }
}

fn draw_table(title: String, table: FigureTable) -> impl IntoView {
    let head = table
        .head
        .into_iter()
        .enumerate()
        .map(|(i, words)| view! { <th scope="col" class=(i > 0).then_some("n")>{words}</th> })
        .collect_view();
    let rows = table
        .rows
        .into_iter()
        .map(|row| {
            let mut cells = row.into_iter();
            let first = cells.next();
            let cells = cells.map(|cell| view! { <td class="n">{cell}</td> }).collect_view();
            view! { <tr><th scope="row">{first}</th>{cells}</tr> }
        })
        .collect_view();
    view! {
        <div class="scroll-x" tabindex="0" role="group" aria-label=title>
            <table class="table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>
        </div>
    }
}
