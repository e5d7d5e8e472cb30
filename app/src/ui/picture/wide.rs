//! The level drawing: lanes from top to bottom, time from left to right.

use super::{
    axis::{Axis, Track},
    input::LinkClass,
    labels::{Board, Form, Placed},
    links::Terrain,
    marks::cluster_half,
    num,
    scene::Scene,
    space::Area,
};

/// The measures of one level drawing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// Prefix of ids, so that several drawings can stand on one page.
    pub(super) id: &'static str,
    pub(super) class: &'static str,
    pub(super) width: f64,
    /// The room for lane names.
    pub(super) gutter: f64,
    /// About how many marks it can tell apart.
    pub(super) marks: usize,
    /// How many segments the axis can name.
    pub(super) segments: usize,
    /// How many arrows stay readable.
    pub(super) arrows: usize,
}

/// The drawing for a wide page.
pub(super) const WIDE: Frame = Frame {
    id: "w",
    class: "drawing drawing-wide",
    width: 1328.0,
    gutter: 184.0,
    marks: 64,
    segments: 8,
    arrows: 72,
};

/// The drawing for a tablet, a narrow window and print.
pub(super) const MID: Frame = Frame {
    id: "m",
    class: "drawing drawing-mid",
    width: 960.0,
    gutter: 146.0,
    marks: 44,
    segments: 6,
    arrows: 48,
};

/// Over the lanes: names, ticks, axis.
pub(super) const TOP: f64 = 92.0;
/// The axis itself.
pub(super) const AXIS: f64 = 68.0;

/// An arrow that found its way.
#[derive(Debug)]
pub(super) struct Arrow {
    pub(super) edge: usize,
    pub(super) points: Vec<(f64, f64)>,
}

/// A text that found its place.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) of: Of,
    pub(super) form: Form,
    pub(super) placed: Placed,
}

/// What a text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// Which event, and what happened.
    Event(usize),
    /// A control and its state.
    Gate(usize),
    /// The verb of an arrow.
    Verb(usize),
    /// An approval was missing.
    Flag(usize),
    /// Accounts differ.
    Claim(usize),
}

/// Where everything of a level drawing stands.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) frame: Frame,
    pub(super) height: f64,
    pub(super) axis: Axis,
    /// Upper edges of lanes, and the lower edge of the last.
    pub(super) edges: Vec<f64>,
    /// The lines on which marks stand.
    pub(super) lines: Vec<f64>,
    pub(super) marks: Vec<Area>,
    pub(super) arrows: Vec<Arrow>,
    pub(super) texts: Vec<Text>,
}

impl Layout {
    pub(super) fn new(scene: &Scene<'_>, frame: Frame) -> Self {
        let track = Track {
            from: frame.gutter,
            to: frame.width - 16.0,
            segments: frame.segments,
            name: 78.0,
        };
        let axis = Axis::new(&scene.nodes, track);
        let (edges, lines) = lanes(scene, track.to - track.from);
        let foot = if scene.picture.exposures.is_empty() { 0.0 } else { 26.0 };
        let height = edges.last().copied().unwrap_or(TOP) + foot;
        let mut layout = Self {
            frame,
            height,
            axis,
            edges,
            lines,
            marks: vec![],
            arrows: vec![],
            texts: vec![],
        };
        let mut board = Board::new(frame.width, height);
        layout.arrows = layout.route(scene, &mut board);
        layout.marks = layout.marks(scene);
        for mark in &layout.marks {
            board.taken.take(mark);
        }
        layout.texts = layout.write(scene, &mut board);
        layout
    }

    fn route(&self, scene: &Scene<'_>, board: &mut Board) -> Vec<Arrow> {
        let mut terrain = Terrain {
            lines: self.lines.clone(),
            edges: self.edges.clone(),
            marks: vec![Vec::new(); self.lines.len()],
            used: vec![0; self.edges.len()],
            bow: 18.0,
        };
        for (node, &x) in scene.nodes.iter().zip(&self.axis.at) {
            if node.across.is_none() {
                terrain.marks[node.lane].push(x);
            }
        }
        let mut drawn: Vec<usize> =
            (0..scene.edges.len()).filter(|&edge| is_drawn(scene, edge)).collect();
        drawn.sort_by_key(|&edge| (!scene.edges[edge].chain, scene.edges[edge].class, edge));
        drawn.truncate(self.frame.arrows);
        drawn
            .into_iter()
            .map(|edge| {
                let link = &scene.edges[edge];
                let end = |node: usize| (self.axis.at[node], scene.nodes[node].lane);
                let back = link.class == LinkClass::Response;
                let points = terrain.route(end(link.from), end(link.to), back);
                for pair in points.windows(2) {
                    let (a, b) = (pair[0], pair[1]);
                    board.lines.take(&Area {
                        x0: a.0.min(b.0) - 2.0,
                        y0: a.1.min(b.1) - 2.0,
                        x1: a.0.max(b.0) + 2.0,
                        y1: a.1.max(b.1) + 2.0,
                    });
                }
                Arrow { edge, points }
            })
            .collect()
    }

