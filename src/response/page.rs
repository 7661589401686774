//! Lists with `cursor` and `next`, page by page or item by item: how the next page is found, where a list ends, and the valid items
//! of a page that does not decode.

use std::fmt::{self, Display};
use std::iter::FusedIterator;
use std::vec;

use serde::de::DeserializeOwned;
use serde_json::{Number, Value};

use crate::error::{Error, ErrorKind};
use crate::request::Request;
use crate::request::secrets::Secrets;
use crate::response::decode::{self, Decode};
use crate::transport;
use crate::transport::exchange::Exchange;
use crate::value::json;

/// The query parameter that selects a page.
const CURSOR: &str = "cursor";
/// The fields that every page has.
const ITEMS: &str = "items";
const NEXT: &str = "next";
/// The field of an envelope that holds the page.
const RESULT: &str = "result";
/// The most empty pages in a row.
const MOST_EMPTY: u32 = 1_000;

/// One page of a list: its items, and the cursor of the next page. All page types of this crate
/// implement it.
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
    /// The type of an item.
    type Item: DeserializeOwned;
    /// The type of a cursor.
    type Cursor: Clone + PartialEq + Display + DeserializeOwned;

    /// The cursor of the next page. `None` on the last page.
    fn next_cursor(&self) -> Option<Self::Cursor>;

    /// The items of this page.
    fn into_items(self) -> Vec<Self::Item>;

    /// Whether the page is known to have no items. [`Pages`] uses it to detect a list that continues
    /// forever without items.
    fn is_empty(&self) -> bool {
        false
    }
}

/// The pages of a list. Each is fetched when it is asked for.
///
/// The iterator ends after the page without a next cursor, and after the first error;
/// [`resume`](Self::resume) continues from there. Each page has the whole timeout for itself. A repeated
/// cursor is an error, and so are a thousand empty pages in a row: neither can be resumed.
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
    list: Cursors<P>,
}

impl<P: Page> Pages<P> {
    pub(crate) fn new(request: Request, decode: Decode<P>) -> Self {
        Self {
            list: Cursors::new(request, decode),
        }
    }

    /// The cursor of the page that comes next. After an error: of the page that failed. After the end:
    /// of the last page. `None` is the first page.
    pub fn cursor(&self) -> Option<P::Cursor> {
        self.list.cursor.clone()
    }

    /// The same list from the page that failed. `None` if no error ended the list, or if it ended with a
    /// repeated cursor or a thousand empty pages.
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
        self.list.resume().map(|list| Self { list })
    }
}

impl<P: Page> Iterator for Pages<P> {
    type Item = Result<P, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let page = self.list.fetch()?.and_then(|(mut exchange, body)| {
            let page = (self.list.decode)(&mut exchange, &body)?;
            self.list.loaded(page.next_cursor(), page.is_empty());
            self.list.advance();
            Ok(page)
        });
        Some(page)
    }
}

impl<P: Page> FusedIterator for Pages<P> {}

impl<P: Page> fmt::Debug for Pages<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.list.debug("Pages", f)
    }
}

/// The items of a list. Pages are fetched when they are needed.
///
/// An item that cannot be decoded is an error for that item alone, and the others still come:
/// [`Error::is_item`] is true for it. If a page cannot be fetched, or its next cursor cannot be read, the
/// error ends the iterator; [`resume`](Self::resume) continues with that page. A repeated cursor is an
/// error, and so are a thousand empty pages in a row: neither can be resumed. Each page has the whole
/// timeout for itself.
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
    list: Cursors<P>,
    read_item: ReadItem<P::Item>,
    in_hand: InHand<P::Item>,
}

/// Decodes one item from its text.
type ReadItem<T> = fn(&[u8]) -> serde_json::Result<T>;

impl<P: Page> Items<P> {
    pub(crate) fn new(request: Request, decode: Decode<P>, read_item: ReadItem<P::Item>) -> Self {
        Self::from_list(Cursors::new(request, decode), read_item)
    }

    fn from_list(list: Cursors<P>, read_item: ReadItem<P::Item>) -> Self {
        Self {
            list,
            read_item,
            in_hand: InHand::Page(Vec::new().into_iter()),
        }
    }

