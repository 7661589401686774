//! Letters of Authorization as files.

use std::path::Path;

use cloudflare_interconnects::Error;
use cloudflare_interconnects::operations::GetInterconnectLoa;
use cloudflare_interconnects::resources::Interconnects;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a name that comes from the API may not have in a file's name. With it encoded, no part of the name leads to
/// another directory, and no two names become one.
const UNSAFE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

/// What the file with an interconnect's letter is called where nobody says otherwise.
pub(crate) fn file_name(icon: &str) -> String {
    format!("loa-{}.pdf", utf8_percent_encode(icon, UNSAFE))
}

/// The request for the letter, made out to the customer of that name or by default to the account.
pub(crate) fn request(interconnects: &Interconnects, icon: &str, name: Option<&str>) -> GetInterconnectLoa {
    let request = interconnects.loa(icon);
    match name {
        Some(name) => request.name(name),
        None => request,
    }
}

/// Saves the letter, in place of what is there, and gives the line that says so.
pub(crate) fn save(request: GetInterconnectLoa, icon: &str, path: &Path) -> Result<String, Error> {
    let length = request.send()?.save_to(path)?;
    Ok(format!("{icon}: its LOA is {} ({length} bytes)", path.display()))
}
