//! Errors of the API as RFC 9457 problem documents.

use app::domain::form::FieldError;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;

use crate::error::{Carried, Error};
use crate::web::layers::RequestId;

/// `application/problem+json`.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// Names the kind of problem; a path on this server.
    #[serde(rename = "type")]
    pub kind: String,
    /// A short heading, the same for every problem of this kind.
    pub title: String,
    /// The status, repeated.
    pub status: u16,
    /// What happened, what was kept, what to do.
    pub detail: String,
    /// The fields that were wrong, in the order of the request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Object>)]
    pub errors: Vec<FieldError>,
    /// The events that a causal cycle would run through.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<i32>,
    /// The resource as it is now, when the version sent was stale.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub current: Option<Value>,
    /// Names this request in the server's log.
    pub request_id: String,
}

impl Problem {
    fn of(error: &Error, request_id: String) -> Self {
        let (mut errors, mut path, mut current) = (Vec::new(), Vec::new(), None);
        match error {
            Error::Invalid(invalid) => errors.clone_from(&invalid.errors),
            Error::Refused(refused) => {
                path.clone_from(&refused.path);
                if let Some(field) = refused.field {
                    errors
                        .push(FieldError { field: field.into(), message: refused.message.clone() });
                }
            }
            Error::Stale(value) => current = Some((**value).clone()),
            _ => {}
        }
        Self {
            kind: format!("/api/problems/{}", error.kind()),
            title: error.title().to_owned(),
            status: error.status().as_u16(),
            detail: error.detail(),
            errors,
            path,
            current,
            request_id,
        }
    }
}

/// Layer: gives each error of the API its problem document.
pub async fn problems(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let response = next.run(request).await;
    let Some(Carried(error)) = response.extensions().get::<Carried>().cloned() else {
        return response;
    };
    let mut rendered = (error.status(), axum::Json(Problem::of(&error, id))).into_response();
    let headers = rendered.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if error.status() == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if let Some(retry) = response.headers().get(header::RETRY_AFTER) {
        headers.insert(header::RETRY_AFTER, retry.clone());
    }
    rendered
}
