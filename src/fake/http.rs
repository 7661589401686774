//! Requests as they were received, with query and JSON body, and responses.

use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

/// A request as the fake received it.
///
/// Its fields hold everything, including credentials. `Debug` shows neither the credentials nor the body, which may hold a
/// pairing key.
///
/// ```
/// # use cloudflare_interconnects::fake::Fake;
/// let fake = Fake::start()?;
/// fake.client().interconnects(Fake::ACCOUNT_ID).list().site("IAD").send()?;
/// let request = &fake.requests()[0];
/// assert_eq!((request.method.as_str(), request.query.as_str()), ("GET", "site=IAD"));
/// assert_eq!(request.header("accept"), Some("application/json"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The method, such as `GET`.
    pub method: String,
    /// The path of the request line, still percent-encoded, without the query.
    pub path: String,
    /// The query of the request line, without its question mark; empty if there was none.
    pub query: String,
    /// The headers in their order; names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, empty if there was none.
    pub body: Vec<u8>,
}

impl RecordedRequest {
    /// The value of the first header of this name. Case does not matter.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(present, _)| present.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body, if it is JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<(&str, &str)> = self
            .headers
            .iter()
            .map(|(name, value)| match name.as_str() {
                "authorization" | "proxy-authorization" | "cookie" | "x-auth-email" | "x-auth-key" => {
                    (name.as_str(), "[redacted]")
                }
                _ => (name.as_str(), value.as_str()),
            })
            .collect();
        f.debug_struct("RecordedRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("headers", &headers)
            .field("body", &format_args!("[{} bytes]", self.body.len()))
            .finish()
    }
}

/// The code of errors about credentials.
pub(super) const AUTHENTICATION_ERROR: u32 = 10_000;

/// A response, or the error that is sent in its place.
pub(super) type Outcome = Result<HttpResponse, HttpResponse>;

/// What happens to a request.
pub(super) enum Reply {
    Response(HttpResponse),
    /// The connection is closed.
    HangUp,
    /// The response is made after this delay, if the client waits for it.
    Later(Duration, Box<dyn FnOnce() -> HttpResponse>),
}

