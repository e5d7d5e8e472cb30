//! The one-time link that makes the first administrator.

use app::domain::account::{AddUser, RawUser};
use app::domain::permission::Role;
use app::pages::setup::SetupPage;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;

use super::session;
use crate::auth::{password, secret};
use crate::error::{Error, Result};
use crate::extract::{Form, Path};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, By, Via, users};

/// `GET /setup/{token}`
pub async fn show(
    State(state): State<AppState>,
    frame: Frame,
    Path(token): Path<String>,
) -> Result<Response> {
    known(&state, &token).await?;
    Ok(frame.show(StatusCode::OK, SetupPage { token, ..SetupPage::default() }))
}

/// `POST /setup/{token}`: makes the administrator, uses the link up, signs in.
pub async fn create(
    State(state): State<AppState>,
    frame: Frame,
    Path(token): Path<String>,
    headers: HeaderMap,
    jar: CookieJar,
    Form(raw): Form<RawUser>,
) -> Result<Response> {
    known(&state, &token).await?;
    let raw = RawUser { role: Role::Admin.to_string(), ..raw };
    let user = match AddUser::parse(raw.clone()) {
        Ok(user) => user,
        Err(invalid) => {
            let page = SetupPage { token, email: raw.email, name: raw.name, invalid };
            return Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page));
        }
    };
    let hash = password::hash(user.password.reveal().to_owned()).await?;
    let mut by = By {
        actor: None,
        via: Via::Web,
        request_id: Some(frame.request_id),
        at: state.clock.now(),
    };
    let token_hash = secret::hash(&token);
    let made = store::write(&state.db, &by, async |tx| {
        users::use_setup_token(&tx, &token_hash).await?;
        users::create(&tx, &user, Some(&hash)).await
    })
    .await?;
    by.actor = Some(made.id);
    let jar = session::begin(&state, jar, by, &headers).await?;
    Ok((jar, Redirect::to("/")).into_response())
}

/// The link is good only while it is unused and nobody else has an account.
async fn known(state: &AppState, token: &str) -> Result<()> {
    let good = users::setup_token_is(&state.db, &secret::hash(token)).await?;
    if good { Ok(()) } else { Err(Error::NotFound) }
}
