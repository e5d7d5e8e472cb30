//! What is there before anything moves: for the rule that allows it, and for the preview.

use app::domain::permission::Role;
use app::domain::regroup::{Clash, Renumbered, Side};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::sql::count;
use crate::store::columns::word;
use crate::store::entity::{events, incident_members as members, incidents, users};
use crate::store::incidents::Brief;
use crate::store::{Error, Read, Result, postmortems};

/// How much of an event's text a preview shows.
const SHOWN: usize = 120;

/// The incident as the rule sees it. Administrators see everything as it is.
pub(super) async fn side(db: &impl Read, incident: &Brief) -> Result<Side> {
    let find = members::Entity::find()
        .select_only()
        .column(members::Column::UserId)
        .filter(members::Column::IncidentId.eq(incident.id));
    let ids: Vec<Uuid> = find.into_tuple().all(db).await?;
    let find = users::Entity::find()
        .filter(users::Column::Id.is_in(ids))
        .filter(users::Column::Role.ne(Role::Admin.to_string()))
        .order_by_asc(users::Column::Name);
    let people = find.all(db).await?.into_iter().map(|user| (user.id, user.name));
    let members = people.collect();
    let postmortem = postmortems::of_incident(db, incident.id).await?;
    Ok(Side {
        number: incident.number,
        kind: incident.kind,
        visibility: incident.visibility,
        members,
        postmortem: postmortem.map(|text| text.status),
    })
}

/// The number of the last event that an incident has had.
pub(super) async fn last_seq(db: &impl Read, incident: Uuid) -> Result<i32> {
    let find = incidents::Entity::find_by_id(incident)
        .select_only()
        .column(incidents::Column::LastEventSeq);
    find.into_tuple().one(db).await?.ok_or(Error::NotFound)
}

/// An event that may move.
pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) seq: i32,
    pub(super) text: String,
    pub(super) retracted: bool,
    pub(super) step_of: Option<Uuid>,
}

/// All events of an incident with their steps, in the order in which they were recorded.
pub(super) async fn events(db: &impl Read, incident: Uuid) -> Result<Vec<Row>> {
    use events::{Column, Entity};
    type Found = (Uuid, i32, String, Option<i64>, Option<Uuid>);
    let find = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Seq, Column::Text, Column::RetractedAt, Column::StepOf])
        .filter(Column::IncidentId.eq(incident))
        .order_by_asc(Column::Seq);
    let rows: Vec<Found> = find.into_tuple().all(db).await?;
    let row = |(id, seq, text, retracted_at, step_of): Found| {
        let retracted = retracted_at.is_some();
        Row { id, seq, text, retracted, step_of }
    };
    Ok(rows.into_iter().map(row).collect())
}

/// The rows under their new numbers.
pub(super) fn renumbered(rows: &[Row], becomes: impl Fn(usize, i32) -> i32) -> Vec<Renumbered> {
    let one = |(place, row): (usize, &Row)| Renumbered {
        was: row.seq,
        becomes: becomes(place, row.seq),
        text: beginning(&row.text),
        retracted: row.retracted,
    };
    rows.iter().enumerate().map(one).collect()
}

/// The first line of a text, short.
pub(super) fn beginning(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let mut short: String = line.chars().take(SHOWN).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// What else belongs to an incident: what one and what several are called, and where they are counted.
const HELD: [(&str, &str, &str); 9] = [
    ("link", "links", "links WHERE retracted_at IS NULL AND incident_id = $1"),
    ("claim", "claims", "claims WHERE retracted_at IS NULL AND incident_id = $1"),
    (
        "piece of evidence",
        "pieces of evidence",
        "evidence WHERE retracted_at IS NULL AND incident_id = $1",
    ),
    ("factor", "factors", "incident_factors WHERE retracted_at IS NULL AND incident_id = $1"),
    ("control", "controls", "incident_controls WHERE retracted_at IS NULL AND incident_id = $1"),
    ("exposure", "exposures", "exposures WHERE retracted_at IS NULL AND incident_id = $1"),
    ("remediation", "remediations", "remediation_incidents WHERE incident_id = $1"),
    ("person", "people", "incident_people WHERE until_at IS NULL AND incident_id = $1"),
    ("family", "families", "family_incidents WHERE incident_id = $1"),
];

/// What else an incident holds, and how many of each.
pub(super) async fn held(db: &impl Read, incident: Uuid) -> Result<Vec<(String, u64)>> {
    let mut also = Vec::new();
    for (one, several, of) in HELD {
        let n =
            count(db, &format!("SELECT COUNT(*) AS n FROM {of}"), vec![incident.into()]).await?;
        if n > 0 {
            also.push((if n == 1 { one } else { several }.to_owned(), n));
        }
    }
    Ok(also)
}

/// The controls of which two incidents do not say the same.
pub(super) async fn clashes(db: &impl Read, from: Uuid, to: Uuid) -> Result<Vec<Clash>> {
    let sql = "SELECT a.code AS code, k.name AS name, a.state AS here, b.state AS there \
               FROM incident_controls a JOIN incident_controls b ON b.code = a.code \
               JOIN controls k ON k.code = a.code \
               WHERE a.incident_id = $1 AND b.incident_id = $2 AND a.retracted_at IS NULL \
               AND b.retracted_at IS NULL AND a.state <> b.state ORDER BY a.code";
    let rows = super::sql::rows(db, sql, vec![from.into(), to.into()]).await?;
    let one = |row: &sea_orm::QueryResult| -> Result<Clash> {
        Ok(Clash {
            control: row.try_get("", "code")?,
            name: row.try_get("", "name")?,
            here: word(&row.try_get::<String>("", "here")?)?,
            there: word(&row.try_get::<String>("", "there")?)?,
        })
    };
    rows.iter().map(one).collect()
}
