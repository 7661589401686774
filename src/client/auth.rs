//! Credentials, kept out of everything that is printed.

use std::fmt;

use ureq::http::header::AUTHORIZATION;
use ureq::http::{HeaderName, HeaderValue};

use crate::text::find_invalid;

/// What a client proves itself with: an API token, or the e-mail address and Global API Key of the
/// scheme before it.
///
/// Only the one that is given is sent, never both. What it holds is checked when the client is
/// built, and shows in no `Debug` output, error or log line of this crate up to debug level. At
/// trace level the HTTP library below logs requests as they are, the credentials included.
///
/// ```
/// use cloudflare_interconnects::{Auth, Client};
///
/// let client = Client::builder().auth(Auth::token("a-token")).build()?;
/// let older = Client::builder().auth(Auth::key("me@example.com", "a-global-key")).build()?;
/// assert!(!format!("{client:?} {older:?}").contains("a-"));
/// # Ok::<(), cloudflare_interconnects::Error>(())
/// ```
#[derive(Clone)]
pub struct Auth(Scheme);

#[derive(Clone)]
enum Scheme {
    Token([String; 1]),
    /// The e-mail address and the key.
    Key([String; 2]),
}

impl Auth {
    /// An API token, sent as `Authorization: Bearer`. This is the scheme that Cloudflare
    /// recommends: a token can be limited to the permissions that the operations used list in their
    /// documentation.
    pub fn token(token: impl Into<String>) -> Self {
        Self(Scheme::Token([token.into()]))
    }

    /// The e-mail address of a user and their Global API Key, sent as `X-Auth-Email` and
    /// `X-Auth-Key`.
    pub fn key(email: impl Into<String>, key: impl Into<String>) -> Self {
        Self(Scheme::Key([email.into(), key.into()]))
    }

    /// The headers that carry it, marked sensitive.
    pub(crate) fn headers(&self) -> Result<Vec<(HeaderName, HeaderValue)>, String> {
        Ok(match &self.0 {
            Scheme::Token([token]) => {
                vec![(AUTHORIZATION, sensitive("API token", "Bearer ", token)?)]
            }
            Scheme::Key([email, key]) => vec![
                (
                    HeaderName::from_static("x-auth-email"),
                    sensitive("e-mail address", "", email)?,
                ),
                (HeaderName::from_static("x-auth-key"), sensitive("API key", "", key)?),
            ],
        })
    }

    /// What must not be seen where a peer sends back what it was sent.
    pub(crate) fn secrets(&self) -> &[String] {
        match &self.0 {
            Scheme::Token(token) => token,
            Scheme::Key(pair) => pair,
        }
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.0 {
            Scheme::Token(_) => "Auth::token([redacted])",
            Scheme::Key(_) => "Auth::key([redacted], [redacted])",
        })
    }
}

/// A header value that no `Debug` shows; an error that names what is wrong without repeating it.
fn sensitive(what: &str, prefix: &str, secret: &str) -> Result<HeaderValue, String> {
    let refuse = |why: &str| format!("the {what} {why}");
    if let Some(problem) = find_invalid(secret, |character| character.is_ascii_graphic()) {
        return Err(refuse(&problem));
    }
    let mut value =
        HeaderValue::try_from(format!("{prefix}{secret}")).map_err(|_| refuse("cannot be sent in a header"))?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_that_no_header_may_carry_are_refused_without_being_repeated() {
        for bad in [
            "",
            "s3 cr3t",
            "s3cr3t\r\nX: y",
            "s3cr3t\0",
            "s3cr3té",
            " s3cr3t",
            "s3cr3t\n",
            "s3\tcr3t",
        ] {
            for auth in [
                Auth::token(bad),
                Auth::key(bad, "key"),
                Auth::key("me@example.com", bad),
            ] {
                let error = auth.headers().unwrap_err();
                assert!(!error.contains("s3") && !error.contains("cr3t"), "{error}");
            }
        }
    }

    #[test]
    fn debug_shows_no_credential() {
        let auths = [Auth::token("secret-1"), Auth::key("me@secret-2", "secret-3")];
        for auth in auths {
            assert!(!format!("{auth:?} {:?}", auth.headers().unwrap()).contains("secret"));
        }
    }
}
