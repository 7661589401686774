//! The environment variables that configure a client. An empty variable counts as unset. An error about a variable gives its name, not
//! its value.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::client::auth::Auth;
use crate::client::base_url::BaseUrl;
use crate::client::tls::{self, Tls};
use crate::text::find_invalid;
use crate::text::segment;

/// The variable with the path of a file of certificates.
const ROOT_CERTIFICATES: &str = "SSL_CERT_FILE";

/// The environment variables, as a function from a name to its value.
pub(crate) struct Environment<'a>(pub(crate) &'a dyn Fn(&str) -> Option<OsString>);

impl Environment<'_> {
    /// The environment of this process.
    pub(crate) fn of_process() -> Self {
        Environment(&|name| env::var_os(name))
    }

    fn value(&self, name: &str) -> Option<OsString> {
        (self.0)(name).filter(|value| !value.is_empty())
    }

    /// The text of a variable.
    pub(crate) fn variable(&self, name: &str) -> Result<Option<String>, String> {
        let Some(value) = self.value(name) else {
            return Ok(None);
        };
        let text = value.into_string();
        text.map(Some).map_err(|_| format!("{name} is not valid Unicode"))
    }

    /// The text of a variable that may only contain visible ASCII characters.
    fn word(&self, name: &str) -> Result<Option<String>, String> {
        let text = self.variable(name)?;
        match text
            .as_deref()
            .and_then(|text| find_invalid(text, |c| c.is_ascii_graphic()))
        {
            Some(problem) => Err(format!("{name} {problem}")),
            None => Ok(text),
        }
    }

    /// The credentials: the token if it is set, else e-mail address and key.
    pub(crate) fn auth(&self) -> Result<Auth, String> {
        if let Some(token) = self.word("CLOUDFLARE_API_TOKEN")? {
            return Ok(Auth::token(token));
        }
        match (self.word("CLOUDFLARE_EMAIL")?, self.word("CLOUDFLARE_API_KEY")?) {
            (Some(email), Some(key)) => Ok(Auth::key(email, key)),
            (Some(_), None) => Err("CLOUDFLARE_EMAIL is set, but CLOUDFLARE_API_KEY is not: set both".to_owned()),
            (None, Some(_)) => Err("CLOUDFLARE_API_KEY is set, but CLOUDFLARE_EMAIL is not: set both".to_owned()),
            (None, None) => {
                let wanted = "set CLOUDFLARE_API_TOKEN, or CLOUDFLARE_EMAIL and CLOUDFLARE_API_KEY";
                Err(format!("no credentials in the environment: {wanted}"))
            }
        }
    }

    pub(crate) fn base_url(&self) -> Result<Option<String>, String> {
        const NAME: &str = "CLOUDFLARE_BASE_URL";
        let url = self.variable(NAME)?;
        if let Some(url) = &url {
            BaseUrl::parse(url).map_err(|why| format!("{NAME} {why}"))?;
        }
        Ok(url)
    }

    pub(crate) fn account_id(&self) -> Result<Option<String>, String> {
        const NAME: &str = "CLOUDFLARE_ACCOUNT_ID";
        let id = self.variable(NAME)?;
        match id.as_deref().and_then(segment::check_segment) {
            Some(problem) => Err(format!("{NAME} {problem}")),
            None => Ok(id),
        }
    }

    /// The file of root certificates.
    pub(crate) fn root_certificates(&self) -> Option<PathBuf> {
        self.value(ROOT_CERTIFICATES).map(PathBuf::from)
    }
}

/// TLS that trusts the root certificates in this file.
pub(crate) fn load_root_certificates(file: &Path) -> Result<Tls, String> {
    let invalid = |why: &str| format!("{ROOT_CERTIFICATES}: {} {why}", file.display());
    let pem = read_file(file).map_err(|why| invalid(&why))?;
    tls::with_root_certificates(&pem).map_err(invalid)
}

/// Reads a file, up to a size that is enough for any bundle of certificates.
fn read_file(file: &Path) -> Result<Vec<u8>, String> {
    const LONGEST: u64 = 8 << 20;
    let unreadable = |error: io::Error| format!("cannot be read: {error}");
    // A pipe or a device may never end.
    if !fs::metadata(file).map_err(unreadable)?.is_file() {
        return Err("is not a file".to_owned());
    }
    let mut bytes = Vec::new();
    let opened = File::open(file).map_err(unreadable)?;
    opened.take(LONGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    match bytes.len() as u64 > LONGEST {
        true => Err("is larger than 8 MiB".to_owned()),
        false => Ok(bytes),
    }
}
