//! The picture as a part of a page: heading, drawings, how to read them, the table behind.

use leptos::prelude::*;

use super::{Around, Drawn};
use crate::islands::TracePicture;

/// The picture of one incident. With no event it says what to do instead.
#[component]
pub fn PictureFigure(
    /// What was drawn.
    picture: Drawn,
    /// A sentence beside the heading; by default it names the chain that is lit.
    #[prop(optional, into)]
    note: Option<String>,
    /// What one can do with it, and how it is looked at.
    #[prop(optional_no_strip)]
    around: Option<Around>,
    /// A drawing of the whole, where this is a part of it.
    #[prop(optional_no_strip)]
    paper: Option<std::sync::Arc<str>>,
) -> impl IntoView {
    let Drawn { drawings, table, lit, condensed, .. } = picture;
    let note = note.map(|note| view! { <span class="quiet">{note}</span> }.into_any()).or_else(|| {
        lit.map(|seq| {
            view! {
                <span class="quiet">
                    "Reliance chain of " <a class="ref" href=format!("#E{seq}")>{format!("E{seq}")}</a>
                </span>
            }
            .into_any()
        })
    });
    let (head, bar, map, tools) = match &around {
        Some(around) => (around.head(), around.bar(), around.overview(), Some(around.tools())),
        None => (None, None, None, None),
    };
    let narrowed = around.as_ref().is_some_and(|around| around.shown.1 > 0);
    let content = if drawings.is_empty() && narrowed {
        view! {
            <p class="picture-empty">"Nothing that is recorded fits. Show everything to see the rest."</p>
            <figcaption class="picture-foot">{tools}</figcaption>
        }
        .into_any()
    } else if drawings.is_empty() {
        view! {
            <p class="picture-empty">
                "Nothing to draw yet. Write the first line of the timeline and it appears here."
            </p>
        }
        .into_any()
    } else {
        view! {
            {body(drawings, paper)}
            <TracePicture />
            <figcaption class="picture-foot">
                <span>"Pale bars are as wide as what is known about the time."</span>
                {condensed.then(|| view! { <span>"Marks with a number stand for several events close together; they open into them."</span> })}
                {tools}
                <details class="no-print">
                    <summary>"How to read it"</summary>
                    <Legend />
                </details>
                <details class="no-print">
                    <summary>"As a table"</summary>
                    <div class="scroll-x" tabindex="0" role="region" aria-label="The picture as a table" inner_html=table></div>
                </details>
            </figcaption>
        }
        .into_any()
    };
    view! {
        <figure class="picture" aria-labelledby="picture-title">
            <div class="picture-head">
                <h2 id="picture-title">"The picture"</h2>
                {note}
                <span class="row row-tight push no-print">
                    {head}
                    <a class="button button-small" href="#timeline">"As a list"</a>
                </span>
            </div>
            {bar}
            {map}
            {content}
        </figure>
    }
}

/// The drawings; on paper the whole, where only a part is on the screen.
fn body(drawings: std::sync::Arc<str>, paper: Option<std::sync::Arc<str>>) -> AnyView {
    let class = if paper.is_some() { "picture-body no-print" } else { "picture-body" };
    let paper = paper.map(|whole| view! { <div class="picture-paper" inner_html=whole></div> });
    view! {
        <div class=class inner_html=drawings tabindex="0" role="region" aria-label="The drawing"></div>
        {paper}
    }
    .into_any()
}

/// How to read the picture, with the same shapes.
#[component]
fn Legend() -> impl IntoView {
    let rows = legend()
        .into_iter()
        .map(|(drawing, words)| {
            view! {
                <li>
                    <svg class="drawing-key" viewBox="0 0 64 20" width="64" height="20" aria-hidden="true" inner_html=drawing></svg>
                    {words}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="legend">{rows}</ul> }
}

fn legend() -> Vec<(String, &'static str)> {
    use super::{
        Path, SvgWriter,
        marks::{draw, draw_gate},
    };
    use crate::{domain::control::ControlState, ui::Mark};
    let drawn = |paint: &dyn Fn(&mut SvgWriter)| {
        let mut svg = SvgWriter::default();
        paint(&mut svg);
        svg.finish()
    };
    let line = |svg: &mut SvgWriter, class: &'static str, head: &'static str| {
        svg.start("path").class(class).d(&Path::from(2.0, 10.0).line(54.0, 10.0)).empty();
        let tip = Path::from(62.0, 10.0).tail("l-8-4.2v8.4z");
        svg.start("path").class(head).d(&tip).empty();
    };
    vec![
        (
            drawn(&|svg| {
                draw(svg, Mark::Person, 10.0, 10.0, 0.8);
                draw(svg, Mark::Agent, 32.0, 10.0, 0.8);
                draw(svg, Mark::System, 54.0, 10.0, 0.8);
            }),
            "person, agent, system",
        ),
        (drawn(&|svg| draw(svg, Mark::Unknown, 32.0, 10.0, 1.0)), "who acted is in doubt"),
        (
            drawn(&|svg| line(svg, "link link-chain", "head head-chain")),
            "causal link in the lit chain",
        ),
        (
            drawn(&|svg| line(svg, "link link-minor link-chain", "head head-chain")),
            "contributed to",
        ),
        (drawn(&|svg| line(svg, "link link-response", "head")), "response: detected, mitigated"),
        (
            drawn(&|svg| draw_gate(svg, ControlState::Failed, 32.0, 10.0, true)),
            "a control that should have stopped it, broken",
        ),
        (
            drawn(&|svg| draw_gate(svg, ControlState::Unknown, 32.0, 10.0, true)),
            "a control of which nobody knows yet what it did",
        ),
        (
            drawn(&|svg| {
                svg.start("rect").class("key-exposure").at(0.0, 3.0);
                svg.num("width", 64.0).num("height", 14.0).empty();
            }),
            "exposure; it fades where its edge is uncertain",
        ),
    ]
}
