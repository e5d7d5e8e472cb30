//! What is to be added: events as JSON, or lines of the entry line's grammar.

use app::domain::Invalid;
use app::domain::form::Checker;
use app::domain::line::{AddLine, LineContext};
use app::domain::reference::IncidentRef;
use app::domain::timeline::{AddEvent, EVENTS_MAX, RawEvent};
use axum::http::HeaderMap;
use serde_json::Value;

use super::super::lines::{self, LineIn};
use super::{EventIn, Writer};
use crate::error::{Error, Result};
use crate::extract::from_value;
use crate::state::AppState;
use crate::store::incidents;

/// One thing to add.
enum Item {
    Event(Box<RawEvent>),
    Line(LineIn),
}

impl Item {
    fn read(value: Value) -> Result<Self> {
        if value.get("line").is_some() {
            return from_value(value).map(Self::Line);
        }
        from_value::<EventIn>(value).map(|event| Self::Event(Box::new(event.into())))
    }
}

/// The command of a body that is one event or one line.
pub(super) async fn one(
    state: &AppState,
    who: &Writer,
    reference: &IncidentRef,
    headers: &HeaderMap,
    body: Value,
) -> Result<AddLine> {
    match Item::read(body)? {
        Item::Event(event) => Ok(AddEvent::parse(&event, state.clock.now())?.into()),
        Item::Line(line) => {
            let read = [line.line.as_str()];
            let mut context = context(state, who, reference, headers, Some(&read)).await?;
            Ok(lines::command(&line, &mut context)?)
        }
    }
}

/// The commands of a body that is an array; findings are named `3.kind` by place in it.
pub(super) async fn many(
    state: &AppState,
    who: &Writer,
    reference: &IncidentRef,
    headers: &HeaderMap,
    body: Value,
) -> Result<Vec<AddLine>> {
    let items = items(body)?;
    if items.len() > EVENTS_MAX {
        let message =
            format!("Send at most {EVENTS_MAX} events at once; here are {}.", items.len());
        return Err(Invalid::one("", message).into());
    }
    let typed = items.iter().any(|item| matches!(item, Item::Line(_)));
    let mut context =
        if typed { Some(context(state, who, reference, headers, None).await?) } else { None };
    let now = state.clock.now();
    let mut check = Checker::new();
    let mut commands = Vec::with_capacity(items.len());
    for (place, item) in items.into_iter().enumerate() {
        let command = match (item, &mut context) {
            (Item::Event(event), _) => AddEvent::parse(&event, now).map(AddLine::from),
            (Item::Line(line), Some(context)) => lines::command(&line, context),
            (Item::Line(_), None) => continue,
        };
        commands.extend(check.nested(&format!("{place}."), command));
    }
    Ok(check.finish(commands)?)
}

async fn context(
    state: &AppState,
    who: &Writer,
    reference: &IncidentRef,
    headers: &HeaderMap,
    read: Option<&[&str]>,
) -> Result<LineContext> {
    let incident = incidents::brief(&state.db, &who.viewer, reference).await?;
    lines::context(state, incident.id, headers, "", read).await
}

/// Every item of the array, or the first that has a field of the wrong shape, by its place.
fn items(body: Value) -> Result<Vec<Item>> {
    let Value::Array(values) = body else { return Ok(Vec::new()) };
    let read = |(place, value)| {
        Item::read(value).map_err(|error| match error {
            Error::Invalid(invalid) => Error::Invalid(invalid.prefixed(&format!("{place}."))),
            error => error,
        })
    };
    values.into_iter().enumerate().map(read).collect()
}
