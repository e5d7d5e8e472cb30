//! The relations of an incident to others, from its page.

use app::domain::Invalid;
use app::domain::incident::IncidentNumber;
use app::domain::permission::Viewer;
use app::domain::recurrence::{RawRelation, RelateIncident, Relation};
use app::domain::reference::IncidentRef;
use app::pages::analysis::RelationPage;
use app::pages::incident::{IncidentPage, Sent};
use app::pages::sent::Edit;
use app::paths;

use crate::auth::right;
use crate::error::Result;
use crate::state::AppState;
use crate::store::{self, Tx};
use crate::store::{incidents, relations};
use crate::web::rows::{Place, Row, Section};

/// The relations of an incident to others, from its page.
pub struct Relations;

impl Row for Relations {
    type Right = right::WriteAnalysis;
    type Raw = RawRelation;
    type Command = RelateIncident;
    type Stored = Relation;
    type Page = RelationPage;

    fn parse(raw: RawRelation) -> Result<RelateIncident, Invalid> {
        RelateIncident::parse(raw)
    }

    async fn page(
        state: &AppState,
        viewer: &Viewer,
        (reference, id): Place<'_>,
    ) -> Result<RelationPage> {
        let row = relations::get(&state.db, viewer, reference, id).await?;
        let raw = RawRelation {
            kind: row.kind.to_string(),
            to: format!("INC-{}", row.other.number),
            remediation: row.remediation.map(|number| format!("REM-{number}")).unwrap_or_default(),
            rationale: row.rationale,
        };
        Ok(RelationPage {
            incident: incidents::brief(&state.db, viewer, reference).await?.number,
            id,
            edit: Edit::of(raw, row.version),
            retract: Sent::default(),
        })
    }

    fn forms(page: &mut RelationPage) -> (&mut Edit<RawRelation>, &mut Sent<String>) {
        (&mut page.edit, &mut page.retract)
    }

    async fn change(
        tx: &Tx,
        viewer: &Viewer,
        (reference, id): Place<'_>,
        command: &RelateIncident,
        version: Option<i32>,
    ) -> store::Result<Relation> {
        relations::edit(tx, viewer, reference, id, command, version).await
    }

    async fn retract(
        tx: &Tx,
        viewer: &Viewer,
        (reference, id): Place<'_>,
        reason: &str,
    ) -> store::Result<()> {
        relations::retract(tx, viewer, reference, id, reason).await
    }

    fn seen_at(incident: IncidentNumber, _: Option<&Relation>) -> String {
        paths::incident_section(incident, "recurrence")
    }
}

impl Section for Relations {
    const ADDED: &str = "Related.";

    fn form(page: &mut IncidentPage) -> &mut Sent<RawRelation> {
        &mut page.recurrence.relate
    }

    async fn add(
        tx: &Tx,
        viewer: &Viewer,
        incident: &IncidentRef,
        command: &RelateIncident,
    ) -> store::Result<Relation> {
        relations::add(tx, viewer, incident, command).await
    }
}
