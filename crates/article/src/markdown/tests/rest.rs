//! Links, notes, comments, HTML, and what is left over.

use expect_test::expect;

use super::check;
use crate::Format::Markdown;
use crate::testing::styled;

#[test]
fn links_and_notes() {
    check(
        "a[^x] b[^长] c[^x] d^[行内 *注*]\n\n[^长]: two\n[^x]: one[^in]\n\n    more\n[^in]: 内\n[^un]: never\n",
        expect![[r#"
            <section><p><span leaf="">a</span><sup><span leaf="">[注1]</span></sup><span leaf=""> b</span><sup><span leaf="">[注2]</span></sup><span leaf=""> c</span><sup><span leaf="">[注1]</span></sup><span leaf=""> d</span><sup><span leaf="">[注3]</span></sup></p><section><p><span leaf="">[注1]&nbsp;one</span><sup><span leaf="">[注4]</span></sup></p><p><span leaf="">more</span></p><p><span leaf="">[注2]&nbsp;two</span></p><p><span leaf="">[注3]&nbsp;行内 </span><em><span leaf="">注</span></em></p><p><span leaf="">[注4]&nbsp;内</span></p></section></section>
            warning: line 12: nothing refers to the footnote [^un]; it was removed
        "#]],
    );
    check(
        "https://example.com，和 www.example.com <a@b.example> [茶](https://example.com/t)",
        expect![[r#"
            <section><p><span leaf="">https://example.com，和 www.example.com a@b.example </span><span><span leaf="">茶</span></span><sup><span leaf="">[1]</span></sup></p><section><p><span leaf="">参考链接</span></p><p><span leaf="">[1]&nbsp;茶：https://example.com/t</span></p></section></section>
        "#]],
    );
    styled(
        Markdown,
        "[茶](https://example.com/t)[^1]\n\n[^1]: 注",
        expect![[r#"
            <section style="font-size:16px;line-height:1.75;letter-spacing:0.3px;word-break:break-word;"><p style="margin:0 0 16px;line-height:1.75;"><span style="color:#576b95;text-decoration:none;"><span leaf="">茶</span></span><sup style="font-size:12px;line-height:1;color:#576b95;"><span leaf="">[1]</span></sup><sup style="font-size:12px;line-height:1;color:#576b95;"><span leaf="">[注1]</span></sup></p><section style="margin:32px 0 0;padding:12px 0 0;border-top:1px solid rgba(128,128,128,0.25);"><p style="margin:0 0 4px;font-size:14px;line-height:1.6;color:#7a7a7a;"><span leaf="">[注1]&nbsp;注</span></p></section><section style="margin:32px 0 0;"><p style="margin:0 0 8px;font-size:14px;line-height:1.6;font-weight:bold;color:#7a7a7a;"><span leaf="">参考链接</span></p><p style="margin:0 0 4px;font-size:13px;line-height:1.6;color:#7a7a7a;text-align:left;word-break:break-all;"><span leaf="">[1]&nbsp;茶：https://example.com/t</span></p></section></section>
        "#]],
    );
}

#[test]
fn comments() {
    check(
        "公开 %%内部%% 继续。a %%二\n行%% b\n\n%%\n整段\n\n## x\n%%\n\n末 <!-- c -->",
        expect![[r#"
        <section><p><span leaf="">公开 继续。a b</span></p><p><span leaf="">末</span></p></section>
        warning: line 5: a line break between Chinese lines was joined; `breaks: true` keeps it
    "#]],
    );
    check(
        "100%% 的人",
        expect![[r#"
        error: line 5: %% begins or ends a private comment, and its other half is missing; complete it, or write \%%
    "#]],
    );
    check(
        "a\n\n%%\n没完\n\nb",
        expect![[r#"
        error: line 7: the comment that begins with %% here has no end; close it, or write \%%
    "#]],
    );
}

#[test]
fn formulas() {
    check(
        "质能 $E$ 与 \\(a\\)，价格 $5 和 $6。\n\n$$\n\\oops\n$$",
        expect![[r#"
        error: line 7: this formula cannot be drawn: the formula has an unknown command, \oops
    "#]],
    );
}

#[test]
fn html_in_markdown() {
    check(
        "a <b>粗 *斜*</b> <br> <font color=red>**红**</font>",
        expect![[r#"
        <section><p><span leaf="">a </span><b><span leaf="">粗 </span><em><span leaf="">斜</span></em></b><br><font color="red"><strong><span leaf="">红</span></strong></font></p></section>
    "#]],
    );
    check(
        "<div align=center>\n\n## 题\n\n- a\n\n</div>\n\n后",
        expect![[r#"
        <section><section align="center"><h2><span leaf="">题</span></h2><ul class="list-paddingleft-1"><li><section><span leaf="">a</span></section></li></ul></section><p><span leaf="">后</span></p></section>
    "#]],
    );
    check(
        "<details>\n<summary>更多</summary>\n\n**内容**\n\n</details>",
        expect![[r#"
        <section><section><p><span leaf="">▸ 更多</span></p><section><p><strong><span leaf="">内容</span></strong></p></section></section></section>
    "#]],
    );
    check(
        "<kbd>Ctrl</kbd> <img src=\"a b.png\" width=50%>\n\n<img src=x.png style='zoom:50%' />",
        expect![[r#"
            <section><p><span><span leaf="">Ctrl </span></span><img src="{p0}"{s0}></p><section nodeleaf=""><img src="{p1}"{s1}></section></section>
            Picture { source: File("a b.png"), line: Some(5), role: Inline, width: None }
            Picture { source: File("x.png"), line: Some(7), role: Inline, width: None }
        "#]],
    );
    check(
        "| a |\n|---|\n| x<br>y |\n\n- a <u>b</u>",
        expect![[r#"
        <section><section><table><thead><tr><th><span leaf="">a</span></th></tr></thead><tbody><tr><td><span leaf="">x</span><br><span leaf="">y</span></td></tr></tbody></table></section><ul class="list-paddingleft-1"><li><section><span leaf="">a </span><u><span leaf="">b</span></u></section></li></ul></section>
    "#]],
    );
    styled(
        Markdown,
        "<style>.x{color:red}</style>\n\n<p class=x>a</p>",
        expect![[r#"
        <section style="font-size:16px;line-height:1.75;letter-spacing:0.3px;word-break:break-word;"><p style="margin:0 0 16px;line-height:1.75;color:red;"><span leaf="">a</span></p></section>
    "#]],
    );
}

#[test]
fn leftovers() {
    check(
        "{% asset_img a.png %}\n\n![[note]]\n\n![a](b c)",
        expect![[r#"
            error: line 7: ![[note]] puts another note in here, which an article cannot; copy its text, or write [[note]]
            line 9: ![a](b c) looks like a picture, but it is not one; write ![caption](file.png)
        "#]],
    );
    check(
        "{{< ref >}} :tada: *[HTML]: 超文本\n\n** a ** b\n\nd[^no]\n\n$$x\n\n\\pagebreak 10:20:30",
        expect![[r#"
            <section><p><span leaf="">🎉 *[HTML]: 超文本</span></p><p><strong><span leaf="">a</span></strong><span leaf=""> b</span></p><p><span leaf="">d[^no]</span></p><p><span leaf="">$$x</span></p><p><span leaf="">\pagebreak 10:20:30</span></p></section>
            warning: line 5: `{{< ref … >}}` means something to Hugo only; it was left out
            warning: line 5: `*[` looks like an abbreviation, but it is shown as it stands
            warning: line 9: `[^` looks like a footnote without a text, but it is shown as it stands
            warning: line 11: `$$` looks like dollars of a formula, but it is shown as it stands
            warning: line 13: `\pagebreak 10:20:30` looks like a page break, but it is shown as it stands
        "#]],
    );
}
