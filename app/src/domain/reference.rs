//! How people and URLs name things: `INC-42`, `REM-7`, `E5`, `INC-42/E12`, or an id.

use uuid::Uuid;

/// The largest number a reference can have: what the database's `integer` holds.
const NUMBER_MAX: i32 = i32::MAX;

/// An incident, by its number or its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IncidentRef {
    /// `INC-42`.
    Number(i32),
    /// By id.
    Id(Uuid),
}

/// A remediation, by its number or its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RemediationRef {
    /// `REM-7`.
    Number(i32),
    /// By id.
    Id(Uuid),
}

/// An event, by its number within an incident (said or understood) or its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventRef {
    /// `E12` or `12`: the event of the incident at hand.
    Seq(i32),
    /// `INC-42/E12`.
    Of(IncidentRef, i32),
    /// By id.
    Id(Uuid),
}

impl IncidentRef {
    /// Reads `INC-42` (any case), or an id; the error is for people.
    pub fn parse(raw: &str) -> Result<Self, String> {
        numbered("INC-", raw)
            .map(Self::Number)
            .or_else(|| Uuid::try_parse(raw.trim()).ok().map(Self::Id))
            .ok_or_else(|| format!("“{}” is not an incident; write it like INC-42.", shown(raw)))
    }
}

impl RemediationRef {
    /// Reads `REM-7` (any case), or an id; the error is for people.
    pub fn parse(raw: &str) -> Result<Self, String> {
        numbered("REM-", raw)
            .map(Self::Number)
            .or_else(|| Uuid::try_parse(raw.trim()).ok().map(Self::Id))
            .ok_or_else(|| format!("“{}” is not a remediation; write it like REM-7.", shown(raw)))
    }
}

impl EventRef {
    /// Reads `E12`, `12`, `INC-42/E12`, or an id; the error is for people.
    pub fn parse(raw: &str) -> Result<Self, String> {
        let raw = raw.trim();
        let refusal = || format!("“{}” is not an event; write it like E12.", shown(raw));
        if let Some((incident, event)) = raw.split_once('/') {
            let incident = IncidentRef::parse(incident)?;
            return event_number(event).map(|seq| Self::Of(incident, seq)).ok_or_else(refusal);
        }
        event_number(raw)
            .map(Self::Seq)
            .or_else(|| Uuid::try_parse(raw).ok().map(Self::Id))
            .ok_or_else(refusal)
    }

    /// Reads the number of an event of the incident at hand: `E12` or `12`.
    pub fn parse_seq(raw: &str) -> Result<i32, String> {
        event_number(raw.trim())
            .ok_or_else(|| format!("“{}” is not an event here; write it like E12.", shown(raw)))
    }
}

impl std::fmt::Display for IncidentRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "INC-{number}"),
            Self::Id(id) => id.fmt(f),
        }
    }
}

impl std::fmt::Display for RemediationRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "REM-{number}"),
            Self::Id(id) => id.fmt(f),
        }
    }
}

impl std::fmt::Display for EventRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Seq(seq) => write!(f, "E{seq}"),
            Self::Of(incident, seq) => write!(f, "{incident}/E{seq}"),
            Self::Id(id) => id.fmt(f),
        }
    }
}

macro_rules! from_str {
    ($($name:ident),+) => { $(
        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(raw: &str) -> Result<Self, String> {
                Self::parse(raw)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
            }
        }
    )+ };
}
from_str!(IncidentRef, RemediationRef, EventRef);

fn numbered(prefix: &str, raw: &str) -> Option<i32> {
    let raw = raw.trim();
    let head = raw.get(..prefix.len())?;
    if head.eq_ignore_ascii_case(prefix) { digits(&raw[prefix.len()..]) } else { None }
}

fn event_number(raw: &str) -> Option<i32> {
    digits(raw.strip_prefix(['E', 'e']).unwrap_or(raw))
}

/// A positive number of plain digits, without sign and without leading zero.
fn digits(raw: &str) -> Option<i32> {
    let plain = raw.bytes().all(|b| b.is_ascii_digit()) && !raw.starts_with('0');
    if plain { raw.parse().ok().filter(|n| (1..=NUMBER_MAX).contains(n)) } else { None }
}

/// What was typed, short enough for a message.
fn shown(raw: &str) -> String {
    raw.trim().chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0198f0a0-0000-7000-8000-000000000001";

    #[test]
    fn numbers_are_read_in_any_case_and_written_in_one() {
        assert_eq!(IncidentRef::parse(" inc-42 ").unwrap().to_string(), "INC-42");
        assert_eq!(RemediationRef::parse("Rem-7").unwrap().to_string(), "REM-7");
        assert_eq!(EventRef::parse("e5").unwrap().to_string(), "E5");
        assert_eq!(EventRef::parse("5").unwrap(), EventRef::Seq(5));
        assert_eq!(EventRef::parse("inc-42/e12").unwrap().to_string(), "INC-42/E12");
    }

    #[test]
    fn ids_are_read_wherever_numbers_are() {
        let id = Uuid::try_parse(ID).unwrap();
        assert_eq!(IncidentRef::parse(ID), Ok(IncidentRef::Id(id)));
        assert_eq!(RemediationRef::parse(ID), Ok(RemediationRef::Id(id)));
        assert_eq!(EventRef::parse(ID), Ok(EventRef::Id(id)));
    }

    #[test]
    fn what_is_not_a_reference_is_refused_with_an_example() {
        for raw in ["", "INC-", "INC-0", "INC-007", "INC--1", "INC-99999999999", "REM-1", "ÄNC-1"]
        {
            let message = IncidentRef::parse(raw).unwrap_err();
            assert!(message.contains("INC-42"), "{raw}: {message}");
        }
        for raw in ["E", "E-1", "INC-1/", "INC-1/E0", "/E1", "E+1"] {
            assert!(EventRef::parse(raw).is_err(), "{raw}");
        }
    }
}
