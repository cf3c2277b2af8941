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
        "article" | "body" | "div" | "header" | "main" | "section" => take(&mut first.children),
        _ => None,
    }
}

/// Takes off the heading that the article begins with if it says the title again, which WeChat shows above the text.
pub(crate) fn same(nodes: &mut Vec<Node>, title: &str) {
    let mut rest = nodes.clone();
    let letters = |text: &str| {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    if take(&mut rest).is_some_and(|heading| letters(&heading.value) == letters(title)) {
        *nodes = rest;
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
