//! What cannot be used is refused before any input or output: credentials, base URL, user agent, environment.

use cloudflare_interconnects::{
    Auth, Client, ClientBuilder, Document, Error, ErrorKind, Items, Pages, Preview, RawRequest, Response, operations,
    types,
};

use crate::support::{self, EMAIL, KEY, TOKEN, process, raw};

#[track_caller]
fn refused(builder: ClientBuilder) -> String {
    let error = support::fails(builder.build());
    assert_eq!(
        (error.kind(), error.attempts(), error.operation()),
        (ErrorKind::Configuration, 0, None),
        "{error}"
    );
    assert!(!error.is_retryable() && !error.may_have_been_applied() && !error.is_auth());
    support::everything_shown(&error)
}

// Row 20.
#[test]
fn credentials_that_no_header_can_carry_are_refused_without_being_repeated() {
    let server = raw::Server::always(support::success());
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
            let shown = refused(support::builder(&server.base_url()).auth(auth));
            assert!(!shown.contains("s3") && !shown.contains("cr3t"), "{shown}");
        }
    }
    // Half of the older pair.
    refused(support::builder(&server.base_url()).auth(Auth::key(EMAIL, "")));
    refused(support::builder(&server.base_url()).auth(Auth::key("", KEY)));
    let none = refused(Client::builder().base_url(server.base_url()));
    assert!(none.contains("no credentials are set"), "{none}");
    assert_eq!(server.connection_count(), 0);
}

// Row 24.
#[test]
fn a_base_url_that_credentials_must_not_go_to_is_refused_without_being_repeated() {
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
        let shown = refused(support::builder(url));
        assert!(!shown.contains("pa55word"), "{shown}");
        assert!(shown.contains("base URL"), "{url:?}: {shown}");
    }
}

