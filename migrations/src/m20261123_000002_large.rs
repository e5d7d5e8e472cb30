//! Indices for a large record: the list of remediations in the order of their days, and the map of
//! guardrails, which is read from indices alone.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
CREATE INDEX remediations_by_due ON remediations (COALESCE(due_on, '9999-12-31'), id);
CREATE INDEX incidents_numbers ON incidents (number, id, kind, visibility, merged_into_id);
DROP INDEX incident_controls_states;
CREATE INDEX incident_controls_states ON incident_controls (state, code, incident_id, retracted_at);
CREATE INDEX incident_factors_map ON incident_factors (code, control, incident_id, known, retracted_at);
CREATE INDEX actors_acting ON actors (id, agent_id) WHERE agent_id IS NOT NULL;
CREATE INDEX events_acting ON events (actor_id, incident_id, retracted_at);
DROP INDEX events_actor;
";
