//! The list of incidents: filtered, counted and cut into pages, as far as the viewer may see.

use std::collections::HashMap;

use app::domain::Vocabulary;
use app::domain::incident::{IncidentFilter, IncidentRow, Status};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use sea_orm::sea_query::{Expr, Func, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, Order, QueryFilter, QuerySelect, Select,
};
use uuid::Uuid;

use super::{brief::number, labels, people, read, visible::visible};
use crate::store::columns::{contains, severity, word};
use crate::store::entity::incidents::{Column, Entity, Model};
use crate::store::entity::{actors, agents, events, incident_services, incident_tags, services};
use crate::store::memo::{Key, remember};
use crate::store::page::Cursor;
use crate::store::{Page, PageRequest, Read, Result, time::from_ms};

/// The order of the list: newest first by when it began, as far as that is known.
const ORDER: &str = "opened";

/// The incidents that match, newest first.
pub async fn page(
    db: &impl Read,
    viewer: &Viewer,
    filter: &IncidentFilter,
    request: &PageRequest,
) -> Result<Page<IncidentRow>> {
    remember(db, Key::seen_by("incident list", viewer).by(filter).by(request), async {
        let find = Entity::find().filter(visible(viewer)).filter(matching(filter));
        let key = Expr::col((Entity, Column::OpenedAt));
        let find = request.seek(find, (ORDER, Order::Desc), key, Column::Id)?;
        let rows = find.all(db).await?;
        let page = request.cut(rows, |row| Cursor::new(ORDER, row.opened_at, row.id));
        let ids: Vec<Uuid> = page.items.iter().map(|row| row.id).collect();
        let mut commanders = people::commanders(db, &ids).await?;
        let mut labels = labels::of(db, &ids).await?;
        let events = event_counts(db, &ids).await?;
        let items = page.items.into_iter().map(|row| {
            let labels = labels.remove(&row.id).unwrap_or_default();
            let events = events.get(&row.id).copied().unwrap_or_default();
            let commander = commanders.remove(&row.id);
            list_row(row, commander, labels, events)
        });
        Ok(Page { items: items.collect::<Result<_>>()?, next: page.next })
    })
    .await
}

fn list_row(
    row: Model,
    commander: Option<String>,
    labels: labels::Labels,
    events: i32,
) -> Result<IncidentRow> {
    Ok(IncidentRow {
        id: row.id,
        number: number(row.number),
        kind: word(&row.kind)?,
        status: word(&row.status)?,
        severity: severity(row.severity_rank),
        potential_severity: severity(row.potential_rank),
        agent_involvement: word(&row.agent_involvement)?,
        data_exposure: word(&row.data_exposure)?,
        visibility: word(&row.visibility)?,
        milestones: read::milestones(&row)?,
        commander,
        services: labels.services,
        tags: labels.tags,
        events,
        version: row.version,
        created_at: from_ms(row.created_at),
        updated_at: from_ms(row.updated_at),
        title: row.title,
    })
}

/// How many events stand on each timeline; an index holds all that this needs.
async fn event_counts(db: &impl Read, incidents: &[Uuid]) -> Result<HashMap<Uuid, i32>> {
    if incidents.is_empty() {
        return Ok(HashMap::new());
    }
    let find = events::Entity::find()
        .select_only()
        .column(events::Column::IncidentId)
        .column_as(Expr::cust("COUNT(*)"), "events")
        .filter(events::Column::IncidentId.is_in(incidents.iter().copied()))
        .filter(events::Column::RetractedAt.is_null())
        .group_by(events::Column::IncidentId);
    let rows: Vec<(Uuid, i64)> = find.into_tuple().all(db).await?;
    let count = |count: i64| i32::try_from(count).unwrap_or(i32::MAX);
    Ok(rows.into_iter().map(|(id, events)| (id, count(events))).collect())
}

