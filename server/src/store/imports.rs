//! Imports: one file or one stream of a run, the events it brought, and taking all of them back.

use std::collections::HashMap;

use app::domain::Refused;
use app::domain::import::{Import, Problem, Run, Step};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::timeline::{AddEvent, EventFields, EventKind};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::entity::imports::{ActiveModel, Column, Entity, Model};
use super::events::{Into, Seen, seen};
use super::import_parts::{self, DONE, STORING};
use super::import_ties::Ties;
use super::time::from_ms;
use super::{Error, Read, Result, Tx, events, evidence, incidents, new_id};

/// The most imports that the history of an incident lists.
const LISTED: u64 = 200;
/// How many of the ids that say something else than before a refusal names.
const NAMED: usize = 5;

/// What is imported, for the history.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// Which adapter reads it.
    pub adapter: String,
    /// What it is called.
    pub name: String,
    /// SHA-256 of its bytes; blank of a stream.
    pub sha256: String,
    /// How long it is, in bytes.
    pub size: u64,
    /// Folds everything below one event, when there are too many runs for a timeline.
    pub fold: Option<Run>,
    /// Leaves what says something else than before as it is on record, instead of refusing it.
    pub keep: bool,
    /// Stored in parts, which stay hidden until the end.
    pub large: bool,
}

/// An import that is under way, in the transaction that it was opened in.
#[derive(Clone, Debug)]
pub struct Writer {
    viewer: Viewer,
    ties: Ties,
    into: Into,
    file: File,
    runs: HashMap<String, Uuid>,
    spans: HashMap<Uuid, (DateTime<Utc>, DateTime<Utc>)>,
    added: u64,
    known: u64,
    left_out: u64,
    first: Option<i32>,
    last: i32,
}

/// Begins an import into an incident.
pub async fn open(tx: &Tx, viewer: &Viewer, reference: &IncidentRef, file: File) -> Result<Writer> {
    let incident = incidents::brief(tx, viewer, reference).await?;
    tx.lock_incident(incident.id).await?;
    let streamed = file.sha256.is_empty();
    if !streamed && import_parts::is_under_way(tx, incident.id).await? {
        let message =
            "Another large import into this incident is under way. Wait until it is done.";
        return Err(Refused::new("import-under-way", message).on("file").into());
    }
    let before = if streamed { stream(tx, incident.id, &file).await? } else { None };
    let import = match before {
        Some(row) => row.id,
        None => begin(tx, incident.id, &file).await?,
    };
    let (number, hidden) = (incident.number.to_string(), file.large);
    let into = Into { incident: incident.id, number, import, hidden };
    Ok(Writer {
        viewer: viewer.clone(),
        ties: Ties::default(),
        into,
        file,
        runs: HashMap::new(),
        spans: HashMap::new(),
        added: 0,
        known: 0,
        left_out: 0,
        first: None,
        last: 0,
    })
}

/// The import that a stream goes on with.
async fn stream(tx: &Tx, incident: Uuid, file: &File) -> Result<Option<Model>> {
    let find = Entity::find()
        .filter(Column::IncidentId.eq(incident))
        .filter(Column::Adapter.eq(file.adapter.clone()))
        .filter(Column::FileName.eq(file.name.clone()))
        .filter(Column::Sha256.eq(""))
        .filter(Column::UndoneAt.is_null());
    Ok(find.one(tx).await?)
}

async fn begin(tx: &Tx, incident: Uuid, file: &File) -> Result<Uuid> {
    let row = ActiveModel {
        id: Set(new_id()),
        incident_id: Set(incident),
        adapter: Set(file.adapter.clone()),
        file_name: Set(file.name.clone()),
        sha256: Set(file.sha256.clone()),
        size: Set(i64::try_from(file.size).unwrap_or(i64::MAX)),
        added: Set(0),
        known: Set(0),
        left_out: Set(0),
        created_at: Set(tx.now_ms()),
        created_by: Set(tx.actor()),
        undone_at: NotSet,
        undone_by: NotSet,
        state: Set(if file.large { STORING } else { DONE }.to_owned()),
        beat_at: Set(tx.now_ms()),
    };
    Ok(row.insert(tx).await?.id)
}

impl Writer {
    /// The id of the import.
    pub fn import(&self) -> Uuid {
        self.into.import
    }

