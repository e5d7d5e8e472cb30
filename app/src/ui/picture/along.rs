//! Where along the axis of a level drawing things happened: what its overview is made of, so that
//! both break at the same gaps.

use super::{axis::millis, lens::Span, num, runs::Kind, scene::Scene, wide::Layout};

/// How many bars an overview has.
const BARS: u32 = 120;

/// What happened along the axis of one level drawing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Along {
    /// The width of the drawing.
    pub width: f64,
    /// Where the axis begins and ends.
    pub ends: (f64, f64),
    /// How many events there are in each of its equal parts.
    pub bars: Vec<u32>,
    /// Places and the instants that stand there, both never falling.
    knots: Vec<(f64, i64)>,
}

impl Along {
    pub(super) fn new(scene: &Scene<'_>, layout: &Layout) -> Self {
        let segments = &layout.axis.segments;
        let ends = (layout.frame.gutter, segments.last().map_or(0.0, |last| last.end));
        let mut along = Self { width: layout.frame.width, ends, ..Self::default() };
        along.bars.resize(BARS as usize, 0);
        for segment in segments {
            if let Some((from, until)) = segment.run.span {
                along.knots.extend([(segment.start, from), (segment.end, until)]);
            }
        }
        for (at, node) in scene.nodes.iter().enumerate() {
            let segment = layout.axis.segment(at);
            for &event in &node.events {
                let time = scene.picture.events[event].time;
                let time = time.filter(|_| segment.run.kind == Kind::Clock);
                let x = time.map_or(layout.axis.at[at], |time| segment.place(time.span().0));
                let bar = along.bar(x);
                along.bars[bar] += 1;
            }
        }
        along
    }

    /// In which bar a place is.
    fn bar(&self, x: f64) -> usize {
        let before = |bar: &u32| self.edge(bar + 1) <= x;
        let bar = (0..BARS - 1).take_while(before).count();
        bar.min(self.bars.len().saturating_sub(1))
    }

    fn edge(&self, bar: u32) -> f64 {
        self.ends.0 + (self.ends.1 - self.ends.0) / f64::from(BARS) * f64::from(bar)
    }

    /// Where the bars that are not empty begin, how wide one is, and how many events each has.
    pub(super) fn filled(&self) -> impl Iterator<Item = (f64, f64, u32)> {
        let wide = (self.ends.1 - self.ends.0) / num(self.bars.len()).max(1.0);
        let all = self.bars.iter().enumerate();
        all.filter(|(_, count)| **count > 0)
            .map(move |(at, count)| (self.ends.0 + num(at) * wide, wide, *count))
    }

    /// Where an instant stands.
    pub(super) fn place(&self, at: i64) -> f64 {
        let after = self.knots.partition_point(|knot| knot.1 < at);
        let Some(&(x1, t1)) = self.knots.get(after) else { return self.ends.1 };
        let Some(&(x0, t0)) = after.checked_sub(1).and_then(|at| self.knots.get(at)) else {
            return x1.min(self.ends.1);
        };
        if t1 == t0 { x1 } else { x0 + (x1 - x0) * millis(at - t0) / millis(t1 - t0) }
    }

    /// Which instants stand between two places.
    pub(super) fn between(&self, from: f64, until: f64) -> Option<Span> {
        let span = (self.instant(from)?, self.instant(until)?);
        (span.0 < span.1).then_some(span)
    }

    #[expect(clippy::cast_possible_truncation, reason = "milliseconds between two known ones")]
    fn instant(&self, x: f64) -> Option<i64> {
        let after = self.knots.partition_point(|knot| knot.0 < x);
        let Some(&(x1, t1)) = self.knots.get(after) else { return Some(self.knots.last()?.1) };
        let Some(&(x0, t0)) = after.checked_sub(1).and_then(|at| self.knots.get(at)) else {
            return Some(t1);
        };
        let part = if x1 > x0 { (x - x0) / (x1 - x0) } else { 0.0 };
        Some(t0 + (millis(t1 - t0) * part).round() as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn along() -> Along {
        // Two minutes, a gap of an hour that is folded into 20, and two minutes.
        let knots = vec![(100.0, 0), (200.0, 120_000), (220.0, 3_720_000), (320.0, 3_840_000)];
        Along { width: 340.0, ends: (100.0, 320.0), bars: vec![0; BARS as usize], knots }
    }

    #[test]
    fn an_instant_stands_where_the_broken_axis_has_it() {
        let along = along();
        assert!((along.place(60_000) - 150.0).abs() < 1e-9);
        assert!((along.place(3_780_000) - 270.0).abs() < 1e-9);
        assert!(
            (along.place(-5) - 100.0).abs() < 1e-9 && (along.place(i64::MAX) - 320.0).abs() < 1e-9
        );
    }

    #[test]
    fn a_part_of_the_axis_is_a_span_of_time() {
        let along = along();
        assert_eq!(along.between(100.0, 150.0), Some((0, 60_000)));
        assert_eq!(along.between(150.0, 270.0), Some((60_000, 3_780_000)));
        assert_eq!(along.between(90.0, 100.0), None, "nothing before the first");
    }

    #[test]
    fn a_place_is_in_one_bar() {
        let along = along();
        assert_eq!((along.bar(0.0), along.bar(100.0), along.bar(320.0)), (0, 0, 119));
        assert_eq!(along.bar(210.0), 60);
    }
}
