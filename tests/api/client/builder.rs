//! Building a client: credentials, base URL, account and user agent. Invalid values are rejected before anything is sent.

use cloudflare_interconnects::{
    Auth, Client, ClientBuilder, Document, Error, ErrorKind, Items, Pages, Preview, RawRequest, Response, operations,
    types,
};

use crate::support::mock::Server;
use crate::support::{self, EMAIL, KEY, TOKEN, assert_contains, success};

#[track_caller]
fn rejected(builder: ClientBuilder) -> String {
    let error = support::fails(builder.build());
    assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
    assert_eq!(error.attempts(), 0, "{error}");
    assert_eq!(error.operation(), None, "{error}");
    assert!(!error.is_retryable() && !error.may_have_been_applied() && !error.is_auth());
    support::everything_shown(&error)
}

// Row 20.
#[test]
fn credentials_that_are_invalid_in_a_header_are_rejected_and_redacted() {
    let server = Server::always(success());
    for bad in [
        "",
        "s3cr3t\r",
        "s3cr3t\nX-Y: z",
        "s3\0cr3t",
        "s3 cr3t",
        " ",
        "s3cr3té",
        "s3cr3t\u{7f}",
        "\ts3cr3t",
    ] {
        for auth in [Auth::token(bad), Auth::key(bad, KEY), Auth::key(EMAIL, bad)] {
            let shown = rejected(support::builder(&server).auth(auth));
            assert!(!shown.contains("s3") && !shown.contains("cr3t"), "{shown}");
        }
    }
    // E-mail and key are needed together.
    rejected(support::builder(&server).auth(Auth::key(EMAIL, "")));
    rejected(support::builder(&server).auth(Auth::key("", KEY)));
    let none = rejected(Client::builder().base_url(server.base_url()));
    assert!(none.contains("no credentials are set"), "{none}");
    assert_eq!(server.request_count(), 0);
}

// Row 24.
#[test]
fn a_base_url_that_would_leak_credentials_is_rejected_and_redacted() {
    for url in [
        "https://me:pa55word@api.example",
        "https://pa55word@api.example/client/v4",
        "http://pa55word@localhost:1",
        "https://api.example/?pa55word",
        "https://api.example/v4#pa55word",
        "https:///client/v4",
        "https://",
        "https://:443/v4",
        "",
        "/client/v4",
        "api.example",
        "localhost:8080",
        "ftp://api.example",
        "file:///etc/passwd",
        "http://api.example",
        "http://api.example:8080/v4",
        "http://127.0.0.1.example",
        "http://localhost.example",
        "http://128.0.0.1",
        "http://0.0.0.0",
        "http://[::2]",
        "http://[::]",
        "https://api.example/../v4",
        "https://api.example/v4 x",
        "https://api.example/\r\nX: y",
        "https://api.example:99999",
        "https://api.example:+443",
        "https://api.example/a%2f..%2fv4",
        "https://api.example/%2e%2E/v4",
        "https://api.example/a%5C..%5cv4",
    ] {
        let shown = rejected(support::builder(url));
        assert!(!shown.contains("pa55word"), "{shown}");
        assert_contains(&shown, ["base URL"]);
    }
}

// Row 24.
#[test]
fn a_base_url_is_https_or_a_loopback_address_with_or_without_a_trailing_slash() {
    for url in [
        "https://api.example",
        "https://api.example:8443/client/v4/",
        "http://127.0.0.1:8080",
        "http://127.9.8.7/client/v4",
        "http://[::1]:8080/",
        "http://localhost:8080/client/v4",
        "HTTP://LOCALHOST:8080",
    ] {
        support::builder(url)
            .build()
            .unwrap_or_else(|error| panic!("{url}: {error}"));
    }
    let server = Server::always(success());
    let with_slash = support::client(&format!("{}/", server.base_url()));
    support::get(&with_slash).unwrap();
    let bare = support::client(server.base_url().strip_suffix("/client/v4").unwrap());
    support::get(&bare).unwrap();
    let targets: Vec<_> = server
        .requests()
        .iter()
        .map(|request| request.target().to_owned())
        .collect();
    let path = format!("/accounts/{}/cni/interconnects/icon-1", support::ACCOUNT);
    assert_eq!(targets, [format!("/client/v4{path}"), path]);
}

