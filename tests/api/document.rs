//! The Letter of Authorization: handed over whole and checked, or an error that leaves everything as it was.

use std::fs;
use std::io::Read;
use std::path::Path;

use cloudflare_interconnects::{Document, Error, ErrorKind};

use crate::support::clock::FakeClock;
use crate::support::directory::Directory;
use crate::support::raw::{Reply, Server};
use crate::support::{self, ACCOUNT, DEADLINE, PDF, at_once, envelope, fails, http, labelled, process};

const OLD: &[u8] = b"%PDF-1.4 the letter of last year %%EOF";

fn letter(server: &Server) -> Result<Document, Error> {
    support::client(&server.base_url())
        .interconnects(ACCOUNT)
        .loa("icon-1")
        .send()
}

/// An answer with the label of a PDF and a length.
fn pdf(body: &[u8]) -> Vec<u8> {
    labelled(200, "content-type: application/pdf", body)
}

/// A PDF of this many bytes.
fn long_pdf(length: usize) -> Vec<u8> {
    let filling = vec![b'\n'; length - PDF.len()];
    [&PDF[..9], &filling, &PDF[9..]].concat()
}

fn chunked(body: &[u8], chunk: usize) -> Vec<u8> {
    let mut bytes = b"HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for chunk in body.chunks(chunk) {
        bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        bytes.extend_from_slice(chunk);
        bytes.extend_from_slice(b"\r\n");
    }
    [&bytes[..], b"0\r\n\r\n"].concat()
}

fn by_close(body: &[u8]) -> Vec<u8> {
    [b"HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\n\r\n", body].concat()
}

/// Every way to take a document fails with this kind; what stood at the target stands there still, and nothing else is in
/// its directory.
#[track_caller]
fn assert_refused(what: &str, reply: impl Into<Reply>, kind: ErrorKind) {
    let reply = reply.into();
    let server = Server::always(reply);
    let client = support::builder(&server.base_url())
        .timeout(DEADLINE)
        .max_document_bytes(100_000)
        .build()
        .unwrap();
    let send = || client.interconnects(ACCOUNT).loa("icon-1").send();
    let directory = Directory::new();
    let (target, fresh) = (directory.join("loa.pdf"), directory.join("fresh.pdf"));
    fs::write(&target, OLD).unwrap();
    let ways: [&(dyn Fn(Document) -> Result<(), Error> + Sync); 4] = [
        &|letter| letter.save_to(&target).map(drop),
        &|letter| letter.save_to(&fresh).map(drop),
        &|letter| letter.bytes().map(drop),
        &|mut letter| {
            std::io::copy(&mut letter, &mut std::io::sink())
                .map(drop)
                .map_err(Error::from)
        },
    ];
    at_once(ways, |take| {
        let error = fails(send().and_then(take));
        assert_eq!(
            (error.kind(), error.operation()),
            (kind, Some("get_interconnect_loa")),
            "{what}: {error}"
        );
    });
    assert_eq!(fs::read(&target).unwrap(), OLD, "{what}");
    assert_eq!(directory.names(), ["loa.pdf"], "{what}");
}

// Row 18.
#[test]
fn a_document_is_handed_over_whole_however_it_is_framed() {
    let long = long_pdf(300_000);
    for body in [PDF, &long] {
        for bytes in [pdf(body), chunked(body, 1), chunked(body, 65_537), by_close(body)] {
            let server = Server::always(Reply::send(bytes).then_close());
            assert_eq!(letter(&server).unwrap().bytes().unwrap(), body);
            let mut read = Vec::new();
            let mut document = letter(&server).unwrap();
            let mut buffer = [0; 7];
            while let count @ 1.. = document.read(&mut buffer).unwrap() {
                read.extend_from_slice(&buffer[..count]);
            }
            assert_eq!(document.read(&mut buffer).unwrap(), 0);
            assert_eq!(read, body);
            let directory = Directory::new();
            let target = directory.join("loa.pdf");
            assert_eq!(letter(&server).unwrap().save_to(&target).unwrap(), body.len() as u64);
            assert_eq!(fs::read(&target).unwrap(), body);
            assert_eq!(directory.names(), ["loa.pdf"]);
        }
    }
    let with_length = letter(&Server::always(pdf(PDF))).unwrap();
    assert_eq!(with_length.content_length(), Some(PDF.len() as u64));
    assert_eq!(letter(&Server::always(chunked(PDF, 9))).unwrap().content_length(), None);
}

