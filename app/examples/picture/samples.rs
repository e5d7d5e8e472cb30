//! Invented and published incidents to try the picture on. Used by the example and by the tests,
//! which both bring the picture's types into the parent module.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};

use super::{
    ControlState, ExposureWindow, Gate, LinkClass, Look, Mark, Picture, PictureActor, PictureEvent,
    PictureLink, PictureTime, Precision, Zone,
};

fn at(text: &str) -> DateTime<Utc> {
    let text = format!("{text}:00");
    chrono::NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S")
        .map(|time| Utc.from_utc_datetime(&time))
        .unwrap_or_default()
}

fn known(lo: &str, grain: Precision) -> PictureTime {
    let lo = at(lo);
    let hi = lo
        + match grain {
            Precision::Second => TimeDelta::seconds(1),
            Precision::Minute => TimeDelta::minutes(1),
            Precision::Hour => TimeDelta::hours(1),
            Precision::Day => TimeDelta::days(1),
            Precision::Month => TimeDelta::days(31),
            Precision::Year | Precision::Unknown => TimeDelta::days(365),
        };
    PictureTime { lo, hi, precision: grain }
}

fn actor(key: &str, name: &str, role: &str, mark: Mark) -> PictureActor {
    PictureActor { key: key.into(), name: name.into(), role: role.into(), mark }
}

/// An event with nothing special about it.
pub fn event(
    seq: u32,
    actor: &str,
    time: impl Into<Option<PictureTime>>,
    text: &str,
) -> PictureEvent {
    PictureEvent {
        seq,
        kind: "Human action".into(),
        actor: actor.into(),
        time: time.into(),
        text: text.into(),
        unauthorised: false,
        disputed: None,
        doubtful: false,
        pinned: false,
        impact: false,
        gate: None,
    }
}

fn link(from: u32, to: u32, class: LinkClass, label: &str) -> PictureLink {
    PictureLink { from, to, class, label: label.into() }
}

/// A picture of which only the events matter.
pub fn plain(events: Vec<PictureEvent>) -> Picture {
    Picture {
        number: "INC-7".into(),
        zone: Zone::Utc,
        actors: vec![actor("b", "Engineer B", "", Mark::Person)],
        events,
        links: Vec::new(),
        exposures: Vec::new(),
        chain_of: None,
        look: Look::default(),
    }
}

/// March 2026 as published: no clock times are known.
pub fn meta() -> Picture {
    let day = || known("2026-03-12 00:00", Precision::Day);
    let hour = |hour: u32| known(&format!("2026-03-12 {hour}:00"), Precision::Hour);
    let mut events = vec![
        event(
            1,
            "",
            known("2026-03-01 00:00", Precision::Month),
            "The agent is available; its posts carry a footer",
        ),
        event(2, "a", day(), "Asks on the internal forum"),
        event(3, "b", day(), "Asks the agent to analyse the question"),
        event(4, "forum", day(), "Approval before posting: required, not requested"),
        event(5, "agent", day(), "Answers in public; meant for the requester"),
        event(6, "b", day(), "A reply: its writer knew that a bot had answered"),
        event(7, "c", day(), "Follows the advice"),
        event(8, "data", hour(14), "Sensitive data visible without authorisation"),
        event(9, "team", hour(15), "Exposure noticed"),
        event(10, "team", hour(15), "Declared SEV1"),
        event(11, "team", hour(16), "Access put back"),
        event(12, "data", hour(16), "Exposure ends"),
        event(13, "press", known("2026-03-18 00:00", Precision::Day), "Statement to the press"),
    ];
    events[3].gate = Some(Gate { control: "Approval gate".into(), state: ControlState::Unknown });
    events[4].unauthorised = true;
    events[5].doubtful = true;
    events[6].disputed = Some("or was it Engineer A?".into());
    events[7].impact = true;
    events[11].impact = true;
    Picture {
        number: "INC-42".into(),
        zone: Zone::Utc,
        actors: vec![
            actor("a", "Engineer A", "asked", Mark::Person),
            actor("b", "Engineer B", "invoked the agent", Mark::Person),
            actor("agent", "forum-helper", "agent, posts for B", Mark::Agent),
            actor("c", "Engineer C", "acted on it", Mark::Person),
            actor("data", "Internal data", "system", Mark::System),
            actor("team", "Response team", "", Mark::Team),
            actor("press", "Spokesperson", "", Mark::External),
        ],
        links: vec![
            link(2, 3, LinkClass::Causal, "triggered"),
            link(3, 5, LinkClass::Causal, "triggered"),
            link(4, 5, LinkClass::Gate, "failed to stop"),
            link(5, 7, LinkClass::Causal, "acted on"),
            link(7, 8, LinkClass::Causal, "triggered"),
            link(9, 8, LinkClass::Response, "detected"),
            link(11, 8, LinkClass::Response, "mitigated, in full"),
            link(1, 5, LinkClass::Contributing, "contributed to"),
        ],
        exposures: vec![ExposureWindow {
            start: Some(hour(14)),
            end: Some(hour(16)),
            label: "Exposure: about 2 hours".into(),
        }],
        chain_of: Some(8),
        look: Look::default(),
        events,
    }
}

