//! The database schema of Throughline, for SQLite and PostgreSQL: an ordered list of steps.
//!
//! A step is SQL written once in the small dialect of [`ddl`], so that both databases get the same
//! tables. Steps that have been released are never edited; a change is a new step.

use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTrait, prelude::async_trait};
use sea_orm_migration::{
    SchemaManager, sea_orm::ConnectionTrait, sea_orm::DbBackend, sea_orm::DbErr,
};

pub mod ddl;
mod m20261122_000001_accounts;
mod m20261122_000002_catalogues;
mod m20261122_000003_incidents;
mod m20261122_000004_timeline;
mod m20261122_000005_analysis;
mod m20261122_000006_remediations;
mod m20261122_000007_recurrence;
mod m20261122_000008_postmortems;
mod m20261122_000009_search;
mod m20261122_000010_names;
mod m20261122_000011_idempotency;
mod m20261122_000012_services;
mod m20261122_000020_finder;
mod m20261122_000020_scopes;
mod m20261122_000021_work;
mod m20261122_000022_remedy;
mod m20261122_000030_event_tags;
mod m20261122_000040_counting;
mod m20261122_000050_evidence_files;
mod m20261122_000050_imports;
mod m20261122_000051_inbox;
mod m20261122_000051_renditions;
mod m20261122_000060_notices;
mod m20261122_000061_webhooks;
mod m20261122_000062_feeds;
mod m20261122_000070_moves;
mod m20261122_000071_found;
mod m20261123_000001_import_states;
mod m20261123_000002_large;
mod m20261123_000003_newest;
mod m20261123_000010_same_as;
mod m20261123_000020_departures;
mod m20261123_000021_import_marks;

/// Brings a database to the schema of this version; only `up` is supported.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        STEPS.iter().map(|(name, sql)| Box::new(Step { name, sql: *sql }) as _).collect()
    }
}

/// The SQL of a step for one of the two databases, still in the dialect of [`ddl`].
type Sql = fn(DbBackend) -> String;

const STEPS: &[(&str, Sql)] = &[
    ("m20261122_000001_accounts", m20261122_000001_accounts::sql),
    ("m20261122_000002_catalogues", m20261122_000002_catalogues::sql),
    ("m20261122_000003_incidents", m20261122_000003_incidents::sql),
    ("m20261122_000004_timeline", m20261122_000004_timeline::sql),
    ("m20261122_000005_analysis", m20261122_000005_analysis::sql),
    ("m20261122_000006_remediations", m20261122_000006_remediations::sql),
    ("m20261122_000007_recurrence", m20261122_000007_recurrence::sql),
    ("m20261122_000008_postmortems", m20261122_000008_postmortems::sql),
    ("m20261122_000009_search", m20261122_000009_search::sql),
    ("m20261122_000010_names", m20261122_000010_names::sql),
    ("m20261122_000011_idempotency", m20261122_000011_idempotency::sql),
    ("m20261122_000012_services", m20261122_000012_services::sql),
    ("m20261122_000020_finder", m20261122_000020_finder::sql),
    ("m20261122_000020_scopes", m20261122_000020_scopes::sql),
    ("m20261122_000030_event_tags", m20261122_000030_event_tags::sql),
    ("m20261122_000040_counting", m20261122_000040_counting::sql),
    ("m20261122_000021_work", m20261122_000021_work::sql),
    ("m20261122_000022_remedy", m20261122_000022_remedy::sql),
    ("m20261122_000060_notices", m20261122_000060_notices::sql),
    ("m20261122_000050_imports", m20261122_000050_imports::sql),
    ("m20261122_000051_inbox", m20261122_000051_inbox::sql),
    ("m20261122_000061_webhooks", m20261122_000061_webhooks::sql),
    ("m20261122_000062_feeds", m20261122_000062_feeds::sql),
    ("m20261122_000050_evidence_files", m20261122_000050_evidence_files::sql),
    ("m20261122_000051_renditions", m20261122_000051_renditions::sql),
    ("m20261122_000070_moves", m20261122_000070_moves::sql),
    ("m20261122_000071_found", m20261122_000071_found::sql),
    ("m20261123_000001_import_states", m20261123_000001_import_states::sql),
    ("m20261123_000010_same_as", m20261123_000010_same_as::sql),
    ("m20261123_000020_departures", m20261123_000020_departures::sql),
    ("m20261123_000021_import_marks", m20261123_000021_import_marks::sql),
    ("m20261123_000002_large", m20261123_000002_large::sql),
    ("m20261123_000003_newest", m20261123_000003_newest::sql),
];

/// All steps in one text, in the dialect of [`ddl`], for checks.
pub fn text(backend: DbBackend) -> String {
    STEPS.iter().map(|(_, sql)| sql(backend)).collect()
}

struct Step {
    name: &'static str,
    sql: Sql,
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    #[expect(elided_lifetimes_in_paths, reason = "`async_trait` wants the trait's own spelling")]
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let sql = ddl::render(&(self.sql)(backend), backend);
        manager.get_connection().execute_unprepared(&sql).await.map(drop)
    }

    /// All or nothing on SQLite too, whose default is no transaction.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
