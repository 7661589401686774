//! The cookbook's programs that need a crate of their own: each file is a program as the cookbook shows it, and then its test. The
//! one that goes through a proxy is run among the tests of proxies, which have one.

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
            "the cookbook shows another program than:\n{program}"
        );
    }
}
