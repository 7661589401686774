//! Error texts of ureq, rustls and the standard library that decide something, since no type says it. A new version of one of them
//! may word its errors anew: then a test here or in `tests/api` fails, and this is the file to change.

use std::io;

/// Whether a certificate is of an authority that is not trusted. rustls, OpenSSL and the platform's verifier each word it otherwise.
pub(crate) fn is_unknown_issuer(text: &str) -> bool {
    ["UnknownIssuer", "local issuer certificate", "self-signed certificate"]
        .iter()
        .any(|part| text.contains(part))
}

/// Whether this side refused the server's certificate, so that no request was sent.
pub(crate) fn is_refused_certificate(error: &io::Error) -> bool {
    error.to_string().starts_with("invalid peer certificate")
}

/// Whether a name could not be resolved. The standard library has no kind for it; on Windows its code tells.
pub(crate) fn is_failed_lookup(error: &io::Error) -> bool {
    match error.raw_os_error() {
        Some(code) => (11001..=11004).contains(&code),
        None => error.to_string().starts_with("failed to lookup address"),
    }
}

/// What a proxy said to CONNECT, such as `proxy server responded 407`: ureq says the status twice, a slash between.
pub(crate) fn connect_refusal(text: &str) -> &str {
    text.split('/').next().unwrap_or_default()
}

/// The status of a proxy's response to CONNECT; none where it hung up.
pub(crate) fn connect_status(text: &str) -> Option<u16> {
    connect_refusal(text).rsplit(' ').next()?.parse().ok()
}

/// Whether the stream below a gzip stream was cut off.
#[cfg(feature = "gzip")]
pub(crate) fn is_cut_off(error: &io::Error) -> bool {
    error.to_string() == "Peer disconnected"
}

/// Whether a gzip stream ends before it begins: an empty body that is labelled as compressed, as that of a 204 may be. A body that
/// ends within the ten bytes of a gzip header looks the same. Any crate of the program may have switched ureq's gzip on.
pub(crate) fn is_empty_gzip_stream(error: &io::Error) -> bool {
    let ended = io::Error::from(io::ErrorKind::UnexpectedEof);
    error.to_string().ends_with(&format!("decompression failed: {ended}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn other(text: &str) -> io::Error {
        io::Error::other(text.to_owned())
    }

    #[test]
    fn an_unknown_issuer_is_known_by_the_words_of_each_tls_library() {
        for text in [
            "io: invalid peer certificate: UnknownIssuer",
            "error:0A000086:SSL routines:tls_post_process_server_certificate:certificate verify failed: unable to get local issuer \
             certificate",
            "self-signed certificate in certificate chain",
        ] {
            assert!(is_unknown_issuer(text), "{text}");
        }
        assert!(!is_unknown_issuer("invalid peer certificate: Expired"));
    }

    #[test]
    fn a_refused_certificate_is_known_by_the_words_of_rustls() {
        assert!(is_refused_certificate(&other(
            "invalid peer certificate: NotValidForName"
        )));
        assert!(!is_refused_certificate(&other("received fatal alert: InternalError")));
    }

    #[test]
    fn a_failed_lookup_is_known_by_the_words_of_the_standard_library() {
        assert!(is_failed_lookup(&other(
            "failed to lookup address information: Name or service not known"
        )));
        assert!(is_failed_lookup(&io::Error::from_raw_os_error(11001)));
        assert!(!is_failed_lookup(&io::Error::from_raw_os_error(104)));
        // As it really is: a label is no longer than 63 bytes.
        let error = std::net::ToSocketAddrs::to_socket_addrs(&(&*"x".repeat(64), 80)).unwrap_err();
        assert!(is_failed_lookup(&error), "{error}");
    }

    #[test]
    fn what_a_proxy_answered_is_told_once() {
        for (text, told, status) in [
            (
                "proxy server responded 407/407",
                "proxy server responded 407",
                Some(407),
            ),
            ("proxy server did not respond", "proxy server did not respond", None),
        ] {
            assert_eq!((connect_refusal(text), connect_status(text)), (told, status));
        }
    }

    #[cfg(feature = "gzip")]
    #[test]
    fn a_gzip_stream_that_was_cut_off_is_known_by_the_words_of_ureq() {
        assert!(is_cut_off(&other("Peer disconnected")));
        assert!(!is_cut_off(&other("invalid gzip header")));
    }

    #[test]
    fn a_gzip_stream_that_ends_before_it_begins_is_known_by_the_words_of_ureq() {
        let ended = io::Error::from(io::ErrorKind::UnexpectedEof);
        assert!(is_empty_gzip_stream(&other(&format!(
            "gzip decompression failed: {ended}"
        ))));
        assert!(!is_empty_gzip_stream(&other(
            "gzip decompression failed: corrupt deflate stream"
        )));
    }
}
