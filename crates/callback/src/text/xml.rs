//! XML, without document types and entities.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};

use super::{Count, unreadable};
use crate::fields::{Field, Fields};
use crate::rejected::Rejected;

/// An element that has not ended yet.
#[derive(Default)]
struct Open {
    name: String,
    fields: Fields,
    /// Between tags, blanks included.
    text: String,
    cdata: String,
    has_cdata: bool,
}

pub(super) fn read(text: &str) -> Result<Fields, Rejected> {
    let broken = || unreadable("it is broken XML");
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    let mut count = Count::default();
    loop {
        match reader.read_event().map_err(|_| broken())? {
            Event::Start(tag) if root.is_none() => {
                count.another(open.len()).map_err(unreadable)?;
                open.push(Open { name: tag.name().as_ref().into(), ..Open::default() });
            }
            Event::Empty(tag) if root.is_none() => {
                count.another(open.len()).map_err(unreadable)?;
                let element = Open { name: tag.name().as_ref().into(), ..Open::default() };
                close(element, &mut open, &mut root)?;
            }
            Event::End(_) => {
                let element = open.pop().ok_or_else(broken)?;
                close(element, &mut open, &mut root)?;
            }
            Event::Text(text) => match open.last_mut() {
                Some(element) => element.text.push_str(&text),
                None if text.trim().is_empty() => {}
                None => return Err(broken()),
            },
            Event::CData(text) => {
                let element = open.last_mut().ok_or_else(broken)?;
                element.has_cdata = true;
                element.cdata.push_str(&text);
            }
            Event::GeneralRef(entity) => {
                let element = open.last_mut().ok_or_else(broken)?;
                resolve(&entity, &mut element.text)?;
            }
            Event::DocType(_) => {
                return Err(unreadable("it holds a document type (DOCTYPE), which no push does"));
            }
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            Event::Eof if open.is_empty() => return root.ok_or_else(broken),
            Event::Eof | Event::Start(_) | Event::Empty(_) => return Err(broken()),
        }
    }
}

fn close(element: Open, open: &mut [Open], root: &mut Option<Fields>) -> Result<(), Rejected> {
    let blank = element.text.trim().is_empty();
    let field = match element {
        Open { fields, cdata, .. } if !fields.0.is_empty() => {
            if !blank || !cdata.trim().is_empty() {
                return Err(unreadable("it holds text beside values"));
            }
            Field::Group(fields)
        }
        Open { has_cdata: true, cdata, .. } if blank => Field::Text(cdata),
        Open { text, cdata, .. } => Field::Text(text + &cdata),
    };
    match (open.last_mut(), field) {
        (Some(parent), field) => parent.fields.0.push((element.name, field)),
        (None, Field::Group(fields)) => *root = Some(fields),
        (None, _) => *root = Some(Fields::default()),
    }
    Ok(())
}

fn resolve(entity: &BytesRef<'_>, into: &mut String) -> Result<(), Rejected> {
    match entity.resolve_char_ref() {
        Ok(Some(char)) => into.push(char),
        Ok(None) => {
            let known = resolve_predefined_entity(entity);
            into.push_str(
                known.ok_or_else(|| unreadable("it holds an entity of its own, which no push does"))?,
            );
        }
        Err(_) => return Err(unreadable("it is broken XML")),
    }
    Ok(())
}

/// Texts as CDATA, numbers as they are, in the order of the fields.
pub(crate) fn write(fields: &Fields) -> String {
    let mut out = String::from("<xml>");
    write_fields(fields, &mut out);
    out.push_str("</xml>");
    out
}

fn write_fields(fields: &Fields, out: &mut String) {
    for (name, field) in fields.iter() {
        out.push_str(&format!("<{name}>"));
        match field {
            Field::Text(text) => {
                out.push_str("<![CDATA[");
                out.push_str(&text.replace("]]>", "]]]]><![CDATA[>"));
                out.push_str("]]>");
            }
            Field::Number(number) => out.push_str(&number.to_string()),
            Field::Group(fields) => write_fields(fields, out),
        }
        out.push_str(&format!("</{name}>"));
    }
}
