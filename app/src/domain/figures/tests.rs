//! Each figure against a table that was worked by hand; the tables stand in the tests.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::*;
use RemediationStatus::{Accepted, Declined, Implemented, Ineffective, Verified};

/// Day `n` of 2026 at midnight; 1 is the first of January.
fn at(n: u64) -> DateTime<Utc> {
    on(n).and_hms_opt(0, 0, 0).unwrap().and_utc()
}

fn on(n: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 12, 31).unwrap() + Days::new(n)
}

/// An incident that began some time within these days.
fn between(first: u64, last: u64) -> Onset {
    Onset { earliest: Some(at(first)), latest: Some(at(last + 1)) }
}

fn target(scope: &str) -> FactorTarget {
    FactorTarget { code: "approval_missing".into(), scope: scope.into() }
}

fn fix(number: i32, scope: &str, effective: Option<u64>) -> FixFacts {
    FixFacts {
        number,
        status: if effective.is_some() { Implemented } else { Accepted },
        strength: None,
        created_at: at(1),
        due: None,
        effective_at: effective.map(at),
        verified_at: None,
        given_up_at: None,
        check_on: None,
        targets: vec![target(scope)],
    }
}

fn incident(number: i32, scope: &str, began: Onset) -> Occurrence {
    Occurrence { incident: number, began, factors: vec![target(scope)], counted: true }
}

fn ended(days: i64) -> Lifetime {
    Lifetime { days, ended: true }
}

fn open(days: i64) -> Lifetime {
    Lifetime { days, ended: false }
}

/// Freireich and others (Blood 21, 1963), the group on 6-mercaptopurine: the textbook table.
#[test]
fn the_curve_is_that_of_the_textbook() {
    let weeks = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(ended);
    let still = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(open);
    let all: Vec<_> = weeks.into_iter().chain(still).collect();
    let curve = kaplan_meier(&all);
    // week, at risk, ended, share that lasts longer
    let table = [
        (6, 21, 3, 0.857),
        (7, 17, 1, 0.807),
        (10, 15, 1, 0.753),
        (13, 12, 1, 0.690),
        (16, 11, 1, 0.627),
        (22, 7, 1, 0.538),
        (23, 6, 1, 0.448),
    ];
    let steps: Vec<_> = curve.steps.iter().filter(|step| step.ended > 0).collect();
    assert_eq!(steps.len(), table.len());
    for (step, (day, at_risk, ended, lasting)) in steps.into_iter().zip(table) {
        assert_eq!((step.day, step.at_risk, step.ended), (day, at_risk, ended));
        assert!((step.lasting - lasting).abs() < 0.001, "{step:?}");
    }
    assert_eq!((curve.n, curve.ended, curve.censored), (21, 9, 12));
    assert_eq!((curve.median, curve.at_risk), (Some(23), Some(6)));
}

#[test]
fn while_more_than_half_last_there_is_no_median_and_of_nothing_there_is_nothing() {
    assert_eq!(kaplan_meier(&[ended(3), open(9), open(9)]).median, None);
    assert_eq!(kaplan_meier(&[ended(3), ended(9)]).median, Some(3));
    assert_eq!(kaplan_meier(&[]), Survival::default());
}

#[test]
fn recurrence_after_fix_counts_what_was_in_effect_for_long_enough() {
    // Today is day 100, within 30 days.
    // fix | in effect | incidents of its scope       | so
    //  1  | day 10    | day 25                       | recurred
    //  2  | day 10    | day 60                       | held for 30 days
    //  3  | day 10    | none                         | held
    //  4  | day 80    | day 81                       | too recent: 20 days
    //  5  | day 10    | some day from 1 to 31        | undetermined
    //  6  | day 10    | day 5 (the one it was for)   | held
    //  7  | day 70    | day 70                       | recurred on the first day
    //  8  | never     | day 20                       | not implemented: not counted
    //  9  | day 10    | (no scope)                   | counted beside it
    // 10  | day 10    | day 40 (30 days later)       | held: the window is open at its end
    let mut fixes: Vec<_> = (1..=10)
        .zip([Some(10), Some(10), Some(10), Some(80), Some(10), Some(10), Some(70), None])
        .map(|(n, effective)| fix(n, &format!("s{n}"), effective))
        .collect();
    fixes.push(fix(9, "", Some(10)));
    fixes.push(fix(10, "s10", Some(10)));
    let occurrences = vec![
        incident(1, "S1", between(25, 25)),
        incident(2, "s2", between(60, 60)),
        incident(4, "s4", between(81, 81)),
        incident(5, "s5", between(1, 31)),
        incident(6, "s6", between(5, 5)),
        incident(7, "s7", between(70, 70)),
        incident(8, "s8", between(20, 20)),
        incident(9, "", between(20, 20)),
        incident(10, "s10", between(40, 40)),
    ];
    let record = FixRecord { fixes, occurrences, judged: Vec::new() };
    let figure = recurrence_after_fix(&history(&record), 30, at(100));
    assert_eq!((figure.recurred, figure.of), (2, 6));
    assert_eq!((figure.too_recent, figure.undetermined, figure.without_target), (1, 1, 1));
    assert_eq!(figure.which, [1, 7]);
    assert!((figure.rate.unwrap().share - 2.0 / 6.0).abs() < 1e-9);
}

