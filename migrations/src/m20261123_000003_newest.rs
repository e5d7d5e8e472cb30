//! The newest documents of a kind, for words so frequent that reading them in this order finds enough.

use sea_orm_migration::sea_orm::DbBackend;

/// SQLite reads its index of words in the order of the documents anyway.
pub(crate) fn sql(backend: DbBackend) -> String {
    match backend {
        DbBackend::Sqlite => String::new(),
        _ => "CREATE INDEX search_docs_newest ON search_docs (kind, id);".to_owned(),
    }
}
