//! The floors of the house: `src/lib.rs` names the modules from the top to the ground, a blank line or a comment between two floors,
//! and a file uses only what stands on a floor below its own. So no two files can use each other, and a reader knows where to look.
//!
//! Every path that begins with `crate`, `$crate`, `super` or `self` is held to it, those in macros and in generated code
//! included; what is compiled for tests alone may use what it likes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A module's place in the tree: none for the crate's root.
type Module = Vec<String>;

/// A tree of modules and what uses what in it.
struct House {
    /// The text of each file, by its module.
    files: BTreeMap<Module, String>,
    /// On which floor of its parent's each module stands, counted from the top.
    floors: BTreeMap<Module, usize>,
    /// What the root gives out under a name of its own, by that name.
    exports: BTreeMap<String, Module>,
}

impl House {
    /// The house whose root is `root`, with `read` for the text of a file that a module may stand in.
    fn new(root: &str, read: impl Fn(&str) -> Option<String>) -> Self {
        let mut house = Self {
            files: BTreeMap::new(),
            floors: BTreeMap::new(),
            exports: BTreeMap::new(),
        };
        let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut open = vec![(Module::new(), read(root).expect("the root is there"))];
        while let Some((module, text)) = open.pop() {
            for (floor, name, given) in declared(&text) {
                let child = [&module[..], &[name]].concat();
                let path = format!("{folder}/{}", child.join("/"));
                // A path that is given begins in the folder of the file that gives it, which is the root's.
                let inside = match given {
                    Some(given) => read(&format!("{folder}/{given}")),
                    None => read(&format!("{path}.rs")).or_else(|| read(&format!("{path}/mod.rs"))),
                };
                open.push((child.clone(), inside.unwrap_or_else(|| panic!("no file for {child:?}"))));
                house.floors.insert(child, floor);
            }
            house.files.insert(module, text);
        }
        let root = house.files[&Module::new()].clone();
        for path in paths(&tokens(&root), &Module::new(), "use") {
            let exported = path.last().expect("a path has a name").clone();
            house.exports.insert(exported, path);
        }
        house
    }

    /// The file's module that a path leads into.
    fn file(&self, path: &[String]) -> Module {
        let inside = (0..=path.len()).rev().map(|length| &path[..length]);
        let mut files = inside.filter(|module| self.files.contains_key(*module));
        files.next().unwrap_or_default().to_vec()
    }

    /// Where a path leads, what the root gives out under a name of its own followed.
    fn target(&self, path: &[String]) -> Module {
        match (self.file(path), path) {
            (root, [name, ..]) if root.is_empty() => match self.exports.get(name) {
                Some(exported) if exported != path => self.file(exported),
                _ => root,
            },
            (file, _) => file,
        }
    }

    /// Each use of what does not stand below, as a sentence. `guests` are texts that are compiled into a module.
    fn faults(&self, guests: &[(Module, String)]) -> BTreeSet<String> {
        let files = self.files.iter().filter(|(module, _)| !module.is_empty());
        let guests = guests.iter().map(|(module, text)| (module, text));
        let mut faults = BTreeSet::new();
        for (module, text) in files.chain(guests) {
            let user = self.file(module);
            for path in paths(&tokens(text), module, "crate") {
                let used = self.target(&path);
                if !self.stands_above(&user, &used) {
                    faults.insert(format!("{} uses {}", user.join("::"), path.join("::")));
                }
            }
        }
        faults
    }

    /// Whether a file may use another: itself, what is inside it, and what stands below it.
    fn stands_above(&self, user: &Module, used: &Module) -> bool {
        let common = user.iter().zip(used).take_while(|(a, b)| a == b).count();
        if common == user.len() {
            return true;
        }
        let floor = |module: &Module| module.get(..=common).and_then(|module| self.floors.get(module));
        match (floor(user), floor(used)) {
            (Some(user), Some(used)) => user < used,
            // What holds a file stands above it.
            _ => false,
        }
    }
}

/// The modules that a file declares in other files, each with its floor and the path that is given for it, but for those of
/// tests alone.
fn declared(text: &str) -> Vec<(usize, String, Option<String>)> {
    let mut found: Vec<(usize, String, Option<String>)> = Vec::new();
    let (mut floor, mut test, mut given) = (0, false, None);
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with("//") {
            floor = found.last().map_or(0, |(last, ..)| last + 1);
            continue;
        }
        let named = line.split_once("mod ").and_then(|(_, rest)| rest.strip_suffix(';'));
        if let Some(name) = named.filter(|_| !test && !line.starts_with("#[")) {
            found.push((floor, name.to_owned(), given.take()));
        }
        let path = line
            .strip_prefix("#[path = \"")
            .and_then(|rest| rest.strip_suffix("\"]"));
        given = path.map(str::to_owned);
        test = line == "#[cfg(test)]";
    }
    found
}

