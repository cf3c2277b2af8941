//! XML and JSON, told apart by the first letter, with bounds on both.

mod json;
mod xml;

use crate::fields::Fields;
use crate::rejected::{Problem, Rejected};

pub(crate) use xml::write as write_xml;

/// How a message is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// XML, as nearly all are.
    Xml,
    /// JSON, where an account is set so, and of Work's robots.
    Json,
}

/// How deep values may lie in each other.
const DEPTH: usize = 16;

/// How many values there may be.
const VALUES: usize = 10_000;

/// Reads a message. The content type is not asked: it is wrong often enough.
pub(crate) fn read(bytes: &[u8]) -> Result<(Form, Fields), Rejected> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}').trim();
    match text.bytes().next() {
        Some(b'<') => Ok((Form::Xml, xml::read(text)?)),
        Some(b'{') => Ok((Form::Json, json::read(text)?)),
        Some(_) => Err(unreadable("it is neither XML nor JSON")),
        None => Err(unreadable("it is empty")),
    }
}

/// Writes a message.
pub(crate) fn write(form: Form, fields: &Fields) -> String {
    match form {
        Form::Xml => write_xml(fields),
        Form::Json => serde_json::to_string(fields).unwrap_or_default(),
    }
}

fn unreadable(message: &str) -> Rejected {
    Rejected::new(Problem::Unreadable, message)
}

/// Counts values on the way, so that a bomb is never held.
#[derive(Default)]
struct Count(usize);

impl Count {
    fn another(&mut self, depth: usize) -> Result<(), &'static str> {
        self.0 += 1;
        match () {
            () if depth > DEPTH => Err("it is nested too deeply"),
            () if self.0 > VALUES => Err("it holds too many values"),
            () => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        match read(text.as_bytes()) {
            Ok((_, fields)) => serde_json::to_string(&fields).unwrap(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn what_is_read() {
        let check = |text: &str, expected: &str| assert_eq!(told(text), expected, "{text}");
        check("<xml><A>1</A><B><![CDATA[<茶>]]></B></xml>", r#"{"A":"1","B":"<茶>"}"#);
        check("\u{feff}<?xml version=\"1.0\"?>\n<xml>\n <A/> <B></B>\n</xml>\n", r#"{"A":"","B":""}"#);
        check("<xml><A>\n <![CDATA[\nid]]> </A></xml>", r#"{"A":"\nid"}"#);
        check("<xml><A>a &amp; &lt; &#33;</A></xml>", r#"{"A":"a & < !"}"#);
        check("<xml><A><![CDATA[x]]]]><![CDATA[>y]]></A></xml>", r#"{"A":"x]]>y"}"#);
        check(
            "<xml><L><item><n>1</n></item><item><n>2</n></item></L></xml>",
            r#"{"L":{"item":[{"n":"1"},{"n":"2"}]}}"#,
        );
        check("<xml></xml>", "{}");
        check(
            r#"{"a":1,"b":"x","c":null,"d":true,"e":1.5,"f":[1,2],"g":{"h":"i"}}"#,
            r#"{"a":1,"b":"x","c":"","d":"true","e":"1.5","f":[1,2],"g":{"h":"i"}}"#,
        );
        check(r#"{"id":18446744073709551615,"x":[]}"#, r#"{"id":"18446744073709551615"}"#);
    }

    #[test]
    fn what_is_not() {
        let check = |text: &str, expected: &str| {
            let told = told(text);
            assert!(told.contains(expected), "{told}");
        };
        check("", "it is empty");
        check("hello", "neither XML nor JSON");
        check("<!DOCTYPE xml [<!ENTITY a \"b\">]><xml><A>&a;</A></xml>", "a document type");
        check("<xml><A>&a;</A></xml>", "an entity");
        check("<xml><A>", "broken XML");
        check("<xml><A></B></xml>", "broken XML");
        check("<xml></xml><xml></xml>", "broken XML");
        check("<xml><A>x<B>1</B></A></xml>", "text beside values");
        check("{\"a\":", "broken JSON");
        check("{} {}", "broken JSON");
        check(&format!("<xml>{}{}</xml>", "<a>".repeat(40), "</a>".repeat(40)), "nested too deeply");
        check(&"<a>".repeat(300_000), "nested too deeply");
        check(&format!("<xml>{}</xml>", "<a/>".repeat(20_000)), "too many values");
        check(&format!("{{\"a\":{}{}}}", "[".repeat(60), "]".repeat(60)), "nested too deeply");
        check(&format!("{{\"a\":[{}1]}}", "1,".repeat(20_000)), "too many values");
    }

    #[test]
    fn what_is_doubled() {
        for text in [
            "<xml><A>1</A><A>2</A></xml>",
            "<xml><A>1</A><a>1</a></xml>",
            r#"{"A":1,"A":2}"#,
            r#"{"A":[1,2]}"#,
        ] {
            let (_, fields) = read(text.as_bytes()).unwrap();
            assert_eq!(fields.text("A").unwrap_err().to_string(), "A stands there more than once", "{text}");
        }
    }

    #[test]
    fn what_is_written_can_be_read() {
        let fields = Fields::default()
            .with("A", "x]]>y<&")
            .with("N", 7)
            .with("G", Fields::default().with("i", "1").with("i", "2"));
        let xml = write(Form::Xml, &fields);
        assert_eq!(
            xml,
            "<xml><A><![CDATA[x]]]]><![CDATA[>y<&]]></A><N>7</N><G><i><![CDATA[1]]></i><i><![CDATA[2]]></i></G></xml>"
        );
        assert_eq!(told(&xml), r#"{"A":"x]]>y<&","N":"7","G":{"i":["1","2"]}}"#);
        assert_eq!(told(&write(Form::Json, &fields)), r#"{"A":"x]]>y<&","N":7,"G":{"i":["1","2"]}}"#);
    }
}
