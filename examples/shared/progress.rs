//! How far a long piece of work has come, for a person in front of a terminal.

use std::cell::Cell;
use std::io::{self, IsTerminal, Write};

use super::text;

/// As wide as the narrowest terminal that is common, short of its last column: a line that wraps cannot be taken back.
const WIDEST: usize = 79;

/// One line on stderr that is written over and over. Where stderr is no terminal, nothing at all.
pub(crate) struct Progress {
    name: &'static str,
    terminal: bool,
    /// How many columns the line on the screen takes.
    shown: Cell<usize>,
}

impl Progress {
    pub(crate) fn new(name: &'static str) -> Self {
        Self {
            name,
            terminal: io::stderr().is_terminal(),
            shown: Cell::new(0),
        }
    }

    pub(crate) fn show(&self, text: &str) {
        if self.terminal {
            let line = text::shorten(text::one_line(&format!("{}: {text}", self.name)), WIDEST);
            self.write(&line);
        }
    }

    /// Takes the line back, so that others can be written where it stood.
    pub(crate) fn clear(&self) {
        if self.shown.get() > 0 {
            self.write("");
            let _ = write!(io::stderr(), "\r");
        }
    }

    fn write(&self, line: &str) {
        let width = text::width(line);
        let rest = self.shown.replace(width).saturating_sub(width);
        let _ = write!(io::stderr(), "\r{line}{:rest$}", "");
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
