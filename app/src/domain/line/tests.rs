//! What people type, and what it means.

use std::collections::HashMap;

use super::super::actor::ActorKind;
use super::super::link::LinkKind;
use super::super::moment::{Moment, Precision, Zone};
use super::super::timeline::EventKind;
use super::*;

pub(super) fn context() -> LineContext {
    let known = |kind, name: &str, key: Option<&str>| KnownActor {
        kind,
        name: name.to_owned(),
        key: key.map(str::to_owned),
    };
    let zone: Zone = "Europe/Berlin".parse().unwrap();
    // 16:10 in Berlin.
    let now = "2026-03-17T15:10:30Z".parse().unwrap();
    let previous = "2026-03-17T13:32:00Z".parse().unwrap();
    LineContext {
        previous: Some(Moment::new(previous, Precision::Minute, zone)),
        actors: vec![
            known(ActorKind::Human, "Engineer", None),
            known(ActorKind::Human, "Engineer B", None),
            known(ActorKind::AiAgent, "Forum helper", Some("forum-helper")),
        ],
        events: Some(HashMap::from([(4, EventKind::AgentOutput), (8, EventKind::ImpactStarted)])),
        ..LineContext::at(now, zone)
    }
}

fn read(line: &str) -> ParsedLine {
    ParsedLine::read(line, &context())
}

/// When the line happened, as people read it, or what is wrong with it.
fn when(line: &str) -> String {
    let read = read(line);
    let chip = read.chips.iter().find(|chip| chip.what == ChipKind::Time).unwrap();
    chip.error.clone().unwrap_or(chip.reads.clone())
}

fn errors(line: &str) -> Vec<String> {
    let invalid = read(line).command(context().now).unwrap_err();
    invalid.errors.into_iter().map(|error| error.message).collect()
}

#[test]
fn the_line_of_the_product_reads_as_meant() {
    let read = read("14:32 agent:forum-helper posted the wrong ACL recipe #evidence");
    assert_eq!(read.event.text, "posted the wrong ACL recipe");
    assert_eq!(read.event.actor.key, "forum-helper");
    assert_eq!(read.event.kind, "agent_output");
    assert_eq!(read.event.tags, ["evidence"]);
    assert_eq!(read.event.occurred.at, "2026-03-17T13:32:00Z");
    assert_eq!(read.event.occurred.precision, "minute");
    let guessed: Vec<_> = read.chips.iter().filter(|chip| chip.guessed).map(|c| c.what).collect();
    assert_eq!(guessed, [ChipKind::Kind]);
    assert!(read.command(context().now).is_ok());
}

#[test]
fn times_read_as_people_say_them() {
    let read = [
        ("14:32 x", "17 Mar 2026, 14:32 Europe/Berlin"),
        ("9:05 x", "17 Mar 2026, 09:05 Europe/Berlin"),
        ("14:32:05 x", "17 Mar 2026, 14:32:05 Europe/Berlin"),
        ("now x", "17 Mar 2026, 16:10 Europe/Berlin"),
        ("-5m x", "17 Mar 2026, 16:05 Europe/Berlin"),
        ("-1h30m x", "17 Mar 2026, 14:40 Europe/Berlin"),
        ("-2d x", "15 Mar 2026, to the day"),
        ("+2h x", "17 Mar 2026, 16:32 Europe/Berlin"),
        ("+90s x", "17 Mar 2026, 14:33 Europe/Berlin"),
        ("yesterday 14:32 x", "16 Mar 2026, 14:32 Europe/Berlin"),
        ("yesterday x", "16 Mar 2026, to the day"),
        ("2026-03-17 x", "17 Mar 2026, to the day"),
        ("2026-03-16 14:32 x", "16 Mar 2026, 14:32 Europe/Berlin"),
        ("2026-03-16T14:32Z x", "16 Mar 2026, 14:32 UTC"),
        ("2026-03-16T14:32:05.250+02:00 x", "16 Mar 2026, 14:32:05 +02:00"),
        ("2026-03-16T14:32 UTC x", "16 Mar 2026, 14:32 UTC"),
        ("~14:30 x", "17 Mar 2026, ~14:00 Europe/Berlin, to the hour"),
        ("14:3x x", "17 Mar 2026, ~14:00 Europe/Berlin, to the hour"),
        ("14:xx x", "17 Mar 2026, ~14:00 Europe/Berlin, to the hour"),
        ("~2026-03-17 x", "Mar 2026, to the month"),
        ("Mar 2026 x", "Mar 2026, to the month"),
        ("2026-03 x", "Mar 2026, to the month"),
        ("17 Mar 2026 x", "17 Mar 2026, to the day"),
        ("Mar 17 x", "17 Mar 2026, to the day"),
        ("March 18th, 2025 at 2:32 PM x", "18 Mar 2025, 14:32 Europe/Berlin"),
        ("18 Dec x", "18 Dec 2025, to the day"),
        ("2:32 PM x", "17 Mar 2026, 14:32 Europe/Berlin"),
        ("2pm x", "17 Mar 2026, ~14:00 Europe/Berlin, to the hour"),
        ("12:05am x", "17 Mar 2026, 00:05 Europe/Berlin"),
        ("14:32 UTC x", "17 Mar 2026, 14:32 UTC"),
        ("14:32Z x", "17 Mar 2026, 14:32 UTC"),
        ("14:32 CET x", "17 Mar 2026, 14:32 +01:00"),
        ("14:32 +05:30 x", "17 Mar 2026, 14:32 +05:30"),
        ("14:32+0530 x", "17 Mar 2026, 14:32 +05:30"),
        ("10:32 america/new_york x", "17 Mar 2026, 10:32 America/New_York"),
        (
            "14:32-15:10 x",
            "17 Mar 2026, 14:32 Europe/Berlin until 17 Mar 2026, 15:10 Europe/Berlin",
        ),
        ("17 Mar 2026, ~14:00 UTC x", "17 Mar 2026, ~14:00 UTC, to the hour"),
        ("? x", "time unknown"),
        ("x", "now, 17 Mar 2026, 16:10 Europe/Berlin"),
    ];
    for (line, expected) in read {
        assert_eq!(when(line), expected, "{line}");
        assert_eq!(super::ParsedLine::read(line, &context()).event.text, "x", "{line}");
    }
}

