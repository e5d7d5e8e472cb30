//! One user's browser or program: sends requests to the router and reads the answers.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

/// Sends requests with one user's cookie or token.
#[derive(Clone)]
pub struct Client {
    router: Router,
    credential: Option<(&'static str, String)>,
    headers: Vec<(&'static str, String)>,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Reply {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body as text.
    pub text: String,
}

impl Client {
    pub(super) fn new(router: Router, credential: Option<(&'static str, String)>) -> Self {
        Self { router, credential, headers: Vec::new() }
    }

    /// The same client with one more header on everything it sends.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// `GET`
    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, None, Vec::new()).await
    }

    /// `POST` with a JSON body.
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.json(Method::POST, path, body).await
    }

    /// `PATCH` with a JSON body.
    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.json(Method::PATCH, path, body).await
    }

    /// `DELETE`
    pub async fn delete(&self, path: &str) -> Reply {
        self.send(Method::DELETE, path, None, Vec::new()).await
    }

    /// `POST` of a form, as a browser sends it.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let body = form_encoded(fields);
        let kind = "application/x-www-form-urlencoded";
        self.send(Method::POST, path, Some(kind), body.into_bytes()).await
    }

    /// Any method with a JSON body.
    pub async fn json(&self, method: Method, path: &str, body: Value) -> Reply {
        self.send(method, path, Some("application/json"), body.to_string().into_bytes()).await
    }

    /// `GET` of a stream, which is read piece by piece.
    pub async fn follow(&self, path: &str) -> Stream {
        let response = self.answer(Method::GET, path, None, Vec::new()).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
        Stream { body: response.into_body(), read: String::new() }
    }

    /// Anything.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        kind: Option<&str>,
        body: Vec<u8>,
    ) -> Reply {
        let response = self.answer(method, path, kind, body).await;
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Reply { status: parts.status, headers: parts.headers, text }
    }

    async fn answer(
        &self,
        method: Method,
        path: &str,
        kind: Option<&str>,
        body: Vec<u8>,
    ) -> axum::response::Response {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if let Some((name, value)) = &self.credential {
            request = request.header(*name, value);
        }
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let request = request.body(Body::from(body)).expect("a request");
        self.router.clone().oneshot(request).await.expect("an answer")
    }
}

/// An answer that goes on: a stream of events.
#[derive(Debug)]
pub struct Stream {
    body: Body,
    read: String,
}

impl Stream {
    /// The next message that has data, as it was written; none when the stream has ended.
    pub async fn next(&mut self) -> Option<String> {
        loop {
            while let Some((message, rest)) = self.read.split_once("\n\n") {
                let (message, rest) = (message.to_owned(), rest.to_owned());
                self.read = rest;
                if message.contains("data:") {
                    return Some(message);
                }
            }
            let patience = std::time::Duration::from_secs(20);
            let piece = tokio::time::timeout(patience, self.body.frame()).await;
            let piece = piece.expect("nothing came")?.expect("a piece");
            self.read.push_str(&String::from_utf8_lossy(piece.data_ref().expect("data")));
        }
    }

    /// The next message's data as JSON.
    pub async fn json(&mut self) -> Value {
        let message = self.next().await.expect("a message");
        let data = message.lines().find_map(|line| line.strip_prefix("data: ")).expect("data");
        serde_json::from_str(data).expect("JSON")
    }
}

impl Reply {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }

    /// The same answer, if it has this status; else the test fails and shows the body.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }

    /// A header's text, blank when absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The names of the fields that a problem document complains about.
    pub fn wrong_fields(&self) -> Vec<String> {
        let json = self.json();
        let errors = json["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().filter_map(|e| e["field"].as_str().map(str::to_owned)).collect()
    }
}

fn form_encoded(fields: &[(&str, &str)]) -> String {
    let mut body = String::new();
    for (name, value) in fields {
        if !body.is_empty() {
            body.push('&');
        }
        encode(&mut body, name);
        body.push('=');
        encode(&mut body, value);
    }
    body
}

fn encode(body: &mut String, text: &str) {
    use std::fmt::Write;
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => body.push(byte.into()),
            b' ' => body.push('+'),
            byte => {
                let _ = write!(body, "%{byte:02X}");
            }
        }
    }
}
