//! What follows from the incidents: remediations with the steps they went through, and the
//! judgements on what came back.

use app::domain::permission::Viewer;
use app::domain::recurrence::{JudgeRecurrence, RawFinding};
use app::domain::reference::RemediationRef;
use app::domain::remediation::{Transition, WriteRemediation};

use super::data::{Finding, Remediation, Step};
use super::loader::Loader;
use crate::store::{Result, findings, remediations};

/// Writes all remediations down, oldest first, then takes the steps of each.
pub(super) async fn remedy(loader: &mut Loader, listed: &[Remediation]) -> Result<()> {
    let mut oldest_first: Vec<_> = listed.iter().collect();
    oldest_first.sort_by_key(|remediation| remediation.created_at);
    for remediation in &oldest_first {
        let number = write_down(loader, remediation).await?;
        loader.remediations.insert(remediation.key.clone(), number);
    }
    for remediation in oldest_first {
        for step in &remediation.history {
            take(loader, remediation, step).await?;
        }
    }
    Ok(())
}

async fn write_down(loader: &Loader, remediation: &Remediation) -> Result<i32> {
    let author = loader.author()?;
    let incidents = remediation.incidents.iter().map(|key| loader.incident_name(key));
    let event = match remediation.event.as_deref().and_then(|event| event.split_once('/')) {
        Some((key, seq)) => format!("{}/E{seq}", loader.incident_name(key)?),
        None => String::new(),
    };
    let raw = remediation.raw(incidents.collect::<Result<_>>()?, event);
    let tx = loader.tx_as(author, remediation.created_at);
    let written = remediations::write(&tx, author, &WriteRemediation::parse(raw)?).await?;
    Ok(written.number)
}

async fn take(loader: &Loader, remediation: &Remediation, step: &Step) -> Result<()> {
    let mut raw = step.step.clone();
    if !raw.successor.is_empty() {
        raw.successor = loader.remediation_name(&raw.successor)?;
    }
    let by = taker(loader, remediation, &raw.to)?;
    let number = loader.remediation_number(&remediation.key)?;
    let command = Transition::parse(raw, step.at)?;
    let tx = loader.tx_as(by, step.at);
    remediations::step(&tx, by, &RemediationRef::Number(number), &command, None).await?;
    Ok(())
}

/// Who takes a step: the verifier verifies, the rest is the owner's.
fn taker<'a>(loader: &'a Loader, remediation: &Remediation, to: &str) -> Result<&'a Viewer> {
    match to {
        "verified" | "risk_accepted" => loader.person(remediation.verifier()),
        _ => loader.person(remediation.owner()),
    }
}

/// Records a judgement on a recurrence.
pub(super) async fn judge(loader: &Loader, finding: &Finding) -> Result<()> {
    let reviewer = loader.person("reliability-lead@example.org")?;
    let remediation = match &finding.remediation {
        Some(key) => loader.remediation_name(key)?,
        None => String::new(),
    };
    let raw = RawFinding {
        later: loader.incident_name(&finding.later)?,
        earlier: loader.incident_name(&finding.earlier)?,
        remediation,
        verdict: finding.verdict.clone(),
        rationale: finding.rationale.clone(),
        same_factor: finding.same_factor.to_string(),
        in_scope: finding.in_scope.to_string(),
        fix_undone: finding.fix_undone.to_string(),
        induced: finding.induced.to_string(),
    };
    let tx = loader.tx_as(reviewer, finding.at);
    findings::judge(&tx, reviewer, &JudgeRecurrence::parse(raw)?, &[]).await?;
    Ok(())
}
