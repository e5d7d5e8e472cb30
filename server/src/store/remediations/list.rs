//! The list of remediations: filtered and cut into pages, as far as the viewer may see.

use std::collections::HashMap;

use app::domain::Vocabulary;
use app::domain::permission::Viewer;
use app::domain::recurrence::{most_alike, shared_words};
use app::domain::reference::RemediationRef;
use app::domain::remediation::{
    RemediationFilter, RemediationOrder, RemediationStatus, RemediationSummary,
};
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, Func};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, Order, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
};
use uuid::Uuid;

use super::read::{day, number};
use super::visible::{is, visible};
use crate::store::columns::{contains, word};
use crate::store::entity::remediation_incidents as served;
use crate::store::entity::remediations::{Column, Entity, Model};
use crate::store::memo::{Key, remember};
use crate::store::page::Cursor;
use crate::store::search::{self, DocKind};
use crate::store::time::from_ms;
use crate::store::{Page, PageRequest, Read, Result, incidents, users};

/// Where those without a due date stand.
pub(super) const NO_DUE: &str = "9999-12-31";
/// The order of what is due first, in the words of the index that has it.
pub(super) fn by_due() -> Expr {
    Expr::cust("COALESCE(remediations.due_on, '9999-12-31')")
}

/// How many that are like something are shown.
const ALIKE: usize = 4;
/// How many of the newest that share a word are looked at.
const LOOKED_AT: u64 = 100;

/// The remediations that match, in the filter's order; `today` decides what is overdue.
pub async fn page(
    db: &impl Read,
    viewer: &Viewer,
    filter: &RemediationFilter,
    today: NaiveDate,
    request: &PageRequest,
) -> Result<Page<RemediationSummary>> {
    let Some(matching) = matching(db, viewer, filter, today).await? else {
        return Ok(Page { items: Vec::new(), next: None });
    };
    let find = Entity::find().filter(visible(viewer)).filter(matching);
    let due = |row: &Model| row.due_on.clone().unwrap_or_else(|| NO_DUE.to_owned());
    let page = match filter.sort {
        RemediationOrder::Due => {
            let find = request.seek(find, ("due", Order::Asc), by_due(), Column::Id)?;
            request.cut(find.all(db).await?, |row| Cursor::new("due", due(row), row.id))
        }
        RemediationOrder::Newest => {
            let key = Expr::col((Entity, Column::CreatedAt));
            let find = request.seek(find, ("newest", Order::Desc), key, Column::Id)?;
            request.cut(find.all(db).await?, |row| Cursor::new("newest", row.created_at, row.id))
        }
    };
    Ok(Page { items: summaries(db, viewer, page.items).await?, next: page.next })
}

/// The remediations of an incident that the caller has already looked up, by number.
pub async fn of_incident(
    db: &impl Read,
    viewer: &Viewer,
    incident: Uuid,
) -> Result<Vec<RemediationSummary>> {
    remember(db, Key::seen_by("remediations", viewer).of(incident), async {
        let find = Entity::find().filter(Column::Id.in_subquery(serving(incident)));
        let rows = find.filter(visible(viewer)).order_by_asc(Column::Number).all(db).await?;
        summaries(db, viewer, rows).await
    })
    .await
}

/// What the viewer owns that is overdue on `today`. An owner sees what they own, so nothing is counted
/// that their list would not show.
pub(in crate::store) fn late(viewer: &Viewer, today: NaiveDate) -> Select<Entity> {
    Entity::find()
        .filter(Column::OwnerId.eq(viewer.user_id))
        .filter(Column::Status.is_in(awaited().map(RemediationStatus::as_str)))
        .filter(Column::DueOn.lt(today.to_string()))
}

fn serving(incident: Uuid) -> sea_orm::sea_query::SelectStatement {
    served::Entity::find()
        .select_only()
        .column(served::Column::RemediationId)
        .filter(served::Column::IncidentId.eq(incident))
        .into_query()
}

/// The statuses in which something that is past its due date is overdue.
pub(super) fn awaited() -> [RemediationStatus; 4] {
    use RemediationStatus::{Accepted, InProgress, Ineffective, Proposed};
    [Proposed, Accepted, InProgress, Ineffective]
}

/// The condition of a filter; `None` when it names somebody or something that is not there.
async fn matching(
    db: &impl Read,
    viewer: &Viewer,
    filter: &RemediationFilter,
    today: NaiveDate,
) -> Result<Option<Condition>> {
    let mut all = Condition::all();
    if !filter.status.is_empty() {
        all = all.add(Column::Status.is_in(filter.status.iter().map(|status| status.as_str())));
    }
    if !filter.kind.is_empty() {
        all = all.add(Column::Kind.is_in(filter.kind.iter().map(|kind| kind.as_str())));
    }
    if let Some(owner) = &filter.owner {
        let Some(owner) = users::find_ref(db, owner).await? else { return Ok(None) };
        all = all.add(Column::OwnerId.eq(owner.id));
    }
    if filter.unowned {
        all = all.add(Column::OwnerId.is_null());
    }
    if filter.mine {
        let mine = Condition::any()
            .add(Column::OwnerId.eq(viewer.user_id))
            .add(Column::VerifierId.eq(viewer.user_id));
        all = all.add(mine);
    }
    if filter.overdue {
        all = all
            .add(Column::DueOn.lt(today.to_string()))
            .add(Column::Status.is_in(awaited().map(RemediationStatus::as_str)));
    }
    if let Some(incident) = &filter.incident {
        let Some(brief) = incidents::find_brief(db, viewer, incident).await? else {
            return Ok(None);
        };
        all = all.add(Column::Id.in_subquery(serving(brief.id)));
    }
    Ok(Some(match filter.q.as_deref() {
        Some(q) => all.add(text(q)),
        None => all,
    }))
}

