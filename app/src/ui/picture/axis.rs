//! Where along the axis everything stands.
//!
//! First every mark gets the room it needs: a little after any mark, more after one of its own
//! lane. What is left over is given out by time, so that the axis is true to scale wherever it is
//! not crowded, and its ticks say where it is stretched.

use super::{
    num,
    runs::{Kind, Run, runs},
    scene::Node,
};

/// Room and spacing along one axis.
#[derive(Clone, Copy, Debug)]
pub(super) struct Track {
    pub(super) from: f64,
    pub(super) to: f64,
    /// How many segments it can name.
    pub(super) segments: usize,
    /// The least width of a segment, for its name.
    pub(super) name: f64,
}

/// Between marks of different lanes; marks are 20 wide at most, and an arrow passes between two.
const APART: f64 = 13.0;
/// Between marks of one lane, at least and at best (a label fits).
const LANE_APART: (f64, f64) = (25.0, 138.0);
/// Between a mark and the end of its segment.
const PAD: f64 = 17.0;
/// The width of a `//`.
pub(super) const BREAK: f64 = 22.0;

/// One segment of the axis.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub(super) run: Run,
    pub(super) start: f64,
    pub(super) end: f64,
    /// Times and where they stand, both never falling.
    knots: Vec<(i64, f64)>,
}

/// The axis and every node's place on it.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    pub(super) at: Vec<f64>,
    pub(super) segments: Vec<Segment>,
}

impl Axis {
    /// Lays all nodes out along the track.
    pub(super) fn new(nodes: &[Node], track: Track) -> Self {
        let runs = runs(nodes, track.segments);
        let room = track.to - track.from;
        let plan = plan(nodes, &runs, track, room);
        // More marks than there is room for: everything moves together.
        let squeeze = (room / plan.total).min(1.0);
        let share = (room - plan.total).max(0.0) / weights(&runs).sum::<f64>().max(1.0);
        let mut axis =
            Self { at: vec![0.0; nodes.len()], segments: Vec::with_capacity(runs.len()) };
        let mut start = track.from;
        for ((run, weight), slots) in runs.iter().zip(weights(&runs)).zip(&plan.slots) {
            let widths = stretch(run, slots, share * weight);
            let mut x = start;
            for (node, slot) in (run.first..=run.last).zip(&widths) {
                x += slot * squeeze;
                axis.at[node] = x;
            }
            let end = x + widths.last().copied().unwrap_or_default() * squeeze;
            let at = &axis.at[run.first..=run.last];
            axis.segments.push(Segment::new(run.clone(), start, end, at));
            start = end + BREAK * squeeze;
        }
        axis
    }

    /// An axis whose places were found elsewhere: `at` per node, `(start, end)` per run.
    pub(super) fn fixed(runs: Vec<Run>, at: Vec<f64>, ends: &[(f64, f64)]) -> Self {
        let segments = runs
            .into_iter()
            .zip(ends)
            .map(|(run, &(start, end))| {
                let places = &at[run.first..=run.last];
                Segment::new(run.clone(), start, end, places)
            })
            .collect();
        Self { at, segments }
    }

    /// The segment in which a node stands.
    pub(super) fn segment(&self, node: usize) -> &Segment {
        let at = self.segments.partition_point(|segment| segment.run.last < node);
        &self.segments[at.min(self.segments.len() - 1)]
    }

    /// How far a node's interval reaches, and whether each end is its own (else the segment's).
    pub(super) fn extent(&self, nodes: &[Node], node: usize) -> Option<(f64, f64, bool, bool)> {
        let (lo, hi) = nodes[node].span?;
        let segment = self.segment(node);
        let (first, last) = segment.run.span?;
        Some((segment.place(lo), segment.place(hi), lo >= first, hi <= last))
    }

    /// Where an interval stands that belongs to no event of its own.
    pub(super) fn locate(&self, nodes: &[Node], span: (i64, i64)) -> Option<(f64, f64)> {
        if let Some(node) = nodes.iter().position(|node| node.span == Some(span)) {
            return self.extent(nodes, node).map(|(from, to, ..)| (from, to));
        }
        let known = |segment: &&Segment| segment.run.span.is_some();
        let touches =
            self.segments.iter().filter(known).find(|segment| {
                segment.run.span.is_some_and(|(lo, hi)| span.0 < hi && lo < span.1)
            });
        if let Some(segment) = touches {
            return Some((segment.place(span.0), segment.place(span.1)));
        }
        let mut before = self.segments.iter().filter(known).rev();
        let before = before.find(|segment| segment.run.span.is_some_and(|(_, hi)| hi <= span.0));
        before
            .map(|segment| (segment.end, segment.end))
            .or_else(|| self.segments.first().map(|segment| (segment.start, segment.start)))
    }
}

impl Segment {
    fn new(run: Run, start: f64, end: f64, at: &[f64]) -> Self {
        let mut knots = Vec::with_capacity(at.len() + 2);
        if let Some((lo, hi)) = run.span {
            knots.push((lo, start));
            if run.kind == Kind::Clock {
                let inside = |&(time, _): &(i64, f64)| time >= lo && time <= hi;
                knots.extend(run.times.iter().copied().zip(at.iter().copied()).filter(inside));
            }
            knots.push((hi, end));
        }
        Self { run, start, end, knots }
    }

