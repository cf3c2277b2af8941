//! From the author's tree to the article's: media are collected, links written as WeChat allows them, everything brought
//! into the shapes that its editor leaves alone.

mod code;
mod component;
mod details;
mod element;
mod figure;
mod flow;
mod formula;
mod leaf;
mod link;
mod list;
mod mini;
mod picture;
mod svg;
mod table;
mod title;
mod toc;
mod video;

use std::collections::BTreeMap;

use crate::error::{Error, Notes};
use crate::front::{About, At};
use crate::html::{CLASS, Element, Node, among};
use crate::target;
use crate::{CodeColors, Format, ParseOptions, Picture, PictureSource, Role, Video};

pub(crate) use leaf::leaves;
pub(crate) use title::{same as same_title, take as take_title};

/// Renamed to `section`, as WeChat's own editor writes blocks: it dissolves a `div`.
const SECTIONS: &str = "address article aside div footer header main nav hgroup search dialog";

/// Unwrapped without a word: nothing is lost with the tag.
const QUIET: &str = "bdi bdo data label time wbr rb rtc figcaption o:p acronym dfn var tt nobr";

/// Where an element stands, as far as it matters for its shape.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Place {
    /// Quotes around it.
    quotes: usize,
    in_cell: bool,
    in_link: bool,
    in_ruby: bool,
}

/// What is collected on the way through the tree.
#[derive(Debug)]
pub(crate) struct Builder<'a> {
    pub(crate) pictures: Vec<Picture>,
    pub(crate) videos: Vec<Video>,
    /// Where a file stands in the two lists above.
    picture_numbers: BTreeMap<(PictureSource, Role), usize>,
    video_numbers: BTreeMap<String, usize>,
    /// Ids of WeChat videos the author framed.
    pub(crate) frames: Vec<String>,
    /// Addresses of external links, in order, each with the text of its first link.
    pub(crate) references: Vec<(String, String)>,
    /// Their numbers, from 1.
    reference_numbers: BTreeMap<String, usize>,
    /// What the front matter says about videos not met yet.
    about: BTreeMap<String, At<About>>,
    /// Links to files, which lead nowhere, by line.
    dead_links: Vec<(Option<usize>, String)>,
    /// Level and text of each heading.
    headings: Vec<(u8, String)>,
    /// Lines of the tables of contents so far.
    contents_lines: usize,
    /// Whether our theme lies beneath the author's styles, or the author's are the look of the article.
    themed: bool,
    /// The colours of code.
    code: CodeColors,
    format: Format,
    options: &'a ParseOptions,
    notes: &'a mut Notes,
}

/// What the front matter says about videos, by their paths from the root.
pub(crate) fn described(
    videos: Vec<(At<String>, About)>,
    folder: &str,
) -> Result<BTreeMap<String, At<About>>, Error> {
    let mut all = BTreeMap::new();
    for (name, about) in videos {
        let path = target::local(&name.value, folder)
            .map_err(|why| Error::new(name.line, format!("videos: {why}")))?;
        if all.insert(path, At { line: name.line, value: about }).is_some() {
            return Err(Error::new(name.line, format!("videos: {} is described twice", name.value)));
        }
    }
    Ok(all)
}

impl<'a> Builder<'a> {
    pub(crate) fn new(
        format: Format,
        options: &'a ParseOptions,
        code: CodeColors,
        about: BTreeMap<String, At<About>>,
        notes: &'a mut Notes,
    ) -> Self {
        Self {
            pictures: Vec::new(),
            videos: Vec::new(),
            picture_numbers: BTreeMap::new(),
            video_numbers: BTreeMap::new(),
            frames: Vec::new(),
            references: Vec::new(),
            reference_numbers: BTreeMap::new(),
            about,
            dead_links: Vec::new(),
            headings: Vec::new(),
            contents_lines: 0,
            themed: true,
            code,
            format,
            options,
            notes,
        }
    }