/// A number means that remediation; other words must each stand in the title or the description.
fn text(q: &str) -> Condition {
    if let Ok(reference @ RemediationRef::Number(_)) = RemediationRef::parse(q) {
        return is(&reference);
    }
    q.split_whitespace().fold(Condition::all(), |all, word| all.add(within(word)))
}

/// What has the word in its title or its description.
fn within(word: &str) -> Condition {
    let like = contains(word);
    let within = |column| Expr::expr(Func::lower(Expr::col((Entity, column)))).like(like.clone());
    Condition::any().add(within(Column::Title)).add(within(Column::Description))
}

/// The awaited remediations that share the most words with what is typed, or serve one of
/// `incidents`: what was to prevent it and does not yet.
pub async fn alike(
    db: &impl Read,
    viewer: &Viewer,
    words: &[String],
    incidents: &[Uuid],
) -> Result<Vec<RemediationSummary>> {
    let serving = served::Entity::find()
        .select_only()
        .column(served::Column::RemediationId)
        .filter(served::Column::IncidentId.is_in(incidents.iter().copied()));
    let serving: Vec<Uuid> = serving.into_tuple().all(db).await?;
    let mut ids = search::sharing(db, viewer, DocKind::Remediation, words, LOOKED_AT).await?;
    ids.extend(&serving);
    // What is left out is named, so that the ids are what an index is asked for, not the states.
    let others = RemediationStatus::ALL.iter().filter(|status| !awaited().contains(status));
    let find = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Title, Column::Description])
        .filter(visible(viewer))
        .filter(Column::Status.is_not_in(others.map(|status| status.as_str())))
        .filter(Column::Id.is_in(ids))
        .order_by_desc(Column::CreatedAt)
        .limit(LOOKED_AT);
    let found: Vec<(Uuid, String, String)> = find.into_tuple().all(db).await?;
    let found = found.into_iter().map(|(id, title, description)| {
        let serves = usize::from(serving.contains(&id));
        (shared_words(words, &format!("{title} {description}")) + serves, id)
    });
    let best = most_alike(found.collect(), ALIKE);
    let rows = Entity::find().filter(Column::Id.is_in(best.iter().copied())).all(db).await?;
    let mut rows = summaries(db, viewer, rows).await?;
    rows.sort_by_key(|row| best.iter().position(|id| *id == row.id));
    Ok(rows)
}

/// Rows as they stand in a list, with what hangs on them.
pub(super) async fn summaries(
    db: &impl Read,
    viewer: &Viewer,
    rows: Vec<Model>,
) -> Result<Vec<RemediationSummary>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let named: Vec<Uuid> =
        rows.iter().flat_map(|row| [row.owner_id, row.verifier_id]).flatten().collect();
    let people = users::people(db, named).await?;
    let ids = rows.iter().map(|row| row.id).collect();
    let mut incidents = served_numbers(db, viewer, ids).await?;
    let person = |id: Option<Uuid>| people.get(&id?).cloned();
    rows.into_iter()
        .map(|row| {
            Ok(RemediationSummary {
                id: row.id,
                number: number(row.number),
                kind: word(&row.kind)?,
                strength: row.strength.as_deref().map(word).transpose()?,
                status: word(&row.status)?,
                priority: word(&row.priority)?,
                owner: person(row.owner_id),
                verifier: person(row.verifier_id),
                due: day(row.due_on.as_deref()),
                effective_at: row.effective_at.map(from_ms),
                verified_at: row.verified_at.map(from_ms),
                has_measure: !row.measure_what.is_empty(),
                incidents: incidents.remove(&row.id).unwrap_or_default(),
                title: row.title,
            })
        })
        .collect()
}

/// The numbers of the incidents that each serves, as far as the viewer may see them.
pub(super) async fn served_numbers(
    db: &impl Read,
    viewer: &Viewer,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, Vec<i32>>> {
    use served::{Column, Entity};
    // In two steps: in one, SQLite begins with all incidents that the viewer may see.
    let links = Entity::find().select_only().columns([Column::RemediationId, Column::IncidentId]);
    let links: Vec<(Uuid, Uuid)> =
        links.filter(Column::RemediationId.is_in(ids)).into_tuple().all(db).await?;
    let ids = links.iter().map(|(_, incident)| *incident).collect();
    let known = incidents::seen_numbers(db, viewer, ids).await?;
    let mut numbers: HashMap<Uuid, Vec<i32>> = HashMap::new();
    for (id, incident) in links {
        if let Some(number) = known.get(&incident) {
            numbers.entry(id).or_default().push(number.0);
        }
    }
    for numbers in numbers.values_mut() {
        numbers.sort_unstable();
    }
    Ok(numbers)
}
