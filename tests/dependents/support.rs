//! Crates that depend on this one by path, as a user's does.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

pub(crate) const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// What begins the names of variables that are about another package, or another build. Build scripts that look at such a one would
/// run again, and all that is behind them be built again, by turns.
const OF_OTHERS: [&str; 5] = ["CARGO_MANIFEST_", "CARGO_PKG_", "CLOUDFLARE_", "OUT_DIR", "RUSTFLAGS"];

/// A crate with one program, below the build's own scratch folder so that a second run builds only what changed. Of other crates
/// it takes what was built for this test, where features are the same.
pub(crate) struct Dependent {
    folder: PathBuf,
    variables: Vec<(&'static str, String)>,
}

impl Dependent {
    /// `sources` are the files below `src`, `manifest` is what follows in the manifest where it depends on this crate.
    pub(crate) fn new(name: &str, sources: &[(&str, &str)], manifest: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(folder.join("src")).unwrap();
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies.cloudflare-interconnects]\npath = {ROOT:?}\n{manifest}",
        );
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        for (name, text) in sources {
            fs::write(folder.join("src").join(name), text).unwrap();
        }
        fs::copy(Path::new(ROOT).join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        Dependent {
            folder,
            variables: Vec::new(),
        }
    }

    /// Builds this crate from another spec, all of it.
    pub(crate) fn built_from(mut self, spec: &str) -> Self {
        let file = self.folder.join("spec.json");
        if fs::read_to_string(&file).ok().as_deref() != Some(spec) {
            fs::write(&file, spec).unwrap();
        }
        self.variables = vec![
            ("CLOUDFLARE_INTERCONNECTS_SPEC", file.to_str().unwrap().to_owned()),
            ("CLOUDFLARE_INTERCONNECTS_PATHS", "*".to_owned()),
        ];
        self
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where all is built, this test included.
    pub(crate) fn target(&self) -> &'static Path {
        Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap()
    }

    /// Everything that is needed was fetched to build this test, so cargo stays offline.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO"));
        command.args(arguments).arg("--offline").current_dir(&self.folder);
        command.env("CARGO_TARGET_DIR", self.target());
        for (name, _) in env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if OF_OTHERS.iter().any(|prefix| name.starts_with(prefix)) {
                command.env_remove(name);
            }
        }
        command.envs(self.variables.iter().map(|(name, value)| (*name, value)));
        let output = command.output().unwrap();
        let (locked, used) = (packages(Path::new(ROOT)), packages(&self.folder));
        let chance: Vec<&String> = used.difference(&locked).collect();
        assert!(
            chance.is_empty(),
            "name in tests/Cargo.toml, or they are on this machine by chance: {chance:#?}"
        );
        output
    }
}

/// What the lock file of a folder has from elsewhere: name, version, source and checksum.
fn packages(folder: &Path) -> BTreeSet<String> {
    let lock = fs::read_to_string(folder.join("Cargo.lock")).unwrap();
    let packages = lock.split("[[package]]\n").skip(1);
    let packages = packages.map(|package| package.lines().take(4).collect::<Vec<_>>().join("\n"));
    packages.filter(|package| package.contains("\nchecksum = ")).collect()
}

/// What a command that succeeded printed.
#[track_caller]
pub(crate) fn stdout(output: Output) -> String {
    let [stdout, stderr] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    assert!(output.status.success(), "{}\n{stdout}\n{stderr}", output.status);
    stdout.into_owned()
}
