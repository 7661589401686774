//! The TLS configuration: the library, and the trusted root certificates.

#[cfg(any(feature = "rustls", feature = "native-tls"))]
use ureq::tls::{PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};

#[cfg(any(feature = "rustls", feature = "native-tls"))]
use crate::text::strip_bom;

/// Whether this build supports https without an agent of the caller's own.
pub(crate) const HAS_TLS: bool = cfg!(any(feature = "rustls", feature = "native-tls"));

#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub(crate) type Tls = TlsConfig;
#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
#[derive(Clone)]
pub(crate) struct Tls;

/// TLS with the default root certificates of this build.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub(crate) fn default_tls() -> Tls {
    with_roots(match cfg!(feature = "rustls") && !cfg!(feature = "platform-verifier") {
        true => RootCerts::WebPki,
        false => RootCerts::PlatformVerifier,
    })
}

/// TLS that trusts only these root certificates, in PEM.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub(crate) fn with_root_certificates(pem: &[u8]) -> Result<Tls, &'static str> {
    parse_certificates(pem).map(with_roots)
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn with_roots(roots: RootCerts) -> Tls {
    let provider = match cfg!(feature = "rustls") {
        true => TlsProvider::Rustls,
        false => TlsProvider::NativeTls,
    };
    TlsConfig::builder().provider(provider).root_certs(roots).build()
}

/// There is no TLS in this build.
#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
pub(crate) fn default_tls() -> Tls {
    Tls
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
pub(crate) fn with_root_certificates(_: &[u8]) -> Result<Tls, &'static str> {
    Err("cannot be used without the feature `rustls` or `native-tls` of this crate")
}

/// All certificates of a PEM text. Anything else in it is ignored.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn parse_certificates(pem: &[u8]) -> Result<RootCerts, &'static str> {
    let mut certificates = Vec::new();
    for item in parse_pem(strip_bom(pem)) {
        match item {
            Ok(PemItem::Certificate(certificate)) if is_der(certificate.der()) => certificates.push(certificate),
            Ok(PemItem::Certificate(_)) | Err(_) => return Err("contains an incomplete or damaged PEM certificate"),
            Ok(_) => {}
        }
    }
    match certificates.is_empty() {
        true => Err("contains no PEM certificate (`-----BEGIN CERTIFICATE-----`)"),
        false => Ok(RootCerts::new_with_certs(&certificates)),
    }
}

/// Whether the bytes are exactly one DER sequence. This is checked here because the TLS library skips a certificate that it cannot parse.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn is_der(bytes: &[u8]) -> bool {
    let [0x30, length, rest @ ..] = bytes else {
        return false;
    };
    match length {
        0..=0x7f => rest.len() == usize::from(*length),
        0x81..=0x84 => {
            let digits = usize::from(length - 0x80);
            let length = rest
                .iter()
                .take(digits)
                .fold(0, |length, byte| length << 8 | usize::from(*byte));
            rest.len() == digits + length
        }
        _ => false,
    }
}