// Row 53.
#[test]
fn an_invalid_account_id_is_rejected_when_the_client_is_built() {
    for (bad, why) in [
        ("", "is empty"),
        ("..", "cannot be `..`"),
        ("023e\n", "ends with a line break"),
        (" 023e", "begins with a space"),
        ("02\u{0}3e", "has a control character"),
    ] {
        let shown = rejected(support::builder("https://api.example").account_id(bad));
        assert_contains(&shown, [&format!("the account id {why}")]);
    }
}

#[test]
fn a_client_returns_its_account_id_or_an_error_that_names_both_ways_to_set_it() {
    let server = Server::always(success());
    let client = support::builder(&server).account_id("a/1").build().unwrap();
    let account_id = client.account_id().unwrap();
    assert_eq!(account_id, "a/1");
    client.interconnects(account_id).get("icon-1").send().unwrap();
    assert_eq!(
        server.requests()[0].target(),
        "/client/v4/accounts/a%2F1/cni/interconnects/icon-1"
    );
    let without = support::client(&server);
    let error = support::fails(without.account_id());
    assert_eq!(error.kind(), ErrorKind::Configuration);
    for way in ["ClientBuilder::account_id", "CLOUDFLARE_ACCOUNT_ID"] {
        assert_contains(&error, [way]);
    }
}

// Row 25.
#[test]
fn an_invalid_user_agent_is_rejected() {
    let server = Server::always(success());
    for bad in ["", "tool\n1", "tool\r\nX-Auth-Key: k", "tool\0", "töol"] {
        rejected(support::builder(&server).user_agent(bad));
    }
    assert_eq!(server.request_count(), 0);
}

#[test]
fn clients_requests_and_results_can_cross_threads() {
    fn sends<T: Send>() {}
    fn shares<T: Send + Sync>() {}
    shares::<(Client, ClientBuilder, Error, RawRequest, Preview)>();
    shares::<(
        operations::ListInterconnects,
        operations::CreateInterconnect,
        types::Interconnect,
    )>();
    sends::<(Document, Response<Document>)>();
    sends::<(Items<types::InterconnectList>, Pages<types::InterconnectList>)>();
}

#[test]
fn debug_output_of_a_client_builder_or_call_redacts_credentials() {
    for auth in [Auth::token(TOKEN), Auth::key(EMAIL, KEY)] {
        let builder = support::builder("http://127.0.0.1:1/v4").auth(auth.clone());
        let client = builder.clone().build().unwrap();
        let interconnects = client.interconnects(support::ACCOUNT);
        support::assert_no_secret(&format!(
            "{auth:?} {auth:#?} {builder:?} {builder:#?} {client:?} {client:#?} {interconnects:#?} {:#?} {:#?} {:#?}",
            interconnects.list(),
            interconnects.list().iter(),
            interconnects.list().pages(),
        ));
    }
    let unchecked = Client::builder().base_url(format!("https://{EMAIL}:{KEY}@api.example"));
    support::assert_no_secret(&format!("{unchecked:?}"));
}

// Row 74.
#[test]
fn an_ipv6_address_in_brackets_is_followed_by_a_valid_port_or_nothing() {
    for host in [
        "[::1]8080",
        "[::1]evil.example",
        "[::1]:80x",
        "[::1]:",
        "[evil.example]",
        "[127.0.0.1]:80",
        "[::1%25lo]:80",
        "a[::1]:80",
    ] {
        for scheme in ["http", "https"] {
            let shown = rejected(support::builder(&format!("{scheme}://{host}/client/v4")));
            assert!(!shown.contains("evil"), "{shown}");
        }
        for url in [
            format!("http://{host}"),
            format!("http://me:pa55word@{host}"),
            host.to_owned(),
        ] {
            let shown = rejected(support::builder("https://api.example").proxy(&url));
            assert!(!shown.contains("pa55word"), "{shown}");
        }
    }
    for url in [
        "http://[::1]:8080",
        "https://[2001:db8::1]",
        "http://[0:0:0:0:0:0:0:1]/client/v4",
    ] {
        support::builder(url).build().unwrap();
        support::builder("https://api.example")
            .proxy(url.trim_end_matches("/client/v4"))
            .build()
            .unwrap();
    }
}
