//! Paths: the template of one, as a document has it -> what is sent, with its fixed parts encoded, and the fixed part of the query.

use crate::spec::{Node, Result};

/// A path that begins with a `/`, with a `{name}` for each parameter in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Template {
    pub(crate) path: String,
    /// The names of its parameters, in its order.
    pub(crate) names: Vec<String>,
    /// What the document has behind a `?` in the path.
    pub(crate) query: Vec<(String, String)>,
}

impl Template {
    /// Reads the path of the item that stands at `node`.
    pub(crate) fn read(path: &str, node: &Node<'_>) -> Result<Template> {
        if !path.starts_with('/') {
            return Err(node.error(
                format!("the path `{path}` does not begin with `/`, and would change the host"),
                "begin it with `/`",
            ));
        }
        let (path, query) = split_query(path);
        let mut template = Template {
            path: String::with_capacity(path.len()),
            names: Vec::new(),
            query: Vec::new(),
        };
        let mut rest = path;
        while let Some((fixed, behind)) = rest.split_once('{') {
            let Some((name, behind)) = behind.split_once('}') else {
                return Err(node.error(format!("the path `{path}` has a `{{` that nothing closes"), "close it"));
            };
            if name.chars().any(char::is_control) {
                return Err(node.error(
                    format!("the path `{path}` has a parameter with a control character in its name"),
                    "give the parameter another name",
                ));
            }
            encode(fixed, &mut template.path);
            template.path.push_str(&format!("{{{name}}}"));
            template.names.push(name.to_owned());
            rest = behind;
        }
        encode(rest, &mut template.path);
        if template.path.split('/').any(climbs) {
            return Err(node.error(
                format!("the path `{path}` has a segment `.` or `..`, which leads elsewhere"),
                "write the path that is meant",
            ));
        }
        for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            if pair.contains('{') {
                return Err(node.error(
                    format!("the path `{path}` has a parameter in its query"),
                    "declare it as a parameter in `query`, and take it out of the path",
                ));
            }
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            template.query.push((decode(name), decode(value)));
        }
        Ok(template)
    }
}

/// The path without its query, and the query. A `?` in a parameter's name is none.
fn split_query(path: &str) -> (&str, Option<&str>) {
    let mut within = false;
    for (at, character) in path.char_indices() {
        match character {
            '{' => within = true,
            '}' => within = false,
            '?' if !within => return (&path[..at], Some(&path[at + 1..])),
            _ => {}
        }
    }
    (path, None)
}

/// Whether a client or server on the way takes the segment for a step up, or for none. What fills a parameter is never dots.
fn climbs(segment: &str) -> bool {
    matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}

/// Encodes what does not stand for itself in a path; what is encoded already stays.
fn encode(fixed: &str, path: &mut String) {
    let bytes = fixed.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let encoded = *byte == b'%' && bytes[at + 1..].iter().take(2).filter(|b| b.is_ascii_hexdigit()).count() == 2;
        match encoded || byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@".contains(byte) {
            true => path.push(char::from(*byte)),
            false => path.push_str(&format!("%{byte:02X}")),
        }
    }
}

/// A part of a query as it is meant: it is encoded again where it is sent.
fn decode(part: &str) -> String {
    let part = part.replace('+', " ");
    crate::spec::percent_decode(&part).unwrap_or(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Document;

    fn read(path: &str) -> Result<Template> {
        let document = Document::parse("{\"openapi\": \"3.0.3\"}").unwrap();
        Template::read(path, &document.root())
    }

    #[test]
    fn what_does_not_stand_for_itself_is_encoded() {
        for (path, sent) in [
            ("/#Action=List", "/%23Action=List"),
            ("/with space/{a b}:x", "/with%20space/{a b}:x"),
            ("/a%20b%zz/é`\r\n", "/a%20b%25zz/%C3%A9%60%0D%0A"),
            ("/v1/{+name}:cancel", "/v1/{+name}:cancel"),
            ("/a..b/...", "/a..b/..."),
            ("/.{x}/{x}.{y}", "/.{x}/{x}.{y}"),
        ] {
            assert_eq!(read(path).unwrap().path, sent);
        }
        assert_eq!(read("/v1/{+name}/{b?}").unwrap().names, ["+name", "b?"]);
    }

    #[test]
    fn a_fixed_query_is_apart_from_the_path() {
        let template = read("/a/{b}?beta=true&x=%26+y&z").unwrap();
        assert_eq!(template.path, "/a/{b}");
        let pairs: Vec<_> = template.query.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(pairs, [("beta", "true"), ("x", "& y"), ("z", "")]);
    }

    #[test]
    fn a_path_that_leaves_its_place_is_an_error() {
        for path in [
            "a",
            ".example.org/a",
            "@b/c",
            "",
            "/a/../b",
            "/./a",
            "/%2e%2E/a",
            "/a/..",
            "/{a",
            "/a?b={c}",
            "/{\n}",
        ] {
            assert!(read(path).is_err(), "{path}");
        }
    }
}
