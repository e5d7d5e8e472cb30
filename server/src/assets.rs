//! The browser's files, embedded in the program: `cargo xtask site` makes them, with names that are
//! hashes of their content, so that browsers may keep them for ever.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../target/site"]
struct Site;

/// From the name that the code uses to the address; leaked once, so that pages hold plain `&str`.
static ADDRESSES: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    let manifest = Site::get("manifest.json").map(|file| file.data).unwrap_or_default();
    let names: BTreeMap<String, String> = serde_json::from_slice(&manifest).unwrap_or_default();
    let address = |file: String| &*format!("/assets/{file}").leak();
    names.into_iter().map(|(name, file)| (name, address(file))).collect()
});

/// The address of a file of the site: `url("style.css")` is `/assets/style.0123456789abcdef.css`.
///
/// Before the first `cargo xtask site` there is no such file; pages then show without style.
pub fn url(name: &str) -> &'static str {
    ADDRESSES.get(name).copied().unwrap_or("/assets/not-built")
}

/// `/assets/…`, and the two addresses that browsers and robots ask for by themselves.
///
/// To be merged outside of the layers that compress, limit and look up sessions.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let named = |name| get(async move |headers: HeaderMap| serve_by_name(name, &headers));
    Router::new()
        .route("/assets/{*file}", get(asset))
        .route("/favicon.ico", named("favicon.svg"))
        .route("/robots.txt", named("robots.txt"))
}

async fn asset(Path(file): Path<String>, headers: HeaderMap) -> Response {
    serve(&file, &headers, "public, max-age=31536000, immutable")
}

/// A file at an address that cannot change with its content.
fn serve_by_name(name: &'static str, headers: &HeaderMap) -> Response {
    let file = ADDRESSES.get(name).map_or(name, |url| url.trim_start_matches("/assets/"));
    serve(file, headers, "public, max-age=3600")
}

/// How the embedded copies are packed, best first: the word for it, and the ending of the copy.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

fn serve(file: &str, headers: &HeaderMap, caching: &'static str) -> Response {
    // The packed copies and the manifest are ours, not addresses of the site.
    if !ADDRESSES.values().any(|url| url.strip_prefix("/assets/") == Some(file)) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let packed = ENCODINGS
        .iter()
        .filter(|(word, _)| accepts(headers, word))
        .find_map(|(word, ending)| Some((Some(*word), Site::get(&format!("{file}{ending}"))?)));
    let Some((encoding, content)) = packed.or_else(|| Some((None, Site::get(file)?))) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{file}{}\"", encoding.map(|e| format!(".{e}")).unwrap_or_default());
    let unchanged = headers.get(IF_NONE_MATCH).is_some_and(|known| knows(known, &tag));
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(body(content.data))
    };
    let set = response.headers_mut();
    set.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
    set.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    set.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        set.insert(ETAG, tag);
    }
    if !unchanged {
        set.insert(CONTENT_TYPE, HeaderValue::from_static(content_type(file)));
    }
    if let Some(word) = encoding {
        set.insert(CONTENT_ENCODING, HeaderValue::from_static(word));
    }
    response
}

fn body(data: Cow<'static, [u8]>) -> Body {
    match data {
        Cow::Borrowed(bytes) => Body::from(bytes),
        Cow::Owned(bytes) => Body::from(bytes),
    }
}

/// Whether `Accept-Encoding` names an encoding and does not rule it out with `q=0`.
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let lists = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|entry| {
        let mut parts = entry.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let weight = parts.find_map(|part| part.strip_prefix("q="));
        named && weight.is_none_or(|q| q.parse::<f32>().is_ok_and(|q| q > 0.0))
    })
}

fn knows(known: &HeaderValue, tag: &str) -> bool {
    let Ok(known) = known.to_str() else { return false };
    known.split(',').map(|t| t.trim().trim_start_matches("W/")).any(|t| t == tag || t == "*")
}

/// The types of what the site has; text says that it is UTF-8.
fn content_type(file: &str) -> &'static str {
    match file.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        _ => "application/octet-stream",
    }
}
