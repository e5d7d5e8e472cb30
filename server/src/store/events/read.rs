//! Reading events: the rows, and what hangs on them in one query each.

use std::collections::HashSet;

use app::domain::permission::Viewer;
use app::domain::postmortem::CitedEvent;
use app::domain::reference::IncidentRef;
use app::domain::timeline::{Event, EventKind, Source};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, Order, QueryFilter, QueryOrder, QuerySelect,
    Select,
    sea_query::{Expr, Func},
};
use uuid::Uuid;

use super::details::{Details, Scope};
use super::steps::UNDER_WAY;
use crate::store::columns::{moment, word};
use crate::store::entity::events::{Column, Entity, Model};
use crate::store::memo::{Key, remember};
use crate::store::page::Cursor;
use crate::store::time::{from_ms, to_ms};
use crate::store::{Error, Page, PageRequest, Read, Result, incidents};

/// The order of a timeline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By when it happened.
    #[default]
    Occurred,
    /// By when it became known.
    Known,
}

impl Sort {
    fn name(self) -> &'static str {
        match self {
            Self::Occurred => "occurred",
            Self::Known => "known",
        }
    }

    fn key(self) -> Expr {
        match self {
            Self::Occurred => Expr::col(Column::OccurredAt),
            Self::Known => known_at(),
        }
    }

    fn of(self, row: &Model) -> i64 {
        match self {
            Self::Occurred => row.occurred_at,
            Self::Known => row.known_at.unwrap_or(row.recorded_at),
        }
    }
}

/// When an event became known: as was said, or else when it was recorded.
fn known_at() -> Expr {
    Func::coalesce([Expr::col(Column::KnownAt), Expr::col(Column::RecordedAt)]).into()
}

/// Every event of an incident with when it last changed: what a text that cites it is held against.
pub async fn cited(db: &impl Read, incident: Uuid) -> Result<Vec<CitedEvent>> {
    let find =
        Entity::find().select_only().columns([Column::Seq, Column::UpdatedAt, Column::RetractedAt]);
    let find = find.filter(Column::IncidentId.eq(incident));
    let rows: Vec<(i32, i64, Option<i64>)> = find.into_tuple().all(db).await?;
    let cited = |(seq, at, retracted): (i32, i64, Option<i64>)| CitedEvent {
        seq,
        changed_at: from_ms(at),
        retracted: retracted.is_some(),
    };
    Ok(rows.into_iter().map(cited).collect())
}

/// Which events of an incident are wanted, in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The order.
    pub sort: Sort,
    /// Only what was known by then.
    pub known_by: Option<DateTime<Utc>>,
    /// Only these kinds; all when empty.
    pub kinds: Vec<EventKind>,
    /// Those that were retracted as well.
    pub retracted: bool,
    /// Steps that are folded below the event of their run as well.
    pub steps: bool,
}

impl Filter {
    pub(super) fn condition(&self, incident: Uuid) -> Condition {
        let mut condition = Condition::all().add(Column::IncidentId.eq(incident)).add(in_sight());
        if !self.retracted {
            condition = condition.add(Column::RetractedAt.is_null());
        }
        if !self.steps {
            condition = condition.add(Column::StepOf.is_null());
        }
        if let Some(at) = self.known_by {
            condition = condition.add(known_at().lte(to_ms(at)));
        }
        if !self.kinds.is_empty() {
            let kinds = self.kinds.iter().map(ToString::to_string);
            condition = condition.add(Column::Kind.is_in(kinds));
        }
        condition
    }
}

/// Not what a large import has stored and not yet shown: nobody retracted that.
fn in_sight() -> Condition {
    Condition::any()
        .add(Column::RetractedAt.is_null())
        .add(Column::RetractedBy.is_not_null())
        .add(Column::RetractedReason.is_null())
        .add(Column::RetractedReason.ne(UNDER_WAY))
}

/// The whole timeline of an incident that the caller has already looked up for its viewer.
pub async fn timeline(db: &impl Read, incident: Uuid, filter: &Filter) -> Result<Vec<Event>> {
    remember(db, Key::shared("timeline").of(incident).by(filter), async {
        let find = Entity::find().filter(filter.condition(incident));
        let rows = find.order_by_asc(filter.sort.key()).order_by_asc(Column::Seq).all(db).await?;
        assemble(db, &Scope::Incident(incident), rows).await
    })
    .await
}

