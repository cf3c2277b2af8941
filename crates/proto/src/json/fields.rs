//! The fields of an object that somebody wrote.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::to_raw_value;

use super::RawJson;

/// The fields of a [`RawJson`] object, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, RawJson)>);

impl Fields {
    /// The value of a field.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&RawJson> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Takes a field out.
    pub fn remove(&mut self, name: &str) -> Option<RawJson> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(at).1)
    }

    /// Puts a field behind the others.
    ///
    /// # Errors
    /// A text for people; only for maps whose keys are no strings.
    pub fn push<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), String> {
        let value = to_raw_value(value).map_err(|error| error.to_string())?;
        self.0.push((name.to_owned(), RawJson(value)));
        Ok(())
    }

    /// The names of the fields.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(InOrder)
    }
}

struct InOrder;

impl<'de> Visitor<'de> for InOrder {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Fields(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_passed_on_stays_as_it_was_written() {
        let text = r#"{"z":1.10,"a":{"y":123456789012345678901234567890,"b":[ 1, 2 ]},"茶":"\/"}"#;
        let mut fields = RawJson::new(text.as_bytes()).unwrap().fields().unwrap();
        assert_eq!(serde_json::to_string(&fields).unwrap(), text);
        assert_eq!(fields.get("茶").map(RawJson::as_str), Some(r#""\/""#));
        assert_eq!(fields.get("y"), None);
        assert_eq!(fields.remove("z").unwrap().as_str(), "1.10");
        fields.push("index", &0).unwrap();
        assert_eq!(fields.names().collect::<Vec<_>>(), ["a", "茶", "index"]);
        assert_eq!(RawJson::from(fields.clone()).fields().unwrap(), fields);
        let error = RawJson::new(b"[1]").unwrap().fields().unwrap_err();
        assert!(error.contains("expected an object"), "{error}");
    }
}
