//! The shapes of answers: created, current with its version, lists, and what a merge patch leaves.

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::{Error, Result};
use crate::store::{self, Page, PageRequest, page};

/// One page of a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct List<T> {
    /// The items, in the list's order.
    pub items: Vec<T>,
    /// Pass this as `after` to get the next page; `null` on the last.
    pub next: Option<String>,
}

/// Which page of a list.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
pub struct Window {
    /// How many items, 1 to 200; 50 when left out.
    pub limit: Option<u64>,
    /// The `next` of the page before.
    pub after: Option<String>,
}

impl Window {
    /// What the store is asked for.
    pub fn request(&self) -> PageRequest {
        PageRequest { limit: self.limit.unwrap_or(page::DEFAULT), after: self.after.clone() }
    }
}

impl<T> List<T> {
    /// Everything there is, as the API shows it.
    pub fn all<R: Into<T>>(rows: Vec<R>) -> Self {
        Self { items: rows.into_iter().map(Into::into).collect(), next: None }
    }
}

impl<T> From<Page<T>> for List<T> {
    fn from(page: Page<T>) -> Self {
        Self { items: page.items, next: page.next }
    }
}

/// The version of a resource as its entity tag.
pub fn etag(version: i32) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"0\""))
}

/// The version that `If-Match` asks for; `None` when absent or `*`.
///
/// # Errors
/// `BadRequest` when the header is not an entity tag of ours.
pub fn if_match(headers: &HeaderMap) -> Result<Option<i32>> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or("").trim();
    if text == "*" {
        return Ok(None);
    }
    let tag = text.strip_prefix("W/").unwrap_or(text).trim_matches('"');
    let wrong = || Error::BadRequest("If-Match takes the ETag of the answer you read.".into());
    tag.parse().map(Some).map_err(|_| wrong())
}

/// 201 with `Location`, `ETag` and the new resource.
pub fn created<T: Serialize>(location: &str, version: i32, body: T) -> Response {
    let mut response = (StatusCode::CREATED, Json(body)).into_response();
    if let Ok(value) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    response.headers_mut().insert(header::ETAG, etag(version));
    response
}

/// 200 with `ETag` and the resource.
pub fn current<T: Serialize>(version: i32, body: T) -> Response {
    ([(header::ETAG, etag(version))], Json(body)).into_response()
}

/// 200 with what was `written`, or 412 with what is stored `now`; `out` is a row's version and its
/// shape in the API.
///
/// # Errors
/// 412, and whatever else the store says.
pub async fn changed<T, O: Serialize>(
    written: store::Result<T>,
    now: impl Future<Output = store::Result<T>>,
    out: impl Fn(T) -> (i32, O),
) -> Result<Response> {
    match written {
        Ok(row) => {
            let (version, body) = out(row);
            Ok(current(version, body))
        }
        Err(error) if error.is_stale() => Err(stale(&out(now.await?).1)),
        Err(error) => Err(error.into()),
    }
}

/// 412 with the current version of the resource in the answer.
pub fn stale<T: Serialize>(current: &T) -> Error {
    match serde_json::to_value(current) {
        Ok(value) => Error::Stale(Box::new(value)),
        Err(error) => Error::internal(error),
    }
}

/// Applies an RFC 7396 merge patch to the current input shape of a resource and reads it again.
///
/// # Errors
/// `Invalid` names a field that does not exist or does not fit.
pub fn patched<T: Serialize + serde::de::DeserializeOwned>(current: &T, patch: Value) -> Result<T> {
    if !patch.is_object() {
        return Err(Error::BadRequest("Send a JSON object with the fields to change.".into()));
    }
    let mut value = serde_json::to_value(current).map_err(Error::internal)?;
    merge(&mut value, patch);
    crate::extract::from_value(value)
}

fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Value::Object(fields) = target else { return };
    for (name, value) in patch {
        if value.is_null() {
            fields.remove(&name);
        } else {
            merge(fields.entry(name).or_insert(Value::Null), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_merge_patch_sets_removes_and_keeps() {
        let mut value = json!({"a": 1, "b": {"c": 2, "d": 3}, "e": [1]});
        merge(&mut value, json!({"a": null, "b": {"c": 4}, "e": [2, 3]}));
        assert_eq!(value, json!({"b": {"c": 4, "d": 3}, "e": [2, 3]}));
    }

    #[test]
    fn if_match_reads_our_own_tags_and_refuses_others() {
        let mut headers = HeaderMap::new();
        assert_eq!(if_match(&headers).unwrap(), None);
        headers.insert(header::IF_MATCH, etag(7));
        assert_eq!(if_match(&headers).unwrap(), Some(7));
        headers.insert(header::IF_MATCH, HeaderValue::from_static("\"abc\""));
        assert!(if_match(&headers).is_err());
    }
}
