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

/// A link to a file of the repository leads nowhere in the rendered documentation, and a link to an item nowhere on a code host. So
/// such a link is defined twice: at the end of the file, and in `lib.rs`, where it leads to a module.
#[test]
fn links_work_on_a_code_host_and_in_the_documentation() {
    let library = fs::read_to_string(root().join("src/lib.rs")).expect("it is text");
    for name in ["README.md", "COOKBOOK.md"] {
        let text = fs::read_to_string(root().join(name)).expect("it is text");
        let headings: Vec<String> = text
            .lines()
            .filter_map(|line| {
                line.trim_start_matches('#')
                    .strip_prefix(' ')
                    .filter(|_| line.starts_with('#'))
            })
            .map(|heading| heading.to_lowercase().replace(' ', "-"))
            .collect();
        for (_, rest) in text.match_indices("](").map(|(at, _)| text.split_at(at + 2)) {
            let target = rest.split_once(')').expect("a link ends").0;
            let works = match target.strip_prefix('#') {
                Some(heading) => headings.iter().any(|known| known == heading),
                None => target.starts_with("https://"),
            };
            assert!(works, "{name}: {target}");
        }
        for line in text.lines() {
            let Some((label, target)) = line.strip_prefix('[').and_then(|line| line.split_once("]: ")) else {
                continue;
            };
            assert!(root().join(target).exists(), "{name}: {target}");
            let definition = format!("[{label}]: crate::{label}");
            assert!(library.contains(&definition), "lib.rs does not have {definition}");
        }
        assert!(!text.contains("[`"), "{name}: a link to an item works in rustdoc alone");
    }
}
