//! One step of a remediation: as typed, as understood, whether it may be taken, and what is then.
//!
//! What a step needs from the input is said beside its field ([`Transition::parse`]); what it
//! needs from the record or the person is a refusal ([`Transition::check`]).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Remediation,
    RemediationStatus::{
        self, Accepted, Declined, Implemented, InProgress, Ineffective, Proposed, RiskAccepted,
        Superseded, Verified,
    },
    machine::{REASON_MIN, goes_back, steps},
    raw::watch_days,
};
use crate::domain::{
    Invalid, Refused, Vocabulary,
    account::{Person, UserRef},
    evidence::Proof,
    form::{Checker, LINE_MAX},
    reference::RemediationRef,
};

/// A step as typed.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct TransitionRaw {
    /// A [`RemediationStatus`].
    pub to: String,
    /// Why.
    pub reason: String,
    /// Since when it has effect; for `implemented`.
    pub effective_at: String,
    /// What is measured, when the record does not say it yet; asked for `accepted` and `verified`.
    pub measure: String,
    /// What the measure gave; for `verified` and `ineffective`.
    pub result: String,
    /// What shows it: ids of evidence, links or words; for `verified`.
    pub evidence: Vec<String>,
    /// When it was looked at, a day or an instant; for `verified`, now when blank.
    pub verified_at: String,
    /// For how many days it is watched from then on; for `verified`, as the record says when blank.
    pub watch_days: String,
    /// `REM-8`; for `superseded`.
    pub successor: String,
    /// Who accepts the risk: an e-mail address or an id; for `risk_accepted`.
    pub approver: String,
    /// Until when the risk is accepted, `YYYY-MM-DD`; for `risk_accepted`.
    pub expires_on: String,
}

/// A step of a remediation, understood: it has all that its target asks of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// Where it goes.
    pub to: RemediationStatus,
    /// Why.
    pub reason: Option<String>,
    /// Since when it has effect; always there for `implemented`.
    pub effective_at: Option<DateTime<Utc>>,
    /// What is measured, when it is said with the step.
    pub measure: Option<String>,
    /// What the measure gave; always there for `verified` and `ineffective`.
    pub result: Option<String>,
    /// What shows it; never empty for `verified`.
    pub evidence: Vec<Proof>,
    /// When it was looked at, where that is said.
    pub verified_at: Option<DateTime<Utc>>,
    /// For how many days it is watched from then on, where that is said.
    pub watch_days: Option<u32>,
    /// What takes its place; always there for `superseded`.
    pub successor: Option<RemediationRef>,
    /// Who accepts the risk; always there for `risk_accepted`.
    pub approver: Option<UserRef>,
    /// Until when; always there for `risk_accepted`.
    pub expires_on: Option<NaiveDate>,
}

