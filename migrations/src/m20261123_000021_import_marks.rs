//! When an import that is under way last moved, so that no other server gives it up; and which import
//! brought an address of evidence, so that it goes with it.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
ALTER TABLE imports ADD COLUMN beat_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE evidence ADD COLUMN import_id UUID;
CREATE INDEX evidence_import ON evidence (import_id) WHERE import_id IS NOT NULL;
";
