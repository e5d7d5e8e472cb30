//! Who does what in the response; a hand-over ends one part and begins the next.

use std::collections::HashMap;

use app::domain::incident::{HandOver, Incident, IncidentPerson, PersonRole, Visibility};
use app::domain::permission::{Role, Viewer};
use app::domain::reference::IncidentRef;
use app::domain::{Invalid, Vocabulary};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Func},
};
use serde_json::json;
use uuid::Uuid;

use super::{members, read, visible};
use crate::store::columns::word;
use crate::store::entity::incident_people::{ActiveModel, Column, Entity, Model};
use crate::store::entity::{incidents, users};
use crate::store::memo::{Key, remember};
use crate::store::{Error, Read, Result, Tx, new_id, time::from_ms};

/// Somebody named for a part: an account where there is one, a name in any case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) user_id: Option<Uuid>,
    pub(super) name: String,
}

/// Everyone who has or had a part, oldest first.
pub(super) async fn history(db: &impl Read, incident: Uuid) -> Result<Vec<IncidentPerson>> {
    let find = Entity::find().filter(Column::IncidentId.eq(incident));
    let rows = find.order_by_asc(Column::FromAt).order_by_asc(Column::Id).all(db).await?;
    rows.into_iter().map(IncidentPerson::try_from).collect()
}

impl TryFrom<Model> for IncidentPerson {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self> {
        Ok(Self {
            role: word(&row.role)?,
            title: Some(row.duty).filter(|duty| !duty.is_empty()),
            name: row.name,
            user_id: row.user_id,
            since: from_ms(row.from_at),
            until: row.until_at.map(from_ms),
        })
    }
}

/// The commander now of each of `incidents`.
pub(super) async fn commanders(
    db: &impl Read,
    incidents: &[Uuid],
) -> Result<HashMap<Uuid, String>> {
    if incidents.is_empty() {
        return Ok(HashMap::new());
    }
    let find = Entity::find()
        .select_only()
        .columns([Column::IncidentId, Column::Name])
        .filter(Column::IncidentId.is_in(incidents.iter().copied()))
        .filter(Column::Role.eq(PersonRole::Commander.to_string()))
        .filter(Column::UntilAt.is_null())
        .order_by_asc(Column::FromAt);
    let rows: Vec<(Uuid, String)> = find.into_tuple().all(db).await?;
    Ok(rows.into_iter().collect())
}

/// Names that may be meant in a field for a person: the accounts that may sign in.
pub async fn known_names(db: &impl Read) -> Result<Vec<String>> {
    remember(db, Key::shared("known names"), async {
        let find = users::Entity::find().select_only().column(users::Column::Name);
        let find = find.filter(users::Column::Active.eq(true)).order_by_asc(users::Column::Name);
        Ok(find.into_tuple().all(db).await?)
    })
    .await
}

/// The account that `text` means, by address or by name; otherwise just a name.
pub(super) async fn named(db: &impl Read, text: &str) -> Result<Named> {
    let lower = text.to_lowercase();
    let name = Expr::expr(Func::lower(Expr::col(users::Column::Name)));
    let same = Condition::any().add(users::Column::Email.eq(lower.as_str())).add(name.eq(lower));
    let find = users::Entity::find().filter(same).filter(users::Column::Active.eq(true));
    let mut found = find.order_by_asc(users::Column::Id).limit(2).all(db).await?;
    // Two of one name: only the address says which.
    match found.pop() {
        Some(user) if found.is_empty() => Ok(Named { user_id: Some(user.id), name: user.name }),
        _ => Ok(Named { user_id: None, name: text.to_owned() }),
    }
}