#[test]
fn a_bare_time_is_the_last_time_it_was_so() {
    assert_eq!(when("23:50 x"), "16 Mar 2026, 23:50 Europe/Berlin");
    assert_eq!(when("16:13 x"), "17 Mar 2026, 16:13 Europe/Berlin", "clocks differ a little");
}

#[test]
fn a_label_that_the_program_shows_reads_back_as_itself() {
    for line in ["14:32 x", "14:32:05 x", "~14:30 x", "yesterday x", "Mar 2026 x", "14:32Z x"] {
        let first = read(line).moment.unwrap();
        assert_eq!(read(&format!("{} x", first.label())).moment, Some(first), "{line}");
    }
}

#[test]
fn what_only_looks_like_a_time_says_why_not() {
    for (line, part) in [
        ("25:99 x", "not a time of day"),
        ("13:00 PM x", "not a time of day"),
        ("2026-02-30 x", "no day of the calendar"),
        ("9999-01-01 x", "1970 and 2200"),
        ("14:32 IST x", "more than one zone"),
        ("-99999999999h x", "too long"),
    ] {
        assert!(when(line).contains(part), "{line}: {}", when(line));
        assert!(errors(line).iter().any(|error| error.contains(part)), "{line}");
        assert_eq!(errors(line).len(), 1, "told once: {line}");
    }
    let mut context = context();
    context.previous = None;
    let alone = ParsedLine::read("+2h x", &context);
    assert!(alone.chips[0].error.as_ref().unwrap().contains("no line before"));
    context.previous = Some(Moment::new(context.now, Precision::Day, context.zone));
    let coarse = ParsedLine::read("+2h x", &context);
    assert!(coarse.chips[0].error.as_ref().unwrap().contains("only known to the day"));
}

#[test]
fn words_that_are_no_times_stay_words() {
    for line in [
        "soon it broke",
        "17 people saw it",
        "March release broke",
        "1:2 was the ratio",
        "-5 degrees",
        "2026 was long",
    ] {
        assert_eq!(read(line).event.text, line);
    }
    assert_eq!(read("\\14:32 was on the clock").event.text, "14:32 was on the clock");
    assert_eq!(read("\\#1 is open").event.text, "\\#1 is open", "Markdown takes it away");
}

#[test]
fn actors_are_known_or_made_on_the_spot() {
    let actor = |line: &str| {
        let read = read(line);
        let raw = read.event.actor;
        let name = if raw.key.is_empty() { raw.name } else { format!("agent:{}", raw.key) };
        (raw.kind, name, read.event.text)
    };
    for (line, kind, name, text) in [
        ("@Engineer B asks", "human", "Engineer B", "asks"),
        ("@engineer b: asks", "human", "Engineer B", "asks"),
        ("@Engineer asks", "human", "Engineer", "asks"),
        ("@Engineers ask", "human", "Engineers", "ask"),
        ("@zoë, says hi", "human", "zoë", "says hi"),
        ("@\"On call\" acts", "human", "On call", "acts"),
        ("agent:forum-helper posts", "ai_agent", "agent:forum-helper", "posts"),
        ("@Forum helper posts", "ai_agent", "agent:forum-helper", "posts"),
        ("agent:brand-new posts", "ai_agent", "brand-new", "posts"),
        ("system:gateway logs", "system", "gateway", "logs"),
        ("system:\"forum gateway\" logs", "system", "forum gateway", "logs"),
        ("team:platform acts", "team", "platform", "acts"),
        ("https://example.org is down", "", "", "https://example.org is down"),
        ("system: is down", "", "", "system: is down"),
    ] {
        let expected = (kind.to_owned(), name.to_owned(), text.to_owned());
        assert_eq!(actor(line), expected, "{line}");
    }
    let behalf = read("agent:forum-helper for @Engineer B posts");
    assert_eq!(behalf.event.on_behalf_of.name, "Engineer B");
    assert_eq!(behalf.event.text, "posts");
    assert_eq!(read("@Engineer for two hours waits").event.text, "for two hours waits");
    assert_eq!(errors("@\"open x").len(), 2, "the name is not closed, and no words are left");
}

