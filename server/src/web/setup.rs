//! The one-time link that makes the first administrator.

use app::domain::account::{AddUser, RawUser};
use app::domain::permission::Role;
use app::pages::setup::{SetupGone, SetupPage};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;

use super::session;
use crate::auth::{password, secret};
use crate::error::Result;
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
    if !works(&state, &token).await? {
        return Ok(gone(&frame));
    }
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
    if !works(&state, &token).await? {
        return Ok(gone(&frame));
    }
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
        request_id: Some(frame.request_id.clone()),
        at: state.clock.now(),
    };
    let token_hash = secret::hash(&token);
    let made = store::write(&state.db, &by, async |tx| {
        users::use_setup_token(&tx, &token_hash).await?;
        users::create(&tx, &user, Some(&hash)).await
    });
    let made = match made.await {
        Err(store::Error::NotFound) => return Ok(gone(&frame)),
        made => made?,
    };
    by.actor = Some(made.id);
    let jar = session::begin(&state, jar, by, &headers).await?;
    Ok((jar, Redirect::to("/")).into_response())
}

/// The link is good only while it is unused and nobody else has an account.
async fn works(state: &AppState, token: &str) -> Result<bool> {
    Ok(users::setup_token_is(&state.db, &secret::hash(token)).await?)
}

fn gone(frame: &Frame) -> Response {
    frame.show(StatusCode::NOT_FOUND, SetupGone)
}
