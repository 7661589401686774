//! Requests to endpoints that are not in the spec.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use ureq::http::Method;

use crate::call::settings;
use crate::client::Client;
use crate::error::Error;
use crate::operation::Operation;
use crate::request::Request;
use crate::response::Response;
use crate::response::decode;
use crate::response::document::Document;
use crate::response::page::{Items, Page, Pages};
use crate::response::wait::{Wait, WaitUntil};
use crate::text::printable;
use crate::value::json;

/// A request to an endpoint for which this crate has no method. [`Client::request`] creates it.
///
/// It has the credentials, retries, timeouts and limits of any other request. The retry policy depends on
/// the method. In errors, the method and the path's template stand for the name of the operation. A path
/// parameter is always encoded as one segment, and query values are encoded too. If the request is
/// invalid, nothing is sent: sending it or showing it is an error of kind
/// [`InvalidParameter`](crate::ErrorKind::InvalidParameter).
///
/// ```
/// use cloudflare_interconnects::fake::Fake;
/// use cloudflare_interconnects::{Auth, Client};
/// use serde::Deserialize;
/// use serde_json::json;
///
/// #[derive(Deserialize)]
/// struct Settings {
///     default_asn: u32,
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let fake = Fake::start()?;
/// let client = fake.client();
///
/// let change = client
///     .request("PUT", "/accounts/{account_id}/cni/settings")
///     .path("account_id", Fake::ACCOUNT_ID)
///     .json(&json!({"default_asn": 64512}));
/// println!("{}", change.dry_run()?);
/// let settings: Settings = change.send()?;
/// assert_eq!(settings.default_asn, 64512);
///
/// let missing = client.request("GET", "/accounts/{account_id}/cni/new-thing");
/// let missing = missing.path("account_id", "a/b");
/// let error = missing.send::<serde_json::Value>().unwrap_err();
/// assert!(error.is_not_found());
/// assert_eq!(error.operation(), Some("GET /accounts/{account_id}/cni/new-thing"));
/// assert_eq!(fake.requests()[1].path, "/accounts/a%2Fb/cni/new-thing");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "nothing is sent before `send`"]
pub struct RawRequest(Request);

settings!(RawRequest);

impl Client {
    /// Starts a request to an endpoint of the API for which this crate has no method. See
    /// [`RawRequest`].
    ///
    /// `method` is `GET`, `POST`, `PUT`, `PATCH`, `DELETE`, `HEAD` or `OPTIONS`. `path` is added to the
    /// [base URL](crate::ClientBuilder::base_url), and has a `{name}` for each parameter, such as
    /// `/accounts/{account_id}/cni/new-thing`. The rest may only contain characters that need no
    /// encoding in a path. A query is not allowed.
    pub fn request(&self, method: &str, path: &str) -> RawRequest {
        let known = parse_method(method);
        let fault = match known {
            None => Some("unsupported method: use GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS"),
            Some(_) => check_template(path).err(),
        };
        let operation = Operation {
            id: printable(&format!("{method} {path}"), 200).into(),
            method: known.unwrap_or(Method::GET),
            path: path.to_owned().into(),
            permissions: &[],
            accept: &[],
            secrets: &[],
            read_only: None,
        };
        let request = Request::new(self, Cow::Owned(operation));
        RawRequest(match fault {
            Some(why) => request.fail(why.to_owned()),
            None => request,
        })
    }
}

impl RawRequest {
    /// Sets the path's next parameter, `{name}`. Parameters are set in the order of the path.
    pub fn path(self, name: &str, value: &str) -> Self {
        let next = self.0.next_parameter();
        if next == Some(name) {
            return Self(self.0.path(value));
        }
        let why = match next {
            Some(next) => format!("set the path parameter `{next}` before `{name}`"),
            None => format!("the path has no parameter `{name}`, or it is already set"),
        };
        Self(self.0.fail(why))
    }

    /// Adds a query parameter. Earlier values of the same name are kept.
    pub fn query(self, name: &str, value: impl ToString) -> Self {
        Self(self.0.add_query(name, value))
    }

    /// Sets a header, and replaces an earlier value. Headers that the client sets, such as
    /// `authorization`, cannot be overridden: `send` then returns an error.
    pub fn header(self, name: &str, value: impl ToString) -> Self {
        Self(self.0.extra_header(name, value))
    }

    /// Sets the body, encoded as JSON.
    pub fn json(self, body: &impl Serialize) -> Self {
        Self(self.0.json(serde_json::to_vec(body)))
    }

    /// Marks the parameters, headers and body fields of this name as secret, at any depth of the body.
    /// [`dry_run`](Self::dry_run) and errors then redact their values, also where the API repeats them. It
    /// may be called before or after the values are set. A string or number of less than 8 bytes is not
    /// redacted in the API's own texts, because it could occur there by chance.
    pub fn redact(mut self, name: &str) -> Self {
        self.0.parts().secret_names.push(name.to_owned());
        self
    }

    /// Decodes Cloudflare's envelope itself, not the `result` in it.
    pub fn with_envelope(mut self) -> Self {
        self.0.parts().reads_envelope = true;
        self
    }

