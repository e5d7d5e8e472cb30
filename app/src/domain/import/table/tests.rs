use super::super::tests::{fields, problems, steps};
use super::*;
use crate::domain::import::{Adapter, Parsed};
use crate::domain::link::LinkKind;
use crate::domain::timeline::EventKind;

fn mapping(column: &[&str], day: &str) -> Mapping {
    let column = column.iter().map(|said| (*said).to_owned()).collect();
    Mapping::parse(&RawMapping { column, day: day.into(), zone: "Europe/Berlin".into() }).unwrap()
}

fn read(adapter: Adapter, mapping: &Mapping, text: &str) -> Vec<Parsed> {
    let (mut reader, mut out) = (adapter.lines(mapping).unwrap(), Vec::new());
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() {
            reader.blank(number, &mut out);
        } else {
            reader.line(number, line, &mut out);
        }
    }
    reader.end(&mut out);
    out
}

fn columns(found: &[Parsed]) -> Vec<Use> {
    let columns = found.iter().find_map(|parsed| match parsed {
        Parsed::Columns(columns) => Some(columns.iter().map(|column| column.holds).collect()),
        _ => None,
    });
    columns.unwrap_or_default()
}

const TABLE: &str = "when,who,kind,what happened,tags,evidence,link,ticket\n\
    2026-03-17 14:32,agent:forum-helper,agent_output,\"Posts the wrong recipe,\n\nin two paragraphs\",\"acl, forum\",https://example.org/1,,T-1\n\
    ~2026-03-17 14:40,Engineer C,action,Follows the advice,,,<-E4 acted_on,T-2\n\
    2026-03-17T15:00Z,system:gateway,impact,Data is visible,,,,T-3\n";

#[test]
fn columns_are_guessed_and_cells_read_by_the_grammar_of_the_line() {
    let found = read(Adapter::Csv, &mapping(&[], ""), TABLE);
    assert_eq!(problems(&found), Vec::<String>::new());
    let held = [
        Use::Time,
        Use::Actor,
        Use::Kind,
        Use::Text,
        Use::Tags,
        Use::Evidence,
        Use::Link,
        Use::Keep,
    ];
    assert_eq!(columns(&found), held);
    let steps = steps(&found);
    assert_eq!(steps.len(), 3);
    let first = fields(Adapter::Csv, steps[0]);
    assert_eq!(first.kind, EventKind::AgentOutput);
    assert_eq!(first.text, "Posts the wrong recipe,\n\nin two paragraphs");
    assert_eq!(first.tags, ["acl", "forum"]);
    assert_eq!(first.occurred.at.to_rfc3339(), "2026-03-17T13:32:00+00:00", "in Berlin");
    assert_eq!(steps[0].addresses, ["https://example.org/1"]);
    assert_eq!(steps[0].attributes["ticket"], "T-1");
    assert_eq!(steps[1].place.0, "line 5");
    assert_eq!(steps[1].links[0].kind, LinkKind::ActedOn);
    assert_eq!(fields(Adapter::Csv, steps[1]).occurred.precision.to_string(), "hour");
    let last = fields(Adapter::Csv, steps[2]);
    assert_eq!(last.occurred.at.to_rfc3339(), "2026-03-17T15:00:00+00:00");
}

#[test]
fn semicolons_tabs_and_a_mark_of_byte_order_are_read_alike() {
    let texts = |cut: &str| {
        format!(
            "time{cut}user{cut}message\n2026-03-17 14:32{cut}Engineer A{cut}\"asks; twice\tand, again\"\n"
        )
    };
    let ids: Vec<String> = [",", ";", "\t", "|"]
        .into_iter()
        .map(|cut| {
            let found = read(Adapter::Csv, &Mapping::default(), &texts(cut));
            assert_eq!(problems(&found), Vec::<String>::new());
            assert_eq!(steps(&found)[0].event.text, "asks; twice\tand, again");
            steps(&found)[0].external_id.clone()
        })
        .collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "the same rows are the same: {ids:?}");
    let said = read(Adapter::Csv, &Mapping::default(), "sep=;\ntime;message\n2026-03-17;a, b\n");
    assert_eq!(steps(&said)[0].event.text, "a, b");
}

