//! English sentences and their Chinese ones, found by the words around what is filled in.

use std::collections::HashMap;
use std::sync::OnceLock;

/// Help, article, command, and library texts, and what refusals mean. `{}` stands for what is filled in; where the order
/// changes, `{2}` is the second. No full stop at the end of a key.
const FILES: [&str; 6] = [
    include_str!("help.toml"),
    include_str!("article.toml"),
    include_str!("command.toml"),
    include_str!("library.toml"),
    include_str!("refusals.toml"),
    include_str!("foreign.toml"),
];

/// Those whose texts stand in the sources as they are; the last one has what the parser of the command line, the system and
/// the runtime say, and what is put together of pieces.
#[cfg(test)]
const OURS: std::ops::Range<usize> = 0..5;

/// What is filled in may be a sentence too, which holds another; no text of ours goes deeper.
const DEPTH: u8 = 5;

/// What holds sentences together, in both languages.
const JOINTS: [(&str, &str); 2] = [(": ", "："), ("; ", "；")];

/// All that can be said in Chinese.
pub(super) struct Phrases {
    whole: HashMap<String, String>,
    open: Vec<Open>,
}

/// A sentence with places to fill in.
struct Open {
    /// What stands between the places.
    words: Vec<String>,
    /// How many bytes of it are fixed.
    fixed: usize,
    chinese: String,
}

impl Phrases {
    /// The one list, read when it is first needed.
    pub(super) fn all() -> &'static Self {
        static ALL: OnceLock<Phrases> = OnceLock::new();
        // A test reads them all; a file that broke would leave its texts in English.
        ALL.get_or_init(|| Self::new(FILES.iter().filter_map(|file| read(file).ok()).flatten()))
    }

    pub(super) fn new(phrases: impl Iterator<Item = (String, String)>) -> Self {
        let (open, whole): (Vec<_>, _) = phrases.partition(|(english, _)| english.contains("{}"));
        Self { whole: whole.into_iter().collect(), open: open.into_iter().map(Open::new).collect() }
    }

    /// Whether this sentence has a translation; places to fill in are `{}`.
    #[cfg(test)]
    pub(super) fn has(&self, english: &str) -> bool {
        let english = english.trim_end_matches('.');
        let words: Vec<&str> = english.split("{}").collect();
        self.whole.contains_key(english) || self.open.iter().any(|open| open.words == words)
    }

    /// All sentences that the sources hold.
    #[cfg(test)]
    pub(super) fn ours() -> impl Iterator<Item = String> {
        FILES[OURS].iter().flat_map(|file| read(file).unwrap().into_keys())
    }

    /// A text in Chinese, as far as its sentences are known; what is not stays as it is.
    pub(super) fn say(&self, text: &str) -> String {
        text.split('\n').map(|line| self.line(line)).collect::<Vec<_>>().join("\n")
    }

    /// The lines in Chinese that are sentences of their own; the others, such as commands, stay.
    pub(super) fn lines(&self, text: &str) -> String {
        let known = |line: &str| {
            let body = line.trim();
            let chinese = self.whole.get(body.trim_end_matches('.'));
            chinese.map_or_else(|| line.to_owned(), |chinese| line.replacen(body, chinese, 1))
        };
        text.lines().map(known).collect::<Vec<_>>().join("\n")
    }

    fn line(&self, line: &str) -> String {
        let text = line.trim();
        let (before, after) = line.split_once(text).unwrap_or_default();
        format!("{before}{}{after}", self.read(text, DEPTH).chinese)
    }

    /// Of all ways to read a text, the one that understands most of it.
    fn read(&self, text: &str, depth: u8) -> Reading {
        // A single word that is filled in is a name, such as that of a file.
        let may_be_known = depth == DEPTH || text.contains(' ');
        if let Some(chinese) = self.whole.get(text).filter(|_| may_be_known) {
            return Reading { chinese: chinese.clone(), understood: text.len() };
        }
        let unread = || Reading { chinese: text.to_owned(), understood: 0 };
        let Some(depth) = depth.checked_sub(1) else { return unread() };
        let open = self.open.iter().filter_map(|open| self.filled(open, text, depth));
        let parts = JOINTS.iter().filter_map(|joint| self.parts(text, *joint, depth));
        open.chain(parts)
            .chain(self.stopped(text, depth))
            .max_by_key(|way| way.understood)
            .unwrap_or_else(unread)
    }

    fn filled(&self, open: &Open, text: &str, depth: u8) -> Option<Reading> {
        let places: Vec<_> = open.places(text)?.into_iter().map(|place| self.read(place, depth)).collect();
        let understood = open.fixed + places.iter().map(|place| place.understood).sum::<usize>();
        Some(Reading { chinese: open.fill(&places), understood })
    }

    /// Two sentences with a joint between.
    fn parts(&self, text: &str, (joint, chinese): (&str, &str), depth: u8) -> Option<Reading> {
        let (first, second) = text.split_once(joint)?;
        let (first, second) = (self.read(first, depth), self.read(second, depth));
        let understood = Some(first.understood + second.understood).filter(|understood| *understood > 0)?;
        // The place of a file stays as editors understand it.
        let joint = if first.understood > 0 { chinese } else { joint };
        Some(Reading { chinese: format!("{}{joint}{}", first.chinese, second.chinese), understood })
    }

    /// A sentence with its full stop.
    fn stopped(&self, text: &str, depth: u8) -> Option<Reading> {
        let said = self.read(text.strip_suffix('.')?, depth);
        let stop = if said.understood == 0 || said.chinese.ends_with('。') { "" } else { "。" };
        Some(said)
            .filter(|said| said.understood > 0)
            .map(|said| Reading { chinese: said.chinese + stop, ..said })
    }
}

