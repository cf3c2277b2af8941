//! Front matter as names and values, whichever notation it was written in.

use super::At;

/// Names with their values, in order.
pub(super) type Table = Vec<(At<String>, At<Value>)>;

/// A value as it was written: what is not quoted has no type of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Nothing,
    Text(String),
    List(Vec<At<Value>>),
    Table(Table),
}

/// Deepest nesting, and most values: far more than a header has.
pub(super) const MAX_DEPTH: usize = 16;
pub(super) const MAX_VALUES: usize = 10_000;

impl Value {
    /// A text, or the first of a list, or what a table says under one of some names.
    pub(super) fn text(&self, names: &[&str]) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            Self::List(list) => list.iter().find_map(|at| at.value.text(names)),
            Self::Table(table) => names.iter().find_map(|name| {
                let (_, value) = table.iter().find(|(key, _)| key.value.eq_ignore_ascii_case(name))?;
                value.value.text(names)
            }),
            Self::Nothing => None,
        }
    }

    /// All texts of a list, or the one that it is.
    pub(super) fn texts(&self, names: &[&str]) -> Vec<String> {
        match self {
            Self::List(list) => {
                list.iter().filter_map(|at| at.value.text(names)).map(str::to_owned).collect()
            }
            one => one.text(names).map(str::to_owned).into_iter().collect(),
        }
    }
}
