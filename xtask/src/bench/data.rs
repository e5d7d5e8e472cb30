//! Generated incidents, written through the public API as an integration would.

use std::{
    net::SocketAddr,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Instant,
};

use anyhow::{Result, anyhow, ensure};
use serde_json::{Value, json};

use crate::{http, progress};

/// How many incidents.
pub const INCIDENTS: usize = 1000;
/// How many events each of them has.
pub const EVENTS: usize = 50;
/// How many events the long incidents have that come after the others: how a cost grows is seen there.
pub const LONG: [usize; 3] = [100, 1_000, 10_000];
const REMEDIATIONS: usize = 2000;
const WRITERS: usize = 8;

const SEVERITIES: [&str; 5] = ["SEV0", "SEV1", "SEV2", "SEV3", "SEV4"];
const INVOLVEMENT: [&str; 4] = ["none", "suspected", "output_acted_on", "agent_acted"];
const KINDS: [&str; 8] = [
    "agent_invoked",
    "human_action",
    "observation",
    "system_change",
    "human_decision",
    "communication",
    "containment",
    "context_note",
];
const WHAT: [&str; 6] = [
    "a wrong access rule was applied",
    "a table was emptied",
    "orders were sent twice",
    "a token was posted in public",
    "the queue stood still",
    "prices were shown without tax",
];
const WHO: [&str; 5] =
    ["Engineer A", "Engineer B", "Platform on-call", "Support lead", "Release engineer"];

/// Fills an empty database; says how fast events were taken in arrays of `EVENTS`.
pub fn generate(address: SocketAddr, token: &str) -> Result<()> {
    let begun = Instant::now();
    side_by_side(INCIDENTS, |n| {
        let made = post(address, token, "/api/v1/incidents", &incident(n))?;
        let number = made["number"].as_str().unwrap_or_default().to_owned();
        let events = Value::Array((0..EVENTS).map(|e| event(n, e)).collect());
        post(address, token, &format!("/api/v1/incidents/{number}/events"), &events)?;
        for (from, to) in [(3, 7), (7, 12), (12, 20), (20, 31), (31, 44)] {
            let link = json!({"from": from, "to": to, "kind": "contributed_to",
                "basis": "inferred", "confidence": "reported", "rationale": "generated"});
            post(address, token, &format!("/api/v1/incidents/{number}/links"), &link)?;
        }
        Ok(())
    })?;
    for (n, count) in LONG.into_iter().enumerate() {
        long(address, token, INCIDENTS + n, count)?;
    }
    side_by_side(REMEDIATIONS, |n| {
        post(address, token, "/api/v1/remediations", &remediation(n)).map(|_| ())
    })?;
    let seconds = begun.elapsed().as_secs_f64();
    progress::say(
        "Generated",
        &format!("{INCIDENTS} incidents × {EVENTS} events in {seconds:.0} s"),
    );
    Ok(())
}

/// An incident with many events, each of which is linked to the next.
fn long(address: SocketAddr, token: &str, n: usize, count: usize) -> Result<()> {
    let made = post(address, token, "/api/v1/incidents", &incident(n))?;
    let number = made["number"].as_str().unwrap_or_default();
    let (events, links) =
        (format!("/api/v1/incidents/{number}/events"), format!("/api/v1/incidents/{number}/links"));
    for first in (0..count).step_by(2_000) {
        let some = (first..count.min(first + 2_000)).map(|e| later(n, e)).collect();
        post(address, token, &events, &Value::Array(some))?;
    }
    for from in 1..count {
        let link = json!({"from": from, "to": from + 1, "kind": "contributed_to",
            "basis": "inferred", "confidence": "reported", "rationale": "generated"});
        post(address, token, &links, &link)?;
    }
    Ok(())
}

/// One event of a long incident: each a minute after the one before.
fn later(n: usize, e: usize) -> Value {
    let mut event = event(n, e % EVENTS);
    // Without the notes, to which no cause leads.
    event["kind"] = json!(KINDS[e % (KINDS.len() - 1)]);
    let (day, hour, minute) = (e / 1_440 + 1, e / 60 % 24, e % 60);
    event["occurred"] =
        json!({"at": format!("2026-05-{day:02}T{hour:02}:{minute:02}:00Z"), "precision": "minute"});
    event
}

/// Does `work` for each number, on some threads; the first error is the answer.
pub fn side_by_side(count: usize, work: impl Fn(usize) -> Result<()> + Sync) -> Result<()> {
    let next = AtomicUsize::new(0);
    let one = || -> Result<()> {
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            if n >= count {
                return Ok(());
            }
            work(n)?;
        }
    };
    thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS).map(|_| scope.spawn(one)).collect();
        writers.into_iter().try_for_each(|w| w.join().map_err(|_| anyhow!("a writer panicked"))?)
    })
}

/// Writes one thing and returns it.
pub fn post(address: SocketAddr, token: &str, path: &str, body: &Value) -> Result<Value> {
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let answer = http::ask(address, &format!("POST {path}"), &headers, &body.to_string())?;
    ensure!(answer.status < 300, "POST {path}: {} {}", answer.status, answer.text());
    Ok(serde_json::from_slice(&answer.body)?)
}

fn incident(n: usize) -> Value {
    let (month, day, hour) = (n % 12 + 1, n % 28 + 1, n % 24);
    json!({
        "title": format!("After a change {} ({n})", WHAT[n % WHAT.len()]),
        "summary": "Generated to measure with: long enough to be a summary that somebody would read.",
        "severity": SEVERITIES[n % 5], "severity_rationale": "generated to measure with",
        "agent_involvement": INVOLVEMENT[n % 4],
        "started": {"at": format!("2026-{month:02}-{day:02}T{hour:02}:05:00Z"), "precision": "minute"},
        "tags": [format!("team-{}", n % 7), "generated"],
    })
}

/// One of the events of an incident.
pub fn event(n: usize, e: usize) -> Value {
    let (month, day, hour, minute) = (n % 12 + 1, n % 28 + 1, e / 5, e % 5 * 12);
    let actor = match e % 3 {
        0 => json!({"kind": "ai_agent", "name": format!("helper-{}", n % 9)}),
        1 => json!({"kind": "human", "name": WHO[(n + e) % WHO.len()]}),
        _ => json!({"kind": "system", "name": format!("service-{}", n % 11)}),
    };
    json!({
        "kind": KINDS[e % KINDS.len()],
        "occurred": {"at": format!("2026-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z"),
            "precision": if e.is_multiple_of(9) { "hour" } else { "minute" }},
        "actor": actor,
        "text": format!("Step {e}: {} and somebody wrote it down in one line", WHAT[e % WHAT.len()]),
        "pinned": e.is_multiple_of(10),
    })
}

fn remediation(n: usize) -> Value {
    json!({
        "title": format!("Make it so that {} no more ({n})", WHAT[n % WHAT.len()]),
        "type": "prevent",
        "incidents": [format!("INC-{}", n % INCIDENTS + 1), format!("INC-{}", (n * 7) % INCIDENTS + 1)],
    })
}
