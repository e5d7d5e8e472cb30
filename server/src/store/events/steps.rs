//! Steps: events that an import brought, folded below the event of the run that they belong to, so
//! that a session of a thousand calls is one row of the timeline with its own pages behind it.

use std::collections::{HashMap, HashSet};

use app::domain::import::Step;
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::timeline::{Event, EventFields, RawEvent, Source};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Order, QueryFilter, QuerySelect,
    Statement, TryGetable,
    sea_query::{Expr, Func},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::add::{self, CHUNK, Cast, check_names, content};
use super::details::Scope;
use super::edit::{log, open};
use super::read;
use super::rows::{self, Rows};
use crate::store::entity::event_steps as details;
use crate::store::entity::events::{self, Column, Entity};
use crate::store::page::Cursor;
use crate::store::time::to_ms;
use crate::store::{Error, Page, PageRequest, Read, Result, Tx, incidents, links, new_id, search};

/// Whether something imported is on record already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It is not.
    New,
    /// It is, and said the same.
    Same,
    /// It is, as the event with this number, and said something else.
    Changed(i32),
}

/// Where imported events go.
#[derive(Clone, Debug)]
pub(in crate::store) struct Into {
    pub(in crate::store) incident: Uuid,
    pub(in crate::store) number: String,
    pub(in crate::store) import: Uuid,
    /// Nobody sees them yet.
    pub(in crate::store) hidden: bool,
}

/// Why an event is hidden that a large import has stored and not yet shown.
pub(in crate::store) const UNDER_WAY: &str = "This import is under way";

/// A step to be added, read and with the run below which it is folded.
pub(in crate::store) type Ready<'a> = (Option<Uuid>, &'a Step, &'a EventFields);

/// A step with what only an import says of it.
#[derive(Clone, Debug)]
pub struct StepRow {
    /// The event.
    pub event: Event,
    /// Where in the file it stood.
    pub place: String,
    /// The step that it was done in, by its id in the other program.
    pub parent: Option<String>,
    /// The tool call that it is or decides on.
    pub tool_call_id: Option<String>,
    /// What else was recorded, verbatim.
    pub attributes: Value,
}

/// Which of these events are on record, in their order. Those without a source are new.
pub async fn seen(db: &impl Read, incident: Uuid, fields: &[&EventFields]) -> Result<Vec<Seen>> {
    let sources: Vec<&Source> = fields.iter().filter_map(|fields| fields.source.as_ref()).collect();
    let stored = add::stored(db, incident, &sources).await?;
    let look = |fields: &&EventFields| {
        let found = fields.source.as_ref().and_then(|source| stored.get(source));
        match found {
            None => Seen::New,
            Some((_, _, before)) if before.as_deref() == Some(&*content(fields)) => Seen::Same,
            Some((_, seq, _)) => Seen::Changed(*seq),
        }
    };
    Ok(fields.iter().map(look).collect())
}

/// The numbers of the events that an adapter brought under these ids.
pub(in crate::store) async fn numbers(
    db: &impl Read,
    incident: Uuid,
    adapter: &str,
    ids: &[String],
) -> Result<HashMap<String, i32>> {
    let source = |id: &String| Source { adapter: adapter.to_owned(), external_id: id.clone() };
    let sources: Vec<Source> = ids.iter().map(source).collect();
    let found = add::stored(db, incident, &sources.iter().collect::<Vec<_>>()).await?;
    let named = found.into_iter().filter(|(source, _)| source.adapter == adapter);
    Ok(named.map(|(source, (_, seq, _))| (source.external_id, seq)).collect())
}

