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
    /// How many forms of it there are.
    pub(super) forms: usize,
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

    /// Finds a place for a text in one of its forms, and takes it.
    pub(super) fn place(
        &mut self,
        wish: &Wish,
        write: &dyn Fn(usize) -> Form,
    ) -> Option<(Form, Placed)> {
        let mut forms: Vec<Form> = Vec::with_capacity(wish.forms);
        let last = wish.forms.saturating_sub(1);
        let clear = (0..last.max(1)).map(|form| (form, true));
        let crossing = (0..=last).map(|form| (form, false));
        for (form, avoid_lines) in clear.chain(crossing) {
            if form == forms.len() {
                forms.push(write(form));
            }
            let shape = &forms[form];
            // A text without words has one form only, the last.
            if shape.lines.is_empty() || (form > 0 && *shape == forms[form - 1]) {
                continue;
            }
            let (width, height) = size(wish, shape);
            let mut found = None;
            candidates(wish, width, height, &mut |area, align, far| {
                let free = wish.bounds.holds(&area)
                    && self.taken.is_free(&area)
                    && (!avoid_lines || self.lines.is_free(&area));
                if free {
                    found = Some(Placed { area, align, far });
                }
                free
            });
            if let Some(placed) = found {
                self.taken.take(&placed.area);
                return Some((forms.swap_remove(form), placed));
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

/// Is shown boxes until it says that one will do.
type Try<'a> = &'a mut dyn FnMut(Area, Align, bool) -> bool;

/// Shows boxes in the order in which they are to be tried.
fn candidates(wish: &Wish, width: f64, height: f64, fits: Try<'_>) -> bool {
    match wish.place {
        Place::Mark(x, y) => (0..=wish.tiers).any(|tier| {
            let away = 12.0 + f64::from(tier) * 19.0;
            let lefts = [x - 8.0, x + 8.0 - width, x - width / 2.0, x + 7.0, x - 7.0 - width];
            let (under, over) = (y + away, y - away - height);
            let tops = if wish.over { [over, under] } else { [under, over] };
            tops.into_iter().any(|top| {
                lefts.into_iter().any(|left| {
                    let area = Area::new(left, top, width, height);
                    fits(area, align(&area, x), tier > 0)
                })
            }) || (tier == 0 && wish.beside && {
                let top = y - height / 2.0;
                [x + 14.0, x - 14.0 - width].into_iter().any(|left| {
                    let area = Area::new(left, top, width, height);
                    fits(area, align(&area, x), false)
                })
            })
        }),
        Place::Gate(x, y) => {
            let beside = [y - height + 9.0, y - height - 3.0, y + 62.0].into_iter().any(|top| {
                fits(Area::new(x + 13.0, top, width, height), Align::Start, true)
                    || fits(Area::new(x - 13.0 - width, top, width, height), Align::End, true)
            });
            let over = Area::new(x - width / 2.0, y - height - 4.0, width, height);
            beside || fits(over, Align::Middle, true)
        }
        Place::Line((x0, y0), (x1, y1)) if (x0 - x1).abs() < 0.5 => {
            // Beside an upright line, from its turn towards its head.
            [0.12, 0.35, 0.6, 0.8].into_iter().any(|part| {
                let top = y0 + (y1 - y0) * part - height / 2.0;
                fits(Area::new(x0 + 6.0, top, width, height), Align::Start, false)
                    || fits(Area::new(x0 - 6.0 - width, top, width, height), Align::End, false)
            })
        }
        Place::Line((x0, y0), (x1, _)) => [0.5, 0.3, 0.7].into_iter().any(|part| {
            let left = x0 + (x1 - x0) * part - width / 2.0;
            fits(Area::new(left, y0 - 4.0 - height, width, height), Align::Middle, false)
                || fits(Area::new(left, y0 + 4.0, width, height), Align::Middle, false)
        }),
    }
}

/// The text starts at the side on which its mark is.
fn align(area: &Area, x: f64) -> Align {
    if area.x0 >= x - 8.5 {
        Align::Start
    } else if area.x1 <= x + 8.5 {
        Align::End
    } else {
        Align::Middle
    }
}
