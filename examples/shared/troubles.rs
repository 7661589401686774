//! What went wrong with many things of one kind, told once.

/// How often something went wrong, and how the first time.
#[derive(Default)]
pub(crate) struct Troubles {
    first: Option<String>,
    count: usize,
}

impl Troubles {
    pub(crate) fn add(&mut self, why: impl Into<String>) {
        self.first.get_or_insert_with(|| why.into());
        self.count += 1;
    }

    /// One line: `why`, and how many more there were.
    pub(crate) fn line(&self) -> Option<String> {
        let first = self.first.as_ref()?;
        Some(match self.count {
            1 => first.clone(),
            count => format!("{first} (and {} more like it)", count - 1),
        })
    }
}

impl<T: Into<String>> FromIterator<T> for Troubles {
    fn from_iter<I: IntoIterator<Item = T>>(whys: I) -> Self {
        let mut troubles = Self::default();
        whys.into_iter().for_each(|why| troubles.add(why));
        troubles
    }
}
