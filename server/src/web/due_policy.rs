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
use crate::store::{self, due_policy};

type Admin = Require<right::ManageCatalogue>;

/// `GET /admin/due`
pub async fn show(State(state): State<AppState>, frame: Frame, _: Admin) -> Result<Response> {
    let raw = RawDuePolicy::from(&due_policy::get(&state.db).await?);
    Ok(frame.show(StatusCode::OK, DuePolicyPage { sent: Sent { raw, ..Sent::default() } }))
}

/// `POST /admin/due`
pub async fn save(
    State(state): State<AppState>,
    frame: Frame,
    who: Admin,
    Form(raw): Form<RawDuePolicy>,
) -> Result<Response> {
    let policy = match DuePolicy::parse(&raw) {
        Ok(policy) => policy,
        Err(invalid) => {
            let page = DuePolicyPage { sent: Sent::new(raw, invalid) };
            return Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page));
        }
    };
    store::write(&state.db, who.by(&state), async |tx| due_policy::set(&tx, &policy).await).await?;
    Ok(frame.redirect(paths::DUE_POLICY, "Saved."))
}