#[test]
fn wrong_rows_are_named_by_their_line_and_the_others_go_on() {
    let text = "time,who,kind,text\n\
        2026-03-17 14:32,A,action,one\n\
        17/03/2026,A,action,two\n\
        14:40,A,action,three\n\
        2026-03-17 14:50,A,sneeze,four\n\
        2026-03-17 14:51,A,action,five,and,more\n\
        2026-03-17 14:52,A,action,\"six\n";
    let found = read(Adapter::Csv, &mapping(&["kind:kind"], ""), text);
    let told = problems(&found);
    assert_eq!(told.len(), 5, "{told:?}");
    assert!(told[0].starts_with("line 3: “17/03/2026” is not a time"), "{}", told[0]);
    assert!(told[1].starts_with("line 4: “14:40” means another time on another day"));
    assert!(told[2].starts_with("line 5: “sneeze” is not a kind of event"), "{}", told[2]);
    assert!(told[3].starts_with("line 6: This row has 6 cells; the head names 4."));
    assert!(told[4].starts_with("line 7: A quotation mark opens here"));
    assert_eq!(steps(&found).len(), 1);
    let found =
        read(Adapter::Csv, &mapping(&[], "2026-03-17"), "time,text\n14:40,three\n+5m,four\n");
    let at: Vec<String> = steps(&found).iter().map(|s| s.at.unwrap().to_rfc3339()).collect();
    assert_eq!(at, ["2026-03-17T13:40:00+00:00", "2026-03-17T13:45:00+00:00"]);
}

#[test]
fn what_is_said_of_a_column_counts_more_than_its_name() {
    let text = "text,message,at\nshort,long words here,2026-03-17\n";
    let found = read(Adapter::Csv, &Mapping::default(), text);
    assert_eq!(columns(&found), [Use::Text, Use::Keep, Use::Time]);
    let found = read(Adapter::Csv, &mapping(&["text:message", "skip:text"], ""), text);
    assert_eq!(steps(&found)[0].event.text, "long words here");
    assert!(steps(&found)[0].attributes.is_empty());
    let found = read(Adapter::Csv, &mapping(&["text:nowhere"], ""), text);
    assert!(problems(&found)[0].contains("There is no column “nowhere”"));
    let found = read(Adapter::Csv, &mapping(&["skip:text", "skip:message"], ""), text);
    assert_eq!(problems(&found), ["the columns: Say which column tells what happened."]);
    let raw = |column: &str| RawMapping { column: vec![column.into()], ..RawMapping::default() };
    assert!(Mapping::parse(&raw("sneeze:a")).is_err());
    assert!(Mapping::parse(&RawMapping { zone: "Mars".into(), ..RawMapping::default() }).is_err());
}

#[test]
fn objects_are_rows_with_their_fields_as_columns() {
    let text = "{\"ts\": 1773757920.5, \"user\": {\"name\": \"Engineer A\"}, \"msg\": \"asks\", \"labels\": [\"a\", \"b\"], \"n\": 3}\n\
        [1]\n\
        {\"msg\": \"later\", \"ts\": \"2026-03-17T14:40:00+01:00\", \"more\": {\"x\": true}}\n";
    let found = read(Adapter::Jsonl, &Mapping::default(), text);
    assert_eq!(problems(&found), ["line 2: This is not a JSON object."]);
    let steps = steps(&found);
    assert_eq!(steps[0].event.actor.name, "Engineer A");
    assert_eq!(steps[0].at.unwrap().to_rfc3339(), "2026-03-17T14:32:00+00:00");
    assert_eq!(steps[0].event.tags, ["a", "b"]);
    assert_eq!(steps[0].attributes["n"], 3, "verbatim");
    assert_eq!(steps[1].attributes["more.x"], true);
}

#[test]
fn rows_that_say_the_same_twice_are_two_and_keep_their_ids() {
    let text = "time,text\n2026-03-17 14:32,restart\n2026-03-17 14:32,restart\n";
    let ids = |text: &str| -> Vec<String> {
        let found = read(Adapter::Csv, &Mapping::default(), text);
        steps(&found).iter().map(|step| step.external_id.clone()).collect()
    };
    let first = ids(text);
    assert_ne!(first[0], first[1]);
    let longer = format!("{text}2026-03-17 14:33,restart\n");
    assert_eq!(ids(&longer)[..2], first);
}

#[test]
fn an_id_of_the_other_program_is_taken_unless_it_only_counts_rows() {
    let text = |id: &str| format!("id,time,text\n{id}1,2026-03-17,a\n{id}2,2026-03-17,b\n");
    let found = read(Adapter::Csv, &Mapping::default(), &text("post-"));
    assert_eq!(steps(&found)[0].external_id, "post-1");
    let found = read(Adapter::Csv, &Mapping::default(), &text(""));
    assert!(steps(&found)[0].external_id.starts_with("row "));
}
