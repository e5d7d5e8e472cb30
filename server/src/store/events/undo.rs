//! Taking back everything that one import brought, at once: off the timeline, still on the record.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement, Value};
use uuid::Uuid;

use super::steps::distinct;
use crate::store::entity::event_steps;
use crate::store::{Result, Tx};

/// Retracts the events of an import and frees their ids, so that the same file can be imported
/// again. The event of a run that another import has added to stays. Answers how many were taken.
pub(in crate::store) async fn undo(tx: &Tx, import: Uuid, reason: &str) -> Result<u64> {
    forget_decisions(tx, import).await?;
    let docs = "DELETE FROM search_docs WHERE kind = 'event' AND ref_id IN (\
                  SELECT e.id FROM events e WHERE e.import_id = $1 AND NOT EXISTS (\
                    SELECT 1 FROM events s WHERE s.step_of = e.id AND s.retracted_at IS NULL \
                      AND s.import_id <> $1))";
    run(tx, docs, vec![import.into()]).await?;
    // Steps first: whether a run still has some is asked after they are gone.
    let gone = "retracted_at = $2, retracted_by = $3, retracted_reason = $4, updated_at = $2, \
                version = version + 1, source_external_id = CASE WHEN source_external_id IS NULL \
                THEN NULL ELSE $5 || source_external_id END";
    let values = || -> Vec<Value> {
        let before = format!("undone {import} ");
        vec![import.into(), tx.now_ms().into(), tx.actor().into(), reason.into(), before.into()]
    };
    let steps = format!(
        "UPDATE events SET {gone} WHERE import_id = $1 AND step_of IS NOT NULL AND retracted_at IS NULL"
    );
    let rest = format!(
        "UPDATE events SET {gone} WHERE import_id = $1 AND step_of IS NULL AND retracted_at IS NULL \
         AND NOT EXISTS (SELECT 1 FROM events s WHERE s.step_of = events.id AND s.retracted_at IS NULL)"
    );
    Ok(run(tx, &steps, values()).await? + run(tx, &rest, values()).await?)
}

/// What the import's decisions said of calls is unknown again.
async fn forget_decisions(tx: &Tx, import: Uuid) -> Result<()> {
    use crate::store::entity::event_agent_outputs as outputs;
    use crate::store::entity::events;
    use sea_orm::QuerySelect;
    use sea_orm::sea_query::{Expr, Query};
    let of_import = Query::select()
        .column(events::Column::Id)
        .from(events::Entity)
        .and_where(events::Column::ImportId.eq(import))
        .to_owned();
    let decided = event_steps::Entity::find()
        .select_only()
        .column(event_steps::Column::EventId)
        .filter(event_steps::Column::DecidedBy.in_subquery(of_import));
    let decided = distinct(decided.into_tuple::<Uuid>().all(tx).await?.into_iter());
    for chunk in decided.chunks(super::add::CHUNK) {
        outputs::Entity::update_many()
            .col_expr(outputs::Column::ApprovalRequirement, Expr::value("unknown"))
            .col_expr(outputs::Column::ApprovalOutcome, Expr::value("unknown"))
            .col_expr(outputs::Column::Approver, Expr::value(Option::<String>::None))
            .filter(outputs::Column::EventId.is_in(chunk.iter().copied()))
            .exec(tx)
            .await?;
        event_steps::Entity::update_many()
            .col_expr(event_steps::Column::DecidedBy, Expr::value(Option::<Uuid>::None))
            .filter(event_steps::Column::EventId.is_in(chunk.iter().copied()))
            .exec(tx)
            .await?;
    }
    Ok(())
}

async fn run(tx: &Tx, sql: &str, values: Vec<Value>) -> Result<u64> {
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    Ok(tx.execute_raw(statement).await?.rows_affected())
}
