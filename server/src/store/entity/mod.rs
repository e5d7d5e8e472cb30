//! The tables as sea-orm sees them, hand-kept beside the migrations; they never leave `store`.
#![expect(clippy::struct_field_names, reason = "fields are called as their columns are")]

use sea_orm::{
    ColumnTrait, ColumnType, ConnectionTrait, DbErr, EntityName, EntityTrait, IdenStatic, Iterable,
    QuerySelect,
};

/// A column as an entity believes it to be.
#[derive(Debug)]
pub struct Believed {
    pub table: &'static str,
    pub column: &'static str,
    pub kind: ColumnType,
    pub nullable: bool,
}

macro_rules! tables {
    ($($table:ident),+ $(,)?) => {
        $( pub mod $table; )+

        /// Reads one row of every table, to tell that program and schema fit; answers how many.
        pub async fn probe(db: &impl ConnectionTrait) -> Result<usize, DbErr> {
            let mut tables = 0;
            $(
                $table::Entity::find().limit(1).all(db).await?;
                tables += 1;
            )+
            Ok(tables)
        }

        /// Every column of every entity.
        pub fn believed() -> Vec<Believed> {
            let mut all = Vec::new();
            $(
                let table = $table::Entity.table_name();
                all.extend($table::Column::iter().map(|column| {
                    let def = column.def();
                    let (kind, nullable) = (def.get_column_type().clone(), def.is_null());
                    Believed { table, column: column.as_str(), kind, nullable }
                }));
            )+
            all
        }
    };
}

tables! {
    actors,
    agent_versions,
    agents,
    api_tokens,
    audit,
    claim_evidence,
    claims,
    controls,
    counters,
    custody,
    event_agent_outputs,
    event_control_checks,
    event_evidence,
    event_renditions,
    event_revisions,
    event_steps,
    events,
    evidence,
    evidence_contents,
    exposures,
    factors,
    event_addresses,
    families,
    incident_moves,
    family_departures,
    family_incidents,
    feed_tokens,
    findings,
    follows,
    hook_receipts,
    hooks,
    idempotency_keys,
    imports,
    inbox_runs,
    inbox_steps,
    incident_control_events,
    incident_controls,
    incident_external_ids,
    incident_factor_events,
    incident_factor_evidence,
    incident_factors,
    incident_members,
    incident_people,
    incident_services,
    incident_tags,
    incidents,
    link_evidence,
    links,
    mails,
    notice_dismissals,
    notice_wishes,
    notices,
    outbox,
    postmortem_comments,
    postmortem_reviews,
    postmortem_versions,
    postmortems,
    relations,
    remediation_changes,
    remediation_controls,
    remediation_evidence,
    remediation_factors,
    remediation_incidents,
    remediation_notes,
    remediation_reminders,
    remediations,
    saved_views,
    search_docs,
    services,
    sessions,
    settings,
    severities,
    severity_changes,
    sign_in_attempts,
    status_changes,
    users,
    webhook_deliveries,
    webhooks,
}
