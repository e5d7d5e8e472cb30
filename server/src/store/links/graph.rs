//! The graph of an incident's links: the whole of it to look at, and as much as decides on a new link.

use std::sync::Arc;

use app::domain::Vocabulary;
use app::domain::link::{Edge, LinkGraph, LinkKind};
use sea_orm::{QueryResult, Statement, Value};
use uuid::Uuid;

use crate::store::columns::word;
use crate::store::memo::{Key, remember};
use crate::store::{Read, Result};

/// How many events are looked at one way before the other way is tried, and then the whole graph.
const NEAR: i64 = 100;

const EDGES: &str = "SELECT f.seq AS \"from\", t.seq AS \"to\", l.kind AS kind FROM links l \
    JOIN events f ON f.id = l.from_event_id JOIN events t ON t.id = l.to_event_id \
    WHERE l.retracted_at IS NULL";

/// The links between events of the timeline.
pub async fn standing(db: &impl Read, incident: Uuid) -> Result<Arc<LinkGraph>> {
    remember(db, Key::shared("link graph").of(incident), async {
        let stands = "l.incident_id = $1 AND f.retracted_at IS NULL AND t.retracted_at IS NULL \
            AND f.step_of IS NULL AND t.step_of IS NULL";
        let edges = edges(db, stands, vec![incident.into()]).await?;
        Ok(Arc::new(edges.into_iter().collect()))
    })
    .await
}

/// The link that is to be drawn, between these two events; `except` is the one that it replaces.
#[derive(Clone, Copy, Debug)]
pub(super) struct Planned {
    pub(super) incident: Uuid,
    pub(super) kind: LinkKind,
    pub(super) from: Uuid,
    pub(super) to: Uuid,
    pub(super) except: Option<Uuid>,
}

/// As much of the graph as decides on a link, retracted ends included.
///
/// Every edge in it is one of the record, so that what it refuses is refused rightly. It lacks
/// nothing that could refuse the link: for a cause that is every way from `to` back to `from`,
/// found from whichever end has less behind it, and what `from` is part of. With that, a link to
/// what happened last, and one from what happened first, cost the same in any incident. What is
/// part of what, and what is the same, is seldom said; then the whole is read.
pub(super) async fn around(db: &impl Read, it: Planned) -> Result<LinkGraph> {
    if !it.kind.is_causal() && !matches!(it.kind, LinkKind::PartOf | LinkKind::SameAs) {
        return Ok(starting(db, it, &[it.from, it.to]).await?.into_iter().collect());
    }
    if it.kind.is_causal()
        && !has_same(db, it.incident).await?
        && let Some(mut ids) = between(db, it).await?
    {
        let wholes = Ways { kinds: |kind| kind == LinkKind::PartOf, ..FORWARD };
        ids.extend(reached(db, it, it.from, wholes, i64::MAX).await?);
        return Ok(starting(db, it, &ids).await?.into_iter().collect());
    }
    let all = "l.incident_id = $1 AND l.id <> $2";
    let edges = edges(db, all, vec![it.incident.into(), it.except.unwrap_or_default().into()]);
    Ok(edges.await?.into_iter().collect())
}

/// Whether two events of the incident are recorded as one occurrence.
async fn has_same(db: &impl Read, incident: Uuid) -> Result<bool> {
    let sql = "SELECT id FROM links \
        WHERE incident_id = $1 AND kind = 'same_as' AND retracted_at IS NULL LIMIT 1";
    let find = Statement::from_sql_and_values(db.get_database_backend(), sql, [incident.into()]);
    Ok(!db.query_all_raw(find).await?.is_empty())
}

/// All that `to` led to, or all that led to `from`, whichever is found to be little.
async fn between(db: &impl Read, it: Planned) -> Result<Option<Vec<Uuid>>> {
    for (start, ways) in [(it.to, FORWARD), (it.from, BACK)] {
        let ids = reached(db, it, start, ways, NEAR + 1).await?;
        if i64::try_from(ids.len()).is_ok_and(|found| found <= NEAR) {
            return Ok(Some(ids));
        }
    }
    Ok(None)
}

/// Which way which links are followed.
#[derive(Clone, Copy)]
struct Ways {
    near: &'static str,
    far: &'static str,
    kinds: fn(LinkKind) -> bool,
}

const FORWARD: Ways =
    Ways { near: "from_event_id", far: "to_event_id", kinds: LinkKind::is_causal };
const BACK: Ways = Ways { near: "to_event_id", far: "from_event_id", kinds: LinkKind::is_causal };

/// The events that are reached from one, itself first, at most so many.
async fn reached(
    db: &impl Read,
    it: Planned,
    start: Uuid,
    Ways { near, far, kinds }: Ways,
    most: i64,
) -> Result<Vec<Uuid>> {
    let kinds = LinkKind::ALL.iter().filter(|kind| kinds(**kind));
    let kinds: Vec<String> = kinds.map(|kind| format!("'{}'", kind.as_str())).collect();
    let sql = format!(
        "WITH RECURSIVE reached(id) AS (SELECT $1 UNION \
         SELECT l.{far} FROM reached r JOIN links l ON l.{near} = r.id \
         WHERE l.retracted_at IS NULL AND l.id <> $2 AND l.kind IN ({})) \
         SELECT id FROM reached LIMIT $3",
        kinds.join(", "),
    );
    let values: [Value; 3] = [start.into(), it.except.unwrap_or_default().into(), most.into()];
    let find = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = db.query_all_raw(find).await?;
    rows.into_iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}

/// The links that start from one of these events.
async fn starting(db: &impl Read, it: Planned, ids: &[Uuid]) -> Result<Vec<Edge>> {
    let mut found = Vec::new();
    // A statement has room for so many values.
    for ids in ids.chunks(1_000) {
        let places: Vec<String> = (2..ids.len() + 2).map(|place| format!("${place}")).collect();
        let which = format!("l.id <> $1 AND l.from_event_id IN ({})", places.join(", "));
        let values = [it.except.unwrap_or_default()].into_iter().chain(ids.iter().copied());
        found.extend(edges(db, &which, values.map(Value::from).collect()).await?);
    }
    Ok(found)
}

async fn edges(db: &impl Read, which: &str, values: Vec<Value>) -> Result<Vec<Edge>> {
    let sql = format!("{EDGES} AND {which}");
    let find = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let edge = |row: QueryResult| {
        let (from, to) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        Ok(Edge { from, to, kind: word(&row.try_get_by_index::<String>(2)?)? })
    };
    db.query_all_raw(find).await?.into_iter().map(edge).collect()
}
