//! A table whose columns line up.

use std::fmt;

use super::text;

/// How wide a column may get, so that one long name does not push the others off the screen. The last column is for
/// prose and has no limit.
const WIDEST: usize = 40;

/// Rows of `N` cells under a header.
pub(crate) struct Table<const N: usize> {
    rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    pub(crate) fn new(header: [&str; N]) -> Self {
        let mut table = Self { rows: Vec::new() };
        table.push(header.map(Some));
        table
    }

    /// Adds a row. What is absent or empty shows as a dash, so that the columns can be told apart by scripts, too.
    pub(crate) fn push(&mut self, row: [Option<&str>; N]) {
        let mut column = 0;
        self.rows.push(row.map(|cell| {
            column += 1;
            let cell = text::one_line(cell.filter(|cell| !cell.trim().is_empty()).unwrap_or("-"));
            if column < N { text::shorten(cell, WIDEST) } else { cell }
        }));
    }
}

impl<const N: usize> fmt::Display for Table<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut widths = [0; N];
        for row in &self.rows {
            for (widest, cell) in widths.iter_mut().zip(row) {
                *widest = text::width(cell).max(*widest);
            }
        }
        for row in &self.rows {
            for (column, (cell, widest)) in row.iter().zip(widths).enumerate() {
                f.write_str(cell)?;
                if column + 1 < N {
                    // By hand: the width that `{:1$}` pads to counts characters, not columns.
                    write!(f, "{:1$}", "", widest - text::width(cell) + 2)?;
                }
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
