//! What to tell at once about an incident, already while it is declared: a fix that is late, did not
//! hold or was given up, and a family that grows. Quiet when there is nothing.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Likeness, Onset};
use crate::domain::factor::FactorTarget;
use crate::domain::remediation::{RemediationStatus, days_overdue};

/// Over how many days a family is watched.
pub const IN_DAYS: i64 = 90;

vocab! {
    /// What an alarm is about, the gravest first.
    pub enum AlarmKind ("alarm") {
        AfterVerified = "after_verified", "It came back after a verified fix";
        Overdue = "overdue", "The fix is overdue";
        Ineffective = "ineffective", "The fix was found ineffective";
        AfterImplemented = "after_implemented", "It came back after a fix that nobody has verified";
        Family = "family", "The family grows";
        Open = "open", "The fix is not in effect yet";
        RiskAccepted = "risk_accepted", "The risk was accepted";
        Declined = "declined", "The fix was declined";
    }
}

/// A remediation that is aimed at something this incident may repeat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AimedFix {
    /// The number in `REM-7`.
    pub number: i32,
    /// What is to be done.
    pub title: String,
    /// Where it stands.
    pub status: RemediationStatus,
    /// When it should have taken effect.
    pub due: Option<NaiveDate>,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
    /// When it took effect.
    pub effective_at: Option<DateTime<Utc>>,
    /// When it was verified.
    pub verified_at: Option<DateTime<Utc>>,
    /// Until when the risk is accepted.
    pub risk_expires_on: Option<NaiveDate>,
    /// Who does it.
    pub owner: Option<String>,
    /// The factors it is aimed at.
    pub factors: Vec<FactorTarget>,
    /// The controls it is aimed at.
    pub controls: Vec<String>,
    /// The incidents it serves, as far as the viewer may see them.
    pub serves: Vec<i32>,
    /// Whether it serves another incident of one of this incident's families.
    pub of_family: bool,
}

/// A family with its incidents, as far as the viewer may see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyLine {
    /// The family's id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// Its incidents but for this one, with when they began.
    pub others: Vec<(i32, Onset)>,
}

/// What the alarms of an incident are found from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlarmFacts {
    /// When it began, as far as that is known; now, while it is declared.
    pub began: Onset,
    /// Its factors.
    pub factors: Vec<FactorTarget>,
    /// The controls that let it pass.
    pub controls: Vec<String>,
    /// Remediations that may be aimed at it; those that a person said are not, are left out.
    pub fixes: Vec<AimedFix>,
    /// The families it has joined.
    pub families: Vec<FamilyLine>,
}

/// One thing to tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// What it is about.
    pub kind: AlarmKind,
    /// What is told, e.g. `REM-7, 41 days overdue, targets this factor`.
    pub what: String,
    /// What it is about in more words: the remediation's title and owner.
    pub why: String,
    /// What makes the program say so.
    pub reasons: Vec<Likeness>,
    /// The remediation it is about.
    pub remediation: Option<i32>,
    /// The family it is about.
    pub family: Option<Uuid>,
    /// The other incidents it is about.
    pub incidents: Vec<i32>,
    /// For a family: how many days before this incident each of the others began.
    pub days_before: Vec<i64>,
}

/// The alarms, gravest first; empty when there is nothing to tell.
pub fn alarms(facts: &AlarmFacts, today: NaiveDate) -> Vec<Alarm> {
    let fixes = facts.fixes.iter().filter_map(|fix| of_fix(facts, fix, today));
    let families = facts.families.iter().filter_map(|family| of_family(facts.began, family));
    let mut alarms: Vec<Alarm> = fixes.chain(families).collect();
    alarms.sort_by_key(|alarm| (alarm.kind as u8, alarm.remediation));
    alarms
}

/// What the incident and the remediation's aim have in common.
fn shared(facts: &AlarmFacts, fix: &AimedFix) -> Vec<Likeness> {
    let same = |a: &FactorTarget, b: &FactorTarget| {
        !a.scope.is_empty() && a.code == b.code && a.scope.to_lowercase() == b.scope.to_lowercase()
    };
    let factors = fix.factors.iter().filter(|aim| facts.factors.iter().any(|f| same(aim, f)));
    let mut shared: Vec<Likeness> = factors.cloned().map(Likeness::Factor).collect();
    // A control alone says little: half of all fixes are about approval. In a family it does.
    if !shared.is_empty() || fix.of_family {
        let controls = fix.controls.iter().filter(|code| facts.controls.contains(code));
        shared.extend(controls.cloned().map(Likeness::FailedControl));
    }
    shared
}

fn of_fix(facts: &AlarmFacts, fix: &AimedFix, today: NaiveDate) -> Option<Alarm> {
    let reasons = shared(facts, fix);
    let aim = match reasons.first()? {
        Likeness::Factor(_) => "factor",
        _ => "control",
    };
    // What was written down for this incident is no news to it.
    if facts.began.before(fix.created_at) {
        return None;
    }
    let name = format!("REM-{}", fix.number);
    let (kind, what) = told(facts.began, fix, &name, aim, today)?;
    let owner = fix.owner.as_deref().map_or("nobody owns it".into(), |o| format!("owner {o}"));
    let due = match (kind, fix.due) {
        (AlarmKind::Overdue | AlarmKind::Open, Some(due)) => format!("due {}, ", day(due)),
        _ => String::new(),
    };
    Some(Alarm {
        kind,
        what,
        why: format!("{}: {due}{owner}.", fix.title.trim_end_matches('.')),
        reasons,
        remediation: Some(fix.number),
        family: None,
        incidents: fix.serves.clone(),
        days_before: Vec::new(),
    })
}

