//! §2.1: boxes in boxes that add nothing. WeChat's editor takes such layers away by itself, and with them what it likes.
//!
//! A pure function of the tree, and exactly the engine's: from each element that stands fourteen deep, up along single
//! children, then down.

use std::collections::HashSet;

use super::Report;
use crate::fix::layer;
use crate::tree::{Element, Id, ROOT, Tree, among};

/// An element this deep starts the search; the root counts as the first level of fifteen.
const DEEP: usize = 14;

/// How far up the search goes.
const CLIMB: usize = 13;

/// Names with one of these anywhere in them are never redundant.
const MEDIA: [&str; 11] =
    ["iframe", "video", "audio", "cps", "mp", "img", "animatetransform", "hr", "path", "br", "svg"];

pub(crate) fn check(tree: &Tree, report: &mut Report<'_>) {
    for id in redundant(tree) {
        let what = "this layer repeats those around it, 15 or more deep, and the editor will take it away; unwrap it (§2.1)";
        report.engine("nestNodes", id, what, layer(tree, id).is_some());
    }
}

/// The layers that the engine reports.
pub(crate) fn redundant(tree: &Tree) -> Vec<Id> {
    let mut told = HashSet::new();
    let mut found = Vec::new();
    // What is found upwards is the same for all children of a parent.
    let mut last: Option<(Id, Climbed<'_>)> = None;
    for id in deep(tree) {
        let Some(parent) = tree.parent(id) else { continue };
        if last.as_ref().is_none_or(|(known, _)| *known != parent) {
            last = Some((parent, climb(tree, id)));
        }
        let Some((_, climbed)) = &last else { continue };
        let redundant = climbed.redundant.or_else(|| down(tree, id, climbed));
        found.extend(redundant.filter(|id| told.insert(*id)));
    }
    found
}

/// The elements at the depth where the search starts.
fn deep(tree: &Tree) -> Vec<Id> {
    let mut found = Vec::new();
    let mut stack: Vec<(Id, usize)> = tree.inner(ROOT).rev().map(|id| (id, 1)).collect();
    while let Some((id, depth)) = stack.pop() {
        if depth >= DEEP {
            found.push(id);
        } else {
            stack.extend(tree.inner(id).rev().map(|child| (child, depth + 1)));
        }
    }
    found
}

/// What was seen on the way up.
#[derive(Default)]
struct Climbed<'a> {
    redundant: Option<Id>,
    tags: HashSet<&'a str>,
    /// Pieces of styles.
    styles: HashSet<&'a str>,
}

fn climb(tree: &Tree, id: Id) -> Climbed<'_> {
    let mut seen = Climbed::default();
    let mut current = id;
    for _ in 0..CLIMB {
        let Some(above) = tree.parent(current) else { break };
        if tree.parent(above).and_then(|around| tree.only(around)).is_none() {
            break;
        }
        let Some(element) = tree.element(above) else { break };
        let is_new = seen.tags.insert(&element.name)
            // Each piece must be remembered, not only the first that is new.
            || pieces(element).filter(|piece| seen.styles.insert(piece)).count() > 0;
        if !is_new {
            seen.redundant = Some(above).filter(|_| !is_media(element));
            break;
        }
        current = above;
    }
    seen
}

fn down(tree: &Tree, id: Id, climbed: &Climbed<'_>) -> Option<Id> {
    let mut tags = climbed.tags.clone();
    let mut styles = HashSet::new();
    let mut stack = vec![(id, false)];
    while let Some((id, afresh)) = stack.pop() {
        if afresh {
            tags.clear();
            styles.clear();
        }
        let Some(child) = tree.only(id) else {
            stack.extend(tree.inner(id).rev().map(|child| (child, true)));
            continue;
        };
        let Some(inner) = tree.only(child) else {
            stack.extend(tree.inner(child).rev().map(|child| (child, true)));
            continue;
        };
        let Some(element) = tree.element(child).filter(|_| tree.inner(inner).next().is_some()) else {
            continue;
        };
        let is_new = tags.insert(&element.name)
            || pieces(element)
                .filter(|piece| !climbed.styles.contains(piece) && styles.insert(*piece))
                .count()
                > 0;
        if is_new {
            stack.push((child, false));
        } else if !is_media(element) {
            return Some(child);
        }
    }
    None
}

/// A style as the engine takes it apart; without a style there is one empty piece.
fn pieces(element: &Element) -> impl Iterator<Item = &str> {
    element.style.source.split(';')
}

fn is_media(element: &Element) -> bool {
    let name = element.name.to_ascii_lowercase();
    among("g a", &name) || MEDIA.iter().any(|part| name.contains(part))
}
