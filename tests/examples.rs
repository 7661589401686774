//! The examples as a user meets them: the real binaries, in an environment of their own.
#![cfg(feature = "fake")]

use std::env;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use cloudflare_interconnects::fake::{Failure, Fake};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

const ACCOUNT: &str = Fake::ACCOUNT_ID;

/// How long a program may run: far longer than any of them takes, and an end for one that hangs.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// A program to run, with nothing of this process's environment that could change what it does.
struct Example(Command);

impl Example {
    fn new(name: &str) -> Self {
        let mut command = Command::new(binary(name));
        command.env_clear();
        // Without it, a program has no sockets on Windows.
        if let Some(root) = env::var_os("SystemRoot") {
            command.env("SystemRoot", root);
        }
        Self(command)
    }

    /// With the credentials and the account of a fake API in this process.
    fn on(name: &str, fake: &Fake) -> Self {
        Self::new(name)
            .env("CLOUDFLARE_API_TOKEN", Fake::TOKEN)
            .env("CLOUDFLARE_ACCOUNT_ID", ACCOUNT)
            .env("CLOUDFLARE_BASE_URL", fake.base_url())
    }

    fn env(mut self, name: &str, value: &str) -> Self {
        self.0.env(name, value);
        self
    }

    fn dir(mut self, directory: &Directory) -> Self {
        self.0.current_dir(&directory.0);
        self
    }

    fn spawn(mut self, arguments: &[&str]) -> Child {
        self.0
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    fn run(self, arguments: &[&str]) -> Outcome {
        finish(self.spawn(arguments))
    }
}

/// Where cargo puts an example, seen from `target/<profile>/deps`, where it puts this test.
fn binary(name: &str) -> PathBuf {
    let test = env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    let binary = profile
        .join("examples")
        .join(format!("{name}{}", env::consts::EXE_SUFFIX));
    assert!(
        binary.exists(),
        "there is no {}: `cargo test` builds the examples, `cargo test --test examples` does not",
        binary.display()
    );
    binary
}

fn finish(mut child: Child) -> Outcome {
    let (stdout, stderr) = (drain(child.stdout.take()), drain(child.stderr.take()));
    let end = Instant::now() + TIME_LIMIT;
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if Instant::now() > end {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("it ran for more than {TIME_LIMIT:?}: {}", stderr.join().unwrap());
        }
        thread::sleep(Duration::from_millis(5));
    };
    Outcome {
        code: status.code(),
        stdout: stdout.join().unwrap(),
        stderr: stderr.join().unwrap(),
    }
}

/// Reads a pipe to its end beside the others, so that no full pipe holds the program up.
fn drain(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut text = String::new();
        if let Some(mut pipe) = pipe {
            pipe.read_to_string(&mut text).unwrap();
        }
        text
    })
}

#[derive(Debug)]
struct Outcome {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Outcome {
    /// The text on stdout, of a program that ended so.
    #[track_caller]
    fn stdout(&self, code: i32) -> &str {
        assert_eq!(self.code, Some(code), "{self:?}");
        &self.stdout
    }

    #[track_caller]
    fn json(&self, code: i32) -> Value {
        serde_json::from_str(self.stdout(code)).unwrap()
    }

    /// The lines on stderr, each of which must say which program it is from.
    #[track_caller]
    fn said(&self, name: &str) -> Vec<&str> {
        let prefix = format!("{name}: ");
        let said = self.stderr.lines().map(|line| line.strip_prefix(&prefix));
        said.collect::<Option<_>>().unwrap_or_else(|| panic!("{self:?}"))
    }

    /// The one line on stderr of a program that ended so without putting anything out.
    #[track_caller]
    fn refusal(&self, name: &str, code: i32) -> &str {
        assert_eq!(self.stdout(code), "", "{self:?}");
        match self.said(name)[..] {
            [line] => line,
            _ => panic!("{self:?}"),
        }
    }
}

/// A directory of a test's own, removed at its end.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("interconnects-examples-{}-{number}", process::id()));
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).into_os_string().into_string().unwrap()
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What the fake received, as `METHOD path?query`.
fn received(fake: &Fake) -> Vec<String> {
    let requests = fake.requests();
    let shown = requests.iter().map(|request| match request.query.as_str() {
        "" => format!("{} {}", request.method, request.path),
        query => format!("{} {}?{query}", request.method, request.path),
    });
    shown.collect()
}

