//! Factors and controls of two incidents: each stands once, with the events and evidence of both.

use sea_orm::QueryResult;
use uuid::Uuid;

use super::Moving;
use super::carry::MOVED;
use super::sql::{count, ids, rows, run};
use crate::store::{Result, new_id};

/// A table of which an incident has each thing once, and the tables that hang on it.
pub(super) struct Shelf {
    table: &'static str,
    hanging: &'static [(&'static str, &'static str)],
    key: &'static str,
    same: &'static str,
    columns: &'static str,
}

/// What contributed.
pub(super) const FACTORS: Shelf = Shelf {
    table: "incident_factors",
    hanging: &[("incident_factor_events", "event_id"), ("incident_factor_evidence", "evidence_id")],
    key: "factor_id",
    same: "b.code = a.code AND b.scope = a.scope",
    columns: "code, scope, role, known, confidence, note, control, created_at, created_by, updated_at",
};

/// What should have stopped it.
pub(super) const CONTROLS: Shelf = Shelf {
    table: "incident_controls",
    hanging: &[("incident_control_events", "event_id")],
    key: "control_id",
    same: "b.code = a.code",
    columns: "code, state, note, created_at, created_by, updated_at",
};

impl Moving<'_> {
    /// Moves a whole shelf; what both have becomes one, and the other is kept as retracted.
    pub(super) async fn join(&self, shelf: &Shelf) -> Result<()> {
        for (ours, theirs, note) in self.pairs(shelf).await? {
            for (table, column) in shelf.hanging {
                self.hang(shelf, table, column, (ours, theirs), "1 = 1").await?;
            }
            if !note.trim().is_empty() {
                let sql = format!(
                    "UPDATE {} SET note = CASE WHEN note = '' THEN $2 ELSE note || $3 END, \
                     version = version + 1, updated_at = $4 WHERE id = $1",
                    shelf.table
                );
                let after = format!("\n\nFrom {}: {note}", self.from_number);
                let now = self.tx.now_ms().into();
                run(self.tx, &sql, vec![theirs.into(), note.into(), after.into(), now]).await?;
            }
            let reason = format!("The same is said of {}, which took this in", self.to_number);
            self.retract(shelf, ours, &reason).await?;
        }
        let sql = format!("UPDATE {} SET incident_id = $2 WHERE incident_id = $1", shelf.table);
        run(self.tx, &sql, vec![self.from.into(), self.to.into()]).await.map(drop)
    }

    /// Lets go with the moved events what rests on them: moved where it rests on nothing else,
    /// said of both where it does.
    pub(super) async fn part(&self, shelf: &Shelf) -> Result<()> {
        let (events, _) = shelf.hanging[0];
        let sql = format!(
            "SELECT DISTINCT a.id AS id FROM {} a JOIN {events} h ON h.{} = a.id \
             WHERE a.incident_id = $2 AND a.retracted_at IS NULL AND h.event_id IN {MOVED}",
            shelf.table, shelf.key
        );
        let pairs = self.pairs(shelf).await?;
        for ours in ids(self.tx, &sql, vec![self.id.into(), self.from.into()]).await? {
            let known = pairs.iter().find(|(id, _, _)| *id == ours).map(|(_, theirs, _)| *theirs);
            if known.is_none() && !self.rests_elsewhere(shelf, ours).await? {
                let sql = format!("UPDATE {} SET incident_id = $2 WHERE id = $1", shelf.table);
                run(self.tx, &sql, vec![ours.into(), self.to.into()]).await?;
                continue;
            }
            let theirs = match known {
                Some(id) => id,
                None => self.say_again(shelf, ours).await?,
            };
            let moved = format!("event_id IN {}", MOVED.replace("$1", "$3"));
            self.hang(shelf, events, "event_id", (ours, theirs), &moved).await?;
            let sql =
                format!("DELETE FROM {events} WHERE {} = $2 AND event_id IN {MOVED}", shelf.key);
            run(self.tx, &sql, vec![self.id.into(), ours.into()]).await?;
        }
        Ok(())
    }

    /// What both have: ours, theirs, and the note on ours.
    async fn pairs(&self, shelf: &Shelf) -> Result<Vec<(Uuid, Uuid, String)>> {
        let sql = format!(
            "SELECT a.id AS ours, b.id AS theirs, a.note AS note FROM {0} a JOIN {0} b ON {1} \
             WHERE a.incident_id = $1 AND b.incident_id = $2 \
             AND a.retracted_at IS NULL AND b.retracted_at IS NULL",
            shelf.table, shelf.same
        );
        let pair = |row: &QueryResult| {
            Ok((row.try_get("", "ours")?, row.try_get("", "theirs")?, row.try_get("", "note")?))
        };
        rows(self.tx, &sql, vec![self.from.into(), self.to.into()])
            .await?
            .iter()
            .map(pair)
            .collect()
    }

    /// Hangs on `theirs` what hangs on `ours`, each once. `which` may ask for the move as `$3`.
    async fn hang(
        &self,
        shelf: &Shelf,
        table: &str,
        column: &str,
        (ours, theirs): (Uuid, Uuid),
        which: &str,
    ) -> Result<()> {
        let key = shelf.key;
        let sql = format!(
            "INSERT INTO {table} ({key}, {column}) SELECT $2, {column} FROM {table} \
             WHERE {key} = $1 AND {which} ON CONFLICT DO NOTHING"
        );
        let mut values = vec![ours.into(), theirs.into()];
        if which.contains("$3") {
            values.push(self.id.into());
        }
        run(self.tx, &sql, values).await.map(drop)
    }

    async fn rests_elsewhere(&self, shelf: &Shelf, ours: Uuid) -> Result<bool> {
        let (events, _) = shelf.hanging[0];
        let sql = format!(
            "SELECT COUNT(*) AS n FROM {events} WHERE {} = $2 AND event_id NOT IN {MOVED}",
            shelf.key
        );
        Ok(count(self.tx, &sql, vec![self.id.into(), ours.into()]).await? > 0)
    }

    async fn say_again(&self, shelf: &Shelf, ours: Uuid) -> Result<Uuid> {
        let id = new_id();
        let sql = format!(
            "INSERT INTO {0} (id, incident_id, version, {1}) SELECT $2, $3, 1, {1} FROM {0} WHERE id = $1",
            shelf.table, shelf.columns
        );
        run(self.tx, &sql, vec![ours.into(), id.into(), self.to.into()]).await?;
        Ok(id)
    }

    async fn retract(&self, shelf: &Shelf, id: Uuid, reason: &str) -> Result<()> {
        let sql = format!(
            "UPDATE {} SET retracted_at = $2, retracted_by = $3, retracted_reason = $4, \
             version = version + 1 WHERE id = $1",
            shelf.table
        );
        let (now, who) = (self.tx.now_ms().into(), self.tx.actor().into());
        run(self.tx, &sql, vec![id.into(), now, who, reason.into()]).await.map(drop)
    }
}
