use std::collections::BTreeMap;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Line;
use crate::error::Notes;

/// Numbers the footnotes by first reference, as `[注1]` so that nobody takes them for the numbers of links,
/// and moves their text to the end under a heading.
pub(super) fn arrange<'s>(events: Vec<Line<'s>>, told: &mut Notes) -> Vec<Line<'s>> {
    let (mut out, mut notes) = take(events);
    let mut numbers = Numbers::default();
    numbers.put(&mut out);
    let mut section = Vec::new();
    let mut at = 0;
    // A note may refer to further notes, so the list grows while it is written.
    while let Some(label) = numbers.order.get(at).cloned() {
        at += 1;
        if let Some(mut note) = notes.remove(&label) {
            numbers.put(&mut note.events);
            write(at, note, &mut section);
        }
    }
    if !section.is_empty() {
        let line = section.first().map_or(1, |(_, line)| *line);
        out.push((
            Event::Html("<h4>脚注</h4>\n<section style=\"font-size:14px;color:#888\">\n".into()),
            line,
        ));
        out.append(&mut section);
        out.push((Event::Html("</section>\n".into()), line));
    }
    for (label, note) in notes {
        told.warn(
            Some(note.line),
            "unused-footnote",
            format!("nothing refers to the footnote [^{label}]; it was removed"),
        );
    }
    out
}

struct Note<'s> {
    line: usize,
    events: Vec<Line<'s>>,
}

/// Takes the definitions out of the text, wherever they stand.
fn take<'s>(events: Vec<Line<'s>>) -> (Vec<Line<'s>>, BTreeMap<String, Note<'s>>) {
    let mut text = Vec::with_capacity(events.len());
    let mut notes = BTreeMap::new();
    let mut open: Vec<(String, Note<'s>)> = Vec::new();
    for (event, line) in events {
        match event {
            Event::Start(Tag::FootnoteDefinition(label)) => {
                open.push((label.to_string(), Note { line, events: Vec::new() }))
            }
            Event::End(TagEnd::FootnoteDefinition) => {
                if let Some((label, note)) = open.pop() {
                    // Of two with one label the first counts, as for link definitions.
                    notes.entry(label).or_insert(note);
                }
            }
            event => match open.last_mut() {
                Some((_, note)) => note.events.push((event, line)),
                None => text.push((event, line)),
            },
        }
    }
    (text, notes)
}

/// Labels in order of first reference.
#[derive(Default)]
struct Numbers {
    order: Vec<String>,
    by_label: BTreeMap<String, usize>,
}

impl Numbers {
    /// Replaces references by their numbers.
    fn put(&mut self, events: &mut [Line<'_>]) {
        for (event, _) in events {
            if let Event::FootnoteReference(label) = event {
                let number = *self.by_label.entry(label.to_string()).or_insert_with(|| {
                    self.order.push(label.to_string());
                    self.order.len()
                });
                *event = Event::InlineHtml(format!("<sup>[注{number}]</sup>").into());
            }
        }
    }
}

fn write<'s>(number: usize, note: Note<'s>, out: &mut Vec<Line<'s>>) {
    let label = (Event::Text(format!("[注{number}] ").into()), note.line);
    let mut events = note.events.into_iter().peekable();
    match events.peek() {
        Some((Event::Start(Tag::Paragraph), _)) => {
            out.extend(events.next());
            out.push(label);
        }
        _ => out.extend([
            (Event::Start(Tag::Paragraph), note.line),
            label,
            (Event::End(TagEnd::Paragraph), note.line),
        ]),
    }
    out.extend(events);
}