    /// Decodes a page as a whole, or its items one by one if that fails.
    fn load(&mut self, mut exchange: Exchange, body: &[u8]) -> Result<(), Error> {
        let (items, next) = match (self.list.decode)(&mut exchange, body) {
            Ok(page) => {
                let next = page.next_cursor();
                (InHand::Page(page.into_items().into_iter()), next)
            }
            Err(error) => {
                let (items, next) = ValidItems::find::<P>(exchange, body, error)?;
                (InHand::Valid(Box::new(items)), next)
            }
        };
        self.list.loaded(next, items.is_empty());
        self.in_hand = items;
        Ok(())
    }

    /// The same list from the page that failed. `None` if no error ended the list (the error of a single
    /// item does not), or if it ended with a repeated cursor or a thousand empty pages. No item comes
    /// twice, and none is skipped.
    ///
    /// ```
    /// # use cloudflare_interconnects::{Auth, Client, fake::{Failure, Fake}};
    /// # let fake = Fake::start()?;
    /// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
    /// let mut slots = client.slots(Fake::ACCOUNT_ID).list().limit(4).iter();
    /// # fake.fail_next(Failure::status(403));
    /// let seen = slots.by_ref().filter_map(Result::ok).count();
    /// let more = match slots.resume() {
    ///     // Later, or when the cause is fixed.
    ///     Some(rest) => rest.filter_map(Result::ok).count(),
    ///     None => 0,
    /// };
    /// println!("{} slots", seen + more);
    /// # assert!(more > 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn resume(&self) -> Option<Self> {
        let list = self.list.resume()?;
        Some(Self::from_list(list, self.read_item))
    }

    /// The cursor of the page that the next item comes from. After a failed fetch: of the page that
    /// failed. After the end: of the last page. `None` is the first page.
    pub fn cursor(&self) -> Option<P::Cursor> {
        let next = self.list.next.as_ref().filter(|_| self.in_hand.is_empty());
        next.or(self.list.cursor.as_ref()).cloned()
    }
}

impl<P: Page> Iterator for Items<P> {
    type Item = Result<P::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.in_hand.next(self.read_item) {
                return Some(item);
            }
            self.list.advance();
            let fetched = self.list.fetch()?;
            if let Err(error) = fetched.and_then(|(exchange, body)| self.load(exchange, &body)) {
                return Some(Err(error));
            }
        }
    }
}

impl<P: Page> FusedIterator for Items<P> {}

impl<P: Page> fmt::Debug for Items<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.list.debug("Items", f)
    }
}

/// The items of the current page.
enum InHand<T> {
    Page(vec::IntoIter<T>),
    /// Those of a page that does not decode as a whole.
    Valid(Box<ValidItems>),
}

impl<T> InHand<T> {
    fn is_empty(&self) -> bool {
        match self {
            Self::Page(items) => items.as_slice().is_empty(),
            Self::Valid(items) => items.is_empty(),
        }
    }

    fn next(&mut self, read: ReadItem<T>) -> Option<Result<T, Error>> {
        match self {
            Self::Page(items) => items.next().map(Ok),
            Self::Valid(items) => items.next(read),
        }
    }
}

/// The state of a list, and the request that fetches its pages.
struct Cursors<P: Page> {
    request: Request,
    decode: Decode<P>,
    /// The cursor of the current page, or of the one to fetch. `None` is the first page.
    cursor: Option<P::Cursor>,
    /// The cursor of the page after the current one.
    next: Option<P::Cursor>,
    repeats: Repeats<P::Cursor>,
    /// The number of empty pages in a row so far.
    empty: u32,
    state: Position,
}

#[derive(PartialEq)]
enum Position {
    /// The page at `cursor` is fetched next.
    ToFetch,
    InHand,
    /// The page at `cursor` failed. The list can be resumed.
    Failed,
    /// The list has ended.
    Ended,
}

impl<P: Page> Cursors<P> {
    /// Starts at the page that `request` selects.
    fn new(request: Request, decode: Decode<P>) -> Self {
        let cursor = request.query_value(CURSOR).and_then(parse_cursor::<P::Cursor>);
        Self {
            request,
            decode,
            repeats: Repeats::new(cursor.clone()),
            cursor,
            next: None,
            empty: 0,
            state: Position::ToFetch,
        }
    }

