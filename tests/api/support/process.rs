//! A test that runs itself again in a process of its own, where it can have an environment, limits or memory that no
//! other test shares.

use std::any::type_name;
use std::env;
use std::path::Path;
use std::process::{Command, Output};

const MARK: &str = "INTERCONNECTS_TEST_PROCESS";

/// Whether this is the process of its own.
pub(crate) fn is_own() -> bool {
    env::var_os(MARK).is_some()
}

/// The command that runs this test, with none of the client's, the proxies' and TLS's variables set.
/// `prefix` is a shell command to run before, such as one that sets a limit.
pub(crate) fn command<Test: Fn()>(test: Test, prefix: &str) -> Command {
    command_of(&env::current_exe().unwrap(), test, prefix)
}

/// The same of a copy of this binary.
pub(crate) fn command_of<Test: Fn()>(program: &Path, _: Test, prefix: &str) -> Command {
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

/// Runs it, and gives what it printed if it ran and passed.
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
