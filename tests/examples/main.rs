//! The examples as a user meets them: the real binaries, in an environment of their own.

mod fake;
mod inventory;
mod loa;
mod order;
mod support;
mod watch;

use support::{Directory, Example, Stage, finish};

const EXAMPLES: [&str; 4] = ["inventory", "loa", "order", "watch"];

#[test]
fn each_incomplete_set_of_variables_is_an_error_that_names_the_missing_ones() {
    let (token, email, key) = ("CLOUDFLARE_API_TOKEN", "CLOUDFLARE_EMAIL", "CLOUDFLARE_API_KEY");
    let (account, base_url) = ("CLOUDFLARE_ACCOUNT_ID", "CLOUDFLARE_BASE_URL");
    for (present, missing) in [
        (&[token][..], &[account][..]),
        (&[email], &[key, account]),
        (&[key], &[email, account]),
        (&[account], &[token]),
        (&[base_url], &[token, account]),
        (&[email, key], &[account]),
        (&[email, account], &[key]),
        (&[key, account], &[email]),
        (&[account, base_url], &[token]),
        (&[token, base_url], &[account]),
    ] {
        for name in EXAMPLES {
            let mut example = Example::new(name);
            for variable in [token, email, key, account, base_url] {
                example = example.env(variable, if present.contains(&variable) { "set" } else { "" });
            }
            let outcome = example.run(&[]);
            let line = outcome.error(2);
            let (_, lacks) = line.split_once("lacks").unwrap_or_else(|| panic!("{line}"));
            for variable in missing {
                assert!(lacks.contains(variable), "{present:?}: {line}");
            }
            for variable in present {
                assert!(!lacks.contains(variable), "{present:?}: {line}");
            }
        }
    }
}

#[test]
fn the_older_credentials_are_accepted() {
    let stage = Stage::new("inventory");
    let outcome = stage
        .example()
        .env("CLOUDFLARE_API_TOKEN", "")
        .env("CLOUDFLARE_EMAIL", "me@example.com")
        .env("CLOUDFLARE_API_KEY", "key")
        .run(&[]);
    outcome.shows(0, "icon-7");
    assert_eq!(stage.requests()[0].header("x-auth-email"), Some("me@example.com"));
}

#[test]
fn a_closed_stdout_is_no_failure() {
    let directory = Directory::new();
    for (name, arguments) in [
        ("inventory", &[][..]),
        ("inventory", &["--json"]),
        ("inventory", &["--help"]),
        ("loa", &["--all"]),
        ("order", &[]),
        ("watch", &[]),
        ("watch", &["--once", "--state", "states.json"]),
    ] {
        let mut child = Example::new(name).dir(&directory).spawn(arguments);
        drop(child.stdout.take());
        let outcome = finish(name, child);
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        assert!(!outcome.stderr.contains("panic"), "{outcome:?}");
    }
    let files = ["1", "2", "4", "6", "8"].map(|number| format!("loa-icon-{number}.pdf"));
    let files = [&files[..], &["states.json".to_owned()]].concat();
    assert_eq!(directory.names(), files, "what was begun is finished");
}

#[test]
fn help_is_on_stdout_and_needs_no_environment() {
    for name in EXAMPLES {
        // Also in one that would be an error otherwise.
        let outcome = Example::new(name)
            .env("CLOUDFLARE_EMAIL", "me@example.com")
            .run(&["--help"]);
        let help = outcome.stdout(0);
        assert!(help.contains("Exit code:"), "{help}");
        assert!(help.contains("CLOUDFLARE_ACCOUNT_ID"), "{help}");
        assert!(help.lines().all(|line| line.len() <= 90), "{help}");
        assert_eq!(outcome.stderr, "");
    }
}

#[test]
fn invalid_arguments_are_an_error_of_one_line_and_send_nothing() {
    for (name, arguments) in [
        ("inventory", &["--sight", "IAD"][..]),
        ("inventory", &["--site"]),
        ("inventory", &["--site="]),
        ("inventory", &["IAD\nSJC"]),
        ("loa", &[]),
        ("loa", &[""]),
        ("loa", &[".."]),
        ("loa", &["icon-1", "icon-2"]),
        ("loa", &["icon-1", "--all"]),
        ("loa", &["icon-1", "--output", "no/such/directory/loa.pdf"]),
        ("loa", &["icon-1", "--output="]),
        ("loa", &["--all", "--output", "no-such-directory"]),
        ("order", &[]),
        ("order", &["--live"]),
        ("order", &["--type", "quantum"]),
        ("order", &["--site", "IAD"]),
        ("order", &["--speed", "10G"]),
        ("order", &["--site", "IAD", "--speed", "10G", "--slot", "s"]),
        ("order", &["--slot", "s", "--bandwidth", "1G"]),
        ("order", &["--slot", "s", "--interval", "0"]),
        ("order", &["--slot", "s", "--time-limit", "soon"]),
        (
            "order",
            &["--slot", "s", "--live", "--loa", "no/such/directory/loa.pdf"],
        ),
        ("order", &["--slot", "s", "--live", "--loa="]),
        ("order", &["--type", "gcp_partner", "--bandwidth", "1G", "--live"]),
        (
            "order",
            &[
                "--type",
                "gcp_partner",
                "--bandwidth",
                "1G",
                "--pairing-key-file",
                "no-such-file",
            ],
        ),
        ("order", &["--resume", "icon-1", "--live"]),
        ("order", &["--resume", "icon-1", "--site", "IAD"]),
        ("order", &["--resume", ".."]),
        ("watch", &["--once"]),
        ("watch", &["--once", "--state", "no/such/directory/states.json"]),
        ("watch", &["--once", "--state", "states.json", "--count", "2"]),
        ("watch", &["--count", "0"]),
        ("watch", &["--count", "-1"]),
        ("watch", &["--interval", "never"]),
    ] {
        let stage = Stage::new(name);
        stage.run(arguments).error(2);
        assert_eq!(stage.received(), [""; 0]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_stdout_is_an_error_of_one_line() {
    for (name, arguments) in [
        ("inventory", &[][..]),
        ("inventory", &["--json"]),
        ("watch", &[]),
        ("loa", &["icon-1", "--output", "-"]),
    ] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let outcome = finish(name, Example::new(name).spawn_onto(full, arguments));
        assert_eq!(outcome.code, Some(1), "{outcome:?}");
        let said = outcome.said();
        assert!(said.last().unwrap().starts_with("cannot write to stdout"), "{said:?}");
    }
}
