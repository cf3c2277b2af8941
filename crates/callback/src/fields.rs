//! A message as names and values, whether it came as XML or as JSON.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::rejected::{Problem, Rejected};

/// Names and values in the order in which they came. A name that repeats is a list.
///
/// Names are found whatever their case: the platforms write `MsgID` and `MsgId`, `Encrypt` and `encrypt`.
/// As JSON it is an object; a list is an array.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(pub(crate) Vec<(String, Field)>);

/// A value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Field {
    /// A text. All values of XML are texts, numbers too.
    Text(String),
    /// A whole number of JSON.
    Number(i64),
    /// Values inside.
    Group(Fields),
}

impl Fields {
    /// Adds a value at the end.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Field>) -> Self {
        self.0.push((name.to_owned(), value.into()));
        self
    }

    /// All names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Field)> {
        self.0.iter().map(|(name, field)| (name.as_str(), field))
    }

    /// All values of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Field> {
        self.0.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, field)| field)
    }

    /// The first value of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Field> {
        self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, field)| field)
    }

    /// The groups of a name: a list's items.
    pub fn groups<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Fields> {
        self.all(name).filter_map(|field| match field {
            Field::Group(fields) => Some(fields),
            _ => None,
        })
    }

    /// A value that stands there once, as text; empty if it is not there.
    pub(crate) fn raw(&self, name: &str) -> Result<String, Rejected> {
        let mut found = self.all(name);
        let first = found.next();
        if found.next().is_some() {
            return Err(Rejected::new(Problem::Unreadable, format!("{name} stands there more than once")));
        }
        Ok(match first {
            Some(Field::Text(text)) => text.clone(),
            Some(Field::Number(number)) => number.to_string(),
            _ => String::new(),
        })
    }

    /// As `raw`, without the blanks around it: the platform puts line breaks around ids.
    pub(crate) fn text(&self, name: &str) -> Result<String, Rejected> {
        Ok(self.raw(name)?.trim().to_owned())
    }

    /// A number that may stand there as text; `None` if it is not there or is no number.
    pub(crate) fn number<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, Rejected> {
        Ok(self.text(name)?.parse().ok())
    }
}

impl From<&str> for Field {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Field {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Field {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<Fields> for Field {
    fn from(fields: Fields) -> Self {
        Self::Group(fields)
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut names: Vec<&str> = Vec::new();
        for (name, _) in &self.0 {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        let mut map = to.serialize_map(Some(names.len()))?;
        for name in names {
            let exact = self.0.iter().filter(|(known, _)| known == name);
            let values: Vec<&Field> = exact.map(|(_, field)| field).collect();
            match values.as_slice() {
                [one] => map.serialize_entry(name, one)?,
                many => map.serialize_entry(name, many)?,
            }
        }
        map.end()
    }
}
