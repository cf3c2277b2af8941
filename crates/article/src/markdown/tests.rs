//! The exact HTML of each construct.

mod loose;
mod others;
mod rest;

use expect_test::{Expect, expect};

use crate::Format::Markdown;
use crate::testing::{check as without_styles, styled};

fn check(markdown: &str, want: Expect) {
    without_styles(Markdown, markdown, want);
}

#[test]
fn text() {
    check(
        "这是**“重点”**内容，请看**《书名》**一书；**注意：**下一步。**100%**的人，*“斜体”*后。**加粗。**后文",
        expect![[r#"
            <section><p><span leaf="">这是</span><strong><span leaf="">“重点”</span></strong><span leaf="">内容，请看</span><strong><span leaf="">《书名》</span></strong><span leaf="">一书；</span><strong><span leaf="">注意：</span></strong><span leaf="">下一步。</span><strong><span leaf="">100%</span></strong><span leaf="">的人，</span><em><span leaf="">“斜体”</span></em><span leaf="">后。</span><strong><span leaf="">加粗。</span></strong><span leaf="">后文</span></p></section>
        "#]],
    );
    check(
        "==高亮== H~2~O x^2^ ++插入++ ~~删~~ `a  <b>` **a** **b**",
        expect![[r#"
        <section><p><mark><span leaf="">高亮</span></mark><span leaf=""> H</span><sub><span leaf="">2</span></sub><span leaf="">O x</span><sup><span leaf="">2</span></sup><span leaf="">&nbsp;</span><u><span leaf="">插入</span></u><span leaf="">&nbsp;</span><del><span leaf="">删</span></del><span leaf="">&nbsp;</span><code><span leaf="">a &lt;b&gt;</span></code><strong><span leaf=""> a </span></strong><strong><span leaf="">b</span></strong></p></section>
    "#]],
    );
    check(
        "[茶道]{chá dào} {漢字|かんじ} [a]{b}",
        expect![[r#"
        <section><p><ruby><span leaf="">茶</span><rp>（</rp><rt>chá</rt><rp>）</rp><span leaf="">道</span><rp>（</rp><rt>dào</rt><rp>）</rp></ruby><span leaf="">&nbsp;</span><ruby><span leaf="">漢字</span><rp>（</rp><rt>かんじ</rt><rp>）</rp></ruby><span leaf=""> [a]{b}</span></p></section>
    "#]],
    );
    check(
        "床前明月光\n疑是地上霜\nabc\nd",
        expect![[r#"
        <section><p><span leaf="">床前明月光疑是地上霜 abc d</span></p></section>
        warning: line 5: a line break between Chinese lines was joined; `breaks: true` keeps it
    "#]],
    );
    check(
        "a  \nb\\\nc",
        expect![[r#"
        <section><p><span leaf="">a</span><br><span leaf="">b</span><br><span leaf="">c</span></p></section>
    "#]],
    );
    check(
        "文字 ^block-id",
        expect![[r#"
        <section><p><span leaf="">文字</span></p></section>
    "#]],
    );
    styled(
        Markdown,
        "正文**粗**",
        expect![[r#"
        <section style="font-size:16px;line-height:1.75;letter-spacing:0.3px;word-break:break-word;"><p style="margin:0 0 16px;line-height:1.75;"><span leaf="">正文</span><strong style="font-weight:bold;"><span leaf="">粗</span></strong></p></section>
    "#]],
    );
}

#[test]
fn blocks() {
    check(
        "## 标题 *a*\n\n> 引\n>\n> > 深\n\n***\n\n术语\n: 定义\n: 又\n",
        expect![[r#"
        <section><h2><span leaf="">标题 </span><em><span leaf="">a</span></em></h2><blockquote><p><span leaf="">引</span></p><blockquote><p><span leaf="">深</span></p></blockquote></blockquote><hr><section><p><span leaf="">术语</span></p><p><span leaf="">定义</span></p><p><span leaf="">又</span></p></section></section>
    "#]],
    );
    check(
        "> > > > > 深",
        expect![[r#"
        <section><blockquote><blockquote><blockquote><p><span leaf="">深</span></p></blockquote></blockquote></blockquote></section>
    "#]],
    );
    check(
        "[TOC]\n\n## a\n\n### b\n\n[[toc]]\n",
        expect![[r#"
        <section><section><p><span leaf="">a</span></p><p><span leaf="">b</span></p></section><h2><span leaf="">a</span></h2><h3><span leaf="">b</span></h3><section><p><span leaf="">a</span></p><p><span leaf="">b</span></p></section></section>
    "#]],
    );
    styled(
        Markdown,
        "## 标题\n\n> 引",
        expect![[r#"
            <section style="font-size:16px;line-height:1.75;letter-spacing:0.3px;word-break:break-word;"><h2 style="margin:28px 0 14px;line-height:1.4;font-weight:bold;text-align:left;font-size:20px;border-left:4px solid #2f6f4f;padding:0 0 0 10px;"><span leaf="">标题</span></h2><blockquote style="margin:0 0 16px;padding:12px 16px;border-left:3px solid #b0b0b0;background-color:#f7f7f7;color:#4f4f4f;"><p style="line-height:1.75;margin:0;"><span leaf="">引</span></p></blockquote></section>
        "#]],
    );
}

#[test]
fn lists() {
    check(
        "- a\n- **b**：c\n\n3. d\n4. e",
        expect![[r#"
        <section><ul class="list-paddingleft-1"><li><section><span leaf="">a</span></section></li><li><section><strong><span leaf="">b</span></strong><span leaf="">：c</span></section></li></ul><ol class="list-paddingleft-1" start="3"><li><section><span leaf="">d</span></section></li><li><section><span leaf="">e</span></section></li></ol></section>
    "#]],
    );
    check(
        "- 父\n  - 子 **甲**\n    1. 孙\n       - 曾\n  - 子乙\n- 末",
        expect![[r#"
        <section><ul class="list-paddingleft-1"><li><section><span leaf="">父</span><section><span leaf="">◦&nbsp;子 </span><strong><span leaf="">甲</span></strong></section><section><section><span leaf="">1.&nbsp;孙</span></section><section><section><span leaf="">▪&nbsp;曾</span></section></section></section><section><span leaf="">◦&nbsp;子乙</span></section></section></li><li><section><span leaf="">末</span></section></li></ul></section>
    "#]],
    );
    check(
        "- 松\n\n- 散\n\n  第二段\n\n  ```js\n  let a = 1\n  ```\n- 末",
        expect![[r#"
            <section><ul class="list-paddingleft-1"><li><section><span leaf="">松</span></section></li><li><section><span leaf="">散</span><p><span leaf="">第二段</span></p><section><code><span leaf="">let </span><span leaf="">a = </span><span leaf="">1</span></code></section></section></li><li><section><span leaf="">末</span></section></li></ul></section>
        "#]],
    );
    check(
        "- [ ] 待办\n- [x] 完成\n  - [ ] 子\n- 普通\n\n1. [ ] 有序",
        expect![[r#"
        <section><section><p><span leaf="">☐&nbsp;待办</span></p><p><span leaf="">☑&nbsp;完成</span></p><section><section><span leaf="">☐&nbsp;子</span></section></section><p><span leaf="">•&nbsp;普通</span></p></section><section><p><span leaf="">☐&nbsp;有序</span></p></section></section>
    "#]],
    );
    styled(
        Markdown,
        "- a\n  - b\n",
        expect![[r#"
        <section style="font-size:16px;line-height:1.75;letter-spacing:0.3px;word-break:break-word;"><ul class="list-paddingleft-1" style="list-style-type:disc;margin:0 0 16px;padding-left:1.5em;"><li style="line-height:1.75;"><section style="margin:0 0 6px;"><span leaf="">a</span><section style="margin:4px 0 0;padding-left:1.2em;text-indent:-1.2em;"><span leaf="">◦&nbsp;b</span></section></section></li></ul></section>
    "#]],
    );
}

#[test]
fn boxes() {
    check(
        "> [!NOTE]\n> 说明\n\n> [!tip]- 自定义 *题*\n> 小技巧\n>\n> - a",
        expect![[r#"
            <section><section><p><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="currentColor"><path fill-rule="evenodd" d="M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0Zm0 1.6a6.4 6.4 0 1 0 0 12.8A6.4 6.4 0 0 0 8 1.6ZM7.1 7h1.8v5H7.1ZM8 3.8a1.1 1.1 0 1 1 0 2.2 1.1 1.1 0 0 1 0-2.2Z"></path></svg><span leaf="">说明</span></p><p><span leaf="">说明</span></p></section><section><p><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="currentColor"><path fill-rule="evenodd" d="M8 0a5.6 5.6 0 0 1 3.2 10.2c-.5.4-.7.8-.7 1.3h-5c0-.5-.2-.9-.7-1.3A5.6 5.6 0 0 1 8 0Zm0 1.6a4 4 0 0 0-2.3 7.3c.6.4 1 .8 1.2 1.1h2.2c.2-.3.6-.7 1.2-1.1A4 4 0 0 0 8 1.6ZM5.5 12.5h5V14h-5Zm1 2.2h3c0 .8-.6 1.3-1.5 1.3s-1.5-.5-1.5-1.3Z"></path></svg><span leaf="">自定义 </span><em><span leaf="">题</span></em></p><p><span leaf="">小技巧</span></p><ul class="list-paddingleft-1"><li><section><span leaf="">a</span></section></li></ul></section></section>
        "#]],
    );
    check(
        ":::warning\n容器\n:::\n\n:::tip 标题\na\n:::\n\n:::details 更多\nb\n:::\n\n:::odd\nc\n:::",
        expect![[r#"
            <section><section><p><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="currentColor"><path fill-rule="evenodd" d="M9.4 1.3l6.4 11.6A1.6 1.6 0 0 1 14.4 15.3H1.6A1.6 1.6 0 0 1 .2 12.9L6.6 1.3a1.6 1.6 0 0 1 2.8 0ZM8 2.1 1.6 13.7h12.8ZM7.1 6h1.8v4H7.1Zm0 5h1.8v1.7H7.1Z"></path></svg><span leaf="">注意</span></p><p><span leaf="">容器</span></p></section><section><p><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="currentColor"><path fill-rule="evenodd" d="M8 0a5.6 5.6 0 0 1 3.2 10.2c-.5.4-.7.8-.7 1.3h-5c0-.5-.2-.9-.7-1.3A5.6 5.6 0 0 1 8 0Zm0 1.6a4 4 0 0 0-2.3 7.3c.6.4 1 .8 1.2 1.1h2.2c.2-.3.6-.7 1.2-1.1A4 4 0 0 0 8 1.6ZM5.5 12.5h5V14h-5Zm1 2.2h3c0 .8-.6 1.3-1.5 1.3s-1.5-.5-1.5-1.3Z"></path></svg><span leaf="">标题</span></p><p><span leaf="">a</span></p></section><section><p><span leaf="">▸ 更多</span></p><section><p><span leaf="">b</span></p></section></section><p><span leaf="">c</span></p></section>
            warning: line 17: the container `odd` is not known; what is in it was kept
        "#]],
    );
    styled(
        Markdown,
        "> [!warning]\n> 小心",
        expect![[r#"
            <section style="font-size:16px;line-height:1.75;letter-spacing:0.3px;word-break:break-word;"><section style="margin:0 0 16px;padding:12px 16px;border-left:4px solid #2b5797;border-radius:4px;background-color:#f7f7f7;color:#333333;border-left-color:#805300;"><p style="line-height:1.6;font-weight:bold;margin:0 0 8px;color:#805300;"><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="currentColor" style="width:1.1em;height:1.1em;margin-right:0.4em;vertical-align:-0.15em;"><path fill-rule="evenodd" d="M9.4 1.3l6.4 11.6A1.6 1.6 0 0 1 14.4 15.3H1.6A1.6 1.6 0 0 1 .2 12.9L6.6 1.3a1.6 1.6 0 0 1 2.8 0ZM8 2.1 1.6 13.7h12.8ZM7.1 6h1.8v4H7.1Zm0 5h1.8v1.7H7.1Z"></path></svg><span leaf="">注意</span></p><p style="line-height:1.75;margin:0;"><span leaf="">小心</span></p></section></section>
        "#]],
    );
}

#[test]
fn code() {
    check(
        "```rust\nfn main() {\n    let x = 1;\n\n}\n```\n\n    a  b\n",
        expect![[r#"
            <section><section><code><span leaf="">fn </span><span leaf="">main</span><span leaf="">() {</span><br><span leaf="">&nbsp;&nbsp;&nbsp;&nbsp;</span><span leaf="">let</span><span leaf=""> x = </span><span leaf="">1</span><span leaf="">;</span><br><span leaf="">&nbsp;</span><br><span leaf="">}</span></code></section><section><code><span leaf="">a&nbsp;&nbsp;b</span></code></section></section>
        "#]],
    );
    check(
        "```math\nx\n```\n",
        expect![[r#"
        <section><section><span><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -225 290 235" role="img" aria-label="x" fill="currentColor" stroke="currentColor" stroke-width="0"><path d="m29-139q-3-3-3-6 2-13 16-34 23-36 59-41 7-1 10-1 18 0 32 9t22 22q6-8 8-10 18-21 42-21 21 0 33 12t13 28-9 26q-8 11-23 11-9 0-15-6t-6-14q0-23 25-32 0 0-6-3t-14-3-10 1q-19 8-28 33-1 4-14 56t-14 58q-2 7-2 15 0 12 7 19t19 7q21 0 38-18t23-39q1-5 3-6t8-1q9 0 9 4 0 1-1 6-8 31-35 54-23 19-49 19-35 0-53-32-15 22-37 30-5 1-13 1-29 0-41-21-5-8-5-20 0-15 9-25t23-11q21 0 21 21 0 19-17 27-1 1-3 2t-2 1q-1 0-2 0l-1 1q0 1 7 4t13 3q18 0 31-23 6-9 20-65 3-11 6-25t5-22 3-9q2-13 2-19 0-12-6-19t-18-7q-23 0-39 17t-23 40q-1 4-3 5t-8 1z"></path></svg></span></section></section>
    "#]],
    );
    check(
        "```plantuml
A -> B
```
",
        expect![[r#"
            <section><section><code><span leaf="">A -&gt; B</span></code></section></section>
            warning: line 5: a plantuml diagram cannot be drawn here; readers will see its source
        "#]],
    );
    check(
        "`[a]{b} ![x](a b.png) %%c%% ==d==`\n\n```\n![x](a b.png)\n%%c%%\n```\n",
        expect![[r#"
        <section><p><code><span leaf="">[a]{b} ![x](a b.png) %%c%% ==d==</span></code></p><section><code><span leaf="">![x](a b.png)</span><br><span leaf="">%%c%%</span></code></section></section>
    "#]],
    );
    styled(
        Markdown,
        "```\na\n```",
        expect![[r#"
            <section style="font-size:16px;line-height:1.75;letter-spacing:0.3px;word-break:break-word;"><section style="margin:0 0 16px;padding:14px 16px;background-color:#f5f5f5;border-radius:6px;font-size:14px;line-height:1.6;color:#24292f;text-align:left;letter-spacing:0;overflow-x:auto;white-space:nowrap;"><code style="font-size:14px;white-space:nowrap;"><span leaf="">a</span></code></section></section>
        "#]],
    );
}

#[cfg(feature = "diagrams")]
#[test]
fn diagrams() {
    let source = "---\ntitle: T\n---\n```mermaid\ngraph TD;\n  A --> B\n```\n";
    let article = crate::testing::parse(source, Markdown).unwrap();
    assert!(
        matches!(article.pictures.as_slice(), [picture] if matches!(picture.source, crate::PictureSource::Drawn { .. }))
    );
}

#[test]
fn tables() {
    check(
        "| a | b |\n|:-:|--:|\n| 1 | ![](a.png) |\n",
        expect![[r#"
        <section><section><table><thead><tr><th><span leaf="">a</span></th><th><span leaf="">b</span></th></tr></thead><tbody><tr><td><span leaf="">1</span></td><td><img src="{p0}"{s0}></td></tr></tbody></table></section></section>
        Picture { source: File("a.png"), line: Some(7), role: Inline, width: None }
    "#]],
    );
    check(
        &format!("|{}\n|{}\n|{}\n", "列名长|".repeat(9), "---|".repeat(9), "some-long-word|".repeat(9)),
        expect![[r#"
            <section><section data-ignore-width=""><table data-ignore-width=""><thead><tr><th><span leaf="">列名长</span></th><th><span leaf="">列名长</span></th><th><span leaf="">列名长</span></th><th><span leaf="">列名长</span></th><th><span leaf="">列名长</span></th><th><span leaf="">列名长</span></th><th><span leaf="">列名长</span></th><th><span leaf="">列名长</span></th><th><span leaf="">列名长</span></th></tr></thead><tbody><tr><td><span leaf="">some-long-word</span></td><td><span leaf="">some-long-word</span></td><td><span leaf="">some-long-word</span></td><td><span leaf="">some-long-word</span></td><td><span leaf="">some-long-word</span></td><td><span leaf="">some-long-word</span></td><td><span leaf="">some-long-word</span></td><td><span leaf="">some-long-word</span></td><td><span leaf="">some-long-word</span></td></tr></tbody></table></section></section>
        "#]],
    );
    styled(
        Markdown,
        "| a |\n|---|\n| 1 |\n",
        expect![[r#"
            <section style="font-size:16px;line-height:1.75;letter-spacing:0.3px;word-break:break-word;"><section style="margin:0 0 16px;"><table style="width:100%;border-collapse:collapse;font-size:14px;margin:0;"><thead><tr><th style="padding:8px 10px;border:1px solid rgba(128,128,128,0.25);line-height:1.6;text-align:left;vertical-align:top;background-color:#f2f2f2;color:#333333;font-weight:bold;"><span leaf="">a</span></th></tr></thead><tbody><tr><td style="padding:8px 10px;border:1px solid rgba(128,128,128,0.25);line-height:1.6;text-align:left;vertical-align:top;"><span leaf="">1</span></td></tr></tbody></table></section></section>
        "#]],
    );
}

#[test]
fn pictures() {
    check(
        "![说明](a.png)\n\n前 ![x](b.png) 后\n\n![](c.png)![](d.png)",
        expect![[r#"
        <section><section nodeleaf=""><img src="{p0}"{s0} alt="说明"></section><p><span leaf="">说明</span></p><p><span leaf="">前 </span><img src="{p1}"{s1} alt="x"><span leaf=""> 后</span></p><section nodeleaf=""><img src="{p2}"{s2}></section><section nodeleaf=""><img src="{p3}"{s3}></section></section>
        Picture { source: File("a.png"), line: Some(5), role: Inline, width: None }
        Picture { source: File("b.png"), line: Some(7), role: Inline, width: None }
        Picture { source: File("c.png"), line: Some(9), role: Inline, width: None }
        Picture { source: File("d.png"), line: Some(9), role: Inline, width: None }
    "#]],
    );
    check(
        "![截屏](截屏2026-05-01 10.00.00.png)\n\n![a](图 (1).png \"题\")\n\n![](a\\b.png)",
        expect![[r#"
        <section><section nodeleaf=""><img src="{p0}"{s0} alt="截屏"></section><p><span leaf="">截屏</span></p><section nodeleaf=""><img src="{p1}"{s1} alt="a"></section><p><span leaf="">a</span></p><section nodeleaf=""><img src="{p2}"{s2}></section></section>
        Picture { source: File("截屏2026-05-01 10.00.00.png"), line: Some(5), role: Inline, width: None }
        Picture { source: File("图 (1).png"), line: Some(7), role: Inline, width: None }
        Picture { source: File("a/b.png"), line: Some(9), role: Inline, width: None }
    "#]],
    );
    check(
        "！[图](a.png)\n\n![图]（b.png）\n\n![](c.png =300x)\n\n![d|120](d.png)\n\n![](e.png){width=50%}",
        expect![[r#"
            <section><section nodeleaf=""><img src="{p0}"{s0} alt="图"></section><p><span leaf="">图</span></p><section nodeleaf=""><img src="{p1}"{s1} alt="图"></section><p><span leaf="">图</span></p><section nodeleaf=""><img src="{p2}"{s2}></section><section nodeleaf=""><img src="{p3}"{s3} alt="d"></section><p><span leaf="">d</span></p><section nodeleaf=""><img src="{p4}"{s4}></section></section>
            Picture { source: File("a.png"), line: Some(5), role: Inline, width: None }
            Picture { source: File("b.png"), line: Some(7), role: Inline, width: None }
            Picture { source: File("c.png"), line: Some(9), role: Inline, width: Some(300) }
            Picture { source: File("d.png"), line: Some(11), role: Inline, width: Some(120) }
            Picture { source: File("e.png"), line: Some(13), role: Inline, width: None }
        "#]],
    );
    check(
        "![[a b.png]]\n\n![[b.png|300]]\n\n[[别的笔记]] 和 [[别的笔记#节|名字]]",
        expect![[r#"
        <section><section nodeleaf=""><img src="{p0}"{s0}></section><section nodeleaf=""><img src="{p1}"{s1}></section><p><span leaf="">别的笔记 和 名字</span></p></section>
        Picture { source: File("a b.png"), line: Some(5), role: Inline, width: None }
        Picture { source: File("b.png"), line: Some(7), role: Inline, width: Some(300) }
    "#]],
    );
    check(
        "![图注](a.png)\n*斜体图注*\n\n![](b.png)\n图 1：说明\n\n如下：\n![](c.png)\n再说",
        expect![[r#"
        <section><section nodeleaf=""><img src="{p0}"{s0} alt="图注"></section><p><span leaf="">斜体图注</span></p><section nodeleaf=""><img src="{p1}"{s1}></section><p><span leaf="">图 1：说明</span></p><p><span leaf="">如下：</span></p><section nodeleaf=""><img src="{p2}"{s2}></section><p><span leaf="">再说</span></p></section>
        Picture { source: File("a.png"), line: Some(5), role: Inline, width: None }
        Picture { source: File("b.png"), line: Some(8), role: Inline, width: None }
        Picture { source: File("c.png"), line: Some(12), role: Inline, width: None }
    "#]],
    );
    check(
        "![IMG_20260501.png](a.png)\n\n![image](b.png)\n\n![在这里插入图片描述](c.png)",
        expect![[r#"
        <section><section nodeleaf=""><img src="{p0}"{s0} alt="IMG_20260501.png"></section><section nodeleaf=""><img src="{p1}"{s1} alt="image"></section><section nodeleaf=""><img src="{p2}"{s2} alt="在这里插入图片描述"></section></section>
        Picture { source: File("a.png"), line: Some(5), role: Inline, width: None }
        Picture { source: File("b.png"), line: Some(7), role: Inline, width: None }
        Picture { source: File("c.png"), line: Some(9), role: Inline, width: None }
    "#]],
    );
    styled(
        Markdown,
        "![说明](a.png)\n\n![|200](b.png)\n\n![|500](c.png) x",
        expect![[r#"
            <section style="font-size:16px;line-height:1.75;letter-spacing:0.3px;word-break:break-word;"><section nodeleaf="" style="margin:0 0 16px;text-align:center;"><img src="{p0}"{s0} alt="说明" style="height:auto;vertical-align:top;border-radius:4px;{w0};"></section><p style="margin:6px 0 20px;font-size:14px;line-height:1.5;color:#7a7a7a;text-align:center;"><span leaf="">说明</span></p><section nodeleaf="" style="margin:0 0 16px;text-align:center;"><img src="{p1}"{s1} style="height:auto;vertical-align:top;border-radius:4px;width:200px;max-width:100%;"></section><p style="margin:0 0 16px;line-height:1.75;"><img src="{p2}"{s2} style="height:auto;vertical-align:middle;display:inline-block;width:100%;"><span leaf=""> x</span></p></section>
            Picture { source: File("a.png"), line: Some(5), role: Inline, width: None }
            Picture { source: File("b.png"), line: Some(7), role: Inline, width: Some(200) }
            Picture { source: File("c.png"), line: Some(9), role: Inline, width: Some(500) }
        "#]],
    );
}
