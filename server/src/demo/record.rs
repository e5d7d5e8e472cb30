//! The record of one incident: its timeline, and what was made of it.

use app::domain::permission::Viewer;
use app::domain::timeline::{AddEvent, EventFields};
use chrono::{DateTime, Utc};

use super::data::Example;
use super::loader::{Loader, Recorded};
use crate::store::Result;

/// What the events say, in their order.
pub(super) fn fields(example: &Example, now: DateTime<Utc>) -> Result<Vec<EventFields>> {
    let raw: Vec<_> = example.events.iter().map(|numbered| numbered.event.clone()).collect();
    let events = AddEvent::parse_all(&raw, now)?;
    Ok(events.into_iter().map(|event| event.fields).collect())
}

/// Writes the record as of when it was complete.
#[expect(clippy::unused_async, reason = "the timeline is not stored yet")]
pub(super) async fn write(_: &Loader, _: &Viewer, _: &Example, _: &Recorded) -> Result<()> {
    Ok(())
}
