//! The members of a union's object, held until its discriminator is known: it may be the last of them.

use std::borrow::Cow;
use std::fmt::{self, Formatter};
use std::marker::PhantomData;
use std::mem;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::field::Field;
use super::object::ExtraFields;
use super::unrecognized::Unrecognized;
use super::untyped::{self, Fill, Misfit, Untyped};

/// A member that the spec knows.
struct Member<'de> {
    value: Option<Untyped<'de>>,
    /// Which of the object's members it is, from 1 on; 0 where the object lacks it.
    position: usize,
}

/// The members of an object; the first of those that are known is the discriminator.
pub(crate) struct Members<'a, 'de> {
    names: &'static [&'static str],
    known: &'a mut [Member<'de>],
    unknown: Unknown<'de>,
    /// What is wrong with the first that did not fit.
    misfit: Option<Misfit>,
}

impl<'de> Members<'_, 'de> {
    /// The text of the discriminator.
    pub(crate) fn discriminator(&self) -> Option<&str> {
        match &self.known[0].value {
            Some(Untyped::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The value of the member at this place among the known.
    pub(crate) fn read<T: Field>(&mut self, at: usize) -> Option<T> {
        let member = &mut self.known[at];
        match T::read(member.value.take()?) {
            Ok(value) => Some(value),
            Err(misfit) => {
                let name = self.names[at];
                self.misfit.get_or_insert_with(|| misfit.within(name));
                None
            }
        }
    }

    /// The same, where null is no value.
    pub(crate) fn optional<T: Field>(&mut self, at: usize) -> Option<T> {
        self.known[at].value.take_if(|value| matches!(value, Untyped::Null));
        self.read(at)
    }

    /// Whether all that were read fit their types.
    pub(crate) fn fit(&self) -> bool {
        self.misfit.is_none()
    }

    /// Why nothing can be made of them: one does not fit, or one of those that must be there is missing.
    #[cold]
    pub(crate) fn misfit(&mut self, required: &[usize]) -> Misfit {
        let missing = required.iter().find(|at| self.known[**at].position == 0);
        let missing = self.names[missing.copied().unwrap_or_default()];
        self.misfit.take().unwrap_or_else(|| Misfit::missing_field(missing))
    }

    /// All that were not taken, but for the discriminator.
    pub(crate) fn extra_fields(&mut self) -> ExtraFields {
        self.known[0].value = None;
        match self.known.iter().any(|known| known.value.is_some()) || !self.unknown.is_empty() {
            true => ExtraFields::new(self.object()),
            false => ExtraFields::default(),
        }
    }

    /// An object of a kind that is not known. One that neither says its kind nor has a member that some variant requires is
    /// no such object.
    pub(crate) fn unrecognized(&mut self, required: &[&str]) -> Result<Unrecognized, Misfit> {
        let mut all = self.known.iter().zip(self.names);
        let has_required = all.any(|(member, name)| member.value.is_some() && required.contains(name));
        if self.known[0].value.is_none() && !has_required {
            return Err(Misfit::missing_field(self.names[0]));
        }
        Ok(Unrecognized::new(self.object()))
    }

    /// All members that were not taken, in the order in which they came: a map may keep it.
    fn object(&mut self) -> Map<String, Value> {
        let mut members = Vec::with_capacity(self.known.len() + self.unknown.len());
        let mut unknown = mem::take(&mut self.unknown).into_iter().peekable();
        loop {
            let left = self
                .known
                .iter_mut()
                .zip(self.names)
                .filter(|(known, _)| known.value.is_some());
            let first = left.min_by_key(|(known, _)| known.position);
            let position = first.as_ref().map_or(usize::MAX, |(known, _)| known.position);
            if let Some((_, name, value)) = unknown.next_if(|(before, ..)| *before < position) {
                members.push((name, value));
            } else if let Some((known, name)) = first {
                members.extend(known.value.take().map(|value| (Cow::Borrowed(*name), value)));
            } else {
                return untyped::object(members);
            }
        }
    }
}

/// Members whose names are not known, each with which of the object's it is.
type Unknown<'de> = Vec<(usize, Cow<'de, str>, Untyped<'de>)>;

/// A type that is made of the members of an object once they are all there.
pub(crate) trait Decided<const N: usize>: Sized {
    /// The names of the members that are known, the discriminator's first.
    const NAMES: [&'static str; N];

    /// Which of them has this name.
    fn position(name: &str) -> Option<usize>;

    fn make(members: &mut Members) -> Result<Self, Misfit>;
}

/// Reads an object, and makes of its members what it is.
///
/// That is done before the reader leaves the object, so that an error has its place there and not behind what follows.
pub(crate) fn read<'de, D: Deserializer<'de>, T: Decided<N>, const N: usize>(deserializer: D) -> Result<T, D::Error> {
    struct Reader<T, const N: usize>(PhantomData<T>);

    impl<'de, T: Decided<N>, const N: usize> Visitor<'de> for Reader<T, N> {
        type Value = T;

        fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<T, A::Error> {
            let mut known = [const {
                Member {
                    value: None,
                    position: 0,
                }
            }; N];
            let unknown = fill(&mut known, T::position, object)?;
            let mut members = Members {
                names: &T::NAMES,
                known: &mut known,
                unknown,
                misfit: None,
            };
            T::make(&mut members).map_err(A::Error::custom)
        }
    }

    deserializer.deserialize_map(Reader(PhantomData))
}

/// Takes the values of known members, and returns the others.
fn fill<'de, A: MapAccess<'de>>(
    known: &mut [Member<'de>],
    position: fn(&str) -> Option<usize>,
    mut object: A,
) -> Result<Unknown<'de>, A::Error> {
    let (mut unknown, mut count) = (Vec::new(), 1);
    while let Some(found) = object.next_key_seed(Find(position))? {
        match found {
            // The last of two with the same name counts.
            Found::Known(position) => {
                let member = &mut known[position];
                member.position = count;
                object.next_value_seed(Fill(&mut member.value))?;
            }
            Found::Unknown(name) => unknown.push((count, name, object.next_value()?)),
        }
        count += 1;
    }
    Ok(unknown)
}

/// Reads a member's name.
struct Find(fn(&str) -> Option<usize>);

enum Found<'de> {
    Known(usize),
    Unknown(Cow<'de, str>),
}

impl<'de> DeserializeSeed<'de> for Find {
    type Value = Found<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Find {
    type Value = Found<'de>;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok((self.0)(name).map_or(Found::Unknown(Cow::Borrowed(name)), Found::Known))
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok((self.0)(name).map_or_else(|| Found::Unknown(Cow::Owned(name.to_owned())), Found::Known))
    }
}
