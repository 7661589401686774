//! The base URL of the API. An error about it does not repeat it, because it may contain a password.

use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};

use percent_encoding::percent_decode_str;
use ureq::http::Uri;
use ureq::http::uri::Authority;

use crate::text::find_invalid;

/// A base URL that is safe to send credentials to.
#[derive(Debug, PartialEq)]
pub(crate) struct BaseUrl {
    /// Without a trailing slash.
    pub(crate) text: String,
    /// The host, with the port if the URL has one.
    pub(crate) authority: String,
    pub(crate) host: String,
    pub(crate) port: u16,
    /// Whether it is https. Plain http is only allowed to a loopback address.
    pub(crate) encrypted: bool,
}

impl BaseUrl {
    /// Parses a URL. The error says why credentials must not be sent there.
    pub(crate) fn parse(url: &str) -> Result<Self, Cow<'static, str>> {
        if let Some(problem) = find_invalid(url, |character| character.is_ascii_graphic()) {
            return Err(problem.into());
        }
        if url.contains(['?', '#']) {
            return Err("has a query or a fragment".into());
        }
        let uri: Uri = url.parse().map_err(|_| "is not a URL")?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err("is not absolute: it must begin with https://".into());
        };
        if authority.as_str().contains('@') {
            return Err("must not have a user name or password".into());
        }
        let port = check_authority(authority)?;
        // A server may treat an encoded slash or dot as a plain one.
        let path = percent_decode_str(uri.path()).decode_utf8_lossy();
        if path.split(['/', '\\']).any(|segment| matches!(segment, "." | "..")) {
            return Err("has relative segments (`.` or `..`) in its path".into());
        }
        let host = authority.host();
        let encrypted = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" if is_loopback(host) => false,
            "http" => return Err("is plain http, which is only allowed to a loopback address: use https".into()),
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

/// The port, if there is one. The error says what is wrong with the host or the port, because the URL parser accepts many invalid ones.
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

/// The address of a host in brackets.
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
    fn an_unsafe_base_url_is_rejected() {
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
    fn a_base_url_may_have_a_path_and_a_trailing_slash() {
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