    /// The whole article as one section.
    pub(crate) fn article(&mut self, body: Element) -> Result<Element, Error> {
        self.themed = self.format == Format::Markdown || !element::is_styled(&body);
        if !self.themed {
            // Their own look has a ground of its own.
            self.code = CodeColors::Light;
        }
        self.headings = toc::headings(&body.children);
        let own = self.own_style(&body);
        let mut children = self.nodes(body.children, Place::default());
        flow::prune(&mut children);
        self.tell_dead_links();
        if !self.notes.has_errors() && !children.iter().any(flow::shows) {
            let why = "the article is empty: no text, picture or video follows the front matter";
            return Err(Error::new(None, why));
        }
        for (path, about) in std::mem::take(&mut self.about) {
            self.notes
                .error(Error::new(about.line, format!("videos: {path} is used nowhere in the article")));
        }
        children.extend(self.reference_list());
        // An article that comes from an editor has a box around it.
        if let [Node::Element(only)] = children.as_slice()
            && only.name == "section"
            && only.attr("nodeleaf").is_none()
            && !self.themed
            && own.is_empty()
            && let Some(Node::Element(only)) = children.pop()
        {
            return Ok(only);
        }
        let mut root = Element::new("section", &[], children);
        if self.themed {
            root.set(CLASS, "article".into());
        }
        if !own.is_empty() {
            root.set("style", own);
        }
        Ok(root)
    }

    fn nodes(&mut self, nodes: Vec<Node>, place: Place) -> Vec<Node> {
        let mut out = Vec::with_capacity(nodes.len());
        for node in nodes {
            match node {
                Node::Element(element) => {
                    // What is wrong with one element says nothing about the next.
                    let made = self.element(element, place);
                    out.extend(self.notes.ok(made).unwrap_or_default());
                }
                node => out.push(node),
            }
        }
        out
    }

    fn element(&mut self, mut element: Element, place: Place) -> Result<Vec<Node>, Error> {
        match element.name.as_str() {
            "*break" if element.attr("joined").is_some() => Ok(Vec::new()),
            "*break" => Ok(vec![crate::html::text(" ")]),
            "*toc" => Ok(self.contents(element.line).into_iter().collect()),
            "*math" => self.formula(&element),
            "*diagram" => self.diagram(&element, place),
            "a" => self.link(element, place),
            "img" => self.img(&element, place, false),
            "video" => self.video(&element),
            "svg" => Ok(self.svg(element)),
            "pre" => self.pre(element, place),
            "ul" | "ol" => self.list(element, place),
            "table" => self.table(element, place),
            "figure" => self.figure(element, place),
            "details" => self.details(element, place),
            "dl" => self.terms(element, place),
            "kbd" | "samp" if self.own_style(&element).is_empty() => {
                let children = self.nodes(element.children, place);
                let (name, class) = if element.name == "kbd" { ("span", "kbd") } else { ("code", "inline") };
                Ok(vec![Element::new(name, &[(CLASS, class)], children).at(element.line).into()])
            }
            "picture" => {
                let why = "<picture> offers a choice that an article cannot have; its <img> is used";
                self.notes.warn(element.line, "picture-choice", why);
                element.children.retain(|node| matches!(node, Node::Element(child) if child.name == "img"));
                Ok(self.nodes(element.children, place))
            }
            "mp-miniprogram" if element.attr("data-miniprogram-appid").is_some() => {
                self.card_element(&element)
            }
            "iframe" => Ok(self.iframe(element)),
            name if component::is_one(name) => Ok(vec![self.component(element)]),
            name if among(element::KEPT, name) => Ok(self.kept(element, place)),
            name if among(SECTIONS, name) => {
                element.name = "section".into();
                Ok(self.kept(element, place))
            }
            name => {
                if !among(QUIET, name) {
                    let why = format!("<{name}> is not known in an article; its text was kept");
                    self.notes.warn(element.line, "unknown-element", why);
                }
                Ok(self.nodes(element.children, place))
            }
        }
    }
}