// Row 18.
#[test]
fn a_document_that_is_cut_is_an_error_and_leaves_no_trace() {
    let body = long_pdf(50_000);
    let cut = body.len() * 9 / 10;
    let claims = |head: &str| [head.as_bytes(), &body[..cut]].concat();
    let with_length = claims("HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\ncontent-length: 50000\r\n\r\n");
    let whole_chunks = chunked(&body, 1_000);
    assert_refused(
        "cut by a close",
        Reply::send(with_length.clone()).then_close(),
        ErrorKind::Transport,
    );
    assert_refused(
        "cut by a reset",
        Reply::send(with_length.clone()).then_reset(),
        ErrorKind::Transport,
    );
    assert_refused(
        "cut by silence",
        Reply::send(with_length).then_hold(),
        ErrorKind::Transport,
    );
    assert_refused(
        "cut in the chunks",
        Reply::send(&whole_chunks[..whole_chunks.len() * 9 / 10]).then_close(),
        ErrorKind::Transport,
    );
    assert_refused(
        "without length",
        Reply::send(by_close(&body[..cut])).then_close(),
        ErrorKind::Decode,
    );
    assert_refused(
        "its end marker is long past, and it may be cut",
        Reply::send(by_close(&[PDF, &[b'\n'; 5_000]].concat())).then_close(),
        ErrorKind::Decode,
    );
}

// Row 18.
#[test]
fn what_is_not_the_document_is_an_error_and_leaves_no_trace() {
    let html = "<!doctype html><title>Sign in</title>";
    for (what, reply) in [
        ("HTML", labelled(200, "content-type: text/html", html)),
        ("HTML that is said to be a PDF", pdf(html.as_bytes())),
        ("JSON", http(200, "{\"url\":\"https://files.example/loa.pdf\"}")),
        ("JSON that is said to be a PDF", pdf(b"{}")),
        ("a PDF that is said to be JSON", http(200, PDF)),
        ("something without a label", labelled(200, "", "something")),
        ("a text", labelled(200, "content-type: text/plain", PDF)),
        ("nothing", pdf(b"")),
        ("nothing at all", b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()),
        ("a PDF far behind something else", pdf(&[&[b'\n'; 1_020], PDF].concat())),
        (
            "a PDF that is said to be an image",
            labelled(200, "content-type: image/png", PDF),
        ),
        (
            "HTML behind a label that says nothing",
            labelled(200, "content-type: application/force-download", html),
        ),
    ] {
        assert_refused(what, reply, ErrorKind::Decode);
    }
    let error = fails(letter(&Server::always(labelled(200, "content-type: text/html", html))));
    assert!(
        error.to_string().contains("application/pdf") && error.snippet().unwrap().contains("Sign in"),
        "{error}"
    );
}

// Row 18.
#[test]
fn an_api_error_in_place_of_the_document_is_that_error_and_leaves_no_trace() {
    let body = envelope(1_002, "not found").to_string();
    assert_refused("404", http(404, &body), ErrorKind::Api);
    assert_refused("a 200 that says it is none", http(200, &body), ErrorKind::Api);
    assert_refused("the same, said to be a PDF", pdf(body.as_bytes()), ErrorKind::Api);
    assert_eq!(fails(letter(&Server::always(http(200, &body)))).codes(), [1_002]);
}

