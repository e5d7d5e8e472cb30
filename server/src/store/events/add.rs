//! Adding events, alone or thousands at once: all of them or none, and none twice.

use std::collections::{HashMap, HashSet};

use app::domain::Invalid;
use app::domain::actor::ActorSpec;
use app::domain::moment::Precision;
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::timeline::{AddEvent, Event, EventFields, Source};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::details::Scope;
use super::read;
use super::rows::{self, Rows};
use crate::store::actors::{self, Found};
use crate::store::entity::{controls, events};
use crate::store::{Error, Read, Result, Tx, evidence, hex, incidents, new_id, search};

/// How many values go into one `IN (…)`, and docs into one statement.
pub(super) const CHUNK: usize = 1_000;

/// What adding came to.
#[derive(Clone, Debug)]
pub struct Added {
    /// The events, in the order of the commands; one that was there already is there as it is.
    pub events: Vec<Event>,
    /// How many of them are new.
    pub new: usize,
}

/// Adds one event. One that was imported before is answered as it is now; `false` says so.
pub async fn add(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    command: &AddEvent,
) -> Result<(Event, bool)> {
    let added = add_all(tx, viewer, reference, std::slice::from_ref(command)).await;
    let mut added = added.map_err(|error| match error {
        Error::Invalid(invalid) => Error::Invalid(alone(invalid)),
        error => error,
    })?;
    let event = added.events.pop().ok_or(Error::NotFound)?;
    Ok((event, added.new == 1))
}

/// The findings of a list with one event, without its place in the list.
fn alone(mut invalid: Invalid) -> Invalid {
    for error in &mut invalid.errors {
        if let Some(field) = error.field.strip_prefix("0.") {
            error.field = field.to_owned();
        }
    }
    invalid
}

/// Adds all of `commands`, or none; findings are named `3.actor.ref` by place in the list.
pub async fn add_all(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    commands: &[AddEvent],
) -> Result<Added> {
    let incident = incidents::brief(tx, viewer, reference).await?;
    tx.lock_incident(incident.id).await?;
    let fields: Vec<&EventFields> = commands.iter().map(|command| &command.fields).collect();
    let places = Places::find(tx, incident.id, &fields).await?;
    let fresh: Vec<(usize, &EventFields)> =
        places.fresh.iter().map(|place| (*place, fields[*place])).collect();
    let cast = Cast::find(tx, incident.id, &fresh).await?;
    check_names(tx, incident.id, &fresh).await?;
    let count = i32::try_from(fresh.len()).unwrap_or(i32::MAX);
    let mut ids = places.known;
    if count > 0 {
        let first = tx.next_event_seqs(incident.id, count).await?;
        let number = incident.number.to_string();
        let made = write(tx, (incident.id, &number), first, &fresh, &cast).await?;
        ids.extend(fresh.iter().map(|(place, _)| *place).zip(made));
        log(tx, incident.id, &number, first, count);
    }
    // A command that repeats another of the same list means the same event.
    let order = (0..fields.len()).filter_map(|place| {
        let place = places.repeats.get(&place).copied().unwrap_or(place);
        ids.get(&place).copied()
    });
    let events = load(tx, order.collect()).await?;
    Ok(Added { events, new: fresh.len() })
}

async fn write(
    tx: &Tx,
    (incident, number): (Uuid, &str),
    first: i32,
    fresh: &[(usize, &EventFields)],
    cast: &Cast,
) -> Result<Vec<Uuid>> {
    let (mut batch, mut docs) = (Rows::default(), Vec::with_capacity(fresh.len()));
    let mut ids = Vec::with_capacity(fresh.len());
    for (seq, (_, fields)) in (first..).zip(fresh) {
        let id = new_id();
        batch.events.push(rows::set(tx, blank(tx, incident, id, seq, fields), fields, cast));
        batch.detail(tx, id, fields, cast, None);
        docs.push(rows::doc(incident, format!("{number}/E{seq}"), id, fields));
        ids.push(id);
    }
    batch.write(tx).await?;
    while !docs.is_empty() {
        let rest = docs.split_off(docs.len().min(CHUNK));
        search::index_many(tx, std::mem::replace(&mut docs, rest)).await?;
    }
    Ok(ids)
}

