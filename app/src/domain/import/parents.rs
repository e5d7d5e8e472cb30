//! Which step was done in which: parents that lead in a circle are found, whatever else is wrong.

use std::collections::{HashMap, HashSet};

/// The most steps whose parents are remembered.
const MOST: usize = 500_000;
/// How many circles are named.
const NAMED: usize = 20;
/// How many steps of one circle are named.
const SHOWN: usize = 8;

/// The parents of the steps of a file.
#[derive(Debug, Default)]
pub(super) struct Parents(HashMap<String, (String, u64)>);

/// Steps whose parents lead back to the first of them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Circle {
    /// The line of the first step.
    pub(super) line: u64,
    /// Their ids, each the parent of the one before.
    pub(super) ids: Vec<String>,
}

impl Parents {
    /// Notes the parent of a step, and the line that says it.
    pub(super) fn note(&mut self, id: &str, parent: &str, line: u64) {
        if !id.is_empty() && !parent.is_empty() && self.0.len() < MOST {
            self.0.insert(id.to_owned(), (parent.to_owned(), line));
        }
    }

    /// The circles, each once, from its smallest id.
    pub(super) fn circles(&self) -> Vec<Circle> {
        let mut settled: HashSet<&str> = HashSet::with_capacity(self.0.len());
        let mut found = Vec::new();
        for start in self.0.keys() {
            let mut way: Vec<&str> = Vec::new();
            let mut place: HashMap<&str, usize> = HashMap::new();
            let mut at = start.as_str();
            while !settled.contains(at) {
                if let Some(first) = place.get(at) {
                    found.push(self.circle(&way[*first..]));
                    break;
                }
                place.insert(at, way.len());
                way.push(at);
                match self.0.get(at) {
                    Some((parent, _)) => at = parent,
                    None => break,
                }
            }
            settled.extend(way);
        }
        found.sort_by(|a, b| a.ids.cmp(&b.ids));
        found.truncate(NAMED);
        found
    }

    fn circle(&self, ids: &[&str]) -> Circle {
        let first = (0..ids.len()).min_by_key(|at| ids[*at]).unwrap_or(0);
        let ids: Vec<String> =
            ids[first..].iter().chain(&ids[..first]).map(|id| (*id).to_owned()).collect();
        let line = ids.first().and_then(|id| self.0.get(id)).map_or(0, |(_, line)| *line);
        Circle { line, ids }
    }
}

impl Circle {
    /// What is wrong, in words.
    pub(super) fn told(&self) -> String {
        let mut shown: Vec<&str> = self.ids.iter().take(SHOWN).map(String::as_str).collect();
        if self.ids.len() > SHOWN {
            shown.push("…");
        }
        shown.extend(self.ids.first().map(String::as_str));
        format!("Its parents lead in a circle: {}.", shown.join(", then "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_found_once_and_chains_are_none() {
        let mut parents = Parents::default();
        for (line, (id, parent)) in (1..).zip([
            ("c", "b"),
            ("b", "a"),
            ("a", "c"),
            ("x", "a"),
            ("y", "y"),
            ("p", "q"),
            ("q", "r"),
        ]) {
            parents.note(id, parent, line);
        }
        let circles = parents.circles();
        assert_eq!(circles.len(), 2);
        assert_eq!(circles[0], Circle { line: 3, ids: vec!["a".into(), "c".into(), "b".into()] });
        assert_eq!(circles[1].told(), "Its parents lead in a circle: y, then y.");
    }

    #[test]
    fn a_long_chain_is_walked_once() {
        let mut parents = Parents::default();
        for i in 0..100_000_u32 {
            parents.note(&i.to_string(), &(i + 1).to_string(), 1);
        }
        assert!(parents.circles().is_empty());
        parents.note("100000", "0", 1);
        assert_eq!(parents.circles()[0].ids.len(), 100_001);
    }
}
