//! A large record, written through the public API: people, agents, incidents with what failed in
//! them, and the remediations aimed at that.

use std::{net::SocketAddr, time::Instant};

use anyhow::Result;
use serde_json::{Value, json};

use super::super::{
    PASSWORD,
    data::{post, side_by_side},
};
use crate::{http, progress};

/// How many incidents.
pub const INCIDENTS: usize = 20_000;
/// How many remediations.
pub const REMEDIATIONS: usize = 100_000;
/// How many people own and verify them.
pub const PEOPLE: usize = 400;
const AGENTS: usize = 30;
const SERVICES: usize = 60;

const CONTROLS: [&str; 12] = [
    "approval_gate",
    "permission_scope",
    "environment_isolation",
    "reversibility",
    "stop_control",
    "rate_or_spend_limit",
    "audience_restriction",
    "output_review",
    "independent_verification",
    "monitoring_alert",
    "change_management",
    "provenance_label",
];
const STATES: [&str; 6] =
    ["absent", "failed", "bypassed", "worked", "not_triggered", "worked_partially"];
const FACTORS: [&str; 10] = [
    "exceeded_authority",
    "inaccurate_output",
    "overscoped_permission",
    "approval_missing",
    "approval_bypassed",
    "output_review_missing",
    "monitoring_gap",
    "over_reliance",
    "verification_not_done",
    "misconfiguration",
];
const WHO: [&str; 8] = [
    "An agent",
    "The migration helper",
    "A scheduled job",
    "The support assistant",
    "A release",
    "The forum agent",
    "An engineer",
    "The reviewing agent",
];
const DID: [&str; 12] = [
    "deleted rows of",
    "published drafts from",
    "granted access to",
    "sent twice what came from",
    "restarted",
    "answered wrongly about",
    "emptied the cache of",
    "posted a token of",
    "stopped the queue of",
    "changed prices in",
    "merged without review into",
    "copied customer data out of",
];
const WHERE: [&str; 20] = [
    "billing",
    "checkout",
    "search",
    "ledger",
    "identity",
    "catalogue",
    "mailer",
    "reports",
    "archive",
    "telemetry",
    "inventory",
    "payroll",
    "gateway",
    "scheduler",
    "forum",
    "wiki",
    "deploys",
    "backups",
    "staging",
    "warehouse",
];

/// The title of an incident; words recur as they do in a record that is kept for years.
pub fn title(n: usize) -> String {
    let (who, did, place) = (WHO[n % 8], DID[n / 8 % 12], WHERE[n / 96 % 20]);
    format!("{who} {did} {place} for team {}", n % 97)
}

/// The address of a person.
pub fn person(n: usize) -> String {
    format!("person-{n}@example.org")
}

/// Fills an empty database, or goes on where an interrupted run left it.
pub fn generate(address: SocketAddr, token: &str) -> Result<()> {
    let begun = Instant::now();
    let done = |what: &str| {
        progress::say("Generated", &format!("{what}, {:.0} s", begun.elapsed().as_secs_f64()));
    };
    let write = |path: &str, body: &Value| post(address, token, path, body);
    if there(address, token, &format!("incidents/INC-{INCIDENTS}"))? {
        return remediations(address, token);
    }
    side_by_side(PEOPLE, |n| {
        let user = json!({"email": person(n), "name": format!("Person {n}"),
            "role": "responder", "password": PASSWORD});
        write("/api/v1/users", &user).map(drop)
    })?;
    for n in 0..AGENTS {
        let agent = json!({"key": format!("helper-{n}"), "name": format!("Helper {n}"),
            "owner": person(n)});
        write("/api/v1/agents", &agent)?;
    }
    done("people and agents");
    side_by_side(INCIDENTS, |n| {
        let made = write("/api/v1/incidents", &incident(n))?;
        let at = format!("/api/v1/incidents/{}", made["number"].as_str().unwrap_or_default());
        write(&format!("{at}/events"), &events(n))?;
        write(&format!("{at}/factors"), &factor(n))?;
        write(&format!("{at}/controls"), &control(n))?;
        Ok(())
    })?;
    done("incidents");
    remediations(address, token)
}

