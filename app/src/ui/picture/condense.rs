//! Many events: neighbours of one lane that matter least are drawn as one mark with a count.

use super::scene::Node;

/// At most about `most` nodes, in order. What is lit, flagged or a gate stays alone as long as
/// that leaves room; then only what is lit does, then nothing.
pub(super) fn condense(nodes: Vec<Node>, most: usize) -> Vec<Node> {
    if nodes.len() <= most {
        return nodes;
    }
    for keep in [1, 2, 3, u8::MAX] {
        let alone = nodes.iter().filter(|node| node.weight >= keep).count();
        if alone * 3 > most * 2 && keep != u8::MAX {
            continue;
        }
        // The reach of a cluster grows in steps until all fit, so that one more event at the end
        // seldom changes the clusters before it.
        let mut reach = 4;
        while reach < nodes.len() * 2 {
            for reach in [reach, reach * 3 / 2] {
                if count(&nodes, keep, reach) <= most {
                    return gather(&nodes, keep, reach);
                }
            }
            reach *= 2;
        }
    }
    let reach = nodes.len() * 2;
    gather(&nodes, u8::MAX, reach)
}

fn count(nodes: &[Node], keep: u8, reach: usize) -> usize {
    let mut clusters = 0;
    group(nodes, keep, reach, |_, joins| clusters += usize::from(joins.is_none()));
    clusters
}

fn gather(nodes: &[Node], keep: u8, reach: usize) -> Vec<Node> {
    let mut out: Vec<Node> = Vec::new();
    group(nodes, keep, reach, |at, joins| match joins {
        None => out.push(nodes[at].clone()),
        Some(cluster) => join(&mut out[cluster], &nodes[at]),
    });
    out
}

/// Tells `each` node which cluster it joins, or that it starts one.
fn group(nodes: &[Node], keep: u8, reach: usize, mut each: impl FnMut(usize, Option<usize>)) {
    let lanes = nodes.iter().map(|node| node.lane + 1).max().unwrap_or_default();
    let together = |at: usize, first: usize| {
        at / reach == first / reach && nodes[at].stretch == nodes[first].stretch
    };
    let mut open: Vec<Option<(usize, usize)>> = vec![None; lanes];
    let mut clusters = 0;
    for (at, node) in nodes.iter().enumerate() {
        let alone = node.weight >= keep || (node.across.is_some() && keep != u8::MAX);
        let joins = open[node.lane].filter(|&(_, first)| !alone && together(at, first));
        each(at, joins.map(|(cluster, _)| cluster));
        if joins.is_none() {
            open[node.lane] = (!alone).then_some((clusters, at));
            clusters += 1;
        }
    }
}

fn join(cluster: &mut Node, node: &Node) {
    cluster.events.extend(&node.events);
    cluster.chain |= node.chain;
    cluster.weight = cluster.weight.max(node.weight);
    cluster.across = None;
    cluster.span = match (cluster.span, node.span) {
        (Some((lo, hi)), Some((from, to))) => Some((lo.min(from), hi.max(to))),
        (one, other) => one.or(other),
    };
}
