use std::error::Error;
use std::path::Path;

use cloudflare_interconnects::{Auth, Client, ClientBuilder};

/// A client that uses this proxy and trusts only the root certificates in this file.
pub(crate) fn through(proxy: &str, file: &Path) -> Result<ClientBuilder, Box<dyn Error>> {
    let pem = std::fs::read(file)?; // one certificate or many
    let builder = Client::builder().auth(Auth::token("token"));
    Ok(builder.proxy(proxy).root_certificates(&pem))
}