#[test]
fn kinds_are_said_in_short_words_or_guessed() {
    for (line, kind) in [
        ("!action x", EventKind::HumanAction),
        ("!agent_output x", EventKind::AgentOutput),
        ("!detection x", EventKind::Detection),
        ("!cont x", EventKind::ContextNote),
        ("!impact x", EventKind::ImpactStarted),
        ("x !note", EventKind::ContextNote),
        ("agent:a deletes the mails", EventKind::AgentAction),
        ("agent:a suggests a recipe", EventKind::AgentOutput),
        ("@Engineer asks on the forum", EventKind::Communication),
        ("@Engineer asks the agent", EventKind::AgentInvoked),
        ("@Engineer decided to wait", EventKind::HumanDecision),
        ("@Engineer follows the advice", EventKind::HumanAction),
        ("system:monitor alerted", EventKind::Detection),
        ("access was revoked", EventKind::Containment),
        ("the queue is long", EventKind::Observation),
    ] {
        if line == "!cont x" {
            assert!(errors(line)[0].contains("is not a kind of event"), "context or containment");
            continue;
        }
        assert_eq!(read(line).event.kind, kind.to_string(), "{line}");
    }
    let check = read("!check:approval_gate:bypassed nobody was asked");
    let said = check.command(context().now).unwrap().event.fields.control_check.unwrap();
    assert_eq!(
        (said.control.as_str(), said.state.to_string().as_str()),
        ("approval_gate", "bypassed")
    );
    assert!(errors("!check nobody was asked")[0].contains("!check:approval_gate"));
    assert!(errors("!nonsense x")[0].contains("!nonsense"));
    assert_eq!(read("that is very !important").event.text, "that is very !important");
}

#[test]
fn links_stand_before_or_after_the_words() {
    let links = |line: &str| {
        let read = read(line);
        let link = |link: &LineLink| (link.outward, link.other, link.kind, link.rationale.clone());
        (read.links.iter().map(link).collect::<Vec<_>>(), read.event.text)
    };
    let (found, text) = links("@Engineer follows it <-E4 acted_on ->E8");
    assert_eq!(text, "follows it");
    assert_eq!(found[0], (false, 4, LinkKind::ActedOn, "follows it".to_owned()));
    assert_eq!(found[1], (true, 8, LinkKind::Triggered, String::new()));
    let (found, _) = links("follows it <-E4 acted_on \"thread, reply 3\" #acl");
    assert_eq!(found[0].3, "thread, reply 3");
    let (found, text) = links("->8:mitigated access put back");
    assert_eq!((found[0].2, text.as_str()), (LinkKind::Mitigated, "access put back"));
    let (found, _) = links("monitor alerted ->E8");
    assert_eq!(found[0].2, LinkKind::Detected, "guessed from the kind");
    let (found, text) = links("moved ->E8 between the words");
    assert_eq!((found.len(), text.as_str()), (0, "moved ->E8 between the words"));
    assert!(errors("x ->E99")[0].contains("no E99"));
    assert!(errors("x ->E8:caused")[0].contains("not a kind of link"));
    let command = read("@Engineer follows it <-E4").links[0].command(12).unwrap();
    assert_eq!((command.from, command.to, command.kind), (4, 12, LinkKind::ActedOn));
}

#[test]
fn tags_and_pins() {
    let marks = read("* 14:32 the #acl recipe, see #12 #evidence, #ACL *");
    assert_eq!(marks.event.tags, ["evidence", "ACL"]);
    assert_eq!(marks.event.pinned, "true");
    let marks = read("14:32 the #acl recipe, see #12. *");
    assert_eq!(marks.event.text, "the #acl recipe, see #12.");
    assert_eq!((marks.event.tags, marks.event.pinned.as_str()), (vec!["acl".to_owned()], "true"));
    assert_eq!(errors("14:32 #evidence"), ["Say what happened, in words beside the marks."]);
}

