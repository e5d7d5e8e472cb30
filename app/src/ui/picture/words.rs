//! What is written beside marks, gates and arrows: where it may stand, and ever shorter forms of it.

use super::{
    labels::{Form, Place, SIZE, Wish},
    links::verb_line,
    scene::Scene,
    space::Area,
    text,
    wide::{Layout, Of, TOP, name},
};

/// Widths and lines of an event's label, from whole to short.
const SHAPES: [(f64, usize); 5] = [(172.0, 2), (146.0, 2), (120.0, 2), (134.0, 1), (92.0, 1)];
/// The same for the words of a gate, between its name and its state.
const GATE_SHAPES: [(f64, usize); 4] = [(190.0, 2), (150.0, 2), (150.0, 1), (110.0, 0)];

impl Layout {
    /// Where a text may stand, and in how many forms it exists.
    pub(super) fn wish(&self, scene: &Scene<'_>, of: Of) -> Wish {
        let node = match of {
            Of::Verb(arrow) => return self.verb(arrow),
            Of::Event(node) | Of::Gate(node) | Of::Flag(node) | Of::Claim(node) => node,
        };
        let mark = self.marks[node];
        let (x, y) = (f64::midpoint(mark.x0, mark.x1), f64::midpoint(mark.y0, mark.y1));
        let lane = self.edges.partition_point(|&edge| edge <= y).clamp(1, self.lines.len()) - 1;
        let mut wish = Wish {
            place: Place::Mark(x, y),
            lead: 0.0,
            forms: 1,
            size: SIZE,
            inset: 0.0,
            bounds: self.bounds(lane),
            beside: matches!(of, Of::Event(_)),
            over: matches!(of, Of::Flag(_)),
            tiers: 2,
        };
        match of {
            Of::Event(_) => {
                wish.lead = lead(scene, node);
                wish.forms = SHAPES.len() + 1;
            }
            Of::Gate(_) => {
                wish.place = Place::Gate(x, y - 33.0);
                wish.lead = lead(scene, node);
                wish.forms = GATE_SHAPES.len();
            }
            Of::Flag(_) => (wish.size, wish.inset) = (11.0, 7.0),
            Of::Claim(_) | Of::Verb(_) => (wish.size, wish.inset, wish.forms) = (11.0, 6.0, 3),
        }
        wish
    }

    fn verb(&self, arrow: usize) -> Wish {
        let (from, to) = verb_line(&self.arrows[arrow].points);
        Wish {
            place: Place::Line(from, to),
            lead: 0.0,
            forms: 1,
            size: 11.0,
            inset: 0.0,
            bounds: Area {
                x0: self.frame.gutter - 4.0,
                y0: TOP,
                x1: self.frame.width - 2.0,
                y1: self.edges.last().copied().unwrap_or(TOP),
            },
            beside: false,
            over: false,
            tiers: 0,
        }
    }

    /// The nth form of a text, counted from the whole one.
    pub(super) fn form(&self, scene: &Scene<'_>, of: Of, at: usize) -> Form {
        match of {
            Of::Event(node) => event_form(scene, node, at),
            Of::Gate(node) => gate_form(scene, node, at),
            Of::Flag(_) => one_line("Unauthorised".to_owned(), false),
            Of::Claim(node) => {
                let claim = scene.event(node).disputed.as_deref().unwrap_or_default();
                match [170.0, 90.0].get(at) {
                    Some(&room) => one_line(text::fit(&format!("≠ {claim}"), 11.0, room), at > 0),
                    None => one_line("≠".to_owned(), true),
                }
            }
            Of::Verb(arrow) => {
                let label = scene.edges[self.arrows[arrow].edge].label;
                one_line(text::fit(label, 11.0, 120.0), false)
            }
        }
    }

    fn bounds(&self, lane: usize) -> Area {
        Area {
            x0: self.frame.gutter - 6.0,
            y0: self.edges[lane] + 1.0,
            x1: self.frame.width - 2.0,
            y1: self.edges[lane + 1] - 1.0,
        }
    }
}

/// The room of `E5` before the words.
fn lead(scene: &Scene<'_>, node: usize) -> f64 {
    text::mono_width(&name(scene, node), 11.0) + 5.0
}

fn one_line(line: String, cut: bool) -> Form {
    Form { lines: vec![line], cut }
}

/// The last form is the bare number.
fn event_form(scene: &Scene<'_>, node: usize, at: usize) -> Form {
    let Some(&(room, lines)) = SHAPES.get(at) else { return one_line(String::new(), true) };
    let (lines, whole) =
        text::balance(&scene.event(node).text, SIZE, room, lead(scene, node), lines);
    Form { lines, cut: !whole }
}

fn gate_form(scene: &Scene<'_>, node: usize, at: usize) -> Form {
    let event = scene.event(node);
    let (Some(gate), Some(&(room, most))) = (scene.gate(node), GATE_SHAPES.get(at)) else {
        return event_form(scene, node, at);
    };
    let mut lines = vec![text::fit(&gate.control, SIZE, room - lead(scene, node))];
    let (more, whole) = text::balance(&event.text, SIZE, room, 0.0, most);
    lines.extend(more);
    lines.push(gate.words().to_owned());
    Form { lines, cut: !whole }
}
