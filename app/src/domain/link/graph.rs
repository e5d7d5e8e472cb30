//! The graph of an incident's links: causes without a cycle, parts as a forest, records of one
//! occurrence as one node. Nothing here recurses; every question is one walk over the graph.

use std::collections::{HashMap, HashSet, VecDeque};

use super::LinkKind;
use crate::domain::Refused;

/// A link as the graph sees it; the three are unique together.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct Edge {
    /// The number of the event it starts from.
    pub from: i32,
    /// The number of the event it leads to.
    pub to: i32,
    /// What it says.
    pub kind: LinkKind,
}

impl Edge {
    /// The edge as it is stored: a symmetric kind starts from the lower number.
    fn stored(self) -> Self {
        if self.kind.is_symmetric() && self.from > self.to {
            Self { from: self.to, to: self.from, kind: self.kind }
        } else {
            self
        }
    }
}

/// The links of one incident. Build it from every link on record, retracted ends included, so that
/// a retraction that is undone cannot close a cycle.
#[derive(Clone, Debug, Default)]
pub struct LinkGraph {
    edges: HashSet<Edge>,
    index: HashMap<i32, usize>,
    nodes: Vec<Node>,
}

#[derive(Clone, Debug)]
struct Node {
    seq: i32,
    /// Its place in the tree of its occurrence; itself at the root.
    up: usize,
    /// At a root: every record of the occurrence.
    records: Vec<usize>,
    causes: Vec<(usize, LinkKind)>,
    caused_by: Vec<(usize, LinkKind)>,
    wholes: Vec<usize>,
    parts: Vec<usize>,
}

/// Which way to walk over the causes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Back,
    Forward,
}

/// One step of a walk: an occurrence, reached by a link between two of its records.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reached {
    pub(super) root: usize,
    pub(super) depth: u32,
    /// The record nearer to the start, the record reached, and the kind.
    pub(super) via: Option<(usize, usize, LinkKind)>,
    /// The place in the walk of the step before.
    before: usize,
}

impl FromIterator<Edge> for LinkGraph {
    fn from_iter<I: IntoIterator<Item = Edge>>(edges: I) -> Self {
        let mut graph = Self::default();
        edges.into_iter().for_each(|edge| graph.insert(edge));
        graph
    }
}

impl LinkGraph {
    /// Whether a link fits the graph. A refusal names the rule, and the path it would close.
    pub fn check(&self, edge: Edge) -> Result<(), Refused> {
        let edge = edge.stored();
        self.check_new(edge)?;
        match edge.kind {
            LinkKind::PartOf => self.check_part(edge.from, edge.to),
            LinkKind::SameAs => self.check_same(edge.from, edge.to),
            kind if kind.is_causal() => self.check_cause(edge.from, edge.to),
            _ => Ok(()),
        }
    }

    pub(super) fn check_new(&self, edge: Edge) -> Result<(), Refused> {
        let Edge { from, to, .. } = edge.stored();
        if self.edges.contains(&edge.stored()) {
            let message = format!("E{from} and E{to} have this link already.");
            return Err(Refused::new("link-exists", message));
        }
        Ok(())
    }

    /// Adds a link that fits.
    pub fn add(&mut self, edge: Edge) -> Result<(), Refused> {
        self.check(edge)?;
        self.insert(edge);
        Ok(())
    }

    /// The cycle that a causal link would close, as event numbers: from where it leads, along
    /// links that exist, back to where it starts, and over the new link again. Two neighbours in
    /// the path are joined by a link, or are records of one occurrence.
    pub fn would_close(&self, from: i32, to: i32) -> Option<Vec<i32>> {
        let mut path = self.path(to, from)?;
        path.push(to);
        Some(path)
    }

    /// Whether two events are recorded as one occurrence.
    pub fn same(&self, one: i32, other: i32) -> bool {
        one == other
            || matches!((self.root_of(one), self.root_of(other)), (Some(a), Some(b)) if a == b)
    }

    fn insert(&mut self, edge: Edge) {
        let edge = edge.stored();
        if !self.edges.insert(edge) {
            return;
        }
        let (from, to) = (self.node(edge.from), self.node(edge.to));
        match edge.kind {
            LinkKind::PartOf => {
                self.nodes[from].wholes.push(to);
                self.nodes[to].parts.push(from);
            }
            LinkKind::SameAs => self.merge(from, to),
            kind if kind.is_causal() => {
                self.nodes[from].causes.push((to, kind));
                self.nodes[to].caused_by.push((from, kind));
            }
            _ => {}
        }
    }

