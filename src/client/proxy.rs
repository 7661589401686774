//! The proxy of a client: the one that was set, or else the one of the environment, by curl's rules.
//!
//! It is chosen once, when the client is built, because a client has only one host.

use std::net::IpAddr;

use ureq::Proxy;
use ureq::http::Uri;

use crate::client::base_url::{BaseUrl, check_authority};
use crate::client::environment::Environment;
use crate::text::find_invalid;

/// The variables of a proxy for https. The first that is set counts. `HTTP_PROXY` is for plain http only.
const VARIABLES: [&str; 4] = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
const EXEMPTIONS: [&str; 2] = ["no_proxy", "NO_PROXY"];

/// The proxy of the environment for this host.
pub(crate) fn find_proxy(environment: &Environment, target: &BaseUrl) -> Result<Option<Proxy>, String> {
    // Plain http goes to a loopback address only. A proxy would see the credentials.
    if !target.encrypted {
        return Ok(None);
    }
    let Some((name, url)) = first_variable(environment, &VARIABLES)? else {
        return Ok(None);
    };
    if let Some((_, list)) = first_variable(environment, &EXEMPTIONS)?
        && is_exempt(&list, target)
    {
        return Ok(None);
    }
    parse_proxy(&url).map(Some).map_err(|why| format!("{name} {why}"))
}

fn first_variable<'a>(environment: &Environment, names: &[&'a str]) -> Result<Option<(&'a str, String)>, String> {
    for name in names {
        if let Some(text) = environment.variable(name)? {
            return Ok(Some((name, text)));
        }
    }
    Ok(None)
}

/// Parses the URL of a proxy. The error does not repeat it, because it may contain a password.
pub(crate) fn parse_proxy(url: &str) -> Result<Proxy, String> {
    if let Some(problem) = find_invalid(url, |character| character.is_ascii_graphic()) {
        return Err(problem);
    }
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    let scheme = scheme.to_ascii_lowercase();
    match scheme.as_str() {
        "http" | "https" => {}
        "socks" | "socks4" | "socks4a" | "socks5" | "socks5h" => {
            return Err(format!(
                "has the scheme `{scheme}`, which this crate does not support: build an agent with ureq's feature \
                 `socks-proxy` and pass it to `ClientBuilder::agent`"
            ));
        }
        _ => return Err("has a scheme other than http and https".to_owned()),
    }
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    if let Some(byte) = authority.bytes().find(|byte| b"#?/\\".contains(byte)) {
        let character = char::from(byte);
        return Err(format!(
            "contains a `{character}`: write it as %{byte:02X} in a user name or password"
        ));
    }
    if authority.matches('@').count() > 1 {
        return Err("contains more than one `@`: write it as %40 in a user name or password".to_owned());
    }
    let url = format!("{scheme}://{authority}");
    let uri: Option<Uri> = url.parse().ok();
    let authority = uri.as_ref().and_then(Uri::authority).ok_or("is not a URL")?;
    check_authority(authority)?;
    Proxy::new(&url).map_err(|_| "is not a valid proxy URL".to_owned())
}

/// Whether a list of hosts includes this one. An entry is a host, a domain, an address or a network, with or without a port.
fn is_exempt(list: &str, target: &BaseUrl) -> bool {
    let entries = list.split(|character: char| character == ',' || character.is_whitespace());
    entries.filter(|entry| !entry.is_empty()).any(|entry| {
        // In an IPv6 address without brackets, no colon begins a port.
        let (host, port) = match entry.rsplit_once(':') {
            Some((host, port)) if host.contains(']') || !host.contains(':') => (host, Some(port)),
            _ => (entry, None),
        };
        let is_port = port.is_none_or(|port| port.parse() == Ok(target.port));
        is_port && (host == "*" || entry_covers(host, &target.host))
    })
}

