//! Lines: what one is read against, and adding what it says, links and all, or nothing of it.

use std::collections::{HashMap, HashSet};

use app::domain::Vocabulary;
use app::domain::actor::{ActorKind, ActorRef};
use app::domain::line::{AddLine, KnownActor, LineContext, LineLink};
use app::domain::moment::Zone;
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::timeline::{AddEvent, Event, EventKind};
use app::domain::{Invalid, Refused};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::columns::moment;
use super::entity::events::{Column, Entity};
use super::events::Added;
use super::{Error, Read, Result, Tx, actors, agents, events, links};

/// What lines of this incident are read against: these, or whichever come.
pub async fn context(
    db: &impl Read,
    incident: Uuid,
    lines: Option<&[&str]>,
    now: DateTime<Utc>,
    zone: Zone,
) -> Result<LineContext> {
    let mut known: Vec<KnownActor> =
        actors::mentioned(db, incident).await?.into_iter().map(named).collect();
    // A person is meant before a system of the same name.
    known.sort_by_key(|actor| actor.kind);
    let agent = |(key, name): (String, String)| KnownActor {
        kind: ActorKind::AiAgent,
        name,
        key: Some(key),
    };
    known.extend(agents::names(db).await?.into_iter().map(agent));
    let mut context = LineContext::at(now, zone);
    context.actors = known;
    context.events = Some(kinds(db, incident, lines.map(named_events)).await?);
    context.previous = last(db, incident).await?;
    Ok(context)
}

fn named(actor: ActorRef) -> KnownActor {
    KnownActor { kind: actor.kind, name: actor.name, key: actor.key }
}

/// The numbers that lines may name: whatever stands behind an E.
fn named_events(lines: &[&str]) -> Vec<i32> {
    let digits = |rest: &str| -> Option<i32> {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest[..end].parse().ok()
    };
    let seqs = lines.iter().flat_map(|line| line.split(['E', 'e']).skip(1).filter_map(digits));
    seqs.collect::<HashSet<i32>>().into_iter().collect()
}

/// The kind of each event of the timeline, or of each of these, by number.
async fn kinds(
    db: &impl Read,
    incident: Uuid,
    seqs: Option<Vec<i32>>,
) -> Result<HashMap<i32, EventKind>> {
    if seqs.as_ref().is_some_and(Vec::is_empty) {
        return Ok(HashMap::new());
    }
    let find = Entity::find()
        .select_only()
        .columns([Column::Seq, Column::Kind])
        .filter(Column::IncidentId.eq(incident))
        .filter(Column::StepOf.is_null())
        .filter(Column::RetractedAt.is_null());
    let find = match seqs {
        Some(seqs) => find.filter(Column::Seq.is_in(seqs)),
        None => find,
    };
    let rows: Vec<(i32, String)> = find.into_tuple().all(db).await?;
    let kind = |(seq, kind): (i32, String)| Some((seq, EventKind::from_word(&kind)?));
    Ok(rows.into_iter().filter_map(kind).collect())
}

/// When the event happened that was added last.
async fn last(db: &impl Read, incident: Uuid) -> Result<Option<app::domain::moment::Moment>> {
    let find = Entity::find()
        .select_only()
        .columns([Column::OccurredAt, Column::OccurredPrecision, Column::OccurredZone])
        .filter(Column::IncidentId.eq(incident))
        .filter(Column::StepOf.is_null())
        .filter(Column::RetractedAt.is_null())
        .order_by_desc(Column::Seq)
        .limit(1);
    let row: Option<(i64, String, Option<String>)> = find.into_tuple().one(db).await?;
    let Some((at, precision, zone)) = row else { return Ok(None) };
    moment((Some(at), Some(precision), zone))
}

/// Adds what one line says.
pub async fn add(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    command: &AddLine,
) -> Result<(Event, bool)> {
    let (event, new) = events::add(tx, viewer, reference, &command.event).await?;
    for link in &command.links {
        let drawn = draw(tx, viewer, reference, event.seq, link).await;
        drawn.map_err(|error| about(error, link, "line", ""))?;
    }
    Ok((event, new))
}

/// Adds all of `commands` in their order, or none; findings are named `3.actor.ref` by place.
pub async fn add_all(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    commands: &[AddLine],
) -> Result<Added> {
    let events: Vec<AddEvent> = commands.iter().map(|command| command.event.clone()).collect();
    let added = events::add_all(tx, viewer, reference, &events).await?;
    let seqs: Vec<i32> = added.events.iter().map(|event| event.seq).collect();
    for (place, (command, seq)) in commands.iter().zip(seqs).enumerate() {
        for link in &command.links {
            let drawn = draw(tx, viewer, reference, seq, link).await;
            let field = format!("{place}.line");
            drawn.map_err(|error| about(error, link, &field, &format!("Item {place}: ")))?;
        }
    }
    Ok(added)
}

async fn draw(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    seq: i32,
    link: &LineLink,
) -> Result<()> {
    let command = link.command(seq)?;
    links::add(tx, viewer, reference, &command).await.map(drop)
}

/// The same error, told of the line that asked for the link.
fn about(error: Error, link: &LineLink, field: &str, place: &str) -> Error {
    let told = |message: &str| format!("The link “{}” is not possible: {message}", link.label());
    match error {
        Error::Invalid(invalid) => {
            let mut named = Invalid::default();
            for error in invalid.errors {
                named.add(field, told(&error.message));
            }
            Error::Invalid(named)
        }
        Error::Refused(refused) => {
            let message = format!("{place}{}", told(&refused.message));
            Error::Refused(Refused { message, field: Some("line"), ..refused })
        }
        other => other,
    }
}
