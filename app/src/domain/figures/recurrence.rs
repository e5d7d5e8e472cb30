//! Did it come back: after the fix, while the fix was open, and after how long.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{FixFacts, FixHistory, Key, Lifetime, Occurrence, Survival, kaplan_meier, key};
use crate::domain::recurrence::Onset;
use crate::domain::statistics::{Rate, rate};

/// How many fixes did not hold for a number of days.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecurrenceAfterFix {
    /// Within how many days.
    pub days: u32,
    /// How many recurred within these days.
    pub recurred: u32,
    /// How many have been in effect for at least as many days, and the dates say what happened.
    pub of: u32,
    /// How many have not been in effect for long enough to tell.
    pub too_recent: u32,
    /// How many may have recurred: the dates do not say.
    pub undetermined: u32,
    /// How many name no factor with a scope, so that nothing can be said to recur.
    pub without_target: u32,
    /// The share with its interval; `None` when there are too few to tell.
    pub rate: Option<Rate>,
    /// The numbers of the fixes that recurred.
    pub which: Vec<i32>,
}

/// What is certain of an onset and a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    Yes,
    No,
    Perhaps,
}

/// Whether it began in `[from, to)`; without an end, at `from` or later.
fn within(began: Onset, from: DateTime<Utc>, to: Option<DateTime<Utc>>) -> Within {
    if began.before(from) || to.is_some_and(|to| began.since(to)) {
        Within::No
    } else if began.since(from) && to.is_none_or(|to| began.before(to)) {
        Within::Yes
    } else {
        Within::Perhaps
    }
}

/// The most certain of several: one that is certain is enough.
fn any(found: impl IntoIterator<Item = Within>) -> Within {
    let mut answer = Within::No;
    for one in found {
        match one {
            Within::Yes => return Within::Yes,
            Within::Perhaps => answer = Within::Perhaps,
            Within::No => {}
        }
    }
    answer
}

/// Recurrence after fix within `days`: the fixes whose factor and scope recurred so soon, among
/// those that have been in effect for as long.
pub fn recurrence_after_fix(
    history: &[FixHistory<'_>],
    days: u32,
    now: DateTime<Utc>,
) -> RecurrenceAfterFix {
    let mut figure = RecurrenceAfterFix { days, ..RecurrenceAfterFix::default() };
    for FixHistory { fix, again } in history {
        let Some(from) = fix.effective_at else { continue };
        if !fix.has_target() {
            figure.without_target += 1;
            continue;
        }
        let Some(to) =
            from.checked_add_signed(TimeDelta::days(days.into())).filter(|end| *end <= now)
        else {
            figure.too_recent += 1;
            continue;
        };
        match any(again.iter().map(|began| within(*began, from, Some(to)))) {
            Within::Yes => {
                figure.of += 1;
                figure.recurred += 1;
                figure.which.push(fix.number);
            }
            Within::No => figure.of += 1,
            Within::Perhaps => figure.undetermined += 1,
        }
    }
    figure.rate = rate(figure.recurred, figure.of);
    figure
}

/// How many incidents repeated what a remediation was for while it was still open.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RepeatWhileOpen {
    /// How many did.
    pub repeated: u32,
    /// How many have a known factor with a scope, and the dates say what happened.
    pub of: u32,
    /// How many may have: the dates do not say.
    pub undetermined: u32,
    /// The share with its interval; `None` when there are too few to tell.
    pub rate: Option<Rate>,
    /// Each incident that did, with a remediation that was open.
    pub which: Vec<(i32, i32)>,
}

/// The counted incidents that began while a remediation aimed at one of their factors and scopes
/// had been written down and had neither taken effect nor been given up.
pub fn repeat_while_open(fixes: &[FixFacts], occurrences: &[Occurrence]) -> RepeatWhileOpen {
    let mut aimed: HashMap<Key, Vec<&FixFacts>> = HashMap::new();
    for fix in fixes {
        for key in fix.targets.iter().filter_map(key) {
            aimed.entry(key).or_default().push(fix);
        }
    }
    let mut figure = RepeatWhileOpen::default();
    for occurrence in occurrences.iter().filter(|occurrence| occurrence.counted) {
        let keys: Vec<Key> = occurrence.factors.iter().filter_map(key).collect();
        if keys.is_empty() {
            continue;
        }
        let fixes = keys.iter().filter_map(|key| aimed.get(key)).flatten();
        let open: Vec<_> = fixes.map(|fix| (fix.number, was_open(fix, occurrence.began))).collect();
        match any(open.iter().map(|(_, answer)| *answer)) {
            Within::Yes => {
                figure.of += 1;
                figure.repeated += 1;
                let first = open.iter().filter(|(_, is)| *is == Within::Yes).map(|(n, _)| *n).min();
                figure.which.extend(first.map(|fix| (occurrence.incident, fix)));
            }
            Within::No => figure.of += 1,
            Within::Perhaps => figure.undetermined += 1,
        }
    }
    figure.rate = rate(figure.repeated, figure.of);
    figure
}

/// Whether the fix was awaited when it began: written down, not in effect, not given up.
fn was_open(fix: &FixFacts, began: Onset) -> Within {
    let end = [fix.effective_at, fix.given_up_at].into_iter().flatten().min();
    if end.is_some_and(|end| end <= fix.created_at) {
        return Within::No;
    }
    within(began, fix.created_at, end)
}

/// How long fixes held.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TimeToRecurrence {
    /// The curve; a fix that still holds is censored today, one that was replaced on that day.
    pub held: Survival,
    /// How many days each fix that recurred had held, with its number.
    pub points: Vec<(i32, i64)>,
}

/// The days from taking effect to the first recurrence, fixes that still hold included.
pub fn time_to_recurrence(history: &[FixHistory<'_>], now: DateTime<Utc>) -> TimeToRecurrence {
    let (mut lifetimes, mut undetermined, mut points) = (Vec::new(), 0, Vec::new());
    for FixHistory { fix, again } in history {
        let Some(from) = fix.effective_at.filter(|from| *from <= now && fix.has_target()) else {
            continue;
        };
        let end = fix.given_up_at.filter(|end| *end > from).map_or(now, |end| end.min(now));
        match first(again, from, end) {
            First::None => {
                lifetimes.push(Lifetime { days: (end - from).num_days(), ended: false });
            }
            First::After(days) => {
                points.push((fix.number, days));
                lifetimes.push(Lifetime { days, ended: true });
            }
            First::Unclear => undetermined += 1,
        }
    }
    points.sort_unstable_by_key(|(number, days)| (*days, *number));
    TimeToRecurrence { held: Survival { undetermined, ..kaplan_meier(&lifetimes) }, points }
}

enum First {
    None,
    After(i64),
    Unclear,
}

/// When it first recurred in `[from, end)`, if the dates say so to the day.
fn first(again: &[Onset], from: DateTime<Utc>, end: DateTime<Utc>) -> First {
    let earliest = again
        .iter()
        .filter(|began| within(**began, from, Some(end)) != Within::No)
        .min_by_key(|began| began.earliest.unwrap_or(from));
    let Some(began) = earliest else { return First::None };
    let to_the_day = began
        .earliest
        .zip(began.latest)
        .filter(|(earliest, latest)| *latest - *earliest <= TimeDelta::days(1));
    match to_the_day {
        Some((earliest, _)) if within(*began, from, Some(end)) == Within::Yes => {
            First::After((earliest - from).num_days())
        }
        _ => First::Unclear,
    }
}