#[test]
fn a_reviewer_has_the_last_word_on_what_recurred() {
    let record = FixRecord {
        fixes: vec![fix(1, "a", Some(10)), fix(2, "b", Some(10))],
        occurrences: vec![
            incident(1, "a", between(20, 20)),
            incident(2, "elsewhere", between(20, 20)),
        ],
        judged: vec![
            Judged { fix: 1, incident: 1, recurred: false },
            Judged { fix: 2, incident: 2, recurred: true },
            Judged { fix: 2, incident: 77, recurred: true },
        ],
    };
    assert_eq!(recurrence_after_fix(&history(&record), 30, at(100)).which, [2]);
}

#[test]
fn a_repeat_counts_only_while_the_remediation_was_certainly_open() {
    // fix 1: written on day 10, in effect on day 50; fix 2: written on day 10, declined on day 20.
    let one = FixFacts { created_at: at(10), ..fix(1, "a", Some(50)) };
    let two = FixFacts {
        created_at: at(10),
        status: Declined,
        given_up_at: Some(at(20)),
        ..fix(2, "b", None)
    };
    // incident | scope | began        | so
    //    1     |  a    | day 5        | before it was written down: no
    //    2     |  a    | day 30       | yes
    //    3     |  a    | day 60       | after the fix: no
    //    4     |  a    | day 40 to 60 | undetermined
    //    5     |  b    | day 15       | yes
    //    6     |  b    | day 30       | given up: no
    //    7     |  c    | day 30       | nobody aims at it: no
    //    8     |  a    | nobody knows | undetermined
    //    9     |  a    | day 30       | not in the period: not counted
    let mut occurrences = vec![
        incident(1, "a", between(5, 5)),
        incident(2, "a", between(30, 30)),
        incident(3, "a", between(60, 60)),
        incident(4, "a", between(40, 60)),
        incident(5, "b", between(15, 15)),
        incident(6, "b", between(30, 30)),
        incident(7, "c", between(30, 30)),
        incident(8, "a", Onset::default()),
        incident(9, "a", between(30, 30)),
    ];
    occurrences[8].counted = false;
    let figure = repeat_while_open(&[one, two], &occurrences);
    assert_eq!((figure.repeated, figure.of, figure.undetermined), (2, 6, 2));
    assert_eq!(figure.which, [(2, 1), (5, 2)]);
}

#[test]
fn fixes_that_still_hold_are_censored_and_vague_dates_are_apart() {
    // Today is day 101. fix | in effect | recurred        | days
    //                    1  | day 1     | day 11          | 10, ended
    //                    2  | day 1     | day 41          | 40, ended
    //                    3  | day 1     | –               | 100, open
    //                    4  | day 1     | replaced day 31 | 30, open
    //                    5  | day 1     | day 5 to 20     | undetermined
    let mut fixes: Vec<_> = (1..=5).map(|n| fix(n, &format!("s{n}"), Some(1))).collect();
    fixes[3].given_up_at = Some(at(31));
    let occurrences = vec![
        incident(1, "s1", between(11, 11)),
        incident(2, "s2", between(41, 41)),
        incident(3, "s2", between(90, 90)),
        incident(4, "s4", between(60, 60)),
        incident(5, "s5", between(5, 20)),
    ];
    let record = FixRecord { fixes, occurrences, judged: Vec::new() };
    let figure = time_to_recurrence(&history(&record), at(101));
    assert_eq!(figure.points, [(1, 10), (2, 40)]);
    assert_eq!((figure.held.n, figure.held.censored, figure.held.undetermined), (4, 2, 1));
    // By hand: 3/4 after day 10 (4 at risk), 3/8 after day 40 (2 at risk).
    assert_eq!((figure.held.median, figure.held.at_risk), (Some(40), Some(2)));
}

