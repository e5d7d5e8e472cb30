use super::super::tests::{fields, problems, steps};
use super::*;
use crate::domain::import::Adapter;
use serde_json::json;

fn read(choice: &RawChoice, messages: &[Value]) -> (Slack, Vec<Parsed>) {
    let mut slack = Slack::new(Choice::parse(choice).unwrap());
    slack.user(&json!({"id": "U1", "name": "a", "profile": {"real_name": "Engineer A"}}));
    slack.user(&json!({"id": "U2", "name": "helper", "is_bot": true, "profile": {"display_name": "Forum helper"}}));
    let mut out = Vec::new();
    for (number, message) in (1..).zip(messages) {
        let place = Place(format!("ops/2026-03-17.json, message {number}"));
        slack.message(place, "ops", message, &mut out);
    }
    (slack, out)
}

fn thread() -> Vec<Value> {
    vec![
        json!({"type": "message", "user": "U1", "ts": "1773757920.000100", "thread_ts": "1773757920.000100",
            "text": "How do I set the ACL of <#C9|forum>, <@U2>? <https://example.org/a|this> &lt;here&gt;"}),
        json!({"type": "message", "subtype": "channel_join", "user": "U1", "ts": "1773757921.000100"}),
        json!({"type": "message", "bot_id": "B1", "user": "U2", "ts": "1773757980.000100", "thread_ts": "1773757920.000100",
            "text": "Give everybody access.", "edited": {"user": "U2", "ts": "1773758000.000000"},
            "files": [{"name": "acl.txt", "mimetype": "text/plain", "size": 12}]}),
        json!({"type": "message", "user": "U7", "ts": "1773761520.000100", "text": "Who is this?"}),
    ]
}

#[test]
fn a_thread_is_its_first_message_with_the_replies_folded_below() {
    let (slack, found) = read(&RawChoice::default(), &thread());
    assert_eq!(problems(&found), Vec::<String>::new());
    let steps = steps(&found);
    assert_eq!(steps.len(), 3);
    assert_eq!(
        steps[0].event.text,
        "How do I set the ACL of #forum, @Forum helper? [this](https://example.org/a) <here>"
    );
    assert_eq!(steps[0].event.actor.name, "Engineer A");
    assert!(steps[0].run.is_none());
    assert_eq!(steps[1].run.as_ref().unwrap().external_id, steps[0].external_id);
    assert_eq!(steps[1].event.actor.kind, "automation");
    assert!(steps[1].event.text.contains("Attached: acl.txt (text/plain, 12 bytes)"));
    assert!(steps[1].event.text.contains("(edited 2026-03-17T14:33:20Z by Forum helper)"));
    assert_eq!(steps[2].event.actor.name, "U7", "nobody is left out for want of a name");
    assert_eq!(slack.contents().bots[0].name, "Forum helper");
    for step in steps {
        fields(Adapter::Slack, step);
    }
}

#[test]
fn channels_times_and_agents_are_chosen() {
    let choice = RawChoice {
        agent: vec!["Forum helper".into()],
        from: "2026-03-17T14:33:00Z".into(),
        to: "2026-03-17T15:00:00Z".into(),
        ..RawChoice::default()
    };
    let (slack, found) = read(&choice, &thread());
    let steps = steps(&found);
    assert_eq!(steps.len(), 1);
    assert_eq!(steps[0].event.kind, "agent_output");
    assert_eq!(steps[0].event.agent_output.as_ref().unwrap().output, "Give everybody access.");
    let run = steps[0].run.as_ref().unwrap();
    assert_eq!(
        run.external_id, "thread ops/1773757920.000100",
        "its first message is not imported"
    );
    assert_eq!(slack.contents().channels[0].messages, 3, "counted, chosen or not");
    let other = RawChoice { channel: vec!["#general".into()], ..RawChoice::default() };
    assert!(read(&other, &thread()).1.iter().all(|parsed| !matches!(parsed, Parsed::Step(_))));
    let odd =
        RawChoice { from: "2026-03-17".into(), to: "2026-03-16".into(), ..RawChoice::default() };
    assert!(Choice::parse(&odd).is_err());
}

#[test]
fn what_is_no_message_is_named() {
    let messages = [json!(3), json!({"type": "message", "ts": "soon", "text": "x"}), json!({})];
    let (_, found) = read(&RawChoice::default(), &messages);
    let told = problems(&found);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("ops/2026-03-17.json, message 1: This is not a message"));
    assert!(told[1].contains("“soon” is not a time"));
}
