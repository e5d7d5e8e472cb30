//! Splitting events off an incident, into a new one or one that is there.

use app::domain::incident::{DeclareIncident, IncidentNumber, RawIncident, Visibility};
use app::domain::link::LinkKind;
use app::domain::permission::Viewer;
use app::domain::recurrence::RelationKind;
use app::domain::reference::IncidentRef;
use app::domain::regroup::{MoveKind, Regrouping, SplitIncident, SplitTo, check_split, renumber};
use app::domain::{Invalid, Vocabulary};
use sea_orm::QueryFilter;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::carry::MOVED;
use super::plan::Row;
use super::shelves::{CONTROLS, FACTORS};
use super::sql::{count, ids, rows, run};
use super::{Moving, ends, lock, plan};
use crate::store::columns::word;
use crate::store::entity::{custody, evidence};
use crate::store::incidents::{self, Brief};
use crate::store::{Read, Result, Tx, new_id};

/// What splitting would bring about; the same refusals as the splitting itself.
pub async fn plan_split(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
    command: &SplitIncident,
) -> Result<Regrouping> {
    let from = incidents::brief(db, viewer, reference).await?;
    let to = match &command.to {
        SplitTo::New(_) => None,
        SplitTo::Existing(to) => Some(ends(db, viewer, reference, to).await?.1),
    };
    planned(db, &from, to.as_ref(), command).await.map(|(plan, _)| plan)
}

/// Moves the chosen events, with what rests on them alone. Links between the parts become a
/// relation of the incidents that names them.
pub async fn split(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    command: &SplitIncident,
) -> Result<Regrouping> {
    let from = incidents::brief(tx, viewer, reference).await?;
    let (to, kind) = match &command.to {
        SplitTo::Existing(to) => {
            let to = ends(tx, viewer, reference, to).await?.1;
            lock(tx, from.id, to.id).await?;
            (to, RelationKind::Similar)
        }
        SplitTo::New(title) => {
            super::super::relations::queue(tx).await?;
            tx.lock_incident(from.id).await?;
            // Refused before a number is taken.
            planned(tx, &from, None, command).await?;
            (declare(tx, viewer, &from, title).await?, RelationKind::ChildOf)
        }
    };
    let (plan, moved) = planned(tx, &from, Some(&to), command).await?;
    let moving = Moving::begin(tx, MoveKind::Split, (&from, &to), &command.reason).await?;
    let becomes = |seq: i32| {
        let stayed = || format!("{}/E{seq}", from.number);
        Some(plan.becomes(seq).map_or_else(stayed, |now| format!("E{now}")))
    };
    let events: Vec<Uuid> = moved.iter().map(|row| row.id).collect();
    let edited = moving.rename_in_events(&events, becomes).await?;
    let numbers: Vec<(Uuid, i32)> =
        events.iter().copied().zip(plan.events.iter().map(|event| event.becomes)).collect();
    tx.next_event_seqs(to.id, i32::try_from(numbers.len()).unwrap_or(i32::MAX)).await?;
    moving.carry(&numbers).await?;
    let between = moving.cut_links().await?;
    moving.take_claims().await?;
    moving.part(&FACTORS).await?;
    moving.part(&CONTROLS).await?;
    moving.take_evidence().await?;
    moving.take_remediations(&plan).await?;
    moving.dismissals(false, |seq| plan.becomes(seq)).await?;
    moving.index_again(&edited).await?;
    let why = format!("Split off {}: {}{between}", from.number, command.reason);
    moving.relate(kind, (to.id, from.id), &why).await?;
    moving.tell(&plan);
    Ok(plan)
}

/// A new incident of the same kind, for the same eyes.
async fn declare(tx: &Tx, viewer: &Viewer, from: &Brief, title: &str) -> Result<Brief> {
    let raw = RawIncident {
        title: title.to_owned(),
        kind: from.kind.to_string(),
        visibility: from.visibility.to_string(),
        ..RawIncident::default()
    };
    let command = DeclareIncident::parse(&raw)?;
    let new = incidents::declare(tx, &command).await?;
    if from.visibility == Visibility::Restricted {
        let sql = "INSERT INTO incident_members (incident_id, user_id, added_at, added_by) \
                   SELECT $2, user_id, added_at, added_by FROM incident_members \
                   WHERE incident_id = $1 ON CONFLICT DO NOTHING";
        run(tx, sql, vec![from.id.into(), new.id.into()]).await?;
    }
    incidents::brief(tx, viewer, &IncidentRef::Id(new.id)).await
}

