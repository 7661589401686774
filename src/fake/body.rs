//! The body of a call.

use std::ops::RangeInclusive;

use serde_json::Value;

use super::answer::Answer;

/// The values of an unsigned number of 32 bits, such as that of an autonomous system.
pub(super) const U32: RangeInclusive<i64> = 0..=0xffff_ffff;

/// A JSON object, read field by field. What does not fit is an error that points at the field.
pub(super) struct Body {
    /// Where the object stands in the body as a whole.
    at: String,
    value: Value,
}

impl Body {
    pub(super) fn parse(text: &[u8]) -> Result<Body, Answer> {
        match serde_json::from_slice(text) {
            Ok(value @ Value::Object(_)) => Ok(Body {
                at: String::new(),
                value,
            }),
            Ok(_) => Err(Answer::invalid("", "must be a JSON object")),
            Err(error) => Err(Answer::invalid("", &format!("is not JSON: {error}"))),
        }
    }

    /// The field as it stands, null included.
    pub(super) fn get(&self, pointer: &str) -> Option<&Value> {
        self.value.pointer(pointer)
    }

    /// A field that is an object, to be read by pointers of its own.
    pub(super) fn object(&self, pointer: &str) -> Result<Body, Answer> {
        match self.get(pointer) {
            Some(value @ Value::Object(_)) => Ok(Body {
                at: format!("{}{pointer}", self.at),
                value: value.clone(),
            }),
            _ => Err(self.invalid(pointer, "must be an object")),
        }
    }

    pub(super) fn members(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.value.as_object().into_iter().flatten()
    }

    /// The error that a field does not fit.
    pub(super) fn invalid(&self, pointer: &str, message: &str) -> Answer {
        Answer::invalid(&format!("{}{pointer}", self.at), message)
    }

    pub(super) fn into_value(self) -> Value {
        self.value
    }

    pub(super) fn string(&self, pointer: &str) -> Result<&str, Answer> {
        self.optional_string(pointer)?
            .ok_or_else(|| self.invalid(pointer, "is required"))
    }

    pub(super) fn optional_string(&self, pointer: &str) -> Result<Option<&str>, Answer> {
        match self.get(pointer) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.invalid(pointer, "must be a string")),
        }
    }

    pub(super) fn one_of(&self, pointer: &str, values: &[&str]) -> Result<&str, Answer> {
        let text = self.string(pointer)?;
        if !values.contains(&text) {
            let message = format!("must be one of {}", values.join(", "));
            return Err(self.invalid(pointer, &message));
        }
        Ok(text)
    }

    pub(super) fn uuid(&self, pointer: &str) -> Result<String, Answer> {
        uuid(self.string(pointer)?).ok_or_else(|| self.invalid(pointer, "must be a UUID"))
    }

    pub(super) fn integer(&self, pointer: &str, range: RangeInclusive<i64>) -> Result<i64, Answer> {
        let number = self.get(pointer).and_then(Value::as_i64);
        number.filter(|number| range.contains(number)).ok_or_else(|| {
            let (start, end) = (range.start(), range.end());
            self.invalid(pointer, &format!("must be an integer from {start} to {end}"))
        })
    }

    pub(super) fn array(&self, pointer: &str) -> Result<&[Value], Answer> {
        self.get(pointer)
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .ok_or_else(|| self.invalid(pointer, "must be an array"))
    }

    /// Checks that the field reads `A.B.C.D/N`.
    pub(super) fn prefix(&self, pointer: &str) -> Result<(), Answer> {
        let fits = |text: &str| {
            let (address, length) = text.split_once('/')?;
            let address: std::net::Ipv4Addr = address.parse().ok()?;
            let length: u8 = length.parse().ok()?;
            (length <= 32).then_some(address)
        };
        match fits(self.string(pointer)?) {
            Some(_) => Ok(()),
            None => Err(self.invalid(pointer, "must read A.B.C.D/N")),
        }
    }
}

/// The UUID in lower case, if it is one.
pub(super) fn uuid(text: &str) -> Option<String> {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    let hexadecimal = |group: &&str| group.bytes().all(|byte| byte.is_ascii_hexdigit());
    (lengths == [8, 4, 4, 4, 12] && groups.iter().all(hexadecimal)).then(|| text.to_lowercase())
}
