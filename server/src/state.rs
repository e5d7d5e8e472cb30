//! What every handler can reach.

use std::ops::Deref;
use std::sync::Arc;

use crate::clock::Clock;
use crate::config::Config;
use crate::live::Live;
use crate::store::Db;
use crate::telemetry::Metrics;
use crate::vault::Vault;

/// The process-wide state, cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

/// The fields of [`AppState`].
pub struct Inner {
    /// The database.
    pub db: Db,
    /// The clock; the only source of "now".
    pub clock: Clock,
    /// The operator's settings.
    pub config: Config,
    /// Where the contents of evidence are kept.
    pub vault: Vault,
    /// Counters for `/metrics`.
    pub metrics: Metrics,
    /// Who follows which incident.
    pub live: Live,
}

impl AppState {
    /// Puts the state together.
    pub fn new(db: Db, clock: Clock, config: Config) -> Self {
        let vault = Vault::new(&config.evidence);
        Self(Arc::new(Inner {
            db,
            clock,
            config,
            vault,
            metrics: Metrics::default(),
            live: Live::default(),
        }))
    }
}

impl Deref for AppState {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}
