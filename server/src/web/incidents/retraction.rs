//! Why a row of the record is taken back.

use app::domain::Invalid;
use app::domain::form::Checker;
use app::domain::incident::REASON_MIN;
use app::domain::timeline::RawRetraction;

/// The reason, if it says enough.
pub(in crate::web) fn reason(raw: &RawRetraction) -> Result<String, Invalid> {
    let mut check = Checker::new();
    let reason = check.reason("reason", &raw.reason, REASON_MIN);
    check.finish(reason)
}
