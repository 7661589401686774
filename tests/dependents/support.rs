//! Crates that depend on this one by path, as a user's does.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

pub(crate) const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Prefixes of variables that belong to another package or build. They would rerun the build scripts that read them, and rebuild
/// everything that depends on these.
const FOREIGN_PREFIXES: [&str; 5] = ["CARGO_MANIFEST_", "CARGO_PKG_", "CLOUDFLARE_", "OUT_DIR", "RUSTFLAGS"];

/// A crate with one program, in the build's scratch folder so that a second run builds only what changed. It reuses crates that
/// were built for this test with the same features.
pub(crate) struct Dependent {
    folder: PathBuf,
    variables: Vec<(&'static str, String)>,
}

impl Dependent {
    /// `sources` are the files in `src`. `manifest` is appended to the manifest, where the dependency on this crate continues.
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

    /// Builds this crate from all paths of another spec.
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

    /// Sets environment variables for cargo and the program.
    pub(crate) fn with_variables(mut self, variables: [(&'static str, &str); 3]) -> Self {
        self.variables = variables.map(|(name, value)| (name, value.to_owned())).into();
        self
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The target directory, shared with this test.
    pub(crate) fn target(&self) -> &'static Path {
        Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap()
    }

    /// Runs cargo offline, because the build of this test has fetched everything.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO"));
        command.args(arguments).arg("--offline").current_dir(&self.folder);
        command.env("CARGO_TARGET_DIR", self.target());
        for (name, _) in env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if FOREIGN_PREFIXES.iter().any(|prefix| name.starts_with(prefix)) {
                command.env_remove(name);
            }
        }
        command.envs(self.variables.iter().map(|(name, value)| (*name, value)));
        let output = command.output().unwrap();
        let (locked, used) = (packages(Path::new(ROOT)), packages(&self.folder));
        let unlisted: Vec<&String> = used.difference(&locked).collect();
        assert!(
            unlisted.is_empty(),
            "add these packages to tests/Cargo.toml, because other machines may not have them: {unlisted:#?}"
        );
        output
    }
}

/// The registry packages in the lock file of a folder: name, version, source and checksum.
fn packages(folder: &Path) -> BTreeSet<String> {
    let lock = fs::read_to_string(folder.join("Cargo.lock")).unwrap();
    let packages = lock.split("[[package]]\n").skip(1);
    let packages = packages.map(|package| package.lines().take(4).collect::<Vec<_>>().join("\n"));
    packages.filter(|package| package.contains("\nchecksum = ")).collect()
}

/// The output of a command that succeeded.
#[track_caller]
pub(crate) fn stdout(output: Output) -> String {
    let [stdout, stderr] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    assert!(output.status.success(), "{}\n{stdout}\n{stderr}", output.status);
    stdout.into_owned()
}
