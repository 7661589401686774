//! Parses the headers `Ratelimit` and `Ratelimit-Policy` of the IETF draft "RateLimit header fields for HTTP".

use std::borrow::Cow;
use std::time::Duration;

use ureq::http::{HeaderMap, HeaderName};

const LIMITS: HeaderName = HeaderName::from_static("ratelimit");
const POLICIES: HeaderName = HeaderName::from_static("ratelimit-policy");
/// The longest time to a reset. A longer one could overflow when added to a time.
const LATEST_RESET: Duration = Duration::from_secs(365 * 24 * 3600);

/// The state of a rate limit, from the headers of a response. [`Response::rate_limit`](crate::Response::rate_limit) and
/// [`Error::rate_limit`](crate::Error::rate_limit) return it.
///
/// Cloudflare sends `Ratelimit: "default";r=50;t=30` and `Ratelimit-Policy: "default";q=100;w=60`. If a response has
/// several limits, this is the one with the fewest requests remaining.
///
/// ```
/// use std::time::Duration;
///
/// use cloudflare_interconnects::RateLimit;
///
/// /// A pause between requests that makes the remaining ones last until the reset.
/// fn pause(limit: &RateLimit) -> Duration {
///     limit.reset.unwrap_or_default().div_f64(limit.remaining as f64 + 1.0)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// The name of the policy, such as `default`.
    pub policy: String,
    /// The number of requests that remain.
    pub remaining: u64,
    /// The number of requests that the policy allows in its time window, if the response says it.
    pub limit: Option<u64>,
    /// The time until the limit resets, counted from the response, if the response says it. At most a year.
    pub reset: Option<Duration>,
}

impl RateLimit {
    /// The limit with the fewest requests remaining. `None` if there is no valid one.
    pub(crate) fn parse(headers: &HeaderMap) -> Option<Self> {
        let limits = items(headers, LIMITS).filter_map(|item| Some((item.number("r")?, item)));
        let (remaining, item) = limits.min_by_key(|(remaining, _)| *remaining)?;
        let policy = items(headers, POLICIES).find(|policy| policy.name == item.name);
        let reset = item.number("t").map(Duration::from_secs);
        Some(Self {
            remaining,
            limit: policy.and_then(|policy| policy.number("q")),
            reset: reset.map(|reset| reset.min(LATEST_RESET)),
            policy: item.name.into_owned(),
        })
    }
}

/// An item of a structured field (RFC 9651): a name and its parameters.
struct Item<'a> {
    name: Cow<'a, str>,
    parameters: Vec<(&'a str, &'a str)>,
}

impl<'a> Item<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = split(text, ';');
        let name = parts.next()?;
        let name = match name.strip_prefix('"') {
            Some(quoted) => Cow::Owned(unescape(quoted.strip_suffix('"')?)),
            None => Cow::Borrowed(name),
        };
        let parameters = parts.filter_map(|part| part.split_once('=')).collect();
        (!name.is_empty()).then_some(Self { name, parameters })
    }

    /// The integer value of a parameter. If a name is repeated, the last one counts.
    fn number(&self, name: &str) -> Option<u64> {
        let (_, value) = self.parameters.iter().rfind(|(key, _)| *key == name)?;
        let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
        value.parse().ok().filter(|_| is_number)
    }
}

/// The items of a header, which may have several lines.
fn items(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = Item<'_>> {
    let lines = headers.get_all(name).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| split(line, ',')).filter_map(Item::parse)
}

/// Splits a text at separators that are not in quotes.
fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let separates = move |character| {
        is_quoted ^= character == '"' && !is_escaped;
        is_escaped = character == '\\' && is_quoted && !is_escaped;
        character == separator && !is_quoted
    };
    text.split(separates).map(str::trim_ascii)
}

/// Removes the backslashes before quotes and backslashes.
fn unescape(quoted: &str) -> String {
    let mut characters = quoted.chars();
    let mut text = String::new();
    while let Some(character) = characters.next() {
        text.extend(match character {
            '\\' => characters.next(),
            character => Some(character),
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use ureq::http::HeaderValue;

    use super::*;

    fn parse(limits: &[&str], policies: &[&str]) -> Option<RateLimit> {
        let mut headers = HeaderMap::new();
        for (name, lines) in [(LIMITS, limits), (POLICIES, policies)] {
            for line in lines {
                headers.append(name.clone(), HeaderValue::try_from(*line).unwrap());
            }
        }
        RateLimit::parse(&headers)
    }

    fn limit(policy: &str, remaining: u64, limit: Option<u64>, reset: Option<u64>) -> Option<RateLimit> {
        Some(RateLimit {
            policy: policy.into(),
            remaining,
            limit,
            reset: reset.map(Duration::from_secs),
        })
    }

    #[test]
    fn a_limit_and_its_policy_are_joined_by_name() {
        let policy = r#""burst";q=100;w=60, "default";q=1200;w=300"#;
        for (limits, expected) in [
            (r#""default";r=50;t=30"#, limit("default", 50, Some(1200), Some(30))),
            (r#""burst";r=0;t=1"#, limit("burst", 0, Some(100), Some(1))),
            (r#""other";r=7"#, limit("other", 7, None, None)),
            (r#"default;r=50;t=30"#, limit("default", 50, Some(1200), Some(30))),
            (
                " \"default\" ; r=50 ;\tt=30 ",
                limit("default", 50, Some(1200), Some(30)),
            ),
            (
                r#""default";pk=:cHsdsRa894==:;r=50;t=30;x;y=?1"#,
                limit("default", 50, Some(1200), Some(30)),
            ),
            (r#""default";r=5;r=6"#, limit("default", 6, Some(1200), None)),
            (r#""a;r=1,\"\\";r=2"#, limit(r#"a;r=1,"\"#, 2, None, None)),
            (
                r#""default";r=5;t=9999999999999999"#,
                limit("default", 5, Some(1200), Some(365 * 86_400)),
            ),
        ] {
            assert_eq!(parse(&[limits], &[policy]), expected, "{limits}");
        }
        assert_eq!(
            parse(&[r#""a";r=5"#], &[r#""a";w=60"#, r#""a";q=1"#]),
            limit("a", 5, None, None),
            "the first policy of that name"
        );
    }

    #[test]
    fn the_limit_with_the_fewest_requests_remaining_counts_on_any_line() {
        let two = r#""a";r=9;t=1, "b";r=3;t=2"#;
        assert_eq!(parse(&[two], &[]), limit("b", 3, None, Some(2)));
        assert_eq!(parse(&[two, r#""c";r=1"#], &[]), limit("c", 1, None, None));
        assert_eq!(parse(&[r#""c";r=x, "#, two], &[]), limit("b", 3, None, Some(2)));
    }

    #[test]
    fn an_invalid_header_is_no_limit() {
        for invalid in [
            "",
            ",;,",
            "\"default\"",
            "\"default\";t=30",
            "\"default\";r",
            "\"default\";r=",
            "\"default\";r=-1",
            "\"default\";r=+1",
            "\"default\";r=1.5",
            "\"default\";r=\"1\"",
            "\"default\";r=99999999999999999999999",
            "\"default;r=50",
            "\"default\\\";r=50",
            ";r=50",
            "\"\";r=50",
            "r=50",
        ] {
            assert_eq!(parse(&[invalid], &["\"default\";q=1"]), None, "{invalid}");
        }
        assert_eq!(parse(&[], &["\"default\";q=100;w=60"]), None);
    }
}
