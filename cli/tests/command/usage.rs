//! Arguments, credentials and exit codes.

use std::process::Command;

use cloudflare_interconnects::fake::Fake;
use serde_json::{Value, json};

use crate::support::{ACCOUNT, BINARY, Cf, Folder, received};

const SUBCOMMANDS: [&str; 8] = [
    "inventory",
    "watch --once --state states.json",
    "order --site IAD --speed 10G --live",
    "loa --all",
    "slots",
    "magic list",
    "magic set icon-1 --mtu 1476",
    "remove icon-1 --yes",
];

#[test]
fn without_credentials_one_line_names_what_is_missing_and_how_to_try() {
    let (token, email, key) = ("CLOUDFLARE_API_TOKEN", "CLOUDFLARE_EMAIL", "CLOUDFLARE_API_KEY");
    let account = "CLOUDFLARE_ACCOUNT_ID";
    for (present, missing) in [
        (&[][..], &[token, email, key, account][..]),
        (&[token], &[account]),
        (&[email], &[key, account]),
        (&[key], &[email, account]),
        (&[account], &[token, email, key]),
        (&[email, key], &[account]),
        (&[email, account], &[key]),
    ] {
        for subcommand in SUBCOMMANDS.into_iter().chain(["check"]) {
            let mut cf = Cf::new(subcommand);
            // An empty variable counts as unset.
            for variable in [token, email, key, account] {
                cf = cf.env(variable, if present.contains(&variable) { "set" } else { "" });
            }
            let outcome = cf.run();
            let line = match subcommand {
                "check" => outcome.stdout(3).trim_end(),
                _ => outcome.error_line(2),
            };
            let (lacks, try_out) = line.split_once("; ").unwrap();
            assert_eq!(try_out, "--demo shows a fake account");
            for variable in [token, email, key, account] {
                assert_eq!(lacks.contains(variable), missing.contains(&variable), "{line}");
            }
        }
    }
}

#[test]
fn the_message_corrects_a_variable_name_that_is_nearly_right() {
    for (near, name) in [
        ("CF_API_TOKEN", "CLOUDFLARE_API_TOKEN"),
        ("CLOUDFLARE_TOKEN", "CLOUDFLARE_API_TOKEN"),
        ("CF_API_KEY", "CLOUDFLARE_API_KEY"),
        ("CF_ACCOUNT_ID", "CLOUDFLARE_ACCOUNT_ID"),
    ] {
        let outcome = Cf::new("slots").env(near, "secret").run();
        let line = outcome.error_line(2);
        assert!(
            line.ends_with(&format!("{near} is set, but the name is {name}")),
            "{line}"
        );
        assert!(!line.contains("secret"), "{line}");
    }
}

#[test]
fn the_email_and_the_older_key_are_credentials_too() {
    let fake = Fake::start().unwrap();
    let cf = Cf::new("slots").on(&fake).env("CLOUDFLARE_API_TOKEN", "");
    let outcome = cf
        .env("CLOUDFLARE_EMAIL", "me@example.com")
        .env("CLOUDFLARE_API_KEY", "key")
        .run();
    outcome.prints(0, "IAD");
    assert_eq!(fake.requests()[0].header("x-auth-email"), Some("me@example.com"));
}

#[test]
fn an_account_id_that_is_not_32_hexadecimal_digits_is_a_warning() {
    let fake = Fake::start().unwrap();
    for odd in ["my-account", "g23e105f4ecef8ad9ca31a8372d0c353"] {
        let outcome = Cf::new("slots --json --account").arg(odd).on(&fake).run();
        assert_eq!(outcome.json(0)["account"], odd);
        let warning = format!("warning: the account id {odd} is not 32 hexadecimal digits");
        assert_eq!(outcome.said(), [warning]);
    }
}

