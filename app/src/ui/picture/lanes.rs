//! In which lane each event stands, and in which order lanes stand.

use std::collections::{BTreeSet, HashMap};

use crate::ui::Mark;

use super::{
    input::{LinkClass, Picture, PictureLink},
    order::{drawing_order, index_of, precedence},
    scene::Lane,
};

/// The lane of actors who share one.
const SHARED: Lane<'static> =
    Lane { name: "Others", role: "put together", mark: Mark::Note, shared: true };

/// Gates that stand across an arrow: gate event → (source, step), as event indices.
pub(super) fn crossings(
    picture: &Picture,
    index: &HashMap<u32, usize>,
    chain: &BTreeSet<u32>,
) -> HashMap<usize, (usize, usize)> {
    let mut found = HashMap::new();
    let mut into: HashMap<u32, Vec<&PictureLink>> = HashMap::new();
    for arrow in picture.links.iter().filter(|arrow| arrow.class == LinkClass::Causal) {
        into.entry(arrow.to).or_default().push(arrow);
    }
    for link in picture.links.iter().filter(|link| link.class.is_gate()) {
        let Some((gate, step)) = precedence(link, index) else { continue };
        if picture.events[gate].gate.is_none() {
            continue;
        }
        let arrows = into.get(&link.to).into_iter().flatten();
        let arrows = arrows.filter(|arrow| arrow.from != link.from);
        let source = arrows.max_by_key(|arrow| (chain.contains(&arrow.from), arrow.from));
        if let Some(&source) = source.and_then(|arrow| index.get(&arrow.from))
            && picture.events[source].gate.is_none()
        {
            found.entry(gate).or_insert((source, step));
        }
    }
    found
}

/// Lanes in the order in which their actors enter, and the lane of each event.
pub(super) fn lanes<'a>(
    picture: &'a Picture,
    order: &[usize],
    index: &HashMap<u32, usize>,
    crossings: &HashMap<usize, (usize, usize)>,
) -> (Vec<Lane<'a>>, Vec<usize>) {
    let known: HashMap<&str, usize> =
        picture.actors.iter().enumerate().map(|(at, actor)| (actor.key.as_str(), at)).collect();
    let mut touching: HashMap<u32, Vec<&PictureLink>> = HashMap::new();
    for link in &picture.links {
        for end in [link.from, link.to] {
            touching.entry(end).or_default().push(link);
        }
    }
    let hosts: Vec<Option<usize>> = (0..picture.events.len())
        .map(|at| host(picture, index, crossings, &touching, at))
        .collect();
    let mut lanes: Vec<Lane<'a>> = Vec::new();
    let mut keys: Vec<&str> = Vec::new();
    let mut lane_of_key: HashMap<&str, usize> = HashMap::new();
    let mut lane_of = vec![0; picture.events.len()];
    // Guests of a lane, such as context, do not open it.
    let (own, guests): (Vec<usize>, Vec<usize>) =
        order.iter().partition(|&&at| hosts[at].is_none());
    for at in own.into_iter().chain(guests) {
        let key = picture.events[hosts[at].unwrap_or(at)].actor.as_str();
        let shared = picture.look.together.iter().any(|other| other == key);
        let key = if shared { "\u{0}" } else { key };
        lane_of[at] = *lane_of_key.entry(key).or_insert_with(|| {
            keys.push(key);
            lanes.push(match known.get(key).map(|&actor| &picture.actors[actor]) {
                _ if shared => SHARED,
                Some(actor) => {
                    let (name, role) = (&actor.name, &actor.role);
                    Lane { name, role, mark: actor.mark, shared: false }
                }
                None if key.is_empty() => {
                    Lane { name: "Context", role: "nobody acted", mark: Mark::Note, shared: false }
                }
                None => Lane { name: key, role: "", mark: Mark::Unknown, shared: false },
            });
            lanes.len() - 1
        });
    }
    arranged(picture, lanes, &keys, lane_of)
}

/// The lanes that are asked for first come first, what is put together last.
fn arranged<'a>(
    picture: &Picture,
    lanes: Vec<Lane<'a>>,
    keys: &[&str],
    mut lane_of: Vec<usize>,
) -> (Vec<Lane<'a>>, Vec<usize>) {
    let first = &picture.look.first;
    let rank = |lane: usize| {
        let asked = first.iter().position(|key| key == keys[lane]);
        (lanes[lane].shared, asked.unwrap_or(usize::MAX), lane)
    };
    let mut order: Vec<usize> = (0..lanes.len()).collect();
    order.sort_by_key(|&lane| rank(lane));
    let mut stands = vec![0; lanes.len()];
    for (at, &lane) in order.iter().enumerate() {
        stands[lane] = at;
    }
    for lane in &mut lane_of {
        *lane = stands.get(*lane).copied().unwrap_or_default();
    }
    (order.into_iter().map(|lane| lanes[lane].clone()).collect(), lane_of)
}

impl Picture {
    /// The names of the lanes, as they stand.
    pub(super) fn lane_names(&self) -> Vec<String> {
        let index = index_of(self);
        let crossings = crossings(self, &index, &BTreeSet::new());
        let order = drawing_order(self, &[]);
        let (lanes, _) = lanes(self, &order, &index, &crossings);
        lanes.iter().map(|lane| lane.name.to_owned()).collect()
    }
}

/// The event in whose lane this one is drawn: a gate across an arrow stands where the arrow runs,
/// and context without an actor stands with what it is linked to.
fn host(
    picture: &Picture,
    index: &HashMap<u32, usize>,
    crossings: &HashMap<usize, (usize, usize)>,
    touching: &HashMap<u32, Vec<&PictureLink>>,
    at: usize,
) -> Option<usize> {
    if let Some(&(source, _)) = crossings.get(&at) {
        return Some(source);
    }
    let event = &picture.events[at];
    let linked = |gates: bool| {
        touching.get(&event.seq)?.iter().find_map(|link| {
            let other = if link.from == event.seq { link.to } else { link.from };
            let at = *index.get(&other)?;
            let fits = !gates || link.class.is_gate();
            (fits && !picture.events[at].actor.is_empty()).then_some(at)
        })
    };
    if event.gate.is_some() {
        linked(true)
    } else if event.actor.is_empty() {
        linked(false)
    } else {
        None
    }
}
