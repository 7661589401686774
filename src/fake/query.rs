//! The query of a call, and how a URL is decoded.

use percent_encoding::percent_decode_str;

use super::answer::Answer;

/// The parameters of a query, decoded; the last of a name counts.
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    pub(super) fn parse(query: &str) -> Result<Query, Answer> {
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(&name.replace('+', " "))?, decode(&value.replace('+', " "))?))
        };
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        pairs.map(pair).collect::<Result<_, _>>().map(Query)
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut pairs = self.0.iter().rev();
        pairs
            .find(|(present, _)| present == name)
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn integer(&self, name: &str) -> Result<Option<i64>, Answer> {
        self.parsed(name, "an integer")
    }

    pub(super) fn boolean(&self, name: &str) -> Result<Option<bool>, Answer> {
        self.parsed(name, "true or false")
    }

    fn parsed<T: std::str::FromStr>(&self, name: &str, kind: &str) -> Result<Option<T>, Answer> {
        self.get(name)
            .map(|value| {
                value.parse().map_err(|_| {
                    let message = format!("the query parameter {name} must be {kind}");
                    Answer::bad_request(&message)
                })
            })
            .transpose()
    }
}

/// A segment of a path, or a name or value of a query, without its percent-encoding.
pub(super) fn decode(text: &str) -> Result<String, Answer> {
    percent_decode_str(text)
        .decode_utf8()
        .map(|text| text.into_owned())
        .map_err(|_| Answer::bad_request("the URL is not UTF-8 once it is decoded"))
}
