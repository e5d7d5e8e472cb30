//! What is received over OTLP: each run goes into the incident that is named, or into the inbox.

use std::collections::BTreeMap;
use std::io::Read;

use app::domain::import::otlp::{self, Otlp, Signal};
use app::domain::import::{Parsed, Place, Run, Step};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::timeline::AddEvent;
use axum::body::Bytes;
use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::inbox::{self, Way};
use crate::store::{self, By, imports, incidents};

/// The longest request, unpacked, in bytes.
pub const REQUEST_MAX: usize = 16 * 1024 * 1024;

/// What was not taken of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rejected {
    /// How many spans or records.
    pub count: u64,
    /// Why, the first reasons.
    pub message: String,
}

impl Rejected {
    fn add(&mut self, message: &str) {
        self.count += 1;
        if self.count <= 3 {
            let space = if self.message.is_empty() { "" } else { " " };
            self.message = format!("{}{space}{message}", self.message);
        }
    }
}

/// The body without its compression; one that unpacks to more than is taken is refused.
pub fn unpacked(body: Bytes, encoding: &str) -> Result<Bytes> {
    match encoding.trim() {
        "" | "identity" => Ok(body),
        "gzip" => {
            let mut unpacked = Vec::new();
            let limit = REQUEST_MAX as u64 + 1;
            let done = flate2::read::GzDecoder::new(&*body).take(limit).read_to_end(&mut unpacked);
            done.map_err(|_| Error::BadRequest("The body is not gzip.".into()))?;
            if unpacked.len() > REQUEST_MAX {
                return Err(Error::TooLarge);
            }
            Ok(unpacked.into())
        }
        _ => Err(Error::UnsupportedMediaType("gzip or no Content-Encoding")),
    }
}

/// The steps of one run, with who sent them and the incident that they name.
#[derive(Default)]
struct Parcel {
    incident: Option<String>,
    sender: String,
    run: Run,
    steps: Vec<(Step, AddEvent)>,
}

/// Stores a request: all of it that can be, in one transaction.
pub async fn receive(
    state: &AppState,
    viewer: &Viewer,
    by: By,
    signal: Signal,
    value: &Value,
    header: Option<&str>,
) -> Result<Rejected> {
    let mut rejected = Rejected::default();
    let parcels = parcels(state, signal, value, header, &mut rejected);
    if parcels.is_empty() {
        return Ok(rejected);
    }
    let runs: Vec<String> = parcels.iter().map(|parcel| parcel.run.external_id.clone()).collect();
    let ways = inbox::ways(&state.db, &runs).await?;
    let mut sorted: Vec<(Option<IncidentRef>, &Parcel)> = Vec::new();
    for parcel in &parcels {
        let way = ways.get(&parcel.run.external_id).copied().unwrap_or(Way::Inbox);
        let named = parcel.incident.as_deref().and_then(|named| named.parse().ok());
        let wanted = match (named, way) {
            (Some(named), _) => Some(named),
            (None, Way::Incident(id)) => Some(IncidentRef::Id(id)),
            (None, Way::Nowhere) => continue,
            (None, Way::Inbox) => None,
        };
        // An incident that the sender may not see is as good as none: it is not told apart.
        let seen = match wanted {
            Some(wanted) => incidents::find_brief(&state.db, viewer, &wanted).await?,
            None => None,
        };
        sorted.push((seen.map(|brief| IncidentRef::Id(brief.id)), parcel));
    }
    let by = By { via: store::Via::Import, ..by };
    store::write(&state.db, by, async |tx| {
        for (incident, parcel) in &sorted {
            let Some(incident) = incident else {
                let steps: Vec<Step> = parcel.steps.iter().map(|(step, _)| step.clone()).collect();
                inbox::receive(&tx, &parcel.run, &parcel.sender, &steps).await?;
                continue;
            };
            let file = imports::File {
                adapter: "otlp".to_owned(),
                name: parcel.run.external_id.clone(),
                keep: true,
                ..imports::File::default()
            };
            let mut writer = imports::open(&tx, viewer, incident, file).await?;
            writer.add(&tx, &parcel.steps).await?;
            writer.close(&tx).await?;
        }
        Ok(())
    })
    .await?;
    Ok(rejected)
}

/// The steps of a request, by incident and run.
fn parcels(
    state: &AppState,
    signal: Signal,
    value: &Value,
    header: Option<&str>,
    rejected: &mut Rejected,
) -> Vec<Parcel> {
    let name = match signal {
        Signal::Traces => "resourceSpans",
        Signal::Logs => "resourceLogs",
    };
    let place = Place("received".to_owned());
    let mut parcels: BTreeMap<(Option<String>, String), Parcel> = BTreeMap::new();
    for resource in value[name].as_array().into_iter().flatten() {
        let incident = otlp::incident_of(resource).or_else(|| header.map(str::to_owned));
        let mut found = Vec::new();
        Otlp::default().request(&place, &json!({ name: [resource] }), &mut found);
        for parsed in found {
            let step = match parsed {
                Parsed::Step(step) => step,
                Parsed::Problem(problem) if problem.left_out => {
                    rejected.add(&problem.message);
                    continue;
                }
                Parsed::Problem(_)
                | Parsed::Passed(_)
                | Parsed::Columns(_)
                | Parsed::Contents(_) => continue,
            };
            match step.command("otlp", state.clock.now()) {
                Ok(command) => {
                    let run = step.run.clone().unwrap_or_default();
                    let key = (incident.clone(), run.external_id.clone());
                    let parcel = parcels.entry(key).or_default();
                    (parcel.incident, parcel.run) = (incident.clone(), run);
                    if parcel.sender.is_empty() {
                        let sender = step.attributes.get("resource.service.name");
                        parcel.sender =
                            sender.and_then(Value::as_str).unwrap_or_default().to_owned();
                    }
                    parcel.steps.push((*step, command));
                }
                Err(invalid) => rejected.add(&invalid.to_string()),
            }
        }
    }
    parcels.into_values().collect()
}

/// Names the incident of everything that a request sends: `INC-42`.
pub const INCIDENT_HEADER: &str = "x-throughline-incident";
