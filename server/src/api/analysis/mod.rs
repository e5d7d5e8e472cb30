//! Why it could happen: the factors, controls and relations of an incident.

pub mod controls;
pub mod factors;
pub mod relations;

use app::domain::permission::Viewer;
use app::domain::reference::{EventRef, IncidentRef};
use uuid::Uuid;

use crate::error::Result;
use crate::state::AppState;
use crate::store::incidents;

async fn location(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    part: &str,
    id: Uuid,
) -> Result<String> {
    let number = incidents::brief(&state.db, viewer, reference).await?.number;
    Ok(format!("/api/v1/incidents/{number}/{part}/{id}"))
}

/// Event numbers as the domain reads them.
fn seqs(events: Vec<i32>) -> Vec<String> {
    events.into_iter().map(|seq| EventRef::Seq(seq).to_string()).collect()
}
