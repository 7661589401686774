//! Matches error texts of ureq, rustls and the standard library, where they have no type for an error. If a new version changes a
//! text, a test here or in `tests/api` fails, and only this file must change.

use std::io;

/// Whether a certificate comes from an unknown authority. rustls, OpenSSL and the platform verifiers use different texts.
pub(crate) fn is_unknown_issuer(text: &str) -> bool {
    ["UnknownIssuer", "local issuer certificate", "self-signed certificate"]
        .iter()
        .any(|part| text.contains(part))
}

/// Whether the client rejected the server's certificate, so that no request was sent.
pub(crate) fn is_rejected_certificate(error: &io::Error) -> bool {
    error.to_string().starts_with("invalid peer certificate")
}

/// Whether a host name could not be resolved. The standard library has no kind for it. On Windows the error code shows it.
pub(crate) fn is_failed_lookup(error: &io::Error) -> bool {
    match error.raw_os_error() {
        Some(code) => (11001..=11004).contains(&code),
        None => error.to_string().starts_with("failed to lookup address"),
    }
}

/// How a CONNECT failed, such as `proxy server responded 407`. ureq writes the status twice, as in `407/407`.
pub(crate) fn connect_failure(text: &str) -> &str {
    text.split('/').next().unwrap_or_default()
}

/// The status of a proxy's response to CONNECT. `None` if it closed the connection.
pub(crate) fn connect_status(text: &str) -> Option<u16> {
    connect_failure(text).rsplit(' ').next()?.parse().ok()
}

/// Whether the connection broke within a gzip stream.
#[cfg(feature = "gzip")]
pub(crate) fn is_cut_off(error: &io::Error) -> bool {
    error.to_string() == "Peer disconnected"
}

/// Whether a body that is marked as gzip is empty, as that of a 204 may be. A body that ends within the ten bytes of the gzip header
/// gives the same error. This does not depend on our feature `gzip`: any crate of the program may have enabled ureq's.
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
    fn the_texts_of_each_tls_library_for_an_unknown_issuer_are_recognised() {
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
    fn the_text_of_rustls_for_a_rejected_certificate_is_recognised() {
        assert!(is_rejected_certificate(&other(
            "invalid peer certificate: NotValidForName"
        )));
        assert!(!is_rejected_certificate(&other("received fatal alert: InternalError")));
    }

    #[test]
    fn the_text_of_the_standard_library_for_a_failed_lookup_is_recognised() {
        assert!(is_failed_lookup(&other(
            "failed to lookup address information: Name or service not known"
        )));
        assert!(is_failed_lookup(&io::Error::from_raw_os_error(11001)));
        assert!(!is_failed_lookup(&io::Error::from_raw_os_error(104)));
        // A real error: a label may have at most 63 bytes.
        let error = std::net::ToSocketAddrs::to_socket_addrs(&(&*"x".repeat(64), 80)).unwrap_err();
        assert!(is_failed_lookup(&error), "{error}");
    }

    #[test]
    fn the_status_of_a_proxy_is_shown_once() {
        for (text, shown, status) in [
            (
                "proxy server responded 407/407",
                "proxy server responded 407",
                Some(407),
            ),
            ("proxy server did not respond", "proxy server did not respond", None),
        ] {
            assert_eq!((connect_failure(text), connect_status(text)), (shown, status));
        }
    }

    #[cfg(feature = "gzip")]
    #[test]
    fn the_text_of_ureq_for_a_connection_that_broke_within_gzip_is_recognised() {
        assert!(is_cut_off(&other("Peer disconnected")));
        assert!(!is_cut_off(&other("invalid gzip header")));
    }

    #[test]
    fn the_text_of_ureq_for_an_empty_gzip_stream_is_recognised() {
        let ended = io::Error::from(io::ErrorKind::UnexpectedEof);
        assert!(is_empty_gzip_stream(&other(&format!(
            "gzip decompression failed: {ended}"
        ))));
        assert!(!is_empty_gzip_stream(&other(
            "gzip decompression failed: corrupt deflate stream"
        )));
    }
}
