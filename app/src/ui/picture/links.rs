//! How arrows run: upright and level lines with round corners that pass no mark but their own.

use super::svg::{Path, SvgWriter};

/// Where lanes and marks are, for arrows to find their way.
#[derive(Debug)]
pub(super) struct Terrain {
    /// The line of each lane, on which its marks stand.
    pub(super) lines: Vec<f64>,
    /// The upper edge of each lane, and the lower edge of the last.
    pub(super) edges: Vec<f64>,
    /// The marks of each lane along the axis, sorted.
    pub(super) marks: Vec<Vec<f64>>,
    /// How many arrows already run along each edge or over each lane.
    pub(super) used: Vec<u8>,
    /// How far an arrow swings out to pass marks of its own lane.
    pub(super) bow: f64,
}

/// From a mark's middle to where an arrow leaves it, and to where its head ends.
const LEAVE: f64 = 10.0;
const ARRIVE: f64 = 12.0;
const HEAD: f64 = 7.0;

type Point = (f64, f64);

impl Terrain {
    fn is_free(&self, lane: usize, from: f64, to: f64) -> bool {
        let (low, high) = (from.min(to) + 2.0, from.max(to) - 2.0);
        let marks = &self.marks[lane];
        let first = marks.partition_point(|&x| x <= low);
        marks.get(first).is_none_or(|&x| x >= high)
    }

    /// The corners of an arrow between two marks `(x, lane)`, ends included.
    pub(super) fn route(&mut self, from: (f64, usize), to: (f64, usize), back: bool) -> Vec<Point> {
        let ((x1, lane1), (x2, lane2)) = (from, to);
        let (y1, y2) = (self.lines[lane1], self.lines[lane2]);
        let along = if x2 >= x1 { 1.0 } else { -1.0 };
        let across = if y2 >= y1 { 1.0 } else { -1.0 };
        if lane1 == lane2 {
            if self.is_free(lane1, x1, x2) && !back {
                return vec![(x1 + along * LEAVE, y1), (x2 - along * ARRIVE, y2)];
            }
            let level = self.slot(lane1);
            let y = if back { y1 + self.bow + level } else { y1 - self.bow - level };
            let side = if back { 1.0 } else { -1.0 };
            return vec![(x1, y1 + side * LEAVE), (x1, y), (x2, y), (x2, y2 + side * ARRIVE)];
        }
        let turn_late = self.is_free(lane1, x1, x2);
        let turn_early = self.is_free(lane2, x1, x2);
        if turn_late && !(back && turn_early) {
            return vec![(x1 + along * LEAVE, y1), (x2, y1), (x2, y2 - across * ARRIVE)];
        }
        if turn_early {
            // Answers arrive a little beside the lane's own line, where causes run.
            let shift = if back { across * -5.0 } else { 0.0 };
            let y = y2 + shift;
            return vec![(x1, y1 + across * LEAVE), (x1, y), (x2 - along * ARRIVE, y)];
        }
        let edge = if across > 0.0 { lane2 } else { lane2 + 1 };
        let y = self.edges[edge] + across * (3.0 + self.slot(edge));
        vec![(x1, y1 + across * LEAVE), (x1, y), (x2, y), (x2, y2 - across * ARRIVE)]
    }

    fn slot(&mut self, at: usize) -> f64 {
        self.used[at] = (self.used[at] + 1) % 3;
        f64::from((self.used[at] + 2) % 3) * self.bow / 4.5
    }
}

/// The path of an arrow's line; it ends where the head begins.
pub(super) fn line(points: &[Point]) -> Path {
    let mut path = Path::from(points[0].0, points[0].1);
    for at in 1..points.len() {
        let (here, before) = (points[at], points[at - 1]);
        if let Some(&next) = points.get(at + 1) {
            let room = distance(before, here).min(distance(here, next)) / 2.0;
            let radius = room.min(12.0);
            let (enter, leave) = (towards(here, before, radius), towards(here, next, radius));
            path = path.line(enter.0, enter.1).bend(here, leave);
        } else {
            let end = towards(here, before, HEAD - 1.0);
            path = path.line(end.0, end.1);
        }
    }
    path
}

/// Draws the head at the end of a line.
pub(super) fn head(svg: &mut SvgWriter, points: &[Point], class: &'static str) {
    let [.., before, tip] = points else { return };
    let steps = match (tip.0 - before.0, tip.1 - before.1) {
        (dx, dy) if dx.abs() >= dy.abs() && dx > 0.0 => "l-7-4.2v8.4z",
        (dx, dy) if dx.abs() >= dy.abs() => "l7-4.2v8.4z",
        (_, dy) if dy > 0.0 => "l-4.2-7h8.4z",
        _ => "l-4.2 7h8.4z",
    };
    svg.start("path").class(class).d(&Path::from(tip.0, tip.1).tail(steps)).empty();
}

/// The part of an arrow beside which its verb stands: the longest upright one, else the longest.
pub(super) fn verb_line(points: &[Point]) -> (Point, Point) {
    let upright = |pair: &&[Point]| (pair[0].0 - pair[1].0).abs() < 0.5;
    let length = |pair: &&[Point]| distance(pair[0], pair[1]);
    let longest = |a: &&[Point], b: &&[Point]| length(a).total_cmp(&length(b));
    let best = points.windows(2).filter(upright).max_by(longest).filter(|pair| length(pair) > 26.0);
    best.or_else(|| points.windows(2).max_by(longest))
        .map_or(((0.0, 0.0), (0.0, 0.0)), |pair| (pair[0], pair[1]))
}

fn distance(a: Point, b: Point) -> f64 {
    (a.0 - b.0).abs() + (a.1 - b.1).abs()
}

/// The point `by` units from one corner towards another.
fn towards(from: Point, to: Point, by: f64) -> Point {
    let length = distance(from, to);
    if length <= 0.0 {
        return from;
    }
    let part = (by / length).min(1.0);
    (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part)
}
