//! A `Location`: what of it is shown, and what is secret. An address that is signed is a credential.

use percent_encoding::percent_decode_str;

/// Scheme, host and path, and whether there is a query.
pub(crate) fn without_secrets(location: &str) -> String {
    let (place, query) = split_query(location);
    let (before, host, path) = split_authority(place);
    let host = host.rsplit('@').next().unwrap_or_default();
    let query = if query.is_empty() {
        ""
    } else {
        " (its query is not shown)"
    };
    format!("{before}{host}{path}{query}")
}

/// The values in its query, and its user name and password.
pub(crate) fn find_secrets(location: &str) -> impl Iterator<Item = String> {
    let (place, query) = split_query(location);
    let (_, authority, _) = split_authority(place);
    let user = authority.rsplit_once('@').map_or("", |(user, _)| user).split(':');
    let pairs = query.split(['?', '&', ';', '#']);
    let values = pairs.map(|pair| pair.split_once('=').map_or(pair, |(_, value)| value));
    values
        .chain(user)
        .map(|secret| percent_decode_str(secret).decode_utf8_lossy().into_owned())
}

/// What is before the query or fragment, and the rest.
fn split_query(location: &str) -> (&str, &str) {
    location.split_at(location.find(['?', '#']).unwrap_or(location.len()))
}

/// What is before the authority, the authority, and the path. Browsers take any number of slashes behind `https:`, and either kind.
fn split_authority(place: &str) -> (&str, &str, &str) {
    const SLASHES: [char; 2] = ['/', '\\'];
    let is_scheme = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    };
    let scheme = place
        .find(':')
        .filter(|colon| is_scheme(&place[..*colon]))
        .map_or(0, |colon| colon + 1);
    let behind_slashes = place.len() - place[scheme..].trim_start_matches(SLASHES).len();
    let is_http = ["http:", "https:"]
        .iter()
        .any(|http| place[..scheme].eq_ignore_ascii_case(http));
    if !is_http && behind_slashes - scheme < 2 {
        return ("", "", place);
    }
    let (before, rest) = place.split_at(behind_slashes);
    let (authority, path) = rest.split_at(rest.find(SLASHES).unwrap_or(rest.len()));
    (before, authority, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_address_scheme_host_and_path_are_shown_and_that_there_is_a_query() {
        for (location, shown) in [
            ("https://other.example/x", "https://other.example/x"),
            ("/elsewhere", "/elsewhere"),
            ("elsewhere@x", "elsewhere@x"),
            ("//other.example/x@y", "//other.example/x@y"),
            (
                "https://me:s3cret@other.example:8443/x?X-Sig=s3cret",
                "https://other.example:8443/x (its query is not shown)",
            ),
            (
                "https://other.example?s3cret",
                "https://other.example (its query is not shown)",
            ),
            ("https:me:s3cret@other.example/x", "https:other.example/x"),
            ("HTTP:/me:s3cret@other.example/x@y", "HTTP:/other.example/x@y"),
            ("https:\\\\me:s3cret@other.example\\x@y", "https:\\\\other.example\\x@y"),
            ("/\\me:s3cret@other.example", "/\\other.example"),
            ("ftp://me:s3cret@other.example/", "ftp://other.example/"),
            ("/x:y//z@1", "/x:y//z@1"),
            ("localhost:8080/x@y", "localhost:8080/x@y"),
            ("/x#s3cret", "/x (its query is not shown)"),
            ("", ""),
        ] {
            assert_eq!(without_secrets(location), shown);
        }
    }

    #[test]
    fn the_values_of_a_query_and_a_user_are_secrets() {
        let secrets: Vec<_> = find_secrets("https://me:pa%40ss@x/y?a=b%2Fc&d;e=f=g#h").collect();
        assert_eq!(secrets, ["", "b/c", "d", "f=g", "h", "me", "pa@ss"]);
    }
}