impl Transition {
    /// Understands a step at `now`, or says what is wrong with or missing from each field.
    pub fn parse(raw: TransitionRaw, now: DateTime<Utc>) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let step = Self {
            to: check.word("to", &raw.to),
            reason: filled(check.text("reason", &raw.reason)),
            effective_at: check.optional_instant("effective_at", &raw.effective_at),
            measure: filled(check.text("measure", &raw.measure)),
            result: filled(check.text("result", &raw.result)),
            evidence: proofs(&mut check, &raw.evidence),
            verified_at: check.optional_instant("verified_at", &raw.verified_at),
            watch_days: check.optional("watch_days", &raw.watch_days, watch_days),
            successor: check.optional("successor", &raw.successor, RemediationRef::parse),
            approver: check.optional("approver", &raw.approver, UserRef::parse),
            expires_on: check.optional_date("expires_on", &raw.expires_on),
        };
        let asked =
            !raw.to.trim().is_empty() && RemediationStatus::from_word(raw.to.trim()).is_some();
        if asked {
            step.ask(&mut check, &raw);
        }
        if step.effective_at.is_some_and(|at| at > now) {
            check.error("effective_at", "This is in the future; say it once it has taken effect.");
        }
        if step.verified_at.is_some_and(|at| at > now) {
            check.error("verified_at", "This is in the future; say when somebody looked.");
        }
        if step.to == RiskAccepted && step.expires_on.is_some_and(|day| day <= now.date_naive()) {
            check.error("expires_on", "Choose a day after today.");
        }
        check.finish(step)
    }

    /// Records every field that the target needs and the input left blank.
    fn ask(&self, check: &mut Checker, raw: &TransitionRaw) {
        let blank = |field: &str| field.trim().is_empty();
        match self.to {
            Implemented if blank(&raw.effective_at) => {
                check.error("effective_at", "Say since when it has effect.");
            }
            Verified => {
                if self.result.is_none() {
                    check.error("result", "Say what the measure gave.");
                }
                if self.evidence.is_empty() {
                    check.error("evidence", "Show the result: a link, quoted words or evidence.");
                }
            }
            Ineffective if self.result.is_none() => {
                check.error("result", "Say what showed that it does not work.");
            }
            Declined => {
                check.reason("reason", &raw.reason, REASON_MIN);
            }
            Superseded if blank(&raw.successor) => {
                check.error("successor", "Name the remediation that takes its place, like REM-8.");
            }
            RiskAccepted => {
                if blank(&raw.approver) {
                    check.error("approver", "Name who accepts the risk.");
                }
                if blank(&raw.expires_on) {
                    check.error("expires_on", "Say until when the risk is accepted.");
                }
            }
            _ => {}
        }
    }

    /// Whether `by` may take this step with this remediation now; a refusal says what is needed.
    pub fn check(&self, remediation: &Remediation, by: Uuid) -> Result<(), Refused> {
        let from = remediation.status;
        if from == self.to {
            return Err(Refused::new("same-status", format!("It is already {from}.")));
        }
        if !steps(from).contains(&self.to) {
            return Err(not_a_step(from, self.to));
        }
        if self.to.is_open() && goes_back(from, self.to) {
            self.check_reason(from)?;
        }
        match self.to {
            Verified => self.check_verifier(remediation, by),
            Superseded => self.check_successor(remediation),
            _ => Ok(()),
        }
    }

    fn check_reason(&self, from: RemediationStatus) -> Result<(), Refused> {
        let length = self.reason.as_deref().map_or(0, |reason| reason.trim().chars().count());
        if length >= REASON_MIN {
            return Ok(());
        }
        Err(Refused::new(
            "reason-needed",
            format!(
                "Going from {from} to {} needs a reason of {REASON_MIN} characters or more.",
                self.to
            ),
        )
        .on("reason"))
    }

    fn check_verifier(&self, remediation: &Remediation, by: Uuid) -> Result<(), Refused> {
        if remediation.owner.as_ref().is_some_and(|owner| owner.id == by) {
            return Err(Refused::new(
                "verified-by-owner",
                "The owner cannot verify it: a verifier who is not the owner must do this.",
            ));
        }
        if let Some(verifier) = remediation.verifier.as_ref().filter(|person| person.id != by) {
            return Err(Refused::new(
                "not-the-verifier",
                format!(
                    "Its verifier is {}: they must do this, or name another verifier first.",
                    verifier.name
                ),
            ));
        }
        if remediation.measure.is_blank() && self.measure.is_none() {
            return Err(Refused::new(
                "no-measure",
                "Nothing says what is measured: state the measure, and then its result.",
            )
            .on("measure"));
        }
        let (looked, since) = (self.verified_at, remediation.effective_at);
        match looked.zip(since).filter(|(at, since)| at.date_naive() < since.date_naive()) {
            Some((_, since)) => {
                let message = format!(
                    "It is in effect since {}: what was seen before that does not verify it.",
                    since.format("%-d %b %Y")
                );
                Err(Refused::new("verified-before-effect", message).on("verified_at"))
            }
            None => Ok(()),
        }
    }

    fn check_successor(&self, remediation: &Remediation) -> Result<(), Refused> {
        let itself = match self.successor {
            Some(RemediationRef::Number(number)) => number == remediation.number,
            Some(RemediationRef::Id(id)) => id == remediation.id,
            None => false,
        };
        if itself {
            return Err(Refused::new(
                "supersedes-itself",
                "It cannot take its own place: name another remediation.",
            )
            .on("successor"));
        }
        Ok(())
    }

    /// The remediation after this step, which [`Transition::check`] has allowed to `by`.
    ///
    /// Work that is taken up again starts afresh: what had shown that it works no longer stands.
    #[must_use]
    pub fn apply(
        &self,
        mut remediation: Remediation,
        by: &Person,
        named: Named,
        now: DateTime<Utc>,
    ) -> Remediation {
        remediation.status = self.to;
        if let Some(what) = &self.measure {
            remediation.measure.what.clone_from(what);
        }
        if self.reason.is_some() {
            remediation.reason.clone_from(&self.reason);
        }
        match self.to {
            Proposed | Accepted | InProgress => {
                forget_proof(&mut remediation);
                remediation.effective_at = None;
                remediation.successor = None;
                remediation.risk_approver = None;
                remediation.risk_expires_on = None;
            }
            Implemented => {
                forget_proof(&mut remediation);
                remediation.effective_at = self.effective_at;
            }
            Verified => {
                remediation.result.clone_from(&self.result);
                remediation.proof.clone_from(&self.evidence);
                remediation.verified_at = Some(self.looked_at(remediation.effective_at, now));
                if self.watch_days.is_some() {
                    remediation.measure.watch_days = self.watch_days;
                }
                remediation.verified_by = Some(by.clone());
                remediation.verifier.get_or_insert_with(|| by.clone());
            }
            Ineffective => {
                remediation.result.clone_from(&self.result);
                remediation.proof.clone_from(&self.evidence);
            }
            Declined => {}
            Superseded => remediation.successor = named.successor,
            RiskAccepted => {
                remediation.risk_approver = named.approver;
                remediation.risk_expires_on = self.expires_on;
            }
        }
        remediation
    }

    /// When somebody looked: a day that is today is now, and nobody looked before it had effect.
    fn looked_at(&self, since: Option<DateTime<Utc>>, now: DateTime<Utc>) -> DateTime<Utc> {
        let Some(at) = self.verified_at else { return now };
        let whole_day = at.time() == chrono::NaiveTime::MIN;
        let at = if whole_day && at.date_naive() == now.date_naive() { now } else { at };
        since.map_or(at, |since| at.max(since))
    }

    /// What the history says about this step, for people.
    pub fn note(&self) -> String {
        let said = [
            self.reason.clone(),
            self.effective_at
                .map(|at| format!("In effect since {}.", at.format("%Y-%m-%d %H:%M UTC"))),
            self.result.as_ref().map(|result| format!("Result: {result}")),
            self.verified_at.map(|at| format!("Looked at on {}.", at.format("%Y-%m-%d"))),
            self.watch_days.map(|days| format!("Watched for {days} days.")),
            self.successor.map(|successor| format!("Succeeded by {successor}.")),
            self.expires_on.map(|day| format!("Risk accepted until {day}.")),
        ];
        said.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// Whom and what a step names, once the store has found them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Who accepts the risk.
    pub approver: Option<Person>,
    /// The number of the remediation that takes its place.
    pub successor: Option<i32>,
}

fn forget_proof(remediation: &mut Remediation) {
    remediation.result = None;
    remediation.proof.clear();
    remediation.verified_at = None;
    remediation.verified_by = None;
}

fn not_a_step(from: RemediationStatus, to: RemediationStatus) -> Refused {
    let possible: Vec<_> = steps(from).iter().map(|status| status.as_str()).collect();
    Refused::new(
        "status-step",
        format!("It cannot go from {from} to {to}. From here: {}.", possible.join(", ")),
    )
}

/// One proof a line: links and words may hold commas.
fn proofs(check: &mut Checker, raw: &[String]) -> Vec<Proof> {
    let mut proofs = Vec::new();
    for line in raw.iter().flat_map(|item| item.lines()).filter(|line| !line.trim().is_empty()) {
        let line = check.optional_long_line("evidence", line, 10 * LINE_MAX).unwrap_or_default();
        let proof = Proof::read(&line);
        if !proofs.contains(&proof) {
            proofs.push(proof);
        }
    }
    if proofs.len() > 50 {
        check.error("evidence", "Name 50 pieces of evidence at most.");
    }
    proofs
}

fn filled(text: String) -> Option<String> {
    Some(text).filter(|text| !text.trim().is_empty())
}