/// What only adding writes.
pub(super) fn blank(
    tx: &Tx,
    incident: Uuid,
    id: Uuid,
    seq: i32,
    fields: &EventFields,
) -> events::ActiveModel {
    let source = fields.source.as_ref();
    events::ActiveModel {
        id: Set(id),
        incident_id: Set(incident),
        seq: Set(seq),
        source_adapter: Set(source.map(|source| source.adapter.clone())),
        source_external_id: Set(source.map(|source| source.external_id.clone())),
        source_hash: Set(source.map(|_| content(fields))),
        recorded_at: Set(tx.now_ms()),
        recorded_by: Set(tx.actor()),
        retracted_at: NotSet,
        retracted_by: NotSet,
        retracted_reason: NotSet,
        version: Set(1),
        ..Default::default()
    }
}

fn log(tx: &Tx, incident: Uuid, number: &str, first: i32, count: i32) {
    let last = first + count - 1;
    let object = format!("{number}/E{first}");
    tx.audit(
        "event.add",
        ("event", object),
        Some(incident),
        json!({ "first": first, "last": last }),
    );
    let news = json!({ "number": number, "first": first, "last": last });
    tx.outbox("event.added", Some(incident), news);
}

async fn load(tx: &Tx, ids: Vec<Uuid>) -> Result<Vec<Event>> {
    let mut found: HashMap<Uuid, Event> = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let find = events::Entity::find().filter(events::Column::Id.is_in(chunk.iter().copied()));
        let rows = find.all(tx).await?;
        let events = read::assemble(tx, &Scope::These(chunk.to_vec()), rows).await?;
        found.extend(events.into_iter().map(|event| (event.id, event)));
    }
    Ok(ids.iter().filter_map(|id| found.get(id).cloned()).collect())
}

/// Where each command of a list goes: it is new, known already, or repeats one of the same list.
struct Places {
    fresh: Vec<usize>,
    known: HashMap<usize, Uuid>,
    repeats: HashMap<usize, usize>,
}

impl Places {
    async fn find(tx: &Tx, incident: Uuid, fields: &[&EventFields]) -> Result<Self> {
        let stored = imported(tx, incident, fields).await?;
        let mut seen: HashMap<&Source, (usize, String)> = HashMap::new();
        let mut places = Self { fresh: Vec::new(), known: HashMap::new(), repeats: HashMap::new() };
        for (place, fields) in fields.iter().enumerate() {
            let Some(source) = &fields.source else {
                places.fresh.push(place);
                continue;
            };
            let hash = content(fields);
            if let Some((id, seq, before)) = stored.get(source) {
                same(place, source, before.as_deref() == Some(&hash), &format!("E{seq}"))?;
                places.known.insert(place, *id);
            } else if let Some((first, before)) = seen.get(source) {
                same(place, source, *before == hash, &format!("item {first}"))?;
                places.repeats.insert(place, *first);
            } else {
                seen.insert(source, (place, hash));
                places.fresh.push(place);
            }
        }
        Ok(places)
    }
}

/// Nothing when the same was said before, else the conflict.
fn same(place: usize, source: &Source, same: bool, before: &str) -> Result<()> {
    if same {
        return Ok(());
    }
    let Source { adapter, external_id } = source;
    let message = format!(
        "Item {place}: {adapter} {external_id} was recorded as {before} with another content. \
         Edit that event, or send another external id."
    );
    Err(app::domain::Refused::new("import-differs", message).on("source.external_id").into())
}

pub(super) type Imported = HashMap<Source, (Uuid, i32, Option<String>)>;

/// The events of this incident that have the sources of `fields` already.
async fn imported(tx: &Tx, incident: Uuid, fields: &[&EventFields]) -> Result<Imported> {
    let sources: Vec<&Source> = fields.iter().filter_map(|fields| fields.source.as_ref()).collect();
    stored(tx, incident, &sources).await
}

