//! WeChat's standard for the structure of article HTML (文章结构规范), checked without a browser.
//!
//! In 2026 WeChat published rules for the HTML of articles, and an engine that lays an article out at three widths and
//! reports what breaks them; the editor of the official account shows the same findings. [`check`] finds them from the text
//! alone, tells line and column, and adds what the engine of today passes over. [`fix`] mends what can be mended without a
//! visible change.
//!
//! ```
//! use wxkit_structure::{Level, check, fix};
//!
//! let html = "<section>\n<p style=\"text-align:start;line-height:1.75;\">一壶好茶</p>\n</section>";
//! let finding = check(html).into_iter().find(|finding| finding.level == Level::Engine).unwrap();
//! assert_eq!((finding.rule, finding.line, finding.column), ("text-align", 2, 1));
//!
//! let fixed = fix(html);
//! assert!(fixed.html.contains("text-align:left"));
//! assert!(check(&fixed.html).iter().all(|finding| finding.level != Level::Engine));
//! ```
//!
//! What dark mode makes of an article says [`dark`], and [`Reader`] makes a page of it as a phone shows it. [`compare`] says what
//! the platform took away or changed of an article that was sent.
//!
//! # Invariants
//!
//! - **Any text gives an answer**, in time linear in its length, without recursion on its word. What lies beyond the bounds
//!   (32 MiB, 512 levels, a million nodes, a thousand attributes of a tag) is the finding `unchecked`, never silence.
//! - **The tree is a browser's**: HTML's own rules for what is left out or crosses, by html5ever.
//! - **No layout is claimed that is not known**: below boxes whose size cannot be told from the text, nothing is said.

mod check;
mod color;
mod compare;
mod css;
mod dark;
mod fix;
mod layout;
mod paragraph;
mod parse;
mod reader;
mod rules;
mod sink;
mod tag;
mod tree;
mod write;

pub use check::{Finding, Level, check};
pub use compare::{Difference, DifferenceKind, compare};
pub use dark::dark;
pub use fix::{Change, Fixed, fix};
pub use reader::{Mode, Reader, escaped};

#[cfg(test)]
mod tests;
