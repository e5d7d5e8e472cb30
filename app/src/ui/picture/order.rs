//! In which order events are drawn, and what belongs to a reliance chain.
//!
//! The order is a linear extension of the links; where they leave a choice, the earliest possible
//! time decides, then the number in the record. It is the same on every run.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, BinaryHeap, HashMap},
};

use super::input::{LinkClass, Picture, PictureLink};

/// Indices of `picture.events` in drawing order. `extra` are further `(before, after)` pairs.
pub(super) fn drawing_order(picture: &Picture, extra: &[(usize, usize)]) -> Vec<usize> {
    let keys = keys(picture);
    let index = index_of(picture);
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); keys.len()];
    let mut waits = vec![0_u32; keys.len()];
    let linked = picture.links.iter().filter_map(|link| precedence(link, &index));
    for (first, then) in linked.chain(extra.iter().copied()) {
        after[first].push(then);
        waits[then] += 1;
    }
    let mut ready: BinaryHeap<_> =
        (0..keys.len()).filter(|&at| waits[at] == 0).map(|at| Reverse((keys[at], at))).collect();
    let mut order = Vec::with_capacity(keys.len());
    let mut done = vec![false; keys.len()];
    while order.len() < keys.len() {
        // Links that wait for each other in a ring are refused elsewhere; here they must not hang.
        let Some(at) = ready.pop().map(|Reverse((_, at))| at).or_else(|| earliest(&keys, &done))
        else {
            break;
        };
        if std::mem::replace(&mut done[at], true) {
            continue;
        }
        order.push(at);
        for &then in &after[at] {
            waits[then] = waits[then].saturating_sub(1);
            if waits[then] == 0 && !done[then] {
                ready.push(Reverse((keys[then], then)));
            }
        }
    }
    order
}

/// Everything reached from an event over causal links, backwards and forwards, by `seq`.
pub fn reliance_chain(links: &[PictureLink], of: u32) -> BTreeSet<u32> {
    Neighbours::new(links).chain(of)
}

/// Causal links, by either end.
struct Neighbours([HashMap<u32, Vec<u32>>; 2]);

impl Neighbours {
    fn new(links: &[PictureLink]) -> Self {
        let mut maps: [HashMap<u32, Vec<u32>>; 2] = Default::default();
        for link in links.iter().filter(|link| link.class.is_causal()) {
            maps[0].entry(link.from).or_default().push(link.to);
            maps[1].entry(link.to).or_default().push(link.from);
        }
        Self(maps)
    }

    fn chain(&self, of: u32) -> BTreeSet<u32> {
        let mut chain = BTreeSet::from([of]);
        for map in &self.0 {
            let mut reached = BTreeSet::from([of]);
            let mut queue = vec![of];
            while let Some(at) = queue.pop() {
                for &next in map.get(&at).into_iter().flatten() {
                    if reached.insert(next) {
                        queue.push(next);
                    }
                }
            }
            chain.extend(reached);
        }
        chain
    }
}

/// The event whose chain is worth lighting when nobody chose one.
pub(super) fn focus(picture: &Picture) -> Option<u32> {
    if picture.chain_of.is_some() {
        return picture.chain_of;
    }
    let causal = || picture.links.iter().filter(|link| link.class.is_causal());
    let linked: BTreeSet<u32> = causal().flat_map(|link| [link.from, link.to]).collect();
    let impact = picture.events.iter().filter(|event| event.impact && linked.contains(&event.seq));
    if let Some(event) = impact.min_by_key(|event| event.seq) {
        return Some(event.seq);
    }
    let causes: BTreeSet<u32> = causal().map(|link| link.from).collect();
    let neighbours = Neighbours::new(&picture.links);
    let ends = linked.difference(&causes).copied().take(32);
    ends.max_by_key(|&seq| (neighbours.chain(seq).len(), Reverse(seq)))
}

/// Where each `seq` stands in `picture.events`.
pub(super) fn index_of(picture: &Picture) -> HashMap<u32, usize> {
    picture.events.iter().enumerate().map(|(at, event)| (event.seq, at)).collect()
}

/// Which of a link's two events comes first, as indices; `None` when the link does not say.
pub(super) fn precedence(
    link: &PictureLink,
    index: &HashMap<u32, usize>,
) -> Option<(usize, usize)> {
    let (from, to) = (*index.get(&link.from)?, *index.get(&link.to)?);
    match link.class {
        LinkClass::Causal | LinkClass::Contributing | LinkClass::Gate | LinkClass::OpenGate => {
            Some((from, to))
        }
        LinkClass::Response => Some((to, from)),
        LinkClass::Contradiction | LinkClass::Quiet => None,
    }
    .filter(|(first, then)| first != then)
}

/// Sort keys: the earliest possible instant, then `seq`. An event without a time stays behind
/// the one that was recorded before it.
fn keys(picture: &Picture) -> Vec<(i64, u32)> {
    let mut by_seq: Vec<usize> = (0..picture.events.len()).collect();
    by_seq.sort_by_key(|&at| picture.events[at].seq);
    let mut keys = vec![(i64::MIN, 0); picture.events.len()];
    let mut last = i64::MIN;
    for at in by_seq {
        let event = &picture.events[at];
        last = event.time.map_or(last, |time| time.lo.timestamp_millis());
        keys[at] = (last, event.seq);
    }
    keys
}

fn earliest(keys: &[(i64, u32)], done: &[bool]) -> Option<usize> {
    (0..keys.len()).filter(|&at| !done[at]).min_by_key(|&at| (keys[at], at))
}
