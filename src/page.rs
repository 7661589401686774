//! Lists over `cursor` and `next`: page by page, or item by item. The way from page to page is in `walk.rs`, and what becomes of a
//! page of which not all items decode in `salvage.rs`.

use std::fmt::{self, Display};
use std::iter::FusedIterator;
use std::vec;

use serde::de::DeserializeOwned;

use crate::answer;
use crate::error::Error;
use crate::exchange::Exchange;
use crate::request::Request;
use crate::salvage::Salvage;
use crate::value::json;
use crate::walk::Walk;

/// The answer to a list: items, and the cursor of the page after. The types of this crate that are
/// pages implement it.
///
/// ```
/// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
/// # let fake = Fake::start()?;
/// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
/// use cloudflare_interconnects::Page;
///
/// fn summary<P: Page>(page: P) -> String {
///     let more = page.next_cursor().is_some();
///     format!("{} items{}", page.into_items().len(), if more { " and more" } else { "" })
/// }
///
/// println!("{}", summary(client.slots(Fake::ACCOUNT_ID).list().limit(4).send()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Page: DeserializeOwned {
    /// What the list is of.
    type Item: DeserializeOwned;
    /// What tells one page from another.
    type Cursor: Clone + PartialEq + Display + DeserializeOwned;

    /// The cursor of the page after this one; none on the last.
    fn next_cursor(&self) -> Option<Self::Cursor>;

    /// The items of this page.
    fn into_items(self) -> Vec<Self::Item>;

    /// Whether the page has no items, as far as the type can tell without giving them away. By it
    /// [`Pages`] know a list that goes on without end and without items.
    fn is_empty(&self) -> bool {
        false
    }

    /// Reads a page, and says whether it has a name at its top by which an answer says that it is no plain success.
    #[doc(hidden)]
    fn read_page(text: &[u8]) -> serde_json::Result<(Self, bool)> {
        answer::watched(text)
    }

    /// Reads one of the items.
    #[doc(hidden)]
    fn read_item(text: &[u8]) -> serde_json::Result<Self::Item> {
        json::read(text)
    }

    /// Reads the next cursor of a page from which its items were taken; `next` is the cursor as it is written there, for a page
    /// with which more is wrong than its items.
    #[doc(hidden)]
    fn read_next(page: &[u8], next: Option<&[u8]>) -> serde_json::Result<Option<Self::Cursor>> {
        read_next::<Self>(page, next)
    }

    /// Reads a cursor that a caller set: as a number if it is one, else as a string.
    #[doc(hidden)]
    fn read_cursor(text: &str) -> Option<Self::Cursor> {
        let number = json::read(text.as_bytes());
        number.or_else(|_| serde_json::from_value(text.into())).ok()
    }
}

/// The pages of a list, each fetched when it is asked for.
///
/// Ends after the page without a next cursor, and after the first error, from where
/// [`resume`](Self::resume) goes on. Each page has the whole timeout for itself. A cursor that came
/// before is an error, and so are a thousand pages in a row without items.
///
/// ```
/// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
/// # let fake = Fake::start()?;
/// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
/// for page in client.slots(Fake::ACCOUNT_ID).list().limit(4).pages() {
///     let page = page?;
///     println!("{} slots, next cursor {:?}", page.items.len(), page.next);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Pages<P: Page> {
    way: Way<P>,
}

impl<P: Page> Pages<P> {
    #[allow(dead_code, reason = "a specification may have no lists")]
    pub(crate) fn new(request: Request) -> Self {
        Self { way: Way::new(request) }
    }

    /// The cursor of the page that comes next. After an error, of the page that failed; after the
    /// end, of the last page. None is the first page.
    pub fn cursor(&self) -> Option<P::Cursor> {
        self.way.cursor.clone()
    }