// Row 18.
#[test]
fn a_document_over_the_cap_is_an_error_and_leaves_no_trace() {
    assert_refused("by length", pdf(&long_pdf(100_001)), ErrorKind::TooLarge);
    assert_refused("by chunks", chunked(&long_pdf(100_001), 5_000), ErrorKind::TooLarge);
    assert_refused(
        "by close",
        Reply::send(by_close(&long_pdf(150_000))).then_close(),
        ErrorKind::TooLarge,
    );
    let endless = [b"HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\n\r\n", PDF].concat();
    assert_refused("without end", Reply::send(endless).then_flood(), ErrorKind::TooLarge);
    let server = Server::always(pdf(&long_pdf(100_000)));
    let client = support::builder(&server.base_url())
        .max_document_bytes(100_000)
        .build()
        .unwrap();
    let at_the_cap = client.interconnects(ACCOUNT).loa("icon-1").send().unwrap();
    assert_eq!(at_the_cap.bytes().unwrap().len(), 100_000);
}

// Row 18.
#[test]
fn a_target_that_cannot_be_written_is_an_error_and_stays_as_it_was() {
    let server = Server::always(pdf(PDF));
    let directory = Directory::new();
    let save = |path: &Path| {
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
    save(&taken);
    save(&directory.join("missing").join("loa.pdf"));
    let read_only = directory.join("read-only.pdf");
    fs::write(&read_only, OLD).unwrap();
    let mut permissions = fs::metadata(&read_only).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&read_only, permissions).unwrap();
    save(&read_only);
    assert_eq!(fs::read(&read_only).unwrap(), OLD);
    save(&read_only.join("below-a-file.pdf"));
    save(Path::new(""));
    #[cfg(target_os = "linux")]
    save(Path::new("/dev/full"));
    assert_eq!(directory.names(), ["a-directory", "read-only.pdf"]);
    assert!(fs::read_dir(&taken).unwrap().next().is_none());
}

// Row 18: a limit on the size of files stands for a disk that is full, which ends a write in the same way.
#[cfg(target_os = "linux")]
#[test]
fn a_write_that_fails_halfway_is_an_error_and_leaves_no_trace() {
    if process::is_own() {
        let server = Server::always(pdf(&long_pdf(1 << 20)));
        let directory = Directory::new();
        let target = directory.join("loa.pdf");
        fs::write(&target, OLD).unwrap();
        let error = fails(letter(&server).unwrap().save_to(&target));
        assert_eq!(error.kind(), ErrorKind::Io, "{error}");
        assert!(error.to_string().contains("loa.pdf"), "{error}");
        assert_eq!(
            (fs::read(&target).unwrap(), directory.names()),
            (OLD.to_vec(), vec!["loa.pdf".to_owned()])
        );
        return;
    }
    let test = "document::a_write_that_fails_halfway_is_an_error_and_leaves_no_trace";
    process::run(&mut process::command(test, "trap '' XFSZ; ulimit -f 64"));
}

#[test]
fn a_document_takes_the_place_of_an_older_one_and_keeps_its_permissions() {
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
            "a link to what is not there yet"
        );
        fs::remove_file(&link).unwrap();
    }
    #[cfg(not(unix))]
    letter(&server).unwrap().save_to(&target).unwrap();
    assert_eq!(fs::read(&target).unwrap(), PDF);
    assert_eq!(directory.names(), ["loa.pdf"]);
}

#[test]
fn a_name_as_long_as_is_allowed_can_be_saved_to() {
    let directory = Directory::new();
    let name = format!("{}.pdf", "x".repeat(251));
    letter(&Server::always(pdf(PDF)))
        .unwrap()
        .save_to(directory.join(&name))
        .unwrap();
    assert_eq!(directory.names(), [name]);
}

