//! The program as a process that is killed while it writes: what it acknowledged is on disk, once.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How many events are written, and after how many acknowledged ones the server is killed.
const WRITES: usize = 1000;
const KILLED_AFTER: usize = 400;
const WRITERS: usize = 8;

#[test]
fn what_was_acknowledged_before_a_kill_is_there_after_it_and_nothing_twice() {
    // One database is enough: on PostgreSQL the server's own log holds what was committed.
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("t.db").display());
    let token = token(&database);
    let address = free_address();
    let server = Running::start(&database, address);
    let number =
        text(&post(address, &token, "/incidents", "i", &json!({"title": "Killed"})), "number");
    let acknowledged = write_until_killed(&server, &token, &number);
    assert!(acknowledged.len() >= KILLED_AFTER, "{} acknowledged", acknowledged.len());
    drop(server);

    let _again = Running::start(&database, address);
    let stored = events(address, &token, &number);
    for (event, seq) in &acknowledged {
        assert_eq!(stored.get(event), Some(&vec![*seq]), "{event} was acknowledged");
    }
    let twice: Vec<_> = stored.iter().filter(|(_, seqs)| seqs.len() != 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
    let numbers: BTreeSet<u64> = stored.values().flatten().copied().collect();
    assert_eq!(numbers.len(), stored.len(), "a number was given twice");
    let verified = throughline(&database, &["audit", "verify"]).status().unwrap();
    assert!(verified.success(), "the audit log holds");
}

/// Writes from several threads and kills the server in the middle: what it acknowledged.
fn write_until_killed(server: &Running, token: &str, number: &str) -> BTreeMap<String, u64> {
    let (next, acknowledged) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    let (enough, wait) = mpsc::channel();
    let path = format!("/incidents/{number}/events");
    let write = |enough: mpsc::Sender<()>| {
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            let event = format!("Event {n}");
            let body =
                json!({"kind": "observation", "occurred": {"at": "2026-03-17"}, "text": event});
            let Some(answer) = (n < WRITES)
                .then(|| try_post(server.address, token, &path, &format!("e-{n}"), &body))
                .flatten()
            else {
                return;
            };
            let mut acknowledged = acknowledged.lock().unwrap();
            acknowledged.insert(event, answer["seq"].as_u64().unwrap());
            if acknowledged.len() == KILLED_AFTER {
                enough.send(()).unwrap();
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..WRITERS {
            let enough = enough.clone();
            scope.spawn(|| write(enough));
        }
        wait.recv_timeout(Duration::from_mins(2)).unwrap();
        server.kill();
    });
    acknowledged.into_inner().unwrap()
}

/// The texts of the stored events with the numbers under which each is stored.
fn events(address: SocketAddr, token: &str, number: &str) -> BTreeMap<String, Vec<u64>> {
    let (mut found, mut after) = (BTreeMap::<String, Vec<u64>>::new(), String::new());
    loop {
        let line = format!("GET /api/v1/incidents/{number}/events?limit=200{after} HTTP/1.1");
        let page = ask(address, &line, token, "", "").unwrap();
        for event in page["items"].as_array().unwrap() {
            found.entry(text(event, "text")).or_default().push(event["seq"].as_u64().unwrap());
        }
        let Some(next) = page["next"].as_str() else { return found };
        after = format!("&after={next}");
    }
}

/// A server in a process of its own; dropping it kills it.
struct Running {
    child: Mutex<Child>,
    address: SocketAddr,
}

impl Running {
    fn start(database: &str, address: SocketAddr) -> Self {
        let listen = address.to_string();
        let child = throughline(database, &["serve", "--listen", &listen]).spawn().unwrap();
        let running = Self { child: Mutex::new(child), address };
        let patience = Instant::now() + Duration::from_mins(1);
        while ask(address, "GET /readyz HTTP/1.1", "", "", "").is_none() {
            assert!(Instant::now() < patience, "the server does not answer");
            thread::sleep(Duration::from_millis(20));
        }
        running
    }

    /// SIGKILL: nothing can be tidied up.
    fn kill(&self) {
        let mut child = self.child.lock().unwrap();
        let _ = child.kill();
        let _ = child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

fn throughline(database: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(Path::new(env!("CARGO_BIN_EXE_throughline")));
    command.args(arguments).args(["--database", database]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// A token of a responder in a new database.
fn token(database: &str) -> String {
    let who = ["--email", "killed@example.org"];
    let add = [&["user", "add", "--role", "responder", "--password-stdin"][..], &who].concat();
    let mut add = throughline(database, &add).stdin(Stdio::piped()).spawn().unwrap();
    add.stdin.take().unwrap().write_all(b"only for being killed\n").unwrap();
    assert!(add.wait().unwrap().success());
    let scopes = [&["token", "add", "--scopes", "read,write"][..], &who].concat();
    let told = throughline(database, &scopes).stdout(Stdio::piped()).output().unwrap();
    String::from_utf8(told.stdout).unwrap().trim().to_owned()
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

fn post(address: SocketAddr, token: &str, path: &str, key: &str, body: &Value) -> Value {
    try_post(address, token, path, key, body).unwrap()
}

fn try_post(
    address: SocketAddr,
    token: &str,
    path: &str,
    key: &str,
    body: &Value,
) -> Option<Value> {
    ask(address, &format!("POST /api/v1{path} HTTP/1.1"), token, key, &body.to_string())
}

/// One request on one connection; nothing unless the answer came whole and said that it worked.
fn ask(address: SocketAddr, line: &str, token: &str, key: &str, body: &str) -> Option<Value> {
    let mut stream = TcpStream::connect(address).ok()?;
    let mut head = format!("{line}\r\nHost: {address}\r\nConnection: close\r\n");
    if !token.is_empty() {
        head += &format!("Authorization: Bearer {token}\r\n");
    }
    if !body.is_empty() {
        head += &format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
        head += &format!("Idempotency-Key: {key}\r\n");
    }
    write!(stream, "{head}\r\n{body}").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    if !head.starts_with("HTTP/1.1 2") {
        return None;
    }
    Some(serde_json::from_str(body).unwrap_or(Value::Null))
}

fn text(of: &Value, field: &str) -> String {
    of[field].as_str().unwrap().to_owned()
}