#[derive(Clone, Debug)]
pub(super) struct HttpResponse {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl HttpResponse {
    pub(super) fn empty(status: u16) -> HttpResponse {
        HttpResponse {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub(super) fn content(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> HttpResponse {
        HttpResponse {
            status,
            headers: vec![("content-type".to_owned(), content_type.to_owned())],
            body: body.into(),
        }
    }

    pub(super) fn json(status: u16, value: &Value) -> HttpResponse {
        HttpResponse::content(status, "application/json", value.to_string())
    }

    /// A success in Cloudflare's envelope.
    pub(super) fn result(result: &Value) -> HttpResponse {
        let envelope = json!({ "success": true, "errors": [], "messages": [], "result": result });
        HttpResponse::json(200, &envelope)
    }

    /// An error in Cloudflare's envelope.
    pub(super) fn error(status: u16, code: u32, message: &str, pointer: Option<&str>) -> HttpResponse {
        let mut error = json!({ "code": code, "message": message });
        if let Some(pointer) = pointer {
            error["source"] = json!({ "pointer": pointer });
        }
        let envelope = json!({ "success": false, "errors": [error], "messages": [], "result": null });
        HttpResponse::json(status, &envelope)
    }

    pub(super) fn bad_request(message: &str) -> HttpResponse {
        HttpResponse::error(400, code(400), message, None)
    }

    /// An error about the body's field at `pointer`.
    pub(super) fn invalid(pointer: &str, message: &str) -> HttpResponse {
        HttpResponse::error(400, code(400), message, Some(pointer))
    }

    pub(super) fn not_found(message: &str) -> HttpResponse {
        HttpResponse::error(404, code(404), message, None)
    }

    pub(super) fn conflict(pointer: &str, message: &str) -> HttpResponse {
        HttpResponse::error(409, code(409), message, Some(pointer))
    }

    pub(super) fn method_not_allowed(allowed: &str) -> HttpResponse {
        let message = format!("the method must be one of: {allowed}");
        HttpResponse::error(405, code(405), &message, None).with_header("allow", allowed)
    }

    /// Sets a header and replaces an earlier value.
    pub(super) fn with_header(mut self, name: &str, value: &str) -> HttpResponse {
        self.headers.retain(|(present, _)| !present.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets a header unless it is set already.
    pub(super) fn with_default_header(self, name: &str, value: &str) -> HttpResponse {
        let present = self
            .headers
            .iter()
            .any(|(present, _)| present.eq_ignore_ascii_case(name));
        if present { self } else { self.with_header(name, value) }
    }
}

/// The fake's own code, for errors whose code the API does not document. Like some of the API's codes, it does not fit into 16 bits.
pub(super) fn code(status: u16) -> u32 {
    100_000 + u32::from(status)
}

/// The decoded parameters of a query. The last of a name counts.
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    pub(super) fn parse(query: &str) -> Result<Query, HttpResponse> {
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(&name.replace('+', " "))?, decode(&value.replace('+', " "))?))
        };
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        pairs.map(pair).collect::<Result<_, _>>().map(Query)
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut pairs = self.0.iter().rev();
        pairs
            .find(|(present, _)| present == name)
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn integer(&self, name: &str) -> Result<Option<i64>, HttpResponse> {
        self.parsed(name, "an integer")
    }

    pub(super) fn boolean(&self, name: &str) -> Result<Option<bool>, HttpResponse> {
        self.parsed(name, "true or false")
    }

    fn parsed<T: std::str::FromStr>(&self, name: &str, kind: &str) -> Result<Option<T>, HttpResponse> {
        self.get(name)
            .map(|value| {
                value.parse().map_err(|_| {
                    let message = format!("the query parameter {name} must be {kind}");
                    HttpResponse::bad_request(&message)
                })
            })
            .transpose()
    }
}

/// Decodes a segment of a path, or a name or value of a query.
pub(super) fn decode(text: &str) -> Result<String, HttpResponse> {
    percent_decode_str(text)
        .decode_utf8()
        .map(|text| text.into_owned())
        .map_err(|_| HttpResponse::bad_request("the URL is not UTF-8 once it is decoded"))
}

/// The range of an autonomous system number.
pub(super) const U32: RangeInclusive<i64> = 0..=0xffff_ffff;

/// A JSON object, read field by field. An invalid field is an error with its JSON pointer.
pub(super) struct JsonBody {
    /// The pointer of the object in the body.
    at: String,
    value: Value,
}

impl JsonBody {
    pub(super) fn parse(text: &[u8]) -> Result<JsonBody, HttpResponse> {
        match serde_json::from_slice(text) {
            Ok(value @ Value::Object(_)) => Ok(JsonBody {
                at: String::new(),
                value,
            }),
            Ok(_) => Err(HttpResponse::invalid("", "must be a JSON object")),
            Err(error) => Err(HttpResponse::invalid("", &format!("is not JSON: {error}"))),
        }
    }

    /// The field as it is, null included.
    pub(super) fn get(&self, pointer: &str) -> Option<&Value> {
        self.value.pointer(pointer)
    }

    /// A field that is an object, to be read in the same way.
    pub(super) fn object(&self, pointer: &str) -> Result<JsonBody, HttpResponse> {
        match self.get(pointer) {
            Some(value @ Value::Object(_)) => Ok(JsonBody {
                at: format!("{}{pointer}", self.at),
                value: value.clone(),
            }),
            _ => Err(self.invalid(pointer, "must be an object")),
        }
    }

    pub(super) fn fields(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.value.as_object().into_iter().flatten()
    }

    /// The error that a field is invalid.
    pub(super) fn invalid(&self, pointer: &str, message: &str) -> HttpResponse {
        HttpResponse::invalid(&format!("{}{pointer}", self.at), message)
    }

    pub(super) fn into_value(self) -> Value {
        self.value
    }

    pub(super) fn string(&self, pointer: &str) -> Result<&str, HttpResponse> {
        self.optional_string(pointer)?
            .ok_or_else(|| self.invalid(pointer, "is required"))
    }

    pub(super) fn optional_string(&self, pointer: &str) -> Result<Option<&str>, HttpResponse> {
        match self.get(pointer) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.invalid(pointer, "must be a string")),
        }
    }

