//! Axum's extractors with our errors: what a body, a query or a path says, or which field is wrong.

use std::collections::BTreeMap;

use app::domain::Invalid;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::form_data::{self, Node};

/// A JSON body; unknown fields and wrong types are named.
#[derive(Debug)]
pub struct Json<T>(pub T);

/// The fields of a posted form; blank and missing are the same.
#[derive(Debug)]
pub struct Form<T>(pub T);

/// The fields of a posted form, and the version of the thing that it edits.
#[derive(Debug)]
pub struct VersionedForm<T> {
    /// The version that was read, from the hidden field `version`.
    pub version: Option<i32>,
    /// The fields.
    pub raw: T,
}

/// The same posted fields, read as two types: each takes what is its own.
#[derive(Debug)]
pub struct FormPair<A, B>(pub A, pub B);

/// The query string.
#[derive(Debug)]
pub struct Query<T>(pub T);

/// The variable parts of the path; one that does not parse names nothing: 404.
#[derive(Debug)]
pub struct Path<T>(pub T);

/// The request's bytes, within the body limit.
async fn bytes<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Error> {
    Bytes::from_request(request, state).await.map_err(|rejection| {
        let response = rejection.into_response();
        match response.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
            _ => Error::BadRequest("The body broke off before its end; nothing was saved.".into()),
        }
    })
}

fn media_type(request: &Request) -> &str {
    let value = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    value.and_then(|v| v.split(';').next()).unwrap_or("").trim()
}

/// Reads JSON and names the field that does not fit.
pub fn parse_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|e| json_error(&e))?;
    reader.end().map_err(|e| Error::BadRequest(format!("After the JSON value: {e}.")))?;
    Ok(value)
}

/// Turns a JSON value into a type and names the field that does not fit.
pub fn from_value<T: DeserializeOwned>(value: serde_json::Value) -> Result<T, Error> {
    serde_path_to_error::deserialize(value).map_err(|e| json_error(&e))
}

fn json_error(error: &serde_path_to_error::Error<serde_json::Error>) -> Error {
    let inner = error.inner();
    if inner.is_syntax() || inner.is_eof() {
        return Error::BadRequest(format!("The body is not valid JSON: {inner}."));
    }
    let text = inner.to_string();
    // serde names the unknown or missing field in backticks; the path then ends at its parent.
    let named = text
        .strip_prefix("unknown field `")
        .or_else(|| text.strip_prefix("missing field `"))
        .and_then(|rest| rest.split('`').next());
    let path = error.path().to_string();
    let field = match (named, path.as_str()) {
        (Some(name), ".") => name.to_owned(),
        (Some(name), _) if path.ends_with(name) => path,
        (Some(name), _) => format!("{path}.{name}"),
        (None, _) => path,
    };
    let message = text.split(" at line ").next().unwrap_or(&text);
    Error::Invalid(Invalid::one(field, format!("{message}.")))
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let kind = media_type(&request);
        let is_json = kind == "application/json"
            || (kind.starts_with("application/") && kind.ends_with("+json"));
        if !is_json {
            return Err(Error::UnsupportedMediaType("application/json"));
        }
        parse_json(&bytes(request, state).await?).map(Self)
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        form_fields(request, state).await.and_then(read_form).map(Self)
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for VersionedForm<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let mut fields = form_fields(request, state).await?;
        let version = fields.remove("version").map(|node| [("version".to_owned(), node)]);
        let Version { version } = read_form(version.into_iter().flatten().collect())?;
        Ok(Self { version, raw: read_form(fields)? })
    }
}

impl<A: DeserializeOwned, B: DeserializeOwned, S: Send + Sync> FromRequest<S> for FormPair<A, B> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let fields = form_fields(request, state).await?;
        Ok(Self(read_form(fields.clone())?, read_form(fields)?))
    }
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Version {
    version: Option<i32>,
}

/// The fields of a url-encoded form.
pub(crate) async fn form_fields<S: Send + Sync>(
    request: Request,
    state: &S,
) -> Result<BTreeMap<String, Node>, Error> {
    if media_type(&request) != "application/x-www-form-urlencoded" {
        return Err(Error::UnsupportedMediaType("application/x-www-form-urlencoded"));
    }
    axum_extra::extract::Form::<Vec<(String, String)>>::from_request(request, state)
        .await
        .map(|form| form_data::tree(form.0))
        .map_err(|rejection| match rejection.into_response().status() {
            StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
            _ => unreadable(),
        })
}

/// Reads fields into a type.
pub(crate) fn read_form<T: DeserializeOwned>(fields: BTreeMap<String, Node>) -> Result<T, Error> {
    form_data::read(fields).map_err(|error| {
        tracing::debug!(%error, "form");
        unreadable()
    })
}

fn unreadable() -> Error {
    Error::BadRequest("The form could not be read; nothing was saved.".into())
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        axum_extra::extract::Query::<T>::from_request_parts(parts, state)
            .await
            .map(|query| Self(query.0))
            .map_err(|e| Error::BadRequest(format!("The address's query is not understood: {e}.")))
    }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        axum::extract::Path::<T>::from_request_parts(parts, state)
            .await
            .map(|path| Self(path.0))
            .map_err(|_| Error::NotFound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, serde::Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Outer {
        title: String,
        inner: Inner,
    }

    #[derive(Debug, Default, serde::Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inner {
        count: u8,
    }

    fn field(body: &str) -> String {
        match parse_json::<Outer>(body.as_bytes()).unwrap_err() {
            Error::Invalid(invalid) => invalid.errors[0].field.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_field_that_does_not_fit_is_named_with_its_path() {
        assert_eq!(field(r#"{"titel": "x"}"#), "titel");
        assert_eq!(field(r#"{"title": 3}"#), "title");
        assert_eq!(field(r#"{"inner": {"cuont": 3}}"#), "inner.cuont");
        assert_eq!(field(r#"{"inner": {"count": "x"}}"#), "inner.count");
    }

    #[test]
    fn a_torn_body_is_a_bad_request() {
        assert!(matches!(parse_json::<Outer>(b"{\"title\": "), Err(Error::BadRequest(_))));
        assert!(matches!(parse_json::<Outer>(b"{} {}"), Err(Error::BadRequest(_))));
    }
}
