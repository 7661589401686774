//! Addresses that are given from outside: the API's. What is wrong with one is said without repeating it, since it may hold
//! a password.

use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};

use percent_encoding::percent_decode_str;
use ureq::http::Uri;
use ureq::http::uri::Authority;

use crate::text::find_invalid;

/// Where the API is: an address that credentials may be sent to.
#[derive(Debug, PartialEq)]
pub(crate) struct BaseUrl {
    /// Without a slash at its end.
    pub(crate) text: String,
    /// The host, and the port as it is written.
    pub(crate) authority: String,
    pub(crate) host: String,
    pub(crate) port: u16,
    /// It is https. What is not stays on this machine.
    pub(crate) encrypted: bool,
}

impl BaseUrl {
    /// Reads one, or says why credentials are not sent there.
    pub(crate) fn parse(url: &str) -> Result<Self, Cow<'static, str>> {
        if let Some(problem) = find_invalid(url, |character| character.is_ascii_graphic()) {
            return Err(problem.into());
        }
        if url.contains(['?', '#']) {
            return Err("has a query or a fragment".into());
        }
        let uri: Uri = url.parse().map_err(|_| "is not a URL")?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err("is not absolute: it begins with https://".into());
        };
        if authority.as_str().contains('@') {
            return Err("has a user name or a password".into());
        }
        let port = check_authority(authority)?;
        // A server on the way may take an encoded slash or dot for a plain one.
        let path = percent_decode_str(uri.path()).decode_utf8_lossy();
        if path.split(['/', '\\']).any(|segment| matches!(segment, "." | "..")) {
            return Err("has a path with relative segments".into());
        }
        let host = authority.host();
        let encrypted = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" if is_loopback(host) => false,
            "http" => return Err("is plain http to a host that is not a loopback address".into()),
            _ => return Err("is neither https nor http".into()),
        };
        Ok(Self {
            text: url.trim_end_matches('/').to_owned(),
            authority: authority.as_str().to_owned(),
            host: host.to_owned(),
            port: port.unwrap_or(if encrypted { 443 } else { 80 }),
            encrypted,
        })
    }
}

/// The port, where there is one; or what is wrong with host and port, of which the parser lets much pass.
pub(crate) fn check_authority(authority: &Authority) -> Result<Option<u16>, &'static str> {
    let host = authority.host();
    if host.is_empty() {
        return Err("has no host");
    }
    if host.contains(['[', ']']) && ipv6_address(host).is_none() {
        return Err("has brackets around something other than an IPv6 address");
    }
    let behind_user = authority.as_str().rsplit('@').next().unwrap_or_default();
    let behind_host = behind_user.strip_prefix(host).unwrap_or_default();
    if behind_host.is_empty() {
        return Ok(None);
    }
    let digits = behind_host.strip_prefix(':');
    let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let port = digits.and_then(|digits| digits.parse().ok());
    port.map(Some).ok_or("has an empty or invalid port")
}

/// The address in the brackets of a host.
fn ipv6_address(host: &str) -> Option<Ipv6Addr> {
    host.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback())
        || ipv6_address(host) == Some(Ipv6Addr::LOCALHOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_that_credentials_must_not_go_to_is_refused() {
        for (url, reason) in [
            ("https://me:secret@api.example", "user name"),
            ("http://secret@localhost", "user name"),
            ("https://api.example/?secret", "query"),
            ("https://api.example/#secret", "fragment"),
            ("https://", "not a URL"),
            ("https:///v4", "not a URL"),
            ("https://:443/v4", "no host"),
            ("api.example/v4", "not a"),
            ("/client/v4", "not absolute"),
            ("localhost:8080", "not absolute"),
            ("", "is empty"),
            ("ftp://api.example", "neither"),
            ("http://api.example", "plain http"),
            ("http://128.0.0.1", "plain http"),
            ("http://127.0.0.1.example", "plain http"),
            ("http://localhost.example", "plain http"),
            ("http://[::2]", "plain http"),
            ("http://[::ffff:127.0.0.1]", "plain http"),
            ("http://0.0.0.0", "plain http"),
            ("https://api.example:99999", "port"),
            ("https://api.example:", "port"),
            ("https://api.example:+80", "port"),
            ("https://[::1]:-1", "port"),
            ("http://[::1]8080", "port"),
            ("http://[::1]evil.example", "port"),
            ("https://[::1]x:443", "port"),
            ("https://[evil.example]", "IPv6"),
            ("https://[v1.x]:443", "IPv6"),
            ("https://[::1%25lo]", "IPv6"),
            ("https://a[::1]", "brackets"),
            ("https://api.example/a/../b", "relative"),
            ("https://api.example/%2E%2e/b", "relative"),
            ("https://api.example/a%2f..%2fb", "relative"),
            ("https://api.example/a%2F%2e%2E%5cb", "relative"),
            ("https://api.example/a\\..\\b", "relative"),
            ("https://api.example/é", "non-ASCII"),
            ("https://api.example/\r\nX: y", "line break"),
            ("https://api.example\n", "ends with a line break"),
            (" https://api.example", "begins with a space"),
        ] {
            let why = BaseUrl::parse(url).unwrap_err();
            assert!(why.contains(reason), "{url:?}: {why}");
            assert!(!why.contains("secret"), "{url:?}: {why}");
        }
    }

    #[test]
    fn a_base_url_may_have_a_path_and_a_slash_at_its_end() {
        for (url, text, host, port, encrypted) in [
            ("https://api.example", "https://api.example", "api.example", 443, true),
            (
                "HTTPS://api.example:8443/",
                "HTTPS://api.example:8443",
                "api.example",
                8443,
                true,
            ),
            (
                "https://api.example/a%20b/v4//",
                "https://api.example/a%20b/v4",
                "api.example",
                443,
                true,
            ),
            (
                "http://127.0.0.1:8080",
                "http://127.0.0.1:8080",
                "127.0.0.1",
                8080,
                false,
            ),
            (
                "http://127.255.0.9/x/",
                "http://127.255.0.9/x",
                "127.255.0.9",
                80,
                false,
            ),
            ("http://LocalHost:80/", "http://LocalHost:80", "LocalHost", 80, false),
            ("http://[::1]:8080", "http://[::1]:8080", "[::1]", 8080, false),
        ] {
            let expected = BaseUrl {
                text: text.to_owned(),
                authority: text.split('/').nth(2).unwrap().to_owned(),
                host: host.to_owned(),
                port,
                encrypted,
            };
            assert_eq!(BaseUrl::parse(url), Ok(expected), "{url}");
        }
    }
}
