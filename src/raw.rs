//! A request that no spec has.

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

/// A request to an endpoint that this crate has no method for, put together by hand. From
/// [`Client::request`].
///
/// All else is as for any other request: credentials, retries by what the method allows, one deadline,
/// limits, and errors, which name the method and the path's template where others name the
/// operation. A path parameter is one encoded segment, whatever it holds, and query values arrive as
/// they are given. What cannot be sent is an error of kind
/// [`InvalidParameter`](crate::ErrorKind::InvalidParameter) when it is sent or shown, before
/// anything goes out.
///
/// ```
/// use cloudflare_interconnects::fake::Fake;
/// use cloudflare_interconnects::{Auth, Client};
/// use serde::Deserialize;
/// use serde_json::json;
///
/// #[derive(Deserialize)]
/// struct Answer {
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
/// let answer: Answer = change.send()?;
/// assert_eq!(answer.default_asn, 64512);
///
/// let lost = client.request("GET", "/accounts/{account_id}/cni/new-thing");
/// let lost = lost.path("account_id", "a/b");
/// let error = lost.send::<serde_json::Value>().unwrap_err();
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
    /// A request to an endpoint of the API that this crate has no method for, to be completed and
    /// sent: see [`RawRequest`].
    ///
    /// `method` is `GET`, `POST`, `PUT`, `PATCH`, `DELETE`, `HEAD` or `OPTIONS`. `path` is the part
    /// of the address below the [base URL](crate::ClientBuilder::base_url), with a `{name}` for each
    /// parameter in it, such as `/accounts/{account_id}/cni/new-thing`; beside these it has only
    /// characters that stand for themselves in a path, and no query.
    pub fn request(&self, method: &str, path: &str) -> RawRequest {
        let known = parse_method(method);
        let fault = match known {
            None => Some("the method is not one of GET, POST, PUT, PATCH, DELETE, HEAD and OPTIONS"),
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
    /// Fills the path's next `{name}`: in the order in which they stand in it.
    pub fn path(self, name: &str, value: &str) -> Self {
        let next = self.0.next_parameter();
        if next == Some(name) {
            return Self(self.0.path(value));
        }
        let why = match next {
            Some(next) => format!("the path's next parameter is `{next}`, not `{name}`"),
            None => format!("the path has no parameter `{name}` left to fill in"),
        };
        Self(self.0.fail(why))
    }

    /// Adds a query parameter. Each call adds one, also of a name that is there already.
    pub fn query(self, name: &str, value: impl ToString) -> Self {
        Self(self.0.add_query(name, value))
    }

    /// Sets a header, in place of an earlier value. Those that the client sets itself, such as
    /// `authorization`, are refused.
    pub fn header(self, name: &str, value: impl ToString) -> Self {
        Self(self.0.extra_header(name, value))
    }

    /// Sets the body, as JSON.
    pub fn json(self, body: &impl Serialize) -> Self {
        Self(self.0.json(serde_json::to_vec(body)))
    }

    /// Says that the parameters of this name, and the fields anywhere in the body, are secrets:
    /// neither [`dry_run`](Self::dry_run) nor an error shows them, even where the API repeats them.
    /// It may be called before or after they are set. A text or number of less than 8 bytes could be
    /// any other, and is not looked for in what the API says.
    pub fn redact(mut self, name: &str) -> Self {
        self.0.parts().secret_names.push(name.to_owned());
        self
    }

    /// Reads Cloudflare's envelope itself as the type that is asked for, in place of the `result` in it.
    pub fn with_envelope(mut self) -> Self {
        self.0.parts().reads_envelope = true;
        self
    }

    /// Sends the request and decodes the JSON of the response.
    ///
    /// A JSON object with a field `success` is Cloudflare's envelope: its `result` is read as `T`, whatever type
    /// that is, and anything but `"success": true` is an error. [`with_envelope`](Self::with_envelope) reads the
    /// envelope itself. Where it has no `result` and no other fields of its own, and where the response has no
    /// content, `null` is read, which `()` and an `Option` take.
    ///
    /// # Errors
    ///
    /// When it cannot be sent, when no answer comes in time, when the API refuses, and when the
    /// answer is not a `T`; see [`Error`].
    pub fn send<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.0.send(decode::decode_raw)
    }

    /// Sends the request as [`send`](Self::send) does, and gives status, headers and ray with the
    /// value.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send).
    pub fn send_response<T: DeserializeOwned>(&self) -> Result<Response<T>, Error> {
        self.0.send_response(decode::decode_raw)
    }

    /// Sends the request; any success will do, whatever its content.
    ///
    /// # Errors
    ///
    /// When it cannot be sent, when no answer comes in time, and when the API refuses.
    pub fn send_empty(&self) -> Result<(), Error> {
        self.0.send_empty()
    }

    /// Sends the request and hands over the answer's bytes as they come. JSON and HTML, which an
    /// error may be, are refused.
    ///
    /// # Errors
    ///
    /// When it cannot be sent, when no answer comes in time, when the API refuses, and when what
    /// begins is no document.
    pub fn send_document(&self) -> Result<Document, Error> {
        self.0.send_document()
    }

    /// Every item of a list over `cursor` and `next`, whose pages are a type of yours.
    pub fn iter<P: Page>(&self) -> Items<P> {
        Items::new(self.0.clone(), decode::decode_raw, |text| json::parse(text))
    }

    /// Every page of a list over `cursor` and `next`, as a type of yours.
    pub fn pages<P: Page>(&self) -> Pages<P> {
        Pages::new(self.0.clone(), decode::decode_raw)
    }

    /// Sends the request, which must be a GET, again and again until the predicate says that the
    /// answer is what is waited for: see [`WaitUntil`].
    pub fn wait_until<'a, T: DeserializeOwned, W: Into<Wait>>(
        &self,
        predicate: impl FnMut(&T) -> W + 'a,
    ) -> WaitUntil<'a, T> {
        let mut request = self.0.clone();
        if request.operation.method != Method::GET {
            request = request.fail("only a GET can be sent again and again to wait".to_owned());
        }
        WaitUntil::new(request, decode::decode_raw, predicate)
    }
}

/// Shows the operation, never an argument.
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

/// Refuses a template that would not be the path that it looks like, or reach beyond the base URL.
fn check_template(path: &str) -> Result<(), &'static str> {
    let Some(rest) = path.strip_prefix('/') else {
        return Err("the path does not begin with a slash");
    };
    for segment in rest.split('/') {
        if matches!(segment, "" | "." | "..") {
            return Err("the path has an empty or a relative segment");
        }
        let mut text = segment;
        while let Some((literal, parameter)) = text.split_once('{') {
            let (name, rest) = parameter.split_once('}').ok_or("the path has a { that is not closed")?;
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
        Err("the path has a query: give it with `query`")
    } else if text.bytes().all(plain) {
        Ok(())
    } else {
        Err("the path has a character that must be encoded: give it as a parameter")
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
            ("/{a", "not closed"),
            ("/{a/b}", "not closed"),
            ("/{}", "without a name"),
            ("/{a{b}", "without a name"),
        ] {
            let why = check_template(bad).unwrap_err();
            assert!(why.contains(reason), "{bad:?}: {why}");
        }
    }
}
