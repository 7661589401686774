//! Redacts a `Location`. A signed URL is a credential.

use percent_encoding::percent_decode_str;

use crate::text::redaction::REDACTED;

/// A signed URL has fewer values. Each is searched for in the whole response.
const MAX_SECRETS: usize = 100;

/// Scheme, host and path. The user is removed, and the query or fragment is redacted.
pub(crate) fn without_secrets(location: &str) -> String {
    let (target, query) = split_query(location);
    let (before, host, path) = split_authority(target);
    let host = host.rsplit('@').next().unwrap_or_default();
    let query = match query.chars().next() {
        Some(separator) => format!("{separator}{REDACTED}"),
        None => String::new(),
    };
    format!("{before}{host}{path}{query}")
}

/// The values in the query and the fragment, and the user name and password. A value that is a part of what
/// [`without_secrets`] shows is no secret.
pub(crate) fn find_secrets(location: &str) -> impl Iterator<Item = String> {
    let shown = without_secrets(location);
    let (target, query) = split_query(location);
    let (_, authority, _) = split_authority(target);
    let user = authority.rsplit_once('@').map_or("", |(user, _)| user).split(':');
    let pairs = query.split(['?', '&', ';', '#']);
    let values = pairs.map(|pair| pair.split_once('=').map_or(pair, |(_, value)| value));
    values
        .chain(user)
        .map(|secret| percent_decode_str(secret).decode_utf8_lossy().into_owned())
        .filter(move |secret| !shown.contains(secret.as_str()))
        .take(MAX_SECRETS)
}

/// Splits a URL before its query or fragment.
fn split_query(location: &str) -> (&str, &str) {
    location.split_at(location.find(['?', '#']).unwrap_or(location.len()))
}

/// Splits a URL into the part before the authority, the authority, and the path. Like browsers, it accepts any number of slashes and
/// backslashes after `https:`.
fn split_authority(target: &str) -> (&str, &str, &str) {
    const SLASHES: [char; 2] = ['/', '\\'];
    let is_scheme = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    };
    let scheme = target
        .find(':')
        .filter(|colon| is_scheme(&target[..*colon]))
        .map_or(0, |colon| colon + 1);
    let after_slashes = target.len() - target[scheme..].trim_start_matches(SLASHES).len();
    let is_http = ["http:", "https:"]
        .iter()
        .any(|http| target[..scheme].eq_ignore_ascii_case(http));
    if !is_http && after_slashes - scheme < 2 {
        return ("", "", target);
    }
    let (before, rest) = target.split_at(after_slashes);
    let (authority, path) = rest.split_at(rest.find(SLASHES).unwrap_or(rest.len()));
    (before, authority, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_is_shown_without_its_user_and_its_query() {
        for (location, shown) in [
            ("https://other.example/x", "https://other.example/x"),
            ("/elsewhere", "/elsewhere"),
            ("elsewhere@x", "elsewhere@x"),
            ("//other.example/x@y", "//other.example/x@y"),
            (
                "https://me:s3cret@other.example:8443/x?X-Sig=s3cret",
                "https://other.example:8443/x?[redacted]",
            ),
            ("https://other.example?s3cret", "https://other.example?[redacted]"),
            ("https:me:s3cret@other.example/x", "https:other.example/x"),
            ("HTTP:/me:s3cret@other.example/x@y", "HTTP:/other.example/x@y"),
            ("https:\\\\me:s3cret@other.example\\x@y", "https:\\\\other.example\\x@y"),
            ("/\\me:s3cret@other.example", "/\\other.example"),
            ("ftp://me:s3cret@other.example/", "ftp://other.example/"),
            ("/x:y//z@1", "/x:y//z@1"),
            ("localhost:8080/x@y", "localhost:8080/x@y"),
            ("/x#s3cret", "/x#[redacted]"),
            ("", ""),
        ] {
            assert_eq!(without_secrets(location), shown);
        }
    }

    #[test]
    fn the_values_of_a_query_and_a_user_are_secrets() {
        let secrets: Vec<_> = find_secrets("https://me:pa%40ss@x/y?a=b%2Fc&g;e=f=g#j").collect();
        assert_eq!(secrets, ["b/c", "g", "f=g", "j", "me", "pa@ss"]);
    }

    #[test]
    fn the_shown_part_of_a_redirect_is_not_a_secret() {
        let secrets: Vec<_> = find_secrets("https://login.example/start?next=https://login.example/start").collect();
        assert_eq!(secrets, [""; 0]);
    }
}
