//! The status machine, step by step and by random walks.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::domain::Vocabulary;

use RemediationStatus::{
    Accepted, Declined, Implemented, InProgress, Ineffective, Proposed, RiskAccepted, Superseded,
    Verified,
};

fn now() -> DateTime<Utc> {
    "2026-05-15T12:00:00Z".parse().unwrap()
}

fn person(number: u128) -> Person {
    Person { id: Uuid::from_u128(number), name: format!("Person {number}") }
}

const OWNER: u128 = 1;
const VERIFIER: u128 = 2;

fn remediation(status: RemediationStatus) -> Remediation {
    Remediation {
        id: Uuid::from_u128(700),
        number: 7,
        title: "Posting needs a named approver".into(),
        description: String::new(),
        kind: RemediationType::Prevent,
        strength: Some(Strength::Stronger),
        status,
        priority: Priority::Normal,
        factors: vec![],
        controls: vec![],
        owner: Some(person(OWNER)),
        verifier: Some(person(VERIFIER)),
        due: NaiveDate::from_ymd_opt(2026, 4, 15),
        tracker: None,
        measure: Measure { what: "unapproved posts".into(), ..Measure::default() },
        effective_at: None,
        result: None,
        proof: vec![],
        verified_at: None,
        verified_by: None,
        reason: None,
        successor: None,
        risk_approver: None,
        risk_expires_on: None,
        incidents: vec![],
        created_at: now(),
        created_by: None,
        version: 1,
    }
}

/// A step with everything that any target could ask for.
fn full(to: RemediationStatus) -> TransitionRaw {
    TransitionRaw {
        to: to.to_string(),
        reason: "because it came back".into(),
        effective_at: "2026-04-10T09:00:00Z".into(),
        result: "0 in 30 days".into(),
        evidence: vec!["https://example.org/query".into()],
        successor: "REM-8".into(),
        approver: "ada@example.org".into(),
        expires_on: "2026-12-31".into(),
        ..TransitionRaw::default()
    }
}

fn blank(to: RemediationStatus) -> TransitionRaw {
    TransitionRaw { to: to.to_string(), ..TransitionRaw::default() }
}

fn parse(raw: TransitionRaw) -> Transition {
    Transition::parse(raw, now()).unwrap()
}

fn refusal(raw: TransitionRaw, from: RemediationStatus, by: u128) -> Refused {
    parse(raw).check(&remediation(from), Uuid::from_u128(by)).unwrap_err()
}

use crate::domain::Refused;

#[test]
fn the_way_goes_from_proposed_to_verified_one_step_at_a_time() {
    for (from, to) in [
        (Proposed, Accepted),
        (Accepted, InProgress),
        (InProgress, Implemented),
        (Implemented, Verified),
    ] {
        assert!(
            parse(full(to)).check(&remediation(from), Uuid::from_u128(VERIFIER)).is_ok(),
            "{from} → {to}"
        );
    }
    let skipped = refusal(full(Verified), InProgress, VERIFIER);
    assert_eq!(skipped.rule, "status-step");
    assert!(skipped.message.contains("implemented"), "{skipped}");
}

#[test]
fn each_step_names_every_field_it_needs() {
    for (to, fields) in [
        (Accepted, &[][..]),
        (Implemented, &["effective_at"]),
        (Verified, &["result", "evidence"]),
        (Ineffective, &["result"]),
        (Declined, &["reason"]),
        (Superseded, &["successor"]),
        (RiskAccepted, &["approver", "expires_on"]),
    ] {
        let named: Vec<_> = match Transition::parse(blank(to), now()) {
            Ok(_) => vec![],
            Err(invalid) => invalid.errors.into_iter().map(|error| error.field).collect(),
        };
        assert_eq!(named, fields, "{to}");
        let from = RemediationStatus::ALL.iter().find(|from| steps(**from).contains(&to)).unwrap();
        let asked: Vec<_> = needs(*from, to).iter().map(|need| need.as_str()).collect();
        assert_eq!(asked, fields, "{to}: the form asks for the same");
    }
}

#[test]
fn an_effect_in_the_future_is_refused() {
    let raw = TransitionRaw { effective_at: "2026-05-15T12:00:01Z".into(), ..full(Implemented) };
    assert_eq!(Transition::parse(raw, now()).unwrap_err().of("effective_at").count(), 1);
}