#[test]
fn coverage_is_verified_of_all_that_took_effect() {
    let stands = |status, check: Option<u64>| FixFacts {
        status,
        check_on: check.map(on),
        ..fix(1, "a", Some(1))
    };
    let fixes = [
        stands(Verified, None),
        stands(Verified, Some(3)),
        stands(Implemented, Some(9)),
        stands(Implemented, Some(10)),
        stands(Implemented, None),
        stands(Ineffective, None),
        stands(Accepted, None),
        stands(Declined, None),
    ];
    let figure = verification_coverage(&fixes, on(10));
    assert_eq!((figure.verified, figure.unverified, figure.ineffective), (2, 3, 1));
    assert_eq!((figure.look_overdue, figure.no_day), (1, 1));
    assert!((figure.rate.unwrap().share - 2.0 / 6.0).abs() < 1e-9);
}

#[test]
fn the_mix_holds_every_strength_and_what_nobody_said() {
    let stands = |status, strength| FixFacts { status, strength, ..fix(1, "a", None) };
    let fixes = [
        stands(Accepted, Some(Strength::Stronger)),
        stands(Verified, Some(Strength::Stronger)),
        stands(Implemented, Some(Strength::Weaker)),
        stands(Declined, Some(Strength::Weaker)),
        stands(Ineffective, None),
    ];
    let rows: Vec<_> = strength_mix(&fixes)
        .iter()
        .map(|r| (r.open, r.unverified, r.verified, r.ineffective))
        .collect();
    assert_eq!(rows, [(1, 0, 1, 0), (0, 0, 0, 0), (0, 1, 0, 0), (0, 0, 0, 1)]);
}

#[test]
fn open_items_are_censored_in_the_time_to_verified() {
    // Today is day 61, all written down on day 1.
    // verified day 11 → 10, ended; verified day 21 → 20, ended; open → 60; declined day 16 → 15.
    let mut fixes = vec![fix(1, "a", None); 5];
    fixes[0].verified_at = Some(at(11));
    fixes[1].verified_at = Some(at(21));
    fixes[3].given_up_at = Some(at(16));
    fixes[4].verified_at = Some(at(1) - chrono::TimeDelta::hours(1));
    let survival = time_to_verified(&fixes, at(61));
    // By hand: 3/4 after day 10 (4 at risk), 3/8 after day 20 (2 at risk).
    assert_eq!((survival.n, survival.ended, survival.censored), (4, 2, 2));
    assert_eq!((survival.median, survival.at_risk), (Some(20), Some(2)));
    assert_eq!(survival.undetermined, 1);
}

#[test]
fn what_fell_due_in_a_month_adds_up() {
    // Today is the 20th of February (day 51).
    let due = |day: u64, status, effective: Option<u64>| FixFacts {
        status,
        due: Some(on(day)),
        ..fix(1, "a", effective)
    };
    let mut unknown = due(20, Verified, None);
    unknown.effective_at = None;
    let fixes = [
        due(10, Implemented, Some(10)),
        due(10, Verified, Some(12)),
        due(31, Accepted, None),
        due(11, Ineffective, Some(2)),
        due(20, Declined, None),
        unknown,
        due(59, Accepted, None),
        fix(2, "a", None),
    ];
    let cohorts = overdue_by_cohort(&fixes, on(51));
    assert_eq!(cohorts.len(), 2);
    let january = DueCohort {
        month: on(1),
        due: 6,
        in_time: 1,
        late: 1,
        overdue: 2,
        longest: 40,
        not_yet: 0,
        given_up: 1,
        undetermined: 1,
    };
    assert_eq!(cohorts[0], january);
    assert_eq!((cohorts[1].due, cohorts[1].not_yet), (1, 1));
    for c in &cohorts {
        let parts = c.in_time + c.late + c.overdue + c.not_yet + c.given_up + c.undetermined;
        assert_eq!(c.due, parts);
    }
}

#[test]
fn every_figure_has_its_words_and_those_about_fixes_their_table() {
    use crate::domain::Vocabulary;
    let figures = FixFigures::of(&FixRecord::default(), 90, at(1));
    let with_table = TrendFigure::ALL.iter().filter(|f| figures.table(**f).is_some()).count();
    assert_eq!(with_table, 7);
    for figure in TrendFigure::ALL {
        assert!(figure.definition().ends_with('.') && figure.exclusions().ends_with('.'));
        assert!(figure.population().ends_with('.'));
    }
}