/// A text as it is understood.
struct Reading {
    chinese: String,
    /// How many bytes of it are known words.
    understood: usize,
}

impl Open {
    fn new((english, chinese): (String, String)) -> Self {
        let words: Vec<_> = english.split("{}").map(str::to_owned).collect();
        Self { fixed: words.iter().map(String::len).sum(), words, chinese }
    }

    /// What is filled in, if the text is this sentence.
    fn places<'a>(&self, text: &'a str) -> Option<Vec<&'a str>> {
        let (first, others) = self.words.split_first()?;
        let (last, between) = others.split_last()?;
        let mut rest = text.strip_prefix(first.as_str())?.strip_suffix(last.as_str())?;
        let mut places = Vec::with_capacity(others.len());
        for word in between {
            let (place, behind) = rest.split_once(word.as_str())?;
            places.push(place);
            rest = behind;
        }
        places.push(rest);
        Some(places)
    }

    fn fill(&self, places: &[Reading]) -> String {
        let mut next = places.iter();
        let mut parts = self.chinese.split('{');
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let filled = match part.split_once('}') {
                Some(("", after)) => next.next().map(|place| (place, after)),
                Some((number, after)) => {
                    let number = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                    number.and_then(|number| places.get(number)).map(|place| (place, after))
                }
                None => None,
            };
            match filled {
                Some((place, after)) => {
                    let place = place.chinese.as_str();
                    // A space stands between Chinese and other letters only.
                    if place.starts_with(is_chinese) {
                        text.truncate(text.trim_end_matches(' ').len());
                    }
                    let after =
                        if place.ends_with(is_chinese) { after.trim_start_matches(' ') } else { after };
                    text.extend([place, after]);
                }
                // A brace of its own.
                None => text.extend(["{", part]),
            }
        }
        text
    }
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

pub(super) fn read(file: &str) -> Result<HashMap<String, String>, toml::de::Error> {
    toml::from_str(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let phrases = [
            ("a file of {} is too large; {} is the most", "文件有 {}，太大；最多 {}"),
            ("{} of {} is missing", "{2} 缺少 {1}"),
            ("the cover", "封面"),
            ("cover", "封面"),
            ("line {}", "第 {} 行"),
            ("it is {}", "是{}"),
        ];
        let owned = phrases.map(|(english, chinese)| (english.to_owned(), chinese.to_owned()));
        assert_eq!(Phrases::new(owned.into_iter()).say(text), expected);
    }

    #[test]
    fn what_is_filled_in_keeps_its_place() {
        check("a file of 3 MB is too large; 2 MB is the most", "文件有 3 MB，太大；最多 2 MB");
        check("the cover of a.md is missing", "a.md 缺少封面");
        check("the cover.", "封面。");
    }

    #[test]
    fn sentences_are_found_in_lines_and_behind_places() {
        check("a.md:3: the cover\n  line 4: it is {}", "a.md:3: 封面\n  第 4 行：是{}");
    }

    #[test]
    fn what_is_not_known_stays() {
        check("it is cover", "是cover");
        for text in ["", "invalid ip 203.0.113.7: rid: 1; x", "\n\n: ; ", "the covers"] {
            check(text, text);
        }
    }

    #[test]
    fn every_file_can_be_read_and_fills_what_it_should() {
        let mut seen = std::collections::HashSet::new();
        for file in FILES {
            for (english, chinese) in read(file).unwrap() {
                let places = english.matches("{}").count();
                let named = (1..=9).filter(|number| chinese.contains(&format!("{{{number}}}"))).count();
                assert_eq!(chinese.matches("{}").count() + named, places, "{english}");
                assert!(!english.ends_with('.'), "a key ends without a full stop: {english}");
                assert!(
                    !chinese.is_empty() && seen.insert(english.clone()),
                    "twice, or without a text: {english}"
                );
            }
        }
    }
}