// Row 44.
#[test]
fn a_document_without_a_label_or_of_a_general_one_proves_itself_by_its_beginning() {
    for headers in [
        "",
        "content-type: application/octet-stream",
        "content-type: APPLICATION/PDF; name=loa",
        "content-type: binary/octet-stream",
        "content-type: application/x-pdf",
        "content-type: application/force-download",
    ] {
        let server = Server::always(labelled(200, headers, PDF));
        assert_eq!(letter(&server).unwrap().bytes().unwrap(), PDF, "{headers}");
    }
}

#[test]
fn a_failed_read_stays_failed_and_comes_back_as_the_error_it_was() {
    let body = long_pdf(50_000);
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\ncontent-length: 50000\r\n\r\n";
    let server = Server::always(Reply::send([head.as_bytes(), &body[..40_000]].concat()).then_close());
    let mut document = letter(&server).unwrap();
    let mut read = Vec::new();
    let error = fails::<()>(Err(Error::from(document.read_to_end(&mut read).unwrap_err())));
    assert_eq!(
        (error.kind(), error.operation()),
        (ErrorKind::Transport, Some("get_interconnect_loa"))
    );
    assert!(document.read(&mut [0; 8]).is_err());
    assert!(read.len() <= 40_000);
}

#[test]
fn asking_for_the_document_is_repeated_like_any_get_and_reading_it_is_not() {
    let server = Server::in_turn([http(503, "{}"), http(502, "<html>"), pdf(PDF)]);
    assert_eq!(letter(&server).unwrap().bytes().unwrap(), PDF);
    assert_eq!(server.request_count(), 3);
    let body = long_pdf(50_000);
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\ncontent-length: 50000\r\n\r\n";
    let server = Server::always(Reply::send([head.as_bytes(), &body[..40_000]].concat()).then_close());
    fails(letter(&server).unwrap().bytes());
    assert_eq!(server.request_count(), 1);
}

#[test]
fn the_deadline_holds_for_reading_a_document() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\ncontent-length: 50000\r\n\r\n";
    let start = [head.as_bytes(), &long_pdf(50_000)[..1_000]].concat();
    let server = Server::always(Reply::send(start).then_drip(vec![b'\n'; 49_000]));
    let client = support::builder_with(&server.base_url(), &FakeClock::running());
    let client = client.timeout(DEADLINE).build().unwrap();
    let error = fails(client.interconnects(ACCOUNT).loa("icon-1").send().unwrap().bytes());
    assert!(error.is_timeout(), "{error}");
}

// Row 43.
#[test]
fn a_document_that_is_whole_by_its_framing_is_saved_whatever_is_before_and_behind_it() {
    let padded = [PDF, &[0; 80_000]].concat();
    let blank = [b"\r\n \n", PDF].concat();
    let marked = [b"\xef\xbb\xbf", PDF].concat();
    let without_end = &long_pdf(50_000)[..40_000];
    for body in [&padded[..], &blank, &marked, without_end] {
        for bytes in [pdf(body), chunked(body, 9_000)] {
            let server = Server::always(bytes);
            let directory = Directory::new();
            let target = directory.join("loa.pdf");
            letter(&server).unwrap().save_to(&target).unwrap();
            assert_eq!(fs::read(&target).unwrap(), body);
        }
    }
    for body in [&blank[..], &marked] {
        let server = Server::always(Reply::send(by_close(body)).then_close());
        assert_eq!(letter(&server).unwrap().bytes().unwrap(), body);
    }
}

