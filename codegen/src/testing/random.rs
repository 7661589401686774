//! Chance for tests, the same in each run.

/// xorshift64*.
pub struct Random(u64);

impl Default for Random {
    fn default() -> Self {
        Self::new()
    }
}

impl Random {
    pub fn new() -> Self {
        Random(0x9e37_79b9_7f4a_7c15)
    }

    pub fn bits(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.bits() >> 33) as usize % bound
    }

    pub fn of<T: Clone>(&mut self, choice: &[T]) -> T {
        choice[self.below(choice.len())].clone()
    }

    /// Text of fewer characters than this: of what has a meaning somewhere, of ASCII, and of all characters.
    pub fn text(&mut self, length: usize) -> String {
        let length = self.below(length);
        let character = |_| match self.below(3) {
            0 => self.of(&['"', '\\', '[', ']', '{', '}', ':', ',', '/', '\n', '\0']),
            1 => char::from(self.below(128) as u8),
            _ => char::from_u32(self.below(0x11_0000) as u32).unwrap_or(char::REPLACEMENT_CHARACTER),
        };
        (0..length).map(character).collect()
    }
}
