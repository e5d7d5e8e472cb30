//! Finding what a factor at a scope is aimed at or was at work in: case does not matter in a scope.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
CREATE INDEX remediation_factors_scope ON remediation_factors (code, lower(scope), remediation_id);
CREATE INDEX incident_factors_scope ON incident_factors (code, lower(scope), incident_id);
";
