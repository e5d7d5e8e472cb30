//! The status machine of a remediation: which step may follow which, and what each step asks for.

use super::RemediationStatus::{
    self, Accepted, Declined, Implemented, InProgress, Ineffective, Proposed, RiskAccepted,
    Superseded, Verified,
};

/// The shortest reason for going back, declining or reopening, in characters.
pub(super) const REASON_MIN: usize = 10;

vocab! {
    /// What a step asks for, by the name of its field.
    pub enum Need ("need") {
        Reason = "reason", "Why";
        EffectiveAt = "effective_at", "Since when it has effect";
        Result = "result", "What the measure gave";
        Evidence = "evidence", "What shows the result";
        Successor = "successor", "Which remediation takes its place";
        Approver = "approver", "Who accepts the risk";
        ExpiresOn = "expires_on", "Until when";
    }
}

/// The steps that are possible from `from`, forward ones first.
pub fn steps(from: RemediationStatus) -> &'static [RemediationStatus] {
    match from {
        Proposed => &[Accepted, Declined, Superseded, RiskAccepted],
        Accepted => &[InProgress, Proposed, Declined, Superseded, RiskAccepted],
        InProgress => &[Implemented, Accepted, Declined, Superseded, RiskAccepted],
        Implemented => &[Verified, Ineffective, InProgress, Superseded],
        Verified => &[Ineffective, InProgress, Superseded],
        Ineffective => &[InProgress, Superseded, RiskAccepted],
        Declined | Superseded | RiskAccepted => &[Proposed, Accepted, InProgress],
    }
}

/// What the step `from` → `to` asks for.
pub fn needs(from: RemediationStatus, to: RemediationStatus) -> &'static [Need] {
    match to {
        Implemented => &[Need::EffectiveAt],
        Verified => &[Need::Result, Need::Evidence],
        Ineffective => &[Need::Result],
        Declined => &[Need::Reason],
        Superseded => &[Need::Successor],
        RiskAccepted => &[Need::Approver, Need::ExpiresOn],
        Proposed | Accepted | InProgress if goes_back(from, to) => &[Need::Reason],
        Proposed | Accepted | InProgress => &[],
    }
}

/// Whether the step takes work up again or gives some of it back: everything but the next step.
pub(super) fn goes_back(from: RemediationStatus, to: RemediationStatus) -> bool {
    !matches!((from, to), (Proposed, Accepted) | (Accepted, InProgress))
}
