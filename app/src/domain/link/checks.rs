//! What each class of link must not do to the graph, and how a refusal says so.

use super::graph::LinkGraph;
use crate::domain::Refused;

impl LinkGraph {
    pub(super) fn check_cause(&self, from: i32, to: i32) -> Result<(), Refused> {
        if let Some(path) = self.would_close(from, to) {
            return Err(cycle(path));
        }
        match (self.root_of(from), self.root_of(to)) {
            (Some(child), Some(whole)) if self.wholes(child).contains(&whole) => {
                Err(into_whole(from, to))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn check_part(&self, part: i32, whole: i32) -> Result<(), Refused> {
        if self.same(part, whole) {
            let message = format!(
                "E{part} and E{whole} are one occurrence, so neither is a part of the other."
            );
            return Err(Refused::new("part-of-itself", message));
        }
        let (Some(child), parent) = (self.root_of(part), self.root_of(whole)) else {
            return Ok(());
        };
        if let Some(other) = self.whole(child).filter(|other| Some(*other) != parent) {
            let message = format!(
                "E{part} is part of E{} already, and an event is part of one other. Remove that link first.",
                self.seq(other),
            );
            return Err(Refused::new("part-of-two", message));
        }
        let Some(parent) = parent else { return Ok(()) };
        if self.wholes(parent).contains(&child) {
            let message = format!("E{whole} is itself part of E{part}. Remove that link first.");
            return Err(Refused::new("part-of-cycle", message));
        }
        self.check_no_cause_into_whole(child, parent)
    }

    pub(super) fn check_same(&self, one: i32, other: i32) -> Result<(), Refused> {
        let (Some(a), Some(b)) = (self.root_of(one), self.root_of(other)) else { return Ok(()) };
        if a == b {
            return Ok(());
        }
        if let Some(path) = self.would_close(other, one).or_else(|| self.would_close(one, other)) {
            return Err(cycle(path));
        }
        if self.wholes(a).contains(&b) || self.wholes(b).contains(&a) {
            let message = format!(
                "One of E{one} and E{other} is part of the other, so they are not one occurrence."
            );
            return Err(Refused::new("part-of-itself", message));
        }
        if let (Some(p), Some(q)) = (self.whole(a), self.whole(b))
            && p != q
        {
            let message = format!(
                "E{one} is part of E{} and E{other} of E{}; one occurrence is part of one other. Remove one of those links first.",
                self.seq(p),
                self.seq(q),
            );
            return Err(Refused::new("part-of-two", message));
        }
        self.check_no_cause_into_whole(a, b)?;
        self.check_no_cause_into_whole(b, a)
    }

    /// Refuses to put `child` below `parent` (or to make them one) when something in `child` is on
    /// record as a cause of `parent` or of what that is part of.
    fn check_no_cause_into_whole(&self, child: usize, parent: usize) -> Result<(), Refused> {
        let mut above = self.wholes(parent);
        above.insert(parent);
        for part in self.parts(child) {
            for &record in self.records(part) {
                let into = self.causes(record).find(|(to, _)| above.contains(&self.root(*to)));
                if let Some((to, _)) = into {
                    return Err(into_whole(self.seq(record), self.seq(*to)));
                }
            }
        }
        Ok(())
    }
}

fn cycle(path: Vec<i32>) -> Refused {
    let message = format!(
        "This would make an event its own cause: {}. Remove one of these links first.",
        readable(&path),
    );
    Refused { path, ..Refused::new("causal-cycle", message) }
}

/// The path for a message: whole when it is short, else its two ends.
fn readable(path: &[i32]) -> String {
    let names =
        |seqs: &[i32]| seqs.iter().map(|seq| format!("E{seq}")).collect::<Vec<_>>().join(" → ");
    match path {
        [first, second, middle @ .., last] if middle.len() > 9 => {
            format!("{} → … → {}", names(&[*first, *second]), names(&[*last]))
        }
        _ => names(path),
    }
}

fn into_whole(from: i32, to: i32) -> Refused {
    let message = format!(
        "E{from} is a part of E{to}, directly or through another, and a part does not cause its whole. Link to another event, or remove “is part of”.",
    );
    Refused::new("cause-into-whole", message)
}