/// A page of the timeline.
pub async fn page(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
    filter: &Filter,
    page: &PageRequest,
) -> Result<Page<Event>> {
    remember(db, Key::seen_by("events", viewer).by(reference).by(filter).by(page), async {
        let incident = incidents::brief(db, viewer, reference).await?;
        let find = Entity::find().filter(filter.condition(incident.id));
        let order = (filter.sort.name(), Order::Asc);
        let find = page.seek(find, order, filter.sort.key(), Column::Id)?;
        let rows = find.all(db).await?;
        let rows =
            page.cut(rows, |row| Cursor::new(filter.sort.name(), filter.sort.of(row), row.id));
        let ids = rows.items.iter().map(|row| row.id).collect();
        let items = assemble(db, &Scope::These(ids), rows.items).await?;
        Ok(Page { items, next: rows.next })
    })
    .await
}

/// The event with this number, also when it was retracted.
pub async fn find(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
    seq: i32,
) -> Result<Option<Event>> {
    let Some(incident) = incidents::find_brief(db, viewer, reference).await? else {
        return Ok(None);
    };
    match row(db, incident.id, seq).await? {
        Some(row) => one(db, row).await.map(Some),
        None => Ok(None),
    }
}

/// The same, or [`Error::NotFound`].
pub async fn get(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
    seq: i32,
) -> Result<Event> {
    find(db, viewer, reference, seq).await?.ok_or(Error::NotFound)
}

pub(super) async fn row(db: &impl Read, incident: Uuid, seq: i32) -> Result<Option<Model>> {
    Ok(numbered(incident, seq).filter(in_sight()).one(db).await?)
}

/// The row of a number, also while the import that brings it is under way.
pub(super) fn numbered(incident: Uuid, seq: i32) -> Select<Entity> {
    Entity::find().filter(Column::IncidentId.eq(incident)).filter(Column::Seq.eq(seq))
}

/// One row in full.
pub(in crate::store) async fn one(db: &impl Read, row: Model) -> Result<Event> {
    let scope = Scope::These(vec![row.id]);
    assemble(db, &scope, vec![row]).await?.pop().ok_or(Error::NotFound)
}

/// The events of `rows`, in their order.
pub(super) async fn assemble(
    db: &impl Read,
    scope: &Scope,
    rows: Vec<Model>,
) -> Result<Vec<Event>> {
    let actors: HashSet<Uuid> =
        rows.iter().flat_map(|row| [row.actor_id, row.on_behalf_of_id]).flatten().collect();
    let recorders: HashSet<Uuid> = rows.iter().filter_map(|row| row.recorded_by).collect();
    let kinds: HashSet<&str> = rows.iter().map(|row| row.kind.as_str()).collect();
    let mut details = Details::load(db, scope, &actors, recorders, &kinds).await?;
    rows.into_iter().map(|row| event(row, &mut details)).collect()
}

fn event(row: Model, details: &mut Details) -> Result<Event> {
    let occurred = (Some(row.occurred_at), Some(row.occurred_precision), row.occurred_zone);
    let end = (row.occurred_end_at, row.occurred_end_precision, row.occurred_end_zone);
    let source = match (row.source_adapter, row.source_external_id) {
        (Some(adapter), Some(external_id)) => Some(Source { adapter, external_id }),
        _ => None,
    };
    let audience = |stored: Option<String>| stored.as_deref().map(word).transpose();
    Ok(Event {
        id: row.id,
        seq: row.seq,
        kind: word(&row.kind)?,
        occurred: moment(occurred)?.ok_or(Error::NotFound)?,
        occurred_end: moment(end)?,
        known: moment((row.known_at, row.known_precision, row.known_zone))?,
        actor: details.actor(row.actor_id),
        on_behalf_of: details.actor(row.on_behalf_of_id),
        presented_as: row.presented_as,
        channel: row.channel,
        audience_intended: audience(row.audience_intended)?,
        audience_actual: audience(row.audience_actual)?,
        text: row.text,
        confidence: word(&row.confidence)?,
        pinned: row.pinned,
        tags: row.tags.split_whitespace().map(str::to_owned).collect(),
        recorded_by: details.name(row.recorded_by),
        recorded_by_id: row.recorded_by,
        recorded_at: from_ms(row.recorded_at),
        source,
        retracted: row.retracted_at.is_some(),
        retracted_reason: row.retracted_reason,
        version: row.version,
        agent_output: details.output(row.id)?,
        control_check: details.check(row.id)?,
        evidence: details.evidence(row.id)?,
    })
}
