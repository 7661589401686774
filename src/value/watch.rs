//! Looks at the names at the top of a value while it is read: a second reading only for these would be seen in every call.

use std::cell::Cell;
use std::fmt::{self, Formatter};

use serde::de::{DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// What is looked for, and whether it was seen.
#[derive(Clone, Copy)]
pub(crate) struct Watch<'a> {
    names: &'static [&'static str],
    /// The names that the type itself has, as far as it tells them.
    own: &'static [&'static str],
    seen: &'a Cell<bool>,
}

impl<'a> Watch<'a> {
    /// The first of the names is looked for in any case, the others unless the type tells serde that it has a member of that
    /// name, as a derived struct does. One that is read as a map tells nothing. Where a type lets no names be seen, they count
    /// as seen.
    pub(crate) fn new(names: &'static [&'static str], seen: &'a Cell<bool>) -> Self {
        Self { names, own: &[], seen }
    }

    /// Reads a value and looks at its names.
    pub(crate) fn read<'de, T: Deserialize<'de>, D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::deserialize(Watched(deserializer, self))
    }

    fn look(self, name: &str) {
        let found = self.names.iter().position(|wanted| *wanted == name);
        if found.is_some_and(|found| found == 0 || !self.own.contains(&name)) {
            self.seen.set(true);
        }
    }
}

/// A part of serde's machinery that does what the part inside does, and looks at the names that pass.
struct Watched<'a, T>(T, Watch<'a>);

macro_rules! deserialize {
    ($($method:ident($($argument:ident: $type:ty),*))*) => {
        $(fn $method<V: Visitor<'de>>(self $(, $argument: $type)*, visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method($($argument,)* Watched(visitor, self.1))
        })*
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Watched<'_, D> {
    type Error = D::Error;

    deserialize! {
        deserialize_any() deserialize_bool() deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64()
        deserialize_i128() deserialize_u8() deserialize_u16() deserialize_u32() deserialize_u64() deserialize_u128()
        deserialize_f32() deserialize_f64() deserialize_char() deserialize_str() deserialize_string() deserialize_bytes()
        deserialize_byte_buf() deserialize_option() deserialize_unit() deserialize_unit_struct(name: &'static str)
        deserialize_seq() deserialize_tuple(length: usize)
        deserialize_tuple_struct(name: &'static str, length: usize) deserialize_map()
        deserialize_enum(name: &'static str, variants: &'static [&'static str]) deserialize_identifier()
    }

    /// What is passed over shows no names.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.1.seen.set(true);
        self.0.deserialize_ignored_any(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, D::Error> {
        // So does what is kept as it is written.
        if name.starts_with("$serde_json::private::") {
            self.1.seen.set(true);
        }
        self.0.deserialize_newtype_struct(name, Watched(visitor, self.1))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        let watch = Watch { own: fields, ..self.1 };
        self.0.deserialize_struct(name, fields, Watched(visitor, watch))
    }
}

macro_rules! visit {
    ($($method:ident($type:ty))*) => {
        $(fn $method<E: Error>(self, value: $type) -> Result<V::Value, E> {
            self.0.$method(value)
        })*
    };
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Watched<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    visit! {
        visit_bool(bool) visit_i8(i8) visit_i16(i16) visit_i32(i32) visit_i64(i64) visit_i128(i128) visit_u8(u8)
        visit_u16(u16) visit_u32(u32) visit_u64(u64) visit_u128(u128) visit_f32(f32) visit_f64(f64) visit_char(char)
        visit_bytes(&[u8]) visit_borrowed_bytes(&'de [u8]) visit_byte_buf(Vec<u8>)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<V::Value, E> {
        self.1.look(text);
        self.0.visit_str(text)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<V::Value, E> {
        self.1.look(text);
        self.0.visit_borrowed_str(text)
    }

    fn visit_string<E: Error>(self, text: String) -> Result<V::Value, E> {
        self.1.look(&text);
        self.0.visit_string(text)
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(Watched(deserializer, self.1))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(Watched(deserializer, self.1))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(items)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(Watched(members, self.1))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, variant: A) -> Result<V::Value, A::Error> {
        self.0.visit_enum(variant)
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Watched<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        self.0.next_key_seed(Watched(seed, self.1))
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, A::Error> {
        self.0.next_value_seed(seed)
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

/// Of a name.
impl<'de, K: DeserializeSeed<'de>> DeserializeSeed<'de> for Watched<'_, K> {
    type Value = K::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<K::Value, D::Error> {
        self.0.deserialize(Watched(deserializer, self.1))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::fmt::Debug;

    use serde_json::Value;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Own {
        errors: Option<Vec<u8>>,
        inner: Option<Box<Own>>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Wrapped(Option<Own>);

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(tag = "type")]
    enum Tagged {
        #[serde(rename = "own")]
        Own(Own),
    }

    /// Whether the names are seen, after it is certain that the value is what it is without anyone looking.
    fn seen<'de, T: Deserialize<'de> + Debug + PartialEq>(text: &'de str) -> bool {
        let seen = Cell::new(false);
        let watched =
            Watch::new(&["success", "errors"], &seen).read::<T, _>(&mut serde_json::Deserializer::from_str(text));
        let plain = T::deserialize(&mut serde_json::Deserializer::from_str(text));
        assert_eq!(
            watched.map_err(|error| error.to_string()),
            plain.map_err(|error| error.to_string()),
            "{text}"
        );
        seen.get()
    }

    #[test]
    fn names_at_the_top_are_seen_however_they_are_written_and_others_are_not() {
        for (text, expected) in [
            (r#"{"success": 1}"#, true),
            (r#"{"a": 1, "succes\u0073": {}}"#, true),
            (r#"{"errors": []}"#, true),
            (r#"{"a": {"success": 1}, "b": "success"}"#, false),
            (r#"[{"success": 1}]"#, false),
            (r#"{"a": 1"#, false),
            ("{}", false),
            ("5", false),
            ("null", false),
        ] {
            assert_eq!(seen::<Value>(text), expected, "{text}");
        }
        assert!(seen::<HashMap<String, u8>>(r#"{"success": 1}"#));
        assert!(!seen::<HashMap<u8, u8>>(r#"{"1": 1}"#));
        assert!(!seen::<Vec<u8>>("[1]"));
    }

    #[test]
    fn a_name_that_is_the_types_own_is_its_own_affair() {
        for text in [
            r#"{"errors": [1]}"#,
            r#"{"inner": {"success": false}}"#,
            r#"{"errors": "x"}"#,
        ] {
            assert!(
                !seen::<Own>(text) && !seen::<Option<Own>>(text) && !seen::<Wrapped>(text),
                "{text}"
            );
        }
        let text = r#"{"success": false, "errors": [1]}"#;
        assert!(seen::<Own>(text) && seen::<Option<Own>>(text) && seen::<Wrapped>(text));
        assert!(seen::<Tagged>(r#"{"type": "own", "success": 1}"#));
    }
}
