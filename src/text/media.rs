//! Media types: parses a `Content-Type`, and checks a document against its documented types.

pub(crate) const PDF: &str = "application/pdf";
const PDF_BEGIN: &[u8] = b"%PDF-";
/// The number of bytes that are read to check a document's type. A PDF marker is within them.
pub(crate) const HEAD: usize = 1024;

/// The media type of a `Content-Type`, without parameters.
pub(crate) fn essence(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim_ascii()
}

/// Whether the media type is JSON or a format based on it.
pub(crate) fn is_json(content_type: &str) -> bool {
    let essence = essence(content_type).to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}

/// Whether a PDF marker is near the beginning. Other bytes may precede it, such as a blank line or a byte-order mark: PDF readers
/// allow this.
pub(crate) fn begins_as_pdf(head: &[u8]) -> bool {
    let head = &head[..head.len().min(HEAD)];
    head.windows(PDF_BEGIN.len()).any(|window| window == PDF_BEGIN)
}

/// Whether a document matches its documented media types. `label` is its media type in lower case, `head` its first bytes.
pub(crate) fn is_documented_type(documented: &[&str], label: &str, head: &[u8]) -> bool {
    let generic = label.is_empty() || label == "application/octet-stream";
    let is_json = label.ends_with("/json") || label.ends_with("+json");
    let is_html = label == "text/html" || label == "application/xhtml+xml";
    if documented.is_empty() {
        return !(is_json || is_html || (generic && looks_like_json_or_html(head)));
    }
    // A vague label may be a PDF all the same. Any other label is trusted.
    let is_vague = label.is_empty() || label.starts_with("application/") || label.starts_with("binary/");
    let proven = is_vague && !is_json && !is_html && documented.contains(&PDF) && begins_as_pdf(head);
    proven || documented.iter().any(|wanted| matches_type(label, essence(wanted)))
}

/// Whether a label is the wanted media type, or in its range such as `image/*`.
fn matches_type(label: &str, wanted: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some("*/") => true,
        Some(prefix) => label
            .get(..prefix.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(prefix)),
        None => label.eq_ignore_ascii_case(wanted),
    }
}

fn looks_like_json_or_html(head: &[u8]) -> bool {
    let text = head.trim_ascii_start().to_ascii_lowercase();
    let beginnings: [&[u8]; 4] = [b"{", b"[", b"<!doctype html", b"<html"];
    beginnings.into_iter().any(|beginning| text.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_a_documented_type_or_is_a_pdf_by_its_content() {
        let pdf = b"%PDF-1.7";
        for (documented, label, head, accepted) in [
            (&[PDF][..], Some("application/pdf"), &pdf[..], true),
            (&[PDF], Some("Application/PDF"), pdf, true),
            (&[PDF], Some("application/octet-stream"), pdf, true),
            (&[PDF], None, pdf, true),
            (&[PDF], Some("binary/octet-stream"), pdf, true),
            (&[PDF], Some("application/x-pdf"), b"\xef\xbb\xbf\n%PDF-1.7", true),
            (&[PDF], Some("application/force-download"), pdf, true),
            (&[PDF], Some("application/force-download"), b"junk", false),
            (&[PDF], Some("text/plain"), pdf, false),
            (&[PDF], None, b"junk", false),
            (&[PDF], Some("application/octet-stream"), b"junk", false),
            (&[PDF], Some("application/json"), pdf, false),
            (&[PDF], Some("text/html"), b"<html>", false),
            (&["text/csv"], None, b"a,b", false),
            (&["text/csv"], Some("text/csv"), b"a,b", true),
            (&["image/*"], Some("image/png"), b"", true),
            (&["image/*"], Some("text/png"), b"", false),
            (&["*/*"], None, b"", true),
            (&[], Some("application/json"), pdf, false),
            (&[], Some("application/problem+json"), pdf, false),
            (&[], Some("text/html"), pdf, false),
            (&[], Some("application/pdf"), pdf, true),
            (&[], Some("text/plain"), b"{", true),
            (&[], None, b" {\"success\":", false),
            (&[], None, b"\n<!DOCTYPE HTML>", false),
            (&[], None, b"anything", true),
        ] {
            let label = label.unwrap_or_default().to_ascii_lowercase();
            assert_eq!(
                is_documented_type(documented, &label, head),
                accepted,
                "{documented:?} {label:?}"
            );
        }
    }
}
