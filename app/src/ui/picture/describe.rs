//! The picture in words: names of marks for screen readers, and the table behind the drawing.

use std::{borrow::Cow, collections::HashMap};

use chrono::{DateTime, Datelike, Timelike};

use crate::domain::moment::Precision;

use super::{
    input::{Picture, PictureEvent, PictureLink, PictureTime},
    order::drawing_order,
    scene::Scene,
    svg::SvgWriter,
    wide::name,
};

/// The name of the whole drawing.
pub(super) fn describe(scene: &Scene<'_>) -> String {
    let lanes = scene.lanes.len();
    format!(
        "Picture of {}: {} events in {lanes} {} over time. The table below and the timeline \
         carry the same facts.",
        scene.picture.number,
        scene.picture.events.len(),
        if lanes == 1 { "lane" } else { "lanes" },
    )
}

/// The name of one mark.
pub(super) fn describe_node<'a>(scene: &'a Scene<'_>, node: usize) -> Cow<'a, str> {
    let events = &scene.nodes[node].events;
    if let [only] = events[..] {
        return Cow::Borrowed(&scene.names[only]);
    }
    let who = scene.lanes[scene.nodes[node].lane].name;
    Cow::Owned(format!("{} events of {who}, {}", events.len(), name(scene, node)))
}

/// The names of all events, in the order of the record; every drawing uses the same.
pub(super) fn names(picture: &Picture) -> Vec<String> {
    let actors: HashMap<&str, &str> =
        picture.actors.iter().map(|actor| (actor.key.as_str(), actor.name.as_str())).collect();
    let who = |event: &PictureEvent| actors.get(event.actor.as_str()).copied().unwrap_or_default();
    picture.events.iter().map(|event| event_name(picture, event, who(event))).collect()
}

fn event_name(picture: &Picture, event: &PictureEvent, who: &str) -> String {
    let mut out = format!("E{}", event.seq);
    let mut add = |before: &str, words: &str| {
        if !words.is_empty() {
            out.push_str(before);
            out.push_str(words);
        }
    };
    add(": ", &when(event.time, picture));
    add(", ", who);
    if let Some(gate) = &event.gate {
        add(", ", &gate.control);
        add(", ", gate.words());
    }
    let end = event.text.char_indices().nth(160).map_or(event.text.len(), |(at, _)| at);
    add(": ", event.text[..end].trim());
    if event.unauthorised {
        add("; ", "unauthorised");
    }
    if event.doubtful {
        add("; ", "who acted is in doubt");
    }
    if let Some(claim) = &event.disputed {
        add("; accounts differ: ", claim);
    }
    out
}

/// A time as it was said: no clock time that the record does not have.
pub(super) fn when(time: Option<PictureTime>, picture: &Picture) -> String {
    let Some(time) = time else { return "time not recorded".to_owned() };
    let (lo, hi) = time.span();
    let at = if time.precision >= Precision::Day { lo + (hi - lo) / 2 } else { lo };
    let Some(local) = DateTime::from_timestamp_millis(at).map(|at| picture.zone.local(at)) else {
        return String::new();
    };
    let (year, month, date) = (local.year(), MONTHS[local.month0() as usize], local.day());
    let (hour, minute, second) = (local.hour(), local.minute(), local.second());
    match time.precision {
        Precision::Second => format!("{date} {month} {year} {hour:02}:{minute:02}:{second:02}"),
        Precision::Minute => format!("{date} {month} {year} {hour:02}:{minute:02}"),
        Precision::Hour => format!("{date} {month} {year} ~{hour:02} h"),
        Precision::Day => format!("{date} {month} {year}"),
        Precision::Month => format!("{month} {year}"),
        Precision::Year | Precision::Unknown => year.to_string(),
    }
}

/// The months in full; their first three letters are the short form.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The most rows the table has; the timeline has them all.
const ROWS: usize = 200;

/// The table behind the drawing.
pub(super) fn table(picture: &Picture) -> String {
    let mut out = SvgWriter::with_capacity(200 + picture.events.len().min(ROWS) * 260);
    out.start("table").class("table picture-table").inside();
    out.start("caption").class("visually-hidden").inside();
    out.text("The picture of ").text(&picture.number).text(" as a table").end("caption");
    out.start("thead").inside().start("tr").inside();
    for heading in ["Event", "When", "Who", "What", "Links"] {
        out.start("th").attr("scope", "col").inside().text(heading).end("th");
    }
    out.end("tr").end("thead").start("tbody").inside();
    let mut links: HashMap<u32, Vec<&PictureLink>> = HashMap::new();
    for link in &picture.links {
        links.entry(link.from).or_default().push(link);
    }
    for at in drawing_order(picture, &[]).into_iter().take(ROWS) {
        let event = &picture.events[at];
        let links = links.get(&event.seq).map_or(&[][..], Vec::as_slice);
        row(&mut out, picture, event, links);
    }
    out.end("tbody").end("table");
    if picture.events.len() > ROWS {
        out.start("p").inside().text("The timeline has all ");
        out.text(&picture.events.len().to_string()).text(" events.").end("p");
    }
    out.finish()
}

fn row(out: &mut SvgWriter, picture: &Picture, event: &PictureEvent, links: &[&PictureLink]) {
    let who = picture.actors.iter().find(|actor| actor.key == event.actor);
    out.start("tr").inside();
    out.start("th").attr("scope", "row").inside();
    out.start("a").attr("href", &picture.href(event.seq)).inside();
    out.text(&format!("E{}", event.seq)).end("a").end("th");
    out.leaf("td", &when(event.time, picture));
    let who = who.map_or(event.actor.as_str(), |actor| &actor.name);
    out.leaf("td", if who.is_empty() { "–" } else { who });
    out.start("td").inside();
    if !event.kind.is_empty() {
        out.text(&event.kind).text(": ");
    }
    out.text(&event.text);
    if let Some(gate) = &event.gate {
        out.text(" ").text(&gate.control).text(": ").text(gate.words()).text(".");
    }
    if event.unauthorised {
        out.text(" Unauthorised.");
    }
    if let Some(claim) = &event.disputed {
        out.text(" Accounts differ: ").text(claim);
    }
    out.end("td");
    out.start("td").inside();
    let mut first = true;
    for link in links {
        if !std::mem::take(&mut first) {
            out.text(", ");
        }
        out.text(&link.label).text(&format!(" E{}", link.to));
    }
    out.end("td").end("tr");
}
