//! Exports of Slack: who wrote, in which channel, when; a thread is its first message with the
//! replies folded below it. What a bot posts is of an automation, unless somebody says that the bot
//! is an AI agent.

mod text;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::text::{gist, of, one_line};
use super::{Parsed, Place, Run, Step};
use crate::domain::Invalid;
use crate::domain::actor::{ActorKind, RawActor};
use crate::domain::form::Checker;
use crate::domain::timeline::EventKind;

/// The most channels and bots that are counted apart.
const COUNTED: usize = 2_000;
/// The sorts of messages that somebody wrote; the others are bookkeeping.
const WRITTEN: &[&str] = &[
    "",
    "bot_message",
    "me_message",
    "file_share",
    "file_comment",
    "thread_broadcast",
    "reply_broadcast",
];

/// What of an export is to be imported, as it was sent or chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawChoice {
    /// The channels; all of them when there is none.
    pub channel: Vec<String>,
    /// The bots that are AI agents, by the names they post under.
    pub agent: Vec<String>,
    /// From when on: RFC 3339, or a day.
    pub from: String,
    /// Until when.
    pub to: String,
}

/// What of an export is to be imported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    channels: Vec<String>,
    agents: Vec<String>,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
}

impl Choice {
    /// Reads what was chosen.
    pub fn parse(raw: &RawChoice) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let words = |list: &[String]| -> Vec<String> {
            let list = list.iter().map(|word| word.trim().trim_start_matches('#').to_owned());
            list.filter(|word| !word.is_empty()).collect()
        };
        let from = check.optional_instant("from", &raw.from);
        let to = check.optional_instant("to", &raw.to);
        if from.zip(to).is_some_and(|(from, to)| to <= from) {
            check.error("to", "This is not after the beginning.");
        }
        let (channels, agents) = (words(&raw.channel), words(&raw.agent));
        check.finish(Self { channels, agents, from, to })
    }

    fn takes(&self, channel: &str, at: DateTime<Utc>) -> bool {
        (self.channels.is_empty() || self.channels.iter().any(|chosen| chosen == channel))
            && self.from.is_none_or(|from| at >= from)
            && self.to.is_none_or(|to| at < to)
    }
}

/// How many messages there are of a channel or a bot. Where no channel is chosen, all are imported.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Its name.
    pub name: String,
    /// How many messages, chosen or not.
    pub messages: u64,
    /// Whether it was chosen; of a bot, as an AI agent.
    pub chosen: bool,
}

/// What an export holds, to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// Its channels.
    pub channels: Vec<Counted>,
    /// Its bots.
    pub bots: Vec<Counted>,
    /// When the first message was sent.
    pub first_at: Option<DateTime<Utc>>,
    /// When the last message was sent.
    pub last_at: Option<DateTime<Utc>>,
}

/// Who is behind an id.
#[derive(Clone, Debug)]
struct User {
    name: String,
    bot: bool,
}

/// Reads the messages of an export, channel by channel and day by day.
#[derive(Debug, Default)]
pub struct Slack {
    choice: Choice,
    users: HashMap<String, User>,
    channels: BTreeMap<String, u64>,
    bots: BTreeMap<String, u64>,
    /// The first messages of threads that were met.
    roots: HashSet<String>,
    span: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

impl Slack {
    /// A reader of what `choice` says.
    pub fn new(choice: Choice) -> Self {
        Self { choice, ..Self::default() }
    }

    /// Takes an entry of `users.json`.
    pub fn user(&mut self, user: &Value) {
        let profile = &user["profile"];
        let names = [
            of(profile, "display_name"),
            of(profile, "real_name"),
            of(user, "real_name"),
            of(user, "name"),
        ];
        let name = names.into_iter().map(one_line).find(|name| !name.is_empty());
        let bot = user["is_bot"].as_bool().unwrap_or(false);
        if let Some(name) = name {
            self.users.insert(of(user, "id").to_owned(), User { name, bot });
        }
    }

    /// Takes a message of a channel.
    pub fn message(&mut self, place: Place, channel: &str, message: &Value, out: &mut Vec<Parsed>) {
        if !message.is_object() {
            return out.push(Parsed::wrong(place, "This is not a message."));
        }
        let subtype = of(message, "subtype");
        let hidden = message["hidden"].as_bool() == Some(true);
        if of(message, "type") != "message" || !WRITTEN.contains(&subtype) || hidden {
            let sort = if subtype.is_empty() { of(message, "type") } else { subtype };
            let sort = if sort.is_empty() { "without a type" } else { sort };
            return out.push(Parsed::Passed(one_line(sort)));
        }
        let ts = of(message, "ts");
        let Some(at) = instant(ts) else {
            let words = format!("“{}” is not a time of Slack's.", one_line(ts));
            return out.push(Parsed::wrong(place, words));
        };
        let author = self.author(message);
        self.count(channel, &author, at);
        if !self.choice.takes(channel, at) {
            return;
        }
        if instant(of(message, "thread_ts")).is_some_and(|root| root > at) {
            let words = "This reply is older than the first message of its thread.";
            out.push(Parsed::doubt(place.clone(), words));
        }
        let step = self.step(place, channel, ts, at, message, &author);
        out.push(Parsed::Step(Box::new(step)));
    }

