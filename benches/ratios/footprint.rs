//! What the crate adds to a program's build time and size, compared with the same program written by hand.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;
use std::{env, fs};

use crate::report::Row;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

struct Program {
    folder: PathBuf,
    name: &'static str,
}

/// The time of a build: wall-clock, and CPU time of all processors.
struct Cost {
    wall: f64,
    cpu: f64,
}

/// Builds each program from nothing in `CLEAN_BUILDS` rounds (three by default). Each row shows the round with the median ratio (of
/// an even number, the higher one of the middle two), because a shared machine is slower at one time than at another.
/// `FOOTPRINT_FEATURES` (`"gzip"`, with quotes) adds features of the crate.
///
/// The third program is the hand-written one with the generator's dependencies added. It does not use them.
pub(crate) fn measure(rows: &mut Vec<Row>) {
    let ureq = r#"ureq = { version = "3.5.1", default-features = false, features = ["rustls"] }"#;
    let by_hand =
        format!("{ureq}\nserde = {{ version = \"1.0.228\", features = [\"derive\"] }}\nserde_json = \"1.0.150\"\n");
    let features = env::var("FOOTPRINT_FEATURES").unwrap_or_default();
    let by_us = format!("cloudflare-interconnects = {{ path = {ROOT:?}, features = [{features}] }}\n");
    let hand_files = ["benches/ratios/hand.rs", "benches/footprint/hand.rs"];
    let hand = program("hand", &by_hand, &hand_files);
    let ours = program("ours", &by_us, &["benches/footprint/ours.rs"]);
    let with_typify = program("hand-with-typify", &(by_hand + &build_dependencies()), &hand_files);
    fs::write(with_typify.folder.join("build.rs"), "fn main() {}\n").unwrap();
    let count: usize = env::var("CLEAN_BUILDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(3);
    for (profile, arguments, limit) in [("debug", &[][..], 1.75), ("release", &["--release"][..], 1.40)] {
        let rounds: Vec<[Cost; 3]> = (0..count.max(1))
            .map(|_| [&hand, &ours, &with_typify].map(|program| clean_build(program, arguments)))
            .collect();
        for (unit, pick) in [
            ("s", (|cost| cost.wall) as fn(&Cost) -> f64),
            ("s CPU", |cost| cost.cpu),
        ] {
            let rounds: Vec<[f64; 3]> = rounds.iter().map(|costs| costs.each_ref().map(pick)).collect();
            eprintln!("clean {profile} builds in {unit}: by hand, ours, by hand with typify etc.: {rounds:.1?}");
            let (cost, by_hand) = middle(rounds.iter().map(|[hand, ours, _]| (*ours, *hand)));
            rows.push(Row::at_most(
                format!("clean {profile} build"),
                unit,
                cost,
                by_hand,
                limit,
            ));
            let (cost, by_hand) = middle(rounds.iter().map(|[hand, _, with_typify]| (*with_typify, *hand)));
            let name = format!("clean {profile} build by hand, with typify etc.");
            rows.push(Row::only(name, unit, cost, by_hand));
        }
    }
    let (ours_size, hand_size) = (size(&ours) / 1e6, size(&hand) / 1e6);
    rows.push(Row::only("stripped release program", "MB", ours_size, hand_size));
    // Without this crate and the program itself.
    let (ours, hand) = (crates(&ours) - 2.0, crates(&hand) - 1.0);
    rows.push(Row::more("crates besides this one", "crates", ours, hand, 2.0));
}

/// The pair with the median ratio.
fn middle(pairs: impl Iterator<Item = (f64, f64)>) -> (f64, f64) {
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort_by(|(cost, by_hand), (other, other_by_hand)| (cost / by_hand).total_cmp(&(other / other_by_hand)));
    pairs[pairs.len() / 2]
}

/// The generator's dependencies, from its manifest.
fn build_dependencies() -> String {
    let manifest = fs::read_to_string(Path::new(ROOT).join("codegen/Cargo.toml")).unwrap();
    let (_, rest) = manifest.split_once("\n[dependencies]\n").unwrap();
    let dependencies = rest.split("\n[").next().unwrap();
    format!("\n[build-dependencies]\n{dependencies}\n")
}

fn program(name: &'static str, dependencies: &str, files: &[&str]) -> Program {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("footprint").join(name);
    fs::create_dir_all(folder.join("src")).unwrap();
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[profile.release]\nstrip = true\n\n[dependencies]\n{dependencies}"
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::copy(Path::new(ROOT).join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    for (index, file) in files.iter().rev().enumerate() {
        let target = if index == 0 { "src/main.rs" } else { "src/hand.rs" };
        fs::copy(Path::new(ROOT).join(file), folder.join(target)).unwrap();
    }
    Program { folder, name }
}

fn cargo(program: &Program, arguments: &[&str]) -> String {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()));
    command.args(arguments).arg("--offline").current_dir(&program.folder);
    command.env("CARGO_TARGET_DIR", program.folder.join("target"));
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("CARGO_PKG_") || name == "RUSTFLAGS" {
            command.env_remove(name);
        }
    }
    let output = command.stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "cargo {arguments:?} in {:?}", program.folder);
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn clean_build(program: &Program, arguments: &[&str]) -> Cost {
    let _ = fs::remove_dir_all(program.folder.join("target"));
    let (started, before) = (Instant::now(), children_cpu());
    cargo(program, &[&["build", "--quiet"], arguments].concat());
    Cost {
        wall: started.elapsed().as_secs_f64(),
        cpu: children_cpu() - before,
    }
}

/// CPU time in seconds of all ended child processes, if the system tells it.
fn children_cpu() -> f64 {
    const TICKS_PER_SECOND: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind_name = stat.rsplit(") ").next().unwrap_or_default();
    let fields = behind_name.split(' ').skip(13).take(2);
    fields.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / TICKS_PER_SECOND
}

fn size(program: &Program) -> f64 {
    let path = program.folder.join("target/release").join(program.name);
    let path = path.with_extension(env::consts::EXE_EXTENSION);
    fs::metadata(path).unwrap().len() as f64
}

fn crates(program: &Program) -> f64 {
    let tree = cargo(
        program,
        &["tree", "--edges", "normal", "--prefix", "none", "--no-dedupe"],
    );
    let mut names: Vec<&str> = tree.lines().collect();
    names.sort_unstable();
    names.dedup();
    names.len() as f64
}
