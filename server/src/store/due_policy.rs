//! The rules by which remediations are due: one setting of the installation.

use app::domain::due::DuePolicy;
use sea_orm::DbErr;
use serde_json::json;

use super::{Read, Result, Tx, settings};

const KEY: &str = "due_policy";

/// The rules; those that the program ships until somebody has set others.
pub async fn get(db: &impl Read) -> Result<DuePolicy> {
    match settings::find(db, KEY).await? {
        Some(text) => Ok(serde_json::from_str(&text).map_err(|e| DbErr::Custom(e.to_string()))?),
        None => Ok(DuePolicy::default()),
    }
}

/// Sets the rules.
pub async fn set(tx: &Tx, policy: &DuePolicy) -> Result<()> {
    settings::set(tx, KEY, &json!(policy).to_string()).await?;
    tx.audit("due_policy.set", ("setting", KEY), None, json!(policy));
    Ok(())
}
