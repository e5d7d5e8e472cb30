//! Protobuf of OTLP, made into the same JSON that OTLP has for it, so that one reader reads both.
//!
//! Only the messages that traces and logs are made of; fields that are not known here are passed
//! over, as protobuf wants it, and a field of another wire type than it should have is an error.

use serde_json::{Map, Value};

/// How deep messages may lie in each other.
const DEPTH: u32 = 64;

/// What a field holds.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Hex,
    Bool,
    Int,
    Nanos,
    Double,
    Many(fn() -> &'static [Field]),
    One(fn() -> &'static [Field]),
}

type Field = (u64, &'static str, Kind);

fn traces() -> &'static [Field] {
    &[(1, "resourceSpans", Kind::Many(resource_spans))]
}

fn resource_spans() -> &'static [Field] {
    &[(1, "resource", Kind::One(resource)), (2, "scopeSpans", Kind::Many(scope_spans))]
}

fn scope_spans() -> &'static [Field] {
    &[(1, "scope", Kind::One(scope)), (2, "spans", Kind::Many(span))]
}

fn logs() -> &'static [Field] {
    &[(1, "resourceLogs", Kind::Many(resource_logs))]
}

fn resource_logs() -> &'static [Field] {
    &[(1, "resource", Kind::One(resource)), (2, "scopeLogs", Kind::Many(scope_logs))]
}

fn scope_logs() -> &'static [Field] {
    &[(1, "scope", Kind::One(scope)), (2, "logRecords", Kind::Many(record))]
}

fn resource() -> &'static [Field] {
    &[(1, "attributes", Kind::Many(pair))]
}

fn scope() -> &'static [Field] {
    &[(1, "name", Kind::Text), (2, "version", Kind::Text)]
}

fn span() -> &'static [Field] {
    &[
        (1, "traceId", Kind::Hex),
        (2, "spanId", Kind::Hex),
        (4, "parentSpanId", Kind::Hex),
        (5, "name", Kind::Text),
        (6, "kind", Kind::Int),
        (7, "startTimeUnixNano", Kind::Nanos),
        (8, "endTimeUnixNano", Kind::Nanos),
        (9, "attributes", Kind::Many(pair)),
        (11, "events", Kind::Many(event)),
        (15, "status", Kind::One(status)),
    ]
}

fn event() -> &'static [Field] {
    &[
        (1, "timeUnixNano", Kind::Nanos),
        (2, "name", Kind::Text),
        (3, "attributes", Kind::Many(pair)),
    ]
}

fn status() -> &'static [Field] {
    &[(2, "message", Kind::Text), (3, "code", Kind::Int)]
}

fn record() -> &'static [Field] {
    &[
        (1, "timeUnixNano", Kind::Nanos),
        (2, "severityNumber", Kind::Int),
        (3, "severityText", Kind::Text),
        (5, "body", Kind::One(any)),
        (6, "attributes", Kind::Many(pair)),
        (9, "traceId", Kind::Hex),
        (10, "spanId", Kind::Hex),
        (11, "observedTimeUnixNano", Kind::Nanos),
        (12, "eventName", Kind::Text),
    ]
}

fn pair() -> &'static [Field] {
    &[(1, "key", Kind::Text), (2, "value", Kind::One(any))]
}

fn any() -> &'static [Field] {
    &[
        (1, "stringValue", Kind::Text),
        (2, "boolValue", Kind::Bool),
        (3, "intValue", Kind::Int),
        (4, "doubleValue", Kind::Double),
        (5, "arrayValue", Kind::One(array)),
        (6, "kvlistValue", Kind::One(list)),
        (7, "bytesValue", Kind::Hex),
    ]
}

fn array() -> &'static [Field] {
    &[(1, "values", Kind::Many(any))]
}

fn list() -> &'static [Field] {
    &[(1, "values", Kind::Many(pair))]
}

/// What a message of traces says.
pub(super) fn read_traces(bytes: &[u8]) -> Result<Value, String> {
    message(bytes, traces, DEPTH)
}

/// What a message of logs says.
pub(super) fn read_logs(bytes: &[u8]) -> Result<Value, String> {
    message(bytes, logs, DEPTH)
}

fn message(
    mut bytes: &[u8],
    fields: fn() -> &'static [Field],
    depth: u32,
) -> Result<Value, String> {
    let Some(depth) = depth.checked_sub(1) else {
        return Err("messages lie too deep in each other".to_owned());
    };
    let mut object = Map::new();
    while !bytes.is_empty() {
        let key = varint(&mut bytes)?;
        let (number, wire) = (key >> 3, key & 7);
        let known = fields().iter().find(|field| field.0 == number);
        let Some((_, name, kind)) = known else {
            pass(&mut bytes, wire)?;
            continue;
        };
        let wrong = || format!("the field {name} has another type than it should have");
        let value = match (kind, wire) {
            (Kind::Text, 2) => {
                let text = std::str::from_utf8(piece(&mut bytes)?);
                Value::from(text.map_err(|_| format!("the field {name} is not UTF-8"))?)
            }
            (Kind::Hex, 2) => Value::from(hex(piece(&mut bytes)?)),
            (Kind::Bool, 0) => Value::from(varint(&mut bytes)? != 0),
            (Kind::Int, 0) => Value::from(varint(&mut bytes)?.cast_signed()),
            (Kind::Nanos, 1) => Value::from(u64::from_le_bytes(eight(&mut bytes)?).to_string()),
            (Kind::Double, 1) => Value::from(f64::from_le_bytes(eight(&mut bytes)?)),
            (Kind::One(inner), 2) => message(piece(&mut bytes)?, *inner, depth)?,
            (Kind::Many(inner), 2) => {
                let item = message(piece(&mut bytes)?, *inner, depth)?;
                match object.entry(*name).or_insert_with(|| Value::Array(Vec::new())) {
                    Value::Array(items) => items.push(item),
                    _ => return Err(wrong()),
                }
                continue;
            }
            _ => return Err(wrong()),
        };
        object.insert((*name).to_owned(), value);
    }
    Ok(Value::Object(object))
}

fn varint(bytes: &mut &[u8]) -> Result<u64, String> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first().ok_or_else(torn)?;
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err("a number is longer than numbers are".to_owned())
}

fn piece<'a>(bytes: &mut &'a [u8]) -> Result<&'a [u8], String> {
    let length = usize::try_from(varint(bytes)?).map_err(|_| torn())?;
    let (piece, rest) = bytes.split_at_checked(length).ok_or_else(torn)?;
    *bytes = rest;
    Ok(piece)
}

fn eight(bytes: &mut &[u8]) -> Result<[u8; 8], String> {
    let (eight, rest) = bytes.split_first_chunk::<8>().ok_or_else(torn)?;
    *bytes = rest;
    Ok(*eight)
}

fn pass(bytes: &mut &[u8], wire: u64) -> Result<(), String> {
    match wire {
        0 => varint(bytes).map(drop),
        1 => eight(bytes).map(drop),
        2 => piece(bytes).map(drop),
        5 => {
            let (_, rest) = bytes.split_first_chunk::<4>().ok_or_else(torn)?;
            *bytes = rest;
            Ok(())
        }
        _ => Err("this is not protobuf".to_owned()),
    }
}

fn torn() -> String {
    "it ends in the middle of a field".to_owned()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