/// What would move, and the rows of the events: the chosen ones with their steps.
async fn planned(
    db: &impl Read,
    from: &Brief,
    to: Option<&Brief>,
    command: &SplitIncident,
) -> Result<(Regrouping, Vec<Row>)> {
    let rows = plan::events(db, from.id).await?;
    let mut invalid = Invalid::default();
    for seq in &command.events {
        if !rows.iter().any(|row| row.seq == *seq && !row.retracted && row.step_of.is_none()) {
            invalid.add("events", format!("E{seq} is not on this timeline."));
        }
    }
    if !invalid.errors.is_empty() {
        return Err(invalid.into());
    }
    let standing = rows.iter().filter(|row| !row.retracted && row.step_of.is_none()).count();
    let ours = plan::side(db, from).await?;
    let theirs = match to {
        Some(to) => Some(plan::side(db, to).await?),
        None => None,
    };
    check_split(&ours, theirs.as_ref(), standing == command.events.len())?;
    let chosen: Vec<Uuid> =
        rows.iter().filter(|row| command.events.contains(&row.seq)).map(|row| row.id).collect();
    let goes = |row: &Row| {
        chosen.contains(&row.id) || row.step_of.is_some_and(|run| chosen.contains(&run))
    };
    let moved: Vec<Row> = rows.into_iter().filter(goes).collect();
    let last = match to {
        Some(to) => plan::last_seq(db, to.id).await?,
        None => 0,
    };
    let place = |place: usize, _| last + i32::try_from(place).unwrap_or(i32::MAX - last - 1) + 1;
    let (title, number) = match (&command.to, to) {
        (_, Some(to)) => (to.title.clone(), Some(to.number.0)),
        (SplitTo::New(title), None) => (title.clone(), None),
        (SplitTo::Existing(_), None) => (String::new(), None),
    };
    let plan = Regrouping {
        from: from.number.0,
        from_title: from.title.clone(),
        to: number,
        to_title: title,
        events: plan::renumbered(&moved, place),
        also: Vec::new(),
        clashes: Vec::new(),
        notes: notes(db, from, to, &moved).await?,
    };
    Ok((plan, moved))
}

async fn notes(
    db: &impl Read,
    from: &Brief,
    to: Option<&Brief>,
    moved: &[Row],
) -> Result<Vec<String>> {
    let goes = |id: &Uuid| moved.iter().any(|row| row.id == *id);
    let sql = "SELECT from_event_id, to_event_id FROM links \
               WHERE incident_id = $1 AND retracted_at IS NULL";
    let (mut along, mut cut) = (0, 0);
    for row in rows(db, sql, vec![from.id.into()]).await? {
        let ends = [row.try_get("", "from_event_id")?, row.try_get("", "to_event_id")?];
        match ends.iter().filter(|id| goes(id)).count() {
            2 => along += 1,
            1 => cut += 1,
            _ => {}
        }
    }
    let mut notes = Vec::new();
    if along > 0 {
        notes.push(format!("{along} of the links go along."));
    }
    if cut > 0 {
        notes.push(format!(
            "{cut} of the links lead from one part to the other. They are retracted, and the \
             relation between the incidents names each of them."
        ));
    }
    notes.push(
        "Claims, factors, controls and evidence that rest on these events alone go along; what \
         rests on others too is said of both."
            .to_owned(),
    );
    if to.is_none() && from.visibility == Visibility::Restricted {
        notes.push("The new incident is restricted, with the same members.".to_owned());
    }
    Ok(notes)
}

