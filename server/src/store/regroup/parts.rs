//! What else hangs on an incident: remediations, people, tags, families, relations, findings.

use app::domain::Vocabulary;
use app::domain::recurrence::RelationKind;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::Moving;
use super::sql::run;
use crate::store::entity::relations::{ActiveModel, Column, Entity, Model};
use crate::store::{Result, new_id};

/// Tables whose rows just belong to the other incident from now on.
const ROWS: [&str; 6] = ["links", "claims", "evidence", "exposures", "imports", "notices"];

/// What is written as it is where the other incident does not have it yet: the table, its columns
/// beside the incident, and whether the incident that gives keeps its own.
const ONCE: [(&str, &str, bool); 3] = [
    ("incident_tags", "tag", true),
    ("incident_services", "service_id", true),
    ("family_incidents", "family_id, added_at, added_by", false),
];

impl Moving<'_> {
    /// Everything that is a row of one incident and clashes with nothing.
    pub(super) async fn rows(&self) -> Result<()> {
        for table in ROWS {
            let sql = format!("UPDATE {table} SET incident_id = $2 WHERE incident_id = $1");
            run(self.tx, &sql, vec![self.from.into(), self.to.into()]).await?;
        }
        let sql = "UPDATE inbox_runs SET incident_id = $2 WHERE incident_id = $1";
        run(self.tx, sql, vec![self.from.into(), self.to.into()]).await?;
        for (table, columns, keeps) in ONCE {
            self.once(table, columns, keeps).await?;
        }
        let follows = "INSERT INTO follows (user_id, kind, object_id, since) \
                       SELECT user_id, kind, $2, since FROM follows \
                       WHERE kind = 'incident' AND object_id = $1 ON CONFLICT DO NOTHING";
        run(self.tx, follows, vec![self.from.into(), self.to.into()]).await?;
        let names = "UPDATE incident_external_ids SET incident_id = $2 WHERE incident_id = $1 \
                     AND NOT EXISTS (SELECT 1 FROM incident_external_ids o WHERE o.incident_id = $2 \
                       AND o.system = incident_external_ids.system \
                       AND o.external_id = incident_external_ids.external_id)";
        run(self.tx, names, vec![self.from.into(), self.to.into()]).await?;
        let hold = "UPDATE incidents SET evidence_hold = TRUE WHERE id = $2 AND EXISTS \
                    (SELECT 1 FROM incidents a WHERE a.id = $1 AND a.evidence_hold)";
        run(self.tx, hold, vec![self.from.into(), self.to.into()]).await.map(drop)
    }

    async fn once(&self, table: &str, columns: &str, keeps: bool) -> Result<()> {
        let values = || vec![self.from.into(), self.to.into()];
        let sql = format!(
            "INSERT INTO {table} (incident_id, {columns}) SELECT $2, {columns} FROM {table} \
             WHERE incident_id = $1 ON CONFLICT DO NOTHING"
        );
        run(self.tx, &sql, values()).await?;
        if !keeps {
            let sql = format!("DELETE FROM {table} WHERE incident_id = $1");
            run(self.tx, &sql, vec![self.from.into()]).await?;
        }
        Ok(())
    }

    /// The remediations serve the other incident; where one serves both, both reasons are kept.
    pub(super) async fn remediations(&self) -> Result<()> {
        let values = || vec![self.from.into(), self.to.into()];
        let both = "UPDATE remediation_incidents SET \
            why = CASE WHEN why = '' THEN '' ELSE why || ' ' END || (SELECT a.why FROM remediation_incidents a \
              WHERE a.incident_id = $1 AND a.remediation_id = remediation_incidents.remediation_id), \
            event_id = COALESCE(event_id, (SELECT a.event_id FROM remediation_incidents a \
              WHERE a.incident_id = $1 AND a.remediation_id = remediation_incidents.remediation_id)) \
            WHERE incident_id = $2 AND EXISTS (SELECT 1 FROM remediation_incidents a \
              WHERE a.incident_id = $1 AND a.remediation_id = remediation_incidents.remediation_id)";
        run(self.tx, both, values()).await?;
        let done = "DELETE FROM remediation_incidents WHERE incident_id = $1 AND EXISTS \
            (SELECT 1 FROM remediation_incidents b WHERE b.incident_id = $2 \
              AND b.remediation_id = remediation_incidents.remediation_id)";
        run(self.tx, done, values()).await?;
        let rest = "UPDATE remediation_incidents SET incident_id = $2 WHERE incident_id = $1";
        run(self.tx, rest, values()).await.map(drop)
    }

    /// Who had a part keeps it by name: the other incident has one commander.
    pub(super) async fn people(&self) -> Result<()> {
        let again = "UPDATE incident_people SET until_at = $3 WHERE incident_id = $1 \
            AND until_at IS NULL AND user_id IS NOT NULL AND EXISTS (SELECT 1 FROM incident_people b \
              WHERE b.incident_id = $2 AND b.until_at IS NULL AND b.role = incident_people.role \
              AND b.user_id = incident_people.user_id)";
        let now = self.tx.now_ms();
        run(self.tx, again, vec![self.from.into(), self.to.into(), now.into()]).await?;
        let other = "UPDATE incident_people SET duty = role || $3, role = 'other' \
            WHERE incident_id = $1 AND until_at IS NULL AND role <> 'other' \
            AND EXISTS (SELECT 1 FROM incident_people b WHERE b.incident_id = $2 \
              AND b.until_at IS NULL AND b.role = incident_people.role)";
        let of = format!(" of {}", self.from_number);
        run(self.tx, other, vec![self.from.into(), self.to.into(), of.into()]).await?;
        let rest = "UPDATE incident_people SET incident_id = $2 WHERE incident_id = $1";
        run(self.tx, rest, vec![self.from.into(), self.to.into()]).await.map(drop)
    }

    /// Reviewed judgements go on about the other incident, but for one between the two.
    pub(super) async fn findings(&self) -> Result<()> {
        for (one, other) in [
            ("later_incident_id", "earlier_incident_id"),
            ("earlier_incident_id", "later_incident_id"),
        ] {
            let sql = format!(
                "UPDATE findings SET {one} = $2 WHERE {one} = $1 AND ({other} IS NULL OR {other} <> $2)"
            );
            run(self.tx, &sql, vec![self.from.into(), self.to.into()]).await?;
        }
        Ok(())
    }

    /// Relations lead to the other incident; one between the two, or said twice, is retracted.
    pub(super) async fn relations(&self) -> Result<()> {
        let touching = Condition::any()
            .add(Column::FromIncidentId.is_in([self.from, self.to]))
            .add(Column::ToIncidentId.is_in([self.from, self.to]));
        let find = Entity::find().filter(touching).filter(Column::RetractedAt.is_null());
        let rows = find.all(self.tx).await?;
        let one = |id: Uuid| if id == self.from { self.to } else { id };
        let mut standing: Vec<(Uuid, Uuid, String)> = rows
            .iter()
            .filter(|row| ![row.from_incident_id, row.to_incident_id].contains(&self.from))
            .map(|row| (row.from_incident_id, row.to_incident_id, row.kind.clone()))
            .collect();
        for row in rows {
            if ![row.from_incident_id, row.to_incident_id].contains(&self.from) {
                continue;
            }
            let now = (one(row.from_incident_id), one(row.to_incident_id), row.kind.clone());
            if now.0 == now.1 || known(&standing, &now) {
                self.end_relation(&row).await?;
                continue;
            }
            let sql = "UPDATE relations SET from_incident_id = $2, to_incident_id = $3, \
                       version = version + 1 WHERE id = $1";
            run(self.tx, sql, vec![row.id.into(), now.0.into(), now.1.into()]).await?;
            standing.push(now);
        }
        Ok(())
    }

    async fn end_relation(&self, row: &Model) -> Result<()> {
        let sql = "UPDATE relations SET retracted_at = $2, retracted_by = $3, \
                   retracted_reason = $4, version = version + 1 WHERE id = $1";
        let why = format!("{} was merged into {}", self.from_number, self.to_number);
        let (now, who) = (self.tx.now_ms().into(), self.tx.actor().into());
        run(self.tx, sql, vec![row.id.into(), now, who, why.into()]).await.map(drop)
    }

    /// Says how the two stand to each other; said already, it gets one more reason.
    pub(super) async fn relate(
        &self,
        kind: RelationKind,
        ends: (Uuid, Uuid),
        why: &str,
    ) -> Result<()> {
        let there = Entity::find()
            .filter(Column::FromIncidentId.is_in([ends.0, ends.1]))
            .filter(Column::ToIncidentId.is_in([ends.0, ends.1]))
            .filter(Column::Kind.eq(kind.as_str()))
            .filter(Column::RetractedAt.is_null())
            .one(self.tx)
            .await?;
        if let Some(row) = there {
            let sql = "UPDATE relations SET rationale = $2, version = version + 1 WHERE id = $1";
            let why = format!("{} {why}", row.rationale).trim().to_owned();
            return run(self.tx, sql, vec![row.id.into(), why.into()]).await.map(drop);
        }
        let row = ActiveModel {
            id: Set(new_id()),
            from_incident_id: Set(ends.0),
            to_incident_id: Set(ends.1),
            kind: Set(kind.to_string()),
            rationale: Set(why.to_owned()),
            created_at: Set(self.tx.now_ms()),
            created_by: Set(self.tx.actor()),
            updated_at: Set(self.tx.now_ms()),
            version: Set(1),
            ..Default::default()
        };
        Entity::insert(row).exec_without_returning(self.tx).await?;
        Ok(())
    }
}

fn known(standing: &[(Uuid, Uuid, String)], now: &(Uuid, Uuid, String)) -> bool {
    let both_ways = RelationKind::from_word(&now.2).is_some_and(RelationKind::is_symmetric);
    standing.iter().any(|(from, to, kind)| {
        *kind == now.2
            && ((*from, *to) == (now.0, now.1) || (both_ways && (*to, *from) == (now.0, now.1)))
    })
}
