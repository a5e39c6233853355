//! Reads JSON into the models. It is what `serde_json::from_str` does, in a third of the bytes: an error says only that there is
//! one (whoever asked could do nothing with a line and a column), and a struct is written as an object and never as an array, so
//! that the code for either is not part of the client. The browser's own parser would cost a call for every value.
//!
//! Writing JSON is left to serde_json.

mod text;

use std::fmt;

use serde::de::value::{BorrowedStrDeserializer, StringDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use self::text::{Number, Reader, Text};

/// A value of a type, from all of a text.
pub fn read<T: DeserializeOwned>(json: &str) -> Result<T, Malformed> {
    let mut reader = Reader::new(json);
    let value = T::deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// It is not JSON, or not of the type that was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

impl fmt::Display for Malformed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("unexpected JSON")
    }
}

impl std::error::Error for Malformed {}

/// None of these looks at what is wrong: the code that would put it into words is left out of the bundle.
impl serde::de::Error for Malformed {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    fn invalid_type(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self
    }

    fn invalid_value(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn serde::de::Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

type Read<T> = Result<T, Malformed>;

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Malformed;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.peek()? {
            b'{' => self.deserialize_map(visitor),
            b'[' => self.deserialize_seq(visitor),
            b'"' => self.deserialize_str(visitor),
            b't' | b'f' => self.deserialize_bool(visitor),
            b'n' => self.deserialize_unit(visitor),
            _ => self.deserialize_i64(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_bool(self.truth()?)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.number()? {
            Number::Natural(number) => visitor.visit_u64(number),
            Number::Negative(number) => visitor.visit_i64(number),
            Number::Fraction(number) => visitor.visit_f64(number),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.text()? {
            Text::Plain(text) => visitor.visit_borrowed_str(text),
            Text::Escaped(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        if self.peek()? == b'n' {
            self.word("null")?;
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.word("null")?;
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Read<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.open(b'[')?;
        let value = visitor.visit_seq(Items { reader: self, is_first: true })?;
        self.close(b']')?;
        Ok(value)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.open(b'{')?;
        let value = visitor.visit_map(Items { reader: self, is_first: true })?;
        self.close(b'}')?;
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        if self.peek()? == b'"' {
            return match self.text()? {
                Text::Plain(text) => visitor.visit_enum(BorrowedStrDeserializer::new(text)),
                Text::Escaped(text) => visitor.visit_enum(StringDeserializer::new(text)),
            };
        }
        self.open(b'{')?;
        let value = visitor.visit_enum(Variant { reader: self })?;
        self.close(b'}')?;
        Ok(value)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.skip()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u16 u32 u64 u128 f32 f64
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Read<V::Value> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(self, _: &'static str, _: usize, visitor: V) -> Read<V::Value> {
        self.deserialize_seq(visitor)
    }
}

/// What stands between brackets or braces.
struct Items<'a, 'de> {
    reader: &'a mut Reader<'de>,
    is_first: bool,
}

impl Items<'_, '_> {
    /// Whether another one stands here; passes the comma before it.
    fn another(&mut self, end: u8) -> Read<bool> {
        self.reader.another(end, std::mem::take(&mut self.is_first))
    }
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Malformed;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        if self.another(b']')? { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }
}

impl<'de> MapAccess<'de> for Items<'_, 'de> {
    type Error = Malformed;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Read<Option<K::Value>> {
        if !self.another(b'}')? {
            return Ok(None);
        }
        // A key of any type is written as a string: `1` is none.
        if self.reader.peek()? == b'"' { seed.deserialize(&mut *self.reader).map(Some) } else { Err(Malformed) }
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<T::Value> {
        self.reader.pass(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

/// `{"variant": content}`; a variant without content is a string, and no matter of this.
struct Variant<'a, 'de> {
    reader: &'a mut Reader<'de>,
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Malformed;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Read<(T::Value, Self)> {
        let variant = seed.deserialize(&mut *self.reader)?;
        self.reader.pass(b':')?;
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Malformed;

    fn unit_variant(self) -> Read<()> {
        self.reader.word("null")
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Read<T::Value> {
        seed.deserialize(self.reader)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        self.reader.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Read<V::Value> {
        self.reader.deserialize_map(visitor)
    }
}

#[cfg(test)]
mod tests {
    use gatepost_shared::settings::Settings;
    use serde_json::{Value, json};

    use super::*;

    fn same(value: &Value) {
        for json in [value.to_string(), serde_json::to_string_pretty(value).unwrap()] {
            assert_eq!(read::<Value>(&json).as_ref(), Ok(value), "{json}");
        }
    }

    #[test]
    fn what_serde_json_writes_is_read() {
        same(&json!({"a": [], "b": {}, "c": [1, -2, 0, 3.25, 1e3, u64::MAX, i64::MIN, true, false, null], "": ""}));
        same(&json!("\"\\/\u{8}\u{c}\n\r\t\u{0} é 中 🐦 \u{7f}"));
        same(&json!([[[[{"a": {"b": [{"c": "d"}]}}]]]]));
        assert_eq!(read::<String>(r#""\u00e9\ud83d\udc26\/""#), Ok("é🐦/".to_owned()));
    }

    #[test]
    fn what_is_no_json_is_refused_and_so_is_what_is_of_another_type() {
        for json in [
            "",
            " ",
            "{",
            "[",
            "[1",
            "[1,]",
            "[,1]",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{1:2}",
            "[1 2]",
            "1 2",
            "tru",
            "nul",
            "-",
            "01",
            "1.",
            "1e",
            ".5",
            "+1",
            "\"",
            "\"\\\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\ud83d\"",
            "\"\\ud83d\\u0041\"",
            "\"\n\"",
            "]",
            "\u{a0}1",
        ] {
            assert_eq!(read::<Value>(json), Err(Malformed), "{json}");
        }
        assert!(read::<u8>("256").is_err() && read::<u32>("-1").is_err() && read::<String>("1").is_err());
        assert!(read::<Vec<u8>>("{}").is_err() && read::<std::collections::BTreeMap<String, u8>>("[]").is_err());
    }

    #[test]
    fn what_is_nested_without_end_is_refused_before_the_stack_ends() {
        assert_eq!(read::<Value>(&"[".repeat(100_000)), Err(Malformed));
        assert_eq!(read::<serde::de::IgnoredAny>(&"[".repeat(100_000)).err(), Some(Malformed));
    }

    #[test]
    fn the_models_are_read_as_serde_json_reads_them() {
        let settings = serde_json::to_string(&Settings::default()).unwrap();
        assert_eq!(read::<Settings>(&settings), Ok(Settings::default()));
        // What a later version knows is kept or passed over, as the model says.
        let later = settings.replacen('{', r#"{"later":{"deep":["x",{}]},"#, 1);
        assert_eq!(read::<Settings>(&later), Ok(serde_json::from_str(&later).unwrap()));
    }

    #[test]
    fn variants_are_read_with_and_without_content() {
        #[derive(Debug, PartialEq, serde::Deserialize)]
        enum Shape {
            Dot,
            Line(u8),
            Box { width: u8 },
            Pair(u8, u8),
        }
        let shapes = r#"["Dot",{"Line":1},{"Box":{"width":2}},{"Pair":[3,4]},{"Dot":null}]"#;
        let expected = vec![Shape::Dot, Shape::Line(1), Shape::Box { width: 2 }, Shape::Pair(3, 4), Shape::Dot];
        assert_eq!(read(shapes), Ok(expected));
        assert!(read::<Shape>(r#"{"Dot":null,"Line":1}"#).is_err() && read::<Shape>("\"Blob\"").is_err());
    }
}
