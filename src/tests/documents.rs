//! Documents, and what is left of a file when one fails.

use super::*;

#[test]
fn a_document_is_handed_over_whole_however_it_is_framed() {
    let chunked = format!(
        "5\r\n{}\r\n17\r\n{}\r\n0\r\n\r\n",
        "%PDF-",
        std::str::from_utf8(&PDF[5..]).unwrap()
    );
    for (headers, body) in [
        ("content-type: application/pdf\r\ncontent-length: 28", PDF),
        (
            "content-type: application/pdf\r\ntransfer-encoding: chunked",
            chunked.as_bytes(),
        ),
        ("content-type: application/pdf; v=1\r\nconnection: close", PDF),
        ("content-type: application/octet-stream\r\nconnection: close", PDF),
        ("connection: close", PDF),
    ] {
        let answer = paper(headers, body);
        let server = Server::new(move |_, _| Reply::Close(answer.clone()));
        for operation in [&PAPER, &UNTYPED] {
            assert_eq!(
                open(&server.call(operation)).unwrap().bytes().unwrap(),
                PDF,
                "{headers}"
            );
        }
    }
}

#[test]
fn a_document_that_is_not_one_or_not_whole_leaves_the_target_as_it_was() {
    let dir = std::env::temp_dir().join(format!("document-{}-{:?}", std::process::id(), thread::current().id()));
    fs::create_dir(&dir).unwrap();
    let target = dir.join("loa.pdf");
    fs::write(&target, "before").unwrap();
    let long = [PDF, &vec![b' '; 70_000], b"%%EOF"].concat();
    for (headers, body, kind) in [
        (
            "content-type: application/pdf\r\ncontent-length: 35",
            PDF,
            ErrorKind::Transport,
        ),
        (
            "content-type: application/pdf\r\nconnection: close",
            &PDF[..20],
            ErrorKind::Decode,
        ),
        (
            "content-type: application/pdf\r\nconnection: close",
            b"PDF",
            ErrorKind::Decode,
        ),
        (
            "content-type: text/html\r\nconnection: close",
            b"<html>",
            ErrorKind::Decode,
        ),
        (
            "content-type: application/json\r\nconnection: close",
            b"{}",
            ErrorKind::Decode,
        ),
        (
            "content-type: application/pdf\r\nconnection: close",
            &long,
            ErrorKind::TooLarge,
        ),
        (
            "content-type: application/pdf\r\nconnection: close",
            b"",
            ErrorKind::Decode,
        ),
    ] {
        let answer = paper(headers, body);
        let server = Server::new(move |_, _| Reply::Close(answer.clone()));
        let client = server.builder().max_document_bytes(60_000).build().unwrap();
        let error = open(&call(&client, &PAPER))
            .and_then(|document| document.save_to(&target))
            .unwrap_err();
        assert_eq!(error.kind(), kind, "{headers}: {error}");
        assert_eq!(fs::read(&target).unwrap(), b"before");
        assert_eq!(fs::read_dir(&dir).unwrap().count(), 1);
    }
    let good = Server::always(paper("content-type: application/pdf\r\ncontent-length: 28", PDF));
    let save = |path: &std::path::Path| open(&good.call(&PAPER)).unwrap().save_to(path);
    for bad in [dir.clone(), dir.join("no/such/loa.pdf"), "".into(), dir.join("..")] {
        let error = save(&bad).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io, "{error}");
    }
    assert_eq!(save(&target).unwrap(), 28);
    assert_eq!(fs::read(&target).unwrap(), PDF);
    #[cfg(unix)]
    {
        let link = dir.join("link");
        std::os::unix::fs::symlink("dangling.pdf", &link).unwrap();
        save(&link).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(dir.join("dangling.pdf")).unwrap(), PDF);
        fs::remove_file(link).unwrap();
        fs::remove_file(dir.join("dangling.pdf")).unwrap();
    }
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 1);
    fs::remove_dir_all(dir).unwrap();
}

#[test]
fn an_error_that_comes_through_read_is_still_ours() {
    let server = Server::new(|_, _| {
        Reply::Stall(paper(
            "content-type: application/pdf\r\ncontent-length: 9000",
            &[PDF, &[b'x'; 600]].concat(),
        ))
    });
    let mut document = open(&server.call(&PAPER).timeout(Duration::from_millis(200))).unwrap();
    assert_eq!(
        (document.content_type(), document.content_length()),
        (Some("application/pdf"), Some(9000))
    );
    let io = document.read_to_end(&mut Vec::new()).unwrap_err();
    assert_eq!(io.kind(), std::io::ErrorKind::TimedOut);
    let error = Error::from(io);
    assert!(error.is_timeout() && error.operation() == Some("get_paper") && error.status() == Some(200));
    assert!(document.read(&mut [0]).is_err(), "a broken document stays broken");
}