#[test]
fn a_risk_is_accepted_until_a_day_that_is_still_to_come() {
    let raw = TransitionRaw { expires_on: "2026-05-15".into(), ..full(RiskAccepted) };
    assert_eq!(Transition::parse(raw, now()).unwrap_err().of("expires_on").count(), 1);
}

#[test]
fn an_unknown_status_is_said_with_the_list_and_nothing_else() {
    let raw = TransitionRaw { to: "done".into(), ..TransitionRaw::default() };
    let invalid = Transition::parse(raw, now()).unwrap_err();
    assert_eq!(invalid.errors.len(), 1);
    assert!(invalid.errors[0].message.contains("verified"), "{invalid}");
}

#[test]
fn the_owner_cannot_verify() {
    let refused = refusal(full(Verified), Implemented, OWNER);
    assert_eq!(refused.rule, "verified-by-owner");
    assert!(refused.message.contains("not the owner"), "{refused}");
}

#[test]
fn only_the_named_verifier_verifies_and_without_one_anybody_but_the_owner() {
    let refused = refusal(full(Verified), Implemented, 3);
    assert!(refused.message.contains("Person 2"), "{refused}");
    let open = Remediation { verifier: None, ..remediation(Implemented) };
    let step = parse(full(Verified));
    assert!(step.check(&open, Uuid::from_u128(3)).is_ok());
    assert!(step.check(&open, Uuid::from_u128(OWNER)).is_err());
    let after = step.apply(open, &person(3), Named::default(), now());
    assert_eq!(after.verifier, Some(person(3)));
}

#[test]
fn a_result_needs_something_that_was_measured() {
    let unmeasured = Remediation { measure: Measure::default(), ..remediation(Implemented) };
    let by = Uuid::from_u128(VERIFIER);
    let refused = parse(full(Verified)).check(&unmeasured, by).unwrap_err();
    assert_eq!((refused.rule, refused.field), ("no-measure", Some("measure")));
    let said = TransitionRaw { measure: "unapproved posts".into(), ..full(Verified) };
    let step = parse(said);
    assert!(step.check(&unmeasured, by).is_ok());
    let after = step.apply(unmeasured, &person(VERIFIER), Named::default(), now());
    assert_eq!(after.measure.what, "unapproved posts");
}

#[test]
fn it_cannot_take_its_own_place() {
    for itself in ["REM-7".to_owned(), Uuid::from_u128(700).to_string()] {
        let raw = TransitionRaw { successor: itself, ..full(Superseded) };
        assert_eq!(refusal(raw, Accepted, OWNER).rule, "supersedes-itself");
    }
}

#[test]
fn reopening_needs_a_reason_and_starts_afresh() {
    let refused = refusal(blank(InProgress), Verified, OWNER);
    assert_eq!((refused.rule, refused.field), ("reason-needed", Some("reason")));
    let verified = parse(full(Verified)).apply(
        remediation(Implemented),
        &person(VERIFIER),
        Named::default(),
        now(),
    );
    assert!(verified.verified_at.is_some());
    let step = parse(full(InProgress));
    assert!(step.check(&verified, Uuid::from_u128(OWNER)).is_ok());
    let after = step.apply(verified, &person(OWNER), Named::default(), now());
    assert_eq!((after.verified_at, after.effective_at, after.result), (None, None, None));
    assert!(after.proof.is_empty());
}

#[test]
fn only_verified_counts_as_done() {
    let done: Vec<_> = RemediationStatus::ALL.iter().filter(|status| status.is_done()).collect();
    assert_eq!(done, [&Verified]);
}

#[test]
fn what_is_awaited_is_overdue_after_its_day_and_what_is_done_is_not() {
    let day = |day| NaiveDate::from_ymd_opt(2026, 4, day).unwrap();
    assert_eq!(remediation(Accepted).overdue(day(15)), None);
    assert_eq!(remediation(Accepted).overdue(day(25)), Some(10));
    assert_eq!(remediation(Ineffective).overdue(day(25)), Some(10));
    for status in [Implemented, Verified, Declined, Superseded, RiskAccepted] {
        assert_eq!(remediation(status).overdue(day(25)), None, "{status}");
    }
}

#[test]
fn every_status_can_be_left_and_reached() {
    for status in RemediationStatus::ALL {
        assert!(!steps(*status).is_empty() && !steps(*status).contains(status), "{status}");
        let reachable = RemediationStatus::ALL.iter().any(|from| steps(*from).contains(status));
        assert!(reachable, "{status}");
    }
}

