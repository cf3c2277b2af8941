//! One pass over a tree: what to change in the source.

use std::collections::HashMap;
use std::ops::Range;

use super::edit::Edits;
use super::{nest, style};
use crate::layout::Layout;
use crate::rules;
use crate::tree::{Id, Tree};
use crate::write::start_tag;

/// Where something was done, which rule it broke, and what was done.
pub(super) type Done = Vec<(usize, &'static str, &'static str)>;

pub(super) fn mend(tree: &Tree, html: &str) -> (Edits, Done) {
    let mut pass = Pass { tree, html, tags: HashMap::new(), edits: Vec::new(), done: Vec::new() };
    pass.elements();
    pass.widths();
    pass.layers();
    pass.gaps();
    pass.finish()
}

/// A start tag as it shall be.
#[derive(Debug, Clone)]
struct Tag {
    name: String,
    attrs: Vec<(String, String)>,
    removed: bool,
}

struct Pass<'a> {
    tree: &'a Tree,
    html: &'a str,
    tags: HashMap<Id, Tag>,
    edits: Vec<(Range<usize>, String)>,
    done: Done,
}

impl Pass<'_> {
    fn elements(&mut self) {
        let mut right_to_left = vec![false; self.tree.len()];
        for (id, element) in self.tree.elements() {
            let above = self.tree.parent(id).and_then(|parent| right_to_left.get(parent)).copied();
            let own =
                element.style.value("direction").or_else(|| element.attr("dir").map(str::to_ascii_lowercase));
            let turned = own.map_or(above.unwrap_or_default(), |own| own == "rtl");
            if let Some(known) = right_to_left.get_mut(id) {
                *known = turned;
            }
            if let Some((declarations, done)) = style::mended(element, turned) {
                self.set(id, "style", style::written(&declarations));
                self.tell(id, done);
            } else if rules::is_escaped(element, self.html) && !element.style.source.contains('\'') {
                self.set(id, "style", element.style.source.replace('"', "'"));
                self.tell(id, vec![("style-entity", "quotes in the style are single ones")]);
            } else if rules::is_escaped(element, self.html) && !element.style.source.contains('"') {
                self.set(id, "style", element.style.source.clone());
                self.tell(id, vec![("style-entity", "quotes in the style are written plainly")]);
            }
            if element.has("data-no-dark") {
                self.unset(id, "data-no-dark");
                self.tell(id, vec![("darkmode-whitelist", "data-no-dark was removed")]);
            }
            if element.is("div") && element.tag.is_some() {
                self.tag(id).name = "section".to_owned();
                self.tell(id, vec![("div", "div became section")]);
            }
            if rules::begins_by_touch(element)
                && let Some(begin) = element.attr("begin")
            {
                let clicks = begin.to_ascii_lowercase().replace("touchstart", "click");
                self.set(id, "begin", format!("{begin};{clicks}"));
                self.tell(id, vec![("animate-begin", "click was added to begin")]);
            }
        }
    }

    /// What only the layout tells.
    fn widths(&mut self) {
        let layout = Layout::new(self.tree);
        for id in rules::too_wide(&layout) {
            let Some(scroller) = rules::scroller(self.tree, id) else { continue };
            let table = std::iter::successors(Some(id), |id| self.tree.parent(*id))
                .find(|id| self.tree.element(*id).is_some_and(|element| element.is("table")));
            for marked in [scroller, table.unwrap_or(id)] {
                if self.tree.element(marked).is_some_and(|element| !element.has("data-ignore-width")) {
                    self.set(marked, "data-ignore-width", String::new());
                    self.tell(marked, vec![("width", "what scrolls is marked with data-ignore-width")]);
                }
            }
        }
    }

    fn layers(&mut self) {
        for reported in rules::redundant(self.tree) {
            let Some(id) = nest::layer(self.tree, reported) else { continue };
            let around = [self.tree.parent(id), self.tree.only(id)];
            // One layer of a chain at a time, since the next must be looked at anew.
            if self.tag(id).removed
                || around.iter().flatten().any(|id| self.tags.get(id).is_some_and(|tag| tag.removed))
            {
                continue;
            }
            let Some((child, layer)) = self.tree.only(id).zip(self.tree.element(id)) else { continue };
            let Some(inner) = self.tree.element(child) else { continue };
            // Other changes to these two wait for the next pass.
            let declarations = nest::handed_down(layer, inner);
            if !declarations.is_empty() && declarations != inner.style.declarations {
                self.tags.remove(&child);
                self.set(child, "style", style::written(&declarations));
            }
            self.tag(id).removed = true;
            self.tell(id, vec![("nestNodes", "a layer that adds nothing was unwrapped")]);
        }
    }

    /// White space between tags.
    fn gaps(&mut self) {
        for (id, element) in self.tree.elements() {
            if !element.is(rules::BETWEEN) || !rules::folds(self.tree, id) {
                continue;
            }
            for tag in [&element.tag, &element.end].into_iter().flatten() {
                let before = self.html.get(..tag.start).unwrap_or_default();
                let trimmed = before.trim_end_matches([' ', '\t', '\n', '\r']);
                if trimmed.len() < before.len() && trimmed.ends_with('>') {
                    self.edits.push((trimmed.len()..tag.start, String::new()));
                    if tag.start == element.at {
                        self.done.push((element.at, "between-tags", "white space before a tag was removed"));
                    }
                }
            }
        }
    }

    fn tag(&mut self, id: Id) -> &mut Tag {
        let element = self.tree.element(id);
        self.tags.entry(id).or_insert_with(|| Tag {
            name: element.map(|element| element.name.clone()).unwrap_or_default(),
            attrs: element.map(|element| element.attrs.clone()).unwrap_or_default(),
            removed: false,
        })
    }

    fn set(&mut self, id: Id, name: &str, value: String) {
        let attrs = &mut self.tag(id).attrs;
        attrs.retain(|(known, _)| known != name || !value.is_empty() || name != "style");
        match attrs.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = value,
            None if name == "style" && value.is_empty() => {}
            None => attrs.push((name.to_owned(), value)),
        }
    }

    fn unset(&mut self, id: Id, name: &str) {
        self.tag(id).attrs.retain(|(known, _)| known != name);
    }

    fn tell(&mut self, id: Id, done: Vec<(&'static str, &'static str)>) {
        let Some(element) = self.tree.element(id).filter(|element| element.tag.is_some()) else { return };
        self.done.extend(done.into_iter().map(|(rule, message)| (element.at, rule, message)));
    }

    fn finish(mut self) -> (Edits, Done) {
        for (id, tag) in &self.tags {
            let Some(element) = self.tree.element(*id) else { continue };
            let Some(range) = element.tag.clone() else { continue };
            let source = self.html.get(range.clone()).unwrap_or_default();
            let text =
                if tag.removed { String::new() } else { start_tag(&tag.name, &tag.attrs, element, source) };
            if text != source {
                self.edits.push((range, text));
            }
            if let Some(end) = element.end.clone().filter(|_| tag.removed || tag.name != element.name) {
                self.edits.push((end, if tag.removed { String::new() } else { format!("</{}>", tag.name) }));
            }
        }
        (Edits::new(self.edits), self.done)
    }
}
