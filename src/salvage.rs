//! What is left of a page of which not all items decode: one item after the other, as they are written.

use crate::answer;
use crate::error::{Error, ErrorKind};
use crate::exchange::Exchange;
use crate::value::json;

/// The members of every page.
const ITEMS: &str = "items";
const NEXT: &str = "next";
/// The member of an envelope that a page may be in.
const RESULT: &str = "result";

/// The items of such a page.
pub(crate) struct Salvage {
    exchange: Exchange,
    /// Where in the answer the page is.
    place: &'static str,
    /// The array.
    items: Vec<u8>,
    /// Where in it the next item is.
    at: usize,
    index: usize,
}

/// Reads the next cursor: of a page without its items, and as it is written there, if it is.
pub(crate) type ReadNext<'a> = dyn FnMut(&[u8], Option<&[u8]>) -> serde_json::Result<()> + 'a;

impl Salvage {
    /// Cuts a page that gave `error` into its items and the next cursor. What is wrong with the page
    /// outranks what is wrong with an item: it ends the list.
    pub(crate) fn new(exchange: Exchange, body: &[u8], error: Error, read_next: &mut ReadNext) -> Result<Self, Error> {
        if error.kind() != ErrorKind::Decode {
            return Err(error);
        }
        json::check(body).map_err(|error| answer::explain(&exchange, body, error))?;
        let (mut page, mut place) = (body, "");
        if let (Ok(None), Ok(Some(result))) = (json::member(body, ITEMS), json::member(body, RESULT)) {
            (page, place) = (result, RESULT);
        }
        let undecodable = |name, error| undecodable(&exchange, &answer::join_path(place, name), error, body);
        let member = |name| json::member(page, name).map_err(|error| undecodable(name, error));
        let (items, next) = (member(ITEMS)?, member(NEXT)?);
        read_next(&without(page, items), next).map_err(|error| undecodable(NEXT, error))?;
        let Some(items) = items.filter(|items| items.starts_with(b"[")) else {
            return Err(error);
        };
        Ok(Self {
            place,
            items: items.to_vec(),
            at: 0,
            index: 0,
            exchange,
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        json::part(&self.items, &mut self.at.clone()).is_none()
    }

    /// Reads the next item.
    pub(crate) fn next<T>(&mut self, read: fn(&[u8]) -> serde_json::Result<T>) -> Option<Result<T, Error>> {
        let text = json::part(&self.items, &mut self.at)?;
        let index = self.index;
        self.index += 1;
        Some(read(text).map_err(|error| self.fault(index, error, text)))
    }

    /// The error of one item.
    fn fault(&self, index: usize, error: serde_json::Error, text: &[u8]) -> Error {
        let item = answer::join_path(self.place, &format!("{ITEMS}[{index}]"));
        let path = answer::join_path(&item, &json::path_of(&error, text));
        undecodable(&self.exchange, &path, error, text).with(|inner| inner.item = true)
    }
}

fn undecodable(exchange: &Exchange, path: &str, error: serde_json::Error, text: &[u8]) -> Error {
    let error = answer::undecodable(exchange, path, error);
    error.with(|inner| inner.snippet = exchange.snippet(text))
}

/// A page with an empty array in place of its items, which are a part of it.
fn without(page: &[u8], items: Option<&[u8]>) -> Vec<u8> {
    let Some(items) = items else {
        return page.to_vec();
    };
    let begin = items.as_ptr() as usize - page.as_ptr() as usize;
    [&page[..begin], b"[]", &page[begin + items.len()..]].concat()
}
