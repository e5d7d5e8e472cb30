//! Everything that was done to an incident's record, from the audit log.

use app::domain::capitalised;
use app::domain::reference::IncidentRef;
use app::pages::incident::history::HistoryRow;
use app::pages::incident_history::IncidentHistoryPage;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value};

use super::list::After;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{Path, Query};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{PageRequest, audit, incidents, retractions, users};

/// `GET /incidents/{incident}/history`
pub async fn history(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::ViewIncidents>,
    Path(reference): Path<IncidentRef>,
    Query(After { after }): Query<After>,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let (rows, next) = rows(&state, incident.id, &after).await?;
    let page = IncidentHistoryPage {
        number: incident.number,
        incident_title: incident.title,
        rows,
        next,
        later: !after.is_empty(),
    };
    Ok(frame.show(StatusCode::OK, page))
}

/// What was done to the record of an incident that the caller has looked up, newest first, and
/// where the next page of it begins.
pub(super) async fn rows(
    state: &AppState,
    incident: uuid::Uuid,
    after: &str,
) -> Result<(Vec<HistoryRow>, Option<String>)> {
    let filter = audit::Filter { incident_id: Some(incident), ..audit::Filter::default() };
    let request = PageRequest { after: Some(after.to_owned()), ..PageRequest::default() };
    let entries = audit::page(&state.db, &filter, &request).await?;
    let names = users::names(&state.db).await?;
    let mut reasons = retractions::reasons(&state.db, incident, &entries.items).await?;
    let row = |entry: audit::Entry| {
        let said = [reasons.remove(&entry.seq).unwrap_or_default(), detail(&entry.detail)];
        HistoryRow {
            at: entry.at,
            by: entry.actor_id.and_then(|id| names.get(&id).cloned()).unwrap_or(entry.via),
            what: what(&entry.action, &entry.object_kind, &entry.object_id),
            why: said.into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join("; "),
        }
    };
    Ok((entries.items.into_iter().map(row).collect(), entries.next))
}

/// `incident.change_status` of `INC-3` reads `Change status`; `event.edit` of `INC-3/E5` reads
/// `Edit event E5`. An id is for machines, so a row without a reference says only what it is.
fn what(action: &str, kind: &str, object: &str) -> String {
    let verb = capitalised(&action.rsplit('.').next().unwrap_or(action).replace('_', " "));
    if kind == "incident" {
        return verb;
    }
    let kind = kind.replace('_', " ");
    let name = object.rsplit('/').next().unwrap_or(object);
    if uuid::Uuid::parse_str(name).is_ok() || name.starts_with("INC-") {
        format!("{verb} {kind}")
    } else {
        format!("{verb} {kind} {name}")
    }
}

/// The log's detail without its JSON: `open → contained; fields: title, summary`.
fn detail(detail: &Value) -> String {
    let Value::Object(fields) = detail else { return String::new() };
    let (change, told) = change(fields);
    let rest = fields.iter().filter_map(|(name, value)| {
        // That nothing was said, and of which incident this is the history, is no news.
        let is_news = !told.contains(&name.as_str()) && name != "number";
        let text = text(value).filter(|_| is_news && !(value.is_null() && name == "reason"))?;
        Some(format!("{}: {text}", name.replace('_', " ")))
    });
    change.into_iter().chain(rest).collect::<Vec<_>>().join("; ")
}

/// What stands between two ends in one phrase, and the fields that it tells: `open → contained`, or
/// of a link `E5 triggered E6`.
fn change(fields: &Map<String, Value>) -> (Option<String>, &'static [&'static str]) {
    let field = |name: &str| fields.get(name);
    let (Some(from), Some(to)) = (field("from"), field("to")) else { return (None, &[]) };
    if let (Value::Number(from), Value::Number(to), Some(Value::String(kind))) =
        (from, to, field("kind"))
    {
        let words = format!("E{from} {} E{to}", kind.replace('_', " "));
        return (Some(words), &["events", "from", "to", "kind"]);
    }
    match text(from).zip(text(to)) {
        Some((from, to)) => (Some(format!("{from} → {to}")), &["from", "to"]),
        None => (None, &[]),
    }
}

/// A value in words; none where it is for machines.
fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) if is_for_machines(text) => String::new(),
        Value::String(text) => text.replace('_', " "),
        Value::Array(items) => {
            let words = items.iter().filter_map(|item| match item {
                Value::String(word) => Some(word.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            });
            words.collect::<Vec<_>>().join(", ")
        }
        Value::Null => "–".to_owned(),
        other => other.to_string(),
    };
    (!text.is_empty()).then_some(text)
}

/// A hash or an id, which the audit log keeps and a reader has no use for.
fn is_for_machines(text: &str) -> bool {
    uuid::Uuid::parse_str(text).is_ok()
        || (text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_entry_of_the_log_reads_as_words() {
        assert_eq!(what("incident.change_status", "incident", "INC-3"), "Change status");
        assert_eq!(what("event.edit", "event", "INC-3/E5"), "Edit event E5");
        let id = "01a20403-8363-758a-8d45-ff766484ec14";
        assert_eq!(what("factor.name", "factor", id), "Name factor");
        assert_eq!(detail(&json!({"code": "stop_control", "to": id})), "code: stop control");
        assert_eq!(
            detail(&json!({"fields": ["title", "tags"], "to": null})),
            "fields: title, tags; to: –"
        );
        let status =
            json!({"from": "in_review", "number": "INC-3", "reason": null, "to": "closed"});
        assert_eq!(detail(&status), "in review → closed");
        let link = json!({"events": [5, 6], "from": 5, "kind": "acted_on", "to": 6});
        assert_eq!(detail(&link), "E5 acted on E6");
    }
}