fn tokens(text: &str) -> Vec<TokenTree> {
    let tokens: TokenStream = text.parse().expect("it is Rust");
    tokens.into_iter().collect()
}

/// The paths in a text of a module that begin with `crate`, `super` or `self`, from the root of the crate on, or those of its
/// `use`s.
fn paths(tokens: &[TokenTree], module: &[String], begin: &str) -> Vec<Module> {
    let word = |at: usize| match tokens.get(at) {
        Some(TokenTree::Ident(ident)) => Some(ident.to_string()),
        _ => None,
    };
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Group(attribute) if attribute.to_string().replace(' ', "") == "[cfg(test)]" => {
                // What it stands before: up to a semicolon, or a body.
                while let Some(token) = tokens.get(at) {
                    at += 1;
                    match token {
                        TokenTree::Punct(mark) if mark.as_char() == ';' => break,
                        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => break,
                        _ => {}
                    }
                }
            }
            TokenTree::Ident(ident) => {
                let behind = |mark: char| matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == mark);
                match (ident.to_string().as_str(), word(at), tokens.get(at + 1)) {
                    ("mod", Some(name), Some(TokenTree::Group(body))) => {
                        let inner: Vec<TokenTree> = body.stream().into_iter().collect();
                        found.extend(paths(&inner, &[module, &[name]].concat(), begin));
                        at += 2;
                    }
                    ("use", Some(_), _) if begin == "use" => leaves(tokens, &mut at, &[], &mut found),
                    ("crate", ..) if begin == "crate" && behind(':') => {
                        at += 2;
                        leaves(tokens, &mut at, &[], &mut found);
                    }
                    ("self", ..) if begin == "crate" && behind(':') => {
                        at += 2;
                        leaves(tokens, &mut at, module, &mut found);
                    }
                    ("super", ..) if begin == "crate" && behind(':') => {
                        let mut from = module.split_last().map_or(&[][..], |(_, parent)| parent);
                        at += 2;
                        while word(at).as_deref() == Some("super") {
                            from = from.split_last().map_or(&[][..], |(_, parent)| parent);
                            at += 3;
                        }
                        leaves(tokens, &mut at, from, &mut found);
                    }
                    _ => {}
                }
            }
            TokenTree::Group(group) => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                found.extend(paths(&inner, module, begin));
            }
            _ => {}
        }
    }
    found
}

/// The paths of a `use` tree, or the one path, that goes on behind `from`.
fn leaves(tokens: &[TokenTree], at: &mut usize, from: &[String], found: &mut Vec<Module>) {
    let mut path = from.to_vec();
    loop {
        match tokens.get(*at) {
            Some(TokenTree::Ident(ident)) => {
                let name = ident.to_string();
                *at += 1;
                if name != "self" {
                    path.push(name);
                }
            }
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                *at += 1;
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                let mut place = 0;
                while place < inner.len() {
                    leaves(&inner, &mut place, &path, found);
                    place += 1;
                }
                return;
            }
            _ => break,
        }
        let colons = tokens.get(*at..*at + 2).unwrap_or_default();
        if !colons.iter().all(|mark| mark.to_string() == ":") || colons.is_empty() {
            break;
        }
        *at += 2;
    }
    // `{self}` is the path itself.
    if !path.is_empty() {
        found.push(path);
    }
}

fn source(path: &str) -> Option<String> {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).ok()
}

#[test]
fn every_file_uses_only_what_stands_below_it() {
    let house = House::new("src/lib.rs", source);
    let generator = House::new("src/codegen/mod.rs", source);
    let mut guests: Vec<(Module, String)> = ["types", "operations", "resources"]
        .into_iter()
        .map(|name| {
            let text = source(&format!("tests/golden/{name}.rs")).expect("the golden copies are there");
            (vec!["generated".to_owned(), name.to_owned()], text)
        })
        .collect();
    // What the generator quotes is compiled among what it generates; its own paths begin with `super`.
    let quoted = generator
        .files
        .values()
        .map(|text| text.replace("super::", "outside::"));
    guests.extend(quoted.map(|text| (vec!["generated".to_owned()], text)));
    assert_eq!(house.faults(&guests), BTreeSet::new());

    let quoting = |text: &String| text.replace("crate::", "outside::");
    let mut generator = generator;
    generator.files.values_mut().for_each(|text| *text = quoting(text));
    assert_eq!(generator.faults(&[]), BTreeSet::new());
}

