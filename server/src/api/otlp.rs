//! `/v1/traces` and `/v1/logs`: OpenTelemetry's own protocol over HTTP, as exporters speak it.

use app::domain::import::otlp::Signal;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::problem::Problem;
use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::import::receive::{self, INCIDENT_HEADER, Rejected};
use crate::state::AppState;

const PROTOBUF: &str = "application/x-protobuf";
const JSON: &str = "application/json";

/// Receive traces over OTLP/HTTP, protobuf or JSON, gzip or not
///
/// The resource attribute `throughline.incident` or the header `X-Throughline-Incident` names the
/// incident; without one, or with one that the token's user may not see, runs wait in the inbox.
#[utoipa::path(post, path = "/v1/traces", tag = "Timeline",
    request_body(content = Vec<u8>, content_type = "application/x-protobuf"),
    responses((status = 200, description = "`ExportTraceServiceResponse`; what was not taken is a partial success"),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 413, body = Problem), (status = 415, body = Problem)))]
pub async fn traces(
    State(state): State<AppState>,
    who: Require<right::Import>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response> {
    export(&state, &who, Signal::Traces, &headers, body).await
}

/// Receive log records over OTLP/HTTP: decisions on tool calls, prompts, and what else agents log
#[utoipa::path(post, path = "/v1/logs", tag = "Timeline",
    request_body(content = Vec<u8>, content_type = "application/x-protobuf"),
    responses((status = 200, description = "`ExportLogsServiceResponse`; what was not taken is a partial success"),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 413, body = Problem), (status = 415, body = Problem)))]
pub async fn logs(
    State(state): State<AppState>,
    who: Require<right::Import>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response> {
    export(&state, &who, Signal::Logs, &headers, body).await
}

async fn export(
    state: &AppState,
    who: &Require<right::Import>,
    signal: Signal,
    headers: &HeaderMap,
    body: Bytes,
) -> Result<Response> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let kind = text("content-type").and_then(|kind| kind.split(';').next()).unwrap_or_default();
    let body = receive::unpacked(body, text("content-encoding").unwrap_or_default())?;
    let kind = kind.trim().to_ascii_lowercase();
    let value: Value = match kind.as_str() {
        PROTOBUF => signal
            .decode(&body)
            .map_err(|error| Error::BadRequest(format!("The body is not OTLP: {error}.")))?,
        JSON => serde_json::from_slice(&body)
            .map_err(|error| Error::BadRequest(format!("The body is not JSON: {error}.")))?,
        _ => return Err(Error::UnsupportedMediaType("application/x-protobuf or application/json")),
    };
    let (viewer, by, named) = (&who.viewer, who.by(state), text(INCIDENT_HEADER));
    let rejected = receive::receive(state, viewer, by, signal, &value, named).await?;
    Ok(if kind == JSON { as_json(signal, &rejected) } else { as_protobuf(&rejected) })
}

fn as_json(signal: Signal, rejected: &Rejected) -> Response {
    let name = match signal {
        Signal::Traces => "rejectedSpans",
        Signal::Logs => "rejectedLogRecords",
    };
    let body = if rejected.count == 0 {
        json!({})
    } else {
        json!({ "partialSuccess": { name: rejected.count.to_string(), "errorMessage": rejected.message } })
    };
    answer(JSON, body.to_string().into_bytes())
}

/// The answer in protobuf: `partial_success` (1) with the number (1) and why (2).
fn as_protobuf(rejected: &Rejected) -> Response {
    let mut body = Vec::new();
    if rejected.count > 0 {
        let mut inner = vec![0x08];
        varint(&mut inner, rejected.count);
        inner.push(0x12);
        varint(&mut inner, rejected.message.len() as u64);
        inner.extend_from_slice(rejected.message.as_bytes());
        body.push(0x0a);
        varint(&mut body, inner.len() as u64);
        body.extend(inner);
    }
    answer(PROTOBUF, body)
}

fn varint(bytes: &mut Vec<u8>, mut value: u64) {
    loop {
        let low = u8::try_from(value & 0x7f).unwrap_or(0);
        value >>= 7;
        if value == 0 {
            return bytes.push(low);
        }
        bytes.push(low | 0x80);
    }
}

fn answer(kind: &'static str, body: Vec<u8>) -> Response {
    let mut response = (StatusCode::OK, Body::from(body)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
