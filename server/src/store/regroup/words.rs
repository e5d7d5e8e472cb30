//! What people wrote about the record that moves: notices that they dismissed, why a remediation serves
//! it, and how it stands to others.

use app::domain::regroup::{carried_key, renumber};
use sea_orm::{QueryResult, Value};
use uuid::Uuid;

use super::Moving;
use super::sql::{rows, run};
use crate::store::Result;

/// Notices about what was said rather than about events stay where they are when only some events go.
const OF_EVENTS: &str = "E%";

/// Texts about two incidents, with the column of the one whose events they name by number alone.
const TIES: [(&str, &str); 2] =
    [("relations", "from_incident_id"), ("findings", "later_incident_id")];

impl Moving<'_> {
    /// The dismissed notices go along with the events that they name, and with `whole` also those
    /// about claims and names; one that is dismissed there already stays as it is.
    pub(super) async fn dismissals(
        &self,
        whole: bool,
        becomes: impl Fn(i32) -> Option<i32>,
    ) -> Result<()> {
        let sql = "SELECT id, notice_key AS words FROM notice_dismissals \
                   WHERE incident_id = $1 AND retracted_at IS NULL AND notice_key LIKE $2";
        let like = if whole { "%" } else { OF_EVENTS };
        let found = rows(self.tx, sql, vec![self.from.into(), like.into()]).await?;
        for row in &found {
            let (id, key) = named(row)?;
            let Some(key) = carried_key(&key, &becomes) else { continue };
            let sql = "UPDATE notice_dismissals SET incident_id = $2, notice_key = $3 WHERE id = $1 \
                       AND NOT EXISTS (SELECT 1 FROM notice_dismissals o WHERE o.incident_id = $2 \
                         AND o.rule = notice_dismissals.rule AND o.notice_key = $3 \
                         AND o.retracted_at IS NULL)";
            run(self.tx, sql, vec![id.into(), self.to.into(), key.into()]).await?;
        }
        Ok(())
    }

    /// Why a remediation serves `incident` names the events as they are called from now on.
    pub(super) async fn rename_in_whys(
        &self,
        incident: Uuid,
        becomes: impl Fn(i32) -> Option<String>,
    ) -> Result<()> {
        let sql = "SELECT remediation_id AS id, why AS words FROM remediation_incidents \
                   WHERE incident_id = $1 AND why LIKE '%E%'";
        for row in &rows(self.tx, sql, vec![incident.into()]).await? {
            let (id, why) = named(row)?;
            let Some(why) = renumber(&why, &becomes) else { continue };
            let sql = "UPDATE remediation_incidents SET why = $3 \
                       WHERE remediation_id = $1 AND incident_id = $2";
            run(self.tx, sql, vec![Value::from(id), incident.into(), why.into()]).await?;
        }
        Ok(())
    }

    /// Relations and findings that are told of `incident` name its events as they are called from
    /// now on.
    pub(super) async fn rename_in_ties(
        &self,
        incident: Uuid,
        becomes: impl Fn(i32) -> Option<String>,
    ) -> Result<()> {
        for (table, told_of) in TIES {
            let sql = format!(
                "SELECT id, rationale AS words FROM {table} \
                 WHERE {told_of} = $1 AND rationale LIKE '%E%'"
            );
            for row in &rows(self.tx, &sql, vec![incident.into()]).await? {
                let (id, words) = named(row)?;
                let Some(words) = renumber(&words, &becomes) else { continue };
                let sql = format!("UPDATE {table} SET rationale = $2 WHERE id = $1");
                run(self.tx, &sql, vec![Value::from(id), words.into()]).await?;
            }
        }
        Ok(())
    }
}

fn named(row: &QueryResult) -> Result<(Uuid, String)> {
    Ok((row.try_get("", "id")?, row.try_get("", "words")?))
}
