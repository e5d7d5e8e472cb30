//! The entry line: one line per thing that happened.

use app::domain::Invalid;
use app::domain::evidence::{AddEvidence, RawEvidence};
use app::domain::line::{AddLine, LineContext, ParsedLine};
use app::domain::moment::Zone;
use app::domain::reference::IncidentRef;
use app::pages::incident::timeline::{RawEntry, SentEntry};
use app::pages::incident::{IncidentPage, Sent};
use app::paths;
use axum::extract::State;
use axum::response::Response;
use uuid::Uuid;

use super::events::{both, quote_at, quoted};
use crate::auth::{Require, right};
use crate::error::Result;
use crate::evidence::NewFiles;
use crate::extract::Path;
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, incidents, lines};
use crate::upload::Upload;
use crate::web::incidents::load;

type Writer = Require<right::WriteTimeline>;

/// What a line is read against, by whoever looks at the page.
pub(super) async fn context(
    state: &AppState,
    frame: &Frame,
    incident: Uuid,
    read: Option<&[&str]>,
) -> Result<LineContext> {
    let zone: Zone = frame.zone().name().parse().unwrap_or(Zone::Utc);
    Ok(lines::context(&state.db, incident, read, state.clock.now(), zone).await?)
}

/// `POST /incidents/{incident}/line`
pub async fn add(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    upload: Upload,
) -> Result<Response> {
    let raw: RawEntry = upload.read()?;
    let viewer = &who.viewer;
    let incident = incidents::brief(&state.db, viewer, &reference).await?;
    let context = context(&state, &frame, incident.id, Some(&[&raw.line])).await?;
    let read = ParsedLine::read(&raw.line, &context);
    let parsed = both(read.command(context.now), quoted(&raw.new_evidence));
    let done = write(&state, &who, &reference, parsed, upload).await;
    let there = |seq| {
        let next = paths::with_query(&paths::incident(incident.number), &[("focus", "line")]);
        (next, format!("Added E{seq}."))
    };
    let refill = |page: &mut IncidentPage, trouble| {
        page.timeline.entry = SentEntry { sent: Sent::new(raw, trouble), read: Some(read) };
    };
    frame.answer(done, there, load(&state, viewer, &reference), refill).await
}

async fn write(
    state: &AppState,
    who: &Writer,
    reference: &IncidentRef,
    parsed: Result<(AddLine, Option<AddEvidence>), Invalid>,
    mut upload: Upload,
) -> Result<i32> {
    let (command, quote) = parsed?;
    upload.check()?;
    let (viewer, by) = (&who.viewer, who.by(state));
    let naming = state.vault.naming().await;
    let files = NewFiles::keep(state, &naming, upload.files, &RawEvidence::default()).await?;
    let seq = store::write(&state.db, by, async |tx| {
        let (event, _) = lines::add(&tx, viewer, reference, &command).await?;
        quote_at(&tx, viewer, reference, event.seq, quote.clone()).await?;
        files.add(&tx, viewer, reference, Some(event.seq)).await?;
        Ok(event.seq)
    })
    .await?;
    Ok(seq)
}
