//! Files that are written whole or not at all.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf, is_separator};
use std::process;
use std::time::SystemTime;

use crate::exit::{Exit, Failure};

/// An error if a file cannot be written there, or if it exists and `force` is false: better found before anything is done.
pub(crate) fn check_target(path: &Path, force: bool) -> Result<(), Failure> {
    let cannot = |error: io::Error| Failure::usage(format!("cannot write to {}: {error}", path.display()));
    // A link that leads nowhere is something that exists, too.
    if !force && fs::symlink_metadata(path).is_ok() {
        return Err(Failure::new(
            Exit::FileKept,
            format!("{} exists and is kept; --force replaces it", path.display()),
        ));
    }
    let bytes = path.as_os_str().as_encoded_bytes();
    let last = bytes.rsplit(|byte| is_separator(char::from(*byte))).next();
    if matches!(last, Some(b"" | b"." | b"..")) {
        return Err(cannot(io::Error::other("it is the name of a folder")));
    }
    let target = resolve(path);
    let check = || match fs::metadata(&target) {
        Ok(found) if !found.is_file() => Err(io::Error::other("it is not a file")),
        Ok(found) if found.permissions().readonly() => Err(io::Error::other("it is read-only")),
        _ => {
            let beside = beside(&target);
            write_new(&beside, "")?;
            fs::remove_file(&beside)
        }
    };
    check().map_err(cannot)
}

pub(crate) fn create_folder(folder: &Path) -> Result<(), Failure> {
    fs::create_dir(folder)
        .map_err(|error| Failure::usage(format!("cannot create the folder {}: {error}", folder.display())))
}

/// Writes a file in place of what is there.
pub(crate) fn replace(path: &Path, content: &str) -> Result<(), Failure> {
    let target = resolve(path);
    let beside = beside(&target);
    let written = write_new(&beside, content).and_then(|()| fs::rename(&beside, &target));
    written.map_err(|error| {
        let _ = fs::remove_file(&beside);
        Failure::failed(format!("cannot write {}: {error}", path.display()))
    })
}

/// Where a symbolic link leads: it stays a link.
fn resolve(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// A new name beside a file. The time is in it because a process in a container has the number of the one before, which may have left
/// its file there.
fn beside(target: &Path) -> PathBuf {
    let time = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_nanos();
    target.with_extension(format!("{}-{time}.tmp", process::id()))
}

fn write_new(path: &Path, content: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(content.as_bytes())?;
    file.sync_all()
}
