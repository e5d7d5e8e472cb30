//! The description of the API, generated from its handlers.

use std::sync::LazyLock;

use app::domain::Vocabulary;
use axum::http::header;
use axum::response::IntoResponse;
use utoipa::OpenApi;
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Object, SecurityRequirement};

use super::problem::Problem;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Throughline",
        description = "Incidents, their timelines, and what AI agents had to do with them.\n\n\
            Every path takes the human reference (`INC-42`, `REM-7`) or the id. Send a token as \
            `Authorization: Bearer …`. Lists answer `{items, next}`; pass `next` as `after`. \
            `Idempotency-Key` on a POST makes repeating it safe. `ETag` is the version; send it as \
            `If-Match` so that a stale write is refused. PATCH is a JSON merge patch (RFC 7396). \
            Errors are problem documents (RFC 9457). Unknown fields are refused by name.",
        license(name = "Apache-2.0")
    ),
    components(schemas(Problem))
)]
struct Base;

/// The description without its paths: what is true of all of them.
pub fn base() -> utoipa::openapi::OpenApi {
    let mut document = Base::openapi();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    document
        .components
        .get_or_insert_default()
        .add_security_scheme("token", SecurityScheme::Http(bearer));
    document.security = Some(vec![SecurityRequirement::new("token", Vec::<String>::new())]);
    document
}

static DOCUMENT: LazyLock<String> = LazyLock::new(|| {
    let document = crate::router::api_routes().into_openapi();
    document.to_pretty_json().unwrap_or_default()
});

/// The whole document, as JSON text.
pub fn document_json() -> &'static str {
    &DOCUMENT
}

/// `GET /api/openapi.json`; open to everyone, it holds nothing but the API's form.
pub async fn show() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], document_json())
}

/// The schema of a closed vocabulary: a string with its words, for `#[schema(schema_with = …)]`.
pub fn words<V: Vocabulary>() -> Object {
    ObjectBuilder::new()
        .schema_type(SchemaType::new(Type::String))
        .enum_values(Some(V::ALL.iter().map(|word| word.as_str())))
        .build()
}
