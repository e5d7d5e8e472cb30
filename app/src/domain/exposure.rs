//! The exposure ledger: which data was open to whom, and for how long, apart from the incident.

use uuid::Uuid;

use super::form::{Checker, Invalid};
use super::moment::{Moment, RawMoment};
use super::raw;

vocab! {
    /// An answer that may honestly be unknown.
    pub enum Answer("answer") {
        Yes = "yes", "Yes";
        No = "no", "No";
        Unknown = "unknown", "Unknown";
    }
}

/// One row of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Exposure {
    /// Its id.
    pub id: Uuid,
    /// What the row says.
    #[serde(flatten)]
    pub fields: ExposureFields,
    /// Counts up with every edit.
    pub version: i32,
}

/// What one row of the ledger says.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ExposureFields {
    /// Which data, e.g. `user account data`.
    pub data_class: String,
    /// Whose data, in words.
    pub population: Option<String>,
    /// How many people or records, if known.
    pub population_count: Option<i64>,
    /// Who could see it without being entitled to.
    pub unauthorised_audience: Option<String>,
    /// When the data became visible.
    pub window_start: Option<Moment>,
    /// When it no longer was.
    pub window_end: Option<Moment>,
    /// Whether somebody could have seen it.
    pub access_possible: Answer,
    /// Whether it is confirmed that somebody did.
    pub access_confirmed: Answer,
    /// Whether it left the organisation.
    pub left_organisation: Answer,
    /// Whether the exposure can be undone.
    pub reversible: Answer,
    /// Anything else, in Markdown.
    pub notes: String,
}

/// A row of the ledger as it was sent or typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the same fields as ExposureFields, as text")]
pub struct RawExposure {
    pub data_class: String,
    pub population: String,
    #[serde(deserialize_with = "raw::text")]
    pub population_count: String,
    pub unauthorised_audience: String,
    pub window_start: RawMoment,
    pub window_end: RawMoment,
    pub access_possible: String,
    pub access_confirmed: String,
    pub left_organisation: String,
    pub reversible: String,
    pub notes: String,
}

impl ExposureFields {
    /// Reads a row.
    pub fn parse(raw: &RawExposure) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let answer = |check: &mut Checker, field, raw| check.word_or(field, raw, Answer::Unknown);
        let count = &raw.population_count;
        let row = Self {
            data_class: check.line("data_class", &raw.data_class),
            population: check.optional_line("population", &raw.population),
            population_count: raw::number(&mut check, "population_count", count, 0, i64::MAX / 2),
            unauthorised_audience: check
                .optional_line("unauthorised_audience", &raw.unauthorised_audience),
            window_start: raw.window_start.parse(&mut check, "window_start"),
            window_end: raw.window_end.parse(&mut check, "window_end"),
            access_possible: answer(&mut check, "access_possible", &raw.access_possible),
            access_confirmed: answer(&mut check, "access_confirmed", &raw.access_confirmed),
            left_organisation: answer(&mut check, "left_organisation", &raw.left_organisation),
            reversible: answer(&mut check, "reversible", &raw.reversible),
            notes: check.text("notes", &raw.notes),
        };
        if let (Some(start), Some(end)) = (&row.window_start, &row.window_end)
            && start.definitely_after(end)
        {
            check.error(
                "window_end.at",
                "The exposure ends before it starts. Correct one of the two.",
            );
        }
        if row.access_confirmed == Answer::Yes && row.access_possible == Answer::No {
            check.error("access_possible", "Access is confirmed below, so it was possible.");
        }
        check.finish(row)
    }
}

impl From<&ExposureFields> for RawExposure {
    fn from(row: &ExposureFields) -> Self {
        let count = row.population_count.map(|count| count.to_string());
        Self {
            data_class: row.data_class.clone(),
            population: row.population.clone().unwrap_or_default(),
            population_count: count.unwrap_or_default(),
            unauthorised_audience: row.unauthorised_audience.clone().unwrap_or_default(),
            window_start: (&row.window_start).into(),
            window_end: (&row.window_end).into(),
            access_possible: row.access_possible.to_string(),
            access_confirmed: row.access_confirmed.to_string(),
            left_organisation: row.left_organisation.to_string(),
            reversible: row.reversible.to_string(),
            notes: row.notes.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_that_certainly_ends_before_it_starts_is_refused_and_an_unsure_one_is_not() {
        let mut raw = RawExposure {
            data_class: "user data".into(),
            window_start: RawMoment::at("2026-03-17T14:00Z"),
            window_end: RawMoment::at("2026-03-17T13:00Z"),
            ..Default::default()
        };
        assert_eq!(ExposureFields::parse(&raw).unwrap_err().of("window_end.at").count(), 1);
        raw.window_end = RawMoment::at("2026-03-17");
        assert!(ExposureFields::parse(&raw).is_ok());
    }

    #[test]
    fn a_row_written_back_reads_the_same() {
        let raw = RawExposure {
            data_class: "user data".into(),
            population_count: "12".into(),
            window_start: RawMoment::at("2026-03"),
            left_organisation: "no".into(),
            ..Default::default()
        };
        let row = ExposureFields::parse(&raw).unwrap();
        assert_eq!(ExposureFields::parse(&(&row).into()), Ok(row));
    }
}