fn entry_covers(entry: &str, host: &str) -> bool {
    if let Ok(address) = without_brackets(host).parse::<IpAddr>() {
        let entry = without_brackets(entry);
        let (network, length) = entry
            .split_once('/')
            .map_or((entry, None), |(network, length)| (network, Some(length)));
        let network = without_brackets(network).parse::<IpAddr>();
        return network.is_ok_and(|network| match length {
            None => network == address,
            Some(length) => length
                .parse()
                .is_ok_and(|length| is_in_network(address, network, length)),
        });
    }
    let domain = entry
        .strip_prefix('*')
        .unwrap_or(entry)
        .trim_matches('.')
        .to_ascii_lowercase();
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    match host.strip_suffix(&domain) {
        Some(before) => !domain.is_empty() && (before.is_empty() || before.ends_with('.')),
        None => false,
    }
}

/// Removes the brackets around an IPv6 address.
fn without_brackets(host: &str) -> &str {
    let inside = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inside.unwrap_or(host)
}

/// Whether the first `length` bits are the same.
fn is_in_network(address: IpAddr, network: IpAddr, length: u32) -> bool {
    let differing = match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => (address.to_bits() ^ network.to_bits()).leading_zeros(),
        (IpAddr::V6(address), IpAddr::V6(network)) => (address.to_bits() ^ network.to_bits()).leading_zeros(),
        _ => return false,
    };
    length <= differing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(url: &str) -> BaseUrl {
        BaseUrl::parse(url).unwrap()
    }

    /// The host and port of the proxy that is chosen with these variables.
    fn chosen(variables: &[(&str, &str)], url: &str) -> Result<Option<String>, String> {
        let set = |name: &str| variables.iter().find(|(set, _)| *set == name);
        let lookup = |name: &str| set(name).map(|(_, value)| value.into());
        let proxy = find_proxy(&Environment(&lookup), &target(url))?;
        Ok(proxy.map(|proxy| format!("{}:{}", proxy.host(), proxy.port())))
    }

    #[test]
    fn https_proxy_comes_before_all_proxy_and_http_proxy_is_ignored() {
        let [https, all] = [("HTTPS_PROXY", "http://a:1"), ("ALL_PROXY", "http://b:2")];
        let [http, lower] = [("HTTP_PROXY", "http://c:3"), ("https_proxy", "http://d:4")];
        for (variables, proxy) in [
            (&[][..], None),
            (&[http], None),
            (&[all, http], Some("b:2")),
            (&[all, https], Some("a:1")),
            (&[all, https, lower], Some("d:4")),
            (&[("HTTPS_PROXY", ""), all], Some("b:2")),
        ] {
            let chosen = chosen(variables, "https://api.example").unwrap();
            assert_eq!(chosen.as_deref(), proxy, "{variables:?}");
        }
        // An invalid variable that is not used is no error.
        assert_eq!(chosen(&[("HTTPS_PROXY", "@#")], "http://127.0.0.1:1"), Ok(None));
    }

    #[test]
    fn a_proxy_is_a_host_with_or_without_scheme_port_and_credentials() {
        for (url, host, port, user, password) in [
            ("proxy", "proxy", 80, None, None),
            ("proxy:3128", "proxy", 3128, None, None),
            ("HTTP://proxy:3128/", "proxy", 3128, None, None),
            ("https://proxy", "proxy", 443, None, None),
            ("http://[::1]:3128", "[::1]", 3128, None, None),
            ("http://me:p%40ss%23@proxy:1", "proxy", 1, Some("me"), Some("p@ss#")),
            ("me:word@proxy:1", "proxy", 1, Some("me"), Some("word")),
        ] {
            let proxy = parse_proxy(url).unwrap_or_else(|why| panic!("{url}: {why}"));
            assert_eq!((proxy.host(), proxy.port()), (host, port), "{url}");
            assert_eq!((proxy.username(), proxy.password()), (user, password), "{url}");
        }
    }

    #[test]
    fn the_error_for_an_invalid_proxy_names_the_variable_without_its_value() {
        for (url, why) in [
            ("http://me:s3cret@x@proxy:1", "more than one `@`"),
            ("http://me:s3cret#x@proxy:1", "`#`"),
            ("http://me:s3cret?x@proxy:1", "`?`"),
            ("http://me:s3cret/x@proxy:1", "`/`"),
            ("http://me:s3cret x@proxy:1", "a space"),
            ("http://me:s3cret@proxy:1\n", "ends with a line break"),
            ("http://me:s3cr%ffet@proxy:1", "not a valid proxy URL"),
            ("http://s3cret:99999", "an empty or invalid port"),
            ("http://s3cret:+80", "an empty or invalid port"),
            ("http://s3cret:", "an empty or invalid port"),
            ("http://s3cret@[::1]8080", "an empty or invalid port"),
            ("http://[::1]s3cret.example", "an empty or invalid port"),
            ("http://[s3cret.example]:1", "other than an IPv6 address"),
            ("http://me:s3cret@", "not a URL"),
            ("http://", "not a URL"),
            ("http://:3128", "no host"),
            ("s3cret://proxy:1", "a scheme other than"),
            ("socks4://me:s3cret@proxy:1", "the scheme `socks4`,"),
            ("SOCKS5H://me:s3cret@proxy:1", "the scheme `socks5h`,"),
        ] {
            let error = chosen(&[("ALL_PROXY", url)], "https://api.example").unwrap_err();
            assert!(error.starts_with("ALL_PROXY ") && error.contains(why), "{url}: {error}");
            assert!(!error.contains("s3c") && !error.contains("me:"), "{error}");
        }
    }

    #[test]
    fn no_proxy_exempts_hosts_by_the_rules_of_curl() {
        for (list, url, exempt) in [
            ("api.example", "https://api.example", true),
            ("api.example", "https://API.Example.", true),
            ("API.EXAMPLE.", "https://api.example", true),
            ("example", "https://api.example", true),
            (".example", "https://api.example", true),
            ("*.example", "https://api.example", true),
            (".api.example", "https://api.example", true),
            ("pi.example", "https://api.example", false),
            ("api.example.com", "https://api.example", false),
            ("x, \t api.example ,y", "https://api.example", true),
            ("x api.example y", "https://api.example", true),
            ("*", "https://api.example", true),
            ("x, *", "https://api.example", true),
            (", ,.,*.", "https://api.example", false),
            ("api.example:443", "https://api.example", true),
            ("api.example:443", "https://api.example:8443", false),
            ("example:8443", "https://api.example:8443", true),
            ("api.example:", "https://api.example", false),
            ("127.0.0.1", "https://127.0.0.1", true),
            ("0.0.1", "https://127.0.0.1", false),
            ("127.0.0.1:8443", "https://127.0.0.1:8443", true),
            ("127.0.0.0/8", "https://127.9.9.9", true),
            ("127.0.0.0/8", "https://128.0.0.1", false),
            ("128.0.0.0/0", "https://127.0.0.1", true),
            ("127.0.0.1/33", "https://127.0.0.1", false),
            ("127.0.0.1/x", "https://127.0.0.1", false),
            ("::1", "https://[::1]", true),
            ("[::1]", "https://[::1]:8443", true),
            ("[::1]:8443", "https://[::1]:8443", true),
            ("[::1]:443", "https://[::1]:8443", false),
            ("fd00::/8", "https://[fd12::7]", true),
            ("fd00::/8", "https://[fe80::7]", false),
            ("[fd00::/8]", "https://[fd12::7]", true),
            ("[fd00::/8]:443", "https://[fd12::7]", true),
            ("[fd00::]/8:443", "https://[fd12::7]", true),
            ("[fd00::]/8:444", "https://[fd12::7]", false),
            ("127.0.0.0/8", "https://[::1]", false),
        ] {
            let variables = [("ALL_PROXY", "http://proxy:1"), ("NO_PROXY", list)];
            let proxy = chosen(&variables, url).unwrap();
            assert_eq!(proxy.is_none(), exempt, "{list:?} {url}");
        }
    }
}
