//! The audit log, for administrators.

use app::pages::audit::{AuditFilter, AuditPage, AuditRow, ChainCheck};
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::Query;
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, PageRequest, audit, users};

/// Entries on a page.
const LIMIT: u64 = 100;

/// `GET /admin/audit`
pub async fn list(
    State(state): State<AppState>,
    frame: Frame,
    _: Require<right::ReadAudit>,
    Query(filter): Query<AuditFilter>,
) -> Result<Response> {
    let chain = audit::last_verified(&state.db).await?.map(|last| ChainCheck {
        at: last.at,
        entries: last.entries,
        broken_at: last.broken_at,
    });
    let mut page = AuditPage { chain, ..AuditPage::default() };
    let Some(wanted) = filtered(&state, &filter).await? else {
        page.problem = Some(format!("No account has the address {}.", filter.by));
        page.filter = filter;
        return Ok(frame.show(StatusCode::OK, page));
    };
    let request = PageRequest { limit: LIMIT, after: filter.after.clone() };
    let entries = audit::page(&state.db, &wanted, &request).await?;
    let names = users::names(&state.db).await?;
    page.next = entries.next;
    page.entries = entries
        .items
        .into_iter()
        .map(|entry| AuditRow {
            seq: entry.seq,
            at: entry.at,
            by: by(entry.actor_id.and_then(|id| names.get(&id)), &entry.via),
            action: entry.action,
            object: format!("{} {}", entry.object_kind, entry.object_id),
            detail: if entry.detail.is_null() { String::new() } else { entry.detail.to_string() },
        })
        .collect();
    page.filter = filter;
    Ok(frame.show(StatusCode::OK, page))
}

/// `POST /admin/audit/verify`: walks the whole chain and keeps what it found.
pub async fn verify(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::ReadAudit>,
) -> Result<Response> {
    let found = audit::verify(&state.db).await?;
    store::write(&state.db, who.by(&state), async |tx| audit::keep_verified(&tx, found).await)
        .await?;
    Ok(frame.redirect(paths::AUDIT, "Looked at every entry."))
}

fn by(name: Option<&String>, via: &str) -> String {
    name.map_or_else(|| via.to_owned(), |name| format!("{name} ({via})"))
}

/// The store's filter; `None` when it names nobody.
pub(crate) async fn filtered(state: &AppState, raw: &AuditFilter) -> Result<Option<audit::Filter>> {
    let action = Some(raw.action.trim().to_owned()).filter(|action| !action.is_empty());
    let mut wanted = audit::Filter { action, ..audit::Filter::default() };
    if !raw.by.trim().is_empty() {
        let Some(user) = users::find_by_email(&state.db, &raw.by.trim().to_lowercase()).await?
        else {
            return Ok(None);
        };
        wanted.actor_id = Some(user.id);
    }
    Ok(Some(wanted))
}
