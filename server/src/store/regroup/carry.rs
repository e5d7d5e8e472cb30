//! Carrying events over: their numbers, their actors, what is written in them, and the search.

use app::domain::regroup::renumber;
use app::domain::timeline::{EventFields, RawEvent};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel};
use sea_orm::{QueryFilter, Value};
use uuid::Uuid;

use super::Moving;
use super::sql::{ids, rows, run};
use crate::store::entity::{actors, events};
use crate::store::{Error, Result, events as timeline, new_id, search};

/// The events that move, for a statement whose `$1` is the move.
pub(super) const MOVED: &str = "(SELECT event_id FROM event_addresses WHERE move_id = $1)";

/// Texts that belong to an incident and may name its events.
const WORDS: [(&str, &str); 6] = [
    ("links", "rationale"),
    ("claims", "statement"),
    ("claims", "source"),
    ("incident_factors", "note"),
    ("incident_controls", "note"),
    ("exposures", "note"),
];

impl Moving<'_> {
    /// Gives each of these events its new number in the incident that takes it; the old ones are
    /// kept as addresses.
    pub(super) async fn carry(&self, numbers: &[(Uuid, i32)]) -> Result<()> {
        let (tx, from, to) = (self.tx, self.from, self.to);
        for (event, _) in numbers {
            let address = "INSERT INTO event_addresses (incident_id, seq, event_id, move_id) \
                           SELECT incident_id, seq, id, $2 FROM events WHERE id = $1";
            run(tx, address, vec![(*event).into(), self.id.into()]).await?;
        }
        self.free_sources().await?;
        for (event, seq) in numbers {
            let sql = "UPDATE events SET incident_id = $2, seq = $3 WHERE id = $1";
            run(tx, sql, vec![(*event).into(), to.into(), (*seq).into()]).await?;
        }
        let steps = format!("UPDATE event_steps SET incident_id = $2 WHERE event_id IN {MOVED}");
        run(tx, &steps, vec![self.id.into(), to.into()]).await?;
        self.recast(from, to).await?;
        let docs = format!(
            "UPDATE search_docs SET incident_id = $2, label = $3 || (SELECT CAST(e.seq AS TEXT) \
             FROM events e WHERE e.id = search_docs.ref_id) \
             WHERE kind = 'event' AND ref_id IN {MOVED}"
        );
        let label = format!("{}/E", self.to_number);
        run(tx, &docs, vec![self.id.into(), to.into(), label.into()]).await?;
        Ok(())
    }

    /// Both may have imported the same thing: each event stays, and one of them gives its name up.
    async fn free_sources(&self) -> Result<()> {
        let sql = format!(
            "UPDATE events SET source_external_id = source_external_id || $3 WHERE id IN {MOVED} \
             AND EXISTS (SELECT 1 FROM events o WHERE o.incident_id = $2 \
               AND o.source_adapter = events.source_adapter \
               AND o.source_external_id = events.source_external_id)"
        );
        let mark = format!(" in {}", self.from_number);
        run(self.tx, &sql, vec![self.id.into(), self.to.into(), mark.into()]).await.map(drop)
    }

    /// "Engineer B" of one record is not that of another: who is named gets an entry there.
    async fn recast(&self, from: Uuid, to: Uuid) -> Result<()> {
        let tx = self.tx;
        let sql = format!(
            "SELECT a.id AS id FROM actors a WHERE a.incident_id = $2 AND EXISTS (SELECT 1 \
             FROM events e WHERE e.id IN {MOVED} AND (e.actor_id = a.id OR e.on_behalf_of_id = a.id))"
        );
        let named = ids(tx, &sql, vec![self.id.into(), from.into()]).await?;
        for actor in actors::Entity::find().filter(actors::Column::Id.is_in(named)).all(tx).await? {
            let (old, key) = (actor.id, actor.key.replacen(&from.to_string(), &to.to_string(), 1));
            let there = actors::Entity::find().filter(actors::Column::Key.eq(&key)).one(tx).await?;
            let new = match there {
                Some(actor) => actor.id,
                None => {
                    let mut row = actor.into_active_model().reset_all();
                    (row.id, row.key, row.incident_id) = (Set(new_id()), Set(key), Set(Some(to)));
                    row.insert(tx).await?.id
                }
            };
            for column in ["actor_id", "on_behalf_of_id"] {
                let sql = format!(
                    "UPDATE events SET {column} = $3 WHERE {column} = $2 AND id IN {MOVED}"
                );
                run(tx, &sql, vec![self.id.into(), old.into(), new.into()]).await?;
            }
        }
        Ok(())
    }

    /// Names the events as they are called from now on, in the texts of these events; what a text
    /// was stays as a revision. Before they are carried.
    pub(super) async fn rename_in_events(
        &self,
        events: &[Uuid],
        becomes: impl Fn(i32) -> Option<String>,
    ) -> Result<Vec<Uuid>> {
        let mut edited = Vec::new();
        let reason =
            format!("Numbered anew: moved from {} to {}", self.from_number, self.to_number);
        for chunk in events.chunks(500) {
            let find = events::Entity::find().filter(events::Column::Id.is_in(chunk.to_vec()));
            for row in find.filter(events::Column::Text.contains("E")).all(self.tx).await? {
                let Some(text) = renumber(&row.text, &becomes) else { continue };
                edited.push(row.id);
                timeline::rewrite(self.tx, row, text, &reason).await?;
            }
        }
        Ok(edited)
    }

    /// Makes these events findable by what is written in them now. After they are carried.
    pub(super) async fn index_again(&self, edited: &[Uuid]) -> Result<()> {
        for id in edited {
            let row = events::Entity::find_by_id(*id).one(self.tx).await?.ok_or(Error::NotFound)?;
            if row.retracted_at.is_some() || row.step_of.is_some() {
                continue;
            }
            let label = format!("{}/E{}", self.to_number, row.seq);
            let event = timeline::one(self.tx, row).await?;
            let fields = EventFields::parse(&RawEvent::from(&event), event.occurred.at)?;
            search::index(self.tx, timeline::doc(self.to, label, *id, &fields)).await?;
        }
        Ok(())
    }

    /// The same in what else is written about the incident that gives.
    pub(super) async fn rename_in_record(
        &self,
        becomes: impl Fn(i32) -> Option<String>,
    ) -> Result<()> {
        for (table, column) in WORDS {
            let sql = format!(
                "SELECT id, {column} AS words FROM {table} WHERE incident_id = $1 AND {column} LIKE '%E%'"
            );
            for row in rows(self.tx, &sql, vec![self.from.into()]).await? {
                let (id, words): (Uuid, String) =
                    (row.try_get("", "id")?, row.try_get("", "words")?);
                let Some(words) = renumber(&words, &becomes) else { continue };
                let sql = format!("UPDATE {table} SET {column} = $2 WHERE id = $1");
                run(self.tx, &sql, vec![Value::from(id), words.into()]).await?;
            }
        }
        Ok(())
    }
}