/// The faults of a house of files that are given.
fn faults(files: &[(&str, &str)], guests: &[(Module, String)]) -> Vec<String> {
    let files: BTreeMap<&str, &str> = files.iter().copied().collect();
    let house = House::new("src/lib.rs", |path| files.get(path).map(|text| (*text).to_owned()));
    house.faults(guests).into_iter().collect()
}

const ROOT: &str = "mod top;\n\nmod left;\nmod right;\n\n// Ground.\nmod wing;\n\n#[cfg(test)]\nmod tests;\n\npub use left::{Left, deep::Name as Other};\n";

#[test]
fn a_path_up_or_across_is_a_fault_however_it_is_written() {
    for (left, fault) in [
        (
            "use crate::wing::low; fn f() { super::wing::low::g(); crate::Left; }",
            None,
        ),
        ("use crate::top::x;", Some("left uses top::x")),
        ("use super::{wing, top};", Some("left uses top")),
        (
            "use crate::{wing::{self, low}, right::{self}};",
            Some("left uses right"),
        ),
        ("fn f() { super::right::g() }", Some("left uses right::g")),
        ("macro_rules! m { () => { $crate::top::x }; }", Some("left uses top::x")),
        ("mod inner { use super::super::top; }", Some("left uses top")),
        ("mod inner { use super::own; } fn own() {}", None),
        ("use crate::unknown;", Some("left uses unknown")),
        ("#[cfg(test)] mod tests { use crate::top; } fn f() {}", None),
        (
            "#[cfg(test)] use crate::top; use crate::right;",
            Some("left uses right"),
        ),
        ("/// [`x`](crate::top::x)\nfn f() {}", None),
    ] {
        let files = [
            ("src/lib.rs", ROOT),
            ("src/top.rs", "use crate::{Left, Other}; use crate::right;"),
            ("src/left.rs", left),
            ("src/right.rs", ""),
            ("src/wing/mod.rs", "pub mod high;\n\npub mod low;\n"),
            ("src/wing/high.rs", "use super::low;"),
            ("src/wing/low.rs", ""),
        ];
        assert_eq!(faults(&files, &[]), fault.as_slice(), "{left}");
    }
}

#[test]
fn inside_a_wing_the_order_is_that_of_its_own_modules_and_a_guest_stands_where_it_is_compiled() {
    let files = [
        ("src/lib.rs", "mod top;\n\nmod wing;\n"),
        ("src/top.rs", ""),
        ("src/wing.rs", "mod high;\n\nmod low;\nfn own() {}"),
        ("src/wing/high.rs", "use super::low; use crate::wing::own;"),
        ("src/wing/low.rs", "use super::high; use crate::top;"),
    ];
    let guest = ["wing".to_owned(), "generated".to_owned()].to_vec();
    assert_eq!(
        faults(
            &files,
            &[(guest, "fn f() { crate::top::x(); crate::wing::low::y(); }".to_owned())]
        ),
        [
            "wing uses top::x",
            "wing::high uses wing::own",
            "wing::low uses top",
            "wing::low uses wing::high"
        ]
    );
}

/// The lines of code in the documentation of a text that are shown, each with its number.
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
fn no_line_of_code_in_the_documentation_is_wider_than_a_page_shows() {
    const WIDEST: usize = 90;
    let generator = House::new("src/codegen/mod.rs", source);
    let house = House::new("src/lib.rs", source);
    let golden = ["types", "operations", "resources"].map(|name| source(&format!("tests/golden/{name}.rs")).unwrap());
    let pages = ["README.md", "COOKBOOK.md"].map(|name| source(name).expect("it is there"));
    let comments = house.files.values().chain(generator.files.values()).chain(&golden);
    let shown = comments.flat_map(|text| shown_code(text, true));
    let shown = shown.chain(pages.iter().flat_map(|text| shown_code(text, false)));
    let shown: Vec<(usize, &str)> = shown.collect();
    assert!(shown.len() > 500, "the documentation has code: {}", shown.len());
    let wide: Vec<_> = shown.iter().filter(|(_, line)| line.chars().count() > WIDEST).collect();
    assert!(wide.is_empty(), "{wide:#?}");
}
