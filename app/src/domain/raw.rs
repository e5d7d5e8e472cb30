//! Reading what forms, JSON and files write differently: `on`, `true` and `"true"`; `5` and `"5"`.

use serde::{Deserialize, Deserializer};
use uuid::Uuid;

use super::form::Checker;
use super::reference::EventRef;

/// For `deserialize_with`: a string, number or truth value as the text that a form would post;
/// `null` is blank.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::Null => Ok(String::new()),
        serde_json::Value::String(text) => Ok(text),
        serde_json::Value::Bool(value) => Ok(value.to_string()),
        serde_json::Value::Number(number) => Ok(number.to_string()),
        _ => Err(serde::de::Error::custom("expected a text, a number, true or false")),
    }
}

/// A truth value that may be left open; blank is `None`.
pub fn optional_flag(check: &mut Checker, field: &str, raw: &str) -> Option<bool> {
    match raw.trim() {
        "" => None,
        "on" | "true" | "yes" | "1" => Some(true),
        "off" | "false" | "no" | "0" => Some(false),
        _ => {
            check.error(field, "Answer true or false.");
            None
        }
    }
}

/// A whole number from `min` to `max`; blank is `None`.
pub fn number(check: &mut Checker, field: &str, raw: &str, min: i64, max: i64) -> Option<i64> {
    let raw = raw.trim();
    if raw.is_empty() {
        return None;
    }
    let number = raw.parse().ok().filter(|number| (min..=max).contains(number));
    if number.is_none() {
        check.error(field, format!("Enter a whole number from {min} to {max}."));
    }
    number
}

/// An event's number, `5` or `E5`; required.
pub fn seq(check: &mut Checker, field: &str, raw: &str) -> i32 {
    if raw.trim().is_empty() {
        check.error(field, "Choose an event.");
        return 0;
    }
    check.taken(field, EventRef::parse_seq(raw)).unwrap_or(0)
}

/// An id; blank is `None`.
pub fn id(check: &mut Checker, field: &str, raw: &str) -> Option<Uuid> {
    let raw = raw.trim();
    if raw.is_empty() {
        return None;
    }
    let id = Uuid::parse_str(raw).ok();
    if id.is_none() {
        check.error(field, "This is not an id.");
    }
    id
}

/// A list of ids, blanks left out, each once, in their order.
pub fn ids(check: &mut Checker, field: &str, raw: &[String]) -> Vec<Uuid> {
    let mut ids = Vec::new();
    for (i, raw) in raw.iter().enumerate() {
        if let Some(id) = id(check, &format!("{field}.{i}"), raw)
            && !ids.contains(&id)
        {
            ids.push(id);
        }
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_numbers_are_read_as_people_write_them() {
        let mut check = Checker::new();
        assert_eq!((seq(&mut check, "from", "5"), seq(&mut check, "from", " E12 ")), (5, 12));
        for bad in ["", "E", "0", "-3", "+3", "12x", "99999999999"] {
            let mut check = Checker::new();
            seq(&mut check, "from", bad);
            assert!(check.finish(()).is_err(), "{bad}");
        }
    }
}
