//! Lists over `cursor` and `next`: page by page, or item by item.

use std::fmt::{self, Display};
use std::iter::FusedIterator;
use std::vec;

use serde::de::DeserializeOwned;

use crate::answer;
use crate::error::{Error, ErrorKind};
use crate::exchange::Exchange;
use crate::request::Request;
use crate::transport;
use crate::value::json;

/// The query parameter that a page is asked for with.
const CURSOR: &str = "cursor";
/// The members of every page.
const ITEMS: &str = "items";
const NEXT: &str = "next";
/// The member of an envelope that a page may be in.
const RESULT: &str = "result";
/// How many pages without items may come in a row.
const MOST_EMPTY: u32 = 1_000;

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
    walk: Walk<P::Cursor>,
}

impl<P: Page> Pages<P> {
    #[allow(dead_code, reason = "a specification may have no lists")]
    pub(crate) fn new(request: Request) -> Self {
        Self {
            walk: Walk::new(request),
        }
    }

    /// The cursor of the page that comes next. After an error, of the page that failed; after the
    /// end, of the last page. None is the first page.
    pub fn cursor(&self) -> Option<P::Cursor> {
        self.walk.cursor.clone()
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
        self.walk.resume().map(|walk| Self { walk })
    }
}

impl<P: Page> Iterator for Pages<P> {
    type Item = Result<P, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let page = self.walk.fetch()?.and_then(|(mut exchange, body)| {
            let page = answer::decode(&mut exchange, &body, P::read_page)?;
            self.walk.arrive(page.next_cursor(), page.is_empty());
            self.walk.advance();
            Ok(page)
        });
        Some(page)
    }
}

impl<P: Page> FusedIterator for Pages<P> {}

impl<P: Page> fmt::Debug for Pages<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.walk.debug("Pages", f)
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
    walk: Walk<P::Cursor>,
    batch: Batch<P::Item>,
}

impl<P: Page> Items<P> {
    #[allow(dead_code, reason = "a specification may have no lists")]
    pub(crate) fn new(request: Request) -> Self {
        Self {
            walk: Walk::new(request),
            batch: Batch::Whole(Vec::new().into_iter()),
        }
    }

    /// Decodes a page at once, or if that fails its items one by one.
    fn read(&mut self, mut exchange: Exchange, body: &[u8]) -> Result<Batch<P::Item>, Error> {
        let (batch, next): (Batch<P::Item>, _) = match answer::decode(&mut exchange, body, P::read_page) {
            Ok(page) => {
                let next = page.next_cursor();
                (Batch::Whole(page.into_items().into_iter()), next)
            }
            Err(error) => {
                let (loose, next) = Loose::read::<P>(exchange, body, error)?;
                (Batch::Loose(Box::new(loose)), next)
            }
        };
        self.walk.arrive(next, batch.is_empty());
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
        self.walk.resume().map(|walk| Self {
            walk,
            batch: Batch::Whole(Vec::new().into_iter()),
        })
    }

    /// The cursor of the page which the next item comes from. After an error of fetching, of the
    /// page that failed; after the end, of the last page. None is the first page.
    pub fn cursor(&self) -> Option<P::Cursor> {
        let used_up = self.batch.is_empty() && self.walk.next.is_some();
        if used_up {
            self.walk.next.clone()
        } else {
            self.walk.cursor.clone()
        }
    }
}

impl<P: Page> Iterator for Items<P> {
    type Item = Result<P::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.batch.next(P::read_item) {
                return Some(item);
            }
            self.walk.advance();
            let fetched = self.walk.fetch()?;
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
        self.walk.debug("Items", f)
    }
}

/// What is left of a page.
enum Batch<T> {
    Whole(vec::IntoIter<T>),
    /// Not all of them decode: one by one.
    Loose(Box<Loose>),
}

impl<T> Batch<T> {
    fn is_empty(&self) -> bool {
        match self {
            Self::Whole(items) => items.as_slice().is_empty(),
            Self::Loose(loose) => loose.is_empty(),
        }
    }

    fn next(&mut self, read: fn(&[u8]) -> serde_json::Result<T>) -> Option<Result<T, Error>> {
        match self {
            Self::Whole(items) => items.next().map(Ok),
            Self::Loose(loose) => loose.next(read),
        }
    }
}

/// The items of a page of which not all decode, as they are written.
struct Loose {
    exchange: Exchange,
    /// Where in the answer the page is.
    place: &'static str,
    /// The array.
    items: Vec<u8>,
    /// Where in it the next item is.
    at: usize,
    index: usize,
}

