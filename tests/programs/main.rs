//! The cookbook's programs that need more dependencies than the crate. Each file is a program from the cookbook, followed by its test.
//! `tests/api/transport/proxies.rs` tests `proxy.rs`, because it has a proxy.

mod env_logger;
mod tokio;

#[test]
fn the_cookbook_shows_these_programs_unchanged() {
    let cookbook = include_str!("../../COOKBOOK.md");
    for file in [
        include_str!("tokio.rs"),
        include_str!("env_logger.rs"),
        include_str!("proxy.rs"),
    ] {
        let program = file.split("\n#[test]").next().unwrap_or(file);
        let program = program
            .split("\n/// Run by the test below")
            .next()
            .unwrap_or(program)
            .trim_end();
        assert!(
            cookbook.contains(&format!("\n{program}\n```\n")),
            "the cookbook does not contain this program:\n{program}"
        );
    }
}
