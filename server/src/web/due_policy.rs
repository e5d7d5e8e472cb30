//! The rules by which remediations are due, for administrators.

use app::domain::due::{DuePolicy, RawDuePolicy};
use app::pages::due_policy::DuePolicyPage;
use app::pages::sent::Sent;
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::Form;
use crate::render::Frame;
use crate::state::AppState;
use crate::store::due_policy;

type Admin = Require<right::ManageCatalogue>;

async fn load(state: &AppState) -> Result<DuePolicyPage> {
    let raw = RawDuePolicy::from(&due_policy::get(&state.db).await?);
    Ok(DuePolicyPage { sent: Sent::blank(raw) })
}

/// `GET /admin/due`
pub async fn show(State(state): State<AppState>, frame: Frame, _: Admin) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, load(&state).await?))
}

/// `POST /admin/due`
pub async fn save(
    State(state): State<AppState>,
    frame: Frame,
    who: Admin,
    Form(raw): Form<RawDuePolicy>,
) -> Result<Response> {
    let done = who.write(&state, DuePolicy::parse(&raw), async |tx, policy| {
        due_policy::set(&tx, &policy).await
    });
    let there = |()| (paths::DUE_POLICY.to_owned(), "Saved.");
    let refill = |page: &mut DuePolicyPage, trouble| page.sent = Sent::new(raw, trouble);
    frame.answer(done.await, there, load(&state), refill).await
}