    /// The events that are new of these; those that are on record already change nothing.
    pub async fn add(&mut self, tx: &Tx, steps: &[(Step, AddEvent)]) -> Result<()> {
        let fields: Vec<&EventFields> = steps.iter().map(|(_, command)| &command.fields).collect();
        let standing = seen(tx, self.into.incident, &fields).await?;
        self.refuse_changed(steps, &standing)?;
        let (mut alone, mut folded) = (Vec::with_capacity(steps.len()), Vec::new());
        let mut twice: HashMap<&str, usize> = HashMap::new();
        for (place, ((step, command), seen)) in steps.iter().zip(&standing).enumerate() {
            let again = !step.external_id.is_empty()
                && twice.insert(step.external_id.as_str(), place).is_some();
            if again || *seen != Seen::New {
                self.known += 1;
                continue;
            }
            if step.run.is_some() || self.file.fold.is_some() {
                folded.push((step, &command.fields));
            } else {
                alone.push((None, step, &command.fields));
            }
        }
        // A step may be folded below another one of the same batch.
        self.store(tx, &alone).await?;
        let mut ready = Vec::with_capacity(folded.len());
        for (step, fields) in folded {
            ready.push((self.run(tx, step, fields).await?, step, fields));
        }
        self.store(tx, &ready).await
    }