    /// What the export holds, to choose from.
    pub fn contents(&self) -> Contents {
        let chosen = &self.choice.channels;
        let channel = |(name, messages): (&String, &u64)| Counted {
            name: name.clone(),
            messages: *messages,
            chosen: chosen.contains(name),
        };
        let bot = |(name, messages): (&String, &u64)| Counted {
            name: name.clone(),
            messages: *messages,
            chosen: self.choice.agents.contains(name),
        };
        Contents {
            channels: self.channels.iter().map(channel).collect(),
            bots: self.bots.iter().map(bot).collect(),
            first_at: self.span.map(|(first, _)| first),
            last_at: self.span.map(|(_, last)| last),
        }
    }

    fn author(&self, message: &Value) -> User {
        let known = self.users.get(of(message, "user"));
        let bot = !of(message, "bot_id").is_empty()
            || of(message, "subtype") == "bot_message"
            || known.is_some_and(|user| user.bot);
        let profile = &message["user_profile"];
        let own = [of(message, "username"), of(&message["bot_profile"], "name")];
        let own = own.into_iter().filter(|_| bot).map(one_line).find(|name| !name.is_empty());
        let told = [
            of(profile, "display_name"),
            of(profile, "real_name"),
            of(message, "user"),
            of(message, "bot_id"),
        ];
        let told = || told.into_iter().map(one_line).find(|name| !name.is_empty());
        let name = own.or_else(|| known.map(|user| user.name.clone())).or_else(told);
        User { name: name.unwrap_or_default(), bot }
    }

    fn count(&mut self, channel: &str, author: &User, at: DateTime<Utc>) {
        let add = |counts: &mut BTreeMap<String, u64>, name: &str| {
            if counts.contains_key(name) || counts.len() < COUNTED {
                *counts.entry(name.to_owned()).or_default() += 1;
            }
        };
        add(&mut self.channels, channel);
        if author.bot {
            add(&mut self.bots, &author.name);
        }
        let span = self.span.get_or_insert((at, at));
        *span = (span.0.min(at), span.1.max(at));
    }

    fn step(
        &mut self,
        place: Place,
        channel: &str,
        ts: &str,
        at: DateTime<Utc>,
        message: &Value,
        author: &User,
    ) -> Step {
        let said = text::said(message, &|id| self.users.get(id).map(|user| user.name.clone()));
        let agent = author.bot && self.choice.agents.contains(&author.name);
        let kind = if agent { EventKind::AgentOutput } else { EventKind::Communication };
        let mut step = Step::new(place, &format!("{channel}/{ts}"), kind, &said);
        step.at = Some(at);
        let sort = match (agent, author.bot) {
            (true, _) => ActorKind::AiAgent,
            (_, true) => ActorKind::Automation,
            _ => ActorKind::Human,
        };
        if author.name.is_empty() {
            step.event.actor = RawActor::named(ActorKind::Unknown, "somebody on Slack");
        } else {
            step.event.actor = RawActor::named(sort, author.name.clone());
        }
        step.event.channel = format!("Slack #{channel}");
        if agent {
            step.output().output = of(message, "text").to_owned();
        }
        let thread = of(message, "thread_ts");
        if thread == ts {
            self.roots.insert(format!("{channel}/{ts}"));
        } else if !thread.is_empty() {
            step.run = Some(self.thread(channel, thread, message));
            step.parent = Some(one_line(&format!("{channel}/{thread}")));
        }
        for name in
            ["text", "edited", "files", "reactions", "subtype", "client_msg_id", "bot_id", "user"]
        {
            step.keep(name, &message[name]);
        }
        step
    }

    /// The thread of a reply: its first message, or an event of its own when that is not imported.
    fn thread(&self, channel: &str, thread: &str, message: &Value) -> Run {
        let root = format!("{channel}/{thread}");
        if self.roots.contains(&root) {
            return Run { external_id: one_line(&root), title: String::from("A thread") };
        }
        let first = gist(of(&message["root"], "text"));
        let title = match first.as_str() {
            "" => format!("Thread in #{channel}, whose first message is not imported"),
            first => format!("Thread in #{channel}: {first}"),
        };
        Run { external_id: one_line(&format!("thread {root}")), title: one_line(&title) }
    }
}

/// `1773757920.123456`, the id and the time of a message.
fn instant(ts: &str) -> Option<DateTime<Utc>> {
    let (seconds, fraction) = ts.split_once('.').unwrap_or((ts, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !(9..=11).contains(&seconds.len()) || !digits(seconds) || !digits(fraction) {
        return None;
    }
    DateTime::from_timestamp(seconds.parse().ok()?, 0)
}