    /// Writes flags first, then gates, then what is lit, then the rest by weight and order.
    fn write(&self, scene: &Scene<'_>, board: &mut Board) -> Vec<Text> {
        let mut wishes: Vec<(u8, usize, Of)> = Vec::new();
        for (at, node) in scene.nodes.iter().enumerate() {
            let event = scene.event(at);
            let single = node.events.len() == 1;
            if single && event.unauthorised {
                wishes.push((0, at, Of::Flag(at)));
            }
            if node.across.is_some() {
                wishes.push((1, at, Of::Gate(at)));
                continue;
            }
            if single {
                wishes.push((8 - node.weight * 2, at, Of::Event(at)));
            }
            if single && event.disputed.is_some() {
                wishes.push((3, at, Of::Claim(at)));
            }
        }
        for (at, arrow) in self.arrows.iter().enumerate() {
            let edge = &scene.edges[arrow.edge];
            let order = if edge.chain { 3 } else { 7 };
            wishes.push((order, edge.to.max(edge.from), Of::Verb(at)));
        }
        wishes.sort_by_key(|&(order, at, _)| (order, at));
        wishes
            .into_iter()
            .filter_map(|(_, _, of)| {
                let wish = self.wish(scene, of);
                let (form, placed) = board.place(&wish, &|at| self.form(scene, of, at))?;
                Some(Text { of, form, placed })
            })
            .collect()
    }

    fn marks(&self, scene: &Scene<'_>) -> Vec<Area> {
        let at = |node: usize| (self.axis.at[node], self.lines[scene.nodes[node].lane]);
        (0..scene.nodes.len())
            .map(|node| {
                let ((x, y), count) = (at(node), scene.nodes[node].events.len());
                match (count, scene.gate(node), scene.nodes[node].across) {
                    (1, Some(_), Some(across)) => {
                        let (x, y) = self.on_arrow(scene, across, x).unwrap_or((x, y));
                        Area::round(x, y, 9.0, 36.0)
                    }
                    (1, Some(_), None) => Area::round(x, y, 9.0, 22.0),
                    (1, ..) => Area::round(x, y, 10.0, 10.0),
                    (many, ..) => Area::round(x, y, cluster_half(many) + 1.0, 10.0),
                }
            })
            .collect()
    }

    /// The point of an arrow's longest level stretch that is nearest to `x`.
    fn on_arrow(&self, scene: &Scene<'_>, ends: (usize, usize), x: f64) -> Option<(f64, f64)> {
        let is_it = |arrow: &&Arrow| {
            let edge = &scene.edges[arrow.edge];
            (edge.from, edge.to) == ends
        };
        let arrow = self.arrows.iter().find(is_it)?;
        let level = arrow.points.windows(2).filter(|pair| (pair[0].1 - pair[1].1).abs() < 0.5);
        let length = |pair: &&[(f64, f64)]| (pair[0].0 - pair[1].0).abs();
        let pair = level.max_by(|a, b| length(a).total_cmp(&length(b)))?;
        let (low, high) = (pair[0].0.min(pair[1].0), pair[0].0.max(pair[1].0));
        let margin = 14.0_f64.min((high - low) / 2.0);
        Some((x.clamp(low + margin, high - margin), pair[0].1))
    }
}

/// `E5`, or `E5–E9` for several.
pub(super) fn name(scene: &Scene<'_>, node: usize) -> String {
    let seqs = scene.nodes[node].events.iter().map(|&event| scene.picture.events[event].seq);
    match (seqs.clone().min(), seqs.max()) {
        (Some(first), Some(last)) if first != last => format!("E{first}–E{last}"),
        (Some(only), _) => format!("E{only}"),
        _ => String::new(),
    }
}

/// Arrows that are drawn: a gate across an arrow says "failed to stop" by standing there, and
/// what links marks that stand for many would be a web nobody can follow.
pub(super) fn is_drawn(scene: &Scene<'_>, edge: usize) -> bool {
    let link = &scene.edges[edge];
    let alone = |node: usize| scene.nodes[node].events.len() == 1;
    let readable = link.chain || (alone(link.from) && alone(link.to));
    let own_arrow = !link.class.is_gate()
        || scene.nodes[link.from].across.is_none_or(|(_, step)| step != link.to);
    readable && own_arrow
}

/// Lanes are as high as their labels need: `(edges, lines)`.
fn lanes(scene: &Scene<'_>, length: f64) -> (Vec<f64>, Vec<f64>) {
    let (mut edges, mut lines) = (vec![TOP], Vec::new());
    let mut y = TOP;
    for lane in 0..scene.lanes.len() {
        let own = || scene.nodes.iter().enumerate().filter(move |(_, node)| node.lane == lane);
        let words: usize = own().map(|(_, node)| usize::from(node.events.len() == 1)).sum();
        let crowd = num(words) * 118.0 / length;
        let gate = own().any(|(_, node)| node.across.is_some());
        let flag = own().any(|(at, node)| node.events.len() == 1 && scene.event(at).unauthorised);
        let small_gate = own().any(|(at, node)| node.across.is_none() && scene.gate(at).is_some());
        let mut above: f64 = if crowd > 0.7 { 48.0 } else { 30.0 };
        let mut under: f64 = if words > 0 { 50.0 } else { 24.0 };
        if gate {
            (above, under) = (above.max(88.0), under.max(50.0));
        }
        if flag || small_gate {
            above = above.max(36.0);
        }
        if own().any(|(at, _)| scene.event(at).disputed.is_some()) {
            under += 20.0;
        }
        if crowd > 1.6 {
            (above, under) = (above + 16.0, under + 16.0);
        }
        lines.push(y + above);
        y += above + under;
        edges.push(y);
    }
    (edges, lines)
}
