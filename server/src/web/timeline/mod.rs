//! The timeline as pages: adding, editing, retracting; links, claims, and what the page shows.

mod claims;
mod event;
mod events;
mod evidence;
pub mod files;
mod import;
mod in_place;
mod lines;
mod link_chooser;
mod links;
mod live;
mod load;
mod paste;
pub mod renditions;
mod spoken;
mod steps;

pub use claims::{Claims, add as add_claim, new as new_claim};
pub use event::{restore, retract, show, update};
pub use events::{add, new, pin};
pub use evidence::{StoredEvidence, add as add_evidence, show as show_evidence};
pub use import::{
    look as look_at_import, now as import_now, show as show_import, undo as undo_import,
};
pub use in_place::{acts, ask_retract, ask_support, retime, set_times, support, undo_last};
pub use lines::add as add_line;
pub use link_chooser::{choose as choose_link, draw as draw_link};
pub use links::{Links, add as add_link, new as new_link};
pub use paste::{send as send_paste, show as show_paste};
pub use steps::{show as show_steps, unfold};

pub use live::{more, parts, picture, row, stream};
pub(crate) use load::entries;
pub(super) use load::record;

use app::domain::incident::IncidentNumber;
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::timeline::{RawEvent, RawToolCall};
use app::pages::incident::timeline::event_choices;
use app::ui::Choice;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::error::Result;
use crate::state::AppState;
use crate::store::events::Filter;
use crate::store::incidents;

/// An event as a form sends it, in the words that everything else uses: times as people say them
/// are written out, and rows that were left alone are gone.
fn understood(mut raw: RawEvent, now: DateTime<Utc>, zone: Tz) -> RawEvent {
    raw.write_times(|moment| spoken::write_out(moment, now, zone));
    if let Some(output) = &mut raw.agent_output {
        output.tool_calls.retain(|call| *call != RawToolCall::default());
    }
    raw
}

/// The incident's number, and its events to choose from.
async fn to_choose(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
) -> Result<(IncidentNumber, Vec<Choice>)> {
    let incident = incidents::brief(&state.db, viewer, reference).await?;
    let events = crate::store::events::timeline(&state.db, incident.id, &Filter::default()).await?;
    Ok((incident.number, event_choices(&events)))
}
