//! Media types: which are JSON, which are a form, which stand for more than one.

fn essence(media: &str) -> String {
    media.split(';').next().unwrap_or(media).trim().to_ascii_lowercase()
}

/// Whether what is of this type is JSON, or may be.
pub(crate) fn is_json(media: &str) -> bool {
    let essence = essence(media);
    essence == "application/json" || essence.ends_with("+json") || essence == "*/*"
}

/// Whether it is a form, which has a coding of its own.
pub(crate) fn is_form(media: &str) -> bool {
    let essence = essence(media);
    essence.starts_with("multipart/") || essence == "application/x-www-form-urlencoded"
}

/// Whether it stands for more than one.
pub(crate) fn is_range(media: &str) -> bool {
    essence(media).contains('*')
}

/// Whether a header can name it.
pub(crate) fn is_one(media: &str) -> bool {
    let named = essence(media)
        .split_once('/')
        .is_some_and(|(main, sub)| !main.is_empty() && !sub.is_empty());
    named && media.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}
