//! The query of a request: how a parameter, a list or an object goes into it.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

use crate::request::{Request, replace_or_push};
use crate::value::json;

/// How a list or an object goes into a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code, reason = "our own spec has no lists and objects in a query")]
pub(crate) enum ParameterStyle {
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
        replace_or_push(&mut self.parts().query, Cow::Borrowed(name), value.to_string());
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
        style: ParameterStyle,
    ) -> Self {
        let values = values.into_iter().map(|value| value.to_string());
        self.parts().query.retain(|(set, _)| set != name);
        match style {
            ParameterStyle::Joined(separator) => {
                let values: Vec<String> = values.collect();
                self.query(name, values.join(separator.encode_utf8(&mut [0; 4])))
            }
            ParameterStyle::Exploded | ParameterStyle::Deep => {
                self.parts()
                    .query
                    .extend(values.map(|value| (Cow::Borrowed(name), value)));
                self
            }
        }
    }

    /// Sets a query parameter that is an object, in place of earlier values of its members.
    #[allow(dead_code, reason = "our own spec has no objects in a query")]
    pub(crate) fn query_object(mut self, name: &'static str, value: &impl Serialize, style: ParameterStyle) -> Self {
        let fields = match serde_json::to_value(value) {
            Ok(Value::Object(fields)) => fields.into_iter().filter(|(_, value)| !value.is_null()),
            Ok(_) => return self.fail(format!("{name} is no object")),
            Err(error) => return self.fail(format!("{name} cannot be written: {error}")),
        };
        let fields = fields.map(|(field, value)| match value {
            Value::String(text) => (field, text),
            value => (field, json::to_text(&value)),
        });
        match style {
            ParameterStyle::Joined(separator) => {
                let parts: Vec<String> = fields.flat_map(|(field, value)| [field, value]).collect();
                self.query(name, parts.join(separator.encode_utf8(&mut [0; 4])))
            }
            ParameterStyle::Exploded | ParameterStyle::Deep => {
                for (field, value) in fields {
                    let field = if style == ParameterStyle::Deep {
                        format!("{name}[{field}]")
                    } else {
                        field
                    };
                    replace_or_push(&mut self.parts().query, Cow::Owned(field), value);
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
