//! The reliance chain: everything an event goes back to, and everything it led to.

use super::graph::{LinkGraph, Way};
use super::{Edge, LinkKind};

/// What an event goes back to and what it led to, nearest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Chain {
    /// The event it is the chain of.
    pub seq: i32,
    /// What led to it.
    pub back: Vec<ChainStep>,
    /// What it led to.
    pub forward: Vec<ChainStep>,
}

/// One event of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ChainStep {
    /// The event's number.
    pub seq: i32,
    /// How many causal links away it is.
    pub depth: u32,
    /// The link over which it was reached; another record of an occurrence is reached over
    /// `same_as`.
    pub link: Edge,
}

impl Chain {
    /// The events of the chain, itself first; one that is reached both ways is named twice.
    pub fn seqs(&self) -> impl Iterator<Item = i32> {
        [self.seq].into_iter().chain(self.back.iter().chain(&self.forward).map(|step| step.seq))
    }

    /// Whether an event is in the chain.
    pub fn contains(&self, seq: i32) -> bool {
        seq == self.seq || self.back.iter().chain(&self.forward).any(|step| step.seq == seq)
    }
}

impl LinkGraph {
    /// The reliance chain of an event: everything reached over causal links, both ways.
    pub fn chain(&self, seq: i32) -> Chain {
        Chain { seq, back: self.steps(seq, Way::Back), forward: self.steps(seq, Way::Forward) }
    }

    fn steps(&self, seq: i32, way: Way) -> Vec<ChainStep> {
        let Some(start) = self.root_of(seq) else { return Vec::new() };
        let mut steps = Vec::new();
        for reached in self.walk(start, way) {
            let entry = match reached.via {
                None => seq,
                Some((near, far, kind)) => {
                    let (near, far) = (self.seq(near), self.seq(far));
                    let link = match way {
                        Way::Forward => Edge { from: near, to: far, kind },
                        Way::Back => Edge { from: far, to: near, kind },
                    };
                    steps.push(ChainStep { seq: far, depth: reached.depth, link });
                    far
                }
            };
            let others = self.records(reached.root).iter().map(|record| self.seq(*record));
            steps.extend(others.filter(|other| *other != entry).map(|other| ChainStep {
                seq: other,
                depth: reached.depth,
                link: Edge { from: entry.min(other), to: entry.max(other), kind: LinkKind::SameAs },
            }));
        }
        steps.sort_by_key(|step| (step.depth, step.seq));
        steps
    }
}
