//! Indices for what somebody waits for: the map of guardrails reads by state.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
CREATE INDEX incident_controls_states ON incident_controls (state, incident_id, code) WHERE retracted_at IS NULL;
";
