//! What always holds of the link graph, whatever is linked in whatever order.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{Edge, LinkGraph, LinkKind};

const EVENTS: i32 = 9;

fn edge() -> impl Strategy<Value = Edge> {
    let kind = prop_oneof![
        6 => proptest::sample::select(vec![
            LinkKind::Triggered, LinkKind::ContributedTo, LinkKind::ActedOn, LinkKind::FailedToStop,
        ]),
        2 => Just(LinkKind::PartOf),
        2 => Just(LinkKind::SameAs),
        1 => Just(LinkKind::Contradicts),
    ];
    (1..=EVENTS, 1..=EVENTS, kind)
        .prop_filter("no self-link", |(from, to, _)| from != to)
        .prop_map(|(from, to, kind)| Edge { from, to, kind })
}

/// A second, slow and plain opinion on a set of links, to hold the graph against.
struct Plain {
    class: BTreeMap<i32, i32>,
    causes: BTreeSet<(i32, i32)>,
    parts: BTreeSet<(i32, i32)>,
}

impl Plain {
    fn new(edges: &[Edge]) -> Self {
        let mut class: BTreeMap<i32, i32> = (1..=EVENTS).map(|seq| (seq, seq)).collect();
        for edge in edges.iter().filter(|edge| edge.kind == LinkKind::SameAs) {
            let (keep, gone) = (class[&edge.from], class[&edge.to]);
            class.values_mut().filter(|c| **c == gone).for_each(|c| *c = keep);
        }
        let pairs = |wanted: &dyn Fn(LinkKind) -> bool| {
            let chosen = edges.iter().filter(|edge| wanted(edge.kind));
            chosen.map(|edge| (class[&edge.from], class[&edge.to])).collect::<BTreeSet<_>>()
        };
        let causes = pairs(&LinkKind::is_causal);
        let parts = pairs(&|kind| kind == LinkKind::PartOf);
        Self { class, causes, parts }
    }

    /// Everything that can be reached over pairs, by saturation.
    fn reach(pairs: &BTreeSet<(i32, i32)>) -> BTreeSet<(i32, i32)> {
        let mut all = pairs.clone();
        loop {
            let more: BTreeSet<_> = all
                .iter()
                .flat_map(|(a, b)| {
                    pairs.iter().filter(move |(c, _)| b == c).map(move |(_, d)| (*a, *d))
                })
                .collect();
            let before = all.len();
            all.extend(more);
            if all.len() == before {
                return all;
            }
        }
    }

