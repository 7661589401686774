//! Runs the program on copies of the repository's `spec`.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs};

use serde_json::Value;

pub(crate) const SPEC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
pub(crate) const FILES: [&str; 3] = ["upstream.json", "overlay.json", "network-interconnects.json"];

/// A copy of the repository's files, removed on drop.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!(
            "refresh-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let folder = env::temp_dir().join(name);
        fs::create_dir(&folder).unwrap();
        for file in FILES {
            fs::copy(Path::new(SPEC).join(file), folder.join(file)).unwrap();
        }
        Folder(folder)
    }

    pub(crate) fn text(&self, file: &str) -> String {
        fs::read_to_string(self.0.join(file)).unwrap()
    }

    pub(crate) fn json(&self, file: &str) -> Value {
        serde_json::from_str(&self.text(file)).unwrap()
    }

    pub(crate) fn write(&self, file: &str, value: &Value) {
        fs::write(self.0.join(file), value.to_string()).unwrap();
    }

    pub(crate) fn texts(&self) -> [String; 3] {
        FILES.map(|file| self.text(file))
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let program = env!("CARGO_BIN_EXE_refresh");
        let output = Command::new(program)
            .arg("--folder")
            .arg(&self.0)
            .args(arguments)
            .output()
            .unwrap();
        Ran::of(output)
    }

    /// Refreshes from a document of any text.
    pub(crate) fn refresh(&self, document: &str) -> Ran {
        let path = self.0.join("openapi.json");
        fs::write(&path, document).unwrap();
        self.run(&[path.to_str().unwrap()])
    }

    /// Refreshes from the repository's `upstream.json` after a change.
    pub(crate) fn refresh_changed(&self, change: impl FnOnce(&mut Value)) -> Ran {
        let mut document = self.json("upstream.json");
        change(&mut document);
        self.refresh(&document.to_string())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    pub(crate) fn of(output: Output) -> Self {
        Ran {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The lines below a title, without their indent.
    pub(crate) fn below(&self, title: &str) -> Vec<&str> {
        let lines = self.stdout.lines().skip_while(|line| !line.starts_with(title)).skip(1);
        lines.map_while(|line| line.strip_prefix("  ")).collect()
    }

    #[track_caller]
    pub(crate) fn assert_fails(&self, why: &str) {
        assert_eq!((self.code, self.stdout.as_str()), (2, ""), "{}", self.stderr);
        assert!(self.stderr.contains(why), "{}", self.stderr);
    }
}

pub(crate) const CHANGED: &str = "Changed for programs:";
pub(crate) const COVERED: &str = "Changed upstream, but hidden from programs";
pub(crate) const UNDESCRIBED: &str = "Without a description";
pub(crate) const IDLE: &str = "Actions of overlay.json without effect";
pub(crate) const WARNINGS: &str = "New warnings of the generator";

pub(crate) fn schema<'a>(document: &'a mut Value, name: &str) -> &'a mut Value {
    &mut document["components"]["schemas"][name]
}

pub(crate) fn take_out(list: &mut Value, element: &str) {
    list.as_array_mut().unwrap().retain(|own| own != element);
}

pub(crate) const CNIS: &str = "/accounts/{account_id}/cni/cnis";

pub(crate) fn get_slots(document: &mut Value) -> &mut Value {
    &mut document["paths"]["/accounts/{account_id}/cni/slots"]["get"]
}

pub(crate) fn body_of_new_cni(document: &mut Value) -> &mut Value {
    &mut document["paths"][CNIS]["post"]["requestBody"]["content"]["application/json"]["schema"]
}

/// A change of upstream.
pub(crate) type Move = fn(&mut Value);

/// Each change must be reported below `title`, as its line.
pub(crate) fn assert_reported(title: &str, moves: &[(Move, &str)]) {
    for (change, line) in moves {
        let ran = Folder::new().refresh_changed(change);
        assert_eq!(ran.code, 1, "{line}: {}", ran.stderr);
        assert!(
            matches!(ran.below(title)[..], [told] if told.starts_with(line)),
            "{line} in {}",
            ran.stdout
        );
    }
}
