//! Every place of an incident's record that holds what people or agents wrote.

use std::collections::HashMap;

use sea_orm::{ExprTrait, QuerySelect, sea_query::Query};

use super::*;
use crate::store::entity::{
    claims, event_agent_outputs as outputs, event_revisions as revisions, events as event_rows,
    evidence as evidence_rows, exposures, family_departures, incident_controls, incident_factors,
    incidents as incident_rows, links, postmortem_comments as comments,
    postmortem_reviews as reviews, postmortem_versions as versions, postmortems, severity_changes,
    status_changes,
};

/// Hides the passages in texts of a table's rows; a row with a version gets the next one, so that an
/// edit that was begun before is stale.
macro_rules! hide {
    ($work:ident, $table:ident, $id:ty, $label:literal, $of:expr, [$($column:ident),+], Version) => { $(
        let version = $table::Column::Version;
        let update = $table::Entity::update_many().col_expr(version, Expr::col(version).add(1));
        hide!($work, $table, $id, $label, $of, $column, update);
    )+ };
    ($work:ident, $table:ident, $id:ty, $label:literal, $of:expr, [$($column:ident),+]) => { $(
        hide!($work, $table, $id, $label, $of, $column, $table::Entity::update_many());
    )+ };
    ($work:ident, $table:ident, $id:ty, $label:literal, $of:expr, $column:ident, $update:expr) => {
        let find = $table::Entity::find()
            .select_only()
            .columns([$table::Column::Id, $table::Column::$column])
            .filter($of)
            .order_by_asc($table::Column::Id);
        let rows: Vec<($id, Option<String>)> = find.into_tuple().all($work.tx).await?;
        let update = $update;
        for (id, text) in rows {
            let Some(before) = text else { continue };
            let Some(after) = $work.command.hide(&before) else { continue };
            let update = update.clone().col_expr($table::Column::$column, Expr::value(after));
            update.filter($table::Column::Id.eq(id)).exec($work.tx).await?;
            $work.keep($label, before);
        }
    };
}

mod beside;

struct Work<'a> {
    tx: &'a Tx,
    incident: Uuid,
    command: &'a Redact,
    kept: &'a mut Vec<Original>,
}

/// Hides the passages everywhere, and keeps what was there; answers the evidence whose quoted words
/// are another rendition now, with the hash of the original.
pub(super) async fn hide(
    tx: &Tx,
    incident: Uuid,
    command: &Redact,
    kept: &mut Vec<Original>,
) -> Result<Vec<(Uuid, Option<String>)>> {
    let mut work = Work { tx, incident, command, kept };
    work.events().await?;
    work.outputs().await?;
    work.revisions().await?;
    let quotes = work.quotes().await?;
    work.analysis().await?;
    work.postmortem().await?;
    work.beside().await?;
    Ok(quotes)
}

