//! The way along the cursors of a list: which page comes next, and where the list ends. What is in a page is read in `page.rs`.

use std::fmt;

use crate::error::{Error, ErrorKind};
use crate::exchange::Exchange;
use crate::request::Request;
use crate::transport;

/// The query parameter that a page is asked for with.
const CURSOR: &str = "cursor";
/// How many pages without items may come in a row.
const MOST_EMPTY: u32 = 1_000;

/// Where a list is. Cursors are texts here, as they are in a query, whatever their type is in an answer.
pub(crate) struct Walk {
    request: Request,
    /// The page in hand, or the one to fetch.
    cursor: Option<String>,
    /// The page after the one in hand.
    next: Option<String>,
    circle: Circle,
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

impl Walk {
    /// From the page that `request` asks for.
    pub(crate) fn new(request: Request) -> Self {
        let cursor = request.query_value(CURSOR).map(str::to_owned);
        Self {
            request,
            circle: Circle::new(cursor.clone()),
            cursor,
            next: None,
            empty: 0,
            state: State::Ahead,
        }
    }

    /// The page in hand, or the one to fetch; none is the first.
    pub(crate) fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// The same way from the page that failed, if one did.
    pub(crate) fn resume(&self) -> Option<Self> {
        let failed = self.state == State::Failed;
        failed.then(|| Self::new(self.request.clone()))
    }

    /// Fetches the page ahead, if there is one. The list has ended unless `arrive` follows.
    pub(crate) fn fetch(&mut self) -> Option<Result<(Exchange, Vec<u8>), Error>> {
        if self.state != State::Ahead {
            return None;
        }
        self.state = State::Failed;
        if self.circle.closed {
            self.state = State::Ended;
            let cursor = self.cursor.as_deref().unwrap_or_default();
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
    pub(crate) fn arrive(&mut self, next: Option<String>, is_empty: bool) {
        self.next = next;
        self.empty = if is_empty { self.empty + 1 } else { 0 };
        self.state = State::InHand;
    }

    /// Leaves the page in hand for the one after it, and says whether there is one; else the list is at its end.
    pub(crate) fn advance(&mut self) -> bool {
        if self.state != State::InHand {
            return false;
        }
        self.state = State::Ended;
        let Some(next) = self.next.take() else {
            return false;
        };
        self.circle.step(self.cursor.as_deref(), &next);
        self.request = self.request.clone().query(CURSOR, &next);
        self.cursor = Some(next);
        self.state = State::Ahead;
        true
    }

    pub(crate) fn debug(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("operation", &self.request.called.id())
            .field("cursor", &self.cursor)
            .finish_non_exhaustive()
    }
}

/// Finds out whether a sequence of cursors comes back on itself, by Brent's method: it remembers
/// one cursor, and moves on to the present one whenever the steps since have doubled. A circle is
/// found within three times its length and way, in constant memory.
struct Circle {
    remembered: Option<String>,
    steps: u64,
    limit: u64,
    closed: bool,
}

impl Circle {
    fn new(start: Option<String>) -> Self {
        Self {
            remembered: start,
            steps: 0,
            limit: 1,
            closed: false,
        }
    }

    fn step(&mut self, from: Option<&str>, to: &str) {
        self.closed |= self.remembered.as_deref() == Some(to) || from == Some(to);
        self.steps += 1;
        if self.steps == self.limit {
            self.remembered = Some(to.to_owned());
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
        let text = |cursor: Option<u32>| cursor.map(|cursor| cursor.to_string());
        let (mut circle, mut at, mut steps) = (Circle::new(text(start)), start, 0);
        while !circle.closed && steps < 10_000 {
            let to = next(at);
            circle.step(text(at).as_deref(), &to.to_string());
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
}
