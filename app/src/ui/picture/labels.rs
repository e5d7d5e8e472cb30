//! Where words go: greedy, in order of weight, first place that is free.
//!
//! Nothing ever stands on a mark or on another text. Lines are avoided while a whole label still
//! finds a place; after that it is cut with an ellipsis, then it may stand on a line (its halo
//! keeps it legible), then only `E12` is written, then nothing: the mark itself has a name.
//! The rule looks at what was placed before and at nothing else, so a label that stands far from
//! a new event stays where it was.

use super::{
    space::{Area, Grid},
    text,
};

/// Size of label text and the distance between lines.
pub(super) const SIZE: f64 = 12.0;
pub(super) const LINE: f64 = 15.0;

/// One way to write a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) lines: Vec<String>,
    /// Not all of it.
    pub(super) cut: bool,
}

/// What a text belongs to, which decides where it may stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Place {
    /// Beside a mark at this point.
    Mark(f64, f64),
    /// Beside a gate's upper end.
    Gate(f64, f64),
    /// Along a line between two points, at its turn first.
    Line((f64, f64), (f64, f64)),
}

/// A text that wants a place.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    pub(super) place: Place,
    /// Width that the first line starts with: the room of `E12`.
    pub(super) lead: f64,
    pub(super) forms: Vec<Form>,
    pub(super) size: f64,
    /// Added round the text, for a box.
    pub(super) inset: f64,
    /// Where it must stay: its lane.
    pub(super) bounds: Area,
    /// It may stand on the line of its mark.
    pub(super) beside: bool,
    /// It would rather stand over its mark than under it.
    pub(super) over: bool,
    /// Further rows it may use, over and under.
    pub(super) tiers: u8,
}

/// Which end of the text stands at the box's edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Start,
    Middle,
    End,
}

/// A text that found one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    pub(super) form: usize,
    pub(super) area: Area,
    pub(super) align: Align,
    /// So far from its mark that a hairline must lead to it.
    pub(super) far: bool,
}

/// What is taken: marks and texts, which nothing may cover, and lines.
pub(super) struct Board {
    pub(super) taken: Grid,
    pub(super) lines: Grid,
}

impl Board {
    pub(super) fn new(width: f64, height: f64) -> Self {
        Self { taken: Grid::new(width, height), lines: Grid::new(width, height) }
    }

    /// Finds a place for a text and takes it.
    pub(super) fn place(&mut self, wish: &Wish) -> Option<Placed> {
        let last = wish.forms.len().saturating_sub(1);
        let clear = (0..last.max(1)).map(|form| (form, true));
        let crossing = (0..=last).map(|form| (form, false));
        for (form, avoid_lines) in clear.chain(crossing) {
            let Some(shape) = wish.forms.get(form) else { break };
            let (width, height) = size(wish, shape);
            for (area, align, far) in candidates(wish, width, height) {
                if wish.bounds.holds(&area)
                    && self.taken.is_free(&area)
                    && (!avoid_lines || self.lines.is_free(&area))
                {
                    self.taken.take(&area);
                    return Some(Placed { form, area, align, far });
                }
            }
        }
        None
    }
}

fn size(wish: &Wish, form: &Form) -> (f64, f64) {
    let widths =
        form.lines.iter().enumerate().map(|(line, text)| {
            text::width(text, wish.size) + if line == 0 { wish.lead } else { 0.0 }
        });
    let width = widths.fold(wish.lead, f64::max) + 2.0 * wish.inset;
    (width, super::num(form.lines.len().max(1)) * LINE + wish.inset.min(3.0))
}

/// Boxes in the order in which they are tried.
fn candidates(wish: &Wish, width: f64, height: f64) -> Vec<(Area, Align, bool)> {
    let mut out = Vec::with_capacity(18);
    match wish.place {
        Place::Mark(x, y) => {
            for tier in 0..=wish.tiers {
                let away = 12.0 + f64::from(tier) * 19.0;
                let clear = [x + 7.0, x - 7.0 - width];
                let lefts = [x - 8.0, x + 8.0 - width, x - width / 2.0, clear[0], clear[1]];
                let tops = [y + away, y - away - height];
                for top in if wish.over { [tops[1], tops[0]] } else { tops } {
                    for left in lefts {
                        out.push((Area::new(left, top, width, height), Align::Start, tier > 0));
                    }
                }
                if tier == 0 && wish.beside {
                    let beside = y - height / 2.0;
                    out.push((Area::new(x + 14.0, beside, width, height), Align::Start, false));
                    out.push((
                        Area::new(x - 14.0 - width, beside, width, height),
                        Align::End,
                        false,
                    ));
                }
            }
            align_by_edges(&mut out, x);
        }
        Place::Gate(x, y) => {
            for top in [y - height + 9.0, y - height - 3.0, y + 62.0] {
                out.push((Area::new(x + 13.0, top, width, height), Align::Start, true));
                out.push((Area::new(x - 13.0 - width, top, width, height), Align::End, true));
            }
            out.push((
                Area::new(x - width / 2.0, y - height - 4.0, width, height),
                Align::Middle,
                true,
            ));
        }
        Place::Line((x0, y0), (x1, y1)) => along(&mut out, (x0, y0), (x1, y1), width, height),
    }
    out
}

/// The text starts at the side on which its mark is.
fn align_by_edges(out: &mut [(Area, Align, bool)], x: f64) {
    for (area, align, _) in out {
        *align = if area.x0 >= x - 8.5 {
            Align::Start
        } else if area.x1 <= x + 8.5 {
            Align::End
        } else {
            Align::Middle
        };
    }
}

fn along(
    out: &mut Vec<(Area, Align, bool)>,
    (x0, y0): (f64, f64),
    (x1, y1): (f64, f64),
    width: f64,
    height: f64,
) {
    if (x0 - x1).abs() < 0.5 {
        // Beside an upright line, from its turn towards its head.
        let steps = [0.12, 0.35, 0.6, 0.8].map(|part| y0 + (y1 - y0) * part - height / 2.0);
        for y in steps {
            out.push((Area::new(x0 + 6.0, y, width, height), Align::Start, false));
            out.push((Area::new(x0 - 6.0 - width, y, width, height), Align::End, false));
        }
    } else {
        for part in [0.5, 0.3, 0.7] {
            let x = x0 + (x1 - x0) * part - width / 2.0;
            out.push((Area::new(x, y0 - 4.0 - height, width, height), Align::Middle, false));
            out.push((Area::new(x, y0 + 4.0, width, height), Align::Middle, false));
        }
    }
}
