//! Merging one incident into another.

use app::domain::Vocabulary;
use app::domain::permission::Viewer;
use app::domain::postmortem::SavePostmortem;
use app::domain::recurrence::RelationKind;
use app::domain::reference::IncidentRef;
use app::domain::regroup::{
    MergeIncident, MoveKind, Regrouping, check_circle, check_merge, renumber,
};
use serde_json::json;
use uuid::Uuid;

use super::shelves::{CONTROLS, FACTORS};
use super::sql::run;
use super::{Moving, ends, lock, plan};
use crate::store::incidents::Brief;
use crate::store::{Read, Result, Tx, postmortems, relations};

/// What merging would bring about; the same refusals as the merging itself.
pub async fn plan_merge(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
    into: &IncidentRef,
) -> Result<Regrouping> {
    let (from, into) = ends(db, viewer, reference, into).await?;
    planned(db, &from, &into).await.map(|(plan, _)| plan)
}

/// Moves everything that one incident holds into another; its number leads there from now on.
pub async fn merge(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    command: &MergeIncident,
) -> Result<Regrouping> {
    let (from, into) = ends(tx, viewer, reference, &command.into).await?;
    lock(tx, from.id, into.id).await?;
    let (plan, ids) = planned(tx, &from, &into).await?;
    let moving = Moving::begin(tx, MoveKind::Merge, (&from, &into), &command.reason).await?;
    let becomes = |seq: i32| plan.becomes(seq).map(|now| format!("E{now}"));
    let edited = moving.rename_in_events(&ids, becomes).await?;
    moving.rename_in_record(becomes).await?;
    let numbers: Vec<(Uuid, i32)> =
        ids.iter().copied().zip(plan.events.iter().map(|event| event.becomes)).collect();
    moving.carry(&numbers).await?;
    moving.rows().await?;
    moving.join(&FACTORS).await?;
    moving.join(&CONTROLS).await?;
    moving.rename_in_whys(from.id, becomes).await?;
    moving.rename_in_ties(from.id, becomes).await?;
    moving.remediations().await?;
    moving.dismissals(true, |seq| plan.becomes(seq)).await?;
    moving.people().await?;
    moving.findings().await?;
    moving.relations().await?;
    moving.relate(RelationKind::DuplicateOf, (from.id, into.id), &command.reason).await?;
    forward(&moving, plan.events.last().map_or(0, |event| event.becomes)).await?;
    moving.index_again(&edited).await?;
    take_draft(&moving, viewer, becomes).await?;
    tell(&moving, &plan);
    Ok(plan)
}

/// What would move, with the ids of the events.
async fn planned(db: &impl Read, from: &Brief, into: &Brief) -> Result<(Regrouping, Vec<Uuid>)> {
    let (ours, theirs) = (plan::side(db, from).await?, plan::side(db, into).await?);
    check_merge(&ours, &theirs).map_err(|refused| refused.on("into"))?;
    for kind in RelationKind::ALL.iter().filter(|kind| !kind.is_symmetric()) {
        let pairs = relations::pairs(db, *kind, None).await?;
        check_circle(&pairs, from.number.0, into.number.0).map_err(|refused| refused.on("into"))?;
    }
    let rows = plan::events(db, from.id).await?;
    let last = plan::last_seq(db, into.id).await?;
    let plan = Regrouping {
        from: from.number.0,
        from_title: from.title.clone(),
        to: Some(into.number.0),
        to_title: into.title.clone(),
        events: plan::renumbered(&rows, |_, seq| last + seq),
        also: plan::held(db, from.id).await?,
        clashes: plan::clashes(db, from.id, into.id).await?,
        notes: notes((from, into), ours.postmortem.is_some(), theirs.postmortem.is_some()),
    };
    Ok((plan, rows.into_iter().map(|row| row.id).collect()))
}

