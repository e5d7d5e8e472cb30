//! How bad it was, and how bad it could have been: a rank on a scale that an installation may change.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::form::{Checker, Invalid};

/// The shortest rationale that a change of severity may have, in characters.
pub const RATIONALE_MIN: usize = 10;
/// The highest rank (the least severe) a configured scale may have.
pub const RANK_MAX: u8 = 9;

/// A rank on the severity scale: 0 is the worst. Shown and sent as `SEV0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Severity(u8);

impl Severity {
    /// The severity of a rank, if a scale can have it.
    pub fn from_rank(rank: u8) -> Option<Self> {
        (rank <= RANK_MAX).then_some(Self(rank))
    }

    /// The rank, 0 the worst.
    pub fn rank(self) -> u8 {
        self.0
    }
}

impl std::fmt::Display for Severity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SEV{}", self.0)
    }
}

impl std::str::FromStr for Severity {
    type Err = String;

    /// Reads `SEV1`, `sev1`, `SEV-1` or `1`.
    fn from_str(text: &str) -> Result<Self, String> {
        let lower = text.trim().to_ascii_lowercase();
        let digits = lower.strip_prefix("sev").unwrap_or(&lower).trim_start_matches('-');
        if let [digit @ b'0'..=b'9'] = digits.as_bytes() {
            return Ok(Self(digit - b'0'));
        }
        let shown: String = text.trim().chars().take(40).collect();
        Err(format!("“{shown}” is not a severity. Use one like SEV2, or leave it blank."))
    }
}

impl serde::Serialize for Severity {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Severity {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What is shown for a severity that may be unset.
pub fn severity_label(severity: Option<Severity>) -> String {
    severity.map_or_else(|| "SEV?".to_owned(), |severity| severity.to_string())
}

vocab! {
    /// Which of the two severities of an incident.
    pub enum Dimension("severity dimension") {
        Realised = "realised", "Realised";
        Potential = "potential", "Potential";
    }
}

/// One step of the configured scale.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SeverityLevel {
    /// Its rank.
    pub rank: Severity,
    /// Its word, e.g. `Critical`.
    pub word: String,
    /// How to recognise it, shown beside the choice.
    pub guide: String,
    /// No longer offered, though old incidents keep it.
    pub retired: bool,
    /// The row's version, for stale edits.
    pub version: i32,
}

/// A step of the scale as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct RawSeverityLevel {
    /// Its rank: `SEV5`.
    pub severity: String,
    /// Its word.
    pub word: String,
    /// How to recognise it.
    pub guide: String,
    /// Whether it is no longer offered.
    pub retired: String,
}

impl From<&SeverityLevel> for RawSeverityLevel {
    fn from(level: &SeverityLevel) -> Self {
        Self {
            severity: level.rank.to_string(),
            word: level.word.clone(),
            guide: level.guide.clone(),
            retired: level.retired.to_string(),
        }
    }
}

/// Adds a step to the scale, or rewrites one; its rank never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescribeSeverity {
    /// Its rank.
    pub rank: Severity,
    /// Its word.
    pub word: String,
    /// How to recognise it.
    pub guide: String,
    /// Whether it is no longer offered.
    pub retired: bool,
}

impl DescribeSeverity {
    /// Understands a step, or says what is wrong with each field.
    pub fn parse(raw: &RawSeverityLevel) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let command = Self {
            rank: check.taken("severity", raw.severity.parse()).unwrap_or(Severity(0)),
            word: check.line("word", &raw.word),
            guide: check.required_text("guide", &raw.guide),
            retired: check.flag("retired", &raw.retired),
        };
        check.finish(command)
    }
}

/// The scale a new installation starts with.
pub fn default_scale() -> Vec<SeverityLevel> {
    [
        ("Critical", "Serious or lasting harm to people, data or money, or the main service is gone. Everyone stops for it."),
        ("Major", "Large harm, contained in time or place: sensitive data open to the wrong people, a main function down."),
        ("Significant", "Clear harm to some users or teams, with a way around it."),
        ("Minor", "Little harm, felt by few, repaired in the normal course of work."),
        ("Low", "No harm, or only inside the team; kept because it teaches."),
    ]
    .into_iter()
    .zip(0..)
    .map(|((word, guide), rank)| SeverityLevel {
        rank: Severity(rank),
        word: word.to_owned(),
        guide: guide.to_owned(),
        retired: false,
        version: 1,
    })
    .collect()
}

