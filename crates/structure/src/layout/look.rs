//! What an element looks like before anything has a width: the browser's own rules, then the style attribute.

mod boxes;
mod values;

pub(crate) use values::number;
use values::{align, display, font_size, line_height, picture_width, sides};

use crate::css::{Declaration, Length, length, words};
use crate::tree::Element;

/// How an element takes part in the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Display {
    None,
    Block,
    Inline,
    InlineBlock,
    /// In a row, and itself in a line.
    InlineFlex,
    /// A picture, a drawing or a frame: a box in the line with a size of its own.
    Replaced,
    /// In a row.
    Flex,
    /// Below each other.
    Column,
    Grid,
    Table,
    Rows,
    Row,
    Cell,
}

/// The distance of lines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum LineHeight {
    Normal,
    Number(f64),
    Pixels(f64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Start,
    Center,
    End,
}

/// Top, right, bottom, left.
pub(crate) type Sides<T> = [T; 4];

/// The look of an element.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    pub(crate) display: Display,
    pub(crate) font: f64,
    /// Whether the size of the font comes from one given in pixels: a change to monospace then leaves it.
    absolute: bool,
    pub(crate) mono: bool,
    pub(crate) line: LineHeight,
    pub(crate) wraps: bool,
    pub(crate) keeps_breaks: bool,
    pub(crate) keeps_spaces: bool,
    pub(crate) breaks_words: bool,
    pub(crate) align: Align,
    pub(crate) floats: bool,
    /// Taken out of the flow: its place cannot be told.
    pub(crate) lost: bool,
    /// Turned, and so on: it takes its place, and is seen in one that cannot be told.
    pub(crate) turned: bool,
    /// How much larger it is seen than it is laid out.
    pub(crate) scale: boxes::Scale,
    /// A table made a block: it has the width of a block, and what stands in it that of a table.
    pub(crate) is_wrapped_table: bool,
    /// By how much the estimated widths of letters are multiplied.
    pub(crate) letters: f64,
    /// What is too high can be scrolled to.
    pub(crate) scrolls: bool,
    /// What is too wide does not widen what is around it.
    pub(crate) clips: bool,
    pub(crate) margin: Sides<Length>,
    pub(crate) padding: Sides<Length>,
    pub(crate) border: Sides<f64>,
    pub(crate) width: Length,
    pub(crate) min_width: Length,
    /// Only one that is marked as important counts beside the engine's own.
    pub(crate) max_width: Length,
    pub(crate) height: Length,
    pub(crate) min_height: Length,
    /// Moved sideways.
    pub(crate) shift: Length,
    /// Moved sideways by `position: relative`, and the offsets from left and right that then count.
    pub(crate) moved: Option<Length>,
    offsets: [Length; 2],
    pub(crate) indent: Length,
}

const ZERO: Length = Length::Sum(0.0, 0.0);

const BLOCKS: &str = "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer \
    form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre search section summary ul \
    caption colgroup col frameset wx-view";

const HIDDEN: &str =
    "area base datalist head link meta noembed noframes noscript param rp script style template title input";

const REPLACED: &str = "img iframe video canvas embed object audio";

impl Look {
    /// That of the box around the article.
    pub(crate) fn root() -> Self {
        Self {
            display: Display::Block,
            font: 16.0,
            absolute: false,
            mono: false,
            line: LineHeight::Normal,
            wraps: true,
            keeps_breaks: false,
            keeps_spaces: false,
            breaks_words: false,
            align: Align::Start,
            floats: false,
            lost: false,
            turned: false,
            scale: boxes::Scale::default(),
            is_wrapped_table: false,
            letters: 1.0,
            scrolls: false,
            clips: false,
            margin: [ZERO; 4],
            padding: [ZERO; 4],
            border: [0.0; 4],
            width: Length::Auto,
            min_width: Length::Auto,
            max_width: Length::Auto,
            height: Length::Auto,
            min_height: Length::Auto,
            shift: ZERO,
            moved: None,
            offsets: [Length::Auto; 2],
            indent: ZERO,
        }
    }

    /// The distance of lines in pixels.
    pub(crate) fn line_height(&self) -> f64 {
        match self.line {
            LineHeight::Normal => 1.2 * self.font,
            LineHeight::Number(number) => number * self.font,
            LineHeight::Pixels(pixels) => pixels,
        }
    }

    pub(crate) fn is_in_line(&self) -> bool {
        self.floats
            || matches!(
                self.display,
                Display::Inline | Display::InlineBlock | Display::InlineFlex | Display::Replaced
            )
    }

