//! The headers of a request. `codegen/src/tables.rs` lists the headers that a call cannot override.

use ureq::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT};
use ureq::http::{HeaderMap, HeaderName, HeaderValue, Method};

use crate::error::Error;
use crate::request::{Request, replace_or_push};
use crate::tables::RESERVED_HEADERS;

/// A call must set fewer headers than this. `HeaderMap` panics at its own limit, which is higher.
const MAX_HEADERS: usize = 1_000;

/// The most bytes of headers. The HTTP library writes the request line and the headers into one buffer.
const MAX_HEADER_BYTES: usize = 60_000;

impl Request {
    /// Sets a header and replaces an earlier value.
    pub(crate) fn header(mut self, name: &str, value: impl ToString) -> Self {
        match HeaderName::try_from(name) {
            Ok(name) => replace_or_push(
                &mut self.parts().headers,
                name,
                HeaderValue::try_from(value.to_string()).ok(),
            ),
            Err(_) => return self.fail(format!("`{name}` is not a valid header name")),
        }
        self
    }

    /// Sets a header for which the call has no method, and replaces an earlier value.
    pub(crate) fn extra_header(self, name: &str, value: impl ToString) -> Self {
        match RESERVED_HEADERS
            .iter()
            .any(|reserved| reserved.eq_ignore_ascii_case(name))
        {
            true => self.fail(format!(
                "the header `{}` cannot be overridden",
                name.to_ascii_lowercase()
            )),
            false => self.header(name, value),
        }
    }

    /// The headers that every attempt sends.
    pub(crate) fn headers(&self, document: bool) -> Result<HeaderMap, Error> {
        if self.headers.len() >= MAX_HEADERS {
            return Err(self.invalid(format!("too many headers: set fewer than {MAX_HEADERS}")));
        }
        let client = self.client.inner();
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, accept(self.operation.accept, document));
        headers.insert(USER_AGENT, client.user_agent.clone());
        for (name, value) in &client.auth_headers {
            headers.insert(name.clone(), value.clone());
        }
        for (name, value) in &self.headers {
            let Some(value) = value else {
                return Err(self.invalid(format!("the header `{name}` has an invalid value")));
            };
            headers.insert(name.clone(), value.clone());
        }
        if self.sends_length() {
            let length = self.body.as_ref().map_or(0, Vec::len);
            headers.insert(CONTENT_LENGTH, length.into());
        }
        if self.body.is_some() {
            let label = HeaderValue::try_from(self.content_type);
            let label = label.map_err(|_| self.invalid("the media type of the body is not a valid header value"))?;
            headers.insert(CONTENT_TYPE, label);
        }
        let lengths = headers.iter().map(|(name, value)| name.as_str().len() + value.len());
        let length: usize = lengths.sum();
        if length > MAX_HEADER_BYTES {
            let why = format!("the headers are too long: {length} bytes, more than {MAX_HEADER_BYTES}");
            return Err(self.invalid(why));
        }
        Ok(headers)
    }

    /// Whether to send a Content-Length. Some servers require it for POST, PUT and PATCH even without a body.
    pub(crate) fn sends_length(&self) -> bool {
        let method = &self.operation.method;
        self.body.is_some() || !(method.is_safe() || *method == Method::DELETE)
    }
}

/// The `Accept` header: JSON, or the media types of a document.
fn accept(documented: &[&str], document: bool) -> HeaderValue {
    match documented {
        _ if !document => HeaderValue::from_static("application/json"),
        [] => HeaderValue::from_static("*/*"),
        types => {
            // Error responses are JSON, even if a success is not.
            let accept = format!("{}, application/json;q=0.5", types.join(", "));
            HeaderValue::try_from(accept).unwrap_or(HeaderValue::from_static("*/*"))
        }
    }
}

#[cfg(test)]
mod tests {
    use ureq::http::header::CONTENT_LENGTH;

    use crate::request::tests::request;

    #[test]
    fn a_header_with_a_line_break_is_an_error_unless_it_is_replaced() {
        let request = request().path("t").path("p").header("x-kind", "a\r\nb");
        let error = request.headers(false).unwrap_err();
        assert!(error.to_string().contains("`x-kind` has an invalid value"), "{error}");
        let headers = request.header("X-Kind", "a").headers(false).unwrap();
        let kinds: Vec<_> = headers.iter().filter(|(name, _)| *name == "x-kind").collect();
        assert!(matches!(kinds[..], [(_, value)] if value == "a"), "{kinds:?}");
    }

    #[test]
    fn headers_that_the_http_library_could_not_write_are_an_error_before_anything_is_sent() {
        let request = request().path("t").path("p");
        let headers = |length| request.clone().header("x-kind", "a".repeat(length)).headers(false);
        assert!(headers(50_000).is_ok());
        let error = headers(60_000).unwrap_err();
        assert!(error.to_string().contains("the headers are too long: 60"), "{error}");
    }

    #[test]
    fn content_length_is_sent_once_and_is_the_length_of_the_body() {
        let request = request().path("t").path("p").header("Content-Length", 7);
        let headers = request.json(Ok(b"{}".to_vec())).headers(false).unwrap();
        let lengths: Vec<_> = headers.iter().filter(|(name, _)| *name == CONTENT_LENGTH).collect();
        assert!(matches!(lengths[..], [(_, value)] if value == "2"), "{lengths:?}");
    }
}
