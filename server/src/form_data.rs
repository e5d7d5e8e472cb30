//! Reading posted fields into a type: `started.at=…` is the field `at` of the field `started`, a
//! name that is sent several times is a list, and a lone value is a list of one.

use std::collections::BTreeMap;

use serde::de::value::{Error, MapDeserializer, SeqDeserializer, StringDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

/// The deepest nesting of names that is followed; nothing of ours needs more.
const DEPTH: usize = 8;

/// What was sent under a name.
#[derive(Clone, Debug)]
pub enum Node {
    /// Values, in their order.
    Values(Vec<String>),
    /// Values under longer names.
    Fields(BTreeMap<String, Node>),
}

/// The fields of a form as a tree of their names.
pub fn tree(pairs: Vec<(String, String)>) -> BTreeMap<String, Node> {
    let mut root = BTreeMap::new();
    for (name, value) in pairs {
        let parts: Vec<&str> = name.splitn(DEPTH, '.').collect();
        insert(&mut root, &parts, value);
    }
    root
}

fn insert(fields: &mut BTreeMap<String, Node>, path: &[&str], value: String) {
    let [name, rest @ ..] = path else { return };
    let blank =
        || if rest.is_empty() { Node::Values(Vec::new()) } else { Node::Fields(BTreeMap::new()) };
    match (fields.entry((*name).to_owned()).or_insert_with(blank), rest.is_empty()) {
        (Node::Values(values), true) => values.push(value),
        (Node::Fields(fields), false) => insert(fields, rest, value),
        // `a` and `a.b` in one form: the first that came stays.
        _ => {}
    }
}

/// Reads a tree into a type; the error is for the log.
pub fn read<T: DeserializeOwned>(fields: BTreeMap<String, Node>) -> Result<T, String> {
    T::deserialize(Node::Fields(fields)).map_err(|error| error.to_string())
}

impl Node {
    /// The last value of a name, as a browser would overwrite it; blank if there is none.
    fn text(self) -> Result<String, Error> {
        match self {
            Self::Values(mut values) => Ok(values.pop().unwrap_or_default()),
            Self::Fields(_) => Err(Error::custom("expected a value, not fields")),
        }
    }

    fn is_blank(&self) -> bool {
        matches!(self, Self::Values(values) if values.iter().all(String::is_empty))
    }

    fn parsed<T: std::str::FromStr>(self) -> Result<T, Error> {
        let text = self.text()?;
        text.trim().parse().map_err(|_| Error::custom(format!("`{text}` is not a number")))
    }
}

impl IntoDeserializer<'_, Error> for Node {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! numbers {
    ($($method:ident => $visit:ident),+ $(,)?) => { $(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            visitor.$visit(self.parsed()?)
        }
    )+ };
}

impl<'de> Deserializer<'de> for Node {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Values(_) => visitor.visit_string(self.text()?),
            Self::Fields(fields) => visitor.visit_map(MapDeserializer::new(fields.into_iter())),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Values(values) => {
                visitor.visit_seq(SeqDeserializer::<_, Error>::new(values.into_iter()))
            }
            // `events.0.text`, `events.1.text`: a list of things with fields.
            Self::Fields(fields) => {
                let mut items: Vec<(usize, Node)> = fields
                    .into_iter()
                    .map(|(index, node)| Ok((index.parse().map_err(Error::custom)?, node)))
                    .collect::<Result<_, Error>>()?;
                items.sort_by_key(|(index, _)| *index);
                let items = items.into_iter().map(|(_, node)| node);
                visitor.visit_seq(SeqDeserializer::<_, Error>::new(items))
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.is_blank() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let text = self.text()?;
        visitor.visit_bool(matches!(text.as_str(), "true" | "on" | "yes" | "1"))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let word: StringDeserializer<Error> = self.text()?.into_deserializer();
        word.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    numbers! {
        deserialize_i8 => visit_i8,
        deserialize_i16 => visit_i16,
        deserialize_i32 => visit_i32,
        deserialize_i64 => visit_i64,
        deserialize_u8 => visit_u8,
        deserialize_u16 => visit_u16,
        deserialize_u32 => visit_u32,
        deserialize_u64 => visit_u64,
        deserialize_f32 => visit_f32,
        deserialize_f64 => visit_f64,
    }

    forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit unit_struct tuple tuple_struct map struct
        identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Moment {
        at: String,
        zone: String,
    }

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Raw {
        title: String,
        tags: Vec<String>,
        started: Moment,
        version: Option<i32>,
        custom: BTreeMap<String, String>,
        rows: Vec<Moment>,
    }

    fn of(pairs: &[(&str, &str)]) -> Result<Raw, String> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        read(tree(pairs.iter().map(owned).collect()))
    }

    #[test]
    fn names_with_dots_are_fields_of_fields_and_repeated_names_are_lists() {
        let raw = of(&[
            ("title", "x"),
            ("tags", "a"),
            ("tags", "b"),
            ("started.at", "2026"),
            ("started.zone", ""),
            ("version", "3"),
            ("custom.team", "red"),
            ("rows.1.at", "second"),
            ("rows.0.at", "first"),
            ("unknown.thing", "is ignored"),
        ])
        .unwrap();
        assert_eq!((raw.title.as_str(), raw.tags.len(), raw.version), ("x", 2, Some(3)));
        assert_eq!(raw.started, Moment { at: "2026".into(), zone: String::new() });
        assert_eq!(raw.custom["team"], "red");
        assert_eq!(
            raw.rows.iter().map(|row| row.at.as_str()).collect::<Vec<_>>(),
            ["first", "second"]
        );
    }

    #[test]
    fn a_blank_number_is_none_and_a_lone_value_is_a_list() {
        let raw = of(&[("version", ""), ("tags", "a, b")]).unwrap();
        assert_eq!((raw.version, raw.tags), (None, vec!["a, b".to_owned()]));
        assert!(of(&[("version", "x")]).is_err());
    }

    #[test]
    fn names_that_contradict_each_other_do_no_harm() {
        let raw = of(&[("started", "x"), ("started.at", "2026"), ("title.deep.er", "x")]);
        assert!(raw.is_err());
        assert!(
            of(&[("started.at", "2026"), ("started", "x"), ("a.b.c.d.e.f.g.h.i.j", "x")]).is_ok()
        );
    }
}
