//! The methods that generated request builders share: to send a request, show it, wait on it, or follow its pages. There is one macro
//! for each form of call.

use crate::error::Error;
use crate::request::Request;
use crate::request::preview::Preview;
use crate::response::Response;
use crate::response::decode::{self, Decode};
use crate::response::document::Document;

impl Request {
    /// Sends the request and decodes the response.
    pub(crate) fn send<T>(&self, decode: Decode<T>) -> Result<T, Error> {
        decode::send_and_decode(self, decode).map(|(_, value)| value)
    }

    /// Sends the request, and returns the decoded response with its status and headers.
    pub(crate) fn send_response<T>(&self, decode: Decode<T>) -> Result<Response<T>, Error> {
        let (exchange, value) = decode::send_and_decode(self, decode)?;
        Ok(Response::new(value, exchange.into_head()))
    }

    /// Sends the request and accepts any success.
    pub(crate) fn send_empty(&self) -> Result<(), Error> {
        self.send(decode::decode_empty)
    }

    /// Sends the request and returns the document as a stream.
    pub(crate) fn send_document(&self) -> Result<Document, Error> {
        Document::open(self)
    }

    /// Sends the request, and returns the document with its status and headers.
    pub(crate) fn send_document_response(&self) -> Result<Response<Document>, Error> {
        let document = Document::open(self)?;
        let head = document.exchange().clone().into_head();
        Ok(Response::new(document, head))
    }

    /// Checks the request and shows it.
    pub(crate) fn dry_run(&self, document: bool) -> Result<Preview, Error> {
        Preview::new(self, document)
    }
}

/// The methods of every call.
macro_rules! settings {
    ($call:ident) => {
        $crate::call::settings!($call, false);
    };
    ($call:ident, $document:literal) => {
        impl $call {
            /// The timeout of the whole call, with its retries and the backoff between them. In a list,
            /// each page has this timeout. Default: the client's
            /// [`timeout`](crate::ClientBuilder::timeout).
            pub fn timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.timeout(timeout))
            }

            /// The timeout of each attempt; for a document, only until it begins. Default: the client's
            /// [`attempt_timeout`](crate::ClientBuilder::attempt_timeout).
            pub fn attempt_timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.attempt_timeout(timeout))
            }

            /// The maximum number of retries after failures that allow one. Default: the client's
            /// [`max_retries`](crate::ClientBuilder::max_retries).
            pub fn max_retries(self, max_retries: u32) -> Self {
                Self(self.0.max_retries(max_retries))
            }

            /// Sets a header for which this call has no method, and replaces an earlier value. In a list,
            /// it is sent for each page. Headers that the client sets, such as `authorization`, cannot be
            /// overridden: `send` then returns an error.
            pub fn extra_header(self, name: &str, value: impl ::std::string::ToString) -> Self {
                Self(self.0.extra_header(name, value))
            }

            /// Adds a query parameter for which this call has no method. Earlier values of the same name
            /// are kept.
            pub fn extra_query(self, name: &str, value: impl ::std::string::ToString) -> Self {
                Self(self.0.add_query(name, value))
            }

            /// Returns the request for review, with secrets redacted, instead of sending it. See
            /// [`Preview`](crate::Preview).
            ///
            /// # Errors
            ///
            /// If an argument is invalid: the same error that `send` would return.
            pub fn dry_run(&self) -> ::std::result::Result<$crate::Preview, $crate::Error> {
                self.0.dry_run($document)
            }
        }
    };
}

/// The methods of a call whose response is JSON.
macro_rules! json_call {
    ($call:ident, Option<$response:ty>) => {
        $crate::call::json_call!(
            $call,
            Option<$response>,
            $crate::response::decode::decode_optional
        );
    };
    ($call:ident, $response:ty) => {
        $crate::call::json_call!($call, $response, $crate::response::decode::decode);
    };
    ($call:ident, $response:ty, $read:path) => {
        $crate::call::settings!($call);

        impl $call {
            /// Sends the request and returns the decoded response.
            ///
            /// # Errors
            ///
            /// If an argument is invalid, the request fails or times out, the API returns an error, or
            /// the response cannot be decoded; see [`Error`](crate::Error).
            pub fn send(&self) -> ::std::result::Result<$response, $crate::Error> {
                self.0.send($read)
            }

            /// Like `send`, but returns the value together with the status, the headers and the ray id.
            ///
            /// # Errors
            ///
            /// Those of `send`.
            pub fn send_response(&self) -> ::std::result::Result<$crate::Response<$response>, $crate::Error> {
                self.0.send_response($read)
            }
        }
    };
}