/// One entry of an incident's append-only severity history.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SeverityChange {
    /// Its id.
    pub id: Uuid,
    /// Which severity was changed.
    pub dimension: Dimension,
    /// The severity before; `None` was unset.
    pub from: Option<Severity>,
    /// The severity since; `None` is unset.
    pub to: Option<Severity>,
    /// Why; blank only when it was set while declaring, which the postmortem check then names.
    pub rationale: String,
    /// Who changed it, by name.
    pub changed_by: String,
    /// When.
    pub changed_at: DateTime<Utc>,
}

/// A change of severity as it was sent or typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct RawSeverityChange {
    /// A word of [`Dimension`]; blank is `realised`.
    pub dimension: String,
    /// `SEV0` and so on, or `SEV?` to unset it.
    pub to: String,
    /// Why, in [`RATIONALE_MIN`] characters or more.
    pub rationale: String,
}

/// The command to change a severity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeSeverity {
    /// Which severity.
    pub dimension: Dimension,
    /// To what; `None` unsets it.
    pub to: Option<Severity>,
    /// Why.
    pub rationale: String,
}

impl ChangeSeverity {
    /// Reads a change; that the rank is on the configured scale is checked where the scale is known,
    /// by [`on_scale`].
    pub fn parse(raw: &RawSeverityChange) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let dimension = check.word_or("dimension", &raw.dimension, Dimension::Realised);
        let to = match raw.to.trim() {
            "SEV?" | "sev?" | "unset" => None,
            "" => {
                check.error("to", "Choose a severity, or SEV? to unset it.");
                None
            }
            text => parse_severity(&mut check, "to", text),
        };
        let rationale = check.reason("rationale", &raw.rationale, RATIONALE_MIN);
        check.finish(Self { dimension, to, rationale })
    }
}

/// Reads an optional severity; blank and `SEV?` are `None`.
pub fn parse_severity(check: &mut Checker, field: &str, raw: &str) -> Option<Severity> {
    let raw = raw.trim();
    if raw.is_empty() || raw.eq_ignore_ascii_case("sev?") {
        return None;
    }
    raw.parse().map_err(|message: String| check.error(field, message)).ok()
}

/// Whether the configured scale has the severity and still offers it.
pub fn on_scale(field: &str, severity: Severity, scale: &[SeverityLevel]) -> Result<(), Invalid> {
    if scale.iter().any(|level| level.rank == severity && !level.retired) {
        return Ok(());
    }
    let offered: Vec<_> =
        scale.iter().filter(|l| !l.retired).map(|level| level.rank.to_string()).collect();
    Err(Invalid::one(
        field,
        format!("{severity} is not on the scale. Use one of: {}.", offered.join(", ")),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn severities_are_read_as_people_write_them() {
        for text in ["SEV1", "sev1", " 1 ", "SEV-1"] {
            assert_eq!(text.parse(), Ok(Severity(1)), "{text}");
        }
        for text in ["", "SEV", "SEV10", "high", "SEV?"] {
            assert!(text.parse::<Severity>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_default_scale_runs_from_critical_to_low() {
        let words: Vec<_> = default_scale().into_iter().map(|level| level.word).collect();
        assert_eq!(words, ["Critical", "Major", "Significant", "Minor", "Low"]);
    }

    #[test]
    fn a_change_needs_a_rationale_and_a_target() {
        let raw = RawSeverityChange { rationale: "too short".into(), ..Default::default() };
        let invalid = ChangeSeverity::parse(&raw).unwrap_err();
        assert_eq!((invalid.of("to").count(), invalid.of("rationale").count()), (1, 1));
    }

    #[test]
    fn a_step_needs_a_rank_a_word_and_a_guide() {
        let invalid = DescribeSeverity::parse(&RawSeverityLevel::default()).unwrap_err();
        let fields: Vec<_> = invalid.errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["severity", "word", "guide"]);
        let raw = RawSeverityLevel::from(&default_scale()[1]);
        assert_eq!(DescribeSeverity::parse(&raw).unwrap().word, "Major");
    }

    #[test]
    fn a_severity_that_the_scale_does_not_have_is_named_with_the_scale() {
        let invalid = on_scale("severity", Severity(7), &default_scale()).unwrap_err();
        assert!(invalid.errors[0].message.contains("SEV0, SEV1"));
        assert!(on_scale("severity", Severity(4), &default_scale()).is_ok());
    }
}
