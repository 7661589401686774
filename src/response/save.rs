//! Writes a new file, and puts it in place of the old one when it is complete.

use std::collections::hash_map::RandomState;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::hash::BuildHasher;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// Saves the content to a path. Returns the length in bytes.
pub(crate) fn save_to_file(content: &mut dyn Read, path: &Path) -> Result<u64, Error> {
    let shown = path.display();
    let mut doing = format!("cannot follow {shown}");
    let mut save = || -> io::Result<u64> {
        let target = resolve_symlinks(path)?;
        doing = format!("cannot write to {shown}");
        let old = existing_file(&target)?;
        let folder = match parent_directory(&target) {
            folder if folder.as_os_str().is_empty() => Path::new("."),
            folder => folder,
        };
        doing = format!(
            "cannot write {shown}: no file can be made in the folder {}",
            folder.display()
        );
        let mut file = TemporaryFile::create(&target, old.as_ref())?;
        doing = format!("cannot write beside {shown}");
        let length = io::copy(content, &mut file.file)?;
        if let Some(old) = old {
            doing = format!("cannot keep the permissions of {shown}");
            inherit_permissions(&file.file, &old)?;
        }
        doing = format!("cannot put in place {shown}");
        file.replace(&target)?;
        Ok(length)
    };
    save().map_err(|error| match error.downcast::<Error>() {
        Ok(error) => error,
        Err(error) => Error::io(&doing, error),
    })
}

/// Follows symbolic links. The last part of the path need not exist.
fn resolve_symlinks(path: &Path) -> io::Result<PathBuf> {
    const LONGEST: usize = 40;
    let mut path = path.to_path_buf();
    for _ in 0..LONGEST {
        // Links under /proc and /dev/fd name open files, which may have no path or another one.
        let folder = match parent_directory(&path) {
            folder if folder.as_os_str().is_empty() => Path::new("."),
            folder => folder,
        };
        let kept_by_linux = |folder: PathBuf| folder.starts_with("/proc");
        if cfg!(target_os = "linux") && fs::canonicalize(folder).is_ok_and(kept_by_linux) {
            return Err(not_a_file("it is not a file"));
        }
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_symlink() => path = parent_directory(&path).join(fs::read_link(&path)?),
            _ => return Ok(path),
        }
    }
    Err(io::Error::other("too many symbolic links"))
}

fn not_a_file(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, why)
}

/// The existing file, if any. An error if it must not be replaced.
fn existing_file(target: &Path) -> io::Result<Option<fs::Metadata>> {
    let found = match fs::metadata(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        found => found?,
    };
    if !found.is_file() {
        return Err(not_a_file("it exists and is not a file"));
    }
    if found.permissions().readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    Ok(Some(found))
}

/// Gives the new file the permissions of the old one, but does not let anybody read it who could not read the old one.
#[cfg(unix)]
fn inherit_permissions(file: &File, old: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    let same_group = file.metadata()?.gid() == old.gid();
    file.set_permissions(fs::Permissions::from_mode(inherited_mode(old.mode(), same_group)))
}

#[cfg(not(unix))]
fn inherit_permissions(file: &File, old: &fs::Metadata) -> io::Result<()> {
    file.set_permissions(old.permissions())
}

/// The mode of the new file. If its group differs, the group and others get only what both had before: members of the old group may
/// now be "others".
#[cfg(unix)]
fn inherited_mode(mode: u32, same_group: bool) -> u32 {
    let both = mode & mode >> 3 & 0o007;
    match same_group {
        true => mode & 0o777,
        false => mode & 0o700 | both << 3 | both,
    }
}

/// Adds advice to an error of replacing a file.
fn explain_replacing(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::ResourceBusy => io::Error::new(
            error.kind(),
            "it is a mount point, whose file cannot be replaced: save it elsewhere and copy it there, or mount its folder",
        ),
        _ => error,
    }
}

fn parent_directory(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

/// A new file beside the target. It is removed unless it is put in the target's place.
struct TemporaryFile {
    path: PathBuf,
    file: File,
    placed: bool,
}

impl TemporaryFile {
    /// If it replaces a file, only its owner may read it until the permissions are set.
    fn create(target: &Path, old: Option<&fs::Metadata>) -> io::Result<Self> {
        let Some(name) = target.file_name() else {
            return Err(not_a_file("the path names no file"));
        };
        // A random name, so that nobody can have put a link there; `create_new` would refuse the link.
        let mut unique = OsString::from(format!(".{:016x}-", RandomState::new().hash_one(0_u8)));
        // A name of the greatest allowed length leaves no room for a suffix.
        unique.push(if name.len() > 200 { "document".as_ref() } else { name });
        let path = parent_directory(target).join(unique);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if old.is_some() {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        #[cfg(not(unix))]
        let _ = old;
        let file = options.open(&path)?;
        Ok(Self {
            path,
            file,
            placed: false,
        })
    }

    fn replace(mut self, target: &Path) -> io::Result<()> {
        self.file.flush()?;
        self.file.sync_all()?;
        fs::rename(&self.path, target).map_err(explain_replacing)?;
        self.placed = true;
        Ok(())
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        if !self.placed {
            // Nothing can be done if removing fails.
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_new_group_and_everybody_may_do_what_both_could() {
        for (mode, kept, other) in [
            (0o640, 0o640, 0o600),
            (0o644, 0o644, 0o644),
            (0o4755, 0o755, 0o755),
            (0o7777, 0o777, 0o777),
            (0o670, 0o670, 0o600),
            (0o604, 0o604, 0o600),
            (0o647, 0o647, 0o644),
        ] {
            assert_eq!(
                (inherited_mode(mode, true), inherited_mode(mode, false)),
                (kept, other),
                "{mode:o}"
            );
        }
    }

    #[test]
    fn a_mount_point_is_an_error_that_says_what_to_do() {
        let error = explain_replacing(io::ErrorKind::ResourceBusy.into());
        assert!(error.to_string().contains("mount"), "{error}");
        let other = explain_replacing(io::ErrorKind::StorageFull.into());
        assert_eq!(other.kind(), io::ErrorKind::StorageFull);
    }
}
