//! Credentials. Nothing that is printed contains them.

use std::fmt;

use ureq::http::header::AUTHORIZATION;
use ureq::http::{HeaderName, HeaderValue};

use crate::text::find_invalid;

/// Credentials: an API token, or an e-mail address and the older Global API Key.
///
/// They are checked when the client is built. No `Debug` output and no error contains them, and no log
/// line up to debug level. At trace level, the HTTP library logs whole requests, credentials included.
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
    /// An API token, sent as `Authorization: Bearer`. Cloudflare recommends tokens, because a token can
    /// be limited to some permissions. The documentation of each operation lists those that it needs.
    pub fn token(token: impl Into<String>) -> Self {
        Self(Scheme::Token([token.into()]))
    }

    /// The e-mail address of a user and their Global API Key, sent as `X-Auth-Email` and
    /// `X-Auth-Key`.
    pub fn key(email: impl Into<String>, key: impl Into<String>) -> Self {
        Self(Scheme::Key([email.into(), key.into()]))
    }

    /// The headers with the credentials, marked as sensitive.
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

    /// The values to redact when a server sends them back.
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

/// A header value that `Debug` does not show. The error does not repeat the secret.
fn sensitive(what: &str, prefix: &str, secret: &str) -> Result<HeaderValue, String> {
    let invalid = |why: &str| format!("the {what} {why}");
    if let Some(problem) = find_invalid(secret, |character| character.is_ascii_graphic()) {
        return Err(invalid(&problem));
    }
    let mut value =
        HeaderValue::try_from(format!("{prefix}{secret}")).map_err(|_| invalid("cannot be sent in a header"))?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_for_invalid_credentials_does_not_repeat_them() {
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