    /// The same list from the page that failed. Some only after an error that ended the list: not
    /// after its end, nor while it goes on, nor where its cursors go in a circle.
    ///
    /// ```
    /// # use cloudflare_interconnects::{Auth, Client, fake::{Failure, Fake}};
    /// # let fake = Fake::start()?;
    /// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
    /// let mut pages = client.slots(Fake::ACCOUNT_ID).list().limit(4).pages();
    /// # fake.fail_next(Failure::status(403));
    /// assert!(pages.any(|page| page.is_err()));
    /// let rest = pages.resume().expect("an error ended it");
    /// println!("{} pages more", rest.filter_map(Result::ok).count());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn resume(&self) -> Option<Self> {
        self.way.resume().map(|way| Self { way })
    }
}

impl<P: Page> Iterator for Pages<P> {
    type Item = Result<P, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let page = self.way.walk.fetch()?.and_then(|(mut exchange, body)| {
            let page = answer::decode(&mut exchange, &body, P::read_page)?;
            self.way.arrive(page.next_cursor(), page.is_empty());
            self.way.advance();
            Ok(page)
        });
        Some(page)
    }
}

impl<P: Page> FusedIterator for Pages<P> {}

impl<P: Page> fmt::Debug for Pages<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.way.walk.debug("Pages", f)
    }
}

/// The items of a list; pages are fetched as they are needed.
///
/// An item that cannot be decoded is an error for that item, and the others still come:
/// [`Error::is_item`] is true for it. A page that cannot be fetched, or whose cursor to the next
/// cannot be read, is an error after which nothing comes: [`resume`](Self::resume) goes on from
/// it. A cursor that came before is such an error too, and so are a thousand pages in a row without
/// items. Each page has the whole timeout for itself.
///
/// ```
/// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
/// # let fake = Fake::start()?;
/// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
/// let mut slots = client.slots(Fake::ACCOUNT_ID).list().limit(4).iter();
/// let free = slots.by_ref().filter_map(Result::ok).filter(|slot| !slot.occupied).count();
/// println!("{free} free; the last page was {:?}", slots.cursor());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Items<P: Page> {
    way: Way<P>,
    batch: Batch<P::Item>,
}

impl<P: Page> Items<P> {
    #[allow(dead_code, reason = "a specification may have no lists")]
    pub(crate) fn new(request: Request) -> Self {
        Self {
            way: Way::new(request),
            batch: Batch::Whole(Vec::new().into_iter()),
        }
    }

    /// Decodes a page at once, or if that fails its items one by one.
    fn read(&mut self, mut exchange: Exchange, body: &[u8]) -> Result<Batch<P::Item>, Error> {
        let (batch, next) = match answer::decode(&mut exchange, body, P::read_page) {
            Ok(page) => {
                let next = page.next_cursor();
                (Batch::Whole(page.into_items().into_iter()), next)
            }
            Err(error) => {
                let mut next = None;
                let salvage = Salvage::new(exchange, body, error, &mut |page, written| {
                    next = P::read_next(page, written)?;
                    Ok(())
                })?;
                (Batch::Broken(Box::new(salvage)), next)
            }
        };
        self.way.arrive(next, batch.is_empty());
        Ok(batch)
    }

    /// The same list from the page that failed. Some only after an error that ended the list: not
    /// after its end, nor after the error of an item, nor where its cursors go in a circle. No item
    /// comes twice, and none is left out.
    ///
    /// ```
    /// # use cloudflare_interconnects::{Auth, Client, fake::{Failure, Fake}};
    /// # let fake = Fake::start()?;
    /// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
    /// let mut slots = client.slots(Fake::ACCOUNT_ID).list().limit(4).iter();
    /// # fake.fail_next(Failure::status(403));
    /// let seen = slots.by_ref().filter_map(Result::ok).count();
    /// let more = match slots.resume() {
    ///     // Later, or when the cause is mended.
    ///     Some(rest) => rest.filter_map(Result::ok).count(),
    ///     None => 0,
    /// };
    /// println!("{} slots", seen + more);
    /// # assert!(more > 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn resume(&self) -> Option<Self> {
        self.way.resume().map(|way| Self {
            way,
            batch: Batch::Whole(Vec::new().into_iter()),
        })
    }

    /// The cursor of the page which the next item comes from. After an error of fetching, of the
    /// page that failed; after the end, of the last page. None is the first page.
    pub fn cursor(&self) -> Option<P::Cursor> {
        let next = self.way.next.as_ref().filter(|_| self.batch.is_empty());
        next.or(self.way.cursor.as_ref()).cloned()
    }
}

