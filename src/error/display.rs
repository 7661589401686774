//! The `Display`, `Debug` and `source` of an error. `Display` is one line: what failed, why, and what to do next.

use std::fmt;
use std::io;

use ureq::http::StatusCode;

use crate::error::{Error, ErrorInner, ErrorKind, UNUSABLE_CREDENTIALS};
use crate::text::printable;
use crate::value::json;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = self.inner();
        if let Some(operation) = &inner.operation {
            write!(f, "{}: ", operation.id)?;
        }
        What(inner).fmt(f)?;
        let mut facts = String::new();
        if let Some(ray) = &inner.ray {
            facts += &format!(", ray {}", printable(ray, 64));
        }
        if inner.attempts > 1 {
            facts += &format!(", {} attempts", inner.attempts);
        }
        if inner.out_of_budget {
            facts += ", not retried: the client's retry budget is used up";
        }
        if let Some(after) = inner.retry_after {
            facts += &format!(", retry after {} s", after.as_secs());
        }
        if let Some(facts) = facts.strip_prefix(", ") {
            write!(f, " ({facts})")?;
        }
        write_advice(f, self)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Error");
        debug
            .field("kind", &self.kind())
            .field("message", &format_args!("{self}"));
        if let Some(source) = &self.inner().source {
            debug.field("source", &format_args!("{}", printable(&format!("{source}"), 500)));
        }
        debug.finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let mut source = self.origin().map(|source| source as &(dyn std::error::Error + 'static));
        while source.is_some_and(|source| self.includes(source)) {
            source = source.and_then(std::error::Error::source);
        }
        source
    }
}

impl Error {
    /// Whether the message already says what another error says. [`path`](Self::path) replaces the position in a JSON error, and
    /// the message of a timeout replaces the `TimedOut` of an I/O error.
    fn includes(&self, other: &(dyn std::error::Error + 'static)) -> bool {
        let io = other.downcast_ref::<io::Error>();
        if self.is_timeout() && io.is_some_and(|io| io.kind() == io::ErrorKind::TimedOut) {
            return true;
        }
        let what = match (other.downcast_ref::<Self>(), other.downcast_ref()) {
            // Operation, ray and the like are the same in this error.
            (Some(error), _) => format!("{}", error.what()),
            (_, Some(json)) => json::error_message(json),
            _ => format!("{other}"),
        };
        self.inner().message.contains(&what)
    }

    /// The failure alone, for an error that adds the rest itself.
    pub(crate) fn what(&self) -> impl fmt::Display {
        What(self.inner())
    }
}

/// Displays the failure alone, without operation, ray, attempts and advice.
struct What<'a>(&'a ErrorInner);

impl fmt::Display for What<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = self.0;
        if inner.kind == ErrorKind::Api {
            return write_response(f, inner);
        }
        f.write_str(&printable(&inner.message, 500))?;
        match (&inner.snippet, &inner.content_type) {
            (Some(snippet), _) => write_snippet(f, inner, snippet),
            (None, Some(label)) if inner.kind == ErrorKind::Decode => {
                write!(f, "; content type {}", printable(label, 100))
            }
            _ => Ok(()),
        }
    }
}

/// The status and the errors of an error response.
fn write_response(f: &mut fmt::Formatter<'_>, inner: &ErrorInner) -> fmt::Result {
    const SHOWN: usize = 4;
    f.write_str("the API returned")?;
    if let Some(status) = inner.status {
        write!(f, " {status}")?;
        let known = StatusCode::from_u16(status).ok();
        if let Some(reason) = known.as_ref().and_then(StatusCode::canonical_reason) {
            write!(f, " {reason}")?;
        }
    }
    if !inner.message.is_empty() {
        write!(f, ": {}", printable(&inner.message, 500))?;
    }
    for (index, error) in inner.errors.iter().take(SHOWN).enumerate() {
        f.write_str(if index == 0 && inner.message.is_empty() {
            ":"
        } else {
            ";"
        })?;
        if !error.message.is_empty() {
            write!(f, " {}", printable(&error.message, 300))?;
        }
        match (error.code, &error.code_text) {
            (Some(code), _) => write!(f, " [{code}]")?,
            (None, Some(code)) => write!(f, " [{}]", printable(code, 64))?,
            (None, None) => {}
        }
        if let Some(pointer) = &error.pointer {
            write!(f, " at {}", printable(pointer, 100))?;
        }
    }
    if inner.errors.len() > SHOWN {
        write!(f, "; and {} more", inner.errors.len() - SHOWN)?;
    }
    let says_nothing = inner.errors.iter().all(|error| error.message.is_empty());
    match &inner.snippet {
        Some(snippet) if says_nothing => write_snippet(f, inner, snippet),
        _ => Ok(()),
    }
}

fn write_snippet(f: &mut fmt::Formatter<'_>, inner: &ErrorInner, snippet: &str) -> fmt::Result {
    match &inner.content_type {
        Some(content_type) => write!(f, "; the body ({})", printable(content_type, 100))?,
        None => f.write_str("; the body (no content type)")?,
    }
    write!(f, " begins with `{snippet}`")
}

/// What to do next, if there is advice.
fn write_advice(f: &mut fmt::Formatter<'_>, error: &Error) -> fmt::Result {
    if error.inner().challenged {
        return f.write_str(
            "; Cloudflare blocked the request with a browser challenge before it reached the API: try another network, or \
             give the ray to Cloudflare support",
        );
    }
    if error.is_auth() {
        return write_auth_advice(f, error);
    }
    if error.may_have_been_applied() {
        let creates = error
            .inner()
            .operation
            .as_ref()
            .is_some_and(|operation| !operation.method.is_idempotent());
        return f.write_str(if creates {
            "; the request may have been carried out: list the resources before creating another"
        } else {
            "; the request may have been carried out: check the resource before retrying"
        });
    }
    Ok(())
}

