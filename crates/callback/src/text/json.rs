//! JSON, with names that repeat kept instead of the last one winning.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{Count, unreadable};
use crate::fields::{Field, Fields};
use crate::rejected::Rejected;

pub(super) fn read(text: &str) -> Result<Fields, Rejected> {
    let mut count = Count::default();
    let mut from = serde_json::Deserializer::from_str(text);
    let value = Read { depth: 0, count: &mut count }.deserialize(&mut from).and_then(|value| {
        from.end()?;
        Ok(value)
    });
    match value {
        Ok(Value::One(Field::Group(fields))) => Ok(fields),
        Ok(_) => Err(unreadable("it is no JSON object")),
        // serde_json puts the place behind our own words; the text of the message is never in them.
        Err(error) if error.is_data() => {
            let told = error.to_string();
            Err(unreadable(told.split(" at line").next().unwrap_or_default()))
        }
        Err(_) => Err(unreadable("it is broken JSON")),
    }
}

enum Value {
    One(Field),
    List(Vec<Value>),
}

struct Read<'a> {
    depth: usize,
    count: &'a mut Count,
}

impl<'de> DeserializeSeed<'de> for Read<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        self.count.another(self.depth).map_err(D::Error::custom)?;
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Read<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        self.visit_str(if value { "true" } else { "false" })
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::One(Field::Number(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        match i64::try_from(value) {
            Ok(number) => self.visit_i64(number),
            Err(_) => self.visit_str(&value.to_string()),
        }
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::One(Field::Text(value.to_owned())))
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.visit_str("")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = from.next_element_seed(Read { depth: self.depth + 1, count: self.count })? {
            list.push(value);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut fields = Fields::default();
        while let Some(name) = from.next_key::<String>()? {
            let value = from.next_value_seed(Read { depth: self.depth + 1, count: self.count })?;
            add(&mut fields, &name, value);
        }
        Ok(Value::One(Field::Group(fields)))
    }
}

/// An array is a name that repeats, as in XML.
fn add(fields: &mut Fields, name: &str, value: Value) {
    match value {
        Value::One(field) => fields.0.push((name.to_owned(), field)),
        Value::List(list) => list.into_iter().for_each(|value| add(fields, name, value)),
    }
}