/// Small steps of a fixed generator, so that every run draws the same crowd.
fn dice(seed: &mut u64, sides: u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) % sides
}

const WORDS: [&str; 12] = [
    "Deploys the canary to region west",
    "Reads the runbook for failover and asks for a second pair of eyes",
    "Restarts worker 7",
    "Proposes to delete and recreate the environment",
    "Queue depth over 10,000",
    "Approves",
    "Error rate back under 0.1 %",
    "Calls the database on-call; nobody answers for nine minutes",
    "Rolls the configuration back to the version of yesterday evening",
    "Customers report that uploads fail with 503",
    "Says that a rollback is impossible, which was not so",
    "Writes the status page",
];

/// Many events in twelve lanes over about two hours, then a quiet night and an end.
pub fn crowd(count: u32) -> Picture {
    let kinds = [
        ("Engineer A", "on call", Mark::Person),
        ("Engineer B", "", Mark::Person),
        ("deploy-agent", "agent, acts after a yes", Mark::Agent),
        ("Production database cluster eu-west-1", "system", Mark::System),
        ("Platform on-call", "team", Mark::Team),
        ("triage-agent", "agent, observes", Mark::Agent),
        ("CI", "automation", Mark::System),
        ("Incident commander", "", Mark::Person),
        ("Support", "team", Mark::Team),
        ("Cloud provider", "external party", Mark::External),
        ("Load balancer", "system", Mark::System),
        ("Unknown caller", "", Mark::Unknown),
    ];
    let actors: Vec<PictureActor> =
        kinds.iter().map(|(name, role, mark)| actor(name, name, role, *mark)).collect();
    let mut seed = 42;
    let start = at("2026-05-04 22:10");
    let mut now = start;
    let mut events = Vec::new();
    let mut links = Vec::new();
    for seq in 1..=count {
        let step = dice(&mut seed, 5) + u64::from(seq % 9 == 0) * 6;
        now += TimeDelta::minutes(
            i64::try_from(step).unwrap_or(1) * 60 / i64::from(count.max(60)) * 2,
        );
        if seq == count - count / 10 {
            now += TimeDelta::hours(9);
        }
        let who = usize::try_from(dice(&mut seed, 12)).unwrap_or(0);
        let words = WORDS[usize::try_from(dice(&mut seed, 12)).unwrap_or(0)];
        let time =
            PictureTime { lo: now, hi: now + TimeDelta::minutes(1), precision: Precision::Minute };
        let mut one = event(seq, &actors[who].key, time, words);
        one.pinned = dice(&mut seed, 20) == 0;
        one.unauthorised = kinds[who].2 == Mark::Agent && dice(&mut seed, 12) == 0;
        if dice(&mut seed, 24) == 0 {
            let state = [ControlState::Failed, ControlState::Absent, ControlState::Bypassed]
                [usize::try_from(dice(&mut seed, 3)).unwrap_or(0)];
            one.gate = Some(Gate { control: "Output review".into(), state });
        }
        events.push(one);
        if seq > 3 && dice(&mut seed, 3) == 0 {
            let from = seq - 1 - u32::try_from(dice(&mut seed, 3)).unwrap_or(0);
            let gate = events[usize::try_from(from - 1).unwrap_or(0)].gate.is_some();
            let (class, label) = match (gate, dice(&mut seed, 6)) {
                (true, _) => (LinkClass::Gate, "failed to stop"),
                (_, 0) => (LinkClass::Contributing, "contributed to"),
                (_, 1) => (LinkClass::Response, "detected"),
                (_, 2) => (LinkClass::Causal, "informed"),
                (_, 3) => (LinkClass::Causal, "acted on"),
                _ => (LinkClass::Causal, "triggered"),
            };
            let (from, to) = if class == LinkClass::Response { (seq, from) } else { (from, seq) };
            links.push(link(from, to, class, label));
        }
    }
    if let Some(last) = events.last_mut() {
        last.impact = true;
    }
    Picture {
        number: "INC-99".into(),
        zone: Zone::Named(chrono_tz::Europe::Berlin),
        actors,
        events,
        links,
        exposures: Vec::new(),
        chain_of: None,
        look: Look::default(),
    }
}

