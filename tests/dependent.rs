//! The README's program, in a crate of its own that depends on this one by path.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use cloudflare_interconnects::fake::Fake;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The program of the README's first Rust block.
fn readme_program() -> String {
    let readme = fs::read_to_string(Path::new(ROOT).join("README.md")).unwrap();
    let (_, block) = readme.split_once("```rust,no_run\n").unwrap();
    block.split_once("```").unwrap().0.to_owned()
}

/// A crate with one program, below the build's own scratch folder so that a second run builds only what changed.
fn dependent(name: &str, program: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(folder.join("src")).unwrap();
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\ncloudflare-interconnects = {{ path = {ROOT:?} }}\n",
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("src/main.rs"), program).unwrap();
    fs::copy(Path::new(ROOT).join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    folder
}

fn cargo(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO"));
    // Everything that is needed was fetched to build this test.
    command
        .args(arguments)
        .arg("--offline")
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"));
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CLOUDFLARE_") || name == "RUSTFLAGS" {
            command.env_remove(name);
        }
    }
    command.output().unwrap()
}

#[track_caller]
fn stdout(output: Output) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}\n{stderr}", output.status);
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_readme_program_compiles_unchanged_and_runs_to_its_end_on_the_fake() {
    let program = readme_program();
    let folder = dependent("readme-program", &program);
    stdout(cargo(&folder, &["check", "--quiet"]));

    let fake = Fake::start().unwrap();
    let on_the_fake = program.replace("\"http://127.0.0.1:8080\"", &format!("{:?}", fake.base_url()));
    assert_ne!(on_the_fake, program, "the program has the base URL that is replaced");
    dependent("readme-program", &on_the_fake);
    let printed = stdout(cargo(&folder, &["run", "--quiet"]));
    for line in ["1 on this page, next cursor None", "icon-1 at IAD", "ordered Some("] {
        assert!(printed.contains(line), "no `{line}` in:\n{printed}");
    }
    let loa = fs::read(folder.join("loa.pdf")).unwrap();
    assert!(loa.starts_with(b"%PDF-"));
    let last = fake.requests().pop().unwrap();
    assert_eq!((last.method.as_str(), last.path.ends_with("/icon-1")), ("DELETE", true));
}

#[test]
fn a_dependent_gets_no_async_runtime() {
    let folder = dependent("tree", "fn main() {}\n");
    let tree = stdout(cargo(&folder, &["tree", "--edges", "normal", "--prefix", "none"]));
    assert!(tree.lines().any(|line| line.starts_with("ureq ")), "{tree}");
    let banned = ["tokio", "async-std", "smol", "hyper", "futures", "mio", "mockito"];
    let found: Vec<&str> = tree
        .lines()
        .filter(|line| banned.iter().any(|name| line.split([' ', '-']).next() == Some(name)))
        .collect();
    assert!(found.is_empty(), "{found:?}");
}
