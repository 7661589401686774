//! Specs of our own, one for every construct: what is generated from them compiles, behaves, and grows without breaking.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::{Map, Value, json};

use crate::support::{Dependent, ROOT, stdout};
use cloudflare_interconnects_codegen::sample;

/// What a crate needs that tests itself against a spec of its own, without TLS, which loopback has no use for.
const MANIFEST: &str =
    "default-features = false\n\n[dependencies.serde]\nversion = \"1\"\n\n[dependencies.serde_json]\nversion = \"1\"\n";

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join("tests/specs").join(name)).unwrap()
}

/// All specs of `tests/specs` and a random one as one document. No two of them have a path or a component in common.
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

/// A program that depends on the crate as it is built from a spec, with the files of `tests/specs` and its raw server beside it.
fn dependent(name: &str, program: &str, spec: &str) -> Dependent {
    let files = fs::read_dir(Path::new(ROOT).join("tests/specs")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let texts: Vec<_> = names
        .filter(|name| name.ends_with(".rs"))
        .map(|name| (read(&name), name))
        .collect();
    let mut sources: Vec<_> = texts
        .iter()
        .map(|(text, name)| (name.as_str(), text.as_str()))
        .collect();
    let raw = read("../api/support/raw.rs");
    sources.extend([("raw.rs", raw.as_str()), ("main.rs", program)]);
    Dependent::new(name, &sources, MANIFEST).built_from(spec)
}

/// What a command printed that succeeded without a warning, but for those of the generator.
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

/// Runs the tests of a program that depends on the crate as it is built from a spec.
fn test_program(name: &str, program: &str, spec: &str) {
    let printed = without_warning(dependent(name, program, spec).cargo(&["test", "--quiet"]));
    assert!(printed.contains("test result: ok. "), "{printed}");
}

#[test]
fn the_code_of_every_spec_compiles_and_behaves() {
    test_program("specs-behaviour", &read("main.rs"), &all_specs().to_string());
}

#[test]
fn the_code_of_every_spec_passes_rustdoc_and_clippy() {
    let dependent = dependent("specs-lints", "fn main() {}", &all_specs().to_string());
    let manifest = format!("{ROOT}/Cargo.toml");
    let package = ["--manifest-path", &manifest, "--package", "cloudflare-interconnects"];
    let of_the_crate = [&package[..], &["--lib", "--no-default-features"]].concat();
    // The pages go into a folder of their own: they are nobody's to read.
    let pages = dependent.folder().join("pages");
    let built = format!("build.build-dir={:?}", dependent.target());
    let apart = ["--target-dir", pages.to_str().unwrap(), "--config", &built];
    without_warning(dependent.cargo(&[&["doc", "--no-deps"], &of_the_crate[..], &apart].concat()));
    // A toolchain may be without it.
    if dependent.cargo(&["clippy", "--version"]).status.success() {
        without_warning(dependent.cargo(&[&["clippy"], &of_the_crate[..]].concat()));
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
    let program = read("additive/program.rs");
    test_program("specs-before", &program, &read("additive/before.json"));
    test_program("specs-after", &program, &read("additive/after.json"));
}
