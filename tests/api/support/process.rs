//! Reruns a test in a child process, which has an environment, limits and memory of its own.

use std::any::type_name;
use std::env;
use std::path::Path;
use std::process::{Command, Output};

const MARK: &str = "INTERCONNECTS_TEST_PROCESS";

/// Whether this is the child process.
pub(crate) fn is_child() -> bool {
    env::var_os(MARK).is_some()
}

/// The command that runs this test, without the environment variables for the client, proxies and TLS.
/// `prefix` is a shell command to run first, for example to set a limit.
pub(crate) fn command<Test: Fn()>(test: Test, prefix: &str) -> Command {
    command_for(&env::current_exe().unwrap(), test, prefix)
}

/// Like [`command`], for a copy of this binary.
pub(crate) fn command_for<Test: Fn()>(program: &Path, _: Test, prefix: &str) -> Command {
    let (_, test) = type_name::<Test>().split_once("::").unwrap();
    let mut command = if prefix.is_empty() {
        Command::new(program)
    } else {
        let mut shell = Command::new("sh");
        shell
            .args(["-c", &format!("{prefix}; exec \"$0\" \"$@\"")])
            .arg(program);
        shell
    };
    command
        .args(["--exact", test, "--nocapture", "--test-threads", "1"])
        .env(MARK, "1");
    for name in ["API_TOKEN", "EMAIL", "API_KEY", "BASE_URL", "ACCOUNT_ID"] {
        command.env_remove(format!("CLOUDFLARE_{name}"));
    }
    for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_ascii_lowercase());
    }
    command.env_remove("SSL_CERT_FILE");
    command
}

/// Runs the command, asserts that the test ran and passed, and returns its output.
#[track_caller]
pub(crate) fn run(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let printed = String::from_utf8_lossy(&stdout).into_owned();
    assert!(
        status.success(),
        "{status}\n{printed}\n{}",
        String::from_utf8_lossy(&stderr)
    );
    assert!(printed.contains("1 passed"), "no test of this name ran: {printed}");
    printed
}
