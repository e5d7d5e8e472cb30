//! The factors of an incident, from its page.

use app::domain::Invalid;
use app::domain::factor::{Factor, NameFactor, RawFactor};
use app::domain::incident::IncidentNumber;
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::pages::analysis::FactorPage;
use app::pages::incident::{IncidentPage, Sent};
use app::pages::sent::Edit;
use app::paths;

use crate::auth::right;
use crate::error::Result;
use crate::state::AppState;
use crate::store::{self, Tx};
use crate::store::{catalogue, factors, incidents};
use crate::web::rows::{Place, Row, Section};

/// The factors of an incident, from its page.
pub struct Factors;

impl Row for Factors {
    type Right = right::WriteAnalysis;
    type Raw = RawFactor;
    type Command = NameFactor;
    type Stored = Factor;
    type Page = FactorPage;

    fn parse(raw: RawFactor) -> Result<NameFactor, Invalid> {
        NameFactor::parse(raw)
    }

    async fn page(
        state: &AppState,
        viewer: &Viewer,
        (reference, id): Place<'_>,
    ) -> Result<FactorPage> {
        let row = factors::get(&state.db, viewer, reference, id).await?;
        Ok(FactorPage {
            incident: incidents::brief(&state.db, viewer, reference).await?.number,
            id,
            kinds: catalogue::factors(&state.db).await?,
            edit: Edit::of(RawFactor::from(&row), row.version),
            retract: Sent::default(),
        })
    }

    fn forms(page: &mut FactorPage) -> (&mut Edit<RawFactor>, &mut Sent<String>) {
        (&mut page.edit, &mut page.retract)
    }

    async fn change(
        tx: &Tx,
        viewer: &Viewer,
        (reference, id): Place<'_>,
        command: &NameFactor,
        version: Option<i32>,
    ) -> store::Result<Factor> {
        factors::edit(tx, viewer, reference, id, command, version).await
    }

    async fn retract(
        tx: &Tx,
        viewer: &Viewer,
        (reference, id): Place<'_>,
        reason: &str,
    ) -> store::Result<()> {
        factors::retract(tx, viewer, reference, id, reason).await
    }

    fn seen_at(incident: IncidentNumber, _: Option<&Factor>) -> String {
        paths::incident_section(incident, "factors")
    }
}

impl Section for Factors {
    const ADDED: &str = "Factor named.";

    fn form(page: &mut IncidentPage) -> &mut Sent<RawFactor> {
        &mut page.factors.add
    }

    async fn add(
        tx: &Tx,
        viewer: &Viewer,
        incident: &IncidentRef,
        command: &NameFactor,
    ) -> store::Result<Factor> {
        factors::add(tx, viewer, incident, command).await
    }
}