fn order_on(fake: &Fake, directory: &Directory) -> Example {
    Example::on("order", fake).dir(directory)
}

const ORDER: [&str; 5] = ["--slot", Fake::FREE_SLOT_ID, "--live", "--interval", "0.01"];

#[test]
fn without_any_variable_inventory_shows_a_fake_account_and_says_so_in_one_line() {
    let outcome = Example::new("inventory").run(&[]);
    let table = outcome.stdout(0);
    let states = table.lines().skip(1).map(|row| row.split_whitespace().nth(5).unwrap());
    assert_eq!(
        states.collect::<Vec<_>>(),
        ["Healthy", "Healthy", "Healthy", "Unhealthy", "Down", "Down", "Pending"],
        "{table}"
    );
    assert!(table.contains("no light is received"), "{table}");
    assert!(
        matches!(outcome.said("inventory")[..], [line] if line.contains("fake")),
        "{outcome:?}"
    );
}

#[test]
fn without_any_variable_json_says_that_it_is_a_demonstration() {
    // An empty variable counts as unset.
    let json = Example::new("inventory")
        .env("CLOUDFLARE_API_TOKEN", "")
        .run(&["--json"])
        .json(0);
    assert_eq!(json["demo"], true);
    assert_eq!(json["interconnects"].as_array().unwrap().len(), 7);
}

