//! How TLS is set up: by which library, and which authorities are trusted.

#[cfg(any(feature = "rustls", feature = "native-tls"))]
use ureq::tls::{PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};

#[cfg(any(feature = "rustls", feature = "native-tls"))]
use crate::text::strip_bom;

/// Whether this build can talk https by itself.
pub(crate) const HAS_TLS: bool = cfg!(any(feature = "rustls", feature = "native-tls"));

#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub(crate) type Tls = TlsConfig;
#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
#[derive(Clone)]
pub(crate) struct Tls;

/// TLS that trusts the authorities that this build does.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub(crate) fn default_tls() -> Tls {
    with_roots(match cfg!(feature = "rustls") && !cfg!(feature = "platform-verifier") {
        true => RootCerts::WebPki,
        false => RootCerts::PlatformVerifier,
    })
}

/// TLS that trusts these authorities, by their certificates in PEM, and no other.
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
    Err("need the feature `rustls` or `native-tls` of this crate")
}

/// All certificates of a text; what else a bundle holds is no matter.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn parse_certificates(pem: &[u8]) -> Result<RootCerts, &'static str> {
    let mut certificates = Vec::new();
    for item in parse_pem(strip_bom(pem)) {
        match item {
            Ok(PemItem::Certificate(certificate)) if is_der(certificate.der()) => certificates.push(certificate),
            Ok(PemItem::Certificate(_)) | Err(_) => return Err("are not whole PEM"),
            Ok(_) => {}
        }
    }
    match certificates.is_empty() {
        true => Err("hold no certificate in PEM (`-----BEGIN CERTIFICATE-----`)"),
        false => Ok(RootCerts::new_with_certs(&certificates)),
    }
}

/// Whether it is one sequence in DER, and no more. The TLS library passes over a certificate that it cannot read.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn is_der(bytes: &[u8]) -> bool {
    let [0x30, length, rest @ ..] = bytes else {
        return false;
    };
    match length {
        0..=0x7f => rest.len() == usize::from(*length),
        0x81..=0x84 => {
            let digits = usize::from(length - 0x80);
            let said = rest
                .iter()
                .take(digits)
                .fold(0, |said, byte| said << 8 | usize::from(*byte));
            rest.len() == digits + said
        }
        _ => false,
    }
}