impl Loose {
    /// Cuts a page that gave `error` into its items and the next cursor. What is wrong with the page
    /// outranks what is wrong with an item: it ends the list.
    fn read<P: Page>(exchange: Exchange, body: &[u8], error: Error) -> Result<(Self, Option<P::Cursor>), Error> {
        if error.kind() != ErrorKind::Decode {
            return Err(error);
        }
        json::check(body).map_err(|error| answer::explain(&exchange, body, error))?;
        let (mut page, mut place) = (body, "");
        if let (Ok(None), Ok(Some(result))) = (json::member(body, ITEMS), json::member(body, RESULT)) {
            (page, place) = (result, RESULT);
        }
        let undecodable = |name, error| Self::undecodable(&exchange, &answer::join_path(place, name), error, body);
        let member = |name| json::member(page, name).map_err(|error| undecodable(name, error));
        let (items, next) = (member(ITEMS)?, member(NEXT)?);
        // Without its items, a page reads its cursor as it does in any other; unless more is wrong with it.
        let next = match P::read_page(&without(page, items)) {
            Ok((page, _)) => page.next_cursor(),
            Err(_) => next
                .map_or(Ok(None), json::read)
                .map_err(|error| undecodable(NEXT, error))?,
        };
        let Some(items) = items.filter(|items| items.starts_with(b"[")) else {
            return Err(error);
        };
        let loose = Self {
            place,
            items: items.to_vec(),
            at: 0,
            index: 0,
            exchange,
        };
        Ok((loose, next))
    }

    fn is_empty(&self) -> bool {
        json::part(&self.items, &mut self.at.clone()).is_none()
    }

    fn next<T>(&mut self, read: fn(&[u8]) -> serde_json::Result<T>) -> Option<Result<T, Error>> {
        let text = json::part(&self.items, &mut self.at)?;
        let index = self.index;
        self.index += 1;
        Some(read(text).map_err(|error| {
            let item = answer::join_path(self.place, &format!("{ITEMS}[{index}]"));
            let path = answer::join_path(&item, &json::path_of(&error, text));
            Self::undecodable(&self.exchange, &path, error, text).with(|inner| inner.item = true)
        }))
    }

    fn undecodable(exchange: &Exchange, path: &str, error: serde_json::Error, text: &[u8]) -> Error {
        let error = answer::undecodable(exchange, path, error);
        error.with(|inner| inner.snippet = exchange.snippet(text))
    }
}

/// A page with an empty array in place of its items, which are a part of it.
fn without(page: &[u8], items: Option<&[u8]>) -> Vec<u8> {
    let Some(items) = items else {
        return page.to_vec();
    };
    let begin = items.as_ptr() as usize - page.as_ptr() as usize;
    [&page[..begin], b"[]", &page[begin + items.len()..]].concat()
}

/// The way along the cursors of a list.
struct Walk<C> {
    request: Request,
    /// The page in hand, or the one to fetch.
    cursor: Option<C>,
    /// The page after the one in hand.
    next: Option<C>,
    circle: Circle<C>,
    /// How many pages without items came in a row.
    empty: u32,
    state: State,
}

#[derive(PartialEq)]
enum State {
    /// The page at `cursor` is to be fetched.
    Ahead,
    /// It is in hand.
    InHand,
    /// The page at `cursor` failed, and nothing more comes.
    Failed,
    /// Nothing more comes.
    Ended,
}

impl<C: Clone + PartialEq + Display + DeserializeOwned> Walk<C> {
    fn new(request: Request) -> Self {
        let cursor = request.query_value(CURSOR).and_then(read_cursor);
        Self::from(request, cursor)
    }

    /// From the page at `cursor`, which is what `request` asks for.
    fn from(request: Request, cursor: Option<C>) -> Self {
        Self {
            request,
            circle: Circle::new(cursor.clone()),
            cursor,
            next: None,
            empty: 0,
            state: State::Ahead,
        }
    }

    fn resume(&self) -> Option<Self> {
        let failed = self.state == State::Failed;
        failed.then(|| Self::from(self.request.clone(), self.cursor.clone()))
    }

