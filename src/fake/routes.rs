//! From a request to the operation that it asks for.

use std::ops::RangeInclusive;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::account::Account;
use super::answer::{AUTHENTICATION_ERROR, Answer, Outcome};
use super::request::RecordedRequest;
use super::{Fake, cnis, interconnects, settings, slots};

type Operation = fn(&mut Account, &Call) -> Outcome;

/// What follows `/accounts/{account_id}/cni/`. A segment in braces stands for the call's parameter.
const ROUTES: &[(&str, &str, Operation)] = &[
    ("GET", "interconnects", interconnects::list),
    ("POST", "interconnects", interconnects::create),
    ("GET", "interconnects/{icon}", interconnects::get),
    ("DELETE", "interconnects/{icon}", interconnects::delete),
    ("GET", "interconnects/{icon}/loa", interconnects::loa),
    ("GET", "interconnects/{icon}/status", interconnects::status),
    ("GET", "cnis", cnis::list),
    ("POST", "cnis", cnis::create),
    ("GET", "cnis/{cni}", cnis::get),
    ("PUT", "cnis/{cni}", cnis::update),
    ("DELETE", "cnis/{cni}", cnis::delete),
    ("GET", "settings", settings::get),
    ("PUT", "settings", settings::update),
    ("GET", "slots", slots::list),
    ("GET", "slots/{slot}", slots::get),
];

/// Finds the operation and runs it on the account.
pub(super) fn carry_out<'a>(request: &RecordedRequest, account: impl FnOnce(&str) -> &'a mut Account) -> Outcome {
    authenticate(request)?;
    let unknown = || Answer::not_found("there is nothing at this path");
    let segments: Vec<String> = request
        .path
        .strip_prefix('/')
        .ok_or_else(unknown)?
        .split('/')
        .map(decode)
        .collect::<Result<_, _>>()?;
    let (account_id, rest) = match segments.as_slice() {
        [accounts, id, cni, rest @ ..] if accounts == "accounts" && cni == "cni" => (id, rest),
        _ => return Err(unknown()),
    };
    if account_id.is_empty() {
        return Err(unknown());
    }

    let here: Vec<_> = ROUTES
        .iter()
        .filter_map(|(method, path, operation)| Some((*method, capture(path, rest)?, operation)))
        .collect();
    if here.is_empty() {
        return Err(unknown());
    }
    match here.iter().find(|(method, ..)| *method == request.method) {
        Some((_, parameter, operation)) => {
            let call = Call {
                parameter,
                query: Query::parse(&request.query)?,
                body: &request.body,
            };
            operation(account(account_id), &call)
        }
        None => {
            let methods: Vec<&str> = here.iter().map(|(method, ..)| *method).collect();
            Err(Answer::method_not_allowed(&methods.join(", ")))
        }
    }
}

/// The parameter in the segments if they fit the path, empty if the path has none.
fn capture<'a>(path: &str, segments: &'a [String]) -> Option<&'a str> {
    let mut parameter = "";
    let mut names = path.split('/');
    for segment in segments {
        match names.next()? {
            name if name.starts_with('{') && !segment.is_empty() => parameter = segment,
            name if name == segment => {}
            _ => return None,
        }
    }
    names.next().is_none().then_some(parameter)
}

fn authenticate(request: &RecordedRequest) -> Result<(), Answer> {
    let header = |name| {
        let value = request.header(name).map(str::trim);
        value.filter(|value| !value.is_empty())
    };
    let error = |status, message: &str| Err(Answer::error(status, AUTHENTICATION_ERROR, message, None));
    let credential = match (header("authorization"), header("x-auth-email"), header("x-auth-key")) {
        (Some(authorization), None, None) => {
            let bearer = authorization
                .split_once(' ')
                .filter(|(scheme, token)| scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty());
            match bearer {
                Some((_, token)) => token.trim(),
                None => return error(401, "Authorization must read: Bearer TOKEN"),
            }
        }
        (None, Some(_), Some(key)) => key,
        (Some(_), _, _) => {
            return error(
                400,
                "send either Authorization or X-Auth-Email and X-Auth-Key, not both",
            );
        }
        (None, None, None) => return error(401, "the request carries no credentials"),
        (None, _, _) => return error(401, "X-Auth-Email and X-Auth-Key belong together"),
    };
    if credential == Fake::REFUSED_TOKEN {
        return error(403, "Authentication error");
    }
    Ok(())
}

