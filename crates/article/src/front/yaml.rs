//! YAML by its events: they tell lines, and leave scalars as they were written.

use granit_parser::{ErrorKind, Event, Options, Parser, ScalarStyle, Span};

use super::At;
use super::value::{MAX_DEPTH, MAX_VALUES, Table, Value};
use crate::error::Error;

/// Reads YAML that begins after `first` lines of the source.
pub(super) fn read(yaml: &str, first: usize) -> Result<Table, Error> {
    let options = Options::default();

    let events = Parser::new_from_str_with_options(yaml, options);
    let mut tree = Tree { first, open: Vec::new(), root: None, values: 0 };
    for event in events {
        let (event, span) = event.map_err(|error| {
            Error::new(Some(error.marker().line() + first), format!("front matter: {}", why(error.kind())))
        })?;
        tree.take(&event, &span)?;
    }
    match tree.root {
        None => Ok(Table::new()),
        Some(At { value: Value::Table(table), .. }) => Ok(table),
        Some(At { value: Value::Nothing, .. }) => Ok(Table::new()),
        Some(At { line, .. }) => Err(Error::new(line, "front matter: write it in lines of `name: value`")),
    }
}

/// What is wrong and what to do about it, for people who do not know YAML.
fn why(kind: &ErrorKind) -> &'static str {
    use ErrorKind as E;
    match kind {
        E::TabNotAllowed
        | E::TabInBlockIndentation
        | E::TabInIndentation
        | E::TabAtBlockScalarStart
        | E::TabInPlainScalar => "a tab stands where only blanks may; write blanks in its place",
        E::UnclosedQuotedScalar | E::DocumentIndicatorInQuotedScalar | E::InvalidQuotedScalarIndent => {
            "quotes are opened and not closed; close them at the end of the value"
        }
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => {
            "something follows the closing quotes; put the whole value in quotes of the other kind"
        }
        E::UnknownQuotedScalarEscape
        | E::InvalidQuotedScalarHexEscape
        | E::InvalidUnicodeEscape
        | E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate => {
            "a \\ between double quotes begins an escape, and this is none; put the value in single quotes"
        }
        E::UnclosedFlowCollection { open: '{' }
        | E::UnexpectedEofFlowMapping
        | E::UnexpectedEofImplicitFlowMapping
        | E::ExpectedFlowMappingSeparator => {
            "curly brackets are not closed or lack a comma; close them, or put the value in quotes"
        }
        E::UnclosedFlowCollection { .. }
        | E::UnexpectedEofFlowSequence
        | E::ExpectedFlowSequenceSeparator => {
            "a list in [ ] is not closed or lacks a comma; write [one, two], or put the value in quotes"
        }
        E::MisplacedFlowCollectionEnd | E::MismatchedFlowCollectionEnd { .. } => {
            "a bracket is closed that was not opened; take it out, or put the value in quotes"
        }
        E::RecursionLimitExceeded => "lists or braces are nested too deep; write them flat",
        E::InvalidIndentation
        | E::ExpectedBlockMappingKey
        | E::ExpectedBlockSequenceEntry
        | E::InvalidBlockScalarIndent => {
            "this line is set in otherwise than those around it; begin each name in the same column, and the lines below it further in"
        }
        _ => "this line cannot be read; write `name: value`, and a value with marks in it in quotes",
    }
}

/// What is being built.
struct Tree {
    first: usize,
    open: Vec<Open>,
    root: Option<At<Value>>,
    values: usize,
}

/// A list or a table that is not closed yet.
enum Open {
    List(Option<usize>, Vec<At<Value>>),
    /// With the name that waits for its value.
    Table(Option<usize>, Table, Option<At<String>>),
}

impl Tree {
    fn take(&mut self, event: &Event<'_>, span: &Span) -> Result<(), Error> {
        let line = Some(span.start.line() + self.first);
        match event {
            Event::Scalar(text, style, ..) => {
                let empty =
                    *style == ScalarStyle::Plain && matches!(&**text, "" | "~" | "null" | "Null" | "NULL");
                let value = if empty { Value::Nothing } else { Value::Text(text.to_string()) };
                self.add(At { line, value })
            }
            // Nobody needs references in a header, and those of strangers can be bombs.
            Event::Alias(_) => self.add(At { line, value: Value::Nothing }),
            Event::SequenceStart(..) => self.begin(line, Open::List(line, Vec::new())),
            Event::MappingStart(..) => self.begin(line, Open::Table(line, Table::new(), None)),
            Event::SequenceEnd | Event::MappingEnd => {
                let done = match self.open.pop() {
                    Some(Open::List(line, list)) => At { line, value: Value::List(list) },
                    Some(Open::Table(line, table, _)) => At { line, value: Value::Table(table) },
                    None => return Ok(()),
                };
                self.add(done)
            }
            _ => Ok(()),
        }
    }

    fn begin(&mut self, line: Option<usize>, open: Open) -> Result<(), Error> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Error::new(line, format!("front matter: nested deeper than {MAX_DEPTH} levels")));
        }
        self.open.push(open);
        Ok(())
    }

    fn add(&mut self, value: At<Value>) -> Result<(), Error> {
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err(Error::new(value.line, format!("front matter: more than {MAX_VALUES} values")));
        }
        match self.open.last_mut() {
            None => self.root = Some(self.root.take().unwrap_or(value)),
            Some(Open::List(_, list)) => list.push(value),
            Some(Open::Table(_, table, waiting)) => match (waiting.take(), value.value) {
                (Some(name), written) => table.push((name, At { line: value.line, value: written })),
                (None, Value::Text(name)) => *waiting = Some(At { line: value.line, value: name }),
                // A name that is no text cannot be one of ours.
                (None, _) => *waiting = Some(At { line: value.line, value: String::new() }),
            },
        }
        Ok(())
    }
}
