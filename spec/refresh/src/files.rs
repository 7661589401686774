//! Reads files up to a limit, and writes all of them or none.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;

/// More than ten times the size of upstream's document.
const LARGEST: u64 = 256 << 20;

/// The text of a regular file. A FIFO or a device might never end.
pub(crate) fn read_file(path: &Path) -> Result<String, String> {
    let failed = |problem: &dyn std::fmt::Display| format!("{}: {problem}", path.display());
    if !fs::metadata(path).map_err(|error| failed(&error))?.is_file() {
        return Err(failed(&"not a regular file; name a JSON file"));
    }
    let file = File::open(path).map_err(|error| failed(&error))?;
    let mut text = String::new();
    file.take(LARGEST + 1)
        .read_to_string(&mut text)
        .map_err(|error| failed(&error))?;
    if text.len() as u64 > LARGEST {
        return Err(failed(&format_args!(
            "larger than {} MiB, the limit; name a smaller file",
            LARGEST >> 20
        )));
    }
    Ok(text)
}

/// The text of a regular file, or `None` if it does not exist.
pub(crate) fn read_if_there(path: &Path) -> Result<Option<String>, String> {
    match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        _ => read_file(path).map(Some),
    }
}

pub(crate) fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("not valid JSON: {error}"))
}

/// The value as text: fields sorted by name, indented by two spaces, with a newline at the end.
pub(crate) fn pretty(value: &mut Value) -> String {
    value.sort_all_objects();
    format!("{value:#}\n")
}

/// Writes the files, all of them or none. Each is first written beside the file that it replaces. Modes and symbolic links are kept.
pub(crate) fn write_all(files: &[(&Path, &str)]) -> Result<(), String> {
    let mut staged: Vec<Staged> = Vec::new();
    for (path, text) in files {
        if read_if_there(path)?.as_deref() != Some(*text) {
            staged.push(Staged::write(path, text)?);
        }
    }
    for position in 0..staged.len() {
        if let Err(error) = staged[position].put_in_place() {
            let undone = staged[..position].iter().filter_map(|file| file.restore().err());
            let undone: String = undone.map(|error| format!("\n{error}")).collect();
            return Err(format!("{error}{undone}"));
        }
    }
    Ok(())
}

/// A file that is written, but not in its place yet.
struct Staged {
    target: PathBuf,
    beside: PathBuf,
    /// The text that it replaces.
    old: Option<String>,
}

impl Staged {
    fn write(path: &Path, text: &str) -> Result<Self, String> {
        let failed = |error: std::io::Error| format!("{}: {error}", path.display());
        let old = read_if_there(path)?;
        let target = match old {
            Some(_) => fs::canonicalize(path).map_err(failed)?,
            None => path.to_owned(),
        };
        let beside = target.with_extension(format!("{}.new", std::process::id()));
        let staged = Staged { target, beside, old };
        let written = File::create_new(&staged.beside).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            match &staged.old {
                Some(_) => file.set_permissions(fs::metadata(&staged.target)?.permissions()),
                None => Ok(()),
            }
        });
        written.map(|()| staged).map_err(failed)
    }

    fn put_in_place(&self) -> Result<(), String> {
        fs::rename(&self.beside, &self.target).map_err(|error| format!("{}: {error}", self.target.display()))
    }

    /// Restores the old text.
    fn restore(&self) -> Result<(), String> {
        let restored = match &self.old {
            Some(old) => fs::write(&self.target, old),
            None => fs::remove_file(&self.target),
        };
        restored.map_err(|error| {
            format!(
                "{} could not be restored: {error}; restore it with git",
                self.target.display()
            )
        })
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // Nothing to remove if the file is in its place.
        let _ = fs::remove_file(&self.beside);
    }
}
