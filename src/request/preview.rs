//! A request that is shown instead of sent.

use std::fmt::{self, Write as _};

use serde_json::Value;

use crate::error::Error;
use crate::request::Request;
use crate::request::secrets::Secrets;
use crate::text::is_invisible;
use crate::text::media::is_json;
use crate::text::redaction::REDACTED;
use crate::value::json;

/// A request for a person to review. `dry_run` returns it where `send` would send the request. It makes
/// the same checks, so an invalid parameter gives the same error.
///
/// It can be printed, logged and stored, because secrets are replaced by `[redacted]`: the credentials,
/// and the parameters and body fields that the API's description marks as passwords. `Display` shows
/// the request as on the wire, with invisible characters escaped.
///
/// ```
/// use cloudflare_interconnects::types::InterconnectCreate;
/// use cloudflare_interconnects::{Auth, Client};
///
/// # fn main() -> Result<(), cloudflare_interconnects::Error> {
/// let client = Client::builder().auth(Auth::token("s3cr3t-t0k3n")).user_agent("order/1.0");
/// let client = client.base_url("https://api.example").build()?;
/// let order = InterconnectCreate::gcp_partner("account tag", "1G", "p4iring/us-east4/1");
/// let preview = client.interconnects("023e105f").create(&order).dry_run()?;
///
/// let shown = preview.to_string();
/// assert_eq!(shown, r#"POST https://api.example/accounts/023e105f/cni/interconnects
/// accept: application/json
/// user-agent: order/1.0
/// authorization: Bearer [redacted]
/// content-length: 98
/// content-type: application/json
///
/// {
///   "account": "account tag",
///   "bandwidth": "1G",
///   "pairing_key": "[redacted]",
///   "type": "gcp_partner"
/// }
/// "#);
/// # Ok(())
/// # }
/// ```
///
/// The HTTP library also sends `host` and, with the feature `gzip`, `accept-encoding`. The
/// `content-length` is that of the real body. The order of the body's fields may differ from the wire.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: Option<PreviewBody>,
}

#[derive(Clone, Debug, PartialEq)]
enum PreviewBody {
    Json(Value),
    /// Another body, by its length in bytes.
    Other(usize),
}

impl Preview {
    pub(crate) fn new(request: &Request, document: bool) -> Result<Self, Error> {
        request.uri()?;
        let headers = request.headers(document)?;
        let secrets = Secrets::new(request);
        let headers = headers.iter().map(|(name, value)| {
            let text = String::from_utf8_lossy(value.as_bytes());
            let shown = if value.is_sensitive() || request.is_secret(name.as_str()) {
                // The scheme is not secret, and tells which credentials are used.
                let scheme = text.split_once(' ').filter(|(scheme, _)| *scheme == "Bearer");
                scheme.map_or(REDACTED.to_owned(), |(scheme, _)| format!("{scheme} {REDACTED}"))
            } else {
                secrets.redact(text.into_owned())
            };
            (name.to_string(), shown)
        });
        let body = request.body.as_ref().map(|bytes| {
            let json = is_json(request.content_type);
            match json::parse_value(bytes).ok().filter(|_| json) {
                Some(mut value) => {
                    secrets.redact_json(&mut value);
                    PreviewBody::Json(value)
                }
                None => PreviewBody::Other(bytes.len()),
            }
        });
        Ok(Self {
            method: request.operation.method.to_string(),
            url: secrets.redact_url(),
            headers: headers.collect(),
            body,
        })
    }

    /// The HTTP method, such as `POST`.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The URL, query included. A secret in it is shown as `REDACTED`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The headers, in the order in which they would be sent. Names are in lower case.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The first header of this name. Case does not matter.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers()
            .find(|(present, _)| present.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// The body. `None` if there is no body, or if it is not JSON. A secret in it is the string
    /// `[redacted]`.
    pub fn json(&self) -> Option<&Value> {
        match &self.body {
            Some(PreviewBody::Json(value)) => Some(value),
            _ => None,
        }
    }
}

impl fmt::Display for Preview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {}", self.method, self.url)?;
        for (name, value) in self.headers() {
            write!(f, "{name}: ")?;
            write_escaped(f, value)?;
            f.write_char('\n')?;
        }
        match &self.body {
            None => Ok(()),
            Some(PreviewBody::Json(value)) => {
                f.write_char('\n')?;
                write_escaped(f, &format!("{value:#}"))?;
                f.write_char('\n')
            }
            Some(PreviewBody::Other(length)) => writeln!(f, "\n[{length} bytes]"),
        }
    }
}

/// Writes JSON or a header, with invisible characters escaped as in JSON.
fn write_escaped(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for character in text.chars() {
        if character != '\n' && is_invisible(character) {
            // JSON escapes a character above U+FFFF as two units.
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(f, "\\u{unit:04x}")?;
            }
        } else {
            f.write_char(character)?;
        }
    }
    Ok(())
}
