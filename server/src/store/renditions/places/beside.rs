//! Beside the record of the incident: the remediations that serve it, what importers kept word for
//! word, the inbox, the search, and answers that are kept to be given again.

use sea_orm::QueryTrait;

use super::*;
use crate::store::entity::{
    event_steps as steps, idempotency_keys as keys, inbox_runs as runs, inbox_steps as waiting,
    remediation_changes as changes, remediation_incidents as served, remediation_notes as notes,
    remediations, search_docs,
};

impl Work<'_> {
    pub(super) async fn beside(&mut self) -> Result<()> {
        let remediations = self.remediations().await?;
        self.imported().await?;
        self.inbox().await?;
        self.answers().await?;
        // Found by nothing that is hidden; what was indexed is not an original.
        let mut forgotten = Vec::new();
        let (tx, incident, command) = (self.tx, self.incident, self.command);
        Work { tx, incident, command, kept: &mut forgotten }.search(remediations).await
    }

    /// They may serve other incidents as well; the words are hidden all the same.
    async fn remediations(&mut self) -> Result<Vec<Uuid>> {
        let of = served::Column::IncidentId.eq(self.incident);
        let mut ids = Vec::new();
        for row in served::Entity::find().filter(of).all(self.tx).await? {
            ids.push(row.remediation_id);
            let Some(after) = self.command.hide(&row.why) else { continue };
            self.keep("Remediation, why it serves this incident", row.why.clone());
            let mut row = row.into_active_model();
            row.why = Set(after);
            row.update(self.tx).await?;
        }
        hide!(
            self,
            remediations,
            Uuid,
            "Remediation",
            remediations::Column::Id.is_in(ids.clone()),
            [Title, Description, MeasureWhat, MeasureHow, MeasureExpected, Result, Reason],
            Version
        );
        hide!(
            self,
            notes,
            Uuid,
            "Remediation, note",
            notes::Column::RemediationId.is_in(ids.clone()),
            [Body, Url]
        );
        let of = changes::Column::RemediationId.is_in(ids.clone());
        for row in changes::Entity::find().filter(of).all(self.tx).await? {
            let (mut note, mut detail) = (row.note.clone(), row.detail.clone());
            if !(self.command.hide_in(&mut note) | hide_in_json(self.command, &mut detail)) {
                continue;
            }
            self.keep("Remediation, step", format!("{}\n\n{}", row.note, row.detail));
            let mut row = row.into_active_model();
            (row.note, row.detail) = (Set(note), Set(detail));
            row.update(self.tx).await?;
        }
        Ok(ids)
    }

    /// What programs that wrote transcripts and spans said of a step, kept as it came.
    async fn imported(&mut self) -> Result<()> {
        let find = steps::Entity::find().filter(steps::Column::IncidentId.eq(self.incident));
        for row in find.all(self.tx).await? {
            let mut attributes = row.attributes.clone();
            if !hide_in_json(self.command, &mut attributes) {
                continue;
            }
            self.keep(&format!("Imported, {}", row.place), row.attributes.to_string());
            let mut row = row.into_active_model();
            row.attributes = Set(attributes);
            row.update(self.tx).await?;
        }
        Ok(())
    }

    /// Runs that wait, which may be of this incident, and those that were sorted into it.
    async fn inbox(&mut self) -> Result<()> {
        let of = runs::Column::IncidentId.eq(self.incident).or(runs::Column::IncidentId.is_null());
        hide!(self, runs, Uuid, "Inbox, run", of.clone(), [Title, Sender]);
        let ids = runs::Entity::find().select_only().column(runs::Column::Id).filter(of);
        let of = waiting::Column::RunId.in_subquery(ids.into_query());
        for row in waiting::Entity::find().filter(of).all(self.tx).await? {
            let mut step = row.step.clone();
            if !hide_in_json(self.command, &mut step) {
                continue;
            }
            self.keep(&format!("Inbox, {}", row.external_id), row.step.to_string());
            let mut row = row.into_active_model();
            row.step = Set(step);
            row.update(self.tx).await?;
        }
        Ok(())
    }

    async fn search(&mut self, remediations: Vec<Uuid>) -> Result<()> {
        let of = search_docs::Column::IncidentId.eq(self.incident);
        let of = of.or(search_docs::Column::RefId.is_in(remediations));
        hide!(self, search_docs, i64, "", of.clone(), [Title, Body]);
        Ok(())
    }

    /// Answers that are kept to be given again when a request is repeated.
    async fn answers(&mut self) -> Result<()> {
        let find = keys::Entity::find().filter(keys::Column::Answer.is_not_null());
        for row in find.all(self.tx).await? {
            let Some(mut answer) = row.answer.clone() else { continue };
            let Some(body) = answer.get("body").and_then(Value::as_str) else { continue };
            let Ok(mut said) = serde_json::from_str::<Value>(body) else { continue };
            if !hide_in_json(self.command, &mut said) {
                continue;
            }
            answer["body"] = Value::String(said.to_string());
            let mut row = row.into_active_model();
            row.answer = Set(Some(answer));
            row.update(self.tx).await?;
        }
        Ok(())
    }
}
