//! Lists that the platform tells in pages: material, drafts, and what is published.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use wxkit_proto::error::Unreadable;
use wxkit_proto::{Endpoint, Error};

use crate::Official;
use crate::draft::wire::amount;
use crate::limits::LIST;

/// A list that is told in pages by offset.
pub trait Paged: Endpoint<Platform = Official, Reply = Listing<Self::Item>> + Clone {
    /// One entry.
    type Item;

    /// The call for another stretch of the same list.
    fn stretch(&self, offset: u32, count: u32) -> Self;

    /// What tells an entry from all others.
    fn id(item: &Self::Item) -> &str;
}

/// A stretch of a list: the reply to [`ListMaterial`](crate::material::ListMaterial), [`ListDrafts`](crate::draft::ListDrafts) and
/// [`ListPublished`](crate::freepublish::ListPublished).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Listing<T> {
    /// Items in the whole list.
    #[serde(deserialize_with = "amount")]
    pub total_count: u32,
    /// Items in this stretch, as the platform says.
    #[serde(default, deserialize_with = "amount")]
    pub item_count: u32,
    /// The items.
    #[serde(default = "Vec::new")]
    pub item: Vec<T>,
}

impl<T> Listing<T> {
    /// A stretch of a list of `total_count` entries.
    #[must_use]
    pub const fn new(total_count: u32, item_count: u32, item: Vec<T>) -> Self {
        Self { total_count, item_count, item }
    }
}

/// Goes through a whole list, page by page, although it changes meanwhile: what is added pushes entries over to the next
/// page, and is not given twice; when something was deleted, it steps back as far as that may have drawn entries over to
/// the page before.
///
/// Only if as much is added as is deleted between two pages, entries may be missed.
///
/// ```
/// use wxkit_official::draft::ListDrafts;
/// use wxkit_official::pages::{Listing, Pages};
///
/// let mut pages = Pages::new(ListDrafts::new(0, 20).without_content());
/// while let Some(call) = pages.next_call() {
///     assert_eq!((call.offset, call.count), (0, 20)); // `client.call(call).await?` brings the page
///     let page = Listing::new(0, 0, Vec::new());
///     for draft in pages.take(page)? {
///         println!("{}", draft.media_id);
///     }
/// }
/// # Ok::<(), wxkit_proto::Error>(())
/// ```
#[derive(Debug)]
pub struct Pages<E> {
    list: E,
    offset: u32,
    limit: u32,
    total: Option<u32>,
    seen: HashSet<String>,
    backs: u32,
    /// Pages one after the other that brought nothing new.
    stale: u32,
    over: bool,
}

/// So often it steps back; a list that changes faster than it can be read has no end.
const BACKS: u32 = 100;
/// So many pages may bring nothing new before it is clear that the list repeats itself.
const STALE: u32 = 3;
/// Far more than any account may keep.
const MOST: usize = 1_000_000;

impl<E: Paged> Pages<E> {
    /// Begins at the beginning of this list; offset and count of the call do not matter.
    pub fn new(list: E) -> Self {
        Self {
            list,
            offset: 0,
            limit: u32::MAX,
            total: None,
            seen: HashSet::new(),
            backs: 0,
            stale: 0,
            over: false,
        }
    }

    /// Brings at most so many entries.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = limit;
        self
    }

    /// The next call to make; `None` at the end. Its reply goes to [`Pages::take`].
    #[must_use]
    pub fn next_call(&self) -> Option<E> {
        let most = u32::try_from(LIST.refuse).unwrap_or(u32::MAX);
        let left = self.limit.saturating_sub(u32::try_from(self.seen.len()).unwrap_or(u32::MAX));
        (!self.over && left > 0).then(|| self.list.stretch(self.offset, left.min(most)))
    }

    /// What of this page was not on an earlier one.
    ///
    /// # Errors
    /// [`Error::Reply`] if the list repeats itself or has no end.
    pub fn take(&mut self, page: Listing<E::Item>) -> Result<Vec<E::Item>, Error> {
        let len = u32::try_from(page.item.len()).unwrap_or(u32::MAX);
        let gone = self.total.map_or(0, |before| before.saturating_sub(page.total_count));
        self.total = Some(page.total_count);
        if gone > 0 && self.offset > 0 && self.backs < BACKS {
            self.backs += 1;
            self.offset = self.offset.saturating_sub(gone);
        } else {
            self.offset = self.offset.saturating_add(len);
            self.over = len == 0 || self.offset >= page.total_count;
        }
        let is_new = |item: &E::Item| self.seen.insert(E::id(item).to_owned());
        let fresh: Vec<_> = page.item.into_iter().filter(is_new).collect();
        self.stale = if fresh.is_empty() && gone == 0 { self.stale + 1 } else { 0 };
        if !self.over && (self.stale >= STALE || self.seen.len() > MOST) {
            self.over = true;
            return Err(endless(page.total_count, self.seen.len()));
        }
        Ok(fresh)
    }

    /// How many entries the list had when it was last looked at.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.total.unwrap_or_default()
    }
}