    /// The look of an element in one of look `above`.
    pub(crate) fn of(element: &Element, above: &Self, in_list: bool) -> Self {
        // What is handed down, and nothing else.
        let mut look = Self {
            font: above.font,
            absolute: above.absolute,
            mono: above.mono,
            line: above.line,
            wraps: above.wraps,
            keeps_breaks: above.keeps_breaks,
            keeps_spaces: above.keeps_spaces,
            breaks_words: above.breaks_words,
            align: above.align,
            indent: above.indent,
            letters: above.letters,
            display: Display::Inline,
            ..Self::root()
        };
        look.by_name(element, in_list);
        look.font_size(element, above);
        let style = &element.style;
        for important in [false, true] {
            for declaration in style.declarations.iter().filter(|known| known.important == important) {
                look.apply(declaration);
            }
        }
        let stacks = ["flex-direction", "flex-flow"]
            .iter()
            .any(|name| style.value(name).is_some_and(|value| value.contains("column")));
        look.display = match look.display {
            Display::Flex if stacks => Display::Column,
            Display::InlineFlex if stacks => Display::InlineBlock,
            known => known,
        };
        look.moved = look.moved.map(|_| match look.offsets {
            [Length::Sum(pixels, share), _] => Length::Sum(pixels, share),
            [_, Length::Sum(pixels, share)] => Length::Sum(-pixels, -share),
            _ => ZERO,
        });
        if element.name == "img" {
            look.width = picture_width(element, look.font);
        }
        look
    }

    fn by_name(&mut self, element: &Element, in_list: bool) {
        let em = |number: f64| Length::Sum(number * self.font, 0.0);
        let name = element.name.as_str();
        if element.foreign {
            self.display = if name == "svg" || name == "math" { Display::Replaced } else { Display::None };
            return;
        }
        self.display = match name {
            _ if element.is(BLOCKS) => Display::Block,
            _ if element.is(HIDDEN) => Display::None,
            _ if element.is(REPLACED) => Display::Replaced,
            "table" => Display::Table,
            "thead" | "tbody" | "tfoot" => Display::Rows,
            "tr" => Display::Row,
            "td" | "th" => Display::Cell,
            "button" | "select" | "textarea" | "marquee" => Display::InlineBlock,
            _ => Display::Inline,
        };
        match name {
            "p" | "dl" => self.margin = [em(1.0), ZERO, em(1.0), ZERO],
            "ul" | "ol" | "menu" => {
                self.padding[3] = Length::Sum(40.0, 0.0);
                if !in_list {
                    self.margin = [em(1.0), ZERO, em(1.0), ZERO];
                }
            }
            "blockquote" | "figure" => {
                let side = Length::Sum(40.0, 0.0);
                self.margin = [em(1.0), side, em(1.0), side];
            }
            "dd" => self.margin[3] = Length::Sum(40.0, 0.0),
            "hr" => {
                self.margin = [em(0.5), Length::Auto, em(0.5), Length::Auto];
                self.border = [1.0; 4];
            }
            "pre" => {
                (self.wraps, self.keeps_breaks, self.keeps_spaces) = (false, true, true);
                self.mono = true;
            }
            "code" | "kbd" | "samp" | "tt" => self.mono = true,
            "center" => self.align = Align::Center,
            "td" | "th" => {
                self.padding = [Length::Sum(1.0, 0.0); 4];
                if name == "th" {
                    self.align = Align::Center;
                }
            }
            // A page without a doctype is laid out so, and the engine's is one.
            "table" => {
                (self.wraps, self.keeps_breaks, self.keeps_spaces) = (true, false, false);
                (self.line, self.align, self.indent) = (LineHeight::Normal, Align::Start, ZERO);
                (self.font, self.absolute) = (16.0, false);
            }
            _ => {}
        }
        match element.attr("align").map(str::to_ascii_lowercase).as_deref() {
            Some("center") => self.align = Align::Center,
            Some("right") => self.align = Align::End,
            Some("left") => self.align = Align::Start,
            _ => {}
        }
        if element.is("table td th hr col iframe video")
            && let Some(width) = element.attr("width")
        {
            let pixels = width.trim().parse().ok().map(|number| Length::Sum(number, 0.0));
            self.width = pixels.or_else(|| length(width, 16.0)).unwrap_or(Length::Auto);
        }
    }

