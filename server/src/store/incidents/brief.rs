//! An incident in one line, for those who only refer to it.

use std::collections::HashMap;

use app::domain::Invalid;
use app::domain::incident::{IncidentKind, IncidentNumber, Status, Visibility};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::severity::Severity;
use sea_orm::{ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::visible::{is, leads_to, visible, visible_of};
use crate::store::columns::{severity, word};
use crate::store::entity::incidents::{Column, Entity};
use crate::store::memo::{Key, remember};
use crate::store::{Error, Read, Result};

/// An incident in one line.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Brief {
    /// Its id.
    pub id: Uuid,
    /// Its human reference.
    pub number: IncidentNumber,
    /// What it is called.
    pub title: String,
    /// What sort of thing it is.
    pub kind: IncidentKind,
    /// How far it has come.
    pub status: Status,
    /// How bad it was.
    pub severity: Option<Severity>,
    /// Who may see it.
    pub visibility: Visibility,
    /// Its version.
    pub version: i32,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    number: i64,
    title: String,
    kind: String,
    status: String,
    severity_rank: Option<i32>,
    visibility: String,
    version: i32,
}

impl TryFrom<Row> for Brief {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id,
            number: number(row.number),
            title: row.title,
            kind: word(&row.kind)?,
            status: word(&row.status)?,
            severity: severity(row.severity_rank),
            visibility: word(&row.visibility)?,
            version: row.version,
        })
    }
}

/// A stored number; the counter stays far below the limit.
pub(super) fn number(stored: i64) -> IncidentNumber {
    IncidentNumber(i32::try_from(stored).unwrap_or(i32::MAX))
}

fn select() -> sea_orm::Select<Entity> {
    Entity::find().select_only().columns([
        Column::Id,
        Column::Number,
        Column::Title,
        Column::Kind,
        Column::Status,
        Column::SeverityRank,
        Column::Visibility,
        Column::Version,
    ])
}

/// The incident with this number or id, if the viewer may see it.
pub async fn find_brief(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
) -> Result<Option<Brief>> {
    remember(db, Key::seen_by("incident in brief", viewer).by(reference), async {
        let find = |of: &IncidentRef| {
            select().filter(is(of)).filter(visible(viewer)).into_model::<Row>().one(db)
        };
        let found = match find(reference).await? {
            Some(row) => Some(row),
            None => match leads_to(db, reference).await? {
                Some(there) => find(&there).await?,
                None => None,
            },
        };
        found.map(Brief::try_from).transpose()
    })
    .await
}

/// The same, or [`Error::NotFound`].
pub async fn brief(db: &impl Read, viewer: &Viewer, reference: &IncidentRef) -> Result<Brief> {
    find_brief(db, viewer, reference).await?.ok_or(Error::NotFound)
}

/// The number of an incident that the caller has already looked up.
pub async fn number_of(db: &impl Read, id: Uuid) -> Result<IncidentNumber> {
    let find = Entity::find_by_id(id).select_only().column(Column::Number);
    let found: Option<i64> = find.into_tuple().one(db).await?;
    found.map(number).ok_or(Error::NotFound)
}

/// The numbers of incidents, for the server itself: nobody's eyes decide.
pub(in crate::store) async fn numbers(
    db: &impl Read,
    ids: std::collections::HashSet<Uuid>,
) -> Result<HashMap<Uuid, IncidentNumber>> {
    let find = Entity::find().select_only().columns([Column::Id, Column::Number]);
    let rows: Vec<(Uuid, i64)> = find.filter(Column::Id.is_in(ids)).into_tuple().all(db).await?;
    Ok(rows.into_iter().map(|(id, stored)| (id, number(stored))).collect())
}

/// Those of `ids` that the viewer may see, by id.
pub async fn briefs(db: &impl Read, viewer: &Viewer, ids: &[Uuid]) -> Result<HashMap<Uuid, Brief>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let find = select().filter(visible_of(viewer, ids.iter().copied()));
    let rows = find.into_model::<Row>().all(db).await?;
    rows.into_iter().map(|row| Brief::try_from(row).map(|brief| (brief.id, brief))).collect()
}

/// The numbers of those of `ids` that the viewer may see, by id.
pub async fn seen_numbers(
    db: &impl Read,
    viewer: &Viewer,
    mut ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, IncidentNumber>> {
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let find = Entity::find().select_only().columns([Column::Id, Column::Number]);
    let rows: Vec<(Uuid, i64)> = find.filter(visible_of(viewer, ids)).into_tuple().all(db).await?;
    Ok(rows.into_iter().map(|(id, stored)| (id, number(stored))).collect())
}

/// Each of `references` with the incident it means, or `None` where the viewer sees none.
pub async fn resolve(
    db: &impl Read,
    viewer: &Viewer,
    references: &[IncidentRef],
) -> Result<Vec<(IncidentRef, Option<Brief>)>> {
    if references.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = references.iter().fold(Condition::any(), |any, reference| any.add(is(reference)));
    let rows = select().filter(wanted).filter(visible(viewer)).into_model::<Row>().all(db).await?;
    let found: Vec<Brief> = rows.into_iter().map(Brief::try_from).collect::<Result<_>>()?;
    let of = |reference: &IncidentRef| {
        let same = |brief: &&Brief| match reference {
            IncidentRef::Number(number) => brief.number.0 == *number,
            IncidentRef::Id(id) => brief.id == *id,
        };
        (*reference, found.iter().find(same).cloned())
    };
    let mut all: Vec<(IncidentRef, Option<Brief>)> = references.iter().map(of).collect();
    // What was merged is named by its old number still.
    for (reference, brief) in all.iter_mut().filter(|(_, brief)| brief.is_none()) {
        *brief = find_brief(db, viewer, reference).await?;
    }
    Ok(all)
}

/// The ids of the incidents that `field` names; one that the viewer does not see is named there.
pub(in crate::store) async fn named(
    db: &impl Read,
    viewer: &Viewer,
    field: &str,
    references: &[IncidentRef],
) -> Result<Vec<Uuid>> {
    let mut invalid = Invalid::default();
    let mut ids = Vec::new();
    for (reference, found) in resolve(db, viewer, references).await? {
        match found {
            Some(brief) => ids.push(brief.id),
            None => invalid.add(field, format!("There is no {reference}.")),
        }
    }
    if invalid.errors.is_empty() { Ok(ids) } else { Err(invalid.into()) }
}