    pub(super) fn one_of(&self, pointer: &str, values: &[&str]) -> Result<&str, HttpResponse> {
        let text = self.string(pointer)?;
        if !values.contains(&text) {
            let message = format!("must be one of {}", values.join(", "));
            return Err(self.invalid(pointer, &message));
        }
        Ok(text)
    }

    pub(super) fn uuid(&self, pointer: &str) -> Result<String, HttpResponse> {
        uuid(self.string(pointer)?).ok_or_else(|| self.invalid(pointer, "must be a UUID"))
    }

    pub(super) fn integer(&self, pointer: &str, range: RangeInclusive<i64>) -> Result<i64, HttpResponse> {
        let number = self.get(pointer).and_then(Value::as_i64);
        number.filter(|number| range.contains(number)).ok_or_else(|| {
            let (start, end) = (range.start(), range.end());
            self.invalid(pointer, &format!("must be an integer from {start} to {end}"))
        })
    }

    pub(super) fn array(&self, pointer: &str) -> Result<&[Value], HttpResponse> {
        self.get(pointer)
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .ok_or_else(|| self.invalid(pointer, "must be an array"))
    }

    /// Checks that the field has the form `A.B.C.D/N`.
    pub(super) fn prefix(&self, pointer: &str) -> Result<(), HttpResponse> {
        let fits = |text: &str| {
            let (address, length) = text.split_once('/')?;
            let address: std::net::Ipv4Addr = address.parse().ok()?;
            let length: u8 = length.parse().ok()?;
            (length <= 32).then_some(address)
        };
        match fits(self.string(pointer)?) {
            Some(_) => Ok(()),
            None => Err(self.invalid(pointer, "must read A.B.C.D/N")),
        }
    }
}

/// The UUID in lower case, if it is one.
pub(super) fn uuid(text: &str) -> Option<String> {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    let hexadecimal = |group: &&str| group.bytes().all(|byte| byte.is_ascii_hexdigit());
    (lengths == [8, 4, 4, 4, 12] && groups.iter().all(hexadecimal)).then(|| text.to_lowercase())
}

/// A request to a known operation.
pub(super) struct Call<'a> {
    parameter: &'a str,
    pub(super) query: Query,
    request: &'a RecordedRequest,
}

impl<'a> Call<'a> {
    /// `parameter` is the path's parameter, empty if it has none.
    pub(super) fn new(parameter: &'a str, request: &'a RecordedRequest) -> Result<Call<'a>, HttpResponse> {
        let query = Query::parse(&request.query)?;
        Ok(Call {
            parameter,
            query,
            request,
        })
    }

    pub(super) fn parameter(&self) -> &str {
        self.parameter
    }

    pub(super) fn uuid_parameter(&self) -> Result<String, HttpResponse> {
        uuid(self.parameter).ok_or_else(|| HttpResponse::bad_request("the last segment of the path must be a UUID"))
    }

    pub(super) fn identifier_parameter(&self) -> Result<&str, HttpResponse> {
        let is_one = self.parameter.len() == 32 && self.parameter.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_one
            .then_some(self.parameter)
            .ok_or_else(|| HttpResponse::bad_request("the last segment of the path must be 32 hexadecimal digits"))
    }

    pub(super) fn boolean_header(&self, name: &str) -> Result<Option<bool>, HttpResponse> {
        let value = self.request.header(name).map(|value| value.parse());
        value
            .transpose()
            .map_err(|_| HttpResponse::bad_request(&format!("the header {name} must be true or false")))
    }

    pub(super) fn body(&self) -> Result<JsonBody, HttpResponse> {
        JsonBody::parse(&self.request.body)
    }
}
