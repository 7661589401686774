//! The README's program, in a crate of its own that depends on this one by path.

use std::fs;
use std::path::Path;

use cloudflare_interconnects::fake::Fake;

mod support;

use support::{Dependent, ROOT, stdout};

/// The program of the README's first Rust block.
fn readme_program() -> String {
    let readme = fs::read_to_string(Path::new(ROOT).join("README.md")).unwrap();
    let (_, block) = readme.split_once("```rust,no_run\n").unwrap();
    block.split_once("```").unwrap().0.to_owned()
}

#[test]
fn the_readme_program_compiles_unchanged_and_runs_to_its_end_on_the_fake() {
    let program = readme_program();
    let dependent = Dependent::new("readme-program", &[("main.rs", &program)], "");
    stdout(dependent.cargo(&["check", "--quiet"]));

    let fake = Fake::start().unwrap();
    let on_the_fake = program.replace("\"http://127.0.0.1:8080\"", &format!("{:?}", fake.base_url()));
    assert_ne!(on_the_fake, program, "the program has the base URL that is replaced");
    let dependent = Dependent::new("readme-program", &[("main.rs", &on_the_fake)], "");
    let printed = stdout(dependent.cargo(&["run", "--quiet"]));
    for line in ["1 on this page, next cursor None", "icon-1 at IAD", "ordered Some("] {
        assert!(printed.contains(line), "no `{line}` in:\n{printed}");
    }
    let loa = fs::read(dependent.folder().join("loa.pdf")).unwrap();
    assert!(loa.starts_with(b"%PDF-"));
    let last = fake.requests().pop().unwrap();
    assert_eq!((last.method.as_str(), last.path.ends_with("/icon-1")), ("DELETE", true));
}

#[test]
fn a_dependent_gets_no_async_runtime() {
    let dependent = Dependent::new("tree", &[("main.rs", "fn main() {}\n")], "");
    let tree = stdout(dependent.cargo(&["tree", "--edges", "normal", "--prefix", "none"]));
    assert!(tree.lines().any(|line| line.starts_with("ureq ")), "{tree}");
    let banned = ["tokio", "async-std", "smol", "hyper", "futures", "mio", "mockito"];
    let found: Vec<&str> = tree
        .lines()
        .filter(|line| banned.iter().any(|name| line.split([' ', '-']).next() == Some(name)))
        .collect();
    assert!(found.is_empty(), "{found:?}");
}
