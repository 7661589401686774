//! Saving documents: completely or not at all, and with the permissions of the replaced file.

use std::fs;
use std::path::Path;

use cloudflare_interconnects::ErrorKind;

use super::document::{OLD, letter, long_pdf, pdf};
use crate::support::directory::Directory;
use crate::support::mock::Server;
use crate::support::{PDF, assert_contains, fails, process};

// Row 18.
#[test]
fn an_unwritable_target_is_an_error_and_is_unchanged() {
    let server = Server::always(pdf(PDF));
    let directory = Directory::new();
    let fails_to_save = |path: &Path| {
        let error = fails(letter(&server).unwrap().save_to(path));
        assert_eq!(error.kind(), ErrorKind::Io, "{error}");
        assert!(
            error
                .to_string()
                .contains(&path.file_name().unwrap_or_default().to_string_lossy()[..]),
            "{error}"
        );
    };
    let taken = directory.join("a-directory");
    fs::create_dir(&taken).unwrap();
    fails_to_save(&taken);
    fails_to_save(&directory.join("missing").join("loa.pdf"));
    let read_only = directory.join("read-only.pdf");
    fs::write(&read_only, OLD).unwrap();
    let mut permissions = fs::metadata(&read_only).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&read_only, permissions).unwrap();
    fails_to_save(&read_only);
    assert_eq!(fs::read(&read_only).unwrap(), OLD);
    fails_to_save(&read_only.join("below-a-file.pdf"));
    fails_to_save(Path::new(""));
    #[cfg(target_os = "linux")]
    fails_to_save(Path::new("/dev/full"));
    assert_eq!(directory.names(), ["a-directory", "read-only.pdf"]);
    assert!(fs::read_dir(&taken).unwrap().next().is_none());
}

// Row 18: a file size limit simulates a full disk, because both make a write fail halfway.
#[cfg(target_os = "linux")]
#[test]
fn a_write_that_fails_halfway_is_an_error_and_leaves_no_partial_file() {
    if process::is_child() {
        let server = Server::always(pdf(&long_pdf(1 << 20)));
        let directory = Directory::new();
        let target = directory.join("loa.pdf");
        fs::write(&target, OLD).unwrap();
        let error = fails(letter(&server).unwrap().save_to(&target));
        assert_eq!(error.kind(), ErrorKind::Io, "{error}");
        assert_contains(&error, ["loa.pdf"]);
        assert_eq!(fs::read(&target).unwrap(), OLD.to_vec());
        assert_eq!(directory.names(), vec!["loa.pdf".to_owned()]);
        return;
    }
    let test = a_write_that_fails_halfway_is_an_error_and_leaves_no_partial_file;
    process::run(&mut process::command(test, "trap '' XFSZ; ulimit -f 64"));
}

#[test]
fn a_document_replaces_an_older_file_and_keeps_its_permissions() {
    let server = Server::always(pdf(PDF));
    let directory = Directory::new();
    let target = directory.join("loa.pdf");
    fs::write(&target, long_pdf(10_000)).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
        letter(&server).unwrap().save_to(&target).unwrap();
        assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o640);
        let link = directory.join("latest.pdf");
        std::os::unix::fs::symlink("loa.pdf", &link).unwrap();
        fs::write(&target, OLD).unwrap();
        letter(&server).unwrap().save_to(&link).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        fs::remove_file(&target).unwrap();
        letter(&server).unwrap().save_to(&link).unwrap();
        assert!(
            fs::symlink_metadata(&link).unwrap().is_symlink(),
            "a link to a missing file is kept"
        );
        fs::remove_file(&link).unwrap();
    }
    #[cfg(not(unix))]
    letter(&server).unwrap().save_to(&target).unwrap();
    assert_eq!(fs::read(&target).unwrap(), PDF);
    assert_eq!(directory.names(), ["loa.pdf"]);
}

#[test]
fn a_file_name_of_the_maximum_length_can_be_saved_to() {
    let directory = Directory::new();
    let name = format!("{}.pdf", "x".repeat(251));
    letter(&Server::always(pdf(PDF)))
        .unwrap()
        .save_to(directory.join(&name))
        .unwrap();
    assert_eq!(directory.names(), [name]);
}

#[cfg(unix)]
mod unix {
    use std::fs::Permissions;
    use std::io::{Read, Write};
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
    use std::os::unix::process::CommandExt;
    use std::path::PathBuf;
    use std::sync::{Mutex, mpsc};
    use std::thread;

    use super::*;
    use crate::support::raw;