/// How many incidents match in each status; the status of the filter itself is left aside.
pub async fn counts(
    db: &impl Read,
    viewer: &Viewer,
    filter: &IncidentFilter,
) -> Result<Vec<(Status, u64)>> {
    remember(db, Key::seen_by("incident counts", viewer).by(filter), async {
        let any = IncidentFilter { status: Vec::new(), ..filter.clone() };
        let find = Entity::find()
            .select_only()
            .column(Column::Status)
            .column_as(Column::Id.count(), "incidents")
            .filter(visible(viewer))
            .filter(matching(&any))
            .group_by(Column::Status);
        let rows: Vec<(String, i64)> = find.into_tuple().all(db).await?;
        let of = |status: &Status| {
            let row = rows.iter().find(|(word, _)| word == status.as_str());
            (*status, row.map_or(0, |(_, count)| u64::try_from(*count).unwrap_or_default()))
        };
        Ok(Status::ALL.iter().map(of).collect())
    })
    .await
}

/// The incidents that are open or contained.
pub(in crate::store) fn unresolved(viewer: &Viewer) -> Select<Entity> {
    let unresolved = [Status::Open, Status::Contained].map(Status::as_str);
    Entity::find().filter(Column::Status.is_in(unresolved)).filter(visible(viewer))
}

/// The condition of a filter; what it leaves blank matches everything.
pub(in crate::store) fn matching(filter: &IncidentFilter) -> Condition {
    let mut all = Condition::all()
        .add_option(words(Column::Status, &filter.status))
        .add_option(words(Column::Kind, &filter.kind))
        .add_option(words(Column::AgentInvolvement, &filter.involvement))
        .add_option(words(Column::Visibility, &filter.visibility))
        .add_option(filter.agent.as_deref().map(|key| Column::Id.in_subquery(with_agent(key))))
        .add_option(
            filter.service.as_deref().map(|name| Column::Id.in_subquery(with_service(name))),
        )
        .add_option(filter.tag.as_deref().map(|tag| Column::Id.in_subquery(with_tag(tag))));
    if !filter.severity.is_empty() || filter.severity_unset {
        let ranks = filter.severity.iter().map(|severity| i32::from(severity.rank()));
        let mut any = Condition::any().add(Column::SeverityRank.is_in(ranks));
        if filter.severity_unset {
            any = any.add(Column::SeverityRank.is_null());
        }
        all = all.add(any);
    }
    match filter.q.as_deref() {
        Some(q) => all.add(text(q)),
        None => all,
    }
}

fn words<V: Vocabulary>(column: Column, words: &[V]) -> Option<Expr> {
    (!words.is_empty()).then(|| column.is_in(words.iter().map(|word| word.as_str())))
}

/// A number means that incident; other words must each stand in the title or the summary.
fn text(q: &str) -> Condition {
    if let Ok(IncidentRef::Number(number)) = IncidentRef::parse(q) {
        return Condition::all().add(Column::Number.eq(i64::from(number)));
    }
    q.split_whitespace().fold(Condition::all(), |all, word| {
        let like = contains(word);
        let within =
            |column| Expr::expr(Func::lower(Expr::col((Entity, column)))).like(like.clone());
        all.add(Condition::any().add(within(Column::Title)).add(within(Column::Summary)))
    })
}

fn with_agent(key: &str) -> SelectStatement {
    Query::select()
        .column((events::Entity, events::Column::IncidentId))
        .from(events::Entity)
        .inner_join(
            actors::Entity,
            Expr::col((actors::Entity, actors::Column::Id))
                .equals((events::Entity, events::Column::ActorId)),
        )
        .inner_join(
            agents::Entity,
            Expr::col((agents::Entity, agents::Column::Id))
                .equals((actors::Entity, actors::Column::AgentId)),
        )
        .and_where(agents::Column::Key.eq(key))
        .and_where(events::Column::RetractedAt.is_null())
        .to_owned()
}

fn with_service(name: &str) -> SelectStatement {
    Query::select()
        .column((incident_services::Entity, incident_services::Column::IncidentId))
        .from(incident_services::Entity)
        .inner_join(
            services::Entity,
            Expr::col((services::Entity, services::Column::Id))
                .equals((incident_services::Entity, incident_services::Column::ServiceId)),
        )
        .and_where(services::Column::Key.eq(labels::key(name)))
        .to_owned()
}

fn with_tag(tag: &str) -> SelectStatement {
    Query::select()
        .column(incident_tags::Column::IncidentId)
        .from(incident_tags::Entity)
        .and_where(incident_tags::Column::Tag.eq(tag))
        .to_owned()
}
