//! The controls of an incident, from its page.

use app::domain::Invalid;
use app::domain::control::{IncidentControl, RawControl, RecordControl};
use app::domain::incident::IncidentNumber;
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::pages::analysis::ControlPage;
use app::pages::incident::{IncidentPage, Sent};
use app::pages::sent::Edit;
use app::paths;

use crate::auth::right;
use crate::error::Result;
use crate::state::AppState;
use crate::store::{self, Tx};
use crate::store::{catalogue, controls, incidents};
use crate::web::rows::{Place, Row, Section};

/// The controls of an incident, from its page.
pub struct Controls;

impl Row for Controls {
    type Right = right::WriteAnalysis;
    type Raw = RawControl;
    type Command = RecordControl;
    type Stored = IncidentControl;
    type Page = ControlPage;

    fn parse(raw: RawControl) -> Result<RecordControl, Invalid> {
        RecordControl::parse(raw)
    }

    async fn page(
        state: &AppState,
        viewer: &Viewer,
        (reference, id): Place<'_>,
    ) -> Result<ControlPage> {
        let row = controls::get(&state.db, viewer, reference, id).await?;
        Ok(ControlPage {
            incident: incidents::brief(&state.db, viewer, reference).await?.number,
            id,
            kinds: catalogue::controls(&state.db).await?,
            edit: Edit::of(RawControl::from(&row), row.version),
            retract: Sent::default(),
        })
    }

    fn forms(page: &mut ControlPage) -> (&mut Edit<RawControl>, &mut Sent<String>) {
        (&mut page.edit, &mut page.retract)
    }

    async fn change(
        tx: &Tx,
        viewer: &Viewer,
        (reference, id): Place<'_>,
        command: &RecordControl,
        version: Option<i32>,
    ) -> store::Result<IncidentControl> {
        controls::edit(tx, viewer, reference, id, command, version).await
    }

    async fn retract(
        tx: &Tx,
        viewer: &Viewer,
        (reference, id): Place<'_>,
        reason: &str,
    ) -> store::Result<()> {
        controls::retract(tx, viewer, reference, id, reason).await
    }

    fn seen_at(incident: IncidentNumber, _: Option<&IncidentControl>) -> String {
        paths::incident_section(incident, "controls")
    }
}

impl Section for Controls {
    const ADDED: &str = "Control recorded.";

    fn form(page: &mut IncidentPage) -> &mut Sent<RawControl> {
        &mut page.controls.add
    }

    async fn add(
        tx: &Tx,
        viewer: &Viewer,
        incident: &IncidentRef,
        command: &RecordControl,
    ) -> store::Result<IncidentControl> {
        controls::add(tx, viewer, incident, command).await
    }
}