/// Adds those that are new; answers the numbers of the first and the last.
pub(in crate::store) async fn add_steps(
    tx: &Tx,
    into: &Into,
    steps: &[Ready<'_>],
) -> Result<Option<(i32, i32)>> {
    if steps.is_empty() {
        return Ok(None);
    }
    let named: Vec<(usize, &EventFields)> =
        steps.iter().enumerate().map(|(place, (_, _, fields))| (place, *fields)).collect();
    let cast = Cast::find(tx, into.incident, &named).await?;
    check_names(tx, into.incident, &named).await?;
    let count = i32::try_from(steps.len()).unwrap_or(i32::MAX);
    let first = tx.next_event_seqs(into.incident, count).await?;
    let (mut batch, mut docs, mut beside) = (Rows::default(), Vec::new(), Vec::new());
    for (seq, (run, step, fields)) in (first..).zip(steps) {
        let id = new_id();
        let mut row = rows::set(tx, add::blank(tx, into.incident, id, seq, fields), fields, &cast);
        (row.import_id, row.step_of) = (Set(Some(into.import)), Set(*run));
        if into.hidden {
            row.retracted_at = Set(Some(tx.now_ms()));
            row.retracted_reason = Set(Some(UNDER_WAY.to_owned()));
        } else {
            docs.push(rows::doc(into.incident, format!("{}/E{seq}", into.number), id, fields));
        }
        batch.events.push(row);
        batch.detail(tx, id, fields, &cast, None);
        beside.push(details::ActiveModel {
            event_id: Set(id),
            incident_id: Set(into.incident),
            place: Set(step.place.0.clone()),
            parent: Set(step.parent.clone()),
            tool_call_id: Set(step.tool_call_id.clone()),
            decided_by: Set(None),
            attributes: Set(Value::Object(step.attributes.clone())),
        });
    }
    batch.write(tx).await?;
    details::Entity::insert_many(beside).exec_without_returning(tx).await?;
    while !docs.is_empty() {
        let rest = docs.split_off(docs.len().min(CHUNK));
        search::index_many(tx, std::mem::replace(&mut docs, rest)).await?;
    }
    Ok(Some((first, first + count - 1)))
}

/// What makes these events findable, of the incident with this number.
pub(in crate::store) async fn docs(
    db: &impl Read,
    number: &str,
    stored: Vec<events::Model>,
) -> Result<Vec<search::Doc>> {
    let incident = stored.first().map(|row| row.incident_id).unwrap_or_default();
    let ids: Vec<Uuid> = stored.iter().map(|row| row.id).collect();
    let found = read::assemble(db, &Scope::These(ids), stored).await?;
    let doc = |event: Event| {
        let fields = EventFields::parse(&RawEvent::from(&event), event.occurred.at)?;
        Ok(rows::doc(incident, format!("{number}/E{}", event.seq), event.id, &fields))
    };
    found.into_iter().map(doc).collect()
}

/// The event of a run: the one that is there, or a new one that says what `fields` say.
pub(in crate::store) async fn find_or_make_run(
    tx: &Tx,
    into: &Into,
    fields: &EventFields,
) -> Result<Uuid> {
    if let Some(source) = &fields.source
        && let Some((id, _, _)) = add::stored(tx, into.incident, &[source]).await?.get(source)
    {
        return Ok(*id);
    }
    let step = Step::default();
    let made = add_steps(tx, into, &[(None, &step, fields)]).await?;
    let (seq, _) = made.ok_or(Error::NotFound)?;
    let made = read::numbered(into.incident, seq).one(tx).await?;
    Ok(made.ok_or(Error::NotFound)?.id)
}

/// Makes the event of a run last from its first step to its last, unless somebody has edited it.
pub(in crate::store) async fn stretch(
    tx: &Tx,
    run: Uuid,
    first: DateTime<Utc>,
    last: DateTime<Utc>,
) -> Result<()> {
    let Some(row) = Entity::find_by_id(run).one(tx).await? else { return Ok(()) };
    if row.version != 1 {
        return Ok(());
    }
    let second = |at: DateTime<Utc>| to_ms(at).div_euclid(1_000) * 1_000;
    let timed = row.occurred_precision != "unknown";
    let from = if timed { row.occurred_at.min(second(first)) } else { second(first) };
    let to = row.occurred_end_at.unwrap_or(from).max(second(last));
    let mut changed = row.into_active_model();
    changed.occurred_at = Set(from);
    changed.occurred_precision = Set("second".to_owned());
    if to > from {
        changed.occurred_end_at = Set(Some(to));
        changed.occurred_end_precision = Set(Some("second".to_owned()));
    }
    changed.update(tx).await.map(drop).map_err(Error::from)
}

/// How many steps are folded below each run of an incident, by the id of its event.
pub async fn counts(db: &impl Read, incident: Uuid) -> Result<HashMap<Uuid, u64>> {
    let sql = "SELECT step_of, COUNT(*) AS steps FROM events \
               WHERE incident_id = $1 AND step_of IS NOT NULL AND retracted_at IS NULL \
               GROUP BY step_of";
    let backend = db.get_database_backend();
    let find = Statement::from_sql_and_values(backend, sql, [incident.into()]);
    let mut counts = HashMap::new();
    for row in db.query_all_raw(find).await? {
        let steps: i64 = row.try_get("", "steps")?;
        counts.insert(row.try_get("", "step_of")?, u64::try_from(steps).unwrap_or(0));
    }
    Ok(counts)
}

/// How many steps are folded below these events.
pub async fn counts_of(db: &impl Read, events: &[Uuid]) -> Result<HashMap<Uuid, u64>> {
    let find = Entity::find()
        .select_only()
        .column(Column::StepOf)
        .column_as(Column::Id.count(), "steps")
        .filter(Column::StepOf.is_in(events.iter().copied()))
        .filter(Column::RetractedAt.is_null())
        .group_by(Column::StepOf);
    let rows: Vec<(Uuid, i64)> = find.into_tuple().all(db).await?;
    Ok(rows.into_iter().map(|(id, steps)| (id, u64::try_from(steps).unwrap_or(0))).collect())
}

/// The steps of a run, in the order in which they happened.
pub async fn page(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
    seq: i32,
    page: &PageRequest,
) -> Result<Page<StepRow>> {
    let incident = incidents::brief(db, viewer, reference).await?;
    let run = read::row(db, incident.id, seq).await?.ok_or(Error::NotFound)?;
    let find = Entity::find()
        .filter(Column::StepOf.eq(run.id))
        .filter(Column::IncidentId.eq(incident.id))
        .filter(Column::RetractedAt.is_null());
    let order = ("steps", Order::Asc);
    let rows = page.seek(find, order, Expr::col(Column::OccurredAt), Column::Id)?.all(db).await?;
    let rows = page.cut(rows, |row| Cursor::new("steps", row.occurred_at, row.id));
    let next = rows.next;
    let items = rows_of(db, rows.items).await?;
    Ok(Page { items, next })
}

async fn rows_of(db: &impl Read, rows: Vec<events::Model>) -> Result<Vec<StepRow>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let beside = details::Entity::find().filter(details::Column::EventId.is_in(ids.clone()));
    let mut beside: HashMap<Uuid, details::Model> =
        beside.all(db).await?.into_iter().map(|row| (row.event_id, row)).collect();
    let events = read::assemble(db, &Scope::These(ids), rows).await?;
    let row = |event: Event| {
        let beside = beside.remove(&event.id);
        let (place, parent, tool_call_id, attributes) = match beside {
            Some(row) => (row.place, row.parent, row.tool_call_id, row.attributes),
            None => (String::new(), None, None, Value::Null),
        };
        StepRow { event, place, parent, tool_call_id, attributes }
    };
    Ok(events.into_iter().map(row).collect())
}