fn notes((from, into): (&Brief, &Brief), ours: bool, theirs: bool) -> Vec<String> {
    let mut notes = Vec::new();
    if from.visibility != into.visibility {
        notes.push(format!(
            "{} is restricted: who is not a member of it will no longer see what is in {}.",
            into.number, from.number
        ));
    }
    notes.push(format!(
        "{} keeps its own title, summary, severity, status and times. Those of {} stay readable under its number.",
        into.number, from.number
    ));
    match (ours, theirs) {
        (true, true) => notes.push(format!(
            "The draft of the postmortem of {} is added at the end of that of {}.",
            from.number, into.number
        )),
        (true, false) => {
            notes.push(format!("The draft of the postmortem becomes that of {}.", into.number));
        }
        _ => {}
    }
    notes
}

/// From now on the number leads on, also for what had been merged into it before.
async fn forward(moving: &Moving<'_>, last: i32) -> Result<()> {
    let (tx, from, to) = (moving.tx, moving.from, moving.to);
    let lead = "UPDATE incidents SET merged_into_id = $2 WHERE id = $1 OR merged_into_id = $1";
    run(tx, lead, vec![from.into(), to.into()]).await?;
    let touch = "UPDATE incidents SET version = version + 1, updated_at = $2, updated_by = $3 \
                 WHERE id = $1";
    for id in [from, to] {
        run(tx, touch, vec![id.into(), tx.now_ms().into(), tx.actor().into()]).await?;
    }
    let seq = "UPDATE incidents SET last_event_seq = $2 WHERE id = $1 AND last_event_seq < $2";
    run(tx, seq, vec![to.into(), last.into()]).await?;
    // Who looks for the old title finds where it went, if they may see it there.
    let doc = "UPDATE search_docs SET incident_id = $2 WHERE kind = 'incident' AND ref_id = $1";
    run(tx, doc, vec![from.into(), to.into()]).await.map(drop)
}

/// The draft goes along: as the draft of the other, or at the end of its draft.
async fn take_draft(
    moving: &Moving<'_>,
    viewer: &Viewer,
    becomes: impl Fn(i32) -> Option<String>,
) -> Result<()> {
    let (tx, to) = (moving.tx, IncidentRef::Id(moving.to));
    let Some(ours) = postmortems::of_incident(tx, moving.from).await? else { return Ok(()) };
    let text = renumber(&ours.body, becomes).unwrap_or_else(|| ours.body.clone());
    let note = format!("Taken over from {}", moving.from_number);
    match postmortems::of_incident(tx, moving.to).await? {
        Some(theirs) => {
            let body = format!("{}\n\n## From {}\n\n{text}", theirs.body, moving.from_number);
            postmortems::save(tx, viewer, &to, &SavePostmortem { body, note }, None).await?;
            let gone = "DELETE FROM search_docs WHERE kind = 'postmortem' AND ref_id = $1";
            run(tx, gone, vec![ours.id.into()]).await?;
        }
        None => {
            let sql = "UPDATE postmortems SET incident_id = $2 WHERE id = $1";
            run(tx, sql, vec![ours.id.into(), moving.to.into()]).await?;
            let doc = "UPDATE search_docs SET incident_id = $2, label = $3 \
                       WHERE kind = 'postmortem' AND ref_id = $1";
            let label = moving.to_number.to_string();
            run(tx, doc, vec![ours.id.into(), moving.to.into(), label.into()]).await?;
            postmortems::save(tx, viewer, &to, &SavePostmortem { body: text, note }, None).await?;
        }
    }
    Ok(())
}

fn tell(moving: &Moving<'_>, plan: &Regrouping) {
    let (from, to) = (moving.from_number.to_string(), moving.to_number.to_string());
    let detail = json!({ "from": from, "into": to, "moved": plan.events.len() });
    for (id, number) in [(moving.from, &from), (moving.to, &to)] {
        moving.tx.audit("incident.merge", ("incident", number), Some(id), detail.clone());
    }
    moving.tx.outbox("incident.changed", Some(moving.to), detail);
}
