//! Who may see a restricted incident.

use app::domain::Invalid;
use app::domain::account::{Person, UserRef};
use app::domain::permission::{Role, Viewer};
use app::domain::reference::IncidentRef;
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};
use serde_json::json;
use uuid::Uuid;

use super::{brief::number, read};
use crate::store::entity::incident_members::{ActiveModel, Column, Entity};
use crate::store::entity::users;
use crate::store::{Error, Read, Result, Tx, time::from_ms};

/// Somebody who may see a restricted incident.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Member {
    /// Who.
    pub person: Person,
    /// Their address.
    pub email: String,
    /// Since when.
    pub added_at: DateTime<Utc>,
    /// Who added them, by name.
    pub added_by: String,
}

/// The members of an incident, by name.
pub async fn list(db: &impl Read, viewer: &Viewer, reference: &IncidentRef) -> Result<Vec<Member>> {
    let incident = super::brief(db, viewer, reference).await?;
    let rows = Entity::find().filter(Column::IncidentId.eq(incident.id)).all(db).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.user_id).collect();
    let find = users::Entity::find().filter(users::Column::Id.is_in(ids));
    let users = find.order_by_asc(users::Column::Name).all(db).await?;
    let adders: Vec<Uuid> = rows.iter().filter_map(|row| row.added_by).collect();
    let names = read::names(db, &adders).await?;
    let member = |user: users::Model| {
        let row = rows.iter().find(|row| row.user_id == user.id)?;
        Some(Member {
            person: Person { id: user.id, name: user.name },
            email: user.email,
            added_at: from_ms(row.added_at),
            added_by: read::name_of(&names, row.added_by),
        })
    };
    Ok(users.into_iter().filter_map(member).collect())
}

/// Lets somebody see the incident; once is enough.
pub async fn add(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    user: &UserRef,
) -> Result<Member> {
    let incident = super::brief(tx, viewer, reference).await?;
    let user = match user {
        UserRef::Id(id) => users::Entity::find_by_id(*id).one(tx).await?,
        UserRef::Email(email) => {
            users::Entity::find().filter(users::Column::Email.eq(email.as_str())).one(tx).await?
        }
    };
    let nobody = || Invalid::one("user", "No account has this address.");
    let user = user.filter(|user| user.active).ok_or_else(nobody)?;
    if !is_member(tx, incident.id, user.id).await? {
        insert(tx, incident.id, &[user.id]).await?;
        let detail = json!({ "user": user.id });
        let action = "incident.add_member";
        tx.audit(action, ("incident", incident.number), Some(incident.id), detail);
    }
    let members = list(tx, viewer, reference).await?;
    members.into_iter().find(|member| member.person.id == user.id).ok_or(Error::NotFound)
}

/// Takes somebody off the incident.
pub async fn remove(tx: &Tx, viewer: &Viewer, reference: &IncidentRef, user: Uuid) -> Result<()> {
    let incident = super::brief(tx, viewer, reference).await?;
    if user == viewer.user_id && viewer.role != Role::Admin {
        let message = "You cannot take yourself off; ask another member or an administrator.";
        return Err(Invalid::one("user", message).into());
    }
    let gone = Entity::delete_by_id((incident.id, user)).exec(tx).await?;
    if gone.rows_affected == 0 {
        return Err(Error::NotFound);
    }
    let detail = json!({ "user": user });
    tx.audit("incident.remove_member", ("incident", incident.number), Some(incident.id), detail);
    Ok(())
}

/// Makes all of `users` members.
pub(super) async fn insert(tx: &Tx, incident: Uuid, users: &[Uuid]) -> Result<()> {
    if users.is_empty() {
        return Ok(());
    }
    let rows = users.iter().map(|user| ActiveModel {
        incident_id: Set(incident),
        user_id: Set(*user),
        added_at: Set(tx.now_ms()),
        added_by: Set(tx.actor()),
    });
    let there = OnConflict::columns([Column::IncidentId, Column::UserId]).do_nothing().to_owned();
    Entity::insert_many(rows).on_conflict(there).exec_without_returning(tx).await?;
    Ok(())
}

pub(super) async fn is_member(db: &impl Read, incident: Uuid, user: Uuid) -> Result<bool> {
    let find = Entity::find_by_id((incident, user)).select_only().column(Column::UserId);
    let found: Option<Uuid> = find.into_tuple().one(db).await?;
    Ok(found.is_some())
}

/// Everyone who works on an incident that is being restricted stays able to see it.
pub(super) async fn enrol(
    tx: &Tx,
    incident: &crate::store::entity::incidents::Model,
) -> Result<()> {
    let mut users = super::people::accounts(tx, incident).await?;
    users.extend(tx.actor());
    users.sort_unstable();
    users.dedup();
    insert(tx, incident.id, &users).await?;
    let detail = json!({ "members": users });
    let object = ("incident", number(incident.number));
    tx.audit("incident.restrict", object, Some(incident.id), detail);
    Ok(())
}
