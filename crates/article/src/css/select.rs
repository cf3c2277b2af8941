//! Selectors: read from a rule, matched from right to left.

use cssparser::{ParseError, ParseErrorKind, Parser, ToCss as _, Token};

use crate::html::{Element, Node};

/// One selector: its compounds from right to left, each with how the next one on its left is related.
#[derive(Debug, Clone)]
pub(super) struct Selector {
    pub(super) last: Compound,
    rest: Vec<(Relation, Compound)>,
    pub(super) specificity: (usize, usize, usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    Ancestor,
    Parent,
    Before,
    JustBefore,
}

/// What must hold of one element.
#[derive(Debug, Clone, Default)]
pub(super) struct Compound {
    pub(super) name: Option<String>,
    pub(super) classes: Vec<String>,
    tests: Vec<Test>,
}

#[derive(Debug, Clone)]
enum Test {
    Id(String),
    Attribute { name: String, operator: Option<char>, value: String },
    First,
    Last,
    Root,
}

/// An element in its place: with its parent and its siblings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Family<'a> {
    pub(super) parent: Option<&'a Family<'a>>,
    pub(super) element: &'a Element,
    pub(super) class: &'a str,
    /// All children of the parent, itself among them.
    pub(super) siblings: &'a [Node],
    /// Where the element is among them.
    pub(super) at: usize,
}

impl Selector {
    /// Reads one selector, without commas; the error is what it does not know.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let mut parser = Parser::new(text);
        let mut compounds: Vec<(Relation, Compound)> = Vec::new();
        let mut relation = None;
        let mut current = None;
        while let Ok(token) = parser.next_including_whitespace() {
            let token = token.clone();
            let found = match token {
                Token::WhiteSpace(_) => Some(Relation::Ancestor),
                Token::Delim('>') => Some(Relation::Parent),
                Token::Delim('~') => Some(Relation::Before),
                Token::Delim('+') => Some(Relation::JustBefore),
                _ => None,
            };
            if let Some(found) = found {
                if let Some(compound) = current.take() {
                    compounds.push((relation.take().unwrap_or(Relation::Ancestor), compound));
                }
                if found != Relation::Ancestor || relation.is_none() {
                    relation = Some(found);
                }
                continue;
            }
            current.get_or_insert_with(Compound::default).add(&token, &mut parser)?;
        }
        compounds.push((relation.unwrap_or(Relation::Ancestor), current.ok_or("its end")?));
        let mut specificity = (0, 0, 0);
        for (_, compound) in &compounds {
            let ids = compound.tests.iter().filter(|test| matches!(test, Test::Id(_))).count();
            specificity.0 += ids;
            specificity.1 += compound.tests.len() - ids + compound.classes.len();
            specificity.2 += usize::from(compound.name.is_some());
        }
        // Each relation stands between a compound and the one on its left.
        let mut last = Compound::default();
        let mut rest: Vec<(Relation, Compound)> = Vec::new();
        let mut between = None;
        for (relation, compound) in compounds.into_iter().rev() {
            match between.replace(relation) {
                None => last = compound,
                Some(relation) => rest.push((relation, compound)),
            }
        }
        Ok(Self { last, rest, specificity })
    }

    /// Whether it means this element. `work` counts comparisons.
    pub(super) fn matches(&self, family: &Family<'_>, work: &mut usize) -> bool {
        *work += 1;
        self.last.matches(family) && left(&self.rest, family, work)
    }
}

/// Whether what stands on the left of an element is as the rest of a selector wants it.
fn left(rest: &[(Relation, Compound)], family: &Family<'_>, work: &mut usize) -> bool {
    let Some(((relation, compound), rest)) = rest.split_first() else { return true };
    let mut candidate = match relation {
        Relation::Ancestor | Relation::Parent => family.parent.copied(),
        Relation::Before | Relation::JustBefore => family.elder(),
    };
    while let Some(family) = candidate {
        *work += 1;
        if *work > super::MAX_WORK {
            return false;
        }
        if compound.matches(&family) && left(rest, &family, work) {
            return true;
        }
        candidate = match relation {
            Relation::Ancestor => family.parent.copied(),
            Relation::Before => family.elder(),
            Relation::Parent | Relation::JustBefore => None,
        };
    }
    false
}