#[test]
fn each_incomplete_set_of_variables_is_an_error_that_names_what_is_missing() {
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
        for name in ["inventory", "order"] {
            let mut example = Example::new(name);
            for variable in [token, email, key, account, base_url] {
                example = example.env(variable, if present.contains(&variable) { "set" } else { "" });
            }
            let outcome = example.run(&[]);
            let line = outcome.refusal(name, 2);
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
fn with_credentials_inventory_reads_the_account_at_the_base_url() {
    let fake = Fake::start().unwrap();
    let outcome = Example::on("inventory", &fake).run(&["--json"]);
    let json = outcome.json(0);
    assert_eq!(outcome.stderr, "");
    assert_eq!((&json["demo"], &json["account"]), (&json!(false), &json!(ACCOUNT)));
    let fourth = &json["interconnects"][3];
    assert_eq!(fourth["interconnect"]["type"], "direct");
    assert_eq!(fourth["interconnect"]["name"], "icon-4");
    assert_eq!(
        fourth["status"],
        json!({ "state": "Unhealthy", "reason": "received optical power is low" })
    );
    assert_eq!(fourth["error"], Value::Null);
    let requests = fake.requests();
    assert_eq!(requests.len(), 8);
    assert_eq!(
        requests[0].header("authorization"),
        Some(&*format!("Bearer {}", Fake::TOKEN))
    );
}

#[test]
fn the_older_pair_of_credentials_will_do() {
    let fake = Fake::start().unwrap();
    let outcome = Example::on("inventory", &fake)
        .env("CLOUDFLARE_API_TOKEN", "")
        .env("CLOUDFLARE_EMAIL", "me@example.com")
        .env("CLOUDFLARE_API_KEY", "key")
        .run(&[]);
    assert_eq!(outcome.stdout(0).lines().count(), 8);
    assert_eq!(fake.requests()[0].header("x-auth-email"), Some("me@example.com"));
}

#[test]
fn filters_arrive_as_query_parameters() {
    let fake = Fake::start().unwrap();
    let json = Example::on("inventory", &fake)
        .run(&["--site", "AMS", "--type=direct", "--json"])
        .json(0);
    let list = format!("/accounts/{ACCOUNT}/cni/interconnects");
    let status = format!("GET {list}/icon-4/status");
    assert_eq!(received(&fake), [format!("GET {list}?site=AMS&type=direct"), status]);
    assert_eq!(json["interconnects"].as_array().unwrap().len(), 1);
}

#[test]
fn every_page_of_a_long_list_is_shown() {
    let fake = Fake::start().unwrap();
    for number in 0..60 {
        let name = format!("more-{number}");
        fake.insert_interconnect(
            ACCOUNT,
            json!({ "type": "gcp_partner", "account": "a", "name": name, "region": "r" }),
        );
    }
    assert_eq!(Example::on("inventory", &fake).run(&[]).stdout(0).lines().count(), 68);
}

#[test]
fn a_state_that_cannot_be_read_loses_no_other_and_has_an_exit_code_of_its_own() {
    let fake = Fake::start().unwrap();
    let failure = || Failure::status(403).on("GET", "/icon-2/status");
    fake.fail_next(failure());
    let outcome = Example::on("inventory", &fake).run(&["--json"]);
    let json = outcome.json(3);
    let entries = json["interconnects"].as_array().unwrap();
    assert_eq!(entries.len(), 7);
    for (index, entry) in entries.iter().enumerate() {
        assert_eq!(entry["error"].is_null(), index != 1, "{entry}");
        assert_eq!(entry["status"].is_null(), index == 1, "{entry}");
    }
    assert!(entries[1]["error"].as_str().unwrap().contains("403"));
    assert!(outcome.said("inventory")[0].starts_with("1 of 7"), "{outcome:?}");

    fake.fail_next(failure());
    let outcome = Example::on("inventory", &fake).run(&[]);
    let table = outcome.stdout(3);
    assert_eq!(table.lines().count(), 8, "{table}");
    let row = table.lines().find(|row| row.starts_with("icon-2 ")).unwrap();
    assert!(row.contains(" ?  ") && row.contains("Authentication error"), "{row}");
}

#[test]
fn an_interconnect_that_cannot_be_decoded_loses_no_other() {
    let fake = Fake::start().unwrap();
    fake.insert_interconnect(ACCOUNT, json!({ "type": "direct", "name": "icon-2", "site": 7 }));
    let outcome = Example::on("inventory", &fake).run(&[]);
    let table = outcome.stdout(3);
    assert_eq!(table.lines().count(), 8, "{table}");
    assert!(table.contains("items[1]"), "{table}");
}

#[test]
fn a_list_that_breaks_off_is_an_error_and_not_a_shorter_list() {
    let fake = Fake::start().unwrap();
    for number in 0..60 {
        let name = format!("more-{number}");
        fake.insert_interconnect(
            ACCOUNT,
            json!({ "type": "gcp_partner", "account": "a", "name": name, "region": "r" }),
        );
    }
    fake.fail_next(Failure::status(400).on("GET", "/interconnects").after(1));
    let outcome = Example::on("inventory", &fake).run(&[]);
    assert!(outcome.refusal("inventory", 1).contains("400"));
}

#[test]
fn an_error_of_the_api_is_one_line_with_what_to_do() {
    let fake = Fake::start().unwrap();
    let outcome = Example::on("inventory", &fake)
        .env("CLOUDFLARE_API_TOKEN", Fake::REFUSED_TOKEN)
        .run(&["--json"]);
    let line = outcome.refusal("inventory", 1);
    assert!(line.contains("10000") && line.contains("Magic Transit Read"), "{line}");
    assert!(!line.contains(Fake::REFUSED_TOKEN), "{line}");
}

#[test]
fn columns_line_up_whatever_the_text() {
    let fake = Fake::start().unwrap();
    let partner = |name: &str, owner: &str| json!({ "type": "gcp_partner", "account": "a", "name": name, "region": "東京", "owner": owner });
    fake.insert_interconnect(ACCOUNT, partner("東京-1", "Zoë\u{301} 🚀"));
    fake.insert_interconnect(ACCOUNT, partner("evil\r\n\u{1b}[2J\u{202e}", "a\tb"));
    fake.insert_interconnect(ACCOUNT, partner(&"long".repeat(50), ""));
    let outcome = Example::on("inventory", &fake).run(&["--type", "gcp_partner"]);
    let table = outcome.stdout(0);
    assert_eq!(table.lines().count(), 7, "{table}");
    assert!(table.contains("evil\\r\\n\\u{1b}[2J\\u{202e}"), "{table}");
    let columns = |word: &str| {
        let places = table
            .lines()
            .filter_map(|row| row.find(word).map(|at| row[..at].width()));
        places.collect::<Vec<_>>()
    };
    let (types, states) = (columns("gcp_partner"), columns("Healthy"));
    assert_eq!((types.len(), states.len()), (6, 4), "{table}");
    assert!(
        types.iter().all(|column| Some(column) == columns("TYPE").first()),
        "{table}"
    );
    assert!(
        states.iter().all(|column| Some(column) == columns("STATE").first()),
        "{table}"
    );
}

#[test]
fn a_kind_that_is_not_known_is_shown_as_what_it_is() {
    let fake = Fake::start().unwrap();
    let quantum = json!({ "type": "quantum", "name": "icon-q", "site": "IAD", "speed": "1T", "qubits": 7 });
    fake.insert_interconnect(ACCOUNT, quantum.clone());
    fake.set_status(ACCOUNT, "icon-q", json!({ "state": "Entangled", "with": "icon-1" }));
    let outcome = Example::on("inventory", &fake).run(&["--type", "quantum"]);
    let row = outcome.stdout(0).lines().nth(1).unwrap();
    assert_eq!(
        row.split_whitespace().collect::<Vec<_>>(),
        ["icon-q", "quantum", "IAD", "1T", "-", "Entangled", "-"]
    );
    let json = Example::on("inventory", &fake)
        .run(&["--type", "quantum", "--json"])
        .json(0);
    assert_eq!(json["interconnects"][0]["interconnect"], quantum);
}

#[test]
fn a_reader_who_has_seen_enough_is_no_failure() {
    let directory = Directory::new();
    for (name, argument) in [
        ("inventory", None),
        ("inventory", Some("--json")),
        ("inventory", Some("--help")),
        ("order", None),
    ] {
        let mut child = Example::new(name).dir(&directory).spawn(argument.as_slice());
        drop(child.stdout.take());
        let outcome = finish(child);
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        assert!(!outcome.stderr.contains("panic"), "{outcome:?}");
    }
    assert_eq!(directory.files(), ["loa-icon-8.pdf"], "what was begun is finished");
}

#[test]
fn help_is_on_stdout_and_needs_no_environment() {
    for name in ["inventory", "order"] {
        // Also in one that would be an error otherwise.
        let outcome = Example::new(name)
            .env("CLOUDFLARE_EMAIL", "me@example.com")
            .run(&["--help"]);
        let help = outcome.stdout(0);
        assert!(
            help.contains("Exit code:") && help.contains("CLOUDFLARE_ACCOUNT_ID"),
            "{help}"
        );
        assert!(help.lines().all(|line| line.len() <= 90), "{help}");
        assert_eq!(outcome.stderr, "");
    }
}

#[test]
fn arguments_that_make_no_sense_are_one_line_and_send_nothing() {
    let fake = Fake::start().unwrap();
    for (name, arguments) in [
        ("inventory", &["--sight", "IAD"][..]),
        ("inventory", &["--site"]),
        ("inventory", &["--site="]),
        ("inventory", &["IAD\nSJC"]),
        ("order", &[]),
        ("order", &["--live"]),
        ("order", &["--type", "quantum"]),
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
        ("order", &["--resume", ".."]),
    ] {
        let outcome = Example::on(name, &fake).run(arguments);
        outcome.refusal(name, 2);
    }
    assert_eq!(received(&fake), [""; 0]);
}

#[test]
fn without_any_variable_order_walks_through_all_of_it_on_a_fake() {
    let directory = Directory::new();
    let outcome = Example::new("order").dir(&directory).run(&[]);
    let expected = "icon-8: ordered\nicon-8: Pending\nicon-8: Healthy\nicon-8: its LOA is loa-icon-8.pdf (";
    assert!(outcome.stdout(0).starts_with(expected), "{outcome:?}");
    assert!(
        matches!(outcome.said("order")[..], [line] if line.contains("fake")),
        "{outcome:?}"
    );
    assert!(
        fs::read(directory.path("loa-icon-8.pdf"))
            .unwrap()
            .starts_with(b"%PDF-")
    );
}

#[test]
fn without_credentials_nothing_is_ordered_live() {
    let outcome = Example::new("order").run(&["--slot", Fake::FREE_SLOT_ID, "--live"]);
    assert!(outcome.refusal("order", 2).contains("credentials"));
}

#[test]
fn a_dry_run_shows_what_would_be_sent_and_sends_nothing() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    let outcome = order_on(&fake, &directory).run(&["--slot", Fake::FREE_SLOT_ID, "--speed", "10G"]);
    let shown = outcome.stdout(0);
    let (request, rest) = shown.split_once('\n').unwrap();
    assert_eq!(request, format!("POST /accounts/{ACCOUNT}/cni/interconnects"));
    let (body, rest) = rest.split_once("}\n").unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&format!("{body}}}")).unwrap(),
        json!({ "type": "direct", "account": ACCOUNT, "slot_id": Fake::FREE_SLOT_ID, "speed": "10G" })
    );
    assert!(rest.contains("/status") && rest.contains("/loa"), "{rest}");
    assert!(outcome.said("order")[0].contains("--live"), "{outcome:?}");
    assert_eq!(received(&fake), [""; 0]);
    assert_eq!(directory.files(), [""; 0]);
}

