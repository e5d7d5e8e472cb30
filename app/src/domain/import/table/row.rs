//! A row with named cells, made into a step.

use serde_json::Value;

use super::Use;
use super::guess::is_address;
use crate::domain::import::{Parsed, Place, Step};
use crate::domain::line::{
    LineContext, cell_actor, cell_kind, cell_links, cell_time, guessed_kind,
};
use crate::domain::moment::{Moment, Precision, RawMoment};
use crate::domain::timeline::EventKind;

/// The cells of a row, by what they hold.
#[derive(Default)]
pub(super) struct Row {
    pub(super) place: Place,
    pub(super) id: String,
    when: [String; 3],
    end: String,
    known: String,
    actor: String,
    actor_kind: String,
    behalf: String,
    kind: String,
    text: String,
    tags: Vec<String>,
    channel: String,
    confidence: String,
    pinned: String,
    evidence: Vec<String>,
    links: Vec<String>,
    kept: Vec<(String, Value)>,
}

impl Row {
    /// A row that begins on this line, with nothing in it yet.
    pub(super) fn at(line: u64) -> Self {
        Self { place: Place::line(line), ..Self::default() }
    }

    /// Takes a cell.
    pub(super) fn put(&mut self, held: Use, name: &str, value: Value, text: String) {
        let plain = text.trim();
        if plain.is_empty() {
            return;
        }
        let one = plain.to_owned();
        match held {
            Use::Date => self.when[0] = one,
            Use::Time => self.when[1] = one,
            Use::Zone => self.when[2] = one,
            Use::End => self.end = one,
            Use::Known => self.known = one,
            Use::Actor => self.actor = one,
            Use::ActorKind => self.actor_kind = one,
            Use::OnBehalfOf => self.behalf = one,
            Use::Kind => self.kind = one,
            Use::Text if self.text.is_empty() => self.text = one,
            Use::Text => self.text = format!("{}\n\n{one}", self.text),
            Use::Tags => {
                let tags = plain.split([',', ';', '|']).flat_map(str::split_whitespace);
                let tags = tags.map(|tag| tag.trim_matches(['#', '"', '[', ']']));
                self.tags.extend(tags.filter(|tag| !tag.is_empty()).map(str::to_owned));
            }
            Use::Channel => self.channel = one,
            Use::Confidence => self.confidence = one.to_lowercase(),
            Use::Pinned => {
                let yes = ["true", "yes", "y", "1", "x", "*"].contains(&&*one.to_lowercase());
                self.pinned = yes.to_string();
            }
            Use::Evidence => self.evidence.extend(plain.split_whitespace().map(str::to_owned)),
            Use::Link => self.links.push(one),
            Use::Id => self.id = one,
            Use::Keep => self.kept.push((name.to_owned(), value)),
            Use::Skip => {}
        }
    }
}

/// What is wrong with a row, gathered so that it is named once.
#[derive(Default)]
struct Wrong(Vec<String>);

impl Wrong {
    fn ok<T: Default>(&mut self, read: Result<T, String>) -> T {
        read.unwrap_or_else(|message| {
            self.0.push(message);
            T::default()
        })
    }
}

/// Makes a row into a step, or names what is wrong with it.
pub(super) fn step(row: Row, context: &mut LineContext, out: &mut Vec<Parsed>) {
    let mut wrong = Wrong::default();
    let when = times(&row, context, &mut wrong);
    let end = wrong.ok(moment(&row.end, &row.when[2], context));
    let known = wrong.ok(moment(&row.known, &row.when[2], context));
    let actor = wrong.ok(cell_actor(&row.actor, &row.actor_kind));
    let behalf = wrong.ok(cell_actor(&row.behalf, ""));
    let kind = match row.kind.as_str() {
        "" => Ok((guessed_kind(&row.text, &actor), None)),
        said => cell_kind(said),
    };
    let (kind, control_check) = kind.unwrap_or_else(|message| {
        wrong.0.push(message);
        (EventKind::Observation, None)
    });
    let links =
        wrong.ok(row.links.iter().map(|cell| cell_links(cell)).collect::<Result<Vec<_>, _>>());
    if let Some(odd) = row.evidence.iter().find(|address| !is_address(address)) {
        wrong.0.push(format!(
            "“{odd}” is no address of evidence; it begins with https:// or http://."
        ));
    }
    if !wrong.0.is_empty() {
        return out.push(Parsed::wrong(row.place, wrong.0.join(" ")));
    }
    if when.is_none() {
        out.push(Parsed::doubt(row.place.clone(), "It does not say when; the time is unknown."));
    }
    let mut step = Step::new(row.place, &row.id, kind, &row.text);
    let event = &mut step.event;
    let (start, ended) = when.map_or((None, None), |(start, end)| (Some(start), end));
    event.occurred = raw(start.as_ref());
    event.occurred_end = end.or(ended).as_ref().map(RawMoment::from).unwrap_or_default();
    event.known = known.as_ref().map(RawMoment::from).unwrap_or_default();
    (event.actor, event.on_behalf_of) = (actor, behalf);
    (event.channel, event.confidence, event.pinned) = (row.channel, row.confidence, row.pinned);
    event.tags = row.tags;
    event.control_check = control_check;
    step.at = start.map(|moment| moment.at).filter(|_| event_is_timed(&step.event.occurred));
    step.links = links.into_iter().flatten().collect();
    step.addresses = row.evidence;
    for (name, value) in &row.kept {
        step.keep(name, value);
    }
    out.push(Parsed::Step(Box::new(step)));
}

fn event_is_timed(raw: &RawMoment) -> bool {
    raw.precision != Precision::Unknown.to_string()
}

fn raw(moment: Option<&Moment>) -> RawMoment {
    let known = moment.filter(|moment| moment.precision != Precision::Unknown);
    let unknown =
        || RawMoment { precision: Precision::Unknown.to_string(), ..RawMoment::default() };
    known.map_or_else(unknown, RawMoment::from)
}

/// When the row happened: the day, the time and the zone together. A time of day alone goes on
/// from the row above, `+5m` counts from it.
fn times(
    row: &Row,
    context: &mut LineContext,
    wrong: &mut Wrong,
) -> Option<(Moment, Option<Moment>)> {
    let [date, time, zone] = &row.when;
    if date.is_empty() && time.is_empty() {
        return None;
    }
    let said = [date, time, zone].into_iter().filter(|part| !part.is_empty());
    let said = said.map(String::as_str).collect::<Vec<_>>().join(" ");
    match cell_time(&said, context) {
        Ok((moment, end)) => {
            if moment.precision != Precision::Unknown {
                context.previous = Some(moment.clone());
            }
            Some((moment, end))
        }
        Err(message) => {
            wrong.0.push(message);
            None
        }
    }
}

fn moment(cell: &str, zone: &str, context: &LineContext) -> Result<Option<Moment>, String> {
    if cell.is_empty() {
        return Ok(None);
    }
    let said = if zone.is_empty() { cell.to_owned() } else { format!("{cell} {zone}") };
    cell_time(&said, context).map(|(moment, _)| Some(moment))
}
