//! What the rows of an import are tied to: links between them or to events of the timeline, and
//! where evidence of them can be found.

use std::collections::{BTreeMap, HashMap};

use app::domain::evidence::{AddEvidence, RawEvidence};
use app::domain::import::{Place, Problem, Step, one_line};
use app::domain::line::CellLink;
use app::domain::link::{AddLink, LinkKind, RawLink};
use app::domain::permission::Viewer;
use app::domain::reference::{EventRef, IncidentRef};
use app::domain::{Invalid, Refused};

use super::events::Into;
use super::{Error, Result, Tx, events, evidence, links};

/// The most links that one import draws.
const LINKS_MAX: usize = 500;

/// What waits until all rows are stored.
#[derive(Clone, Debug, Default)]
pub(super) struct Ties {
    links: Vec<Tie>,
    addresses: BTreeMap<String, Vec<i32>>,
}

#[derive(Clone, Debug)]
struct Tie {
    place: Place,
    seq: i32,
    text: String,
    link: CellLink,
}

impl Ties {
    /// Notes what the step with this number is tied to.
    pub(super) fn note(&mut self, seq: i32, step: &Step) {
        for link in &step.links {
            let (place, text) = (step.place.clone(), one_line(&step.event.text));
            self.links.push(Tie { place, seq, text, link: link.clone() });
        }
        for address in &step.addresses {
            self.addresses.entry(address.clone()).or_default().push(seq);
        }
    }

    /// Draws the links and adds the evidence. What is not possible is named by its row: the first is
    /// refused, or all of them are told and `left_out`.
    pub(super) async fn store(
        self,
        tx: &Tx,
        viewer: &Viewer,
        into: &Into,
        adapter: &str,
        leave_out: bool,
    ) -> Result<Vec<Problem>> {
        let incident = into.incident;
        if self.links.len() > LINKS_MAX {
            let words = format!(
                "{}: This is the link after the first {LINKS_MAX}; import the others in another file.",
                self.links[LINKS_MAX].place.0
            );
            return Err(Invalid::one("file", words).into());
        }
        let reference = IncidentRef::Id(incident);
        let ids: Vec<String> = self.links.iter().filter_map(|tie| row_id(&tie.link)).collect();
        let rows = events::numbers(tx, incident, adapter, &ids).await?;
        let mut problems = Vec::new();
        for tie in &self.links {
            let drawn = match tie.command(&rows) {
                Ok(command) => links::add(tx, viewer, &reference, &command)
                    .await
                    .map(drop)
                    .map_err(|error| tie.about(error)),
                Err(error) => Err(error),
            };
            match drawn {
                Err(Error::Invalid(_) | Error::Refused(_)) if leave_out => {
                    problems.extend(drawn.err().and_then(|error| tie.problem(error)));
                }
                drawn => drawn?,
            }
        }
        for (url, seqs) in self.addresses {
            let events = seqs.iter().map(|seq| format!("E{seq}")).collect();
            let raw = RawEvidence { url: url.clone(), events, ..RawEvidence::default() };
            let command = match AddEvidence::parse(raw) {
                Ok(command) => command,
                Err(invalid) if leave_out => {
                    let (place, message) = (Place(one_line(&url)), invalid.to_string());
                    problems.push(Problem { place, message, left_out: true });
                    continue;
                }
                Err(invalid) => {
                    let words = format!("{}: {invalid}", one_line(&url));
                    return Err(Invalid::one("file", words).into());
                }
            };
            evidence::add_imported(tx, viewer, &reference, &command, into.import).await?;
        }
        Ok(problems)
    }
}

fn event(other: &str) -> Option<i32> {
    other.strip_prefix(['E', 'e']).and_then(|_| EventRef::parse_seq(other).ok())
}

fn row_id(link: &CellLink) -> Option<String> {
    event(&link.other).is_none().then(|| one_line(&link.other))
}

impl Tie {
    fn command(&self, rows: &HashMap<String, i32>) -> Result<AddLink> {
        let other = event(&self.link.other).or_else(|| rows.get(&row_id(&self.link)?).copied());
        let Some(other) = other else {
            let words = format!(
                "{}: There is no event and no row “{}” to link to.",
                self.place.0,
                one_line(&self.link.other)
            );
            return Err(Invalid::one("file", words).into());
        };
        let (from, to) = if self.link.outward { (self.seq, other) } else { (other, self.seq) };
        let relies = self.link.kind == LinkKind::ActedOn;
        let raw = RawLink {
            from: from.to_string(),
            to: to.to_string(),
            kind: self.link.kind.to_string(),
            rationale: if relies { self.text.clone() } else { String::new() },
            ..RawLink::default()
        };
        AddLink::parse(&raw).map_err(|invalid| self.about(invalid.into()))
    }

    /// The same as a problem of that row.
    fn problem(&self, error: Error) -> Option<Problem> {
        let message = match error {
            Error::Invalid(invalid) => invalid.errors.into_iter().next()?.message,
            Error::Refused(refused) => refused.message,
            _ => return None,
        };
        let named = format!("{}: ", self.place.0);
        let message = message.strip_prefix(&named).map(str::to_owned).unwrap_or(message);
        Some(Problem { place: self.place.clone(), message, left_out: true })
    }

    /// The same error, told of the row that asked for the link.
    fn about(&self, error: Error) -> Error {
        let told = |message: &str| {
            let CellLink { other, kind, .. } = &self.link;
            format!("{}: The link “{kind}” with {other} is not possible: {message}", self.place.0)
        };
        match error {
            Error::Invalid(invalid) => {
                let words: Vec<String> = invalid.errors.into_iter().map(|e| e.message).collect();
                Invalid::one("file", told(&words.join(" "))).into()
            }
            Error::Refused(refused) => {
                let message = told(&refused.message);
                Error::Refused(Refused { message, field: Some("file"), ..refused })
            }
            other => other,
        }
    }
}