// Row 24.
#[test]
fn a_base_url_is_https_or_a_loopback_address_with_or_without_a_slash() {
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
    let server = raw::Server::always(support::success());
    let with_slash = support::client(&format!("{}/", server.base_url()));
    support::get(&with_slash).unwrap();
    let bare = support::client(&format!("http://{}", server.address()));
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
fn an_account_that_no_path_can_name_is_refused_when_the_client_is_built() {
    for (bad, why) in [
        ("", "is empty"),
        ("..", "cannot be `..`"),
        ("023e\n", "ends with a line break"),
        (" 023e", "begins with a space"),
        ("02\u{0}3e", "has a control character"),
    ] {
        let shown = refused(support::builder("https://api.example").account_id(bad));
        assert!(shown.contains(&format!("the account id {why}")), "{shown}");
    }
}

#[test]
fn a_client_gives_the_account_that_it_was_built_with_or_an_error_that_names_both_ways() {
    let server = raw::Server::always(support::success());
    let client = support::builder(&server.base_url()).account_id("a/1").build().unwrap();
    let account_id = client.account_id().unwrap();
    assert_eq!(account_id, "a/1");
    client.interconnects(account_id).get("icon-1").send().unwrap();
    assert_eq!(
        server.requests()[0].target(),
        "/client/v4/accounts/a%2F1/cni/interconnects/icon-1"
    );
    let without = support::client(&server.base_url());
    let error = support::fails(without.account_id());
    assert_eq!(error.kind(), ErrorKind::Configuration);
    for way in ["ClientBuilder::account_id", "CLOUDFLARE_ACCOUNT_ID"] {
        assert!(error.to_string().contains(way), "{error}");
    }
}

// Row 25.
#[test]
fn a_user_agent_that_no_header_can_carry_is_refused() {
    let server = raw::Server::always(support::success());
    for bad in ["", "tool\n1", "tool\r\nX-Auth-Key: k", "tool\0", "töol"] {
        refused(support::builder(&server.base_url()).user_agent(bad));
    }
    assert_eq!(server.connection_count(), 0);
}

#[test]
fn what_a_client_hands_over_can_cross_threads() {
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
fn debug_shows_no_credential_of_client_builder_or_call() {
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

// Row 21.
#[test]
fn the_environment_describes_a_client_or_is_an_error_that_names_the_variable() {
    const TEST: &str = "configuration::the_environment_describes_a_client_or_is_an_error_that_names_the_variable";
    if process::is_own() {
        // What the variables lead to, for the process that set them.
        match Client::from_env().map(|client| (support::get(&client).is_ok(), client.account_id().map(str::to_owned))) {
            Ok((sent, account_id)) => println!("sent: {sent}, account: {:?}", account_id.ok()),
            Err(error) => println!("{:?}: {}", error.kind(), support::fails::<()>(Err(error))),
        }
        return;
    }
    let server = raw::Server::always(support::success());
    let url = server.base_url();
    let outcome = |variables: &[(&str, &str)]| {
        let mut command = process::command(TEST, "");
        command.env("CLOUDFLARE_BASE_URL", &url);
        for (name, value) in variables {
            command.env(format!("CLOUDFLARE_{name}"), value);
        }
        process::run(&mut command)
    };
    let header = |name: &str| server.requests().last().unwrap().header(name);

    assert!(outcome(&[("API_TOKEN", TOKEN)]).contains("sent: true"));
    assert_eq!(header("authorization"), Some(format!("Bearer {TOKEN}")));

    assert!(outcome(&[("EMAIL", EMAIL), ("API_KEY", KEY)]).contains("sent: true"));
    assert_eq!(
        (header("x-auth-email").as_deref(), header("x-auth-key").as_deref()),
        (Some(EMAIL), Some(KEY))
    );
    assert_eq!(header("authorization"), None);

    // An empty variable counts as unset.
    assert!(outcome(&[("API_TOKEN", ""), ("EMAIL", EMAIL), ("API_KEY", KEY)]).contains("sent: true"));
    assert_eq!(
        (header("authorization"), header("x-auth-key").as_deref()),
        (None, Some(KEY))
    );

    // The token wins, also over half of a pair.
    for others in [
        &[("EMAIL", EMAIL), ("API_KEY", KEY)][..],
        &[("EMAIL", EMAIL)],
        &[("API_KEY", KEY)],
    ] {
        assert!(outcome(&[&[("API_TOKEN", TOKEN)], others].concat()).contains("sent: true"));
        assert_eq!((header("x-auth-email"), header("x-auth-key")), (None, None));
        assert_eq!(header("authorization"), Some(format!("Bearer {TOKEN}")));
    }

    let printed = outcome(&[("API_TOKEN", TOKEN), ("ACCOUNT_ID", support::ACCOUNT)]);
    assert!(
        printed.contains(&format!("account: Some({:?})", support::ACCOUNT)),
        "{printed}"
    );
    assert!(outcome(&[("API_TOKEN", TOKEN), ("ACCOUNT_ID", "")]).contains("account: None"));

    let sent = server.request_count();
    for (variables, named) in [
        (&[][..], "CLOUDFLARE_API_TOKEN"),
        (
            &[("API_TOKEN", ""), ("EMAIL", ""), ("API_KEY", "")],
            "CLOUDFLARE_API_TOKEN",
        ),
        (&[("EMAIL", EMAIL)], "CLOUDFLARE_API_KEY is not"),
        (&[("API_KEY", KEY)], "CLOUDFLARE_EMAIL is not"),
        (&[("EMAIL", EMAIL), ("API_KEY", "")], "CLOUDFLARE_API_KEY is not"),
        (&[("API_TOKEN", "two words")], "CLOUDFLARE_API_TOKEN has a space"),
        // Row 52.
        (
            &[("API_TOKEN", "t0ken\n")],
            "CLOUDFLARE_API_TOKEN ends with a line break",
        ),
        (
            &[("EMAIL", EMAIL), ("API_KEY", "k3y\r\n")],
            "CLOUDFLARE_API_KEY ends with a line break",
        ),
        (
            &[("API_TOKEN", TOKEN), ("ACCOUNT_ID", "023e\n")],
            "CLOUDFLARE_ACCOUNT_ID ends with a line break",
        ),
        (
            &[("API_TOKEN", TOKEN), ("BASE_URL", "https://api.example\n")],
            "CLOUDFLARE_BASE_URL ends with a line break",
        ),
        (
            &[("API_TOKEN", TOKEN), ("BASE_URL", "http://api.example")],
            "CLOUDFLARE_BASE_URL is plain http",
        ),
    ] {
        let printed = outcome(variables);
        assert!(
            printed.contains("Configuration: ") && printed.contains(named),
            "{variables:?}: {printed}"
        );
        support::assert_no_secret(&printed);
    }
    assert_eq!(server.request_count(), sent);

    // An empty base URL counts as unset too: nothing is sent to the real one here, the credentials are wrong first.
    let printed = outcome(&[("API_TOKEN", " "), ("BASE_URL", "")]);
    assert!(printed.contains("CLOUDFLARE_API_TOKEN"), "{printed}");
}
