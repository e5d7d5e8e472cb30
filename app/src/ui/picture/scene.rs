//! The picture's facts made ready to be laid out: nodes in order, lanes, edges, the lit chain.

use std::collections::{BTreeSet, HashMap};

use crate::ui::Mark;

use super::{
    condense::condense,
    input::{Gate, LinkClass, Picture, PictureEvent},
    lanes::{crossings, lanes},
    order::{drawing_order, focus, index_of, reliance_chain},
    runs::runs,
};

/// One mark of the drawing: an event, or several that stand too close to be told apart.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Indices into `Picture::events`, in order; never empty.
    pub(super) events: Vec<usize>,
    pub(super) lane: usize,
    /// What the mark's time is known to be, in milliseconds; wide means unsure.
    pub(super) span: Option<(i64, i64)>,
    /// How coarse that time is: 0 to the hour or finer, 1 day, 2 month, 3 year, 4 not recorded.
    pub(super) level: u8,
    /// Between which pauses it stands; marks are not drawn together across one.
    pub(super) stretch: usize,
    /// In the lit chain.
    pub(super) chain: bool,
    /// The edge whose arrow this gate stands across, as `(from, to)` nodes.
    pub(super) across: Option<(usize, usize)>,
    /// How much the mark matters: chain 3, flags and impact 2, linked 1, other 0.
    pub(super) weight: u8,
}

/// One lane.
#[derive(Clone, Debug)]
pub(super) struct Lane<'a> {
    pub(super) name: &'a str,
    pub(super) role: &'a str,
    pub(super) mark: Mark,
    /// Several actors share it.
    pub(super) shared: bool,
}

/// A link between two nodes.
#[derive(Clone, Debug)]
pub(super) struct Edge<'a> {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) class: LinkClass,
    pub(super) label: &'a str,
    pub(super) chain: bool,
}

/// All of it, with nodes in drawing order.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    pub(super) picture: &'a Picture,
    /// What each event is called for those who do not see it.
    pub(super) names: &'a [String],
    pub(super) nodes: Vec<Node>,
    pub(super) lanes: Vec<Lane<'a>>,
    pub(super) edges: Vec<Edge<'a>>,
    /// For each node but the first: the links say that it came after the one before.
    pub(super) sure: Vec<bool>,
}

impl<'a> Scene<'a> {
    /// Lays the facts out in order, with at most about `most` nodes.
    pub(super) fn new(picture: &'a Picture, names: &'a [String], most: usize) -> Self {
        let index = index_of(picture);
        let focus = focus(picture);
        let chain = focus.map(|seq| reliance_chain(&picture.links, seq)).unwrap_or_default();
        let crossings = crossings(picture, &index, &chain);
        let after_source: Vec<_> =
            crossings.iter().map(|(&gate, &(from, _))| (from, gate)).collect();
        let order = drawing_order(picture, &after_source);
        let (lanes, lane_of) = lanes(picture, &order, &index, &crossings);
        let weights = weights(picture, &index, &chain);
        let mut nodes: Vec<Node> = order
            .iter()
            .map(|&at| (at, span(&picture.events[at], crossings.contains_key(&at))))
            .map(|(at, span)| Node {
                events: vec![at],
                lane: lane_of[at],
                span,
                level: level(span),
                stretch: 0,
                chain: chain.contains(&picture.events[at].seq),
                across: crossings.get(&at).copied(),
                weight: weights[at],
            })
            .collect();
        if nodes.len() > most {
            for (stretch, run) in runs(&nodes, 8).iter().enumerate() {
                for node in &mut nodes[run.first..=run.last] {
                    node.stretch = stretch;
                }
            }
            nodes = condense(nodes, most);
        }
        let mut node_of = vec![0; picture.events.len()];
        for (at, node) in nodes.iter().enumerate() {
            for &event in &node.events {
                node_of[event] = at;
            }
        }
        for node in &mut nodes {
            node.across = node.across.map(|(from, to)| (node_of[from], node_of[to]));
        }
        let edges = edges(picture, &index, &node_of, &chain);
        let sure = sure(&nodes, &edges);
        Self { picture, names, nodes, lanes, edges, sure }
    }