    /// Sends the request and decodes the JSON of the response.
    ///
    /// A JSON object with a field `success` is Cloudflare's envelope: its `result` is decoded as `T`, and
    /// anything but `"success": true` is an error. [`with_envelope`](Self::with_envelope) decodes the
    /// envelope itself. An empty response is decoded as `null`, and so is an envelope that has neither
    /// `result` nor fields that are unknown in an envelope; `()` and `Option` accept `null`.
    ///
    /// # Errors
    ///
    /// If the request is invalid, fails or times out, if the API returns an error, or if the response
    /// cannot be decoded as `T`; see [`Error`].
    pub fn send<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.0.send(decode::decode_raw)
    }

    /// Like [`send`](Self::send), but returns the value together with the status, the headers and the ray
    /// id.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send).
    pub fn send_response<T: DeserializeOwned>(&self) -> Result<Response<T>, Error> {
        self.0.send_response(decode::decode_raw)
    }

    /// Sends the request and accepts any success with any content.
    ///
    /// # Errors
    ///
    /// If the request is invalid, fails or times out, or if the API returns an error; see [`Error`].
    pub fn send_empty(&self) -> Result<(), Error> {
        self.0.send_empty()
    }

    /// Sends the request and returns the response as a stream of bytes. A JSON or HTML response is an
    /// error, because it is probably an error message.
    ///
    /// # Errors
    ///
    /// If the request is invalid, fails or times out, if the API returns an error, or if the response is
    /// JSON or HTML; see [`Error`].
    pub fn send_document(&self) -> Result<Document, Error> {
        self.0.send_document()
    }

    /// Iterates over the items of a list with `cursor` and `next`. `P` is your own type of a page.
    pub fn iter<P: Page>(&self) -> Items<P> {
        Items::new(self.0.clone(), decode::decode_raw, |text| json::parse(text))
    }

    /// Iterates over the pages of a list with `cursor` and `next`. `P` is your own type of a page.
    pub fn pages<P: Page>(&self) -> Pages<P> {
        Pages::new(self.0.clone(), decode::decode_raw)
    }

    /// Repeats the request, which must be a GET, until the predicate accepts the response. See
    /// [`WaitUntil`].
    pub fn wait_until<'a, T: DeserializeOwned, W: Into<Wait>>(
        &self,
        predicate: impl FnMut(&T) -> W + 'a,
    ) -> WaitUntil<'a, T> {
        let mut request = self.0.clone();
        if request.operation.method != Method::GET {
            request = request.fail("`wait_until` needs a GET".to_owned());
        }
        WaitUntil::new(request, decode::decode_raw, predicate)
    }
}

/// Shows the operation only, because arguments may be secrets.
impl fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RawRequest").field(&self.0.operation.id).finish()
    }
}

/// The methods that a request can have.
fn parse_method(name: &str) -> Option<Method> {
    Some(match name {
        "GET" => Method::GET,
        "POST" => Method::POST,
        "PUT" => Method::PUT,
        "PATCH" => Method::PATCH,
        "DELETE" => Method::DELETE,
        "HEAD" => Method::HEAD,
        "OPTIONS" => Method::OPTIONS,
        _ => return None,
    })
}

/// Checks that a template needs no encoding and stays below the base URL.
fn check_template(path: &str) -> Result<(), &'static str> {
    let Some(rest) = path.strip_prefix('/') else {
        return Err("the path must begin with a slash");
    };
    for segment in rest.split('/') {
        if matches!(segment, "" | "." | "..") {
            return Err("the path has an empty or relative segment");
        }
        let mut text = segment;
        while let Some((literal, parameter)) = text.split_once('{') {
            let (name, rest) = parameter.split_once('}').ok_or("the path has an unclosed `{`")?;
            if name.is_empty() || name.contains('{') {
                return Err("the path has a parameter without a name");
            }
            check_literal(literal)?;
            text = rest;
        }
        check_literal(text)?;
    }
    Ok(())
}

fn check_literal(text: &str) -> Result<(), &'static str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&byte);
    if text.contains('?') {
        Err("the path has a query: use `query` to add parameters")
    } else if text.bytes().all(plain) {
        Ok(())
    } else {
        Err("the path has a character that must be encoded: use a `{name}` parameter for it")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_template_that_stays_below_the_base_url() {
        for good in ["/a", "/accounts/{account_id}/cni/x:purge", "/a/{b}.{c}/v1.2"] {
            assert_eq!(check_template(good), Ok(()), "{good}");
        }
        for (bad, reason) in [
            ("", "slash"),
            ("a", "slash"),
            ("https://evil.example/", "slash"),
            ("@evil.example/", "slash"),
            ("/", "empty"),
            ("//evil.example", "empty"),
            ("/a/", "empty"),
            ("/a/../b", "relative"),
            ("/./b", "relative"),
            ("/a?b=c", "query"),
            ("/a#b", "encoded"),
            ("/a%2e%2e", "encoded"),
            ("/a\\b", "encoded"),
            ("/a b", "encoded"),
            ("/a\r\nX: y", "encoded"),
            ("/é", "encoded"),
            ("/a}", "encoded"),
            ("/{a", "unclosed"),
            ("/{a/b}", "unclosed"),
            ("/{}", "without a name"),
            ("/{a{b}", "without a name"),
        ] {
            let why = check_template(bad).unwrap_err();
            assert!(why.contains(reason), "{bad:?}: {why}");
        }
    }
}
