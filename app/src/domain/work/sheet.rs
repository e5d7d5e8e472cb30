//! One page of somebody's work: what the filters leave, under its headings, and how much of each is
//! shown.

use chrono::NaiveDate;
use uuid::Uuid;

use super::group::group;
use super::{WorkFilter, WorkGroup, WorkHead, WorkLane, lane};
use crate::domain::Vocabulary;

/// How much of each of several groups is shown.
pub(super) const SHOWN: usize = 8;
/// How much of a group that stands alone is shown on one page.
pub(super) const PAGE: usize = 40;

/// A group and how much of it is on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetGroup {
    /// The group, with what is shown of it.
    pub shown: WorkGroup,
    /// How much is in it.
    pub count: usize,
}

/// One page of somebody's work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkSheet {
    /// How much the other filters leave in each lane.
    pub lanes: Vec<(WorkLane, usize)>,
    /// How much they leave in all lanes.
    pub total: usize,
    /// What is shown.
    pub groups: Vec<SheetGroup>,
    /// The pages of a group that stands alone; 1 for several groups.
    pub pages: usize,
    /// Which of them this is, from 1.
    pub page: usize,
}

impl WorkSheet {
    /// What `filter` leaves of the work of `who` on `today`: the beginning of each group, or one
    /// page of a group that stands alone. Past the last page is the last page.
    pub fn of(heads: &[WorkHead], filter: &WorkFilter, who: Uuid, today: NaiveDate) -> Self {
        let matching = heads.iter().filter(|head| filter.matches(head, today));
        let mut asked: Vec<(&WorkHead, WorkLane)> =
            matching.filter_map(|head| Some((head, lane(head, who, today)?))).collect();
        let count = |lane: WorkLane| asked.iter().filter(|(_, one)| *one == lane).count();
        let lanes = WorkLane::ALL.iter().map(|lane| (*lane, count(*lane))).collect();
        let total = asked.len();
        asked.retain(|(_, lane)| filter.lane.is_none_or(|wanted| wanted == *lane));
        let mut groups = group(&asked, filter.grouping());
        groups.retain(|group| filter.only.as_ref().is_none_or(|key| group.key == *key));
        let [alone] = groups.as_mut_slice() else {
            let groups = groups.into_iter().map(|group| cut(group, 0, SHOWN)).collect();
            return Self { lanes, total, groups, pages: 1, page: 1 };
        };
        let pages = alone.items.len().div_ceil(PAGE).max(1);
        let page = filter.page.clamp(1, pages);
        let groups = groups.into_iter().map(|group| cut(group, (page - 1) * PAGE, PAGE)).collect();
        Self { lanes, total, groups, pages, page }
    }

    /// The ids of all that is shown.
    pub fn ids(&self) -> Vec<Uuid> {
        let mut ids: Vec<Uuid> =
            self.groups.iter().flat_map(|group| &group.shown.items).map(|(id, _)| *id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

fn cut(mut group: WorkGroup, from: usize, most: usize) -> SheetGroup {
    let count = group.items.len();
    group.items = group.items.into_iter().skip(from).take(most).collect();
    SheetGroup { shown: group, count }
}