    fn is_sound(&self) -> bool {
        let above = Self::reach(&self.parts);
        let acyclic = |pairs: &BTreeSet<(i32, i32)>| Self::reach(pairs).iter().all(|(a, b)| a != b);
        let one_whole =
            (1..=EVENTS).all(|seq| self.parts.iter().filter(|(p, _)| *p == seq).count() <= 1);
        acyclic(&self.causes)
            && acyclic(&self.parts)
            && one_whole
            && self.causes.iter().all(|cause| !above.contains(cause))
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_accepted_keeps_the_graph_sound_and_whatever_is_refused_would_break_it(
        wishes in prop::collection::vec(edge(), 0..40),
    ) {
        let mut graph = LinkGraph::default();
        let mut accepted: Vec<Edge> = Vec::new();
        for wish in wishes {
            let mut with = accepted.clone();
            with.push(wish);
            match graph.add(wish) {
                Ok(()) => {
                    accepted = with;
                    prop_assert!(Plain::new(&accepted).is_sound(), "{:?}", accepted);
                }
                Err(refused) if refused.rule == "link-exists" => {
                    let turned = Edge { from: wish.to, to: wish.from, ..wish };
                    let known = accepted.contains(&wish)
                        || (wish.kind.is_symmetric() && accepted.contains(&turned));
                    prop_assert!(known);
                }
                Err(refused) => {
                    prop_assert!(!Plain::new(&with).is_sound(), "{} for {:?}", refused, with);
                }
            }
        }
    }

    #[test]
    fn a_refused_path_is_a_real_path(wishes in prop::collection::vec(edge(), 0..40)) {
        let mut graph = LinkGraph::default();
        let mut accepted: Vec<Edge> = Vec::new();
        for wish in wishes {
            let class = Plain::new(&accepted).class;
            match graph.add(wish) {
                Ok(()) => accepted.push(wish),
                Err(refused) if refused.rule == "causal-cycle" => {
                    prop_assert!(refused.path.len() >= 3);
                    prop_assert_eq!(refused.path.first(), refused.path.last());
                    let (last, known) = refused.path.split_last().unwrap();
                    for pair in known.windows(2) {
                        let linked = accepted.iter().any(|edge| {
                            edge.kind.is_causal() && (edge.from, edge.to) == (pair[0], pair[1])
                        });
                        prop_assert!(linked || class[&pair[0]] == class[&pair[1]], "{:?}", refused.path);
                    }
                    // The wish itself closes the path.
                    let ends = [*known.last().unwrap(), *last];
                    prop_assert!(ends == [wish.from, wish.to] || ends == [wish.to, wish.from]);
                }
                Err(_) => {}
            }
        }
    }

    #[test]
    fn the_graph_does_not_depend_on_the_order_in_which_it_is_built(
        wishes in prop::collection::vec(edge(), 0..40), next in edge(),
    ) {
        let mut graph = LinkGraph::default();
        let mut accepted: Vec<Edge> = wishes.into_iter().filter(|wish| graph.add(*wish).is_ok()).collect();
        accepted.reverse();
        let rebuilt: LinkGraph = accepted.into_iter().collect();
        prop_assert_eq!(graph.check(next).map_err(|e| e.rule), rebuilt.check(next).map_err(|e| e.rule));
    }

    #[test]
    fn a_chain_holds_exactly_what_is_reached_over_causes(
        wishes in prop::collection::vec(edge(), 0..30), start in 1..=EVENTS,
    ) {
        let mut graph = LinkGraph::default();
        let accepted: Vec<Edge> = wishes.into_iter().filter(|wish| graph.add(*wish).is_ok()).collect();
        let plain = Plain::new(&accepted);
        let reach = Plain::reach(&plain.causes);
        let chain = graph.chain(start);
        for seq in (1..=EVENTS).filter(|seq| *seq != start) {
            let (own, other) = (plain.class[&start], plain.class[&seq]);
            let same = own == other;
            prop_assert_eq!(chain.forward.iter().any(|s| s.seq == seq), same || reach.contains(&(own, other)));
            prop_assert_eq!(chain.back.iter().any(|s| s.seq == seq), same || reach.contains(&(other, own)));
        }
        prop_assert!(chain.forward.is_sorted_by_key(|step| (step.depth, step.seq)));
    }
}

#[test]
fn a_chain_of_a_hundred_thousand_links_does_not_overflow() {
    let triggered = |from: i32| Edge { from, to: from + 1, kind: LinkKind::Triggered };
    let graph: LinkGraph = (1..100_000).map(triggered).collect();
    let refused =
        graph.check(Edge { from: 100_000, to: 1, kind: LinkKind::ContributedTo }).unwrap_err();
    assert_eq!(refused.path.len(), 100_001);
    assert_eq!(graph.chain(50_000).forward.len(), 50_000);
}

#[test]
fn a_walk_takes_each_event_once_however_many_ways_lead_to_it() {
    // A hundred layers of ten, each linked to all of the next: 10^99 ways, 9,900 links.
    let link = |layer: i32, from: i32, to: i32| Edge {
        from: layer * 10 + from,
        to: layer * 10 + 10 + to,
        kind: LinkKind::Triggered,
    };
    let pairs =
        |layer| (1..=10).flat_map(move |from| (1..=10).map(move |to| link(layer, from, to)));
    let graph: LinkGraph = (0..99).flat_map(pairs).collect();
    assert_eq!(graph.chain(1).forward.len(), 990);
    let back = Edge { from: 991, to: 1, kind: LinkKind::Triggered };
    assert_eq!(graph.check(back).unwrap_err().path.len(), 101);
}

#[test]
fn a_refused_cycle_reads_from_where_the_link_leads_back_to_it() {
    let edge = |from, to| Edge { from, to, kind: LinkKind::Triggered };
    let graph: LinkGraph = [edge(7, 8), edge(8, 5)].into_iter().collect();
    assert_eq!(graph.check(edge(5, 7)).unwrap_err().path, [7, 8, 5, 7]);
}

#[test]
fn two_records_of_one_occurrence_cannot_close_a_cycle_either_way() {
    let cause = |from, to| Edge { from, to, kind: LinkKind::Triggered };
    let same = |from, to| Edge { from, to, kind: LinkKind::SameAs };
    let graph: LinkGraph = [cause(1, 2), same(2, 3)].into_iter().collect();
    assert_eq!(graph.check(cause(3, 1)).unwrap_err().path, [1, 2, 3, 1]);
    let graph: LinkGraph = [cause(1, 2), cause(3, 4)].into_iter().collect();
    assert!(graph.check(same(2, 3)).is_ok());
    let graph: LinkGraph = [cause(1, 2), cause(2, 4)].into_iter().collect();
    assert_eq!(graph.check(same(4, 1)).unwrap_err().rule, "causal-cycle");
}
