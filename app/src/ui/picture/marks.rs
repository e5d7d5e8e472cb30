//! The shapes: one for each kind of actor, and a gate for each state of a control.

use crate::{domain::control::ControlState, ui::Mark};

use super::{
    num,
    svg::{Path, SvgWriter},
};

/// The hue of bars: `bar-person` and the like.
pub(super) fn bar(mark: Mark) -> &'static str {
    match mark {
        Mark::Person | Mark::Team => "bar-person",
        Mark::Agent => "bar-agent",
        Mark::System | Mark::External | Mark::Unknown | Mark::Note => "bar-system",
    }
}

/// Draws a mark. `scale` 1 is the size in the drawing, 0.8 the one beside a lane's name.
pub(super) fn draw(svg: &mut SvgWriter, mark: Mark, x: f64, y: f64, scale: f64) {
    let circle = |svg: &mut SvgWriter, class, radius: f64| {
        svg.start("circle").class(class).num("cx", x).num("cy", y).num("r", radius * scale).empty();
    };
    match mark {
        Mark::Person => circle(svg, "dot dot-person", 7.5),
        Mark::Team => {
            circle(svg, "dot-ring", 9.0);
            circle(svg, "dot dot-person", 6.0);
        }
        Mark::External => circle(svg, "dot-none", 6.5),
        Mark::Unknown => circle(svg, "dot-doubt", 6.5),
        Mark::Agent => {
            let r = 10.0 * scale;
            let path = Path::from(x, y - r).line(x + r, y).line(x, y + r).line(x - r, y).tail("z");
            svg.start("path").class("dot dot-agent").d(&path).empty();
        }
        Mark::System => square(svg, "dot dot-system", x, y, 7.0 * scale),
        Mark::Note => {
            square(svg, "dot-none", x, y, 7.0 * scale);
            let path = Path::from(x - 3.5 * scale, y - 2.0 * scale)
                .line(x + 3.5 * scale, y - 2.0 * scale)
                .jump(x - 3.5 * scale, y + 2.0 * scale)
                .line(x + 1.0 * scale, y + 2.0 * scale);
            svg.start("path").class("dot-lines").d(&path).empty();
        }
    }
}

fn square(svg: &mut SvgWriter, class: &'static str, x: f64, y: f64, half: f64) {
    svg.start("rect").class(class).at(x - half, y - half);
    svg.num("width", half * 2.0).num("height", half * 2.0).num("rx", 2.0).empty();
}

/// Half the width of a cluster's pill.
pub(super) fn cluster_half(count: usize) -> f64 {
    6.0 + 3.6 * num(1 + count.to_string().len())
}

/// Draws several events as one pill with their number.
pub(super) fn draw_cluster(svg: &mut SvgWriter, mark: Mark, x: f64, y: f64, count: usize) {
    let half = cluster_half(count);
    let (class, words) = match mark {
        Mark::Person | Mark::Team => ("dot dot-person", "t-on"),
        Mark::Agent => ("dot dot-agent", "t-on"),
        Mark::System => ("dot dot-system", "t-on"),
        _ => ("dot-none", "t-off"),
    };
    svg.start("rect").class(class).at(x - half, y - 9.0).num("width", half * 2.0);
    svg.num("height", 18.0).num("rx", if mark == Mark::System { 3.0 } else { 9.0 }).empty();
    svg.start("text").class(words).at(x, y + 4.0).attr("text-anchor", "middle").inside();
    svg.text("×").text(&count.to_string()).end("text");
}

/// Draws a gate across a level arrow at this point.
pub(super) fn draw_gate(svg: &mut SvgWriter, state: ControlState, x: f64, y: f64, small: bool) {
    svg.start("g").moved(x, y).inside();
    svg.start("g").class(match (small, is_broken(state), state) {
        (false, true, _) => "gate",
        (true, true, _) => "gate gate-small",
        (false, _, ControlState::Unknown) => "gate gate-unsure",
        (true, _, ControlState::Unknown) => "gate gate-unsure gate-small",
        (false, _, ControlState::WorkedPartially) => "gate gate-partly",
        (true, _, ControlState::WorkedPartially) => "gate gate-partly gate-small",
        (false, ..) => "gate gate-held",
        (true, ..) => "gate gate-held gate-small",
    });
    svg.inside();
    for (class, d) in shape(state) {
        svg.start("path").class(class).attr("d", d).empty();
    }
    if state == ControlState::Overridden {
        svg.start("circle").num("r", 5.0).empty();
    }
    if state == ControlState::Unknown {
        svg.start("circle").class("gate-ask").num("r", 9.5).empty();
        svg.start("text").class("gate-mark").num("y", 4.6).attr("text-anchor", "middle").inside();
        svg.text("?").end("text");
    }
    svg.end("g").end("g");
}

/// Whether the control is drawn as one that let the step through.
pub(super) fn is_broken(state: ControlState) -> bool {
    !matches!(state, ControlState::Worked | ControlState::WorkedPartially | ControlState::Unknown)
}

fn shape(state: ControlState) -> &'static [(&'static str, &'static str)] {
    match state {
        ControlState::Worked => &[("gate-solid", "M-4-32h8v64h-8z")],
        ControlState::WorkedPartially => {
            &[("gate-solid", "M-4-32h8v28h-8z"), ("gate-solid", "M-1.2 4h2.4v28h-2.4z")]
        }
        ControlState::NotTriggered => &[
            ("gate-solid", "M-4-33l8 0 15 18-5.6 4.8z"),
            ("gate-solid", "M-4 33l8 0 15-18-5.6-4.8z"),
        ],
        ControlState::Failed => &[
            ("gate-solid", "M-6.1-34.4l7.9-.6 1.7 23.4-2.1 5.2-2.2-4.4-1.4 3-2.2-2.2z"),
            ("gate-solid", "M-2.9 34.6l7.9 1.2 3.7-24.2-3-4.2-1.9 4.3-1.5-3.7-2.8 3.1z"),
        ],
        ControlState::Bypassed => &[
            ("gate-gap", "M-17 0h34"),
            ("gate-round", "M-22 0c12 0 8-27 22-27s10 27 22 27"),
            ("gate-solid", "M-4-17h8v50h-8z"),
        ],
        ControlState::Overridden => {
            &[("gate-solid", "M-4-33h8v23h-8z"), ("gate-solid", "M-4 10h8v23h-8z")]
        }
        ControlState::Absent => {
            &[("gate-ghost", "M-4-32h8v26h-8z"), ("gate-ghost", "M-4 6h8v26h-8z")]
        }
        ControlState::Unknown => {
            &[("gate-dash", "M-4-33h8v22h-8z"), ("gate-dash", "M-4 11h8v22h-8z")]
        }
    }
}
