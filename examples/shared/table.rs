//! A table for a terminal of 80 columns.

use std::fmt;

use super::text;

/// How wide a line may get.
const SCREEN: usize = 80;
/// How wide a column is made, so that one long cell does not push the others off the screen.
const WIDEST: usize = 20;
/// How far what is said below a row is indented.
const INDENT: usize = 4;

/// Rows of `N` cells under a header, each with lines below it for what there is no column for. Those lines are wrapped. A cell is
/// not, since a name has to be copied as it is: behind one that is wider than its column, the row goes on in the next line.
pub(crate) struct Table<const N: usize> {
    rows: Vec<Row<N>>,
}

struct Row<const N: usize> {
    cells: [String; N],
    below: Vec<String>,
}

impl<const N: usize> Table<N> {
    pub(crate) fn new(header: [&str; N]) -> Self {
        let mut table = Self { rows: Vec::new() };
        table.push(header.map(Some), []);
        table
    }

    /// Adds a row. A cell that is absent or empty shows as a dash.
    pub(crate) fn push(&mut self, cells: [Option<&str>; N], below: impl IntoIterator<Item = String>) {
        let cells = cells.map(|cell| text::one_line(cell.filter(|cell| !cell.trim().is_empty()).unwrap_or("-")));
        let below = below.into_iter().map(|line| text::one_line(&line)).collect();
        self.rows.push(Row { cells, below });
    }
}

impl<const N: usize> fmt::Display for Table<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut widths = [0; N];
        for row in &self.rows {
            for (widest, cell) in widths.iter_mut().zip(&row.cells) {
                *widest = text::width(cell).min(WIDEST).max(*widest);
            }
        }
        for row in &self.rows {
            let mut from = 0;
            for (column, (cell, widest)) in row.cells.iter().zip(widths).enumerate() {
                from += widest + 2;
                f.write_str(cell)?;
                // By hand: the width that `{:1$}` pads to counts characters, not columns.
                match widest.checked_sub(text::width(cell)) {
                    _ if column + 1 == N => {}
                    Some(left) => write!(f, "{:1$}", "", left + 2)?,
                    None => write!(f, "\n{:from$}", "")?,
                }
            }
            writeln!(f)?;
            for line in row.below.iter().flat_map(|line| text::wrap(line, SCREEN - INDENT)) {
                writeln!(f, "{:INDENT$}{line}", "")?;
            }
        }
        Ok(())
    }
}