#[test]
fn invalid_arguments_are_explained_and_send_nothing() {
    let fake = Fake::start().unwrap();
    let folder = Folder::new();
    for case in [
        "inventry: a similar subcommand exists: 'inventory'",
        "inventory --sitee IAD: a similar argument exists: '--site'",
        "inventory --site=: a value is required for",
        "inventory IAD: unexpected argument 'IAD'",
        "inventory --jobs 65: 65 is not in 1..=64",
        "inventory --timeout 0s: write a time above zero, such as 30s",
        "inventory --account ..: the account id cannot be `..`",
        "inventory --json --long: cannot be used with '--long'",
        "loa: <ICON>",
        "loa ..: icon cannot be `..`",
        "loa icon-1 --all: cannot be used with '--all'",
        "loa icon-1 --output no/such/folder/loa.pdf: cannot write to no/such/folder/loa.pdf",
        "loa icon-1 icon-2 --output -: --output - takes one letter",
        "loa icon-1 --output nodir/: it is the name of a folder",
        "loa --all --output no/such/folder: cannot create the folder",
        "loa icon-1 --name=: a value is required for",
        "order: an order needs --site and --speed, or --slot",
        "order --site IAD --live: an order needs --site and --speed, or --slot",
        "order --type quantum: possible values: direct, gcp_partner",
        "order --slot s --bandwidth 1G: cannot be used with '--bandwidth",
        "order --bandwidth 1G: --bandwidth is for --type gcp_partner",
        "order --type gcp_partner: needs --bandwidth",
        "order --type gcp_partner --bandwidth 1G --name Example: cannot be used with '--name",
        "order --type gcp_partner --bandwidth 1G --live: there is no pairing key",
        "order --type gcp_partner --bandwidth 1G --pairing-key-file none: cannot read none",
        "order --type gcp_partner --bandwidth 1G --pairing-key-file .: it is no regular file",
        "order --slot s --time-limit soon: write a time above zero",
        "order --slot s --live --loa no/such/folder/loa.pdf: cannot write to no/such/folder/loa.pdf",
        "order --slot s --live --loa nodir/: it is the name of a folder",
        "order --resume icon-1 --live: cannot be used with '--live'",
        "order --resume icon-1 --site IAD: cannot be used with '--site",
        "order --resume ..: icon cannot be `..`",
        "watch --once: --state <FILE>",
        "watch --once --state no/such/folder/states.json: cannot write to no/such/folder/states.json",
        "watch --once --state states.json --count 2: cannot be used with '--count",
        "watch --count 0: 0 is not in 1..",
        "magic set icon-1: --mtu <BYTES>",
        "magic set icon-1 --mtu 1500 --dry-run --validate: cannot be used with '--validate'",
        "magic set icon-1 --health-check sometimes: possible values: off, low, mid, high",
        "remove ..: icon cannot be `..`",
        "remove icon-1 --yes --dry-run: cannot be used with '--dry-run'",
        "completions tcl: possible values: bash",
        "fake --port 0: 0 is not in 1..=65535",
    ] {
        let (arguments, told) = case.split_once(": ").unwrap();
        let outcome = Cf::new(arguments).on(&fake).dir(&folder).run();
        assert_eq!(outcome.stdout(2), "", "{arguments}");
        assert!(outcome.stderr.contains(told), "{arguments}: {}", outcome.stderr);
    }
    for case in [
        "check --bogus: unexpected argument '--bogus' found",
        "--color never check --jobs 0: invalid value '0' for '--jobs <N>': 0 is not in 1..=64",
        "check --site: a value is required for '--site <SITE>' but none was supplied",
    ] {
        let (arguments, told) = case.split_once(": ").unwrap();
        let outcome = Cf::new(arguments).on(&fake).run();
        assert_eq!(outcome.stdout(3), format!("CNI UNKNOWN: {told}\n"));
    }
    assert_eq!(received(&fake), [""; 0]);
    assert_eq!(folder.files(), [""; 0]);
}

#[test]
fn check_ends_with_unknown_on_every_error() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let fake = Fake::start().unwrap();
    for (name, value) in [
        ("CLOUDFLARE_API_TOKEN", Fake::FORBIDDEN_TOKEN),
        ("CLOUDFLARE_API_TOKEN", "two words"),
        ("CLOUDFLARE_BASE_URL", &format!("http://{closed}")),
        ("CLOUDFLARE_BASE_URL", "http://api.example"),
        // Certificates are read only for https.
        ("CLOUDFLARE_BASE_URL", &format!("https://{closed}")),
    ] {
        let check = Cf::new("check").on(&fake).env("SSL_CERT_FILE", "no-such-file.pem");
        let outcome = check.env(name, value).run();
        let line = &outcome.stdout;
        assert_eq!(outcome.code, Some(3), "{name}={value}: {outcome:?}");
        assert!(
            line.starts_with("CNI UNKNOWN: ") && line.lines().count() == 1,
            "{name}={value}: {outcome:?}"
        );
        assert_eq!(
            line.contains("SSL_CERT_FILE"),
            value.starts_with("https:"),
            "{outcome:?}"
        );
        let check = Cf::new("check --json")
            .on(&fake)
            .env("SSL_CERT_FILE", "no-such-file.pem");
        let json = check.env(name, value).run().json(3);
        let errors = json["errors"].clone();
        assert!(errors[0].is_string(), "{json}");
        let expected =
            json!({ "demo": false, "account": ACCOUNT, "result": "UNKNOWN", "interconnects": [], "errors": errors });
        assert_eq!(json, expected);
    }
    let json = Cf::new("check --json").run().json(3);
    assert_eq!((&json["account"], &json["demo"]), (&Value::Null, &json!(false)));
}

#[cfg(unix)]
#[test]
fn bash_completes_subcommands_options_and_values() {
    let script = "source <(\"$0\" completions bash)
        complete_last() { COMP_WORDS=(cf-interconnects \"$@\"); COMP_CWORD=$#; _cf__interconnects cf-interconnects \"${@: -1}\" \"${@: -2:1}\"; echo \"${COMPREPLY[@]}\"; }
        complete_last ord; complete_last order --sp; complete_last magic set --mt; complete_last order --type g";
    let output = Command::new("bash").args(["-c", script, BINARY]).output().unwrap();
    let completed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(completed, "order\n--speed\n--mtu\ngcp_partner\n");
}

#[test]
fn completions_are_a_script_that_knows_the_subcommands() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let outcome = Cf::new("completions").arg(shell).run();
        let script = outcome.stdout(0);
        assert!(script.contains("inventory") && script.contains("resume"), "{shell}");
    }
}