fn endless(total: u32, seen: usize) -> Error {
    let message =
        format!("the list is said to have {total} entries, and after {seen} of them nothing new comes");
    Error::Reply(Unreadable::new(message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{DraftItem, ListDrafts, StoredArticles};
    use crate::ids::DraftId;

    /// Reads a list that `change` works on after each page.
    fn read(list: &mut Vec<u32>, limit: u32, change: impl Fn(u32, &mut Vec<u32>)) -> Vec<u32> {
        let mut pages = Pages::new(ListDrafts { offset: 9, count: 9, no_content: true }).limit(limit);
        let (mut found, mut calls) = (Vec::new(), 0);
        while let Some(ListDrafts { offset, count, .. }) = pages.next_call() {
            calls += 1;
            assert!(calls < 500 && count <= 20);
            let item = list.iter().skip(offset as usize).take(count as usize).map(|n| DraftItem {
                media_id: DraftId::from(n.to_string()),
                content: StoredArticles::default(),
                update_time: None,
            });
            let total_count = u32::try_from(list.len()).unwrap();
            let fresh = pages.take(Listing { total_count, item_count: count, item: item.collect() }).unwrap();
            found.extend(fresh.iter().map(|item| item.media_id.as_str().parse::<u32>().unwrap()));
            change(calls, list);
        }
        found
    }

    #[test]
    fn a_quiet_list() {
        assert_eq!(read(&mut (0..45).collect(), u32::MAX, |_, _| {}), (0..45).collect::<Vec<_>>());
        assert_eq!(read(&mut (0..45).collect(), 21, |_, _| {}), (0..21).collect::<Vec<_>>());
        assert_eq!(read(&mut Vec::new(), 21, |_, _| {}), Vec::<u32>::new());
    }

    #[test]
    fn nothing_comes_twice_and_nothing_is_missed() {
        let added = read(&mut (10..55).collect(), u32::MAX, |calls, list| list.insert(0, 100 + calls));
        assert_eq!(added[..45], (10..55).collect::<Vec<_>>());
        let deleted = read(&mut (0..60).collect(), u32::MAX, |calls, list| {
            if calls < 3 {
                list.drain(..3);
            }
        });
        let mut sorted = deleted.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..60).collect::<Vec<_>>());
    }

    #[test]
    fn a_list_that_never_rests_ends() {
        read(&mut (0..100).collect(), u32::MAX, |calls, list| {
            if calls % 2 == 0 { list.extend(0..40) } else { list.truncate(list.len() - 40) }
        });
    }

    #[test]
    fn a_list_that_lies_about_its_length_ends() {
        let mut pages = Pages::new(ListDrafts { offset: 0, count: 20, no_content: true });
        let fresh = pages.take(Listing { total_count: 7, item_count: 20, item: Vec::new() }).unwrap();
        assert!(fresh.is_empty() && pages.next_call().is_none() && pages.total() == 7);
    }

    #[test]
    fn a_list_that_repeats_itself_is_an_error() {
        let mut pages = Pages::new(ListDrafts { offset: 0, count: 20, no_content: true });
        let mut calls = 0;
        let error = loop {
            assert!(pages.next_call().is_some() && calls < 10);
            calls += 1;
            let item = |n: u32| DraftItem {
                media_id: DraftId::from(n.to_string()),
                content: StoredArticles::default(),
                update_time: None,
            };
            let page =
                Listing { total_count: 4_000_000_000, item_count: 20, item: (0..20).map(item).collect() };
            if let Err(error) = pages.take(page) {
                break error;
            }
        };
        assert_eq!(calls, 4);
        assert_eq!(
            error.to_string(),
            "unreadable answer: the list is said to have 4000000000 entries, and after 20 of them nothing new comes"
        );
        assert!(pages.next_call().is_none());
    }
}
