//! The query of a request: how a parameter, a list or an object goes into it.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

use crate::request::{Request, set};
use crate::value::json;

/// How a list or an object goes into a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code, reason = "our own spec has no lists and objects in a query")]
pub(crate) enum Style {
    /// `a=1&a=2`, and `x=1&y=2` for the object `a`.
    Exploded,
    /// `a=1,2`, by the separator, and `a=x,1,y,2` for an object.
    Joined(char),
    /// `a[x]=1&a[y]=2`
    Deep,
}

impl Request {
    /// Sets a query parameter, in place of an earlier value.
    pub(crate) fn query(mut self, name: &'static str, value: impl ToString) -> Self {
        set(&mut self.parts().query, Cow::Borrowed(name), value.to_string());
        self
    }

    /// Adds a query parameter to those that there are.
    pub(crate) fn add_query(mut self, name: &str, value: impl ToString) -> Self {
        self.parts()
            .query
            .push((Cow::Owned(name.to_owned()), value.to_string()));
        self
    }

    /// Sets a query parameter that is a list, in place of earlier values.
    #[allow(dead_code, reason = "our own spec has no lists in a query")]
    pub(crate) fn query_list(
        mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl ToString>,
        style: Style,
    ) -> Self {
        let values = values.into_iter().map(|value| value.to_string());
        self.parts().query.retain(|(set, _)| set != name);
        match style {
            Style::Joined(separator) => {
                let values: Vec<String> = values.collect();
                self.query(name, values.join(separator.encode_utf8(&mut [0; 4])))
            }
            Style::Exploded | Style::Deep => {
                self.parts()
                    .query
                    .extend(values.map(|value| (Cow::Borrowed(name), value)));
                self
            }
        }
    }

    /// Sets a query parameter that is an object, in place of earlier values of its members.
    #[allow(dead_code, reason = "our own spec has no objects in a query")]
    pub(crate) fn query_object(mut self, name: &'static str, value: &impl Serialize, style: Style) -> Self {
        let members = match serde_json::to_value(value) {
            Ok(Value::Object(members)) => members.into_iter().filter(|(_, value)| !value.is_null()),
            Ok(_) => return self.fail(format!("{name} is no object")),
            Err(error) => return self.fail(format!("{name} cannot be written: {error}")),
        };
        let members = members.map(|(member, value)| match value {
            Value::String(text) => (member, text),
            value => (member, json::text(&value)),
        });
        match style {
            Style::Joined(separator) => {
                let parts: Vec<String> = members.flat_map(|(member, value)| [member, value]).collect();
                self.query(name, parts.join(separator.encode_utf8(&mut [0; 4])))
            }
            Style::Exploded | Style::Deep => {
                for (member, value) in members {
                    let member = if style == Style::Deep {
                        format!("{name}[{member}]")
                    } else {
                        member
                    };
                    set(&mut self.parts().query, Cow::Owned(member), value);
                }
                self
            }
        }
    }

    /// The value that a query parameter is set to.
    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(set, _)| *set == name)
            .map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use crate::request::tests::request;

    #[test]
    fn query_values_arrive_as_they_were_and_the_last_one_set_counts() {
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
}