/// Which credentials or permissions the request needs.
fn write_auth_advice(f: &mut fmt::Formatter<'_>, error: &Error) -> fmt::Result {
    const UNUSABLE: &str = "; check the credentials: they are mistyped, expired or revoked";
    // 1000: the verification of a token found it invalid.
    if error.has_code(&UNUSABLE_CREDENTIALS) || error.has_code(&[1000]) {
        return f.write_str(UNUSABLE);
    }
    // These codes have both meanings: invalid credentials, or a missing permission.
    if error.has_code(&[9109, 10001]) {
        write!(f, "{UNUSABLE}, or lack a permission")?;
    }
    let operation = error.inner().operation.as_deref();
    let account = match operation.is_some_and(|operation| operation.path.starts_with("/accounts/{")) {
        true => " for this account",
        false => "",
    };
    match operation.map(|operation| operation.permissions) {
        Some([first, others @ ..]) => {
            write!(f, "; a token{account} needs one of: {first}")?;
            others.iter().try_for_each(|other| write!(f, ", {other}"))
        }
        _ => write!(f, "; check the credentials and their permissions{account}"),
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;
    use std::sync::Arc;

    use super::*;
    use crate::error::ApiError;
    use std::borrow::Cow;

    use ureq::http::Method;

    use crate::operation::Operation;

    static CREATE: Operation = Operation {
        id: Cow::Borrowed("create_thing"),
        method: Method::POST,
        path: Cow::Borrowed("/things"),
        permissions: &["Things Write", "All Write"],
        accept: &[],
        secrets: &[],
        read_only: None,
    };

    fn api(status: u16, errors: Vec<ApiError>) -> Error {
        Error::new(ErrorKind::Api, "").with_details(|inner| {
            inner.operation = Some(Cow::Borrowed(&CREATE));
            inner.status = Some(status);
            inner.errors = errors;
            inner.ray = Some("8f00-\u{1b}[2JIAD".into());
            inner.attempts = 1;
        })
    }

    fn entry(code: i64, message: &str) -> ApiError {
        ApiError {
            code: Some(code),
            message: message.into(),
            ..ApiError::default()
        }
    }

    #[test]
    fn display_is_one_bounded_line_with_what_to_do() {
        let error = api(403, vec![entry(10000, "Authentication error\r\n\u{202e}evil")]);
        assert_eq!(
            error.to_string(),
            "create_thing: the API returned 403 Forbidden: Authentication error\\r\\n\\u{202e}evil [10000] \
             (ray 8f00-\\u{1b}[2JIAD); a token needs one of: Things Write, All Write"
        );
        assert!(error.is_auth() && !error.is_not_found());
        assert_eq!(format!("{:?}", error.codes()), "[10000]");
        let long = api(400, (0..50).map(|code| entry(code, &"\n".repeat(100_000))).collect());
        assert!(long.to_string().len() < 4000 && long.to_string().contains("and 46 more"));
        assert!(format!("{long:?}").len() < 4000);
    }

    #[test]
    fn an_ambiguous_creation_says_to_list_first() {
        let error = api(520, vec![]).with_details(|inner| inner.applied = true);
        assert!(
            error
                .to_string()
                .ends_with("; the request may have been carried out: list the resources before creating another"),
            "{error}"
        );
    }

    #[test]
    fn source_skips_a_cause_that_the_message_already_has() {
        #[derive(Debug)]
        struct Outer(io::Error);
        impl fmt::Display for Outer {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("broken pipe")
            }
        }
        impl std::error::Error for Outer {
            fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
                Some(&self.0)
            }
        }
        let from = |message: &'static str| {
            let source = Outer(io::Error::other("the peer left"));
            Error::new(ErrorKind::Transport, message).with_details(|inner| inner.source = Some(Arc::new(source)))
        };
        let shown = |error: &Error| error.source().map(ToString::to_string);
        assert_eq!(
            shown(&from("the connection: broken pipe")).as_deref(),
            Some("the peer left")
        );
        assert_eq!(shown(&from("the connection broke")).as_deref(), Some("broken pipe"));
        let late = Error::new(ErrorKind::Transport, "no response within 60 s").with_details(|inner| {
            inner.timeout = true;
            inner.source = Some(Arc::new(io::Error::from(io::ErrorKind::TimedOut)));
        });
        assert_eq!(shown(&late), None);
        let json = serde_json::from_str::<u8>("[").unwrap_err();
        let text = json.to_string();
        let why = text.split(" at line").next().unwrap().to_owned();
        let decode = Error::new(ErrorKind::Decode, why).with_details(|inner| inner.source = Some(Arc::new(json)));
        assert_eq!(
            (shown(&decode), decode.origin().map(ToString::to_string)),
            (None, Some(text))
        );
    }

    #[test]
    fn the_advice_for_invalid_credentials_names_no_permissions() {
        let invalid = api(401, vec![entry(1000, "Invalid API Token")]).to_string();
        assert!(
            invalid.contains("check the credentials") && !invalid.contains("Things Write"),
            "{invalid}"
        );
        let lacking = api(403, vec![entry(10000, "Authentication error")]).to_string();
        assert!(
            lacking.ends_with("a token needs one of: Things Write, All Write"),
            "{lacking}"
        );
    }
}