#[test]
fn a_live_order_is_created_waited_for_and_its_letter_saved() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    let loa = directory.path("letter.pdf");
    let arguments = [&ORDER[..], &["--speed", "10G", "--account-tag", "tag", "--loa", &loa]].concat();
    let outcome = order_on(&fake, &directory).run(&arguments);
    assert!(
        outcome
            .stdout(0)
            .starts_with("icon-8: ordered\nicon-8: Pending\nicon-8: Healthy\n"),
        "{outcome:?}"
    );
    assert_eq!(outcome.stderr, "");

    let path = format!("/accounts/{ACCOUNT}/cni/interconnects");
    let status = format!("GET {path}/icon-8/status");
    assert_eq!(
        received(&fake),
        [
            format!("POST {path}"),
            status.clone(),
            status,
            format!("GET {path}/icon-8/loa")
        ]
    );
    assert_eq!(
        fake.requests()[0].json(),
        Some(json!({ "type": "direct", "account": "tag", "slot_id": Fake::FREE_SLOT_ID, "speed": "10G" }))
    );
    assert!(fs::read(loa).unwrap().starts_with(b"%PDF-"));
    assert_eq!(directory.files(), ["letter.pdf"]);
}

#[test]
fn a_pairing_key_comes_from_a_file_or_the_environment_and_is_not_shown() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    let file = directory.path("key");
    fs::write(&file, "key-of-file/us-west1/2\n").unwrap();
    let partner = ["--type", "gcp_partner", "--bandwidth", "500M", "--interval", "0.01"];
    let with_file = [&partner[..], &["--pairing-key-file", &file]].concat();
    let order = || order_on(&fake, &directory).env("GCP_PAIRING_KEY", "key-of-environment/us-west1/1");

    for (arguments, key) in [
        (&partner[..], "key-of-environment/us-west1/1"),
        (&with_file, "key-of-file/us-west1/2"),
    ] {
        fake.clear_requests();
        let outcome = order().run(arguments);
        assert!(outcome.stdout(0).contains("[redacted]"), "{outcome:?}");
        assert!(!outcome.stdout.contains("key-of"), "{outcome:?}");
        assert!(fake.requests().is_empty());

        let outcome = order().run(&[arguments, &["--live"]].concat());
        assert!(outcome.stdout(0).contains("Healthy"), "{outcome:?}");
        let body = fake.requests()[0].json().unwrap();
        assert_eq!(
            body,
            json!({ "type": "gcp_partner", "account": ACCOUNT, "bandwidth": "500M", "pairing_key": key })
        );
    }
    assert_eq!(directory.files(), ["key"], "a gcp_partner has no LOA");
}

