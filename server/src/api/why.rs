//! `?reason=`: why something on the record is changed or taken back.

use app::domain::Invalid;
use app::domain::form::Checker;
use serde::Deserialize;

/// Why something is changed or taken back.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
pub struct Why {
    /// Why; kept with the revision or with what is taken back, and shown in the incident's history.
    pub reason: String,
}

impl Why {
    /// The reason; blank if none was given.
    ///
    /// # Errors
    /// Too long, or with characters that no text has.
    pub fn said(&self) -> Result<String, Invalid> {
        let mut check = Checker::new();
        let reason = check.text("reason", &self.reason);
        check.finish(reason)
    }
}
