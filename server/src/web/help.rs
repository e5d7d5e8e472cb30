//! Pages that explain: the keyboard, and the parts that pages are made of.

use app::pages::design::DesignPage;
use app::pages::shortcuts::ShortcutsPage;
use axum::http::StatusCode;
use axum::response::Response;

use crate::render::Frame;

/// `GET /shortcuts`
pub async fn shortcuts(frame: Frame) -> Response {
    frame.show(StatusCode::OK, ShortcutsPage)
}

/// `GET /design`
pub async fn design(frame: Frame) -> Response {
    frame.show(StatusCode::OK, DesignPage)
}