    /// Where an instant stands; outside the segment, its nearer end.
    pub(super) fn place(&self, time: i64) -> f64 {
        let after = self.knots.partition_point(|&(known, _)| known < time);
        let Some(&(t1, x1)) = self.knots.get(after) else { return self.end };
        if after == 0 || t1 == time {
            return x1;
        }
        let (t0, x0) = self.knots[after - 1];
        x0 + (x1 - x0) * ratio(time - t0, t1 - t0)
    }
}

/// The least widths: before each node of a run, and after its last.
struct Plan {
    slots: Vec<Vec<f64>>,
    total: f64,
}

/// Gives marks of one lane as much room for labels as the track allows.
fn plan(nodes: &[Node], runs: &[Run], track: Track, room: f64) -> Plan {
    let (mut low, mut high) = LANE_APART;
    let best = least(nodes, runs, track, high);
    if best.total <= room * 0.92 {
        return best;
    }
    for _ in 0..7 {
        let middle = f64::midpoint(low, high);
        if least(nodes, runs, track, middle).total <= room * 0.92 {
            low = middle;
        } else {
            high = middle;
        }
    }
    least(nodes, runs, track, low)
}

fn least(nodes: &[Node], runs: &[Run], track: Track, lane_apart: f64) -> Plan {
    let lanes = nodes.iter().map(|node| node.lane + 1).max().unwrap_or_default();
    let mut last_in_lane = vec![f64::NEG_INFINITY; lanes];
    let mut start = 0.0;
    let mut slots = Vec::with_capacity(runs.len());
    for run in runs {
        let mut widths = Vec::with_capacity(run.times.len() + 1);
        let mut x: f64 = start;
        for (index, node) in nodes[run.first..=run.last].iter().enumerate() {
            let apart = if index == 0 { PAD } else { APART.max(lane_apart * 0.55) };
            // A gate across an arrow needs room on both sides of it.
            let apart = if node.across.is_some() { apart.max(APART * 2.0) } else { apart };
            // The words of a gate stand over its lane, not in it.
            let own = last_in_lane[node.lane]
                + if node.across.is_some() { lane_apart.min(44.0) } else { lane_apart };
            let next = (x + apart).max(own);
            widths.push(next - x);
            if node.across.is_none() {
                last_in_lane[node.lane] = next;
            }
            x = next;
        }
        // A segment widened for its name keeps its marks in the middle.
        let excess = (start + track.name - x - PAD).max(0.0);
        widths[0] += excess / 2.0;
        widths.push(PAD + excess / 2.0);
        for node in &nodes[run.first..=run.last] {
            last_in_lane[node.lane] = last_in_lane[node.lane].min(x) + excess / 2.0;
        }
        let end = x + PAD + excess;
        slots.push(widths);
        start = end + BREAK;
    }
    Plan { slots, total: (start - BREAK).max(1.0) }
}

fn weights(runs: &[Run]) -> impl Iterator<Item = f64> {
    runs.iter().map(|run| match run.times.len() {
        1 => 0.5,
        many => num(many),
    })
}

/// Hands `extra` out over the slots of a run: evenly by order, or by time.
fn stretch(run: &Run, slots: &[f64], extra: f64) -> Vec<f64> {
    let mut spans = match (run.kind, run.span) {
        (Kind::Clock, Some((lo, hi))) => time_slots(&run.times, lo, hi),
        _ => Vec::new(),
    };
    let mut longest = spans.iter().copied().fold(0.0, f64::max);
    if longest <= 0.0 {
        let ends = |at: usize| at == 0 || at + 1 == slots.len();
        spans = (0..slots.len()).map(|at| if ends(at) { 0.45 } else { 1.0 }).collect();
        longest = 1.0;
    }
    let goal = slots.iter().sum::<f64>() + extra;
    let scaled =
        |scale: f64| slots.iter().zip(&spans).map(move |(slot, span)| slot.max(span * scale));
    let (mut low, mut high) = (0.0, goal / longest);
    for _ in 0..24 {
        let middle = f64::midpoint(low, high);
        if scaled(middle).sum::<f64>() < goal {
            low = middle;
        } else {
            high = middle;
        }
    }
    scaled(low).collect()
}

/// The time in each slot of a run, in milliseconds.
fn time_slots(times: &[i64], lo: i64, hi: i64) -> Vec<f64> {
    let mut last = lo;
    let mut spans = Vec::with_capacity(times.len() + 1);
    for &time in times.iter().chain([&hi]) {
        spans.push(millis(time - last).max(0.0));
        last = time.max(last);
    }
    spans
}

fn ratio(part: i64, whole: i64) -> f64 {
    if whole == 0 { 0.0 } else { millis(part) / millis(whole) }
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of ten thousand years fit in 53 bits")]
pub(super) fn millis(time: i64) -> f64 {
    time as f64
}
