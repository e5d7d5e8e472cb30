//! User accounts, and the one-time token that makes the first of them.

use std::collections::HashMap;

use app::domain::{
    Invalid, Refused, Vocabulary,
    account::{AddUser, EditUser, Email, Person, User, UserRef},
    permission::Role,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    By, Db, Error, Read, Result, Tx, Via,
    entity::users::{ActiveModel, Column, Entity, Model},
    memo::{Key, remember},
    new_id, remediations, sessions, settings,
    time::from_ms,
};

const SETUP_TOKEN: &str = "setup_token";

/// A user with what a password is checked against.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The user, who may be switched off.
    pub user: User,
    /// The password's argon2 hash; none when the user has no password.
    pub password_hash: Option<String>,
}

/// Adds a user; [`Conflict::Exists`](super::Conflict::Exists) when the address is taken.
pub async fn create(tx: &Tx, command: &AddUser, password_hash: Option<&str>) -> Result<User> {
    let row = Model {
        id: new_id(),
        email: command.email.to_string(),
        name: command.name.clone(),
        role: command.role.to_string(),
        password_hash: password_hash.map(str::to_owned),
        active: true,
        created_at: tx.now_ms(),
        signed_in_at: None,
        updated_at: tx.now_ms(),
        version: 1,
    };
    Entity::insert(ActiveModel::from(row.clone()).reset_all()).exec_without_returning(tx).await?;
    tx.audit("user.create", ("user", &row.email), None, json!({ "id": row.id, "role": row.role }));
    Ok(row.into())
}

/// Changes name, role and whether the user may sign in; ends the sessions of who may not.
pub async fn update(tx: &Tx, id: Uuid, edit: &EditUser, version: Option<i32>) -> Result<User> {
    let before = Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    Error::check_version(version, before.version)?;
    let stays_admin = edit.active && edit.role == Role::Admin;
    if before.active && before.role == Role::Admin.as_str() && !stays_admin {
        keep_an_admin(tx, id).await?;
    }
    let detail = json!({
        "from": { "name": before.name, "role": before.role, "active": before.active },
        "to": { "name": edit.name, "role": edit.role, "active": edit.active },
    });
    let (version, was_active) = (before.version + 1, before.active);
    let mut row: ActiveModel = before.into();
    row.name = Set(edit.name.clone());
    row.role = Set(edit.role.to_string());
    row.active = Set(edit.active);
    row.updated_at = Set(tx.now_ms());
    row.version = Set(version);
    let row = row.update(tx).await?;
    if !edit.active {
        sessions::end_all(tx, id).await?;
        if was_active {
            remediations::owner_left(tx, id, &row.name).await?;
        }
    }
    tx.audit("user.update", ("user", &row.email), None, detail);
    Ok(row.into())
}

/// Refuses to go on when `id` is the only administrator who may sign in.
async fn keep_an_admin(tx: &Tx, id: Uuid) -> Result<()> {
    let admins = Entity::find()
        .filter(Column::Role.eq(Role::Admin.as_str()))
        .filter(Column::Active.eq(true))
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx)
        .await?;
    if admins.iter().any(|admin| admin.id != id) {
        return Ok(());
    }
    let message = "This is the only administrator. Make somebody else one first.";
    Err(Refused::new("last-administrator", message).into())
}

/// Sets the password's hash.
pub async fn set_password(tx: &Tx, id: Uuid, password_hash: &str) -> Result<()> {
    let row = Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    let (email, version) = (row.email.clone(), row.version + 1);
    let mut row: ActiveModel = row.into();
    row.password_hash = Set(Some(password_hash.to_owned()));
    row.updated_at = Set(tx.now_ms());
    row.version = Set(version);
    row.update(tx).await?;
    tx.audit("user.set_password", ("user", email), None, json!({}));
    Ok(())
}

/// All users, by name.
pub async fn list(db: &impl Read) -> Result<Vec<User>> {
    let rows = Entity::find().order_by_asc(Column::Name).order_by_asc(Column::Id).all(db).await?;
    Ok(rows.into_iter().map(User::from).collect())
}

/// The name of every user, by id.
pub async fn names(db: &impl Read) -> Result<HashMap<Uuid, String>> {
    let find = Entity::find().select_only().columns([Column::Id, Column::Name]);
    let rows: Vec<(Uuid, String)> = find.into_tuple().all(db).await?;
    Ok(rows.into_iter().collect())
}

