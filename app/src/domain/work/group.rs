//! Putting work together under headings, in an order that is the same every time.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{WorkHead, WorkLane};
use crate::domain::Vocabulary;
use crate::domain::remediation::{Priority, RemediationStatus};

vocab! {
    /// What work is grouped by.
    pub enum Grouping ("group") {
        Lane = "lane", "What it asks for";
        Status = "status", "Status";
        Priority = "priority", "Priority";
        Incident = "incident", "Incident";
        Due = "due", "Due month";
    }
}

/// Work under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkGroup {
    /// The word of the group, for addresses and ids.
    pub key: String,
    /// The heading.
    pub title: String,
    /// What stands under it, by its id, and what it asks for.
    pub items: Vec<(Uuid, WorkLane)>,
}

/// What is asked for under its headings. A remediation for several incidents stands under each of
/// them.
pub(super) fn group(asked: &[(&WorkHead, WorkLane)], by: Grouping) -> Vec<WorkGroup> {
    let mut groups: BTreeMap<(i64, String), WorkGroup> = BTreeMap::new();
    for (head, lane) in asked {
        for (order, key, title) in headings(head, *lane, by) {
            let new = || WorkGroup { key: key.clone(), title, items: Vec::new() };
            groups.entry((order, key.clone())).or_insert_with(new).items.push((head.id, *lane));
        }
    }
    groups.into_values().collect()
}

type Heading = (i64, String, String);

fn headings(it: &WorkHead, lane: WorkLane, by: Grouping) -> Vec<Heading> {
    match by {
        Grouping::Lane => vec![word(lane)],
        Grouping::Status => vec![word::<RemediationStatus>(it.status)],
        Grouping::Priority => vec![word::<Priority>(it.priority)],
        Grouping::Incident if it.incidents.is_empty() => {
            vec![(i64::MAX, "none".into(), "For no incident that you may see".into())]
        }
        Grouping::Incident => {
            // The newest incident first.
            let one = |n: &i32| (-i64::from(*n), format!("inc-{n}"), format!("INC-{n}"));
            it.incidents.iter().map(one).collect()
        }
        Grouping::Due => match it.due {
            Some(due) => {
                let month = due.format("%Y-%m").to_string();
                let order = due.format("%Y%m").to_string().parse().unwrap_or_default();
                vec![(order, month, due.format("%B %Y").to_string())]
            }
            None => vec![(i64::MAX, "undated".into(), "Without a due day".into())],
        },
    }
}

fn word<V: Vocabulary + PartialEq>(word: V) -> Heading {
    let place = V::ALL.iter().position(|one| *one == word).unwrap_or_default();
    (i64::try_from(place).unwrap_or_default(), word.as_str().to_owned(), word.label().to_owned())
}
