//! TOML, as Hugo has it between lines of `+++`.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::At;
use super::value::{Table, Value};
use crate::error::Error;

/// Reads TOML that begins after `first` lines of the source. The library bounds the nesting.
pub(super) fn read(toml: &str, first: usize) -> Result<Table, Error> {
    let lines = Lines { toml, first };
    let whole = DeTable::parse(toml).map_err(|error| {
        let line = error.span().and_then(|span| lines.of(&span));
        Error::new(line, format!("front matter: {}", why(error.message())))
    })?;
    Ok(lines.table(whole.get_ref()))
}

/// What is wrong and what to do about it, for people who do not know TOML.
fn why(said: &str) -> &'static str {
    match said.contains("duplicate") {
        true => "a name is given twice; take one of them out",
        false => "this cannot be read between lines of +++; write `name = \"value\"`, each text in quotes",
    }
}

struct Lines<'t> {
    toml: &'t str,
    first: usize,
}

impl Lines<'_> {
    fn of(&self, span: &Range<usize>) -> Option<usize> {
        Some(self.toml.get(..span.start)?.matches('\n').count() + 1 + self.first)
    }

    fn table(&self, table: &DeTable<'_>) -> Table {
        let mut entries: Vec<_> = table.iter().collect();
        // The library sorts them by name.
        entries.sort_by_key(|(name, _)| name.span().start);
        let entry = entries.into_iter().map(|(name, value)| {
            let name = At { line: self.of(&name.span()), value: name.get_ref().to_string() };
            (name, self.value(value))
        });
        entry.collect()
    }

    fn value(&self, value: &Spanned<DeValue<'_>>) -> At<Value> {
        let written = match value.get_ref() {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Array(list) => Value::List(list.iter().map(|value| self.value(value)).collect()),
            DeValue::Table(table) => Value::Table(self.table(table)),
            // Numbers, dates and switches as they stand there.
            _ => Value::Text(self.toml.get(value.span()).unwrap_or_default().to_owned()),
        };
        At { line: self.of(&value.span()), value: written }
    }
}
