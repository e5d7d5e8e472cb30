//! One thing that happened, in the forms in which readers get it: each is made once, for all of them.

use axum::body::Bytes;
use serde::Serialize;
use serde_json::json;
use tokio::sync::OnceCell;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Shape, name_of, rows};
use crate::error::Result;
use crate::state::AppState;
use crate::store::audit::Entry;
use crate::store::events;
use chrono::{DateTime, Utc};

/// How many rows one message may carry; more are read as a whole.
pub(super) const ROWS: usize = 60;

/// One thing that happened to an incident.
#[derive(Debug, Serialize, ToSchema)]
pub struct Note {
    /// Its number in the audit log; also the id of the message.
    #[serde(rename = "id")]
    pub seq: i64,
    /// What was done.
    #[schema(example = "event.edit")]
    pub action: String,
    /// The kind of thing it was done to.
    #[schema(example = "event")]
    pub object_kind: String,
    /// The thing's number or id.
    #[schema(example = "INC-42/E5")]
    pub object: String,
    /// The events whose rows on the timeline look different now.
    pub events: Vec<i32>,
    /// The id of who did it; none for the server itself.
    pub by: Option<Uuid>,
    /// The name of who did it.
    #[schema(example = "Alice")]
    pub by_name: String,
    /// When.
    pub at: DateTime<Utc>,
    #[serde(skip)]
    incident: Uuid,
    #[serde(skip)]
    made: [OnceCell<Bytes>; Shape::COUNT],
}

impl Note {
    /// What an entry of the log says to the readers of its incident.
    pub(super) async fn of(state: &AppState, entry: Entry) -> Result<Self> {
        let events = events::touched(&state.db, &entry).await?;
        let who = name_of(state, &entry).await?;
        let (by, by_name) =
            who.map_or((None, "The server".to_owned()), |(id, name)| (Some(id), name));
        let Entry { seq, action, object_kind, object_id, at, incident_id, .. } = entry;
        Ok(Self {
            seq,
            action,
            object_kind,
            object: object_id,
            events,
            by,
            by_name,
            at,
            incident: incident_id.unwrap_or_default(),
            made: Default::default(),
        })
    }

    /// The message in this shape; whoever asks first makes it.
    pub(super) async fn message(&self, state: &AppState, shape: Shape) -> Result<Bytes> {
        let made = self.made[shape.place()].get_or_try_init(async || {
            let text = match shape {
                Shape::Json => message("change", self.seq, &json!(self).to_string()),
                Shape::Rows(looks) if !self.events.is_empty() && self.events.len() <= ROWS => {
                    let news = self.news();
                    let html = rows(state, self.incident, &self.events, looks, Some(news)).await?;
                    message("row", self.seq, &html)
                }
                Shape::Rows(_) => message("news", self.seq, &rows::sentence(self)),
            };
            Ok::<_, crate::error::Error>(Bytes::from(text))
        });
        made.await.cloned()
    }

    /// Who did what, for a row.
    pub(super) fn news(&self) -> app::pages::incident::timeline::RowNews {
        let (did, does) = match self.action.as_str() {
            "event.add" => ("Added", "added"),
            "event.retract" => ("Retracted", "retracted"),
            "event.restore" => ("Put back", "put back"),
            _ => ("Changed", "changed"),
        };
        app::pages::incident::timeline::RowNews {
            by: self.by.map(|id| id.to_string()).unwrap_or_default(),
            did: format!("{did} by {}", self.by_name),
            said: format!("{} {does}", self.by_name),
        }
    }
}

/// A message of an event stream.
pub(super) fn message(event: &str, seq: i64, data: &str) -> String {
    let mut text = format!("id: {seq}\nevent: {event}\n");
    for line in data.lines() {
        text.push_str("data: ");
        text.push_str(line);
        text.push('\n');
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_keeps_the_lines_of_what_it_says() {
        assert_eq!(message("row", 7, "a\nb"), "id: 7\nevent: row\ndata: a\ndata: b\n\n");
    }
}
