//! A style sheet, read once, its rules found by what their selectors end with.

use std::collections::HashMap;

use cssparser::{Delimiter, ParseError, Parser, Token};

use super::declarations::{Declaration, clean, read};
use super::select::Selector;
use crate::error::Notes;

/// Rules in order, each selector one of its own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sheet {
    pub(super) rules: Vec<Rule>,
    by_name: HashMap<String, Vec<usize>>,
    by_class: HashMap<String, Vec<usize>>,
    any: Vec<usize>,
    /// The values of custom properties, which are taken as set on the root.
    variables: HashMap<String, String>,
    /// What it holds that cannot be used, in words.
    pub(crate) unknown: Vec<String>,
}

#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) selector: Selector,
    pub(super) style: Vec<Declaration>,
}

impl Sheet {
    pub(crate) fn read(css: &str) -> Self {
        let mut sheet = Self::open(css);
        sheet.close();
        sheet
    }

    /// A sheet whose variables can still be set, until it is closed.
    pub(crate) fn open(css: &str) -> Self {
        let mut sheet = Self::default();
        let mut parser = Parser::new(css);
        while !parser.is_exhausted() {
            // Comments too, which may hold commas.
            parser.skip_whitespace();
            let start = parser.position();
            let block = parser.parse_until_before::<_, _, ()>(
                Delimiter::CurlyBracketBlock | Delimiter::Semicolon,
                |parser| {
                    let at_rule = matches!(parser.next(), Ok(Token::AtKeyword(_)));
                    while parser.next().is_ok() {}
                    Ok(at_rule)
                },
            );
            let prelude = parser.slice_from(start).trim().to_owned();
            let is_block = matches!(parser.next(), Ok(Token::CurlyBracketBlock));
            let body: Result<String, ParseError<()>> = if is_block {
                parser.parse_nested_block(|parser| {
                    let start = parser.position();
                    while parser.next().is_ok() {}
                    Ok(parser.slice_from(start).to_owned())
                })
            } else {
                Ok(String::new())
            };
            match (block, body) {
                (Ok(false), Ok(body)) if is_block => sheet.rule(&prelude, read(&body)),
                (Ok(true), _) => {
                    let name = prelude.split([' ', '(', '{']).next().unwrap_or_default();
                    if name != "@charset" {
                        sheet.unknown.push(format!("`{name}`"));
                    }
                }
                _ => {}
            }
        }
        sheet
    }

    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    pub(crate) fn set_variable(&mut self, name: &str, value: String) {
        self.variables.insert(name.to_owned(), value);
    }

    /// Puts the values of the variables in.
    pub(crate) fn close(&mut self) {
        let variables = std::mem::take(&mut self.variables);
        self.put_variables(&variables);
    }

    /// What of its declarations cannot be in an article of ours, in words.
    pub(crate) fn refused(&self) -> Vec<String> {
        let mut notes = Notes::default();
        let mut out = Vec::new();
        for declaration in self.rules.iter().flat_map(|rule| &rule.style) {
            if declaration.important || declaration.name == "font-family" || declaration.name == "font" {
                out.push(format!(
                    "`{}: {}` breaks a rule of the platform's",
                    declaration.name, declaration.value
                ));
            }
            clean(vec![declaration.clone()], None, &mut notes);
        }
        out.extend(
            notes
                .finish()
                .unwrap_or_default()
                .into_iter()
                .map(|warning| warning.message.replace("; it was removed", "")),
        );
        out.dedup();
        out
    }

    fn rule(&mut self, prelude: &str, style: Vec<Declaration>) {
        let (custom, style): (Vec<_>, Vec<_>) =
            style.into_iter().partition(|declaration| declaration.name.starts_with("--"));
        self.variables.extend(custom.into_iter().map(|declaration| (declaration.name, declaration.value)));
        if style.is_empty() {
            return;
        }
        for text in prelude.split(',').map(str::trim).filter(|text| !text.is_empty()) {
            match Selector::read(text) {
                Ok(selector) => self.add(Rule { selector, style: style.clone() }),
                Err(_) => self.unknown.push(format!("the selector `{text}`")),
            }
        }
    }

    fn add(&mut self, rule: Rule) {
        let at = self.rules.len();
        match (rule.selector.last.classes.first(), &rule.selector.last.name) {
            (Some(class), _) => self.by_class.entry(class.clone()).or_default().push(at),
            (None, Some(name)) => self.by_name.entry(name.clone()).or_default().push(at),
            (None, None) => self.any.push(at),
        }
        self.rules.push(rule);
    }

    /// The rules that may mean an element of this name and these classes.
    pub(super) fn candidates<'s>(&'s self, name: &str, classes: &str, out: &mut Vec<&'s Rule>) {
        let by_class = classes.split_ascii_whitespace().filter_map(|class| self.by_class.get(class));
        let lists = self.by_name.get(name).into_iter().chain(by_class).chain([&self.any]);
        let mut found: Vec<usize> = lists.flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        out.extend(found.into_iter().filter_map(|at| self.rules.get(at)));
    }

    fn put_variables(&mut self, variables: &HashMap<String, String>) {
        if variables.is_empty() {
            return;
        }
        for declaration in self.rules.iter_mut().flat_map(|rule| &mut rule.style) {
            // A variable may hold another one, but not without end.
            for _ in 0..8 {
                let Some((before, rest)) = declaration.value.split_once("var(") else { break };
                let Some((inside, after)) = rest.split_once(')') else { break };
                let (name, fallback) = inside.split_once(',').unwrap_or((inside, ""));
                let Some(value) = variables
                    .get(name.trim())
                    .map(String::as_str)
                    .or(Some(fallback.trim()))
                    .filter(|value| !value.is_empty())
                else {
                    break;
                };
                if before.len() + value.len() + after.len() > 4096 {
                    break;
                }
                declaration.value = format!("{before}{value}{after}");
            }
        }
    }
}
