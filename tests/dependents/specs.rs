//! Our own specs, one for every construct. Their generated code compiles, passes tests, and grows without breaking programs.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::{Map, Value, json};

use crate::support::{Dependent, ROOT, stdout};
use cloudflare_interconnects_codegen::sample;

/// The manifest of a crate that tests its own spec. It has no TLS, because loopback needs none.
const MANIFEST: &str =
    "default-features = false\n\n[dependencies.serde]\nversion = \"1\"\n\n[dependencies.serde_json]\nversion = \"1\"\n";

fn load(name: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join("tests/specs").join(name)).unwrap()
}

/// All specs of `tests/specs` and a random one, merged into one spec. No two of them share a path or a component.
fn all_specs() -> Value {
    let mut paths = Map::new();
    let mut components: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    let add = |into: &mut Map<String, Value>, fields: &Value| {
        for (name, field) in fields.as_object().unwrap() {
            assert!(
                into.insert(name.clone(), field.clone()).is_none(),
                "{name} is in two specs"
            );
        }
    };
    let mut texts = vec![sample::sized_spec(60)];
    for entry in fs::read_dir(Path::new(ROOT).join("tests/specs")).unwrap() {
        let file = entry.unwrap().path();
        if file.extension().is_some_and(|extension| extension == "json") {
            texts.push(fs::read_to_string(&file).unwrap());
        }
    }
    for text in texts {
        let spec: Value = serde_json::from_str(&text).unwrap();
        add(&mut paths, &spec["paths"]);
        for (section, fields) in spec["components"].as_object().unwrap() {
            add(components.entry(section.clone()).or_default(), fields);
        }
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": "All of tests/specs", "version": "1" },
        "paths": paths,
        "components": components,
    })
}

/// A program that depends on the crate, built from this spec. It contains the files of `tests/specs` and the raw server.
fn dependent(name: &str, program: &str, spec: &str) -> Dependent {
    let files = fs::read_dir(Path::new(ROOT).join("tests/specs")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let texts: Vec<_> = names
        .filter(|name| name.ends_with(".rs"))
        .map(|name| (load(&name), name))
        .collect();
    let mut sources: Vec<_> = texts
        .iter()
        .map(|(text, name)| (name.as_str(), text.as_str()))
        .collect();
    let raw = load("../api/support/raw.rs");
    sources.extend([("raw.rs", raw.as_str()), ("main.rs", program)]);
    Dependent::new(name, &sources, MANIFEST).built_from(spec)
}

/// The output of a command that succeeded without warnings, except those of the generator.
#[track_caller]
fn without_warning(output: Output) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let printed = stdout(output);
    let generators = |line: &str| line.starts_with("warning: cloudflare-interconnects@");
    let warned = stderr
        .lines()
        .any(|line| line.starts_with("warning") && !generators(line));
    assert!(!warned, "{stderr}");
    printed
}

/// Runs the tests of a program that depends on the crate, built from this spec.
fn test_program(name: &str, program: &str, spec: &str) {
    let printed = without_warning(dependent(name, program, spec).cargo(&["test", "--quiet"]));
    assert!(printed.contains("test result: ok. "), "{printed}");
}

#[test]
fn the_code_for_every_spec_compiles_and_passes_its_tests() {
    test_program("specs-behaviour", &load("main.rs"), &all_specs().to_string());
}

#[test]
fn the_code_for_every_spec_passes_rustdoc_and_clippy() {
    let dependent = dependent("specs-lints", "fn main() {}", &all_specs().to_string());
    let manifest = format!("{ROOT}/Cargo.toml");
    let package = ["--manifest-path", &manifest, "--package", "cloudflare-interconnects"];
    let library = [&package[..], &["--lib", "--no-default-features"]].concat();
    // Nobody reads these pages, so they go into a separate folder.
    let pages = dependent.folder().join("pages");
    let built = format!("build.build-dir={:?}", dependent.target());
    let separate_target = ["--target-dir", pages.to_str().unwrap(), "--config", &built];
    without_warning(dependent.cargo(&[&["doc", "--no-deps"], &library[..], &separate_target].concat()));
    // Some toolchains have no clippy.
    if dependent.cargo(&["clippy", "--version"]).status.success() {
        without_warning(dependent.cargo(&[&["clippy"], &library[..]].concat()));
    }
}

#[test]
fn a_minimal_spec_compiles_without_a_warning() {
    let spec = json!({
        "openapi": "3.0.3",
        "info": { "title": "One operation", "version": "1" },
        "paths": { "/a": { "delete": { "responses": { "204": { "description": "" } } } } },
    });
    without_warning(dependent("specs-least", "fn main() {}", &spec.to_string()).cargo(&["check", "--quiet"]));
}

#[test]
fn a_program_compiles_unchanged_when_the_spec_adds_to_what_it_uses() {
    let program = load("additive/program.rs");
    test_program("specs-before", &program, &load("additive/before.json"));
    test_program("specs-after", &program, &load("additive/after.json"));
}