impl Moving<'_> {
    /// Takes the links inside of the part along, and answers in words those that lead out of it,
    /// which are retracted.
    async fn cut_links(&self) -> Result<String> {
        let inside = format!(
            "UPDATE links SET incident_id = $2 WHERE from_event_id IN {MOVED} AND to_event_id IN {MOVED}"
        );
        run(self.tx, &inside, vec![self.id.into(), self.to.into()]).await?;
        let across = format!(
            "SELECT l.id AS id, l.kind AS kind, a.incident_id AS a_of, a.seq AS a_seq, \
             b.incident_id AS b_of, b.seq AS b_seq FROM links l \
             JOIN events a ON a.id = l.from_event_id JOIN events b ON b.id = l.to_event_id \
             WHERE l.incident_id = $2 AND l.retracted_at IS NULL \
             AND (l.from_event_id IN {MOVED} OR l.to_event_id IN {MOVED}) ORDER BY l.created_at, l.id"
        );
        let mut said = Vec::new();
        for row in rows(self.tx, &across, vec![self.id.into(), self.from.into()]).await? {
            let name = |of: &str, seq: &str| -> Result<String> {
                let number = self.number_of(row.try_get("", of)?);
                Ok(format!("{number}/E{}", row.try_get::<i32>("", seq)?))
            };
            let kind: LinkKind = word(&row.try_get::<String>("", "kind")?)?;
            let words = format!(
                "{} {} {}",
                name("a_of", "a_seq")?,
                kind.label().to_lowercase(),
                name("b_of", "b_seq")?
            );
            let sql = "UPDATE links SET retracted_at = $2, retracted_by = $3, \
                       retracted_reason = $4, version = version + 1 WHERE id = $1";
            let (now, who) = (self.tx.now_ms().into(), self.tx.actor().into());
            let why = format!("The incident was split: {words}");
            let id: Uuid = row.try_get("", "id")?;
            run(self.tx, sql, vec![id.into(), now, who, why.into()]).await?;
            said.push(words);
        }
        if said.is_empty() {
            return Ok(String::new());
        }
        Ok(format!(" Links between the parts: {}.", said.join("; ")))
    }

    fn number_of(&self, incident: Uuid) -> IncidentNumber {
        if incident == self.to { self.to_number } else { self.from_number }
    }

    async fn take_claims(&self) -> Result<()> {
        let sql = format!("UPDATE claims SET incident_id = $2 WHERE event_id IN {MOVED}");
        run(self.tx, &sql, vec![self.id.into(), self.to.into()]).await.map(drop)
    }

    /// Evidence of the part goes along; what the rest needs too is there twice, the file once.
    async fn take_evidence(&self) -> Result<()> {
        let used = "SELECT h.evidence_id AS id FROM event_evidence h JOIN events x ON x.id = h.event_id WHERE x.incident_id = $1 \
            UNION SELECT h.evidence_id FROM link_evidence h JOIN links x ON x.id = h.link_id WHERE x.incident_id = $1 \
            UNION SELECT h.evidence_id FROM claim_evidence h JOIN claims x ON x.id = h.claim_id WHERE x.incident_id = $1 \
            UNION SELECT h.evidence_id FROM incident_factor_evidence h JOIN incident_factors x ON x.id = h.factor_id WHERE x.incident_id = $1";
        let sql = format!(
            "SELECT e.id AS id FROM evidence e WHERE e.incident_id = $2 AND e.id IN ({used})"
        );
        let both = vec![self.to.into(), self.from.into()];
        for id in ids(self.tx, &sql, both).await? {
            let kept = format!(
                "SELECT COUNT(*) AS n FROM evidence e WHERE e.id = $2 AND (e.id IN ({used}) \
                 OR EXISTS (SELECT 1 FROM remediation_evidence r WHERE r.evidence_id = e.id) \
                 OR EXISTS (SELECT 1 FROM evidence v WHERE v.rendition_of = e.id) \
                 OR e.rendition_of IS NOT NULL)"
            );
            if count(self.tx, &kept, vec![self.from.into(), id.into()]).await? == 0 {
                let sql = "UPDATE evidence SET incident_id = $2 WHERE id = $1";
                run(self.tx, sql, vec![id.into(), self.to.into()]).await?;
            } else {
                self.copy_evidence(id).await?;
            }
        }
        Ok(())
    }

    async fn copy_evidence(&self, id: Uuid) -> Result<()> {
        let Some(row) = evidence::Entity::find_by_id(id).one(self.tx).await? else { return Ok(()) };
        let new = new_id();
        let mut copy = row.into_active_model().reset_all();
        (copy.id, copy.incident_id, copy.rendition_of) = (Set(new), Set(self.to), Set(None));
        copy.insert(self.tx).await?;
        let find = custody::Entity::find().filter(custody::Column::EvidenceId.eq(id));
        for entry in find.all(self.tx).await? {
            let mut entry = entry.into_active_model().reset_all();
            (entry.id, entry.evidence_id) = (Set(new_id()), Set(new));
            entry.insert(self.tx).await?;
        }
        for (table, key, of) in [
            ("event_evidence", "event_id", "events"),
            ("link_evidence", "link_id", "links"),
            ("claim_evidence", "claim_id", "claims"),
            ("incident_factor_evidence", "factor_id", "incident_factors"),
        ] {
            let sql = format!(
                "UPDATE {table} SET evidence_id = $2 WHERE evidence_id = $1 \
                 AND {key} IN (SELECT id FROM {of} WHERE incident_id = $3)"
            );
            run(self.tx, &sql, vec![id.into(), new.into(), self.to.into()]).await?;
        }
        Ok(())
    }

    /// What is done because of one of these events serves the other incident as well.
    async fn take_remediations(&self, plan: &Regrouping) -> Result<()> {
        let sql = format!(
            "INSERT INTO remediation_incidents (remediation_id, incident_id, event_id, why, added_at, added_by) \
             SELECT remediation_id, $2, event_id, why, added_at, added_by FROM remediation_incidents \
             WHERE incident_id = $3 AND event_id IN {MOVED} ON CONFLICT DO NOTHING"
        );
        let values = vec![self.id.into(), self.to.into(), self.from.into()];
        run(self.tx, &sql, values).await?;
        self.rename_taken_whys(plan).await?;
        let sql = format!(
            "UPDATE remediation_incidents SET event_id = NULL WHERE incident_id = $2 AND event_id IN {MOVED}"
        );
        run(self.tx, &sql, vec![self.id.into(), self.from.into()]).await.map(drop)
    }

    /// Why they serve the part that was taken, in its numbers; and what stays names what went where
    /// it is now.
    async fn rename_taken_whys(&self, plan: &Regrouping) -> Result<()> {
        let there = |seq: i32| {
            let stayed = || format!("{}/E{seq}", self.from_number);
            Some(plan.becomes(seq).map_or_else(stayed, |now| format!("E{now}")))
        };
        let here = |seq: i32| plan.becomes(seq).map(|now| format!("{}/E{now}", self.to_number));
        let sql = format!(
            "SELECT remediation_id AS id, why AS words FROM remediation_incidents \
             WHERE incident_id = $2 AND event_id IN {MOVED} AND why LIKE '%E%'"
        );
        let taken = rows(self.tx, &sql, vec![self.id.into(), self.to.into()]).await?;
        for row in &taken {
            let (id, why): (Uuid, String) = (row.try_get("", "id")?, row.try_get("", "words")?);
            let Some(why) = renumber(&why, there) else { continue };
            let sql = "UPDATE remediation_incidents SET why = $3 \
                       WHERE remediation_id = $1 AND incident_id = $2 AND why <> $3";
            run(self.tx, sql, vec![id.into(), self.to.into(), why.into()]).await?;
        }
        self.rename_in_whys(self.from, here).await?;
        self.rename_in_ties(self.from, here).await
    }

    fn tell(&self, plan: &Regrouping) {
        let (from, to) = (self.from_number.to_string(), self.to_number.to_string());
        let detail = json!({ "from": from, "into": to, "moved": plan.events.len() });
        for (id, number) in [(self.from, &from), (self.to, &to)] {
            self.tx.audit("incident.split", ("incident", number), Some(id), detail.clone());
        }
        self.tx.outbox("incident.changed", Some(self.from), detail);
    }
}