#[test]
fn an_order_without_an_answer_says_to_list_before_ordering_again() {
    for failure in [
        Failure::disconnect().carried_out(),
        Failure::disconnect(),
        Failure::status(502).body("text/html", "<h1>502 Bad Gateway</h1>"),
        Failure::status(200).body("application/json", "{").carried_out(),
    ] {
        let fake = Fake::start().unwrap();
        let directory = Directory::new();
        fake.fail_next(failure.clone().on("POST", "/interconnects"));
        let outcome = order_on(&fake, &directory).run(&ORDER);
        assert_eq!(outcome.stdout(4), "");
        let said = outcome.said("order");
        assert!(
            said.iter().any(|line| line.contains("list before ordering again")),
            "{outcome:?}"
        );
        assert_eq!(received(&fake).len(), 1, "{failure:?}: an order must not be sent twice");
    }
}

#[test]
fn an_order_that_is_refused_fails_without_doubt() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    let outcome = order_on(&fake, &directory).run(&["--slot", "no-uuid", "--live"]);
    assert!(outcome.refusal("order", 1).contains("/slot_id"), "{outcome:?}");
}

#[test]
fn an_order_that_is_not_set_up_in_time_keeps_its_letter_and_says_how_to_go_on() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    fake.set_status(ACCOUNT, "icon-8", json!({ "state": "Pending" }));
    // One look, since the next one would be past the limit: the test need not wait.
    let arguments = [&ORDER[..3], &["--interval", "2m", "--time-limit", "1m"]].concat();
    let outcome = order_on(&fake, &directory).run(&arguments);
    assert!(
        outcome
            .stdout(3)
            .starts_with("icon-8: ordered\nicon-8: Pending\nicon-8: its LOA"),
        "{outcome:?}"
    );
    let said = outcome.said("order");
    assert!(
        said[0].contains("Pending") && said[1].contains("--resume icon-8"),
        "{outcome:?}"
    );

    fake.set_status(ACCOUNT, "icon-8", json!({ "state": "Down" }));
    fake.clear_requests();
    let outcome = order_on(&fake, &directory).run(&["--resume", "icon-8"]);
    assert!(outcome.stdout(0).starts_with("icon-8: Down\n"), "{outcome:?}");
    assert!(
        fake.requests().iter().all(|request| request.method == "GET"),
        "{:?}",
        received(&fake)
    );
}

