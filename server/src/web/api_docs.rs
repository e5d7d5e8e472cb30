//! The API's description as a page to read.

use app::pages::api_docs::{ApiDocsPage, Operation};
use axum::http::StatusCode;
use axum::response::Response;
use utoipa::openapi::RefOr;
use utoipa::openapi::path::Operation as Described;

use crate::render::Frame;

/// `GET /api`
pub async fn show(frame: Frame) -> Response {
    let document = crate::router::api_routes().into_openapi();
    let mut operations = Vec::new();
    for (path, item) in document.paths.paths {
        let methods = [
            ("GET", item.get),
            ("POST", item.post),
            ("PUT", item.put),
            ("PATCH", item.patch),
            ("DELETE", item.delete),
        ];
        for (method, described) in methods {
            if let Some(described) = described {
                operations.push(operation(method, &path, &described));
            }
        }
    }
    frame.show(StatusCode::OK, ApiDocsPage { operations })
}

fn operation(method: &str, path: &str, described: &Described) -> Operation {
    let parameters = described.parameters.iter().flatten();
    Operation {
        method: method.to_owned(),
        path: path.to_owned(),
        summary: described.summary.clone().unwrap_or_default(),
        description: described.description.clone().unwrap_or_default(),
        parameters: parameters
            .filter_map(|parameter| match parameter {
                RefOr::T(p) => Some((p.name.clone(), p.description.clone().unwrap_or_default())),
                RefOr::Ref(_) => None,
            })
            .collect(),
        answers: described.responses.responses.keys().cloned().collect(),
    }
}