/// Gives a part to somebody else, or to nobody; who had it keeps it in the history.
///
/// In a restricted incident only somebody who can see it may be named by account.
pub async fn hand_over(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    part: &HandOver,
    version: Option<i32>,
) -> Result<Incident> {
    let row = visible::get_row(tx, viewer, reference).await?;
    tx.lock_incident(row.id).await?;
    let row = visible::get_row(tx, viewer, reference).await?;
    Error::check_version(version, row.version)?;
    let HandOver { role, title, to } = part;
    let to = match to {
        Some(text) => Some(named(tx, text).await?),
        None => None,
    };
    if row.visibility == Visibility::Restricted.to_string()
        && let Some(Named { user_id: Some(user), name }) = &to
        && !may_see(tx, row.id, *user).await?
    {
        return Err(Invalid::one("name", not_a_member(name)).into());
    }
    if assign(tx, row.id, *role, title, to.as_ref()).await? {
        super::edit::touch(tx, row.id).await?;
        let detail = json!({ "role": role, "to": to.as_ref().and_then(|to| to.user_id) });
        let number = super::brief::number(row.number);
        tx.audit("incident.hand_over", ("incident", number), Some(row.id), detail);
        tx.outbox("incident.changed", Some(row.id), json!({ "number": number }));
        if let Some(user) = to.as_ref().and_then(|to| to.user_id) {
            let part = if title.is_empty() { role.label().to_lowercase() } else { title.clone() };
            let news = json!({ "number": number, "to": user, "part": part });
            tx.outbox("incident.handed_over", Some(row.id), news);
        }
    }
    read::get(tx, viewer, reference).await
}

/// What to do when somebody who cannot see a restricted incident is named.
pub(super) fn not_a_member(name: &str) -> String {
    format!("{name} cannot see this restricted incident. Add them as a member first.")
}

/// Whether a user is a member of the incident, or an administrator.
pub(super) async fn may_see(db: &impl Read, incident: Uuid, user: Uuid) -> Result<bool> {
    if members::is_member(db, incident, user).await? {
        return Ok(true);
    }
    let user = users::Entity::find_by_id(user).one(db).await?;
    Ok(user.is_some_and(|user| user.role == Role::Admin.to_string()))
}

/// Ends who has the part now and begins `to`; answers whether that changed anything.
pub(super) async fn assign(
    tx: &Tx,
    incident: Uuid,
    role: PersonRole,
    duty: &str,
    to: Option<&Named>,
) -> Result<bool> {
    let now = Condition::all()
        .add(Column::IncidentId.eq(incident))
        .add(Column::Role.eq(role.to_string()))
        .add(Column::Duty.eq(duty))
        .add(Column::UntilAt.is_null());
    let current = Entity::find().filter(now.clone()).all(tx).await?;
    let same = |row: &Model, to: &Named| row.user_id == to.user_id && row.name == to.name;
    match (current.as_slice(), to) {
        ([], None) => return Ok(false),
        ([row], Some(to)) if same(row, to) => return Ok(false),
        _ => {}
    }
    let end = Entity::update_many().col_expr(Column::UntilAt, Expr::value(tx.now_ms()));
    end.filter(now).exec(tx).await?;
    if let Some(to) = to {
        let row = ActiveModel {
            id: Set(new_id()),
            incident_id: Set(incident),
            role: Set(role.to_string()),
            duty: Set(duty.to_owned()),
            user_id: Set(to.user_id),
            name: Set(to.name.clone()),
            from_at: Set(tx.now_ms()),
            until_at: NotSet,
            assigned_by: Set(tx.actor()),
        };
        Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(true)
}

/// The accounts that have a part in the incident now.
pub(super) async fn accounts(db: &impl Read, incident: &incidents::Model) -> Result<Vec<Uuid>> {
    taking_part(db, incident.id).await
}

/// The accounts that have a part in the incident now.
pub(in crate::store) async fn taking_part(db: &impl Read, incident: Uuid) -> Result<Vec<Uuid>> {
    let find = Entity::find()
        .select_only()
        .column(Column::UserId)
        .filter(Column::IncidentId.eq(incident))
        .filter(Column::UntilAt.is_null())
        .filter(Column::UserId.is_not_null());
    Ok(find.into_tuple().all(db).await?)
}

/// The accounts that command one of these incidents now.
pub(in crate::store) async fn commanding(db: &impl Read, incidents: &[Uuid]) -> Result<Vec<Uuid>> {
    if incidents.is_empty() {
        return Ok(Vec::new());
    }
    let find = Entity::find()
        .select_only()
        .column(Column::UserId)
        .filter(Column::IncidentId.is_in(incidents.iter().copied()))
        .filter(Column::Role.eq(PersonRole::Commander.to_string()))
        .filter(Column::UntilAt.is_null())
        .filter(Column::UserId.is_not_null());
    Ok(find.into_tuple().all(db).await?)
}