    /// The same list from the page that failed, if one failed.
    fn resume(&self) -> Option<Self> {
        let failed = self.state == Position::Failed;
        failed.then(|| Self {
            cursor: self.cursor.clone(),
            ..Self::new(self.request.clone(), self.decode)
        })
    }

    /// Fetches the next page, if there is one. The list counts as failed until `loaded` is called.
    fn fetch(&mut self) -> Option<Result<(Exchange, Vec<u8>), Error>> {
        if self.state != Position::ToFetch {
            return None;
        }
        self.state = Position::Ended;
        if self.repeats.found
            && let Some(cursor) = &self.cursor
        {
            return Some(Err(
                self.error(format!("the list repeats a cursor: {cursor} came before"))
            ));
        }
        if self.empty >= MOST_EMPTY {
            return Some(Err(
                self.error(format!("the list has {MOST_EMPTY} pages in a row without items"))
            ));
        }
        self.state = Position::Failed;
        Some(transport::send_for_bytes(&self.request))
    }

    /// The error of a list that never ends.
    fn error(&self, message: String) -> Error {
        let operation = self.request.operation.clone();
        // A server may send a credential back as a cursor.
        let message = Secrets::new(&self.request).redact(message);
        Error::new(ErrorKind::Pagination, message).with_details(|inner| inner.operation = Some(operation))
    }

    /// Records that the page was fetched and decoded.
    fn loaded(&mut self, next: Option<P::Cursor>, is_empty: bool) {
        self.next = next;
        self.empty = if is_empty { self.empty + 1 } else { 0 };
        self.state = Position::InHand;
    }

    /// Moves on to the next page, or ends the list.
    fn advance(&mut self) {
        if self.state != Position::InHand {
            return;
        }
        self.state = Position::Ended;
        if let Some(next) = self.next.take() {
            self.repeats.step(self.cursor.as_ref(), &next);
            self.request = self.request.clone().query(CURSOR, &next);
            self.cursor = Some(next);
            self.state = Position::ToFetch;
        }
    }

    fn debug(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("operation", &self.request.operation.id)
            .field("cursor", &self.cursor.as_ref().map(P::Cursor::to_string))
            .finish_non_exhaustive()
    }
}

/// A cursor that the caller set. It is a number if it looks like one and the type takes numbers, else a string.
fn parse_cursor<C: DeserializeOwned>(text: &str) -> Option<C> {
    let number = text.parse::<Number>().ok().map(Value::Number);
    let number = number.and_then(|number| serde_json::from_value(number).ok());
    number.or_else(|| serde_json::from_value(Value::from(text)).ok())
}

/// Finds a repeated cursor by Brent's method, in constant memory. It remembers one cursor, and replaces it whenever the number of
/// steps has doubled. It finds a cycle within three times the number of cursors up to its end.
struct Repeats<C> {
    remembered: Option<C>,
    steps: u64,
    limit: u64,
    found: bool,
}

impl<C: Clone + PartialEq> Repeats<C> {
    fn new(start: Option<C>) -> Self {
        Self {
            remembered: start,
            steps: 0,
            limit: 1,
            found: false,
        }
    }

    fn step(&mut self, from: Option<&C>, to: &C) {
        self.found |= self.remembered.as_ref() == Some(to) || from == Some(to);
        self.steps += 1;
        if self.steps == self.limit {
            self.remembered = Some(to.clone());
            self.steps = 0;
            self.limit = self.limit.saturating_mul(2);
        }
    }
}

/// The items of a page that does not decode as a whole: valid items, and an error for each invalid one.
struct ValidItems {
    exchange: Exchange,
    /// The path of the page in the body.
    place: &'static str,
    /// The text of the array.
    items: Vec<u8>,
    /// Where the next item begins.
    at: usize,
    index: usize,
}