    /// Fetches the page ahead, if there is one. The list has ended unless `arrive` follows.
    fn fetch(&mut self) -> Option<Result<(Exchange, Vec<u8>), Error>> {
        if self.state != State::Ahead {
            return None;
        }
        self.state = State::Failed;
        if self.circle.closed {
            self.state = State::Ended;
            let cursor = self.cursor.as_ref().map(C::to_string).unwrap_or_default();
            return Some(Err(
                self.astray(format!("the list goes in a circle: cursor {cursor} came before"))
            ));
        }
        if self.empty >= MOST_EMPTY {
            let message = format!("the list goes on without items: {MOST_EMPTY} pages in a row had none");
            return Some(Err(self.astray(message)));
        }
        Some(transport::bytes(&self.request))
    }

    /// The error of a list that leads nowhere.
    fn astray(&self, message: String) -> Error {
        let called = self.request.called.clone();
        Error::new(ErrorKind::Pagination, message).with(|inner| inner.called = Some(called))
    }

    /// Goes on from the page that was fetched, since it could be read.
    fn arrive(&mut self, next: Option<C>, is_empty: bool) {
        self.next = next;
        self.empty = if is_empty { self.empty + 1 } else { 0 };
        self.state = State::InHand;
    }

    /// Leaves the page in hand for the one after it, or for the end.
    fn advance(&mut self) {
        if self.state != State::InHand {
            return;
        }
        self.state = State::Ended;
        if let Some(next) = self.next.take() {
            self.circle.step(self.cursor.as_ref(), &next);
            self.request = self.request.clone().query(CURSOR, &next);
            self.cursor = Some(next);
            self.state = State::Ahead;
        }
    }

    fn debug(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cursor = self.cursor.as_ref().map(C::to_string);
        f.debug_struct(name)
            .field("operation", &self.request.called.id())
            .field("cursor", &cursor)
            .finish_non_exhaustive()
    }
}

/// The cursor that a caller set, read as the answers' cursors are: as a number if it is one, else
/// as a string.
fn read_cursor<C: DeserializeOwned>(text: &str) -> Option<C> {
    serde_json::from_str(text)
        .or_else(|_| json::read(json::text(&text.into()).as_bytes()))
        .ok()
}

/// Finds out whether a sequence of cursors comes back on itself, by Brent's method: it remembers
/// one cursor, and moves on to the present one whenever the steps since have doubled. A circle is
/// found within three times its length and way, in constant memory.
struct Circle<C> {
    remembered: Option<C>,
    steps: u64,
    limit: u64,
    closed: bool,
}

impl<C: Clone + PartialEq> Circle<C> {
    fn new(start: Option<C>) -> Self {
        Self {
            remembered: start,
            steps: 0,
            limit: 1,
            closed: false,
        }
    }

    fn step(&mut self, from: Option<&C>, to: &C) {
        self.closed |= self.remembered.as_ref() == Some(to) || from == Some(to);
        self.steps += 1;
        if self.steps == self.limit {
            self.remembered = Some(to.clone());
            self.steps = 0;
            self.limit = self.limit.saturating_mul(2);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many cursors are followed until the circle is found.
    fn steps(start: Option<u32>, next: impl Fn(Option<u32>) -> u32) -> u64 {
        let (mut circle, mut at, mut steps) = (Circle::new(start), start, 0);
        while !circle.closed && steps < 10_000 {
            let to = next(at);
            circle.step(at.as_ref(), &to);
            (at, steps) = (Some(to), steps + 1);
        }
        steps
    }

    #[test]
    fn every_circle_is_found_within_a_small_multiple_of_its_length_and_way() {
        for way in 0..30 {
            for length in 1..30 {
                let next = |at: Option<u32>| match at {
                    None => 0,
                    Some(at) if at + 1 == way + length => way,
                    Some(at) => at + 1,
                };
                let found = steps(None, next);
                assert!(found <= u64::from(3 * (way + length) + 1), "{way} {length}: {found}");
            }
        }
    }

    #[test]
    fn a_cursor_that_names_its_own_page_is_found_at_once() {
        assert_eq!(steps(Some(7), |_| 7), 1);
        assert_eq!(steps(None, |_| 7), 2);
    }

    #[test]
    fn a_sequence_without_a_circle_is_followed_without_end() {
        assert_eq!(steps(None, |at| at.map_or(0, |at| at + 1)), 10_000);
    }

    #[test]
    fn a_cursor_that_was_set_is_read_as_its_type() {
        assert_eq!(read_cursor::<i64>("5"), Some(5));
        assert_eq!(read_cursor::<String>("5").as_deref(), Some("5"));
        assert_eq!(read_cursor::<String>("a\"b").as_deref(), Some("a\"b"));
        assert_eq!(read_cursor::<i64>("x"), None);
    }
}
