//! What an SVG declares before it begins.

use super::{article, told};
use crate::Fonts;

#[test]
fn entities_neither_grow_nor_read_files() {
    let drawn = |entities: &str, name: &str| {
        let svg = format!(
            "<!DOCTYPE svg [{entities}]><svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><desc>&{name};</desc></svg>"
        );
        told(svg.as_bytes(), &article(), &Fonts::default())
    };
    let tens = |n: u32| format!("<!ENTITY l{n} '{}'>", format!("&l{};", n - 1).repeat(10));
    let laughs: String = std::iter::once("<!ENTITY l0 'ha'>".to_owned()).chain((1..10).map(tens)).collect();
    for (entities, name) in [
        (laughs.as_str(), "l9"),
        ("<!ENTITY x SYSTEM 'file:///etc/passwd'>", "x"),
        ("<!ENTITY a '&a;'>", "a"),
    ] {
        let told = drawn(entities, name);
        assert!(told.starts_with("error: the SVG cannot be drawn"), "{name}: {told}");
    }
    assert_eq!(drawn("<!ENTITY tea '茶'>", "tea"), "PNG (9, 9); drawn from SVG as PNG");
}