impl Work<'_> {
    fn keep(&mut self, place: &str, before: String) {
        if !before.is_empty() {
            self.kept.push(Original { place: place.to_owned(), before });
        }
    }

    async fn events(&mut self) -> Result<()> {
        let find = event_rows::Entity::find()
            .filter(event_rows::Column::IncidentId.eq(self.incident))
            .order_by_asc(event_rows::Column::Seq);
        for row in find.all(self.tx).await? {
            let (seq, version) = (row.seq, row.version);
            let texts = [
                ("text", Some(row.text.clone())),
                ("channel", row.channel.clone()),
                ("shown as", row.presented_as.clone()),
                ("why it was retracted", row.retracted_reason.clone()),
            ];
            let hidden = texts.clone().map(|(_, text)| self.command.hide(text.as_deref()?));
            if hidden.iter().all(Option::is_none) {
                continue;
            }
            let [text, channel, presented_as, retracted_reason] = hidden.clone();
            let mut row = row.into_active_model();
            if let Some(text) = text {
                row.text = Set(text);
            }
            for (column, hidden) in [
                (&mut row.channel, channel),
                (&mut row.presented_as, presented_as),
                (&mut row.retracted_reason, retracted_reason),
            ] {
                if hidden.is_some() {
                    *column = Set(hidden);
                }
            }
            (row.updated_at, row.version) = (Set(self.tx.now_ms()), Set(version + 1));
            row.update(self.tx).await?;
            for ((name, before), _) in texts.into_iter().zip(hidden).filter(|(_, h)| h.is_some()) {
                self.keep(&format!("E{seq}, {name}"), before.unwrap_or_default());
            }
        }
        Ok(())
    }

    async fn outputs(&mut self) -> Result<()> {
        let seqs = self.seqs().await?;
        let find = outputs::Entity::find().filter(outputs::Column::EventId.in_subquery(self.ids()));
        for row in find.order_by_asc(outputs::Column::EventId).all(self.tx).await? {
            let seq = seqs.get(&row.event_id).copied().unwrap_or_default();
            let before = row.clone();
            let mut row = row;
            let mut found = false;
            for (name, text) in [("output", &mut row.output), ("input", &mut row.input)] {
                let was = text.clone();
                if self.command.hide_in(text) {
                    self.keep(&format!("E{seq}, {name}"), was);
                    found = true;
                }
            }
            let reasons = [
                ("why it stopped", &mut row.finish_reason),
                ("its confidence", &mut row.stated_confidence),
            ];
            for (name, text) in reasons {
                let Some(text) = text else { continue };
                let was = text.clone();
                if self.command.hide_in(text) {
                    self.keep(&format!("E{seq}, {name}"), was);
                    found = true;
                }
            }
            if hide_in_calls(self.command, &mut row.tool_calls) {
                self.keep(&format!("E{seq}, tool calls"), before.tool_calls.to_string());
                found = true;
            }
            if !found {
                continue;
            }
            let said = !row.output.is_empty();
            row.output_sha256 = said.then(|| hex(&Sha256::digest(row.output.as_bytes())));
            if before.output != row.output {
                row.redacted_from = before.redacted_from.or(before.output_sha256);
            }
            (row.redacted_at, row.redacted_by) = (Some(self.tx.now_ms()), self.tx.actor());
            row.into_active_model().reset_all().update(self.tx).await?;
            self.bump(seq).await?;
        }
        Ok(())
    }

    /// The next version of an event whose details changed.
    async fn bump(&self, seq: i32) -> Result<()> {
        let version = event_rows::Column::Version;
        event_rows::Entity::update_many()
            .col_expr(version, Expr::col(version).add(1))
            .col_expr(event_rows::Column::UpdatedAt, Expr::value(self.tx.now_ms()))
            .filter(event_rows::Column::IncidentId.eq(self.incident))
            .filter(event_rows::Column::Seq.eq(seq))
            .exec(self.tx)
            .await?;
        Ok(())
    }

    fn ids(&self) -> sea_orm::sea_query::SelectStatement {
        Query::select()
            .column(event_rows::Column::Id)
            .from(event_rows::Entity)
            .and_where(event_rows::Column::IncidentId.eq(self.incident))
            .to_owned()
    }

    async fn seqs(&self) -> Result<HashMap<Uuid, i32>> {
        let find = event_rows::Entity::find()
            .select_only()
            .columns([event_rows::Column::Id, event_rows::Column::Seq])
            .filter(event_rows::Column::IncidentId.eq(self.incident));
        Ok(find.into_tuple::<(Uuid, i32)>().all(self.tx).await?.into_iter().collect())
    }

    /// What events were before their edits.
    async fn revisions(&mut self) -> Result<()> {
        let of = revisions::Column::EventId.in_subquery(self.ids());
        for row in revisions::Entity::find().filter(of).all(self.tx).await? {
            let mut before: Event = serde_json::from_value(row.snapshot.clone())
                .map_err(|error| DbErr::Json(error.to_string()))?;
            let mut reason = row.reason.clone();
            let was = format!("{}\n\n{}", before.text, words(&before));
            if !(self.command.hide_in_event(&mut before) | self.command.hide_in(&mut reason)) {
                continue;
            }
            self.keep(&format!("E{}, version {}", before.seq, row.version), was);
            let mut row = row.into_active_model();
            (row.snapshot, row.reason) = (Set(json!(before)), Set(reason));
            row.update(self.tx).await?;
        }
        Ok(())
    }

    /// Quoted words: the hash stays that of what was quoted.
    async fn quotes(&mut self) -> Result<Vec<(Uuid, Option<String>)>> {
        use evidence_rows::Column;
        let find = evidence_rows::Entity::find().filter(Column::IncidentId.eq(self.incident));
        let mut changed = Vec::new();
        for row in find.filter(Column::Quote.is_not_null()).all(self.tx).await? {
            let Some(before) = row.quote.clone() else { continue };
            let Some(after) = self.command.hide(&before) else { continue };
            changed.push((row.id, row.sha256.clone()));
            self.keep(&format!("Evidence, {}", row.id), before);
            let version = row.version + 1;
            let mut row = row.into_active_model();
            row.quote = Set(Some(after));
            row.redaction = Set(RedactionTier::Redacted.to_string());
            (row.updated_at, row.version) = (Set(self.tx.now_ms()), Set(version));
            row.update(self.tx).await?;
        }
        let of = Column::IncidentId.eq(self.incident);
        hide!(
            self,
            evidence_rows,
            Uuid,
            "Evidence, title",
            of.clone(),
            [Title, FileName, Url, RetractedReason],
            Version
        );
        Ok(changed)
    }

    async fn analysis(&mut self) -> Result<()> {
        let of = self.incident;
        hide!(
            self,
            claims,
            Uuid,
            "Claim",
            claims::Column::IncidentId.eq(of),
            [Question, Statement, Source, MadeBy, RetractedReason],
            Version
        );
        hide!(
            self,
            links,
            Uuid,
            "Link",
            links::Column::IncidentId.eq(of),
            [Rationale, RetractedReason],
            Version
        );
        hide!(
            self,
            incident_rows,
            Uuid,
            "Incident",
            incident_rows::Column::Id.eq(of),
            [Title, Summary],
            Version
        );
        hide!(
            self,
            exposures,
            Uuid,
            "Exposure",
            exposures::Column::IncidentId.eq(of),
            [DataClass, Population, UnauthorisedAudience, Note, RetractedReason],
            Version
        );
        hide!(
            self,
            incident_factors,
            Uuid,
            "Factor",
            incident_factors::Column::IncidentId.eq(of),
            [Note, RetractedReason],
            Version
        );
        hide!(
            self,
            incident_controls,
            Uuid,
            "Control",
            incident_controls::Column::IncidentId.eq(of),
            [Note, RetractedReason],
            Version
        );
        hide!(
            self,
            severity_changes,
            Uuid,
            "Severity",
            severity_changes::Column::IncidentId.eq(of),
            [Rationale]
        );
        hide!(
            self,
            status_changes,
            Uuid,
            "Status",
            status_changes::Column::IncidentId.eq(of),
            [Reason]
        );
        hide!(
            self,
            family_departures,
            Uuid,
            "Family",
            family_departures::Column::IncidentId.eq(of),
            [Reason]
        );
        Ok(())
    }

    /// The postmortem as it is, all of its versions, and what was said of it. The hash is of what it
    /// says now, so an approval of what it said before lapses.
    async fn postmortem(&mut self) -> Result<()> {
        let find = postmortems::Entity::find();
        let find = find.filter(postmortems::Column::IncidentId.eq(self.incident));
        for row in find.all(self.tx).await? {
            let (id, version) = (row.id, row.version);
            let past = versions::Entity::find().filter(versions::Column::PostmortemId.eq(id));
            for past in past.all(self.tx).await? {
                let Some(after) = self.command.hide(&past.body) else { continue };
                self.keep(&format!("Postmortem, version {}", past.revision), past.body.clone());
                let mut past = past.into_active_model();
                past.body_hash = Set(hex(&Sha256::digest(after.as_bytes())));
                past.body = Set(after);
                past.update(self.tx).await?;
            }
            if let Some(after) = self.command.hide(&row.body) {
                self.keep("Postmortem", row.body.clone());
                let mut row = row.into_active_model();
                row.body_hash = Set(hex(&Sha256::digest(after.as_bytes())));
                (row.body, row.version) = (Set(after), Set(version + 1));
                row.update(self.tx).await?;
            }
            hide!(
                self,
                versions,
                Uuid,
                "Postmortem, note",
                versions::Column::PostmortemId.eq(id),
                [Note]
            );
            hide!(
                self,
                comments,
                Uuid,
                "Postmortem, remark",
                comments::Column::PostmortemId.eq(id),
                [Anchor, Body]
            );
            hide!(
                self,
                reviews,
                Uuid,
                "Postmortem, review",
                reviews::Column::PostmortemId.eq(id),
                [Comment]
            );
        }
        Ok(())
    }
}

/// Hides the passages in what tools were called with and what they answered.
fn hide_in_calls(command: &Redact, calls: &mut Value) -> bool {
    let Some(calls) = calls.as_array_mut() else { return false };
    let mut found = false;
    for call in calls {
        for part in ["arguments", "result"] {
            found |= call.get_mut(part).is_some_and(|text| hide_in_json(command, text));
        }
    }
    found
}

/// What an agent said in an event, for the record of what was hidden.
fn words(event: &Event) -> String {
    let said = event.agent_output.as_ref().map(|said| &said.fields);
    said.map(|said| format!("{}\n\n{}", said.output, said.input)).unwrap_or_default()
}
