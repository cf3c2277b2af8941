//! The rules. § is the section of WeChat's standard for the structure of articles.

mod clip;
pub(crate) mod dark;
mod lines;
mod nest;
mod plain;
mod platform;
mod pre;
mod standard;
mod width;

use std::collections::{HashMap, HashSet};

use crate::layout::Layout;
use crate::paragraph::paragraphs;
use crate::tree::{Id, Tree};
use crate::{Finding, Level};

pub(crate) use nest::redundant;
pub(crate) use plain::is_touch_only as begins_by_touch;
pub(crate) use platform::{BETWEEN, folds, is_escaped};
pub(crate) use width::scroller;

/// What the engine finds too wide.
pub(crate) fn too_wide(layout: &Layout<'_>) -> Vec<Id> {
    let tree = layout.tree;
    let mut report = Report::new(tree);
    width::check(layout, &paragraphs(tree), &mut report);
    let mut official: Vec<_> = report.official.into_iter().map(|(_, id)| id).collect();
    official.sort_unstable();
    official
}

/// All findings in a tree; `html` is what it was read from.
pub(crate) fn check(tree: &Tree, html: &str) -> Vec<Found> {
    let mut report = Report::new(tree);
    let paragraphs = paragraphs(tree);
    plain::check(tree, &paragraphs, &mut report);
    nest::check(tree, &mut report);
    let layout = Layout::new(tree);
    width::check(&layout, &paragraphs, &mut report);
    lines::check(&layout, &paragraphs, &mut report);
    pre::check(&layout, &paragraphs, &mut report);
    clip::check(&layout, &mut report);
    dark::check(tree, &mut report);
    standard::check(tree, &mut report);
    platform::check(tree, html, &mut report);
    report.found
}

/// A finding whose line and column are not counted yet.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) at: usize,
    pub(crate) finding: Finding,
    /// In how many places.
    pub(crate) count: usize,
}

/// Collects findings.
pub(crate) struct Report<'a> {
    tree: &'a Tree,
    found: Vec<Found>,
    /// Where among the findings a thing stands that is told once.
    kinds: HashMap<(&'static str, String), usize>,
    /// What the engine reports of which element.
    official: HashSet<(&'static str, Id)>,
}

impl<'a> Report<'a> {
    fn new(tree: &'a Tree) -> Self {
        Self { tree, found: Vec::new(), kinds: HashMap::new(), official: HashSet::new() }
    }

    /// The official engine reports it.
    pub(crate) fn engine(&mut self, rule: &'static str, id: Id, message: impl Into<String>, fixable: bool) {
        self.add(rule, Level::Engine, id, message.into(), fixable);
    }

    /// The standard says so, and the engine of today passes over it. Told once for each message.
    pub(crate) fn standard(&mut self, rule: &'static str, id: Id, message: impl Into<String>, fixable: bool) {
        if self.official.contains(&(rule, id)) {
            return;
        }
        self.once(rule, Level::Standard, id, message.into(), fixable);
    }

    /// WeChat rewrites it or takes it away. Told once for each message.
    pub(crate) fn platform(&mut self, rule: &'static str, id: Id, message: impl Into<String>, fixable: bool) {
        self.once(rule, Level::Platform, id, message.into(), fixable);
    }

    fn once(&mut self, rule: &'static str, level: Level, id: Id, message: String, fixable: bool) {
        match self.kinds.get(&(rule, message.clone())).and_then(|at| self.found.get_mut(*at)) {
            Some(found) => found.count += 1,
            None => {
                self.kinds.insert((rule, message.clone()), self.found.len());
                self.add(rule, level, id, message, fixable);
            }
        }
    }

    fn add(&mut self, rule: &'static str, level: Level, id: Id, message: String, fixable: bool) {
        let element = self.tree.element(id);
        // What a browser puts in by itself has no tag to mend.
        let fixable = fixable && element.is_some_and(|element| element.tag.is_some());
        let at = element.map_or(0, |element| element.at);
        if level == Level::Engine {
            self.official.insert((rule, id));
        }
        let finding = Finding { line: 0, column: 0, rule, level, message, fixable };
        self.found.push(Found { at, finding, count: 1 });
    }
}
