//! The exposure ledger.

use app::domain::Invalid;
use app::domain::exposure::{Exposure, ExposureFields, RawExposure};
use app::domain::incident::IncidentNumber;
use app::domain::moment::RawMoment;
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::pages::exposure::ExposurePage;
use app::pages::incident::{IncidentPage, Sent};
use app::pages::sent::Edit;
use app::paths;

use crate::auth::right;
use crate::error::Result;
use crate::state::AppState;
use crate::store::incidents;
use crate::store::{self, Tx};
use crate::web::rows::{Place, Row, Section};

/// The exposure ledger.
pub struct Exposures;

impl Row for Exposures {
    type Right = right::EditIncident;
    type Raw = RawExposure;
    type Command = ExposureFields;
    type Stored = Exposure;
    type Page = ExposurePage;

    fn parse(raw: RawExposure) -> Result<ExposureFields, Invalid> {
        ExposureFields::parse(&raw)
    }

    async fn page(
        state: &AppState,
        viewer: &Viewer,
        (reference, id): Place<'_>,
    ) -> Result<ExposurePage> {
        let incident = incidents::brief(&state.db, viewer, reference).await?;
        let row = incidents::get_exposure(&state.db, viewer, reference, id).await?;
        let mut raw = RawExposure::from(&row.fields);
        for (typed, moment) in [
            (&mut raw.window_start, &row.fields.window_start),
            (&mut raw.window_end, &row.fields.window_end),
        ] {
            *typed = moment.as_ref().map(RawMoment::typed).unwrap_or_default();
        }
        Ok(ExposurePage {
            incident: incident.number,
            id,
            edit: Edit::of(raw, row.version),
            retract: Sent::default(),
        })
    }

    fn forms(page: &mut ExposurePage) -> (&mut Edit<RawExposure>, &mut Sent<String>) {
        (&mut page.edit, &mut page.retract)
    }

    async fn change(
        tx: &Tx,
        viewer: &Viewer,
        (reference, id): Place<'_>,
        command: &ExposureFields,
        version: Option<i32>,
    ) -> store::Result<Exposure> {
        incidents::edit_exposure(tx, viewer, reference, id, command, version).await
    }

    async fn retract(
        tx: &Tx,
        viewer: &Viewer,
        (reference, id): Place<'_>,
        reason: &str,
    ) -> store::Result<()> {
        incidents::retract_exposure(tx, viewer, reference, id, reason).await
    }

    fn seen_at(incident: IncidentNumber, _: Option<&Exposure>) -> String {
        paths::incident_section(incident, "exposures")
    }
}

impl Section for Exposures {
    const ADDED: &str = "Added to the ledger.";

    fn form(page: &mut IncidentPage) -> &mut Sent<RawExposure> {
        &mut page.exposures.add
    }

    async fn add(
        tx: &Tx,
        viewer: &Viewer,
        incident: &IncidentRef,
        command: &ExposureFields,
    ) -> store::Result<Exposure> {
        incidents::add_exposure(tx, viewer, incident, command).await
    }
}
