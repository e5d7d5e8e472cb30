//! Counting by month and by name, in an order that is the same every time.

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// How often a name occurs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// What is counted.
    pub name: String,
    /// How often.
    pub n: usize,
}

/// One month and how many of each key fell into it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthRow<K> {
    /// The first day of the month.
    pub month: NaiveDate,
    /// How many of each key, in the order of the keys; keys without any are left out.
    pub counts: Vec<(K, usize)>,
}

impl<K> MonthRow<K> {
    /// How many in all.
    pub fn total(&self) -> usize {
        self.counts.iter().map(|(_, n)| n).sum()
    }
}

/// The items per month from the month of `from` to that of `to`, months without any included;
/// items outside are left out.
pub fn by_month<K: Ord + Clone>(
    items: &[(NaiveDate, K)],
    from: NaiveDate,
    to: NaiveDate,
) -> Vec<MonthRow<K>> {
    let mut months: BTreeMap<NaiveDate, BTreeMap<K, usize>> = BTreeMap::new();
    let (mut month, last) = (first_of(from), first_of(to));
    while month <= last {
        months.insert(month, BTreeMap::new());
        let Some(next) = month.checked_add_months(Months::new(1)) else { break };
        month = next;
    }
    for (day, key) in items {
        if let Some(counts) = months.get_mut(&first_of(*day)) {
            *counts.entry(key.clone()).or_default() += 1;
        }
    }
    months
        .into_iter()
        .map(|(month, counts)| MonthRow { month, counts: counts.into_iter().collect() })
        .collect()
}

fn first_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The names by how often they occur, most often first, then by name.
pub fn most_frequent<S: AsRef<str>>(names: &[S]) -> Vec<Count> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names {
        *counts.entry(name.as_ref()).or_default() += 1;
    }
    let mut counts: Vec<Count> =
        counts.into_iter().map(|(name, n)| Count { name: name.to_owned(), n }).collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.n));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn months_without_any_are_shown_and_the_year_turns() {
        let items = [(day(2025, 12, 31), "a"), (day(2026, 2, 1), "b"), (day(2026, 2, 28), "b")];
        let rows = by_month(&items, day(2025, 12, 15), day(2026, 2, 3));
        let totals: Vec<_> = rows.iter().map(MonthRow::total).collect();
        assert_eq!(totals, [1, 0, 2]);
        assert_eq!(rows[2].counts, [("b", 2)]);
    }

    #[test]
    fn what_lies_outside_the_period_is_left_out() {
        let rows = by_month(&[(day(2020, 1, 1), "a")], day(2026, 1, 1), day(2026, 1, 31));
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].total(), 0);
    }

    #[test]
    fn equally_frequent_names_stand_in_the_order_of_the_alphabet() {
        let counts = most_frequent(&["b", "c", "a", "c"]);
        let order: Vec<_> = counts.iter().map(|c| (c.name.as_str(), c.n)).collect();
        assert_eq!(order, [("c", 2), ("a", 1), ("b", 1)]);
    }
}
