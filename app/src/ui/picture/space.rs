//! Which part of a drawing is taken: a grid of cells, one bit each, so that a test costs a few words.

/// A box in units of the drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Left edge.
    pub x0: f64,
    /// Upper edge.
    pub y0: f64,
    /// Right edge.
    pub x1: f64,
    /// Lower edge.
    pub y1: f64,
}

impl Area {
    /// A box from its corner and size.
    pub fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self { x0: x, y0: y, x1: x + width, y1: y + height }
    }

    /// A box round a point.
    pub fn round(x: f64, y: f64, half_width: f64, half_height: f64) -> Self {
        Self { x0: x - half_width, y0: y - half_height, x1: x + half_width, y1: y + half_height }
    }

    /// Whether two boxes share more than an edge.
    #[cfg(test)]
    pub fn overlaps(&self, other: &Area) -> bool {
        self.x0 < other.x1 && other.x0 < self.x1 && self.y0 < other.y1 && other.y0 < self.y1
    }

    /// Whether the other box lies inside this one.
    pub fn holds(&self, other: &Area) -> bool {
        self.x0 <= other.x0 && other.x1 <= self.x1 && self.y0 <= other.y0 && other.y1 <= self.y1
    }
}

const CELL: f64 = 4.0;

/// One layer of taken cells. Boxes are widened to whole cells, never narrowed.
#[derive(Debug)]
pub(super) struct Grid {
    words: usize,
    rows: usize,
    bits: Vec<u64>,
}

impl Grid {
    pub(super) fn new(width: f64, height: f64) -> Self {
        let words = cell_after(width) / 64 + 1;
        let rows = cell_after(height) + 1;
        Self { words, rows, bits: vec![0; words * rows] }
    }

    pub(super) fn take(&mut self, area: &Area) {
        self.visit(area, |word, mask| {
            *word |= mask;
            false
        });
    }

    pub(super) fn is_free(&mut self, area: &Area) -> bool {
        !self.visit(area, |word, mask| *word & mask != 0)
    }

    /// Calls `each` for every word the box touches until one answers yes.
    fn visit(&mut self, area: &Area, mut each: impl FnMut(&mut u64, u64) -> bool) -> bool {
        let last_column = (self.words * 64 - 1).min(cell_after(area.x1).saturating_sub(1));
        let first_column = cell(area.x0).min(last_column);
        let last_row = (self.rows - 1).min(cell_after(area.y1).saturating_sub(1));
        for row in cell(area.y0).min(last_row)..=last_row {
            for index in first_column / 64..=last_column / 64 {
                let from = first_column.saturating_sub(index * 64).min(63);
                let to = (last_column - index * 64).min(63);
                let mask = (u64::MAX << from) & (u64::MAX >> (63 - to));
                if each(&mut self.bits[row * self.words + index], mask) {
                    return true;
                }
            }
        }
        false
    }
}

fn cell(at: f64) -> usize {
    whole((at / CELL).floor())
}

fn cell_after(at: f64) -> usize {
    whole((at / CELL).ceil())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the size of a drawing first"
)]
fn whole(at: f64) -> usize {
    at.clamp(0.0, 65_535.0) as usize
}

#[cfg(test)]
mod tests {
    use super::{Area, Grid};

    #[test]
    fn a_taken_box_is_not_free_and_its_neighbour_is() {
        let mut grid = Grid::new(1328.0, 700.0);
        grid.take(&Area::new(250.0, 40.0, 130.0, 30.0));
        assert!(!grid.is_free(&Area::new(379.0, 60.0, 40.0, 10.0)));
        assert!(!grid.is_free(&Area::new(200.0, 30.0, 400.0, 100.0)));
        assert!(grid.is_free(&Area::new(380.0, 40.0, 300.0, 30.0)));
        assert!(grid.is_free(&Area::new(250.0, 72.0, 130.0, 30.0)));
    }
}