// Row 45.
#[test]
fn a_part_of_a_document_is_an_error() {
    let part = format!(
        "content-type: application/pdf\r\ncontent-range: bytes 0-{}/90000",
        PDF.len() - 1
    );
    assert_refused("a part", labelled(206, &part, PDF), ErrorKind::Decode);
    let error = fails(letter(&Server::always(labelled(206, &part, PDF))));
    assert!(error.to_string().contains("only a part"), "{error}");
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

    /// A user and a group that own nothing on most systems.
    const NOBODY: u32 = 65_534;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o7777
    }

    fn old(path: &Path, mode: u32) {
        fs::write(path, OLD).unwrap();
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    /// Whether the tests may give files away, and be somebody else.
    fn is_root(directory: &Directory) -> bool {
        fs::metadata(directory.join("")).unwrap().uid() == 0
    }

    // Row 46.
    #[test]
    fn a_file_that_few_may_read_is_never_replaced_by_one_that_more_may() {
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
            let server = Server::connections_to(move |_, stream| {
                let asked = stream.read(&mut [0; 4_096]).unwrap();
                assert!(asked > 0);
                let whole = pdf(&long_pdf(100_000));
                stream.write_all(&whole[..60_000]).unwrap();
                rest.lock().unwrap().recv().unwrap();
                stream.write_all(&whole[60_000..]).unwrap();
                let _ = stream.read(&mut [0; 1]);
            });
            let directory = Directory::new();
            let target = directory.join("loa.pdf");
            old(&target, before);
            thread::scope(|scope| {
                let saving = scope.spawn(|| letter(&server).unwrap().save_to(&target));
                let beside = loop {
                    match directory.names().into_iter().find(|name| name != "loa.pdf") {
                        Some(name) => break directory.join(&name),
                        None if saving.is_finished() => panic!("nothing was written beside it"),
                        None => thread::yield_now(),
                    }
                };
                assert_eq!(mode(&beside), 0o600, "while it is written, over {before:o}");
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
    fn a_file_of_another_group_leaves_the_new_group_and_others_what_both_had() {
        for (before, after) in [(0o640, 0o600), (0o664, 0o644), (0o604, 0o600)] {
            let directory = Directory::new();
            let target = directory.join("loa.pdf");
            old(&target, before);
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
    fn what_is_open_under_a_name_of_the_system_is_not_a_file() {
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
            assert!(
                error.to_string().contains("is not a file"),
                "{}: {error}",
                path.display()
            );
        }
        assert_eq!((directory.names(), open.metadata().unwrap().len()), (before, 0));
    }

    // Row 46: what a superuser may write to is no matter, so that the test is somebody else.
    #[test]
    fn a_folder_that_must_not_be_written_to_is_an_error_that_names_it() {
        const FOLDER: &str = "INTERCONNECTS_TEST_FOLDER";
        if process::is_own() {
            let folder = PathBuf::from(std::env::var_os(FOLDER).unwrap());
            let server = Server::always(pdf(PDF));
            for name in ["loa.pdf", "new.pdf"] {
                let error = fails(letter(&server).unwrap().save_to(folder.join(name)));
                assert_eq!(error.kind(), ErrorKind::Io);
                let (shown, folder) = (error.to_string(), folder.display().to_string());
                assert!(
                    shown.contains(&format!("in the folder {folder}: Permission denied")),
                    "{shown}"
                );
            }
            return;
        }
        let directory = Directory::new();
        let folder = directory.join("folder");
        fs::create_dir(&folder).unwrap();
        old(&folder.join("loa.pdf"), 0o666);
        fs::set_permissions(&folder, Permissions::from_mode(0o555)).unwrap();
        fs::set_permissions(directory.join(""), Permissions::from_mode(0o755)).unwrap();
        let test = "document::unix::a_folder_that_must_not_be_written_to_is_an_error_that_names_it";
        // Somebody else need not be allowed to where the tests are built.
        let program = directory.join("tests");
        fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
        let mut command = process::command_of(&program, test, "");
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

#[test]
fn what_is_no_document_and_stalls_is_told_by_the_end_of_the_call() {
    let begin = [
        &b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 9000\r\n\r\n"[..],
        &[b' '; 2000],
    ]
    .concat();
    let server = Server::always(Reply::send(begin).then_hold());
    let client = support::builder(&server.base_url()).timeout(DEADLINE).build().unwrap();
    let error = fails(client.interconnects(ACCOUNT).loa("icon-1").send());
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
}
