//! A client from environment variables.

use cloudflare_interconnects::Client;

use crate::support::mock::Server;
use crate::support::{self, EMAIL, KEY, TOKEN, assert_contains, process, success};

// Row 21.
#[test]
fn a_client_is_built_from_the_environment_or_the_error_names_the_variable() {
    if process::is_child() {
        // The child process prints the outcome, and the parent checks it.
        match Client::from_env().map(|client| (support::get(&client).is_ok(), client.account_id().map(str::to_owned))) {
            Ok((sent, account_id)) => println!("sent: {sent}, account: {:?}", account_id.ok()),
            Err(error) => println!("{:?}: {}", error.kind(), support::fails::<()>(Err(error))),
        }
        return;
    }
    let server = Server::always(success());
    let outcome = |variables: &[(&str, &str)]| {
        let mut command = process::command(
            a_client_is_built_from_the_environment_or_the_error_names_the_variable,
            "",
        );
        command.env("CLOUDFLARE_BASE_URL", server.base_url());
        for (name, value) in variables {
            command.env(format!("CLOUDFLARE_{name}"), value);
        }
        process::run(&mut command)
    };
    let header = |name: &str| server.requests().last().unwrap().header(name).map(str::to_owned);

    assert!(outcome(&[("API_TOKEN", TOKEN)]).contains("sent: true"));
    assert_eq!(header("authorization"), Some(format!("Bearer {TOKEN}")));

    assert!(outcome(&[("EMAIL", EMAIL), ("API_KEY", KEY)]).contains("sent: true"));
    assert_eq!(header("x-auth-email").as_deref(), Some(EMAIL));
    assert_eq!(header("x-auth-key").as_deref(), Some(KEY));
    assert_eq!(header("authorization"), None);

    // An empty variable counts as unset.
    assert!(outcome(&[("API_TOKEN", ""), ("EMAIL", EMAIL), ("API_KEY", KEY)]).contains("sent: true"));
    assert_eq!(header("authorization"), None);
    assert_eq!(header("x-auth-key").as_deref(), Some(KEY));

    // The token takes precedence, even if only one of e-mail and key is set.
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
    assert_contains(&printed, [&format!("account: Some({:?})", support::ACCOUNT)]);
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
        assert_contains(&printed, ["Configuration: ", named]);
        support::assert_no_secret(&printed);
    }
    assert_eq!(server.request_count(), sent);

    // An empty base URL counts as unset too. The invalid token ensures that nothing is sent to the real API.
    let printed = outcome(&[("API_TOKEN", " "), ("BASE_URL", "")]);
    assert_contains(&printed, ["CLOUDFLARE_API_TOKEN"]);
}