/// One random attempt: where to, who, and what was filled in.
fn attempt() -> impl Strategy<Value = (TransitionRaw, u128)> {
    let to = prop::sample::select(RemediationStatus::ALL.to_vec());
    (to, 1u128..=3, any::<[bool; 8]>(), -5_000i64..500).prop_map(|(to, by, filled, minutes)| {
        let mut raw = full(to);
        raw.effective_at = (now() + TimeDelta::minutes(minutes)).to_rfc3339();
        for (keep, field) in filled.iter().zip([
            &mut raw.reason,
            &mut raw.effective_at,
            &mut raw.result,
            &mut raw.successor,
            &mut raw.approver,
            &mut raw.expires_on,
        ]) {
            if !keep {
                field.clear();
            }
        }
        if !filled[6] {
            raw.evidence.clear();
        }
        if filled[7] {
            raw.successor = "REM-7".into();
        }
        (raw, by)
    })
}

proptest! {
    #[test]
    fn whatever_is_tried_what_stands_is_what_its_status_promises(
        attempts in prop::collection::vec(attempt(), 1..60),
        named in any::<bool>(),
    ) {
        let mut current = remediation(Proposed);
        if !named {
            current.verifier = None;
        }
        for (raw, by) in attempts {
            let before = current.status;
            let Ok(step) = Transition::parse(raw, now()) else { continue };
            if step.check(&current, Uuid::from_u128(by)).is_err() {
                continue;
            }
            let found = Named { approver: Some(person(4)), successor: Some(8) };
            current = step.apply(current, &person(by), found, now());
            prop_assert!(steps(before).contains(&current.status));
            prop_assert!(current.effective_at.is_none_or(|at| at <= now()));
            prop_assert_eq!(current.effective_at.is_some(), current.status.has_taken_effect()
                || (current.status.is_given_up() && current.effective_at.is_some()));
            match current.status {
                Verified => {
                    let verifier = current.verified_by.clone().unwrap();
                    prop_assert!(current.owner.as_ref() != Some(&verifier));
                    prop_assert_eq!(current.verifier.as_ref(), Some(&verifier));
                    prop_assert!(current.result.is_some() && !current.proof.is_empty());
                    prop_assert!(current.effective_at.is_some() && !current.measure.is_blank());
                }
                Declined => prop_assert!(current.reason.is_some()),
                Superseded => prop_assert_eq!(current.successor, Some(8)),
                RiskAccepted => prop_assert!(current.risk_expires_on.is_some()),
                Proposed | Accepted | InProgress => prop_assert!(current.verified_at.is_none()),
                Implemented | Ineffective => {}
            }
        }
    }
}

#[test]
fn a_verification_says_when_somebody_looked_and_for_how_long_it_is_watched() {
    let at = |day: &str| day.parse::<DateTime<Utc>>().unwrap();
    let now = now();
    let implemented = || {
        let mut it = remediation(Implemented);
        it.effective_at = Some(at("2026-04-10T09:00:00Z"));
        it
    };
    let by = person(VERIFIER);
    let apply = |day: &str| {
        let raw =
            TransitionRaw { verified_at: day.into(), watch_days: "30".into(), ..full(Verified) };
        let step = Transition::parse(raw, now).unwrap();
        step.check(&implemented(), by.id)
            .map(|()| step.apply(implemented(), &by, Named::default(), now))
    };
    let verified = apply("2026-05-10").unwrap();
    assert_eq!(verified.verified_at, Some(at("2026-05-10T00:00:00Z")));
    assert_eq!(verified.measure.watch_days, Some(30));
    assert_eq!(apply("2026-05-15").unwrap().verified_at, Some(now), "today is now");
    let same_day = apply("2026-04-10").unwrap().verified_at;
    assert_eq!(same_day, Some(at("2026-04-10T09:00:00Z")), "not before it had effect");
    assert_eq!(apply("2026-04-09").unwrap_err().rule, "verified-before-effect");
    let late = TransitionRaw { verified_at: "2026-05-16".into(), ..full(Verified) };
    assert_eq!(Transition::parse(late, now).unwrap_err().of("verified_at").count(), 1);
    let long = TransitionRaw { watch_days: "9999".into(), ..full(Verified) };
    assert_eq!(Transition::parse(long, now).unwrap_err().of("watch_days").count(), 1);
}
