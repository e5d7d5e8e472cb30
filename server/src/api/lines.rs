//! `/incidents/{incident}/line`: what a line of the entry line's grammar says, without storing it.

use app::domain::Invalid;
use app::domain::actor::ActorKind;
use app::domain::form::FieldError;
use app::domain::line::{AddLine, Chip, ChipKind, LineContext, LineLink, ParsedLine};
use app::domain::link::LinkKind;
use app::domain::moment::Zone;
use app::domain::reference::IncidentRef;
use app::pages::incident::timeline::chips_view;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::events::EventIn;
use super::openapi::words;
use super::problem::Problem;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{self, Path};
use crate::render;
use crate::state::AppState;
use crate::store::{incidents, lines as store_lines};

type Writer = Require<right::WriteTimeline>;

/// A line, as it is typed into the entry line.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LineIn {
    /// The line.
    #[schema(example = "14:32 agent:forum-helper posted the wrong ACL recipe <-E8 #evidence")]
    pub line: String,
    /// The zone of its times, an IANA name or an offset; that of the browser, or UTC, when left out.
    #[serde(default)]
    #[schema(example = "Europe/Berlin")]
    pub zone: String,
}

/// What a line says.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineOut {
    /// The words that are kept, without the marks around them.
    pub text: String,
    /// What was read and what was guessed.
    pub chips: Vec<ChipOut>,
    /// The event, in the shape in which it can be sent.
    pub event: EventIn,
    /// The links it asks for.
    pub links: Vec<LineLinkOut>,
    /// What keeps it from being stored; empty when nothing does.
    #[schema(value_type = Vec<Object>)]
    pub errors: Vec<FieldError>,
    /// The chips as the site draws them.
    pub html: String,
}

/// One thing that was read from the line, or guessed because it was not said.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChipOut {
    /// What it is about.
    #[schema(schema_with = words::<ChipKind>)]
    pub what: ChipKind,
    /// The piece of the line; blank when it was not said.
    pub typed: String,
    /// What it is understood as.
    #[schema(example = "17 Mar 2026, 14:32 Europe/Berlin")]
    pub reads: String,
    /// Not said, or not wholly.
    pub guessed: bool,
    /// Why it cannot be stored.
    pub error: Option<String>,
    /// Of an actor: its sort.
    #[schema(schema_with = words::<ActorKind>)]
    pub actor: Option<ActorKind>,
}

impl From<Chip> for ChipOut {
    fn from(chip: Chip) -> Self {
        let Chip { what, typed, reads, guessed, error, actor } = chip;
        Self { what, typed, reads, guessed, error, actor }
    }
}

/// A link that a line asks for.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineLinkOut {
    /// The number of the other event.
    pub event: i32,
    /// `true`: from the new event to the other one.
    pub outward: bool,
    /// What it says.
    #[schema(schema_with = words::<LinkKind>)]
    pub kind: LinkKind,
    /// Why it is thought so.
    pub rationale: String,
}

impl From<LineLink> for LineLinkOut {
    fn from(link: LineLink) -> Self {
        let LineLink { other, outward, kind, rationale } = link;
        Self { event: other, outward, kind, rationale }
    }
}

/// Read a line of the entry line's grammar; nothing is stored
///
/// To store it, send `{"line": "…"}` to the events of the incident.
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/line", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id")), request_body = LineIn,
    responses((status = 200, body = LineOut), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn read(
    State(state): State<AppState>,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    headers: HeaderMap,
    extract::Json(body): extract::Json<LineIn>,
) -> Result<Json<LineOut>> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let context = context(&state, incident.id, &headers, &body.zone, Some(&[&body.line])).await?;
    let read = ParsedLine::read(&body.line, &context);
    let errors = read.command(context.now).err().map(|invalid| invalid.errors);
    let html = render::part(render::zone_of(&headers), || chips_view(&read));
    Ok(Json(LineOut {
        text: read.event.text.clone(),
        chips: read.chips.into_iter().map(ChipOut::from).collect(),
        event: read.event.into(),
        links: read.links.into_iter().map(LineLinkOut::from).collect(),
        errors: errors.unwrap_or_default(),
        html,
    }))
}

/// What lines sent over the API are read against.
pub(super) async fn context(
    state: &AppState,
    incident: Uuid,
    headers: &HeaderMap,
    zone: &str,
    lines: Option<&[&str]>,
) -> Result<LineContext> {
    let zone = match zone.trim() {
        "" => render::zone_of(headers).name().parse().unwrap_or(Zone::Utc),
        said => said.parse().map_err(|message: String| Invalid::one("zone", message))?,
    };
    Ok(store_lines::context(&state.db, incident, lines, state.clock.now(), zone).await?)
}

/// Reads a line and answers the command, with the context gone on to the line after it.
pub(super) fn command(line: &LineIn, context: &mut LineContext) -> Result<AddLine, Invalid> {
    if let Some(zone) = Some(line.zone.trim()).filter(|zone| !zone.is_empty()) {
        context.zone = zone.parse().map_err(|message: String| Invalid::one("zone", message))?;
    }
    let read = ParsedLine::read(&line.line, context);
    context.follow(&read);
    read.command(context.now)
}
