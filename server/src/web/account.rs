//! One's own account: password, sessions, API tokens.

use app::domain::account::{ChangePassword, CreateToken, RawPasswordChange, RawToken};
use app::domain::notice::{NoticeWishes, RawNoticeWishes};
use app::domain::{Invalid, Vocabulary};
use app::pages::account::{AccountPage, mark};
use app::pages::sent::Trouble;
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use uuid::Uuid;

use crate::auth::{Require, Via, password, right, secret};
use crate::error::{Error, Result};
use crate::extract::{Form, Path, Query};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, feeds, notices, sessions, tokens, users};

type Reader = Require<right::ViewIncidents>;

async fn load(state: &AppState, who: &Reader) -> Result<AccountPage> {
    let Via::Session(current) = who.via else { return Err(Error::SignIn) };
    let mut sessions = sessions::of_user(&state.db, who.viewer.user_id, state.clock.now()).await?;
    for session in &mut sessions {
        session.current = session.id == current;
    }
    let tokens = tokens::of_user(&state.db, who.viewer.user_id).await?;
    let viewer = who.viewer.clone();
    Ok(AccountPage {
        name: viewer.name,
        email: viewer.email,
        role: viewer.role.label().to_owned(),
        sessions,
        tokens,
        wishes: raw_wishes(notices::wishes(&state.db, who.viewer.user_id).await?),
        mails: state.config.smtp.is_some(),
        daily_at: state.config.mail_daily_at,
        feed: feeds::token(&state.db, who.viewer.user_id).await?,
        ..AccountPage::default()
    })
}

fn raw_wishes(wishes: NoticeWishes) -> RawNoticeWishes {
    let shown = if wishes.shown { "true" } else { "" };
    RawNoticeWishes { shown: shown.into(), mail: wishes.mail.to_string() }
}

/// `POST /account/notices`
pub async fn set_wishes(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Form(raw): Form<RawNoticeWishes>,
) -> Result<Response> {
    let user = who.viewer.user_id;
    let done = who.write(&state, NoticeWishes::parse(&raw), async |tx, wishes| {
        notices::set_wishes(&tx, user, wishes).await
    });
    let there = |()| (paths::ACCOUNT.to_owned(), "Saved.");
    let refill = |page: &mut AccountPage, trouble: Trouble| {
        (page.wish_errors, page.wishes) = (trouble.into(), raw);
    };
    frame.answer(done.await, there, load(&state, &who), refill).await
}

/// What there was when the form was drawn.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Drawn {
    was: Option<String>,
}

impl Drawn {
    /// Whether the form was sent before: since it was drawn, another has come.
    fn is_old(&self, now: impl Iterator<Item = Uuid>) -> bool {
        self.was.as_ref().is_some_and(|was| *was != mark(now))
    }
}

/// The answer to a form that was sent before, as when the page with what it made is reloaded.
fn made_before(frame: &Frame) -> Response {
    let news = "It was made before and shown once. Nothing new was made; press the button for another one.";
    frame.redirect(paths::ACCOUNT, news)
}

/// `GET` of an address to which a form of the account is sent.
pub async fn back() -> Response {
    Redirect::to(paths::ACCOUNT).into_response()
}

/// `POST /account/feeds`: shows the addresses once, on the page that answers.
pub async fn make_feed(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Query(drawn): Query<Drawn>,
) -> Result<Response> {
    let feed = feeds::token(&state.db, who.viewer.user_id).await?;
    if drawn.is_old(feed.iter().map(|feed| feed.id)) {
        return Ok(made_before(&frame));
    }
    let secret = secret::generate();
    let hash = secret::hash(&secret);
    store::write(&state.db, who.by(&state), async |tx| {
        feeds::make(&tx, who.viewer.user_id, &hash).await
    })
    .await?;
    let mut page = load(&state, &who).await?;
    let at = |file| format!("{}{}", state.config.public_url, paths::feed(&secret, file));
    page.new_feed = Some([at("dates.ics"), at("news.atom")]);
    Ok(frame.show(StatusCode::OK, page))
}

/// `POST /account/feeds/end`
pub async fn end_feed(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
) -> Result<Response> {
    store::write(&state.db, who.by(&state), async |tx| {
        feeds::revoke(&tx, who.viewer.user_id).await
    })
    .await?;
    Ok(frame.redirect(paths::ACCOUNT, "The feed addresses no longer work."))
}

/// `GET /account`
pub async fn show(State(state): State<AppState>, frame: Frame, who: Reader) -> Result<Response> {
    let page = load(&state, &who).await?;
    Ok(frame.show(StatusCode::OK, page))
}

/// `POST /account/password`: asks for the old one, then ends every other session.
pub async fn change_password(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Form(raw): Form<RawPasswordChange>,
) -> Result<Response> {
    let mut page = load(&state, &who).await?;
    let Via::Session(current) = who.via else { return Err(Error::SignIn) };
    let change = match ChangePassword::parse(&raw, &who.viewer.email) {
        Ok(change) => change,
        Err(invalid) => {
            page.password_errors = invalid;
            return Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page));
        }
    };
    let stored = users::credentials(&state.db, &who.viewer.email).await?;
    if !password::verify(raw.current, stored.and_then(|found| found.password_hash)).await? {
        page.password_errors = Invalid::one("current", "This is not your password.");
        return Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page));
    }
    let hash = password::hash(change.new.reveal().to_owned()).await?;
    store::write(&state.db, who.by(&state), async |tx| {
        users::set_password(&tx, who.viewer.user_id, &hash).await?;
        sessions::end_others(&tx, who.viewer.user_id, current).await
    })
    .await?;
    Ok(frame.redirect(paths::ACCOUNT, "Password changed. Every other session has ended."))
}

/// `POST /account/sessions/{id}/revoke`
pub async fn revoke_session(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Path(id): Path<Uuid>,
) -> Result<Response> {
    store::write(&state.db, who.by(&state), async |tx| {
        sessions::revoke(&tx, who.viewer.user_id, id).await
    })
    .await?;
    Ok(frame.redirect(paths::ACCOUNT, "Session ended."))
}

/// `POST /account/tokens`: shows the new token once, on the page that answers.
pub async fn create_token(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Query(drawn): Query<Drawn>,
    Form(raw): Form<RawToken>,
) -> Result<Response> {
    let tokens = tokens::of_user(&state.db, who.viewer.user_id).await?;
    if drawn.is_old(tokens.iter().map(|token| token.id)) {
        return Ok(made_before(&frame));
    }
    let today = state.clock.now().date_naive();
    let user = who.viewer.user_id;
    let made = who.write(&state, CreateToken::parse(raw.clone(), today), async |tx, token| {
        let secret = secret::token();
        tokens::create(&tx, user, &token, &secret::hash(&secret)).await?;
        Ok(secret)
    });
    match made.await {
        Ok(secret) => {
            let page = AccountPage { new_token: Some(secret), ..load(&state, &who).await? };
            Ok(frame.show(StatusCode::OK, page))
        }
        Err(error) => {
            let refill = |page: &mut AccountPage, trouble: Trouble| {
                (page.token_errors, page.token_form) = (trouble.into(), raw);
            };
            frame.again(error, load(&state, &who), refill).await
        }
    }
}

/// `POST /account/tokens/{id}/revoke`
pub async fn revoke_token(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Path(id): Path<Uuid>,
) -> Result<Response> {
    store::write(&state.db, who.by(&state), async |tx| {
        tokens::revoke(&tx, who.viewer.user_id, id).await
    })
    .await?;
    Ok(frame.redirect(paths::ACCOUNT, "Token revoked."))
}
