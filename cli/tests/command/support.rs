//! Running the command, and looking at what it does.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::{self, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use assert_cmd::Command;
use cloudflare_interconnects::fake::Fake;
use serde_json::{Value, json};

pub(crate) const ACCOUNT: &str = Fake::ACCOUNT_ID;
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_cf-interconnects");

/// The credentials and the account of a fake API in this process.
pub(crate) fn environment(fake: &Fake) -> [(&'static str, &str); 3] {
    [
        ("CLOUDFLARE_API_TOKEN", Fake::TOKEN),
        ("CLOUDFLARE_ACCOUNT_ID", ACCOUNT),
        ("CLOUDFLARE_BASE_URL", fake.base_url()),
    ]
}

/// The command for a test that holds its streams.
pub(crate) fn command(arguments: &str, folder: &Folder) -> process::Command {
    let mut command = process::Command::new(BINARY);
    command.args(arguments.split(' ')).current_dir(&folder.0).env_clear();
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// The command, with nothing of this process's environment that could change what it does.
pub(crate) struct Cf(Command);

impl Cf {
    /// Arguments are between blanks.
    pub(crate) fn new(arguments: &str) -> Self {
        let mut command = Command::new(BINARY);
        // Without SystemRoot, a program has no sockets on Windows.
        let kept = env::var_os("SystemRoot").map(|root| ("SystemRoot", root));
        command.env_clear().envs(kept).args(arguments.split_whitespace());
        // Far longer than it takes, and an end for one that hangs.
        command.timeout(Duration::from_secs(60));
        Self(command)
    }

    /// With the environment of a fake API.
    pub(crate) fn on(self, fake: &Fake) -> Self {
        environment(fake)
            .into_iter()
            .fold(self, |cf, (name, value)| cf.env(name, value))
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.0.env(name, value);
        self
    }

    pub(crate) fn arg(mut self, argument: &str) -> Self {
        self.0.arg(argument);
        self
    }

    pub(crate) fn dir(mut self, folder: &Folder) -> Self {
        self.0.current_dir(&folder.0);
        self
    }

    pub(crate) fn stdin(mut self, text: &str) -> Self {
        self.0.write_stdin(text);
        self
    }

    pub(crate) fn run(mut self) -> Outcome {
        let output = self.0.output().unwrap();
        let [stdout, stderr] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
        Outcome {
            code: output.status.code(),
            stdout,
            stderr,
        }
    }
}

#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Outcome {
    /// The text on stdout, of a command that ended so.
    #[track_caller]
    pub(crate) fn stdout(&self, code: i32) -> &str {
        assert_eq!(self.code, Some(code), "{self:?}");
        &self.stdout
    }

    /// Asserts that it ended so, and that stdout has this text.
    #[track_caller]
    pub(crate) fn prints(&self, code: i32, text: &str) {
        assert!(self.stdout(code).contains(text), "no {text:?} in {self:?}");
    }

    /// Asserts that it ended so with one message, which has this text.
    #[track_caller]
    pub(crate) fn refuses(&self, code: i32, text: &str) {
        assert!(self.error_line(code).contains(text), "no {text:?} in {self:?}");
    }

    #[track_caller]
    pub(crate) fn json(&self, code: i32) -> Value {
        serde_json::from_str(self.stdout(code)).unwrap()
    }

    /// The messages on stderr.
    #[track_caller]
    pub(crate) fn said(&self) -> Vec<&str> {
        let lines = self.stderr.lines().map(|line| line.strip_prefix("cf-interconnects: "));
        lines.collect::<Option<_>>().unwrap_or_else(|| panic!("{self:?}"))
    }

    /// The one message of a command that ended so without printing anything else.
    #[track_caller]
    pub(crate) fn error_line(&self, code: i32) -> &str {
        assert_eq!(self.stdout(code), "", "{self:?}");
        match self.said()[..] {
            [line] => line,
            _ => panic!("{self:?}"),
        }
    }
}

/// A folder of a test's own, removed at its end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{number}", process::id()));
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    pub(crate) fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, content: &str) {
        fs::write(self.path(name), content).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What the fake received, as `METHOD path?query`, without the part of the path that all have.
pub(crate) fn received(fake: &Fake) -> Vec<String> {
    let shown = fake.requests().into_iter().map(|request| {
        let path = request.path.replace(&format!("/accounts/{ACCOUNT}/"), "");
        let line = format!("{} {path}?{}", request.method, request.query);
        line.trim_end_matches('?').to_owned()
    });
    shown.collect()
}

/// A link from Google Cloud with this name.
pub(crate) fn partner(name: &str) -> Value {
    json!({ "type": "gcp_partner", "account": "a", "name": name, "region": "r" })
}