/// An additional method of a GET whose response is JSON.
macro_rules! wait_call {
    ($call:ident, Option<$response:ty>) => {
        $crate::call::wait_call!(
            $call,
            Option<$response>,
            $crate::response::decode::decode_optional
        );
    };
    ($call:ident, $response:ty) => {
        $crate::call::wait_call!($call, $response, $crate::response::decode::decode);
    };
    ($call:ident, $response:ty, $read:path) => {
        impl $call {
            /// Repeats the request until the predicate accepts the response; see
            /// [`WaitUntil`](crate::WaitUntil). The predicate returns a `bool`, or a
            /// [`Wait`](crate::Wait) if it can also give up.
            pub fn wait_until<'a, W: Into<$crate::Wait>>(
                &self,
                predicate: impl FnMut(&$response) -> W + 'a,
            ) -> $crate::WaitUntil<'a, $response> {
                $crate::WaitUntil::new(self.0.clone(), $read, predicate)
            }
        }
    };
}

/// The methods of a call whose response is Cloudflare's envelope. `send` returns the `result` in it.
macro_rules! result_call {
    ($call:ident, Option<$response:ty>) => {
        $crate::call::json_call!(
            $call,
            Option<$response>,
            $crate::response::decode::decode_optional_enveloped
        );
    };
    ($call:ident, $response:ty) => {
        $crate::call::json_call!($call, $response, $crate::response::decode::decode_enveloped);
    };
}

/// The methods of a call whose success has no content.
macro_rules! empty_call {
    ($call:ident) => {
        $crate::call::settings!($call);

        impl $call {
            /// Sends the request and waits for the response.
            ///
            /// # Errors
            ///
            /// If an argument is invalid, the request fails or times out, or the API returns an error;
            /// see [`Error`](crate::Error).
            pub fn send(&self) -> ::std::result::Result<(), $crate::Error> {
                self.0.send_empty()
            }

            /// Like `send`, but returns the status, the headers and the ray id.
            ///
            /// # Errors
            ///
            /// Those of `send`.
            pub fn send_response(&self) -> ::std::result::Result<$crate::Response<()>, $crate::Error> {
                self.0.send_response($crate::response::decode::decode_empty)
            }
        }
    };
}

/// The methods of a call whose response is a document.
macro_rules! document_call {
    ($call:ident) => {
        $crate::call::settings!($call, true);

        impl $call {
            /// Sends the request and waits for the beginning of the document. Read the rest from the
            /// returned [`Document`](crate::Document).
            ///
            /// # Errors
            ///
            /// If an argument is invalid, the request fails or times out, the API returns an error, or
            /// the response is not such a document; see [`Error`](crate::Error).
            pub fn send(&self) -> ::std::result::Result<$crate::Document, $crate::Error> {
                self.0.send_document()
            }

            /// Like `send`, but returns the document together with the status, the headers and the ray
            /// id.
            ///
            /// # Errors
            ///
            /// Those of `send`.
            pub fn send_response(&self) -> ::std::result::Result<$crate::Response<$crate::Document>, $crate::Error> {
                self.0.send_document_response()
            }
        }
    };
}

/// Additional methods of a call whose response is a page of a list.
macro_rules! list_call {
    ($call:ident, $page:ty) => {
        impl $call {
            /// Iterates over the items of the list, from the cursor if one is set. Pages are fetched when
            /// they are needed. If an item cannot be decoded, the iterator continues after its error; see
            /// [`Error::is_item`](crate::Error::is_item).
            pub fn iter(&self) -> $crate::Items<$page> {
                $crate::Items::new(
                    self.0.clone(),
                    $crate::response::decode::decode,
                    $crate::response::decode::decode_typed,
                )
            }

            /// Iterates over the pages of the list, from the cursor if one is set. Each page is fetched
            /// when it is asked for.
            pub fn pages(&self) -> $crate::Pages<$page> {
                $crate::Pages::new(self.0.clone(), $crate::response::decode::decode)
            }
        }
    };
}

pub(crate) use {document_call, empty_call, json_call, list_call, result_call, settings, wait_call};