impl ValidItems {
    /// Finds the items and the next cursor of a page that gave `error`. An error outside the items is returned first, because it ends the
    /// list.
    fn find<P: Page>(exchange: Exchange, body: &[u8], error: Error) -> Result<(Self, Option<P::Cursor>), Error> {
        if error.kind() != ErrorKind::Decode {
            return Err(error);
        }
        json::validate(body).map_err(|error| decode::decode_error(&exchange, body, error))?;
        let (mut page, mut place) = (body, "");
        if let (Ok(None), Ok(Some(result))) = (json::find_field(body, ITEMS), json::find_field(body, RESULT)) {
            (page, place) = (result, RESULT);
        }
        let undecodable = |name, error| undecodable_item(&exchange, &decode::join_path(place, name), error, body);
        let field = |name| json::find_field(page, name).map_err(|error| undecodable(name, error));
        let (items, next) = (field(ITEMS)?, field(NEXT)?);
        let next = match (json::parse::<P>(&without_items(page, items)), next) {
            (Ok(page), _) => page.next_cursor(),
            (Err(_), Some(next)) => json::parse(next).map_err(|error| undecodable(NEXT, error))?,
            (Err(_), None) => None,
        };
        let Some(items) = items.filter(|items| items.starts_with(b"[")) else {
            return Err(error);
        };
        let found = Self {
            place,
            items: items.to_vec(),
            at: 0,
            index: 0,
            exchange,
        };
        Ok((found, next))
    }

    fn is_empty(&self) -> bool {
        json::next_part(&self.items, &mut self.at.clone()).is_none()
    }

    fn next<T>(&mut self, read: ReadItem<T>) -> Option<Result<T, Error>> {
        let text = json::next_part(&self.items, &mut self.at)?;
        let index = self.index;
        self.index += 1;
        Some(read(text).map_err(|error| self.item_error(index, error, text)))
    }

    fn item_error(&self, index: usize, error: serde_json::Error, text: &[u8]) -> Error {
        let item = decode::join_path(self.place, &format!("{ITEMS}[{index}]"));
        let path = decode::join_path(&item, &json::error_path(&error, text));
        undecodable_item(&self.exchange, &path, error, text).with_details(|inner| inner.item = true)
    }
}

fn undecodable_item(exchange: &Exchange, path: &str, error: serde_json::Error, text: &[u8]) -> Error {
    let error = decode::undecodable(exchange, path, error);
    error.with_details(|inner| inner.snippet = exchange.snippet(text))
}

/// The page with an empty array for its items.
fn without_items(page: &[u8], items: Option<&[u8]>) -> Vec<u8> {
    let Some(items) = items else {
        return page.to_vec();
    };
    let begin = items.as_ptr() as usize - page.as_ptr() as usize;
    [&page[..begin], b"[]", &page[begin + items.len()..]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number of cursors that are followed until a repeated one is found.
    fn steps(start: Option<u32>, next: impl Fn(Option<u32>) -> u32) -> u64 {
        let (mut repeats, mut at, mut steps) = (Repeats::new(start), start, 0);
        while !repeats.found && steps < 10_000 {
            let to = next(at);
            repeats.step(at.as_ref(), &to);
            (at, steps) = (Some(to), steps + 1);
        }
        steps
    }

    #[test]
    fn every_cycle_is_found_within_a_small_multiple_of_its_length_and_what_leads_into_it() {
        for before in 0..30 {
            for length in 1..30 {
                let next = |at: Option<u32>| match at {
                    None => 0,
                    Some(at) if at + 1 == before + length => before,
                    Some(at) => at + 1,
                };
                let found = steps(None, next);
                assert!(
                    found <= u64::from(3 * (before + length) + 1),
                    "{before} {length}: {found}"
                );
            }
        }
    }

    #[test]
    fn a_cursor_that_names_its_own_page_is_found_at_once() {
        assert_eq!(steps(Some(7), |_| 7), 1);
        assert_eq!(steps(None, |_| 7), 2);
    }

    #[test]
    fn a_sequence_without_a_repeated_cursor_is_followed_without_end() {
        assert_eq!(steps(None, |at| at.map_or(0, |at| at + 1)), 10_000);
    }

    #[test]
    fn a_cursor_that_was_set_is_read_as_its_type() {
        assert_eq!(parse_cursor("5"), Some(5_i64));
        assert_eq!(parse_cursor("5"), Some("5".to_owned()));
        assert_eq!(parse_cursor("5"), Some(Value::from(5)));
        assert_eq!(parse_cursor("\"5\""), Some("\"5\"".to_owned()));
        assert_eq!(parse_cursor("a\"b"), Some("a\"b".to_owned()));
        assert_eq!(parse_cursor::<i64>("x"), None);
    }
}