/// Every state of a control across an arrow, one after the other.
pub fn gates() -> Picture {
    let states = [
        ControlState::Failed,
        ControlState::Absent,
        ControlState::Bypassed,
        ControlState::Overridden,
        ControlState::NotTriggered,
        ControlState::Unknown,
        ControlState::WorkedPartially,
    ];
    let mut events = Vec::new();
    let mut links = Vec::new();
    let mut seq = 1;
    let mut minute = 0;
    let mut push = |actor: &str, text: &str, gate: Option<Gate>| {
        minute += 7;
        let time = known(
            &format!("2026-05-04 {:02}:{:02}", 9 + minute / 60, minute % 60),
            Precision::Minute,
        );
        let mut one = event(seq, actor, time, text);
        one.gate = gate;
        events.push(one);
        seq += 1;
        seq - 1
    };
    let mut last = push("b", "Asks for a clean-up", None);
    for (index, state) in states.into_iter().enumerate() {
        let gate = push(
            "sys",
            "Two people must say yes",
            Some(Gate { control: "Approval gate".into(), state }),
        );
        let next = push(if index % 2 == 0 { "agent" } else { "b" }, "Goes on", None);
        links.push(link(last, next, LinkClass::Causal, "triggered"));
        links.push(link(gate, next, LinkClass::Gate, "failed to stop"));
        last = next;
    }
    let held = push("agent", "Tries to drop the table", None);
    links.push(link(last, held, LinkClass::Causal, "triggered"));
    let gate = push(
        "sys",
        "Refused: no right to drop",
        Some(Gate { control: "Permission scope".into(), state: ControlState::Worked }),
    );
    links.push(link(held, gate, LinkClass::Causal, "triggered"));
    let mut picture = plain(events);
    picture.actors.push(actor("agent", "ops-agent", "agent", Mark::Agent));
    picture.actors.push(actor("sys", "Deploy service", "system", Mark::System));
    picture.links = links;
    picture
}

/// A usual incident: minutes are known, an alert, a fix.
pub fn usual() -> Picture {
    let minute = |time: &str| known(&format!("2026-05-04 {time}"), Precision::Minute);
    let mut events = vec![
        event(1, "ci", minute("13:02"), "Deploys payments 412"),
        event(2, "sys", minute("13:04"), "Checkout answers 500 for every card payment"),
        event(3, "mon", minute("13:11"), "Alert: error rate over 5 %"),
        event(4, "b", minute("13:12"), "Acknowledges"),
        event(5, "bot", minute("13:15"), "Says that the cache is to blame"),
        event(6, "b", minute("13:19"), "Clears the cache on its word"),
        event(7, "sys", minute("13:21"), "Sessions are lost too"),
        event(8, "b", minute("13:34"), "Rolls back to 411"),
        event(9, "sys", minute("13:38"), "Error rate normal"),
        event(10, "b", known("2026-05-05 00:00", Precision::Day), "Writes to the customers"),
    ];
    events[1].impact = true;
    events[8].impact = true;
    let mut picture = plain(events);
    picture.actors.push(actor("ci", "CI", "automation", Mark::System));
    picture.actors.push(actor("sys", "Checkout", "system", Mark::System));
    picture.actors.push(actor("mon", "Monitoring", "system", Mark::System));
    picture.actors.push(actor("bot", "triage-agent", "agent", Mark::Agent));
    picture.links = vec![
        link(1, 2, LinkClass::Causal, "triggered"),
        link(3, 2, LinkClass::Response, "detected"),
        link(3, 4, LinkClass::Causal, "triggered"),
        link(5, 6, LinkClass::Causal, "acted on"),
        link(6, 7, LinkClass::Causal, "triggered"),
        link(8, 2, LinkClass::Response, "mitigated"),
    ];
    picture.chain_of = Some(7);
    picture
}