/// The number of the run below which an event is folded.
pub async fn step_of(db: &impl Read, event: Uuid) -> Result<Option<i32>> {
    let run: Option<Option<Uuid>> =
        Entity::find_by_id(event).select_only().column(Column::StepOf).into_tuple().one(db).await?;
    let Some(Some(run)) = run else { return Ok(None) };
    let seq = Entity::find_by_id(run).select_only().column(Column::Seq).into_tuple::<i32>();
    Ok(seq.one(db).await?)
}

/// Puts a step on the timeline, with a link that says whose step it is; twice is the same as once.
pub async fn unfold(tx: &Tx, viewer: &Viewer, reference: &IncidentRef, seq: i32) -> Result<Event> {
    use app::domain::link::{AddLink, RawLink};
    let (row, incident, number) = open(tx, viewer, reference, seq, None).await?;
    let Some(run) = row.step_of else { return read::one(tx, row).await };
    let run = Entity::find_by_id(run).one(tx).await?.ok_or(Error::NotFound)?;
    let mut changed = row.into_active_model();
    changed.step_of = Set(None);
    let stored = changed.update(tx).await?;
    if run.retracted_at.is_none() {
        let raw = RawLink {
            from: seq.to_string(),
            to: run.seq.to_string(),
            kind: "part_of".to_owned(),
            basis: "documented".to_owned(),
            rationale: "A step of the imported run".to_owned(),
            ..RawLink::default()
        };
        links::add(tx, viewer, reference, &AddLink::parse(&raw)?).await?;
    }
    log(tx, "event.unfold", incident, &number, seq, json!({ "run": run.seq }));
    read::one(tx, stored).await
}

