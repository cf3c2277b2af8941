//! What people write that CommonMark has otherwise.

use expect_test::{Expect, expect};

use super::check;
use crate::Format::Markdown;
use crate::testing::{joined, parse};

#[test]
fn emphasis_headings_and_tables() {
    check(
        "前** 重点 **后，** -c **：只。2 ** 3 ** 4\n\n##标题\n\n#标签 ###\n\n红<br\\>字",
        expect![[r#"
            <section><p><span leaf="">前 </span><strong><span leaf="">重点</span></strong><span leaf=""> 后， </span><strong><span leaf="">-c</span></strong><span leaf=""> ：只。2 ** 3 ** 4</span></p><h2><span leaf="">标题</span></h2><p><span leaf="">#标签 ###</span></p><p><span leaf="">红</span><br><span leaf="">字</span></p></section>
            warning: line 5: `**` looks like stars of emphasis, but it is shown as it stands
        "#]],
    );
    check(
        "| a | b |\n|---|:-:|\n| 1 | 2 | 3 |\n| 4 |\n\n| a |\n|---|\n| b ||\n",
        expect![[r#"
        <section><section><table><thead><tr><th><span leaf="">a</span></th><th><span leaf="">b</span></th><th></th></tr></thead><tbody><tr><td><span leaf="">1</span></td><td><span leaf="">2</span></td><td><span leaf="">3</span></td></tr><tr><td><span leaf="">4</span></td><td></td><td></td></tr></tbody></table></section><section><table><thead><tr><th><span leaf="">a</span></th></tr></thead><tbody><tr><td><span leaf="">b</span></td></tr></tbody></table></section></section>
        warning: line 7: this row has 3 cells and its table 2 columns, so it got more; write \| for a bar inside of a cell
    "#]],
    );
}

#[test]
fn tags_that_only_a_site_knows() {
    check(
        "{% youtube a1 %}\n\n前 {{< new-in 1.2 />}} 后\n\n{% tabs x %}\n\n里\n\n{% endtabs %}\n\n{% comment %}\n内部\n{% endcomment %}\n\n{% post_link slug 旧文 %} {% raw %}{% x %}{% endraw %} `{% y %}`\n\n{{ page.title }}",
        expect![[r#"
            <section><p><span leaf="">前 后</span></p><p><span leaf="">里</span></p><p><span leaf="">旧文 {% x %} </span><code><span leaf="">{% y %}</span></code></p><p><span leaf="">{{ page.title }}</span></p></section>
            warning: line 5: `{% youtube … %}` means something to Hexo or Jekyll only; it was left out
            warning: line 7: `{{< new-in … >}}` means something to Hugo only; it was left out
            warning: line 19: `{% ` looks like a tag of Hexo or Jekyll, but it is shown as it stands
            warning: line 21: `{{ ` looks like a placeholder, but it is shown as it stands
        "#]],
    );
}

/// Compares what is shown, a formula as its TeX between `⟨` and `⟩`.
fn formulas(markdown: &str, want: Expect) {
    let article = parse(&format!("# T\n\n{markdown}"), Markdown).unwrap();
    let html = joined(&article);
    let mut shown = String::new();
    for part in html.split('<') {
        let (tag, text) = part.split_once('>').unwrap_or(("", part));
        if let Some(label) = tag.split("aria-label=\"").nth(1).and_then(|rest| rest.split('"').next()) {
            shown.push_str(&format!("⟨{label}⟩"));
        }
        if tag.starts_with("/p") || tag.starts_with("/section") || tag.starts_with("/h") {
            shown.push('\n');
        }
        shown.push_str(text);
    }
    want.assert_eq(&shown);
}

#[test]
fn formulas_with_blanks_and_lines() {
    formulas(
        "变量$ E $和$x $、$ 3$ 分，$ a_1 + b $；价格$ 5 和 $ 6，from $ 5 to $ 6，$VISUAL 或 $EDITOR",
        expect![[r#"
            变量⟨E⟩
            和⟨x⟩
            、⟨3⟩
             分，⟨a_1 + b⟩
            ；价格$ 5 和 $ 6，from $ 5 to $ 6，$VISUAL 或 $EDITOR

        "#]],
    );
    formulas(
        "$$\na\n- b\n\n= c\n1. d\n$$\n\n- 项 $ x\n+ y $ 后",
        expect![[r#"
        ⟨a - b = c 1. d⟩

        项 ⟨x + y⟩
         后

    "#]],
    );
    formulas(
        "> $$\n> a\n> + b\n> $$\n\n`$ x $` \\$ y $\n\n$$\n没完\n\n# 题\n\n完 $$",
        expect![[r#"
        ⟨a + b⟩

        $ x $ $ y $
        $$ 没完
        题
        完 $$

    "#]],
    );
}
