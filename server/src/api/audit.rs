//! `/audit`: who did what, for administrators.

use app::pages::audit::AuditFilter;
use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::problem::Problem;
use super::respond::{List, Window};
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::Query;
use crate::state::AppState;
use crate::store::audit::{self, Entry};
use crate::web::audit::filtered;

/// One entry of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditOut {
    /// Place in the chain, from 1, without gaps.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// The account; none for the server itself.
    pub actor_id: Option<Uuid>,
    /// The way in: `web`, `api`, `import`, `command`, `job`.
    pub via: String,
    /// What was done, e.g. `incident.declare`.
    pub action: String,
    /// The kind of thing it was done to.
    pub object_kind: String,
    /// Its number or id.
    pub object_id: String,
    /// The incident it belongs to.
    pub incident_id: Option<Uuid>,
    /// What changed.
    #[schema(value_type = Object)]
    pub detail: serde_json::Value,
    /// SHA-256 over this entry and the hash before it.
    pub hash: String,
}

impl From<Entry> for AuditOut {
    fn from(entry: Entry) -> Self {
        let Entry { seq, at, actor_id, via, action, object_kind, object_id, .. } = entry;
        let Entry { incident_id, detail, hash, .. } = entry;
        Self { seq, at, actor_id, via, action, object_kind, object_id, incident_id, detail, hash }
    }
}

/// What to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct AuditQuery {
    /// An action (`incident.declare`), or with a dot at the end all that begin so (`incident.`).
    pub action: String,
    /// The e-mail address of the account that acted.
    pub by: String,
}

/// Read the audit log, newest first
#[utoipa::path(get, path = "/api/v1/audit", tag = "Administration", params(AuditQuery, Window),
    responses((status = 200, body = List<AuditOut>), (status = 403, body = Problem)))]
pub async fn list(
    State(state): State<AppState>,
    _: Require<right::ReadAudit>,
    Query(window): Query<Window>,
    Query(query): Query<AuditQuery>,
) -> Result<Json<List<AuditOut>>> {
    let AuditQuery { action, by } = query;
    let filter = AuditFilter { action, by, after: None };
    let Some(wanted) = filtered(&state, &filter).await? else {
        return Ok(Json(List { items: Vec::new(), next: None }));
    };
    let page = audit::page(&state.db, &wanted, &window.request()).await?;
    Ok(Json(page.map(AuditOut::from).into()))
}