    fn node(&mut self, seq: i32) -> usize {
        let next = self.nodes.len();
        let place = *self.index.entry(seq).or_insert(next);
        if place == next {
            self.nodes.push(Node {
                seq,
                up: next,
                records: vec![next],
                causes: Vec::new(),
                caused_by: Vec::new(),
                wholes: Vec::new(),
                parts: Vec::new(),
            });
        }
        place
    }

    /// The smaller tree goes below the larger, so that every way to a root is short.
    fn merge(&mut self, one: usize, other: usize) {
        let (mut big, mut small) = (self.root(one), self.root(other));
        if big == small {
            return;
        }
        if self.nodes[big].records.len() < self.nodes[small].records.len() {
            std::mem::swap(&mut big, &mut small);
        }
        self.nodes[small].up = big;
        let moved = std::mem::take(&mut self.nodes[small].records);
        self.nodes[big].records.extend(moved);
    }

    pub(super) fn root_of(&self, seq: i32) -> Option<usize> {
        self.index.get(&seq).map(|place| self.root(*place))
    }

    pub(super) fn root(&self, mut place: usize) -> usize {
        while self.nodes[place].up != place {
            place = self.nodes[place].up;
        }
        place
    }

    pub(super) fn seq(&self, place: usize) -> i32 {
        self.nodes[place].seq
    }

    pub(super) fn records(&self, root: usize) -> &[usize] {
        &self.nodes[root].records
    }

    /// What a record directly causes, and how.
    pub(super) fn causes(&self, record: usize) -> impl Iterator<Item = &(usize, LinkKind)> {
        self.nodes[record].causes.iter()
    }

    /// Every occurrence that `start` leads to, or that leads to it, nearest first.
    pub(super) fn walk(&self, start: usize, way: Way) -> Vec<Reached> {
        self.walk_until(start, way, |_| false)
    }

    fn walk_until(&self, start: usize, way: Way, stop: impl Fn(usize) -> bool) -> Vec<Reached> {
        let mut seen = vec![false; self.nodes.len()];
        seen[start] = true;
        let mut reached = vec![Reached { root: start, depth: 0, via: None, before: 0 }];
        let mut at = 0;
        while let Some(&Reached { root, depth, .. }) = reached.get(at) {
            for &record in self.records(root) {
                let node = &self.nodes[record];
                let edges = if way == Way::Forward { &node.causes } else { &node.caused_by };
                for &(next, kind) in edges {
                    let next_root = self.root(next);
                    if !std::mem::replace(&mut seen[next_root], true) {
                        let via = Some((record, next, kind));
                        reached.push(Reached {
                            root: next_root,
                            depth: depth + 1,
                            via,
                            before: at,
                        });
                        if stop(next_root) {
                            return reached;
                        }
                    }
                }
            }
            at += 1;
        }
        reached
    }

    /// A way over causes from one event to another, as event numbers.
    fn path(&self, from: i32, to: i32) -> Option<Vec<i32>> {
        let (start, goal) = (self.root_of(from)?, self.root_of(to)?);
        if start == goal {
            return Some(if from == to { vec![from] } else { vec![from, to] });
        }
        let reached = self.walk_until(start, Way::Forward, |root| root == goal);
        let mut at = reached.len() - 1;
        if reached[at].root != goal {
            return None;
        }
        let mut path = VecDeque::from([to]);
        while let Some((near, far, _)) = reached[at].via {
            for place in [far, near] {
                if path.front() != Some(&self.seq(place)) {
                    path.push_front(self.seq(place));
                }
            }
            at = reached[at].before;
        }
        if path.front() != Some(&from) {
            path.push_front(from);
        }
        Some(path.into())
    }

    /// What the occurrence is part of, if anything.
    pub(super) fn whole(&self, root: usize) -> Option<usize> {
        let mut wholes = self.records(root).iter().flat_map(|record| &self.nodes[*record].wholes);
        wholes.next().map(|whole| self.root(*whole))
    }

    /// Everything the occurrence is part of, up to the outermost.
    pub(super) fn wholes(&self, root: usize) -> HashSet<usize> {
        let mut wholes = HashSet::new();
        let mut at = root;
        while let Some(whole) = self.whole(at).filter(|whole| wholes.insert(*whole)) {
            at = whole;
        }
        wholes
    }

    /// The occurrence with everything that is part of it, down to the innermost.
    pub(super) fn parts(&self, root: usize) -> Vec<usize> {
        let mut seen = HashSet::from([root]);
        let mut found = vec![root];
        let mut at = 0;
        while let Some(&root) = found.get(at) {
            for &record in self.records(root) {
                for &part in &self.nodes[record].parts {
                    let part = self.root(part);
                    if seen.insert(part) {
                        found.push(part);
                    }
                }
            }
            at += 1;
        }
        found
    }
}