    /// The first event of a node.
    pub(super) fn event(&self, node: usize) -> &'a PictureEvent {
        &self.picture.events[self.nodes[node].events[0]]
    }

    /// The gate of a node, when it is one control check.
    pub(super) fn gate(&self, node: usize) -> Option<&'a Gate> {
        match self.nodes[node].events[..] {
            [only] => self.picture.events[only].gate.as_ref(),
            _ => None,
        }
    }

    /// The shape of a node.
    pub(super) fn mark(&self, node: usize) -> Mark {
        let event = self.event(node);
        if event.doubtful {
            Mark::Unknown
        } else if event.actor.is_empty() {
            Mark::Note
        } else {
            let lane = &self.lanes[self.nodes[node].lane];
            let actor = || self.picture.actors.iter().find(|actor| actor.key == event.actor);
            match lane.shared.then(actor).flatten() {
                Some(actor) => actor.mark,
                None => lane.mark,
            }
        }
    }

    /// Where a mark leads: to its row, or into the events that it stands for.
    pub(super) fn href(&self, node: usize) -> (String, bool) {
        let own = &self.nodes[node];
        let several = own.events.len() > 1;
        match own.span.filter(|_| several).and_then(|span| self.picture.zoom(span)) {
            Some(part) => (part, true),
            None => (self.picture.href(self.event(node).seq), false),
        }
    }
}

fn weights(picture: &Picture, index: &HashMap<u32, usize>, chain: &BTreeSet<u32>) -> Vec<u8> {
    let mut weights = vec![0; picture.events.len()];
    for link in &picture.links {
        for seq in [link.from, link.to] {
            if let Some(&at) = index.get(&seq) {
                weights[at] = 1;
            }
        }
    }
    for (weight, event) in weights.iter_mut().zip(&picture.events) {
        if event.unauthorised
            || event.pinned
            || event.impact
            || event.gate.is_some()
            || event.disputed.is_some()
        {
            *weight = 2;
        }
        if chain.len() > 1 && chain.contains(&event.seq) {
            *weight = 3;
        }
    }
    weights
}

fn span(event: &PictureEvent, crosses: bool) -> Option<(i64, i64)> {
    // A gate across an arrow is placed by that arrow.
    let time = event.time.filter(|_| !crosses)?;
    Some(time.span())
}

fn level(span: Option<(i64, i64)>) -> u8 {
    const HOUR: i64 = 3_600_000;
    match span.map(|(lo, hi)| hi - lo) {
        Some(width) if width <= HOUR => 0,
        // The day on which clocks go back has 25 hours.
        Some(width) if width <= 25 * HOUR => 1,
        Some(width) if width <= 32 * 24 * HOUR => 2,
        Some(_) => 3,
        None => 4,
    }
}

/// Links between nodes: drawn ones only, each pair and class once.
fn edges<'a>(
    picture: &'a Picture,
    index: &HashMap<u32, usize>,
    node_of: &[usize],
    chain: &BTreeSet<u32>,
) -> Vec<Edge<'a>> {
    let mut seen = BTreeSet::new();
    let mut edges: Vec<Edge<'a>> = Vec::new();
    for link in picture.links.iter().filter(|link| link.class != LinkClass::Quiet) {
        let (Some(&from), Some(&to)) = (index.get(&link.from), index.get(&link.to)) else {
            continue;
        };
        let (from, to) = (node_of[from], node_of[to]);
        if from != to && seen.insert((from, to, link.class)) {
            let lit =
                link.class.is_causal() && chain.contains(&link.from) && chain.contains(&link.to);
            edges.push(Edge { from, to, class: link.class, label: &link.label, chain: lit });
        }
    }
    edges
}

/// Whether links put each node after the one before it.
fn sure(nodes: &[Node], edges: &[Edge<'_>]) -> Vec<bool> {
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for edge in edges {
        match edge.class {
            LinkClass::Causal | LinkClass::Contributing | LinkClass::Gate | LinkClass::OpenGate => {
                next[edge.from].push(edge.to);
            }
            LinkClass::Response => next[edge.to].push(edge.from),
            LinkClass::Contradiction | LinkClass::Quiet => {}
        }
    }
    // Gates across arrows are not ticks of their own, so the tick before may be further back.
    let ticks: Vec<usize> = (0..nodes.len()).filter(|&at| nodes[at].across.is_none()).collect();
    let mut sure = vec![false; nodes.len()];
    for pair in ticks.windows(2) {
        sure[pair[1]] = reaches(&next, pair[0], pair[1]);
    }
    sure
}

fn reaches(next: &[Vec<usize>], from: usize, to: usize) -> bool {
    let mut seen = BTreeSet::from([from]);
    let mut queue = vec![from];
    while let Some(at) = queue.pop() {
        // Drawing order follows the links, so what lies behind the goal cannot lead to it.
        for &then in next[at].iter().filter(|&&then| then <= to) {
            if then == to {
                return true;
            }
            if seen.insert(then) {
                queue.push(then);
            }
        }
    }
    false
}
