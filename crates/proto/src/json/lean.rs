//! A reply's text without what is empty in it.

use std::borrow::Cow;

use memchr::memchr2;

/// The text without the fields that are `null` or an empty text, wherever they stand; `None` where it is no JSON around one of
/// them, or one has an odd name. The rest is left to whoever reads it: what was no JSON is none afterwards.
pub(super) fn without_empty(text: &str) -> Option<Cow<'_, str>> {
    let bytes = text.as_bytes();
    let (mut kept, mut done) = (String::new(), 0);
    let mut open = Vec::new();
    let (mut name, mut at) = (0..0, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                name = at..end_of_text(bytes, at)?;
                at = name.end;
                continue;
            }
            b'{' | b'[' => open.push(byte),
            b'}' | b']' => _ = open.pop()?,
            b':' => {
                if let Some(end) = end_of_empty(bytes, behind_space(bytes, at + 1)) {
                    let is_plain = |byte: &u8| *byte >= b' ' && *byte != b'\\';
                    if open.last() != Some(&&b'{')
                        || behind_space(bytes, name.end) != at
                        || !bytes.get(name.clone())?.iter().all(is_plain)
                    {
                        return None;
                    }
                    kept.push_str(text.get(done..name.start)?);
                    done = close_up(bytes, &mut kept, behind_space(bytes, end))?;
                    at = done;
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
    if done == 0 {
        return Some(Cow::Borrowed(text));
    }
    kept.push_str(text.get(done..)?);
    Some(Cow::Owned(kept))
}

/// Where to go on behind a field that was left out and ends before `at`: the comma behind it goes too, or else the one before.
fn close_up(bytes: &[u8], kept: &mut String, at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b',' if kept.trim_end().ends_with(['{', ',']) => {
            (bytes.get(behind_space(bytes, at + 1)) == Some(&b'"')).then_some(at + 1)
        }
        b'}' => {
            let before = kept.trim_end();
            let before = match before.strip_suffix(',') {
                Some(before) if before.trim_end().ends_with(['{', '[', ',', ':']) => return None,
                Some(before) => before.len(),
                None if before.ends_with('{') => before.len(),
                None => return None,
            };
            kept.truncate(before);
            Some(at)
        }
        _ => None,
    }
}

/// Behind the text that begins at `at`.
fn end_of_text(bytes: &[u8], mut at: usize) -> Option<usize> {
    at += 1;
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(at) == Some(&b'"') {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// Behind the value at `at`, if it is `null` or an empty text.
fn end_of_empty(bytes: &[u8], at: usize) -> Option<usize> {
    let value = bytes.get(at..)?;
    ["null", "\"\""].iter().find(|empty| value.starts_with(empty.as_bytes())).map(|empty| at + empty.len())
}

fn behind_space(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\t' | b'\n' | b'\r') = bytes.get(at) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::super::drop_empty;
    use super::*;

    #[test]
    fn what_is_empty_is_left_out() {
        let check = |text: &str, expected: &str| assert_eq!(without_empty(text).as_deref(), Some(expected));
        check(r#"{"a":1,"b":[null,"",{}]}"#, r#"{"a":1,"b":[null,"",{}]}"#);
        check(r#"{"a":null}"#, "{}");
        check(r#"{"a":"","b":1,"c":null}"#, r#"{"b":1}"#);
        check(r#"{ "a" : "" , "b" : { "c":null }, "d" : "" }"#, r#"{  "b" : {}}"#);
        check(r#"{"a":null,"b":"","c":null}"#, "{}");
        check(r#"{"\"":"\"\\","茶":":\"\"","b":""}"#, r#"{"\"":"\"\\","茶":":\"\""}"#);
    }

    /// None of these is JSON; leaving a field out must not make it so.
    #[test]
    fn what_was_no_json_is_none_afterwards() {
        for wrong in [
            r#"{"a":null,}"#,
            r#"{,"a":null}"#,
            r#"{"a":1 "b":null}"#,
            r#"{"a" 1 :null}"#,
            r#"{"a":1,,"b":null}"#,
            r#"{"a":null,,"b":1}"#,
            r#"[1,"a":null]"#,
            r#"[1,"a":null,"b"]"#,
            r#"{"a":nullx}"#,
            r#"{"a":"""}"#,
            r#"{"a":null]"#,
            r#"{1,"a":null,"b":2}"#,
            r#"{"a":null"b":1}"#,
            r#"{"a":{,"b":null}}"#,
            r#""a":null"#,
            r#"{"a":null"#,
            r#"{"a":"\"#,
            r#"{"b":,"a":null}"#,
            r#"{"x":"a":null,"b","c":1}"#,
            r#"{"\a":null}"#,
        ] {
            assert!(serde_json::from_str::<Value>(wrong).is_err(), "{wrong}");
            let lean = without_empty(wrong);
            assert!(lean.is_none_or(|lean| serde_json::from_str::<Value>(&lean).is_err()), "{wrong}");
        }
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            Just(Value::from("")),
            Just(Value::from(7)),
            "[a\"\\\\:,{}\\[\\] ]{0,4}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec(("[a-c\":\\\\]{0,2}", inner), 0..5)
                    .prop_map(|fields| fields.into_iter().collect::<serde_json::Map<_, _>>().into()),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_text_loses_what_the_value_loses(value in json(), pretty in any::<bool>()) {
            let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
            let text = text.unwrap();
            let mut expected = value;
            drop_empty(&mut expected);
            if let Some(lean) = without_empty(&text) {
                prop_assert_eq!(serde_json::from_str::<Value>(&lean).unwrap(), expected);
            } else {
                prop_assert!(text.contains('\\'));
            }
        }

        /// Whatever happens to a byte of it.
        #[test]
        fn no_text_becomes_json(value in json(), at in any::<prop::sample::Index>(), byte in "[{}\\[\\]:,\" n1]") {
            let mut text = serde_json::to_string(&value).unwrap().into_bytes();
            let at = at.index(text.len());
            text.splice(at..=at, byte.bytes());
            if let Ok(text) = String::from_utf8(text)
                && serde_json::from_str::<Value>(&text).is_err()
                && let Some(lean) = without_empty(&text)
            {
                prop_assert!(serde_json::from_str::<Value>(&lean).is_err(), "{} -> {}", text, lean);
            }
        }
    }
}
