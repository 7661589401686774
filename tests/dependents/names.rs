//! Names that generated code keeps free for the methods that the runtime has.

use cloudflare_interconnects_codegen::sample::{BUILDER_METHODS, CLIENT_METHODS};

/// The methods of a text whose signatures are indented so.
fn methods(source: &str, indent: &str) -> Vec<String> {
    let signatures = source.lines().filter_map(|line| {
        let rest = line.strip_prefix(indent)?;
        let rest = rest.strip_prefix("pub(crate) ").or(rest.strip_prefix("pub "))?;
        rest.strip_prefix("fn ")?.split(['(', '<']).next()
    });
    signatures.map(str::to_owned).collect()
}

#[test]
fn the_generator_keeps_every_method_name_of_the_runtime_free() {
    // Indented as in an `impl`, which tells them from those of tests and macros.
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
            assert!(keeps.contains(&method.as_str()), "`{method}` is not kept free");
        }
    }
}