fn told(
    began: Onset,
    fix: &AimedFix,
    name: &str,
    aim: &str,
    today: NaiveDate,
) -> Option<(AlarmKind, String)> {
    use RemediationStatus as Status;
    if let Some(late) = days_overdue(fix.status, fix.due, today) {
        let found = if fix.status == Status::Ineffective { "found ineffective, " } else { "" };
        let what = format!("{name}, {found}{} overdue, targets this {aim}", in_days(late));
        return Some((AlarmKind::Overdue, what));
    }
    match fix.status {
        Status::Verified => since(
            began,
            fix.verified_at?,
            &format!("{name} was verified"),
            AlarmKind::AfterVerified,
        )
        .or_else(|| after_effect(began, fix, name)),
        Status::Implemented => after_effect(began, fix, name),
        Status::Ineffective => Some((
            AlarmKind::Ineffective,
            format!("{name} targets this {aim} and was found ineffective"),
        )),
        Status::Proposed | Status::Accepted | Status::InProgress => {
            Some((AlarmKind::Open, format!("{name}, not in effect yet, targets this {aim}")))
        }
        Status::RiskAccepted => {
            let until = match fix.risk_expires_on {
                Some(end) if end < today => format!(" until {}, which is over", day(end)),
                Some(end) => format!(" until {}", day(end)),
                None => String::new(),
            };
            Some((
                AlarmKind::RiskAccepted,
                format!("The risk of this {aim} was accepted in {name}{until}"),
            ))
        }
        Status::Declined => Some((
            AlarmKind::Declined,
            format!("{name} would have targeted this {aim} and was declined"),
        )),
        // Its successor speaks for it, if it is aimed here.
        Status::Superseded => None,
    }
}

/// After a fix took effect that nobody had verified by then.
fn after_effect(began: Onset, fix: &AimedFix, name: &str) -> Option<(AlarmKind, String)> {
    let what = format!("{name} was implemented, and nobody had verified it");
    since(began, fix.effective_at?, &what, AlarmKind::AfterImplemented)
}

/// That it began after `at`, or that the dates do not say; `None` when it certainly began before.
fn since(
    began: Onset,
    at: DateTime<Utc>,
    what: &str,
    kind: AlarmKind,
) -> Option<(AlarmKind, String)> {
    if began.before(at) {
        return None;
    }
    let Some(earliest) = began.earliest.filter(|earliest| *earliest >= at) else {
        let on = day(at.date_naive());
        return Some((
            kind,
            format!("{what} on {on}; whether this began later, the dates do not say"),
        ));
    };
    let days = (earliest.date_naive() - at.date_naive()).num_days();
    let when = if days == 0 { "On the day".to_owned() } else { in_days(days) };
    Some((kind, format!("{when} after {what}").replace("On the day after", "On the day on which")))
}

fn of_family(began: Onset, family: &FamilyLine) -> Option<Alarm> {
    let (day_of, _) =
        began.earliest.zip(began.latest).or_else(|| Some((began.latest?, began.latest?)))?;
    let days = |onset: &Onset| {
        let (earliest, latest) = onset.earliest.zip(onset.latest)?;
        // The whole interval lies in the days before; an incident of the same day counts.
        let before = (day_of.date_naive() - earliest.date_naive()).num_days();
        (latest <= began.latest? && (0..=IN_DAYS).contains(&before)).then_some(before)
    };
    let mut counted: Vec<(i64, i32)> =
        family.others.iter().filter_map(|(n, onset)| Some((days(onset)?, *n))).collect();
    if counted.is_empty() {
        return None;
    }
    counted.sort_unstable_by_key(|(before, number)| (std::cmp::Reverse(*before), *number));
    let time = ordinal(counted.len() + 1);
    Some(Alarm {
        kind: AlarmKind::Family,
        what: format!("{time} time in {IN_DAYS} days"),
        why: format!("Family: {}.", family.name.trim_end_matches('.')),
        reasons: Vec::new(),
        remediation: None,
        family: Some(family.id),
        incidents: counted.iter().map(|(_, number)| *number).collect(),
        days_before: counted.iter().map(|(before, _)| *before).collect(),
    })
}

fn ordinal(n: usize) -> String {
    const WORDS: [&str; 10] = [
        "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth",
        "Tenth",
    ];
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    WORDS.get(n.wrapping_sub(1)).map_or_else(|| format!("{n}{ending}"), |word| (*word).to_owned())
}

fn day(day: NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}

fn in_days(days: i64) -> String {
    if days == 1 { "1 day".into() } else { format!("{days} days") }
}

#[cfg(test)]
#[path = "alarm_tests.rs"]
mod tests;
