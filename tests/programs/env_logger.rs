use cloudflare_interconnects::{Client, Error};

/// The filter if `RUST_LOG` is not set.
const FILTER: &str = "warn,cloudflare_interconnects=debug";

fn logged(client: &Client, account_id: &str) -> Result<(), Error> {
    let environment = env_logger::Env::default().default_filter_or(FILTER);
    env_logger::Builder::from_env(environment).init();
    let settings = client.settings(account_id).get().send()?;
    log::info!("the default ASN is {}", settings.default_asn);
    Ok(())
}

/// Run by the test below in a process of its own: a program has one logger.
#[test]
fn logged_program() {
    use cloudflare_interconnects::{Auth, fake::Fake};
    let Ok(base_url) = std::env::var("LOGGED_PROGRAM") else {
        return;
    };
    let client = Client::builder()
        .auth(Auth::token(Fake::TOKEN))
        .base_url(base_url)
        .build();
    logged(&client.unwrap(), Fake::ACCOUNT_ID).unwrap();
}

#[test]
fn with_env_logger_an_attempt_is_one_line_and_the_http_library_logs_nothing() {
    let fake = cloudflare_interconnects::fake::Fake::start().unwrap();
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "env_logger::logged_program", "--nocapture"])
        .env_remove("RUST_LOG")
        .env("LOGGED_PROGRAM", fake.base_url())
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{stderr}");
    let lines: Vec<&str> = stderr
        .lines()
        .filter(|line| line.contains("DEBUG") || line.contains("INFO"))
        .collect();
    assert_eq!(lines.len(), 1, "{stderr}");
    assert!(
        lines[0].contains("get_settings: GET /accounts/{account_id}/cni/settings: 200"),
        "{stderr}"
    );
    assert_eq!(fake.requests().len(), 1);
}
