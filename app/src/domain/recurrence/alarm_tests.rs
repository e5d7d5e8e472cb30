use super::*;

fn on(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn at(month: u32, day: u32) -> DateTime<Utc> {
    on(month, day).and_hms_opt(0, 0, 0).unwrap().and_utc()
}

fn began(month: u32, day: u32) -> Onset {
    let start = at(month, day);
    Onset { earliest: Some(start), latest: Some(start + chrono::TimeDelta::days(1)) }
}

fn target(scope: &str) -> FactorTarget {
    FactorTarget { code: "approval_missing".into(), scope: scope.into() }
}

fn fix(status: RemediationStatus) -> AimedFix {
    AimedFix {
        number: 7,
        title: "Ask before posting".into(),
        status,
        due: None,
        created_at: at(1, 1),
        effective_at: None,
        verified_at: None,
        risk_expires_on: None,
        owner: Some("Platform on-call".into()),
        factors: vec![target("Forum")],
        controls: vec!["approval_gate".into()],
        serves: vec![1],
        of_family: false,
    }
}

fn facts(fix: AimedFix) -> AlarmFacts {
    AlarmFacts {
        began: began(3, 24),
        factors: vec![target("forum")],
        controls: vec!["approval_gate".into()],
        fixes: vec![fix],
        families: Vec::new(),
    }
}

fn told(fix: AimedFix) -> Vec<String> {
    alarms(&facts(fix), on(4, 1)).into_iter().map(|alarm| alarm.what).collect()
}

use RemediationStatus::{Accepted, Declined, Implemented, RiskAccepted, Superseded, Verified};

#[test]
fn an_overdue_fix_is_told_with_its_days_its_owner_and_the_reason() {
    let fix = AimedFix { due: Some(on(2, 19)), ..fix(Accepted) };
    let alarm = alarms(&facts(fix), on(4, 1)).remove(0);
    assert_eq!(alarm.what, "REM-7, 41 days overdue, targets this factor");
    assert_eq!(alarm.why, "Ask before posting: due 19 Feb 2026, owner Platform on-call.");
    let reasons: Vec<_> = alarm.reasons.iter().map(ToString::to_string).collect();
    assert_eq!(
        reasons,
        ["same factor: approval_missing @ Forum", "same control let it pass: approval_gate"]
    );
}

#[test]
fn after_a_verified_fix_the_days_between_are_told() {
    let verified = |month, day| AimedFix {
        effective_at: Some(at(1, 10)),
        verified_at: Some(at(month, day)),
        ..fix(Verified)
    };
    assert_eq!(told(verified(3, 1)), ["23 days after REM-7 was verified"]);
    assert_eq!(told(verified(3, 24)), ["On the day on which REM-7 was verified"]);
    // Verified only after this incident began: it was implemented then, and unverified.
    let late = told(verified(3, 30));
    assert_eq!(late, ["73 days after REM-7 was implemented, and nobody had verified it"]);
}

#[test]
fn uncertain_dates_are_said_to_be_uncertain() {
    let mut facts = facts(AimedFix { effective_at: Some(at(3, 10)), ..fix(Implemented) });
    facts.began = Onset { earliest: Some(at(3, 1)), latest: Some(at(4, 1)) };
    let what = &alarms(&facts, on(4, 1))[0].what;
    assert!(what.ends_with("whether this began later, the dates do not say"), "{what}");
}

#[test]
fn it_is_quiet_when_there_is_nothing_to_tell() {
    assert!(told(fix(Superseded)).is_empty());
    // Another scope, and the control alone says too little.
    assert!(told(AimedFix { factors: vec![target("database")], ..fix(Accepted) }).is_empty());
    assert!(told(AimedFix { factors: vec![target("")], ..fix(Accepted) }).is_empty());
    // Written down for this very incident.
    assert!(told(AimedFix { created_at: at(3, 26), ..fix(Accepted) }).is_empty());
    // In effect only after it began.
    assert!(told(AimedFix { effective_at: Some(at(3, 25)), ..fix(Implemented) }).is_empty());
    assert!(alarms(&AlarmFacts::default(), on(4, 1)).is_empty());
}

#[test]
fn in_a_family_the_same_control_is_enough() {
    let fix = AimedFix { factors: Vec::new(), of_family: true, ..fix(Accepted) };
    assert_eq!(told(fix), ["REM-7, not in effect yet, targets this control"]);
}

#[test]
fn what_was_given_up_is_told_with_how() {
    let risk = AimedFix { risk_expires_on: Some(on(3, 1)), ..fix(RiskAccepted) };
    let expected = "The risk of this factor was accepted in REM-7 until 1 Mar 2026, which is over";
    assert_eq!(told(risk), [expected]);
    assert_eq!(told(fix(Declined)), ["REM-7 would have targeted this factor and was declined"]);
}

#[test]
fn a_family_counts_what_certainly_lies_in_ninety_days() {
    let month = Onset { earliest: Some(at(3, 1)), latest: Some(at(4, 1)) };
    let family = FamilyLine {
        id: Uuid::nil(),
        name: "Agent publishes without approval".into(),
        others: vec![
            (1, began(1, 9)),
            (2, began(2, 23)),
            (3, Onset { earliest: Some(at(6, 1)), latest: Some(at(6, 2)) }),
            (4, began(3, 30)),
            (5, month),
            (
                6,
                Onset {
                    earliest: Some(at(1, 1) - chrono::TimeDelta::days(60)),
                    latest: Some(at(1, 1)),
                },
            ),
            (7, Onset::default()),
        ],
    };
    let facts = AlarmFacts { began: began(3, 24), families: vec![family], ..AlarmFacts::default() };
    let alarm = alarms(&facts, on(4, 1)).remove(0);
    assert_eq!(alarm.what, "Third time in 90 days");
    assert_eq!(alarm.why, "Family: Agent publishes without approval.");
    assert_eq!((alarm.incidents, alarm.days_before), (vec![1, 2], vec![74, 29]));
}

#[test]
fn the_gravest_comes_first() {
    let mut facts = facts(AimedFix { number: 3, ..fix(Accepted) });
    facts.fixes.push(AimedFix { number: 8, due: Some(on(3, 31)), ..fix(Accepted) });
    facts.fixes.push(AimedFix { number: 9, verified_at: Some(at(3, 1)), ..fix(Verified) });
    let order: Vec<_> = alarms(&facts, on(4, 1)).iter().filter_map(|a| a.remediation).collect();
    assert_eq!(order, [9, 8, 3]);
}

#[test]
fn ordinals_are_words_up_to_ten() {
    let words = [1, 3, 10, 11, 12, 21, 22, 103, 111].map(ordinal);
    assert_eq!(
        words,
        ["First", "Third", "Tenth", "11th", "12th", "21st", "22nd", "103rd", "111th"]
    );
}