/// The events of this incident that have these sources.
pub(super) async fn stored(
    db: &impl Read,
    incident: Uuid,
    sources: &[&Source],
) -> Result<Imported> {
    use events::Column;
    let mut found = HashMap::new();
    for chunk in sources.chunks(CHUNK) {
        let external = chunk.iter().map(|source| source.external_id.as_str());
        let find = events::Entity::find()
            .select_only()
            .columns([Column::Id, Column::Seq, Column::SourceAdapter])
            .columns([Column::SourceExternalId, Column::SourceHash])
            .filter(Column::IncidentId.eq(incident))
            .filter(Column::SourceExternalId.is_in(external));
        let rows: Vec<(Uuid, i32, String, String, Option<String>)> =
            find.into_tuple().all(db).await?;
        for (id, seq, adapter, external_id, hash) in rows {
            found.insert(Source { adapter, external_id }, (id, seq, hash));
        }
    }
    Ok(found)
}

/// What an import said, as a hash: the same again changes nothing, also after somebody has edited
/// the event.
pub fn content(fields: &EventFields) -> String {
    let mut said = fields.clone();
    if said.occurred.precision == Precision::Unknown {
        // Its place in the list is the moment of the import.
        said.occurred.at = chrono::DateTime::UNIX_EPOCH;
    }
    hex(&Sha256::digest(serde_json::to_vec(&said).unwrap_or_default()))
}

/// Who is who in some events.
pub(super) struct Cast(HashMap<ActorSpec, Found>);

impl Cast {
    /// Finds or makes everybody that the events name.
    pub(super) async fn find(
        tx: &Tx,
        incident: Uuid,
        fields: &[(usize, &EventFields)],
    ) -> Result<Self> {
        let roles = |(place, fields): &(usize, &'_ EventFields)| {
            let place = *place;
            [("actor", fields.actor.clone()), ("on_behalf_of", fields.on_behalf_of.clone())]
                .into_iter()
                .filter_map(move |(role, spec)| Some((place, role, spec?)))
        };
        let named: Vec<(usize, &str, ActorSpec)> = fields.iter().flat_map(roles).collect();
        let specs: HashSet<&ActorSpec> = named.iter().map(|(_, _, spec)| spec).collect();
        let found = actors::resolve(tx, incident, specs).await?;
        let mut invalid = Invalid::default();
        for (place, role, spec) in &named {
            if !found.contains_key(spec) {
                let (part, message) = actors::unknown(spec);
                invalid.add(format!("{place}.{role}.{part}"), message);
            }
        }
        if invalid.errors.is_empty() { Ok(Self(found)) } else { Err(invalid.into()) }
    }

    pub(super) fn id(&self, spec: Option<&ActorSpec>) -> Option<Uuid> {
        self.0.get(spec?).map(|found| found.id)
    }

    pub(super) fn agent(&self, spec: Option<&ActorSpec>) -> Option<Uuid> {
        self.0.get(spec?).and_then(|found| found.agent_id)
    }
}

/// Checks that the controls and the evidence that events name are there.
pub(super) async fn check_names(
    tx: &Tx,
    incident: Uuid,
    fields: &[(usize, &EventFields)],
) -> Result<()> {
    let checked = |fields: &EventFields| fields.control_check.as_ref().map(|c| c.control.clone());
    let codes: HashSet<String> = fields.iter().filter_map(|(_, fields)| checked(fields)).collect();
    let known = known_controls(tx, codes).await?;
    let named = fields.iter().flat_map(|(_, fields)| fields.evidence.iter().copied());
    let here = evidence::known(tx, incident, named.collect()).await?;
    let mut invalid = Invalid::default();
    for (place, fields) in fields {
        if let Some(code) = checked(fields)
            && !known.contains(&code)
        {
            let message = format!("The catalogue has no control “{code}”.");
            invalid.add(format!("{place}.control_check.control"), message);
        }
        for (i, id) in fields.evidence.iter().enumerate() {
            if !here.contains(id) {
                let message = "There is no such evidence in this incident.";
                invalid.add(format!("{place}.evidence.{i}"), message);
            }
        }
    }
    if invalid.errors.is_empty() { Ok(()) } else { Err(invalid.into()) }
}

async fn known_controls(tx: &Tx, codes: HashSet<String>) -> Result<HashSet<String>> {
    if codes.is_empty() {
        return Ok(HashSet::new());
    }
    let find = controls::Entity::find()
        .select_only()
        .column(controls::Column::Code)
        .filter(controls::Column::Code.is_in(codes));
    Ok(find.into_tuple::<String>().all(tx).await?.into_iter().collect())
}
