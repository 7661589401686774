//! The crates of the default dependency tree, and their licences. `deny.toml` has the same rules for cargo-deny, which also checks
//! advisories.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::{Dependent, ROOT, stdout};

/// Async runtimes, and TLS stacks beside rustls with ring.
const BANNED: [&str; 14] = [
    "async-std",
    "aws-lc-rs",
    "aws-lc-sys",
    "futures-executor",
    "h2",
    "hyper",
    "mio",
    "mockito",
    "native-tls",
    "openssl",
    "openssl-sys",
    "reqwest",
    "smol",
    "tokio",
];

/// Each crate of the default tree with its licence, without build and test dependencies.
fn default_tree() -> BTreeMap<String, String> {
    let dependent = Dependent::new("tree", &[("main.rs", "fn main() {}\n")], "");
    let arguments = ["tree", "--edges", "normal", "--prefix", "none", "--format", "{p}|{l}|"];
    let tree = stdout(dependent.cargo(&arguments));
    let crates = tree.lines().skip(1).map(|line| {
        let (package, rest) = line.split_once('|').unwrap();
        let (name, _version) = package.split_once(' ').unwrap();
        let (licence, _) = rest.split_once('|').unwrap();
        (name.to_owned(), licence.to_owned())
    });
    crates.collect()
}

#[test]
fn the_default_tree_has_neither_an_async_runtime_nor_a_second_tls_stack() {
    let tree = default_tree();
    assert!(tree.contains_key("ureq") && tree.contains_key("rustls"), "{tree:?}");
    let found: Vec<&str> = BANNED.into_iter().filter(|name| tree.contains_key(*name)).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn every_crate_of_the_default_tree_has_a_permissive_licence() {
    let permissive = [
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CDLA-Permissive-2.0",
        "ISC",
        "MIT",
        "Unicode-3.0",
        "Unlicense",
        "Zlib",
    ];
    let allowed = |expression: &str| {
        // `A OR B`, in older manifests `A/B`, is a choice. With an AND, every licence must be permissive: this is stricter than
        // the expression, but needs no parser.
        let named = expression
            .replace(" WITH LLVM-exception", "")
            .replace(['/', '(', ')'], " ");
        let mut named = named.split_whitespace().filter(|word| !matches!(*word, "OR" | "AND"));
        match expression.contains(" AND ") {
            true => named.all(|licence| permissive.contains(&licence)),
            false => named.any(|licence| permissive.contains(&licence)),
        }
    };
    assert!(
        allowed("MIT/GPL-3.0") && allowed("(MIT OR Apache-2.0) AND ISC") && !allowed("(MIT OR Apache-2.0) AND GPL-3.0")
    );
    let refused: Vec<_> = default_tree()
        .into_iter()
        .filter(|(_, licence)| !allowed(licence))
        .collect();
    assert!(refused.is_empty(), "{refused:?}");
}

#[test]
fn deny_toml_bans_the_same_crates() {
    let deny = fs::read_to_string(Path::new(ROOT).join("deny.toml")).unwrap();
    for name in [
        "tokio",
        "async-std",
        "smol",
        "hyper",
        "openssl",
        "native-tls",
        "aws-lc-rs",
    ] {
        assert!(deny.contains(&format!("crate = \"{name}\"")), "{name}");
    }
}
