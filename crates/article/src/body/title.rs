use crate::front::At;
use crate::html::{Element, Node, is_blank, plain};

/// Takes the level-1 heading off that the article begins with, pictures and links above it aside.
pub(crate) fn take(nodes: &mut Vec<Node>) -> Option<At<String>> {
    first(nodes).or_else(|| {
        let at = nodes.iter().position(is_title)?;
        let above = nodes.get(..at)?;
        if above.iter().any(says_something) { None } else { taken(nodes, at) }
    })
}

/// Whether there are words in a node that lead nowhere.
fn says_something(node: &Node) -> bool {
    match node {
        Node::Text(text) => text.chars().any(char::is_alphanumeric),
        Node::Element(element) => element.name != "a" && element.children.iter().any(says_something),
        Node::Slot(_) => false,
    }
}

/// The one that the article begins with, wrapped in sections or not.
fn first(nodes: &mut Vec<Node>) -> Option<At<String>> {
    let at = nodes.iter().position(|node| !is_blank(node))?;
    let Some(Node::Element(element)) = nodes.get_mut(at) else { return None };
    match element.name.as_str() {
        "h1" => taken(nodes, at),
        "article" | "body" | "div" | "header" | "main" | "section" => first(&mut element.children),
        _ => None,
    }
}

fn is_title(node: &Node) -> bool {
    matches!(node, Node::Element(element) if element.name == "h1" && !plain(&element.children).trim().is_empty())
}

/// Takes a heading out; pictures in it stay where it was.
fn taken(nodes: &mut Vec<Node>, at: usize) -> Option<At<String>> {
    let Some(Node::Element(heading)) = nodes.get_mut(at) else { return None };
    let words: Vec<String> = plain(&heading.children).split_whitespace().map(str::to_owned).collect();
    let title = At { line: heading.line, value: words.join(" ") };
    let mut pictures = Vec::new();
    media(std::mem::take(&mut heading.children), &mut pictures);
    let line = heading.line;
    let rest = (!pictures.is_empty()).then(|| Element::new("p", &[], pictures).at(line).into());
    nodes.splice(at..=at, rest);
    (!title.value.is_empty()).then_some(title)
}

fn media(nodes: Vec<Node>, out: &mut Vec<Node>) {
    for node in nodes {
        match node {
            Node::Element(element) if matches!(element.name.as_str(), "img" | "svg" | "video") => {
                out.push(element.into());
            }
            Node::Element(element) => media(element.children, out),
            _ => {}
        }
    }
}

/// Takes off the heading that the article begins with if it says the title again, which WeChat shows above the text.
pub(crate) fn same(nodes: &mut Vec<Node>, title: &str) {
    let letters = |text: &str| {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    let is_same = |heading: &Element| {
        let words = plain(&heading.children);
        !words.trim().is_empty() && letters(&words) == letters(title)
    };
    if leading(nodes).is_some_and(is_same) {
        first(nodes);
    }
}

/// What [`first`] would take.
fn leading(nodes: &[Node]) -> Option<&Element> {
    let Node::Element(element) = nodes.iter().find(|node| !is_blank(node))? else { return None };
    match element.name.as_str() {
        "h1" => Some(element),
        "article" | "body" | "div" | "header" | "main" | "section" => leading(&element.children),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::Format::{Html, Markdown};
    use crate::testing::whole;
    use expect_test::expect;

    #[test]
    fn title_from_heading() {
        whole(
            Markdown,
            "---\ncover: c.jpg\n---\n\n# A *b*\n c\n\n# d\n",
            expect![[r#"
                <section><p><span leaf="">c</span></p><h1><span leaf="">d</span></h1></section>
            "#]],
        );
        whole(
            Markdown,
            "---\ncover: c.jpg\n---\n\na\n\n# b\n",
            expect![[r#"
            error: no title; give one as `title:` in the front matter, or begin the article with a level-1 heading
        "#]],
        );
        whole(
            Markdown,
            "---\ntitle: T\ncover: c.jpg\n---\n# b\n\nc\n",
            expect![[r#"
                <section><h1><span leaf="">b</span></h1><p><span leaf="">c</span></p></section>
            "#]],
        );
        whole(
            Html,
            "---\ncover: c.jpg\n---\n<title>x</title> <div> <h1>a</h1><p>b</div>",
            expect![[r#"
                <section><section><p><span leaf="">b</span></p></section></section>
            "#]],
        );
        whole(
            Markdown,
            "---\ntitle: ' '\ncover: c.jpg\n---\n# b\n\nc\n",
            expect![[r#"
                <section><p><span leaf="">c</span></p></section>
            "#]],
        );
        whole(
            Markdown,
            "---\ncover: c.jpg\n---\n# \n\nc\n",
            expect![[r#"
            error: no title; give one as `title:` in the front matter, or begin the article with a level-1 heading
        "#]],
        );
    }
}
