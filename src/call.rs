//! What a request can do: be sent, be shown, be waited for, be followed from page to page. What calls there are is
//! generated; what each form of them can do is written here once, as the methods of its builder.

use crate::error::Error;
use crate::request::Request;
use crate::request::preview::Preview;
use crate::response::Response;
use crate::response::decode::{self, Decode};
use crate::response::document::Document;

impl Request {
    /// Sends it and reads the answer.
    pub(crate) fn send<T>(&self, decode: Decode<T>) -> Result<T, Error> {
        decode::send_and_decode(self, decode).map(|(_, value)| value)
    }

    /// Sends it, reads the answer, and keeps what came with it.
    pub(crate) fn send_response<T>(&self, decode: Decode<T>) -> Result<Response<T>, Error> {
        let (exchange, value) = decode::send_and_decode(self, decode)?;
        Ok(Response::new(value, exchange.into_head()))
    }

    /// Sends it; any success will do.
    pub(crate) fn send_empty(&self) -> Result<(), Error> {
        self.send(decode::decode_empty)
    }

    /// Sends it and hands over the answer as it comes.
    pub(crate) fn send_document(&self) -> Result<Document, Error> {
        Document::open(self)
    }

    /// Sends it, hands over the answer as it comes, and keeps what came with it.
    pub(crate) fn send_document_response(&self) -> Result<Response<Document>, Error> {
        let document = Document::open(self)?;
        let head = document.exchange().clone().into_head();
        Ok(Response::new(document, head))
    }

    /// Checks it as sending does, and shows what would be sent.
    pub(crate) fn dry_run(&self, document: bool) -> Result<Preview, Error> {
        Preview::new(self, document)
    }
}

/// The methods of every call, whatever it answers.
macro_rules! settings {
    ($call:ident) => {
        $crate::call::settings!($call, false);
    };
    ($call:ident, $document:literal) => {
        impl $call {
            /// Limits the whole call, its retries and waits included; for a list, each page. In
            /// place of the client's timeout.
            pub fn timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.timeout(timeout))
            }

            /// Limits each attempt of the call; for a document, until it begins to come. In place of
            /// the client's [`attempt_timeout`](crate::ClientBuilder::attempt_timeout).
            pub fn attempt_timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.attempt_timeout(timeout))
            }

            /// How often the request is sent again after a failure that allows it. In place of the
            /// client's number.
            pub fn max_retries(self, max_retries: u32) -> Self {
                Self(self.0.max_retries(max_retries))
            }

            /// Sends a header that this call has no method for, in place of an earlier value. Those that
            /// the client sets itself, such as `authorization`, are refused. In a list, each page is asked
            /// for with it.
            pub fn extra_header(self, name: &str, value: impl ::std::string::ToString) -> Self {
                Self(self.0.extra_header(name, value))
            }

            /// Adds a query parameter that this call has no method for. Each call adds one, also of a name
            /// that is there already.
            pub fn extra_query(self, name: &str, value: impl ::std::string::ToString) -> Self {
                Self(self.0.add_query(name, value))
            }

            /// Shows the request instead of sending it, secrets redacted: see [`Preview`](crate::Preview).
            ///
            /// # Errors
            ///
            /// When an argument cannot be sent: the same error as `send` would give.
            pub fn dry_run(&self) -> ::std::result::Result<$crate::Preview, $crate::Error> {
                self.0.dry_run($document)
            }
        }
    };
}

/// The methods of a call that is answered with JSON.
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
            /// Sends the request and waits for the answer.
            ///
            /// # Errors
            ///
            /// When an argument cannot be sent, when no answer comes in time, when the API refuses,
            /// and when the answer is not what it documents; see [`Error`](crate::Error).
            pub fn send(&self) -> ::std::result::Result<$response, $crate::Error> {
                self.0.send($read)
            }

            /// Sends the request as `send` does, and gives status, headers and ray with the value.
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

/// What a GET has besides that is answered with JSON.
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
            /// Sends the request again and again until the predicate says that the answer is what is
            /// waited for: see [`WaitUntil`](crate::WaitUntil). The predicate returns a `bool`, or a
            /// [`Wait`](crate::Wait) where it can also see that waiting is in vain.
            pub fn wait_until<'a, W: Into<$crate::Wait>>(
                &self,
                predicate: impl FnMut(&$response) -> W + 'a,
            ) -> $crate::WaitUntil<'a, $response> {
                $crate::WaitUntil::new(self.0.clone(), $read, predicate)
            }
        }
    };
}

/// The methods of a call that is answered with JSON in Cloudflare's envelope, of which `send` gives the result.
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
            /// Sends the request and waits for the answer.
            ///
            /// # Errors
            ///
            /// When an argument cannot be sent, when no answer comes in time, and when the API
            /// refuses; see [`Error`](crate::Error).
            pub fn send(&self) -> ::std::result::Result<(), $crate::Error> {
                self.0.send_empty()
            }

            /// Sends the request as `send` does, and gives status, headers and ray.
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

/// The methods of a call that is answered with a document.
macro_rules! document_call {
    ($call:ident) => {
        $crate::call::settings!($call, true);

        impl $call {
            /// Sends the request and waits for the beginning of the document; the rest is read from
            /// what is returned.
            ///
            /// # Errors
            ///
            /// When an argument cannot be sent, when no answer comes in time, when the API refuses,
            /// and when what begins is not the document that it documents; see
            /// [`Error`](crate::Error).
            pub fn send(&self) -> ::std::result::Result<$crate::Document, $crate::Error> {
                self.0.send_document()
            }

            /// Sends the request as `send` does, and gives status, headers and ray with the document.
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

/// What a call has besides when it answers a page of a list.
macro_rules! list_call {
    ($call:ident, $page:ty) => {
        impl $call {
            /// Every item of the list from the cursor that is set, or else the first. Pages are
            /// fetched as they are needed. An error may be one item's, after which the others still
            /// come: [`Error::is_item`](crate::Error::is_item).
            pub fn iter(&self) -> $crate::Items<$page> {
                $crate::Items::new(
                    self.0.clone(),
                    $crate::response::decode::decode,
                    $crate::response::decode::decode_typed,
                )
            }

            /// Every page of the list from the cursor that is set, or else the first, each fetched
            /// when it is asked for.
            pub fn pages(&self) -> $crate::Pages<$page> {
                $crate::Pages::new(self.0.clone(), $crate::response::decode::decode)
            }
        }
    };
}

pub(crate) use {document_call, empty_call, json_call, list_call, result_call, settings, wait_call};
