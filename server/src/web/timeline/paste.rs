//! Many lines at once: pasted, shown as they are understood, mended, then added all or not at all.

use app::domain::Invalid;
use app::domain::line::{AddLine, LineContext, ParsedLine};
use app::domain::reference::IncidentRef;
use app::pages::paste::{PastePage, RawPaste};
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::lines;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{Form, Path};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, incidents, lines as stored};

type Writer = Require<right::WriteTimeline>;

/// `GET /incidents/{incident}/paste`
pub async fn show(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    Ok(frame.show(StatusCode::OK, PastePage::blank(incident.number)))
}

/// `POST /incidents/{incident}/paste`: reads what was pasted, or adds the rows.
pub async fn send(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawPaste>,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let context = lines::context(&state, &frame, incident.id, None).await?;
    let mut page = PastePage::read(incident.number, raw, &context);
    if page.adds() {
        match add(&state, &who, &reference, &page.lines, &context).await {
            Ok(added) => {
                let path = paths::incident_section(incident.number, "timeline");
                return Ok(frame.redirect(&path, added));
            }
            Err(error) => page.refuse(error.into_trouble()?.into()),
        }
    }
    let status = if page.refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(frame.show(status, page))
}

/// Adds all of them in one write; answers what to tell.
async fn add(
    state: &AppState,
    who: &Writer,
    reference: &IncidentRef,
    read: &[ParsedLine],
    context: &LineContext,
) -> Result<String> {
    let mut invalid = Invalid::default();
    let mut commands: Vec<AddLine> = Vec::with_capacity(read.len());
    for (place, line) in read.iter().enumerate() {
        match line.command(context.now) {
            Ok(command) => commands.push(command),
            Err(wrong) => invalid.errors.extend(wrong.prefixed(&format!("{place}.")).errors),
        }
    }
    if !invalid.errors.is_empty() {
        return Err(invalid.into());
    }
    let (viewer, by) = (&who.viewer, who.by(state));
    let added = store::write(&state.db, by, async |tx| {
        stored::add_all(&tx, viewer, reference, &commands).await
    })
    .await?;
    let seqs = added.events.iter().map(|event| event.seq);
    Ok(match (seqs.clone().min(), seqs.max()) {
        (Some(first), Some(last)) if first < last => {
            format!("Added {} events, E{first} to E{last}.", added.new)
        }
        (Some(only), _) => format!("Added E{only}."),
        _ => "Nothing was added.".to_owned(),
    })
}
