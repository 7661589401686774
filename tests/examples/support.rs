//! Running an example and looking at what it does.

use std::env;
use std::fs;
use std::io::Read;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use cloudflare_interconnects::fake::Fake;
use serde_json::Value;

pub(crate) use directory::Directory;

#[path = "../api/support/directory.rs"]
mod directory;
#[path = "../api/support/raw.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
pub(crate) mod raw;

pub(crate) const ACCOUNT: &str = Fake::ACCOUNT_ID;

/// How long a program may run: far longer than any of them takes, and an end for one that hangs.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// An example with an API and a directory of its own.
pub(crate) struct Stage {
    name: &'static str,
    fake: Fake,
    pub(crate) directory: Directory,
}

impl Deref for Stage {
    type Target = Fake;

    fn deref(&self) -> &Fake {
        &self.fake
    }
}

impl Stage {
    pub(crate) fn new(name: &'static str) -> Self {
        let (fake, directory) = (Fake::start().unwrap(), Directory::new());
        Self { name, fake, directory }
    }

    /// With the credentials and the account of the fake API.
    pub(crate) fn example(&self) -> Example {
        Example::new(self.name)
            .env("CLOUDFLARE_API_TOKEN", Fake::TOKEN)
            .env("CLOUDFLARE_ACCOUNT_ID", ACCOUNT)
            .env("CLOUDFLARE_BASE_URL", self.fake.base_url())
            .dir(&self.directory)
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        self.example().run(arguments)
    }

    /// The path of a file in its directory.
    pub(crate) fn path(&self, name: &str) -> String {
        self.directory.join(name).into_os_string().into_string().unwrap()
    }

    pub(crate) fn files(&self) -> Vec<String> {
        self.directory.names()
    }

    pub(crate) fn text(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    /// What the fake received, as `METHOD path?query`.
    pub(crate) fn received(&self) -> Vec<String> {
        let requests = self.fake.requests();
        let shown = requests.iter().map(|request| match request.query.as_str() {
            "" => format!("{} {}", request.method, request.path),
            query => format!("{} {}?{query}", request.method, request.path),
        });
        shown.collect()
    }
}

/// A program to run, with nothing of this process's environment that could change what it does.
pub(crate) struct Example {
    name: &'static str,
    command: Command,
}

impl Example {
    pub(crate) fn new(name: &'static str) -> Self {
        let mut command = Command::new(binary(name));
        command.env_clear();
        // Without it, a program has no sockets on Windows.
        if let Some(root) = env::var_os("SystemRoot") {
            command.env("SystemRoot", root);
        }
        Self { name, command }
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn dir(mut self, directory: &Directory) -> Self {
        self.command.current_dir(directory.join(""));
        self
    }

    pub(crate) fn spawn(self, arguments: &[&str]) -> Child {
        self.spawn_onto(Stdio::piped(), arguments)
    }

    /// With its stdout to there.
    pub(crate) fn spawn_onto(mut self, stdout: impl Into<Stdio>, arguments: &[&str]) -> Child {
        self.command
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(stdout)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    pub(crate) fn run(self, arguments: &[&str]) -> Outcome {
        let name = self.name;
        finish(name, self.spawn(arguments))
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

pub(crate) fn finish(name: &'static str, mut child: Child) -> Outcome {
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
    let (stdout, stderr) = (stdout.join().unwrap(), stderr.join().unwrap());
    Outcome {
        name,
        code: status.code(),
        stdout,
        stderr,
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
    name: &'static str,
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

    /// It ended so, and its stdout starts with this.
    #[track_caller]
    pub(crate) fn starts(&self, code: i32, text: &str) {
        assert!(self.stdout(code).starts_with(text), "no `{text}` in {self:?}");
    }

    /// It ended so, and this is on stdout.
    #[track_caller]
    pub(crate) fn shows(&self, code: i32, text: &str) {
        assert!(self.stdout(code).contains(text), "no `{text}` in {self:?}");
    }

    /// The lines on stderr, each of which must say which program it is from.
    #[track_caller]
    pub(crate) fn said(&self) -> Vec<&str> {
        let prefix = format!("{}: ", self.name);
        let said = self.stderr.lines().map(|line| line.strip_prefix(&prefix));
        said.collect::<Option<_>>().unwrap_or_else(|| panic!("{self:?}"))
    }

    /// There is a line on stderr for each of these texts, which holds it.
    #[track_caller]
    pub(crate) fn says(&self, texts: &[&str]) {
        let said = self.said();
        let holds = said.len() == texts.len() && said.iter().zip(texts).all(|(line, text)| line.contains(text));
        assert!(holds, "{said:?}, not {texts:?}");
    }

    /// The one line on stderr of a program that ended so, with nothing on stdout.
    #[track_caller]
    pub(crate) fn error(&self, code: i32) -> &str {
        assert_eq!(self.stdout(code), "", "{self:?}");
        match self.said()[..] {
            [line] => line,
            _ => panic!("{self:?}"),
        }
    }

    /// It ended so, with nothing on stdout and one line on stderr, which holds this.
    #[track_caller]
    pub(crate) fn fails(&self, code: i32, text: &str) {
        let line = self.error(code);
        assert!(line.contains(text), "no `{text}` in {line}");
    }
}
