//! Cuts the order of events into runs, each of which becomes one segment of the axis.
//!
//! A run holds neighbours whose times are known about equally well. Where a run of clock times
//! pauses much longer than its own rhythm it is cut again: that is the `//` of the drawing.

use super::scene::Node;

/// What places events along a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Only their order: all share one interval, or none is recorded.
    Order,
    /// Their times.
    Clock,
}

/// Neighbouring nodes `first..=last` with one way to be placed.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) kind: Kind,
    pub(super) level: u8,
    /// From the earliest to the latest instant of what the run holds; `None` when none is known.
    pub(super) span: Option<(i64, i64)>,
    /// For each node a time that keeps the order and lies in what is known of it.
    pub(super) times: Vec<i64>,
}

/// The runs of a drawing that has room for `most` of them.
pub(super) fn runs(nodes: &[Node], most: usize) -> Vec<Run> {
    let mut ranges = by_level(nodes);
    while ranges.len() > most {
        merge_smallest(&mut ranges);
    }
    pauses(nodes, &ranges, most - ranges.len())
        .into_iter()
        .map(|(first, last)| finish(nodes, first, last))
        .collect()
}

fn by_level(nodes: &[Node]) -> Vec<(usize, usize)> {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    // What the last range knows at its own level, kept while it grows.
    let mut known = Known::default();
    for (at, node) in nodes.iter().enumerate() {
        match ranges.last_mut() {
            Some((_, last)) if known.holds(node) => *last = at,
            _ => {
                ranges.push((at, at));
                known = Known::default();
            }
        }
        known.add(node);
    }
    ranges
}

/// The level of a run, and from when to when it reaches with what is known that well.
struct Known {
    level: u8,
    span: Option<(i64, i64)>,
}

impl Default for Known {
    fn default() -> Self {
        Self { level: 4, span: None }
    }
}

impl Known {
    fn add(&mut self, node: &Node) {
        if node.level < self.level {
            (self.level, self.span) = (node.level, None);
        }
        if node.level == self.level {
            self.span = match (self.span, node.span) {
                (Some((lo, hi)), Some((from, to))) => Some((lo.min(from), hi.max(to))),
                (one, other) => one.or(other),
            };
        }
    }

    fn holds(&self, node: &Node) -> bool {
        if node.level == 4 || self.level == 4 || node.level == self.level {
            return true;
        }
        // Something known less well, but known to overlap: it stands among the others.
        node.level > self.level
            && matches!((node.span, self.span), (Some(one), Some(all)) if one.0 < all.1 && all.0 < one.1)
    }
}

/// From the earliest to the latest of what a run knows at its own level.
fn extent(run: &[Node], level: u8) -> Option<(i64, i64)> {
    let spans = run.iter().filter(|node| node.level <= level).filter_map(|node| node.span);
    spans.reduce(|(lo, hi), (from, to)| (lo.min(from), hi.max(to)))
}

fn merge_smallest(ranges: &mut Vec<(usize, usize)>) {
    let size = |at: usize| ranges[at + 1].1 - ranges[at].0;
    if let Some(at) = (0..ranges.len().saturating_sub(1)).min_by_key(|&at| (size(at), at)) {
        ranges[at].1 = ranges[at + 1].1;
        ranges.remove(at + 1);
    }
}

/// Cuts at pauses that are long against the rhythm of their run, the longest first.
fn pauses(nodes: &[Node], ranges: &[(usize, usize)], most: usize) -> Vec<(usize, usize)> {
    let mut cuts: Vec<(i64, usize)> =
        ranges.iter().flat_map(|&(first, last)| long_gaps(nodes, first, last)).collect();
    cuts.sort_by_key(|&(gap, at)| (std::cmp::Reverse(gap), at));
    cuts.truncate(most);
    cuts.sort_by_key(|&(_, at)| at);
    let mut out = Vec::new();
    for &(first, last) in ranges {
        let mut from = first;
        for at in first + 1..=last {
            if cuts.binary_search_by_key(&at, |&(_, cut)| cut).is_ok() {
                out.push((from, at - 1));
                from = at;
            }
        }
        out.push((from, last));
    }
    out
}