fn decode(text: &str) -> Result<String, Answer> {
    percent_decode_str(text)
        .decode_utf8()
        .map(|text| text.into_owned())
        .map_err(|_| Answer::bad_request("the URL is not UTF-8 once it is decoded"))
}

/// What an operation is told.
pub(super) struct Call<'a> {
    parameter: &'a str,
    pub(super) query: Query,
    body: &'a [u8],
}

impl Call<'_> {
    pub(super) fn parameter(&self) -> &str {
        self.parameter
    }

    pub(super) fn uuid_parameter(&self) -> Result<String, Answer> {
        uuid(self.parameter).ok_or_else(|| Answer::bad_request("the last segment of the path must be a UUID"))
    }

    pub(super) fn body(&self) -> Result<Body, Answer> {
        match serde_json::from_slice(self.body) {
            Ok(value @ Value::Object(_)) => Ok(Body(value)),
            Ok(_) => Err(Answer::invalid("", "must be a JSON object")),
            Err(error) => Err(Answer::invalid("", &format!("is not JSON: {error}"))),
        }
    }
}

/// The parameters of a query, decoded; the last of a name counts.
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    fn parse(query: &str) -> Result<Query, Answer> {
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

    pub(super) fn integer(&self, name: &str) -> Result<Option<i64>, Answer> {
        self.parsed(name, "an integer")
    }

    pub(super) fn boolean(&self, name: &str) -> Result<Option<bool>, Answer> {
        self.parsed(name, "true or false")
    }

    fn parsed<T: std::str::FromStr>(&self, name: &str, kind: &str) -> Result<Option<T>, Answer> {
        self.get(name)
            .map(|value| {
                value.parse().map_err(|_| {
                    let message = format!("the query parameter {name} must be {kind}");
                    Answer::bad_request(&message)
                })
            })
            .transpose()
    }
}

/// The values of an unsigned number of 32 bits, such as that of an autonomous system.
pub(super) const U32: RangeInclusive<i64> = 0..=0xffff_ffff;

/// A JSON object, read field by field. What does not fit is an error that points at the field.
pub(super) struct Body(Value);

impl Body {
    /// The field as it stands, null included.
    pub(super) fn get(&self, pointer: &str) -> Option<&Value> {
        self.0.pointer(pointer)
    }

    pub(super) fn into_value(self) -> Value {
        self.0
    }

    pub(super) fn string(&self, pointer: &str) -> Result<&str, Answer> {
        self.optional_string(pointer)?
            .ok_or_else(|| Answer::invalid(pointer, "is required"))
    }

    pub(super) fn optional_string(&self, pointer: &str) -> Result<Option<&str>, Answer> {
        match self.get(pointer) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Answer::invalid(pointer, "must be a string")),
        }
    }

    pub(super) fn uuid(&self, pointer: &str) -> Result<String, Answer> {
        uuid(self.string(pointer)?).ok_or_else(|| Answer::invalid(pointer, "must be a UUID"))
    }

    pub(super) fn integer(&self, pointer: &str, range: RangeInclusive<i64>) -> Result<i64, Answer> {
        let number = self.get(pointer).and_then(Value::as_i64);
        number.filter(|number| range.contains(number)).ok_or_else(|| {
            let (start, end) = (range.start(), range.end());
            Answer::invalid(pointer, &format!("must be an integer from {start} to {end}"))
        })
    }

    pub(super) fn array(&self, pointer: &str) -> Result<&[Value], Answer> {
        self.get(pointer)
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .ok_or_else(|| Answer::invalid(pointer, "must be an array"))
    }

    /// Checks that the field reads `A.B.C.D/N`.
    pub(super) fn prefix(&self, pointer: &str) -> Result<(), Answer> {
        let fits = |text: &str| {
            let (address, length) = text.split_once('/')?;
            let address: std::net::Ipv4Addr = address.parse().ok()?;
            let length: u8 = length.parse().ok()?;
            (length <= 32).then_some(address)
        };
        match fits(self.string(pointer)?) {
            Some(_) => Ok(()),
            None => Err(Answer::invalid(pointer, "must read A.B.C.D/N")),
        }
    }
}

/// The UUID in lower case, if it is one.
fn uuid(text: &str) -> Option<String> {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    let hexadecimal = |group: &&str| group.bytes().all(|byte| byte.is_ascii_hexdigit());
    (lengths == [8, 4, 4, 4, 12] && groups.iter().all(hexadecimal)).then(|| text.to_lowercase())
}