impl<P: Page> Iterator for Items<P> {
    type Item = Result<P::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.batch.next(P::read_item) {
                return Some(item);
            }
            self.way.advance();
            let fetched = self.way.walk.fetch()?;
            match fetched.and_then(|(exchange, body)| self.read(exchange, &body)) {
                Ok(batch) => self.batch = batch,
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl<P: Page> FusedIterator for Items<P> {}

impl<P: Page> fmt::Debug for Items<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.way.walk.debug("Items", f)
    }
}

/// What is left of a page.
enum Batch<T> {
    Whole(vec::IntoIter<T>),
    /// Not all of them decode: one by one.
    Broken(Box<Salvage>),
}

impl<T> Batch<T> {
    fn is_empty(&self) -> bool {
        match self {
            Self::Whole(items) => items.as_slice().is_empty(),
            Self::Broken(salvage) => salvage.is_empty(),
        }
    }

    fn next(&mut self, read: fn(&[u8]) -> serde_json::Result<T>) -> Option<Result<T, Error>> {
        match self {
            Self::Whole(items) => items.next().map(Ok),
            Self::Broken(salvage) => salvage.next(read),
        }
    }
}

/// What [`Page::read_next`] does, for generated pages too: they have it compiled in this crate.
pub(crate) fn read_next<P: Page>(page: &[u8], next: Option<&[u8]>) -> serde_json::Result<Option<P::Cursor>> {
    match P::read_page(page) {
        Ok((page, _)) => Ok(page.next_cursor()),
        Err(_) => next.map_or(Ok(None), json::read),
    }
}

/// The way along a list, with its cursors as the pages have them.
struct Way<P: Page> {
    walk: Walk,
    /// The page in hand, or the one to fetch.
    cursor: Option<P::Cursor>,
    /// The page after the one in hand.
    next: Option<P::Cursor>,
}

impl<P: Page> Way<P> {
    fn new(request: Request) -> Self {
        let walk = Walk::new(request);
        let cursor = walk.cursor().and_then(P::read_cursor);
        Self {
            walk,
            cursor,
            next: None,
        }
    }

    fn resume(&self) -> Option<Self> {
        let cursor = self.cursor.clone();
        self.walk.resume().map(|walk| Self {
            walk,
            cursor,
            next: None,
        })
    }

    fn arrive(&mut self, next: Option<P::Cursor>, is_empty: bool) {
        self.walk.arrive(next.as_ref().map(P::Cursor::to_string), is_empty);
        self.next = next;
    }

    fn advance(&mut self) {
        if self.walk.advance() {
            self.cursor = self.next.take();
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    /// A page whose cursor is of whatever type.
    #[derive(Deserialize)]
    struct Any<C>(C);

    impl<C: Clone + PartialEq + Display + DeserializeOwned> Page for Any<C> {
        type Item = ();
        type Cursor = C;

        fn next_cursor(&self) -> Option<C> {
            Some(self.0.clone())
        }

        fn into_items(self) -> Vec<()> {
            Vec::new()
        }
    }

    #[test]
    fn a_cursor_that_was_set_is_read_as_its_type() {
        assert_eq!(Any::<i64>::read_cursor("5"), Some(5));
        assert_eq!(Any::<String>::read_cursor("5").as_deref(), Some("5"));
        assert_eq!(Any::<String>::read_cursor("a\"b").as_deref(), Some("a\"b"));
        assert_eq!(Any::<i64>::read_cursor("x"), None);
    }
}
