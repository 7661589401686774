//! Method names of the runtime, which generated code must not use.

use cloudflare_interconnects_codegen::sample::{BUILDER_METHODS, CLIENT_METHODS};

/// The methods in a text whose signatures have this indent.
fn methods(source: &str, indent: &str) -> Vec<String> {
    let signatures = source.lines().filter_map(|line| {
        let rest = line.strip_prefix(indent)?;
        let rest = rest.strip_prefix("pub(crate) ").or(rest.strip_prefix("pub "))?;
        rest.strip_prefix("fn ")?.split(['(', '<']).next()
    });
    signatures.map(str::to_owned).collect()
}

#[test]
fn the_generator_reserves_every_method_name_of_the_runtime() {
    // The indent of an `impl`, which excludes the methods of tests and macros.
    let client = include_str!("../../src/client/mod.rs");
    let (_, client) = client.split_once("impl Client {").unwrap();
    let (client, _) = client.split_once("\n}").unwrap();
    let (client, calls) = (
        methods(client, "    "),
        methods(include_str!("../../src/call.rs"), "            "),
    );
    assert!(client.contains(&"builder".to_owned()) && calls.contains(&"send".to_owned()));
    for (has, keeps) in [(client, CLIENT_METHODS), (calls, BUILDER_METHODS)] {
        for method in has {
            assert!(keeps.contains(&method.as_str()), "`{method}` is not reserved");
        }
    }
}
