//! The query of a request: how parameters, lists and objects are encoded.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

use crate::request::{Request, replace_or_push};
use crate::value::json;

/// How a list or an object is encoded in a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code, reason = "our own spec has no lists and objects in a query")]
pub(crate) enum ParameterStyle {
    /// `a=1&a=2`; an object `a` becomes `x=1&y=2`.
    Exploded,
    /// `a=1,2` with this separator; an object `a` becomes `a=x,1,y,2`.
    Joined(char),
    /// `a[x]=1&a[y]=2`
    Deep,
}

/// A value in a query: one text, or several joined by a separator that is not encoded.
#[derive(Clone)]
pub(crate) struct QueryValue {
    pub(crate) parts: Vec<String>,
    /// The separator as it is written in the URL.
    pub(crate) separator: &'static str,
}

impl From<String> for QueryValue {
    fn from(text: String) -> Self {
        QueryValue {
            parts: vec![text],
            separator: "",
        }
    }
}

impl Request {
    /// Sets a query parameter and replaces earlier values.
    pub(crate) fn query(mut self, name: &'static str, value: impl ToString) -> Self {
        replace_or_push(&mut self.parts().query, Cow::Borrowed(name), value.to_string().into());
        self
    }

    /// Sets a query parameter of several parts and replaces earlier values. Without parts, nothing is sent.
    fn joined(mut self, name: &'static str, parts: Vec<String>, separator: char) -> Self {
        let query = &mut self.parts().query;
        query.retain(|(set, _)| set != name);
        if !parts.is_empty() {
            // A URL cannot contain a blank or a `|`.
            let separator = match separator {
                ' ' => "%20",
                '|' => "%7C",
                _ => ",",
            };
            query.push((Cow::Borrowed(name), QueryValue { parts, separator }));
        }
        self
    }

    /// Adds a query parameter and keeps earlier values.
    pub(crate) fn add_query(mut self, name: &str, value: impl ToString) -> Self {
        self.parts()
            .query
            .push((Cow::Owned(name.to_owned()), value.to_string().into()));
        self
    }

    /// Sets a query parameter that is a list, and replaces earlier values.
    #[allow(dead_code, reason = "our own spec has no lists in a query")]
    pub(crate) fn query_list(
        mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl ToString>,
        style: ParameterStyle,
    ) -> Self {
        let values = values.into_iter().map(|value| value.to_string());
        match style {
            ParameterStyle::Joined(separator) => self.joined(name, values.collect(), separator),
            ParameterStyle::Exploded | ParameterStyle::Deep => {
                let query = &mut self.parts().query;
                query.retain(|(set, _)| set != name);
                query.extend(values.map(|value| (Cow::Borrowed(name), value.into())));
                self
            }
        }
    }

    /// Sets a query parameter that is an object, and replaces earlier values of its fields.
    #[allow(dead_code, reason = "our own spec has no objects in a query")]
    pub(crate) fn query_object(mut self, name: &'static str, value: &impl Serialize, style: ParameterStyle) -> Self {
        let fields = match serde_json::to_value(value) {
            Ok(Value::Object(fields)) => fields.into_iter().filter(|(_, value)| !value.is_null()),
            Ok(_) => return self.fail(format!("`{name}` is not an object")),
            Err(error) => return self.fail(format!("cannot serialize `{name}`: {error}")),
        };
        let fields = fields.map(|(field, value)| match value {
            Value::String(text) => (field, text),
            value => (field, json::to_text(&value)),
        });
        match style {
            ParameterStyle::Joined(separator) => {
                let parts = fields.flat_map(|(field, value)| [field, value]).collect();
                self.joined(name, parts, separator)
            }
            ParameterStyle::Exploded | ParameterStyle::Deep => {
                for (field, value) in fields {
                    let field = if style == ParameterStyle::Deep {
                        format!("{name}[{field}]")
                    } else {
                        field
                    };
                    replace_or_push(&mut self.parts().query, Cow::Owned(field), value.into());
                }
                self
            }
        }
    }

    /// The current value of a query parameter.
    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(set, _)| *set == name)
            .and_then(|(_, value)| value.parts.first())
            .map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::tests::request;

    #[test]
    fn query_values_are_encoded_and_the_last_one_set_counts() {
        let uri = request()
            .path("t")
            .path("p")
            .query("site", "first")
            .query("limit", 5)
            .query("site", "&=+% #é")
            .uri()
            .unwrap();
        assert_eq!(uri.query(), Some("site=%26%3D%2B%25%20%23%C3%A9&limit=5"));
    }

    #[test]
    fn separators_stay_and_values_are_encoded() {
        let uri = |request: Request| request.path("t").path("p").uri().unwrap().to_string();
        let list = |separator| uri(request().query_list("csv", ["x", "y,z"], ParameterStyle::Joined(separator)));
        for (separator, query) in [(',', "csv=x,y%2Cz"), (' ', "csv=x%20y%2Cz"), ('|', "csv=x%7Cy%2Cz")] {
            assert!(list(separator).ends_with(query), "{}", list(separator));
        }
        let none: [&str; 0] = [];
        assert!(!uri(request().query_list("csv", none, ParameterStyle::Joined(','))).contains('?'));
        let object = serde_json::json!({ "a": "1,2", "b": 3 });
        let object = uri(request().query_object("o", &object, ParameterStyle::Joined(',')));
        assert!(object.ends_with("?o=a,1%2C2,b,3"), "{object}");
    }

    #[test]
    fn a_list_in_a_path_keeps_its_commas_and_is_never_empty() {
        let uri = |values: &[&str]| {
            request()
                .path_list(values)
                .path("p")
                .uri()
                .map(|uri| uri.path().to_owned())
        };
        assert!(uri(&["a/b", "c,d"]).unwrap().contains("/a%2Fb,c%2Cd"));
        uri(&[]).unwrap_err();
        uri(&[".."]).unwrap_err();
    }
}