    /// The id of a user and of a group that own nothing on most systems.
    const NOBODY: u32 = 65_534;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o7777
    }

    fn write_old(path: &Path, mode: u32) {
        fs::write(path, OLD).unwrap();
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    /// Whether the tests can change the owner of files and run as another user.
    fn is_root(directory: &Directory) -> bool {
        fs::metadata(directory.join("")).unwrap().uid() == 0
    }

    // Row 46.
    #[test]
    fn a_private_file_is_never_readable_by_more_users_while_it_is_replaced() {
        for (before, after) in [
            (0o600, 0o600),
            (0o640, 0o640),
            (0o604, 0o604),
            (0o4755, 0o755),
            (0o2755, 0o755),
            (0o1666, 0o666),
        ] {
            let (more, rest) = mpsc::channel::<()>();
            let rest = Mutex::new(rest);
            let server = raw::Server::handle_connections(move |_, stream| {
                let asked = stream.read(&mut [0; 4_096]).unwrap();
                assert!(asked > 0);
                let whole: Vec<u8> = pdf(&long_pdf(100_000)).into();
                stream.write_all(&whole[..60_000]).unwrap();
                rest.lock().unwrap().recv().unwrap();
                stream.write_all(&whole[60_000..]).unwrap();
                let _ = stream.read(&mut [0; 1]);
            });
            let directory = Directory::new();
            let target = directory.join("loa.pdf");
            write_old(&target, before);
            thread::scope(|scope| {
                let saving = scope.spawn(|| letter(&server).unwrap().save_to(&target));
                let temporary = loop {
                    match directory.names().into_iter().find(|name| name != "loa.pdf") {
                        Some(name) => break directory.join(&name),
                        None if saving.is_finished() => panic!("no temporary file was written"),
                        None => thread::yield_now(),
                    }
                };
                assert_eq!(mode(&temporary), 0o600, "while it is written, over {before:o}");
                assert_eq!((mode(&target), fs::read(&target).unwrap()), (before, OLD.to_vec()));
                more.send(()).unwrap();
                assert_eq!(saving.join().unwrap().unwrap(), 100_000);
            });
            assert_eq!(mode(&target), after, "over {before:o}");
            assert_eq!(directory.names(), ["loa.pdf"]);
        }
    }

    // Row 46.
    #[test]
    fn a_replaced_file_of_another_group_grants_no_more_permissions() {
        for (before, after) in [(0o640, 0o600), (0o664, 0o644), (0o604, 0o600)] {
            let directory = Directory::new();
            let target = directory.join("loa.pdf");
            write_old(&target, before);
            if !is_root(&directory) {
                return;
            }
            chown(&target, None, Some(NOBODY)).unwrap();
            fs::set_permissions(&target, Permissions::from_mode(before)).unwrap();
            letter(&Server::always(pdf(PDF))).unwrap().save_to(&target).unwrap();
            assert_eq!(mode(&target), after, "over {before:o}");
        }
    }

    // Row 46.
    #[test]
    fn a_device_or_an_open_file_descriptor_is_rejected_as_a_target() {
        let directory = Directory::new();
        let server = Server::always(pdf(PDF));
        let open = fs::File::create(directory.join("open.pdf")).unwrap();
        let mut paths = vec![PathBuf::from("/dev/stdout"), PathBuf::from("/dev/null")];
        if cfg!(target_os = "linux") {
            use std::os::fd::AsRawFd;
            let link = directory.join("link");
            let descriptor = format!("/proc/self/fd/{}", open.as_raw_fd());
            symlink(&descriptor, &link).unwrap();
            let shorter = format!("/dev/fd/{}", open.as_raw_fd());
            paths.extend([descriptor.into(), link, shorter.into()]);
        }
        let before = directory.names();
        for path in paths {
            let error = fails(letter(&server).unwrap().save_to(&path));
            assert_eq!(error.kind(), ErrorKind::Io);
            assert_contains(&error, ["is not a file"]);
        }
        assert_eq!((directory.names(), open.metadata().unwrap().len()), (before, 0));
    }

    // Row 46: the superuser can write to any folder, so the test runs as another user.
    #[test]
    fn a_folder_without_write_permission_is_an_error_that_names_it() {
        const FOLDER: &str = "INTERCONNECTS_TEST_FOLDER";
        if process::is_child() {
            let folder = PathBuf::from(std::env::var_os(FOLDER).unwrap());
            let server = Server::always(pdf(PDF));
            for name in ["loa.pdf", "new.pdf"] {
                let error = fails(letter(&server).unwrap().save_to(folder.join(name)));
                assert_eq!(error.kind(), ErrorKind::Io);
                let (shown, folder) = (error.to_string(), folder.display().to_string());
                assert_contains(&shown, [&format!("in the folder {folder}: Permission denied")]);
            }
            return;
        }
        let directory = Directory::new();
        let folder = directory.join("folder");
        fs::create_dir(&folder).unwrap();
        write_old(&folder.join("loa.pdf"), 0o666);
        fs::set_permissions(&folder, Permissions::from_mode(0o555)).unwrap();
        fs::set_permissions(directory.join(""), Permissions::from_mode(0o755)).unwrap();
        let test = a_folder_without_write_permission_is_an_error_that_names_it;
        // The other user may not have access to the build directory.
        let program = directory.join("tests");
        fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
        let mut command = process::command_for(&program, test, "");
        command.env(FOLDER, &folder).current_dir(directory.join(""));
        if is_root(&directory) {
            command.uid(NOBODY).gid(NOBODY);
        }
        process::run(&mut command);
        assert_eq!(fs::read(folder.join("loa.pdf")).unwrap(), OLD);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
    }
}
