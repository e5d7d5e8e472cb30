//! Accounts, for administrators.

use app::domain::Invalid;
use app::domain::account::{AddUser, EditUser, RawUser, RawUserEdit, User};
use app::pages::sent::Trouble;
use app::pages::users::UsersPage;
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use crate::auth::{Require, password, right};
use crate::error::Result;
use crate::extract::{Form, Path, VersionedForm};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, users};

type Admin = Require<right::ManageUsers>;

/// `GET /users`
pub async fn list(State(state): State<AppState>, frame: Frame, _: Admin) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, page(&state).await?))
}

async fn page(state: &AppState) -> Result<UsersPage> {
    Ok(UsersPage { users: users::list(&state.db).await?, ..UsersPage::default() })
}

/// `POST /users`
pub async fn create(
    State(state): State<AppState>,
    frame: Frame,
    who: Admin,
    Form(raw): Form<RawUser>,
) -> Result<Response> {
    let done = add(&state, &who, raw.clone()).await;
    let there = |user: User| (paths::USERS.to_owned(), format!("Added {}.", user.name));
    let refill = |page: &mut UsersPage, trouble: Trouble| {
        (page.form, page.invalid) = (raw, trouble.into());
    };
    frame.answer(done, there, page(&state), refill).await
}

/// Adds an account; an address that is taken is said at its field.
pub(crate) async fn add(state: &AppState, who: &Admin, raw: RawUser) -> Result<User> {
    let user = AddUser::parse(raw)?;
    let hash = password::hash(user.password.reveal().to_owned()).await?;
    let made = store::write(&state.db, who.by(state), async |tx| {
        users::create(&tx, &user, Some(&hash)).await
    })
    .await;
    match made {
        Err(store::Error::Conflict(_)) => {
            Err(Invalid::one("email", "An account has this address already.").into())
        }
        made => Ok(made?),
    }
}

/// `POST /users/{id}`: name, role, and whether the account may sign in.
pub async fn update(
    State(state): State<AppState>,
    frame: Frame,
    who: Admin,
    Path(id): Path<Uuid>,
    VersionedForm { version, raw }: VersionedForm<RawUserEdit>,
) -> Result<Response> {
    let done = who.write(&state, EditUser::parse(raw.clone()), async |tx, edit| {
        users::update(&tx, id, &edit, version).await
    });
    let there = |_| (paths::USERS.to_owned(), "Saved.");
    let refill = |page: &mut UsersPage, trouble| page.refuse(id, raw, trouble);
    frame.answer(done.await, there, page(&state), refill).await
}
