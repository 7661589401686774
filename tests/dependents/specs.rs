//! Specs of our own, one for every construct: what is generated from them compiles, behaves, and grows without breaking.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::scale;
use crate::support::{Dependent, ROOT, stdout};

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
    let add = |into: &mut Map<String, Value>, members: &Value| {
        for (name, member) in members.as_object().unwrap() {
            assert!(
                into.insert(name.clone(), member.clone()).is_none(),
                "{name} is in two specs"
            );
        }
    };
    let mut texts = vec![scale::spec(60)];
    for entry in fs::read_dir(Path::new(ROOT).join("tests/specs")).unwrap() {
        let file = entry.unwrap().path();
        if file.extension().is_some_and(|extension| extension == "json") {
            texts.push(fs::read_to_string(&file).unwrap());
        }
    }
    for text in texts {
        let spec: Value = serde_json::from_str(&text).unwrap();
        add(&mut paths, &spec["paths"]);
        for (section, members) in spec["components"].as_object().unwrap() {
            add(components.entry(section.clone()).or_default(), members);
        }
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": "All of tests/specs", "version": "1" },
        "paths": paths,
        "components": components,
    })
}

/// Builds the crate from a spec, without a warning but for what is left out or untyped, and runs the tests of a program that depends on it.
fn test_program(name: &str, program: &str, spec: &str) {
    let server = read("server.rs");
    let dependent = Dependent::new(name, &[("main.rs", program), ("server.rs", &server)], MANIFEST).built_from(spec);
    let output = dependent.cargo(&["test", "--quiet"]);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let printed = stdout(output);
    assert!(printed.contains("test result: ok. "), "{printed}");
    let expected = [" is left out: ", "see `SPEC.untyped`"];
    let warned = stderr
        .lines()
        .any(|line| line.starts_with("warning") && !expected.iter().any(|part| line.contains(part)));
    assert!(!warned, "{stderr}");
}

#[test]
fn the_code_of_every_spec_compiles_and_behaves() {
    test_program("specs-behaviour", &read("behaviour.rs"), &all_specs().to_string());
}

#[test]
fn a_program_compiles_unchanged_when_the_spec_adds_to_what_it_uses() {
    let program = read("additive/program.rs");
    test_program("specs-before", &program, &read("additive/before.json"));
    test_program("specs-after", &program, &read("additive/after.json"));
}
