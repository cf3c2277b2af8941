use crate::front::At;
use crate::html::{Node, is_blank, plain};

/// Takes the level-1 heading off if the article begins with it, wrapped in sections or not.
pub(crate) fn take(nodes: &mut Vec<Node>) -> Option<At<String>> {
    let at = nodes.iter().position(|node| !is_blank(node))?;
    let Some(Node::Element(first)) = nodes.get_mut(at) else { return None };
    match first.name.as_str() {
        "h1" => {
            let words: Vec<String> = plain(&first.children).split_whitespace().map(str::to_owned).collect();
            let title = At { line: first.line, value: words.join(" ") };
            nodes.remove(at);
            Some(title)
        }
        "article" | "div" | "header" | "main" | "section" => take(&mut first.children),
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
            <section><p>c</p><h1>d</h1></section>
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
            <section><h1>b</h1><p>c</p></section>
        "#]],
        );
        whole(
            Html,
            "---\ncover: c.jpg\n---\n<title>x</title> <div> <h1>a</h1><p>b</div>",
            expect![[r#"
                <section><div><p>b</p></div></section>
            "#]],
        );
        whole(
            Markdown,
            "---\ntitle: ' '\ncover: c.jpg\n---\n# b\n\nc\n",
            expect![[r#"
                <section><p>c</p></section>
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