    async fn store(&mut self, tx: &Tx, fresh: &[events::Ready<'_>]) -> Result<()> {
        self.added += fresh.len() as u64;
        if let Some((first, last)) = events::add_steps(tx, &self.into, fresh).await? {
            self.first.get_or_insert(first);
            self.last = last;
            for (seq, (_, step, _)) in (first..).zip(fresh) {
                self.ties.note(seq, step);
            }
        }
        Ok(())
    }

    /// Notes how many things were left out.
    pub fn leave_out(&mut self, count: u64) {
        self.left_out += count;
    }

    fn refuse_changed(&mut self, steps: &[(Step, AddEvent)], standing: &[Seen]) -> Result<()> {
        let changed = steps.iter().zip(standing).filter_map(|((step, _), seen)| match seen {
            Seen::Changed(seq) => Some(format!("{} (E{seq})", step.external_id)),
            _ => None,
        });
        let named: Vec<String> = changed.take(NAMED).collect();
        if named.is_empty() || self.file.keep {
            return Ok(());
        }
        let message = format!(
            "On record with another content: {}. Leave them as they are on record, or edit those events.",
            named.join(", ")
        );
        Err(Refused::new("import-differs", message).on("source.external_id").into())
    }

    /// The event below which a step is folded, made on first mention.
    async fn run(&mut self, tx: &Tx, step: &Step, fields: &EventFields) -> Result<Option<Uuid>> {
        let Some(run) = self.file.fold.clone().or_else(|| step.run.clone()) else {
            return Ok(None);
        };
        let id = match self.runs.get(&run.external_id) {
            Some(id) => *id,
            None => {
                let fields = run_fields(&run, step, &self.file.adapter, fields)?;
                let id = events::find_or_make_run(tx, &self.into, &fields).await?;
                self.runs.insert(run.external_id, id);
                id
            }
        };
        if let Some(at) = step.at {
            let end = step.end.unwrap_or(at).max(at);
            let span = self.spans.entry(id).or_insert((at, end));
            *span = (span.0.min(at), span.1.max(end));
        }
        Ok(Some(id))
    }

    /// What of the links and addresses is not possible, for a look at a file: what is possible is
    /// done, and the transaction is never to be committed.
    pub async fn try_ties(self, tx: &Tx) -> Result<Vec<Problem>> {
        self.ties.store(tx, &self.viewer, &self.into, &self.file.adapter, true).await
    }

    /// Ends the import: what runs lasted, what was decided on calls, the history, the audit.
    pub async fn close(self, tx: &Tx) -> Result<Import> {
        if self.into.hidden {
            import_parts::reveal(tx, self.into.import).await?;
        }
        for (run, (first, last)) in &self.spans {
            events::stretch(tx, *run, *first, *last).await?;
        }
        events::join_decisions(tx, self.into.incident).await?;
        let keep = self.file.keep;
        let ties = self.ties;
        let untied = ties.store(tx, &self.viewer, &self.into, &self.file.adapter, keep).await?;
        let left_out = self.left_out + untied.len() as u64;
        let row = Entity::find_by_id(self.into.import).one(tx).await?.ok_or(Error::NotFound)?;
        let sum = |before: i64, more: u64| before + i64::try_from(more).unwrap_or(0);
        let (added, known) = (sum(row.added, self.added), sum(row.known, self.known));
        let (left_out_in_all, size) = (sum(row.left_out, left_out), row.size);
        let streamed = if self.file.sha256.is_empty() { self.file.size } else { 0 };
        let mut changed = row.into_active_model();
        (changed.added, changed.known) = (Set(added), Set(known));
        (changed.left_out, changed.size) = (Set(left_out_in_all), Set(sum(size, streamed)));
        let row = changed.update(tx).await?;
        let Into { incident, number, import, .. } = &self.into;
        if self.added > 0 {
            let detail = json!({ "incident": number, "adapter": self.file.adapter, "added": self.added,
                "known": self.known, "left_out": left_out, "sha256": self.file.sha256 });
            tx.audit("import.add", ("import", import), Some(*incident), detail);
            let news = json!({ "number": number, "first": self.first, "last": self.last });
            tx.outbox("event.added", Some(*incident), news);
        }
        let names = incidents::names(tx, &row.created_by.into_iter().collect::<Vec<_>>()).await?;
        Ok(shown(row, &names))
    }
}

/// What the event of a run says, when it is made for its first step.
fn run_fields(run: &Run, step: &Step, adapter: &str, first: &EventFields) -> Result<EventFields> {
    let agent = first.agent_output.is_some()
        || matches!(
            first.kind,
            EventKind::AgentInvoked | EventKind::ContextNote | EventKind::ControlCheck
        );
    let kind = if agent { EventKind::AgentInvoked } else { EventKind::Communication };
    let mut head = Step::new(step.place.clone(), &run.external_id, kind, &run.title);
    head.at = step.at;
    head.event.channel.clone_from(&step.event.channel);
    Ok(head.command(adapter, first.occurred.at)?.fields)
}

/// The imports into an incident, newest first.
pub async fn list(db: &impl Read, viewer: &Viewer, reference: &IncidentRef) -> Result<Vec<Import>> {
    let incident = incidents::brief(db, viewer, reference).await?;
    let find =
        Entity::find().filter(Column::IncidentId.eq(incident.id)).filter(Column::State.ne(STORING));
    let find = find.order_by_desc(Column::CreatedAt).order_by_desc(Column::Id).limit(LISTED);
    let rows = find.all(db).await?;
    let who: Vec<Uuid> = rows.iter().filter_map(|row| row.created_by).collect();
    let names = incidents::names(db, &who).await?;
    Ok(rows.into_iter().map(|row| shown(row, &names)).collect())
}

/// Takes back everything that an import brought; twice is the same as once. Answers how many
/// events went.
pub async fn undo(tx: &Tx, viewer: &Viewer, reference: &IncidentRef, id: Uuid) -> Result<u64> {
    let incident = incidents::brief(tx, viewer, reference).await?;
    tx.lock_incident(incident.id).await?;
    let find = Entity::find_by_id(id)
        .filter(Column::IncidentId.eq(incident.id))
        .filter(Column::State.ne(STORING));
    let row = find.one(tx).await?.ok_or(Error::NotFound)?;
    super::may_retract(viewer, row.created_by)?;
    if row.undone_at.is_some() {
        return Ok(0);
    }
    let reason = format!("The import of {} was undone", row.file_name);
    let gone = events::undo(tx, id, &reason).await?;
    evidence::undo_import(tx, id, &reason).await?;
    let mut changed = row.into_active_model();
    (changed.undone_at, changed.undone_by) = (Set(Some(tx.now_ms())), Set(tx.actor()));
    changed.update(tx).await?;
    let number = incident.number.to_string();
    let detail = json!({ "incident": number, "events": gone });
    tx.audit("import.undo", ("import", id), Some(incident.id), detail);
    tx.outbox("event.changed", Some(incident.id), json!({ "number": number }));
    Ok(gone)
}

fn shown(row: Model, names: &HashMap<Uuid, String>) -> Import {
    let count = |stored: i64| u64::try_from(stored).unwrap_or(0);
    Import {
        id: row.id,
        adapter: row.adapter,
        file_name: row.file_name,
        sha256: row.sha256,
        size: count(row.size),
        added: count(row.added),
        known: count(row.known),
        left_out: count(row.left_out),
        findable: row.state == DONE,
        imported_at: from_ms(row.created_at),
        imported_by: incidents::name_of(names, row.created_by),
        imported_by_id: row.created_by,
        undone_at: row.undone_at.map(from_ms),
    }
}