fn pasted(text: &str) -> Vec<(String, String, String)> {
    let context = LineContext { says_time: true, ..context() };
    let lines = pasted_lines(text, &context);
    let rows = read_lines(&lines, &context);
    let row = |row: ParsedLine| {
        let who = row.event.actor;
        let when = row.moment.map_or("-".to_owned(), |m| m.label());
        (when, if who.key.is_empty() { who.name } else { who.key }, row.event.text)
    };
    rows.into_iter().map(row).collect()
}

fn rows(expected: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    expected.iter().map(|(a, b, c)| ((*a).into(), (*b).into(), (*c).into())).collect()
}

const AT: &str = "17 Mar 2026, 14:32 Europe/Berlin";

#[test]
fn a_chat_with_brackets_is_read() {
    let text = "[14:32] Engineer B: asks the #agent\n  and waits\n[14:33] <forum-helper> !done\n[14:35] @new: 14:30 was when";
    let expected = [
        (AT, "Engineer B", "asks the #agent\n  and waits"),
        ("17 Mar 2026, 14:33 Europe/Berlin", "forum-helper", "\\!done"),
        ("17 Mar 2026, 14:35 Europe/Berlin", "new", "14:30 was when"),
    ];
    assert_eq!(pasted(text), rows(&expected));
}

#[test]
fn a_thread_copied_from_slack_is_read() {
    let text = "Monday, March 16th\nEngineer B\n  2:32 PM\nasks\n\ntwo things\n2:33\nand one more\n\nOn call  2:40 PM\nlooks\n:eyes: 2";
    let day = |time: &str| format!("16 Mar 2026, {time} Europe/Berlin");
    let [a, b, c] = [day("14:32"), day("14:33"), day("14:40")];
    let expected = [
        (a.as_str(), "Engineer B", "asks\n\ntwo things"),
        (b.as_str(), "Engineer B", "and one more"),
        (c.as_str(), "On call", "looks\n:eyes: 2"),
    ];
    assert_eq!(pasted(text), rows(&expected));
}

#[test]
fn lines_are_read_one_by_one_and_lists_lose_their_bullets() {
    let text = "- 2026-03-16 14:32 @Engineer asks\n- +10m @\"On call\" answers\n- 23:50 it burns\n- 0:20 @On call puts it out";
    let day = |day: u32, time: &str| format!("{day} Mar 2026, {time} Europe/Berlin");
    let [a, b, c, d] = [day(16, "14:32"), day(16, "14:42"), day(16, "23:50"), day(17, "00:20")];
    let expected = [
        (a.as_str(), "Engineer", "asks"),
        (b.as_str(), "On call", "answers"),
        (c.as_str(), "", "it burns"),
        (d.as_str(), "On call", "puts it out"),
    ];
    assert_eq!(pasted(text), rows(&expected));
    let untimed = &pasted("it broke\n14:32 it was mended")[0];
    assert_eq!(untimed.0, "-", "what is pasted without a time is not of this moment");
}

#[test]
fn a_table_is_read_by_the_names_of_its_columns() {
    let text = "Date;Time;Who;Type;Message;Ticket\n2026-03-17;14:32;Engineer B;human action;\"says \"\"hi\"\";\nthen waits\";T-1\n2026-03-17;14:33;;unheard of;x;\n";
    let expected = [
        (AT, "Engineer B", "says \"hi\";\nthen waits (Ticket: T-1)"),
        ("17 Mar 2026, 14:33 Europe/Berlin", "", "x (kind: unheard_of)"),
    ];
    assert_eq!(pasted(text), rows(&expected));
    let table = Table::read(text).unwrap();
    assert_eq!(table.columns[5], ("Ticket".to_owned(), Column::Note));
    let skip = ["", "", "", "", "", "skip"].map(str::to_owned);
    assert!(!table.with_columns(&skip).lines()[0].contains("T-1"));
    assert!(Table::read("well, this is a sentence, with commas\nand more").is_none());
}

#[test]
fn a_thread_copied_out_of_slack_is_its_messages_without_the_window_around_them() {
    let text = "Engineer A\n  2:32 PM\nWho may read the forum?\n\n3 replies\nLast reply 2 days ago\nView thread\n\n\
        Forum helper\nAPP  2:33 PM\nEverybody. (edited) \nEngineer B\n  2:40 PM\nI do it.\nAlso sent to the channel\n";
    let context = LineContext::at(chrono::DateTime::UNIX_EPOCH, Zone::Utc);
    let lines = pasted_lines(text, &context);
    assert!(lines[0].ends_with("@\"Engineer A\" Who may read the forum?"), "{lines:?}");
    assert!(lines[1].ends_with("bot:\"Forum helper\" Everybody. (edited)"), "{lines:?}");
    assert!(lines.iter().any(|line| line.contains("@\"Engineer B\" I do it.")), "{lines:?}");
    assert!(!lines.iter().any(|line| line.contains("replies") || line.contains("View thread")));
}
