//! Running an example and looking at what it does.

use std::env;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use cloudflare_interconnects::fake::Fake;
use serde_json::Value;

pub(crate) const ACCOUNT: &str = Fake::ACCOUNT_ID;

/// How long a program may run: far longer than any of them takes, and an end for one that hangs.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// A program to run, with nothing of this process's environment that could change what it does.
pub(crate) struct Example(Command);

impl Example {
    pub(crate) fn new(name: &str) -> Self {
        let mut command = Command::new(binary(name));
        command.env_clear();
        // Without it, a program has no sockets on Windows.
        if let Some(root) = env::var_os("SystemRoot") {
            command.env("SystemRoot", root);
        }
        Self(command)
    }

    /// With the credentials and the account of a fake API in this process.
    pub(crate) fn on(name: &str, fake: &Fake) -> Self {
        Self::new(name)
            .env("CLOUDFLARE_API_TOKEN", Fake::TOKEN)
            .env("CLOUDFLARE_ACCOUNT_ID", ACCOUNT)
            .env("CLOUDFLARE_BASE_URL", fake.base_url())
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.0.env(name, value);
        self
    }

    pub(crate) fn dir(mut self, directory: &Directory) -> Self {
        self.0.current_dir(&directory.0);
        self
    }

    pub(crate) fn spawn(self, arguments: &[&str]) -> Child {
        self.spawn_onto(Stdio::piped(), arguments)
    }

    /// With its stdout to there.
    pub(crate) fn spawn_onto(mut self, stdout: impl Into<Stdio>, arguments: &[&str]) -> Child {
        self.0
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(stdout)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    pub(crate) fn run(self, arguments: &[&str]) -> Outcome {
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

pub(crate) fn finish(mut child: Child) -> Outcome {
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
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Outcome {
    /// The text on stdout, of a program that ended so.
    #[track_caller]
    pub(crate) fn stdout(&self, code: i32) -> &str {
        assert_eq!(self.code, Some(code), "{self:?}");
        &self.stdout
    }

    #[track_caller]
    pub(crate) fn json(&self, code: i32) -> Value {
        serde_json::from_str(self.stdout(code)).unwrap()
    }

    /// The lines on stderr, each of which must say which program it is from.
    #[track_caller]
    pub(crate) fn said(&self, name: &str) -> Vec<&str> {
        let prefix = format!("{name}: ");
        let said = self.stderr.lines().map(|line| line.strip_prefix(&prefix));
        said.collect::<Option<_>>().unwrap_or_else(|| panic!("{self:?}"))
    }

    /// The one line on stderr of a program that ended so without putting anything out.
    #[track_caller]
    pub(crate) fn refusal(&self, name: &str, code: i32) -> &str {
        assert_eq!(self.stdout(code), "", "{self:?}");
        match self.said(name)[..] {
            [line] => line,
            _ => panic!("{self:?}"),
        }
    }
}

/// A directory of a test's own, removed at its end.
pub(crate) struct Directory(PathBuf);

impl Directory {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("interconnects-examples-{}-{number}", process::id()));
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

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.join(name).into_os_string().into_string().unwrap()
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What the fake received, as `METHOD path?query`.
pub(crate) fn received(fake: &Fake) -> Vec<String> {
    let requests = fake.requests();
    let shown = requests.iter().map(|request| match request.query.as_str() {
        "" => format!("{} {}", request.method, request.path),
        query => format!("{} {}?{query}", request.method, request.path),
    });
    shown.collect()
}