#[test]
fn a_look_that_fails_does_not_end_the_waiting() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    // One look is three attempts of the client's, which wait as long as they are told.
    for _ in 0..3 {
        fake.fail_next(Failure::status(429).retry_after(0).on("GET", "/status"));
    }
    let outcome = order_on(&fake, &directory).run(&ORDER);
    assert!(outcome.stdout(0).contains("icon-8: Healthy\n"), "{outcome:?}");
    let looks = received(&fake)
        .into_iter()
        .filter(|request| request.ends_with("/status"));
    assert_eq!(looks.count(), 5);
}

#[test]
fn a_letter_that_does_not_come_leaves_the_order_named_and_no_file() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    fake.fail_next(Failure::status(404).on("GET", "/loa"));
    let outcome = order_on(&fake, &directory).run(&ORDER);
    assert_eq!(outcome.stdout(3), "icon-8: ordered\nicon-8: Pending\nicon-8: Healthy\n");
    assert!(
        outcome.said("order").last().unwrap().contains("--resume icon-8"),
        "{outcome:?}"
    );
    assert_eq!(directory.files(), [""; 0]);
}

#[test]
fn an_interconnects_name_leads_to_no_other_directory() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    let name = "../../etc/icon";
    fake.insert_interconnect(ACCOUNT, json!({ "type": "quantum", "name": name }));
    // The fake's letter is about any interconnect that is not of type gcp_partner.
    let outcome = order_on(&fake, &directory).run(&["--resume", name]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(directory.files(), ["loa-.._.._etc_icon.pdf"]);
}
