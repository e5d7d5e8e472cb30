//! A web server in the same process that keeps what it is sent and answers what it is told to.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::any;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What was sent: the headers and the body.
pub type Sent = (HeaderMap, String);

#[derive(Clone)]
struct Shared {
    sent: Arc<Mutex<Vec<Sent>>>,
    answer: Arc<Mutex<u16>>,
}

/// A web server that listens until it is dropped.
pub struct Listener {
    /// Where it listens.
    pub url: String,
    shared: Shared,
    task: JoinHandle<()>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Listener {
    /// Listens and answers 200.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/in", listener.local_addr().expect("an address"));
        let shared = Shared { sent: Arc::default(), answer: Arc::new(Mutex::new(200)) };
        let router = Router::new().route("/in", any(take)).with_state(shared.clone());
        let task = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("serving");
        });
        Self { url, shared, task }
    }

    /// Answers this from now on.
    pub fn answer(&self, status: u16) {
        *self.shared.answer.lock().expect("the answer") = status;
    }

    /// What was sent until now.
    pub fn sent(&self) -> Vec<Sent> {
        self.shared.sent.lock().expect("what was sent").clone()
    }
}

async fn take(State(shared): State<Shared>, headers: HeaderMap, body: String) -> StatusCode {
    shared.sent.lock().expect("what was sent").push((headers, body));
    let answer = *shared.answer.lock().expect("the answer");
    StatusCode::from_u16(answer).expect("a status")
}