/// The users with these ids, as others see them.
pub async fn people(
    db: &impl Read,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Person>> {
    let mut ids: Vec<_> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let find = Entity::find().select_only().columns([Column::Id, Column::Name]);
    let rows: Vec<(Uuid, String)> = find.filter(Column::Id.is_in(ids)).into_tuple().all(db).await?;
    Ok(rows.into_iter().map(|(id, name)| (id, Person { id, name })).collect())
}

/// The user with this id.
pub async fn find(db: &impl Read, id: Uuid) -> Result<Option<User>> {
    Ok(Entity::find_by_id(id).one(db).await?.map(User::from))
}

/// The user with this id, or [`Error::NotFound`].
pub async fn get(db: &impl Read, id: Uuid) -> Result<User> {
    find(db, id).await?.ok_or(Error::NotFound)
}

/// The user with this address; none for what is no address.
pub async fn find_by_email(db: &impl Read, email: &str) -> Result<Option<User>> {
    Ok(row_by_email(db, email).await?.map(User::from))
}

/// The user that somebody named by id or address.
pub async fn find_ref(db: &impl Read, user: &UserRef) -> Result<Option<User>> {
    match user {
        UserRef::Id(id) => find(db, *id).await,
        UserRef::Email(email) => find_by_email(db, email.as_str()).await,
    }
}

/// The user whom `field` names, as others see them; nobody is named there when it is blank.
pub(super) async fn named(
    db: &impl Read,
    field: &str,
    user: Option<&UserRef>,
) -> Result<Option<Person>> {
    let Some(user) = user else { return Ok(None) };
    match find_ref(db, user).await? {
        Some(user) => Ok(Some(Person { id: user.id, name: user.name })),
        None => Err(Invalid::one(field, format!("Nobody here is {user}.")).into()),
    }
}

/// The address of each of these users.
pub async fn addresses(
    db: &impl Read,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, String>> {
    let ids: Vec<_> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let find = Entity::find().select_only().columns([Column::Id, Column::Email]);
    let rows: Vec<(Uuid, String)> = find.filter(Column::Id.is_in(ids)).into_tuple().all(db).await?;
    Ok(rows.into_iter().collect())
}

/// The addresses of everybody who may sign in, by name.
pub async fn active_addresses(db: &impl Read) -> Result<Vec<String>> {
    remember(db, Key::shared("addresses"), async {
        let find = Entity::find().select_only().column(Column::Email);
        let find = find.filter(Column::Active.eq(true)).order_by_asc(Column::Name);
        Ok(find.order_by_asc(Column::Id).into_tuple().all(db).await?)
    })
    .await
}

/// What to check a sign-in against.
pub async fn credentials(db: &impl Read, email: &str) -> Result<Option<Credentials>> {
    let row = row_by_email(db, email).await?;
    Ok(row.map(|mut row| {
        let password_hash = row.password_hash.take();
        Credentials { user: row.into(), password_hash }
    }))
}

async fn row_by_email(db: &impl Read, email: &str) -> Result<Option<Model>> {
    let Ok(email) = Email::parse(email) else { return Ok(None) };
    Ok(Entity::find().filter(Column::Email.eq(email.as_str())).one(db).await?)
}

/// Whether anybody can sign in yet; the people of the examples cannot, they have no password.
pub async fn any(db: &impl Read) -> Result<bool> {
    let find = Entity::find().filter(Column::PasswordHash.is_not_null());
    Ok(find.limit(1).count(db).await? > 0)
}

/// Keeps the hash of the token with which the first administrator can be made, over an older one.
pub async fn set_setup_token(db: &Db, hash: &str, now: DateTime<Utc>) -> Result<()> {
    let by = By::new(None, Via::Job, now);
    super::write(db, by, async |tx| settings::set(&tx, SETUP_TOKEN, hash).await).await
}

/// Whether this is the hash of the token, and it is still good: nobody has an account.
pub async fn setup_token_is(db: &impl Read, hash: &str) -> Result<bool> {
    let known = settings::find(db, SETUP_TOKEN).await?;
    Ok(known.as_deref() == Some(hash) && !any(db).await?)
}

/// Uses the token up; [`Error::NotFound`] when it is not good. Of two at once, one gets it.
pub async fn use_setup_token(tx: &Tx, hash: &str) -> Result<()> {
    let good = setup_token_is(tx, hash).await?;
    if good && settings::remove(tx, SETUP_TOKEN).await? { Ok(()) } else { Err(Error::NotFound) }
}

impl From<Model> for User {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            email: row.email,
            name: row.name,
            role: Role::from_word(&row.role).unwrap_or(Role::Viewer),
            active: row.active,
            created_at: from_ms(row.created_at),
            signed_in_at: row.signed_in_at.map(from_ms),
            version: row.version,
        }
    }
}