impl Family<'_> {
    /// The element before it under the same parent.
    fn elder(&self) -> Option<Self> {
        let before = self.siblings.get(..self.at)?;
        let (at, element) = before.iter().enumerate().rev().find_map(|(at, node)| match node {
            Node::Element(element) => Some((at, element)),
            _ => None,
        })?;
        Some(Self { element, at, ..*self })
    }

    fn is_last(&self) -> bool {
        let after = self.siblings.get(self.at + 1..).unwrap_or_default();
        !after.iter().any(|node| matches!(node, Node::Element(_)))
    }
}

impl Compound {
    fn add(&mut self, token: &Token<'_>, parser: &mut Parser<'_>) -> Result<(), String> {
        match token {
            Token::Ident(name) => self.name = Some(name.to_ascii_lowercase()),
            Token::Delim('*') => {}
            Token::IDHash(id) | Token::Hash(id) => self.tests.push(Test::Id(id.to_string())),
            Token::Delim('.') => match parser.expect_ident_cloned() {
                Ok(class) => self.classes.push(class.to_string()),
                Err(_) => return Err("a class without a name".into()),
            },
            Token::SquareBracketBlock => {
                let test: Result<Test, ParseError<()>> = parser.parse_nested_block(attribute);
                self.tests.push(test.map_err(|_| "its square brackets".to_owned())?);
            }
            Token::Colon => match parser.expect_ident_cloned() {
                Ok(name) if name.eq_ignore_ascii_case("first-child") => self.tests.push(Test::First),
                Ok(name) if name.eq_ignore_ascii_case("last-child") => self.tests.push(Test::Last),
                Ok(name) if name.eq_ignore_ascii_case("root") => self.tests.push(Test::Root),
                Ok(name) => return Err(format!(":{name}")),
                Err(_) => return Err("its colon".into()),
            },
            token => return Err(token.to_css_string()),
        }
        Ok(())
    }

    fn matches(&self, family: &Family<'_>) -> bool {
        let element = family.element;
        if self.name.as_ref().is_some_and(|name| !element.name.eq_ignore_ascii_case(name)) {
            return false;
        }
        if !self.classes.is_empty() {
            let classes = element.attr(family.class).unwrap_or_default();
            if !self.classes.iter().all(|class| classes.split_ascii_whitespace().any(|own| own == class)) {
                return false;
            }
        }
        self.tests.iter().all(|test| match test {
            Test::Id(id) => element.attr("id") == Some(id),
            Test::First => family.elder().is_none(),
            Test::Last => family.is_last(),
            Test::Root => family.parent.is_none(),
            Test::Attribute { name, operator, value } => {
                element.attr(name).is_some_and(|own| match operator {
                    None => true,
                    Some('=') => own == value,
                    Some('~') => own.split_ascii_whitespace().any(|word| word == value),
                    Some('|') => {
                        own.strip_prefix(value).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
                    }
                    Some('^') => !value.is_empty() && own.starts_with(value),
                    Some('$') => !value.is_empty() && own.ends_with(value),
                    Some(_) => !value.is_empty() && own.contains(value),
                })
            }
        })
    }
}

fn attribute(parser: &mut Parser<'_>) -> Result<Test, ParseError<()>> {
    let name = parser.expect_ident_cloned()?.to_ascii_lowercase();
    let Ok(token) = parser.next().cloned() else {
        return Ok(Test::Attribute { name, operator: None, value: String::new() });
    };
    let operator = match token {
        Token::Delim('=') => '=',
        Token::IncludeMatch => '~',
        Token::DashMatch => '|',
        Token::PrefixMatch => '^',
        Token::SuffixMatch => '$',
        Token::SubstringMatch => '*',
        _ => return Err(ParseError { kind: ParseErrorKind::Custom(()) }),
    };
    let value = parser.expect_ident_or_string()?.to_string();
    Ok(Test::Attribute { name, operator: Some(operator), value })
}
