//! The look of an article: one quiet theme for Chinese text, all of it in `style` attributes.
//!
//! What is inherited stands on the root alone, so a style of the author's wins wherever it is put.

/// Where an element stands, as far as its look depends on it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Place {
    pub(crate) in_pre: bool,
    pub(crate) in_item: bool,
    pub(crate) in_quote: bool,
}

/// The style of the section around everything.
pub(crate) const ROOT: &str = "font-family:-apple-system,BlinkMacSystemFont,Helvetica Neue,PingFang SC,Hiragino Sans GB,Microsoft YaHei,sans-serif;\
    font-size:16px;line-height:1.75;color:#333;letter-spacing:0.5px;text-align:justify;word-break:break-word";

/// Around a table, which may be wider than a phone.
pub(crate) const SCROLL: &str = "overflow-x:auto;margin:0 0 1.2em";

/// Around the frame of a video.
pub(crate) const FRAME: &str = "margin:0 0 1.2em";

/// The list of addresses at the end.
pub(crate) const REFERENCES: &str = "font-size:14px;color:#888;word-break:break-all";

/// The style of an element by its name.
pub(crate) fn style(name: &str, place: Place) -> &'static str {
    match name {
        "p" if place.in_item => "margin:0 0 0.4em",
        "p" if place.in_quote => "margin:0 0 0.6em",
        "p" => "margin:0 0 1.2em",
        "h1" => {
            "font-size:22px;font-weight:bold;line-height:1.4;color:#1a1a1a;text-align:center;margin:1.6em 0 1em"
        }
        "h2" => {
            "font-size:20px;font-weight:bold;line-height:1.4;color:#1a1a1a;text-align:left;margin:1.6em 0 0.8em;padding:0 0 0 10px;border-left:4px solid #07a35a"
        }
        "h3" => {
            "font-size:18px;font-weight:bold;line-height:1.4;color:#1a1a1a;text-align:left;margin:1.4em 0 0.7em"
        }
        "h4" | "h5" | "h6" => {
            "font-size:16px;font-weight:bold;line-height:1.5;color:#1a1a1a;text-align:left;margin:1.2em 0 0.6em"
        }
        "blockquote" => {
            "margin:0 0 1.2em;padding:12px 16px 6px;border-left:4px solid #d0d7de;background-color:#f7f8fa;color:#666"
        }
        "ul" if place.in_item => "margin:0.4em 0 0;padding:0 0 0 1.4em;list-style-type:circle",
        "ol" if place.in_item => "margin:0.4em 0 0;padding:0 0 0 1.4em;list-style-type:lower-alpha",
        "ul" => "margin:0 0 1.2em;padding:0 0 0 1.6em;list-style-type:disc",
        "ol" => "margin:0 0 1.2em;padding:0 0 0 1.6em;list-style-type:decimal",
        "li" => "margin:0 0 0.4em",
        "dl" => "margin:0 0 1.2em",
        "dt" => "font-weight:bold",
        "dd" => "margin:0 0 0.4em 1.6em",
        "pre" => {
            "margin:0 0 1.2em;padding:12px 14px;border-radius:6px;background-color:#f6f8fa;font-size:13px;line-height:1.6;letter-spacing:0;text-align:left;overflow-x:auto"
        }
        "code" if place.in_pre => {
            "font-family:Menlo,Consolas,Monaco,monospace;color:#323232;white-space:pre;word-break:normal"
        }
        "code" | "kbd" | "samp" => {
            "font-family:Menlo,Consolas,Monaco,monospace;font-size:14px;letter-spacing:0;color:#c7254e;background-color:#f6f6f6;padding:2px 4px;border-radius:3px"
        }
        "table" => "border-collapse:collapse;width:100%;font-size:14px;line-height:1.6;text-align:left",
        "th" => {
            "border:1px solid #dfe2e5;padding:6px 10px;min-width:4em;background-color:#f6f8fa;font-weight:bold"
        }
        "td" => "border:1px solid #dfe2e5;padding:6px 10px;min-width:4em",
        "caption" | "figcaption" => "margin:0.5em 0 0;font-size:14px;color:#888;text-align:center",
        "figure" => "margin:0 0 1.2em;text-align:center",
        "img" => "max-width:100%;vertical-align:middle",
        "hr" => "border:0;border-top:1px solid #dfe2e5;margin:2em 0",
        "strong" | "b" => "font-weight:bold;color:#1a1a1a",
        "em" | "i" => "font-style:italic",
        "del" | "s" => "text-decoration:line-through;color:#888",
        "mark" => "background-color:#fff3b0;color:#333",
        "sup" => "font-size:12px;line-height:1;vertical-align:super",
        "sub" => "font-size:12px;line-height:1;vertical-align:sub",
        "a" => "color:#576b95;text-decoration:none",
        _ => "",
    }
}