/// Gaps of one run that deserve a break: `(length, node after the gap)`.
fn long_gaps(nodes: &[Node], first: usize, last: usize) -> Vec<(i64, usize)> {
    let mut gaps = Vec::new();
    let mut until: Option<i64> = None;
    let mut beats = Vec::new();
    let mut beat = None;
    for (at, node) in nodes.iter().enumerate().take(last + 1).skip(first) {
        if let Some((lo, hi)) = node.span {
            beats.extend(beat.replace(lo).map(|before| lo - before));
            if let Some(gap) = until.map(|until| lo - until).filter(|&gap| gap > 0) {
                gaps.push((gap, at));
            }
            until = Some(until.map_or(hi, |until| until.max(hi)));
        }
    }
    beats.sort_unstable();
    let rhythm = beats.get(beats.len().saturating_sub(1) / 2).copied().unwrap_or_default();
    let all: i64 = gaps.iter().map(|&(gap, _)| gap).sum();
    gaps.retain(|&(gap, _)| gap / 12 > rhythm.max(1_000) && gap > all / 25);
    gaps
}

fn finish(nodes: &[Node], first: usize, last: usize) -> Run {
    let run = &nodes[first..=last];
    let level = run.iter().map(|node| node.level).min().unwrap_or(4);
    let span = extent(run, level);
    let same = run.iter().filter_map(|node| node.span).all(|one| Some(one) == span);
    let alone = run.iter().filter(|node| node.span.is_some()).count() < 2;
    let kind = if span.is_none() || (same && !(alone && run.iter().any(is_fixed))) {
        Kind::Order
    } else {
        Kind::Clock
    };
    Run { first, last, kind, level, span, times: times(run, level) }
}

/// A time known to the minute stays where it is; a coarser one gives way inside its interval.
fn is_fixed(node: &Node) -> bool {
    node.level == 0
        && (node.events.len() > 1 || node.span.is_some_and(|(lo, hi)| hi - lo <= 60_000))
}

fn times(run: &[Node], level: u8) -> Vec<i64> {
    // In the middle of its minute; a cluster where it begins.
    let middle = |(lo, hi): (i64, i64)| if hi - lo <= 60_000 { lo + (hi - lo) / 2 } else { lo };
    let fixed = |node: &Node| node.span.filter(|_| is_fixed(node)).map(middle);
    // For each place, the next time behind it that does not give way.
    let mut nexts: Vec<Option<i64>> = vec![None; run.len() + 1];
    for (at, node) in run.iter().enumerate().rev() {
        let own = || node.span.filter(|_| node.level <= level).map(|(lo, _)| lo);
        nexts[at] = fixed(node).or_else(own).or(nexts[at + 1]);
    }
    let mut times = Vec::with_capacity(run.len());
    let mut last: Option<i64> = None;
    while times.len() < run.len() {
        let at = times.len();
        if let Some(lo) = fixed(&run[at]) {
            let time = last.map_or(lo, |last| last.max(lo));
            times.push(time);
            last = Some(time);
            continue;
        }
        // Neighbours that give way over the same interval share what is left of it evenly.
        let alike = |node: &&Node| node.span == run[at].span && fixed(node).is_none();
        let count = run[at..].iter().take_while(alike).count();
        let next = nexts[at + count];
        let (from, to) = room(&run[at], level, last, next);
        let parts = i64::try_from(count).unwrap_or(1) * 2;
        for part in 0..count {
            let step = i64::try_from(part).unwrap_or_default() * 2 + 1;
            times.push(from + (to - from).max(0) / parts * step);
        }
        last = times.last().copied();
    }
    times
}

/// Between which instants a node without a fixed time may stand.
fn room(node: &Node, level: u8, last: Option<i64>, next: Option<i64>) -> (i64, i64) {
    let own = node.span.filter(|_| node.level <= level);
    let lo = own.map(|(lo, _)| lo);
    let from = match (last, lo) {
        (Some(last), Some(lo)) => last.max(lo),
        (one, other) => one.or(other).or(next).unwrap_or_default(),
    };
    let to = match (own.map(|(_, hi)| hi), next) {
        (Some(hi), Some(next)) if next > from => hi.min(next),
        (Some(hi), _) => hi,
        (None, next) => next.unwrap_or(from),
    };
    (from, to)
}
