//! What other tools and input methods for Chinese write.

use expect_test::expect;

use super::check;

#[test]
fn comments_at_the_start_of_a_line() {
    check(
        "<!-- more -->第一段**粗**\n第二行\n<!-- b -->[链](https://mp.weixin.qq.com/a)\n\n> <!-- a\n> b --> *斜*\n\n- <!-- c --> `d`",
        expect![[r#"
            <section><p><span leaf="">第一段</span><strong><span leaf="">粗</span></strong><span leaf="">第二行</span><br><a class="normal_text_link" target="_blank" href="https://mp.weixin.qq.com/a" textvalue="链" data-itemshowtype="0" linktype="text" data-linktype="2"><span leaf="">链</span></a></p><blockquote><p><em><span leaf="">斜</span></em></p></blockquote><ul class="list-paddingleft-1"><li><section><code><span leaf="">d</span></code></section></li></ul></section>
            warning: line 5: a line break between Chinese lines was joined; `breaks: true` keeps it
        "#]],
    );
    check(
        "一\n\n<!-- 二\n\n三\n",
        expect![[r#"
        error: line 7: the comment that begins with <!-- here has no end, so all behind it would be hidden; close it with -->
    "#]],
    );
    check(
        "一 <!-- 二\n三\n",
        expect![[r#"
        error: line 5: the comment that begins with <!-- here has no end; close it with -->, or write it as code: `<!--`
    "#]],
    );
    check(
        "<div>\n一\n<!-- 二\n</div>\n\n三\n",
        expect![[r#"
        error: line 7: the comment that begins with <!-- here has no end, so all behind it would be hidden; close it with -->
    "#]],
    );
    check(
        "`<!--` 和 <p>a < b</p>\n\n```\n<!--\n```",
        expect![[r#"
        <section><p><code><span leaf="">&lt;!--</span></code><span leaf=""> 和</span></p><p><span leaf="">a &lt; b</span></p><section><code><span leaf="">&lt;!--</span></code></section></section>
    "#]],
    );
}

#[test]
fn markdown_directly_behind_a_tag() {
    check(
        "<aside>\n💡 提示 **粗** [链](https://mp.weixin.qq.com/a)\n\n</aside>\n\n<table><tr><td>`a`</td><td>\n![](a.png)\n</td></tr></table>\n\n<div>&lt;b&gt; **c**\n- d\n- e</div>\n\n<pre>**f**</pre>",
        expect![[r#"
            <section><section><span leaf="">💡 提示 </span><strong><span leaf="">粗 </span></strong><a class="normal_text_link" target="_blank" href="https://mp.weixin.qq.com/a" textvalue="链" data-itemshowtype="0" linktype="text" data-linktype="2"><span leaf="">链</span></a></section><section><table><tbody><tr><td><code><span leaf="">a</span></code></td><td><img src="{p0}"{s0}></td></tr></tbody></table></section><section><p><span leaf="">&lt;b&gt; </span><strong><span leaf="">c</span></strong></p><ul class="list-paddingleft-1"><li><section><span leaf="">d</span></section></li><li><section><span leaf="">e</span></section></li></ul></section><section><code><span leaf="">**f**</span></code></section></section>
            Picture { source: File("a.png"), line: Some(10), role: Inline, width: None }
        "#]],
    );
}

#[test]
fn typed_in_full_width() {
    check(
        "[链]（https://mp.weixin.qq.com/a）后 ＊＊粗＊＊\n\n|甲|乙|\n|——|：—：|\n|1|2|\n\n＃ 标题\n\n＞ 引\n\n｀码｀",
        expect![[r#"
            <section><p><a class="normal_text_link" target="_blank" href="https://mp.weixin.qq.com/a" textvalue="链" data-itemshowtype="0" linktype="text" data-linktype="2"><span leaf="">链</span></a><span leaf="">后 ＊＊粗＊＊</span></p><section><table><thead><tr><th><span leaf="">甲</span></th><th><span leaf="">乙</span></th></tr></thead><tbody><tr><td><span leaf="">1</span></td><td><span leaf="">2</span></td></tr></tbody></table></section><p><span leaf="">＃ 标题</span></p><p><span leaf="">＞ 引</span></p><p><span leaf="">｀码｀</span></p></section>
            warning: line 5: `＊＊` looks like stars of emphasis typed in full width, but it is shown as it stands
            warning: line 11: `＃` looks like a heading typed in full width, but it is shown as it stands
            warning: line 13: `＞` looks like a quote typed in full width, but it is shown as it stands
            warning: line 15: `｀` looks like code between signs typed in full width, but it is shown as it stands
        "#]],
    );
    check(
        "说：\n-甲\n1.乙\na. 丙\n\n- [x]丁\n- [ ] 戊\n\n中文__粗__中文 __init__\n\n| 甲 | 乙 |\n| 1 | 2 |\n\n+---+\n| a |\n+---+\n\n![](a%2Ebin) ![](/b.png)",
        expect![[r#"
            <section><p><span leaf="">说：</span><br><span leaf="">-甲</span><br><span leaf="">1.乙</span><br><span leaf="">a. 丙</span></p><section><p><span leaf="">☑&nbsp;丁</span></p><p><span leaf="">☐&nbsp;戊</span></p></section><p><span leaf="">中文__粗__中文 </span><strong><span leaf="">init</span></strong></p><p><span leaf="">| 甲 | 乙 | | 1 | 2 |</span></p><p><span leaf="">+---+ | a | +---+</span></p><section nodeleaf=""><img src="{p0}"{s0}></section><section nodeleaf=""><img src="{p1}"{s1}></section></section>
            Picture { source: File("a.bin"), line: Some(22), role: Inline, width: None }
            Picture { source: File("b.png"), line: Some(22), role: Inline, width: None }
            warning: line 13: `__` looks like underlines of emphasis, but it is shown as it stands
            warning: line 15: `| … |` looks like a table without a line of `|---|` below its head, but it is shown as it stands
            warning: line 18: `+--` looks like a table of Pandoc's, but it is shown as it stands
        "#]],
    );
    check(
        "说：\n1、甲\n２．乙\n（三）丙\n• 丁\n①戊\n十年\n2026、2027",
        expect![[r#"
        <section><p><span leaf="">说：</span><br><span leaf="">1、甲</span><br><span leaf="">２．乙</span><br><span leaf="">（三）丙</span><br><span leaf="">• 丁</span><br><span leaf="">①戊十年 2026、2027</span></p></section>
        warning: line 10: a line break between Chinese lines was joined; `breaks: true` keeps it
    "#]],
    );
}

#[test]
fn docusaurus() {
    check(
        "import Tabs from '@theme/Tabs';\nexport const a = 1;\n\n文{/* 内部 */}字\n\n{/*\n两行 */}\n\nimport 是一个词，\"词\"\n\n```js\nimport a from 'a';\n{/* b */}\n```",
        expect![[r#"
            <section><p><span leaf="">文字</span></p><p><span leaf="">import 是一个词，"词"</span></p><section><code><span leaf="">import </span><span leaf="">a </span><span leaf="">from </span><span leaf="">'a'</span><span leaf="">;</span><br><span leaf="">{</span><span leaf="">/* b */</span><span leaf="">}</span></code></section></section>
            warning: line 5: `import …` means something to MDX only; it was left out
            warning: line 6: `export …` means something to MDX only; it was left out
        "#]],
    );
}

#[test]
fn gitbook_and_hexo() {
    check(
        "{% code title=\"a\" %}\n```js\na\n```\n{% endcode %}\n\n{% codeblock %}\nb\n{% endcodeblock %}\n\n{% tabs %}\n{% tab title=\"甲 乙\" %}\n丙\n{% endtab %}\n{% endtabs %}\n\n{% embed url=\"https://mp.weixin.qq.com/x\" %}\n\n{% link 文字 https://mp.weixin.qq.com/a 题 %} {% btn https://mp.weixin.qq.com/b, 钮 %}\n\n{% pullquote %}\n引\n{% endpullquote %}",
        expect![[r#"
            <section><section><code><span leaf="">a</span></code></section><section><code><span leaf="">b</span></code></section><p><strong><span leaf="">甲 乙</span></strong><br><span leaf="">丙</span></p><p><a class="normal_text_link" target="_blank" href="https://mp.weixin.qq.com/x" textvalue="https://mp.weixin.qq.com/x" data-itemshowtype="0" linktype="text" data-linktype="2"><span leaf="">https://mp.weixin.qq.com/x</span></a></p><p><a class="normal_text_link" target="_blank" href="https://mp.weixin.qq.com/a" textvalue="文字" data-itemshowtype="0" linktype="text" data-linktype="2"><span leaf="">文字 </span></a><a class="normal_text_link" target="_blank" href="https://mp.weixin.qq.com/b" textvalue="钮" data-itemshowtype="0" linktype="text" data-linktype="2"><span leaf="">钮</span></a></p><section><p><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="currentColor"><path fill-rule="evenodd" d="M1 3h5.6v5.6c0 2.6-1.6 4.4-4.6 4.9l-.4-1.5c1.5-.3 2.4-1.1 2.6-2.4H1Zm8 0h5.6v5.6c0 2.6-1.6 4.4-4.6 4.9l-.4-1.5c1.5-.3 2.4-1.1 2.6-2.4H9Z"></path></svg><span leaf="">引用</span></p><p><span leaf="">引</span></p></section></section>
        "#]],
    );
    check(
        "<figure><img src=\"a.png\"><figcaption><p>图 1</p><p>说明</p></figcaption></figure>",
        expect![[r#"
            <section><section nodeleaf=""><img src="{p0}"{s0}></section><p><span leaf="">图 1</span><br><span leaf="">说明</span></p></section>
            Picture { source: File("a.png"), line: Some(5), role: Inline, width: None }
        "#]],
    );
    check(
        "## 一\n\n@[TOC](目录)",
        expect![[r#"
        <section><h2><span leaf="">一</span></h2><section><p><span leaf="">一</span></p></section></section>
    "#]],
    );
}

#[test]
fn obsidian() {
    check(
        "![[笔记#题]]\n\n![[a.mp3]] ![[b.excalidraw]]\n\n```dataview\nTABLE\n```\n\n<% tp.date.now() %>",
        expect![[r#"
            error: line 5: ![[笔记#题]] puts another note in here, which an article cannot; copy its text, or write [[笔记#题]]
            line 7: ![[a.mp3]] is neither a picture nor a video, and an article holds no other files; take it out, or write [[a.mp3]]
            line 7: ![[b.excalidraw]] is a drawing of Obsidian's; export it as a picture, and put that in
        "#]],
    );
    check(
        "<% tp.date.now() %>\n\n```dataview\nTABLE\n```\n\n- [ ]  空\n\n```js\n没完\n",
        expect![[r#"
            <section><p><span leaf="">&lt;% tp.date.now() %&gt;</span></p><section><code><span leaf="">TABLE</span></code></section><section><p><span leaf="">☐&nbsp;空</span></p></section><section><code><span leaf="">没完</span></code></section></section>
            warning: line 5: `<%` looks like a tag of Templater, but it is shown as it stands
            warning: line 7: only Obsidian can answer a dataview query; readers will see its source
            warning: line 13: the code that begins here has no end, so all behind it is code; close it with a line of the same signs
        "#]],
    );
}

#[test]
fn bounded() {
    check(
        &":::tip\n".repeat(101),
        expect![[r#"
        error: line 105: more than 100 containers are open here; close each with a line of :::
    "#]],
    );
    let contents = format!("{}{}", "## a\n".repeat(3000), "\n[TOC]\n".repeat(2));
    let article = crate::testing::parse(&format!("# T\n{contents}"), crate::Format::Markdown).unwrap();
    assert_eq!(article.warnings.len(), 1);
    expect!["line 3005: the tables of contents have more than 5000 lines; this one was left out"]
        .assert_eq(&article.warnings[0].to_string());
}

#[test]
fn tags_over_several_lines_and_between_html() {
    check(
        "{{< table\n  \"a\"\n  \"b\"\n>}}\n\n<h2>新 {%- include badge.html v=\"1\" -%}</h2>\n\n{% youtube x %}",
        expect![[r#"
            <section><h2><span leaf="">新</span></h2></section>
            warning: line 5: `{{< table … >}}` means something to Hugo only; it was left out
            warning: line 10: `{% include … %}` means something to Hexo or Jekyll only; it was left out
            warning: line 12: `{% youtube … %}` means something to Hexo or Jekyll only; it was left out
        "#]],
    );
}

#[test]
fn shortcodes_that_are_to_be_shown() {
    check(
        "写 {{</* ref \"a.md\" */>}} 或 `{{%/* b */%}}`：\n\n```\n{{</* youtube x */>}}\n```\n",
        expect![[r#"
        <section><p><span leaf="">写 </span><code><span leaf="">{{&lt; ref "a.md" &gt;}}</span></code><span leaf=""> 或 </span><code><span leaf="">{{% b %}}</span></code><span leaf="">：</span></p><section><code><span leaf="">{{&lt; youtube x &gt;}}</span></code></section></section>
    "#]],
    );
}

#[test]
fn titles_of_tabs() {
    check(
        "{% tabs 系统 %}\n<!-- tab Windows@windows -->\n装**包**\n<!-- endtab -->\n\n<!-- tab Linux -->\n```sh\nls\n```\n<!-- endtab -->\n{% endtabs %}\n\n{{< tabs \"a\" >}}\n{{< tab \"甲\" >}}\n一\n{{< /tab >}}\n{{< /tabs >}}",
        expect![[r#"
            <section><p><strong><span leaf="">Windows</span></strong><br><span leaf="">装</span><strong><span leaf="">包</span></strong></p><p><strong><span leaf="">Linux</span></strong></p><section><code><span leaf="">ls</span></code></section><p><strong><span leaf="">甲</span></strong><br><span leaf="">一</span></p></section>
        "#]],
    );
}

#[test]
fn formulas_without_dollars() {
    check(
        "即\n[\n\\frac{1}{2}\n]，见 C:\\Users\\name 与 \\section",
        expect![[r#"
        <section><p><span leaf="">即 [ \frac{1}{2} ]，见 C:\Users\name 与 \section</span></p></section>
        warning: line 7: `\frac{` looks like a formula without dollars around it, but it is shown as it stands
    "#]],
    );
}

#[test]
fn titles_of_code() {
    check(
        "```go {title=\"main.go\"}\nx\n```\n\n```bash 安装\nls\n```\n\n```yaml source/a.md\na: 1\n```\n\n::: code-group\n\n```js{1} [b.js]\ny\n```\n\n:::\n\n```rust,ignore\nz\n```\n\n```js {1,3} showLineNumbers\nw\n```",
        expect![[r#"
            <section><p><span leaf="">main.go</span></p><section><code><span leaf="">x</span></code></section><p><span leaf="">安装</span></p><section><code><span leaf="">ls</span></code></section><p><span leaf="">source/a.md</span></p><section><code><span leaf="">a</span><span leaf="">: </span><span leaf="">1</span></code></section><p><span leaf="">b.js</span></p><section><code><span leaf="">y</span></code></section><section><code><span leaf="">z</span></code></section><section><code><span leaf="">w</span></code></section></section>
        "#]],
    );
}

#[test]
fn boxes_of_myst_and_tabs_of_vuepress() {
    check(
        "```{important}\n这是**提示**\n\n- 甲\n```\n\n::: tabs\n\n@tab npm\n一\n\n@tab:active pnpm#p\n二\n\n:::\n\n```{python}\nx\n```",
        expect![[r#"
            <section><section><p><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="currentColor"><path fill-rule="evenodd" d="M1.6 1h12.8c.9 0 1.6.7 1.6 1.6v8.8c0 .9-.7 1.6-1.6 1.6H7.6L4 16v-3H1.6A1.6 1.6 0 0 1 0 11.4V2.6C0 1.7.7 1 1.6 1Zm0 1.6v8.8h4V12.5l1.4-1.1h7.4V2.6ZM7.1 3.6h1.8v4H7.1Zm0 5h1.8v1.8H7.1Z"></path></svg><span leaf="">重要</span></p><p><span leaf="">这是</span><strong><span leaf="">提示</span></strong></p><ul class="list-paddingleft-1"><li><section><span leaf="">甲</span></section></li></ul></section><p><strong><span leaf="">npm</span></strong><br><span leaf="">一</span></p><p><strong><span leaf="">pnpm</span></strong><br><span leaf="">二</span></p><section><code><span leaf="">x</span></code></section></section>
        "#]],
    );
}