    fn font_size(&mut self, element: &Element, above: &Self) {
        let family = element.style.value("font-family").or_else(|| element.style.value("font"));
        if let Some(family) = family {
            self.mono = family.trim_end_matches(['"', '\'']).ends_with("monospace");
            // The browser's smaller size goes with the bare word only.
            if family == "monospace" && !above.mono && !self.absolute {
                self.font *= 13.0 / 16.0;
            }
        } else if self.mono && !above.mono && !self.absolute {
            self.font *= 13.0 / 16.0;
        }
        let by_name = match element.name.as_str() {
            "h1" => 2.0,
            "h2" => 1.5,
            "h3" => 1.17,
            "h5" => 0.83,
            "h6" => 0.67,
            "small" | "sub" | "sup" => 1.0 / 1.2,
            "big" => 1.2,
            "rt" => 0.5,
            _ => 1.0,
        };
        let inherited = self.font;
        self.font = inherited * by_name;
        let read = |value: &str| font_size(value, inherited);
        let size = element.style.read("font-size", read).or_else(|| {
            element
                .style
                .read("font", |value| words(value).iter().find_map(|word| read(word.split('/').next()?)))
        });
        if let Some((size, absolute)) = size {
            self.font = size;
            self.absolute = absolute.unwrap_or(self.absolute);
        }
        if by_name != 1.0 && !element.foreign {
            let em = |number: f64| Length::Sum(number * self.font, 0.0);
            let margin = match element.name.as_str() {
                "h1" => em(0.67),
                "h2" => em(0.83),
                "h3" => em(1.0),
                "h5" => em(1.67),
                "h6" => em(2.33),
                _ => return,
            };
            self.margin = [margin, ZERO, margin, ZERO];
        } else if element.is("h4 p pre") {
            let share = if element.name == "h4" { 1.33 } else { 1.0 };
            let margin = Length::Sum(share * self.font, 0.0);
            self.margin = [margin, ZERO, margin, ZERO];
        }
    }

    fn apply(&mut self, declaration: &Declaration) {
        let Declaration { name, value, important } = declaration;
        let font = self.font;
        let value = value.trim();
        let lower = value.to_ascii_lowercase();
        let set = |side: &mut Length| {
            if let Some(read) = length(value, font) {
                *side = read;
            }
        };
        match name.as_str() {
            "display" => {
                let known = display(&lower, self.display);
                self.is_wrapped_table = self.display == Display::Table && known == Display::Block;
                self.display = if self.is_wrapped_table { Display::Table } else { known };
            }
            "float" => self.floats = matches!(lower.as_str(), "left" | "right"),
            "position" => {
                self.lost = matches!(lower.as_str(), "absolute" | "fixed");
                self.moved = Some(ZERO).filter(|_| lower == "relative");
            }
            "left" => set(&mut self.offsets[0]),
            "right" => set(&mut self.offsets[1]),
            "line-height" => self.line = line_height(&lower, font).unwrap_or(self.line),
            "font" => {
                let line = words(&lower).into_iter().find_map(|word| word.split_once('/'));
                self.line = line.and_then(|(_, line)| line_height(line, font)).unwrap_or(LineHeight::Normal);
            }
            "white-space" | "white-space-collapse" => self.white_space(&lower),
            "word-break" => self.breaks_words = lower == "break-all",
            "text-align" => self.align = align(&lower).unwrap_or(self.align),
            "text-indent" => set(&mut self.indent),
            "overflow" | "overflow-x" | "overflow-y" => {
                let hides = lower.split_whitespace().any(|word| word != "visible" && word != "clip");
                self.clips |= hides;
                self.scrolls |= match name.as_str() {
                    "overflow-x" => hides,
                    _ => lower.contains("auto") || lower.contains("scroll"),
                };
            }
            "width" => set(&mut self.width),
            "min-width" => set(&mut self.min_width),
            "max-width" if *important => set(&mut self.max_width),
            "height" => set(&mut self.height),
            "min-height" => set(&mut self.min_height),
            "margin-top" => set(&mut self.margin[0]),
            "margin-right" | "margin-inline-end" => set(&mut self.margin[1]),
            "margin-bottom" => set(&mut self.margin[2]),
            "margin-left" | "margin-inline-start" => set(&mut self.margin[3]),
            "padding-top" => set(&mut self.padding[0]),
            "padding-right" | "padding-inline-end" => set(&mut self.padding[1]),
            "padding-bottom" => set(&mut self.padding[2]),
            "padding-left" | "padding-inline-start" => set(&mut self.padding[3]),
            "margin" => self.margin = sides(value, font).unwrap_or(self.margin),
            "padding" => self.padding = sides(value, font).unwrap_or(self.padding),
            _ if name.contains("transform") => self.transform(name, &lower, font),
            _ if name.starts_with("border") => self.border(name, &lower, font),
            _ => {}
        }
    }

    fn white_space(&mut self, value: &str) {
        (self.wraps, self.keeps_breaks, self.keeps_spaces) = match value {
            "normal" | "initial" => (true, false, false),
            "nowrap" => (false, false, false),
            "pre" => (false, true, true),
            "pre-wrap" | "break-spaces" => (true, true, true),
            "pre-line" => (true, true, false),
            _ => return,
        };
    }
}