/// A decision that was imported, and the call that it was about.
struct Decision {
    output: Uuid,
    decided_by: Uuid,
    requirement: Option<String>,
    outcome: String,
    approver: Option<String>,
}

/// Tells the calls of an incident what was decided on them, by the id of the tool call, wherever
/// nothing was known of it. Where decisions differ it stays unknown. Answers how many were told.
pub(in crate::store) async fn join_decisions(tx: &Tx, incident: Uuid) -> Result<usize> {
    let sql = "SELECT t.event_id AS output, s.event_id AS decided_by, c.requirement, c.outcome, \
                 a.name AS approver \
               FROM event_steps s \
               JOIN event_control_checks c ON c.event_id = s.event_id \
               JOIN events e ON e.id = s.event_id AND e.retracted_at IS NULL \
               JOIN event_steps t ON t.incident_id = s.incident_id \
                 AND t.tool_call_id = s.tool_call_id AND t.event_id <> s.event_id \
               JOIN event_agent_outputs o ON o.event_id = t.event_id \
                 AND o.approval_outcome = 'unknown' \
               LEFT JOIN actors a ON a.id = e.actor_id \
               WHERE s.incident_id = $1 AND s.tool_call_id IS NOT NULL AND c.outcome <> 'unknown'";
    let find = Statement::from_sql_and_values(tx.get_database_backend(), sql, [incident.into()]);
    let mut decisions: HashMap<Uuid, Option<Decision>> = HashMap::new();
    for row in tx.query_all_raw(find).await? {
        fn text<T: TryGetable>(row: &sea_orm::QueryResult, name: &str) -> Result<T> {
            Ok(row.try_get("", name)?)
        }
        let found = Decision {
            output: text(&row, "output")?,
            decided_by: text(&row, "decided_by")?,
            requirement: text(&row, "requirement")?,
            outcome: text(&row, "outcome")?,
            approver: text(&row, "approver")?,
        };
        let kept = decisions.entry(found.output);
        kept.and_modify(|kept| {
            if kept.as_ref().is_some_and(|kept| kept.outcome != found.outcome) {
                *kept = None;
            }
        })
        .or_insert(Some(found));
    }
    let decided: Vec<Decision> = decisions.into_values().flatten().collect();
    for decision in &decided {
        decide(tx, decision).await?;
    }
    Ok(decided.len())
}

async fn decide(tx: &Tx, decision: &Decision) -> Result<()> {
    use crate::store::entity::event_agent_outputs::{Column, Entity};
    let requirement = decision.requirement.clone().unwrap_or_else(|| "unknown".to_owned());
    // Granted and denied name who decided; a log that does not say is quoted as that.
    let approver = decision.approver.clone().unwrap_or_else(|| "not said".to_owned());
    Entity::update_many()
        .col_expr(Column::ApprovalRequirement, Expr::value(requirement))
        .col_expr(Column::ApprovalOutcome, Expr::value(decision.outcome.clone()))
        .col_expr(
            Column::Approver,
            Func::coalesce([Expr::col(Column::Approver), Expr::value(approver)]).into(),
        )
        .filter(Column::EventId.eq(decision.output))
        .exec(tx)
        .await?;
    details::Entity::update_many()
        .col_expr(details::Column::DecidedBy, Expr::value(decision.decided_by))
        .filter(details::Column::EventId.eq(decision.output))
        .exec(tx)
        .await?;
    Ok(())
}

/// The ids of a list, each once.
pub(super) fn distinct(ids: impl Iterator<Item = Uuid>) -> Vec<Uuid> {
    ids.collect::<HashSet<_>>().into_iter().collect()
}
