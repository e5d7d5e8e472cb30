//! The searchable text of the record; the database keeps the index from it.

mod find;

pub(in crate::store) use find::sharing;
pub use find::{Hit, Piece, find};

use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter,
    sea_query::OnConflict,
};
use uuid::Uuid;

use super::{
    Result, Tx,
    entity::search_docs::{ActiveModel, Column, Entity},
};

/// What sort of thing is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocKind {
    /// An incident.
    Incident,
    /// An event of a timeline.
    Event,
    /// A postmortem.
    Postmortem,
    /// A remediation.
    Remediation,
}

impl DocKind {
    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Incident => "incident",
            Self::Event => "event",
            Self::Postmortem => "postmortem",
            Self::Remediation => "remediation",
        }
    }
}

/// The text by which one thing is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doc {
    /// What sort of thing it is.
    pub kind: DocKind,
    /// Its id.
    pub ref_id: Uuid,
    /// The incident it belongs to: who cannot see that one does not find this.
    pub incident_id: Option<Uuid>,
    /// Its human reference, `INC-42`, `INC-42/E5`, `REM-7`.
    pub label: String,
    /// Its title, or a first line.
    pub title: String,
    /// The rest of its text.
    pub body: String,
}

/// Makes `doc` findable, over what was known of it.
pub async fn index(tx: &Tx, doc: Doc) -> Result<()> {
    index_many(tx, vec![doc]).await
}

/// Makes all of `docs` findable.
pub async fn index_many(tx: &Tx, docs: Vec<Doc>) -> Result<()> {
    if docs.is_empty() {
        return Ok(());
    }
    let rows = docs.into_iter().map(|doc| ActiveModel {
        id: NotSet,
        kind: Set(doc.kind.as_str().to_owned()),
        ref_id: Set(doc.ref_id),
        incident_id: Set(doc.incident_id),
        label: Set(doc.label),
        title: Set(doc.title),
        body: Set(doc.body),
        updated_at: Set(tx.now_ms()),
    });
    let over = OnConflict::columns([Column::Kind, Column::RefId])
        .update_columns([
            Column::IncidentId,
            Column::Label,
            Column::Title,
            Column::Body,
            Column::UpdatedAt,
        ])
        .to_owned();
    Entity::insert_many(rows).on_conflict(over).exec_without_returning(tx).await?;
    Ok(())
}

/// Forgets a thing: it was retracted or removed.
pub async fn remove(tx: &Tx, kind: DocKind, ref_id: Uuid) -> Result<()> {
    let it = Column::Kind.eq(kind.as_str()).and(Column::RefId.eq(ref_id));
    Entity::delete_many().filter(it).exec(tx).await?;
    Ok(())
}