fn remediations(address: SocketAddr, token: &str) -> Result<()> {
    let begun = Instant::now();
    let write = |path: &str, body: &Value| post(address, token, path, body);
    let (mut first, mut end) = (0, REMEDIATIONS);
    while first < end {
        let middle = usize::midpoint(first, end);
        if there(address, token, &format!("remediations/REM-{}", middle + 1))? {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    side_by_side(REMEDIATIONS - first, |n| {
        let n = first + n;
        let made = write("/api/v1/remediations", &remediation(n))?;
        let number = made["number"].as_str().unwrap_or_default();
        let at = format!("/api/v1/remediations/{number}/status");
        for step in steps(n) {
            write(&at, &step)?;
        }
        Ok(())
    })?;
    progress::say("Generated", &format!("remediations, {:.0} s", begun.elapsed().as_secs_f64()));
    Ok(())
}

/// Whether something is there already.
fn there(address: SocketAddr, token: &str, what: &str) -> Result<bool> {
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str())];
    Ok(http::ask(address, &format!("GET /api/v1/{what}"), &headers, "")?.status == 200)
}

/// Writes something small, so that nothing that was read is still good.
pub fn touch(address: SocketAddr, token: &str, n: usize) -> Result<()> {
    let event = json!({"kind": "observation", "occurred": {"precision": "unknown"},
        "text": format!("Looked at it once more ({n})")});
    let path = format!("/api/v1/incidents/INC-{}/events", INCIDENTS - n % 100);
    post(address, token, &path, &event).map(drop)
}

fn day(n: usize) -> String {
    format!("202{}-{:02}-{:02}", 4 + n % 3, n / 3 % 10 + 1, n / 7 % 28 + 1)
}

fn scope(n: usize) -> String {
    format!("service-{}", n % SERVICES)
}

fn incident(n: usize) -> Value {
    let visibility = if n % 50 == 7 { "restricted" } else { "open" };
    json!({
        "title": title(n),
        "summary": "Generated to measure with: long enough to be a summary that somebody would read.",
        "agent_involvement": "agent_acted", "visibility": visibility,
        "started": {"at": format!("{}T08:05:00Z", day(n)), "precision": "minute"},
    })
}

fn events(n: usize) -> Value {
    let at = |minute: usize| json!({"at": format!("{}T08:{minute:02}:00Z", day(n)), "precision": "minute"});
    json!([
        {"kind": "agent_output", "occurred": at(6), "actor": {"kind": "ai_agent", "ref": format!("helper-{}", n % AGENTS)},
            "text": "It said that this was safe"},
        {"kind": "human_action", "occurred": at(9), "actor": {"kind": "human", "name": format!("Engineer {}", n % 40)},
            "text": "Did as it said"},
    ])
}

fn factor(n: usize) -> Value {
    json!({"code": FACTORS[n / 3 % 10], "scope": scope(n), "events": [1]})
}

fn control(n: usize) -> Value {
    json!({"control": CONTROLS[n % 12], "state": STATES[n / 12 % 6], "events": [1]})
}

fn remediation(n: usize) -> Value {
    let aims = if n.is_multiple_of(2) { json!([CONTROLS[n / 2 % 12]]) } else { json!([]) };
    // Who verifies is named, unless it is verified here by another.
    let verifier = (!verified(n)).then(|| person((n + 1) % PEOPLE));
    let due = format!("202{}-{:02}-{:02}", 5 + n % 3, n / 3 % 12 + 1, n / 5 % 28 + 1);
    json!({
        "title": format!("Let {} be asked before it {} {}", WHO[n % 8].to_lowercase(), DID[n / 8 % 12], WHERE[n / 96 % 20]),
        "description": "Generated to measure with.",
        "type": "prevent", "strength": "stronger",
        "owner": person(n % PEOPLE), "verifier": verifier, "due": due,
        "factors": [{"code": FACTORS[n / 3 % 10], "scope": scope(n)}], "controls": aims,
        "measure": {"what": "How often it happens again within a quarter"},
        "incidents": [format!("INC-{}", n % INCIDENTS + 1), format!("INC-{}", (n * 7) % INCIDENTS + 1)],
    })
}

fn verified(n: usize) -> bool {
    n / PEOPLE % 5 == 4 && !(n / PEOPLE).is_multiple_of(3)
}

/// The way of a remediation so far: a fifth are proposed, a fifth accepted, two fifths declined, and
/// a fifth implemented, most of those verified.
fn steps(n: usize) -> Vec<Value> {
    let to = |to: &str| json!({"to": to});
    let declined = json!({"to": "declined", "reason": "Another one covers the same thing."});
    let implemented = json!({"to": "implemented", "effective_at": format!("{}T12:00:00Z", day(n))});
    let proven = json!({"to": "verified", "result": "It did not happen again.",
        "evidence": ["https://example.org/checks"]});
    match n / PEOPLE % 5 {
        0 => vec![],
        1 => vec![to("accepted")],
        2 | 3 => vec![declined],
        _ if verified(n) => vec![to("accepted"), to("in_progress"), implemented, proven],
        _ => vec![to("accepted"), to("in_progress"), implemented],
    }
}
