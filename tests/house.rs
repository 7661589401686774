//! The width of code in the documentation, which no tool checks.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The Rust files below a folder.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("it is a folder") {
        let path = entry.expect("it is readable").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The visible lines of code in the documentation of a text, each with its number.
fn shown_code(text: &str, in_comments: bool) -> Vec<(usize, &str)> {
    let (mut lines, mut inside) = (Vec::new(), false);
    for (index, line) in text.lines().enumerate() {
        let comment = line.trim_start();
        let comment = comment.strip_prefix("///").or_else(|| comment.strip_prefix("//!"));
        let line = match (in_comments, comment) {
            (false, _) => line,
            (true, Some(comment)) => comment.strip_prefix(' ').unwrap_or(comment),
            (true, None) => {
                inside = false;
                continue;
            }
        };
        if line.starts_with("```") {
            inside = !inside;
        } else if inside && line != "#" && !line.starts_with("# ") {
            lines.push((index + 1, line));
        }
    }
    lines
}

#[test]
fn no_line_of_code_in_the_documentation_is_too_wide() {
    const WIDEST: usize = 90;
    let mut files = vec![root().join("README.md"), root().join("COOKBOOK.md")];
    sources(&root().join("src"), &mut files);
    sources(&root().join("tests/golden"), &mut files);
    let (mut shown, mut wide) = (0, Vec::new());
    for file in files {
        let text = fs::read_to_string(&file).expect("it is text");
        let lines = shown_code(&text, file.extension().is_some_and(|extension| extension == "rs"));
        shown += lines.len();
        let lines = lines.into_iter().filter(|(_, line)| line.chars().count() > WIDEST);
        wide.extend(lines.map(|(number, line)| format!("{}:{number}: {line}", file.display())));
    }
    assert!(shown > 500, "the documentation has code: {shown}");
    assert!(wide.is_empty(), "{wide:#?}");
}
