//! Values of the domain in the columns they are stored in: words, moments, severities.

use app::domain::Vocabulary;
use app::domain::moment::{Moment, Precision};
use app::domain::severity::Severity;
use sea_orm::DbErr;
use sea_orm::sea_query::LikeExpr;

use super::Result;

/// A moment's three columns: the lower bound in milliseconds, the precision, the zone.
pub(crate) type MomentColumns = (Option<i64>, Option<String>, Option<String>);

/// Reads a stored word of a closed vocabulary; the CHECK of the column keeps others out.
pub(crate) fn word<V: Vocabulary>(stored: &str) -> Result<V> {
    let unknown = || DbErr::Custom(format!("`{stored}` is not a known {}", V::NAME));
    Ok(V::from_word(stored).ok_or_else(unknown)?)
}

/// Reads a moment; `None` where none was recorded.
pub(crate) fn moment((at, precision, zone): MomentColumns) -> Result<Option<Moment>> {
    let (Some(at), Some(precision)) = (at, precision) else { return Ok(None) };
    let precision = word::<Precision>(&precision)?;
    Ok(Some(Moment::from_parts(at, precision, zone.as_deref())))
}

/// The columns of a moment.
pub(crate) fn moment_columns(moment: Option<&Moment>) -> MomentColumns {
    match moment {
        Some(m) => (Some(m.at_ms()), Some(m.precision.to_string()), m.zone.clone()),
        None => (None, None, None),
    }
}

/// Reads a rank of the severity scale.
pub(crate) fn severity(rank: Option<i32>) -> Option<Severity> {
    rank.and_then(|rank| u8::try_from(rank).ok()).and_then(Severity::from_rank)
}

/// The rank as it is stored.
pub(crate) fn rank(severity: Option<Severity>) -> Option<i32> {
    severity.map(|severity| i32::from(severity.rank()))
}

/// Matches what holds `word` in lower case, whatever signs are in it.
pub(crate) fn contains(word: &str) -> LikeExpr {
    let mut pattern = String::from("%");
    for c in word.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    LikeExpr::new(pattern).escape('\\')
}
