//! A figure, and the table of figures.

use std::fmt;

pub(crate) struct Row {
    name: String,
    unit: &'static str,
    ours: f64,
    hand: f64,
    target: Target,
}

enum Target {
    AtMost(f64),
    AtLeast(f64),
    /// Compares the difference.
    More(f64),
    /// Compares our own figure alone.
    Own(f64),
    None,
}

impl Row {
    pub(crate) fn at_most(name: impl Into<String>, unit: &'static str, ours: f64, hand: f64, limit: f64) -> Self {
        Self::new(name, unit, ours, hand, Target::AtMost(limit))
    }

    pub(crate) fn at_least(name: impl Into<String>, unit: &'static str, ours: f64, hand: f64, limit: f64) -> Self {
        Self::new(name, unit, ours, hand, Target::AtLeast(limit))
    }

    pub(crate) fn more(name: impl Into<String>, unit: &'static str, ours: f64, hand: f64, limit: f64) -> Self {
        Self::new(name, unit, ours, hand, Target::More(limit))
    }

    pub(crate) fn own(name: impl Into<String>, unit: &'static str, ours: f64, hand: f64, limit: f64) -> Self {
        Self::new(name, unit, ours, hand, Target::Own(limit))
    }

    pub(crate) fn only(name: impl Into<String>, unit: &'static str, ours: f64, hand: f64) -> Self {
        Self::new(name, unit, ours, hand, Target::None)
    }

    fn new(name: impl Into<String>, unit: &'static str, ours: f64, hand: f64, target: Target) -> Self {
        Row {
            name: name.into(),
            unit,
            ours,
            hand,
            target,
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (ratio, more) = (self.ours / self.hand, self.ours - self.hand);
        let (figure, target, met) = match self.target {
            Target::AtMost(limit) => (format!("{ratio:.3}"), format!("<= {limit:.2}"), Some(ratio <= limit)),
            Target::AtLeast(limit) => (format!("{ratio:.3}"), format!(">= {limit:.2}"), Some(ratio >= limit)),
            Target::More(limit) => (format!("{more:+.1}"), format!("<= +{limit}"), Some(more <= limit)),
            Target::Own(limit) => ("".to_owned(), format!("<= {limit}"), Some(self.ours <= limit)),
            Target::None => (format!("{ratio:.3}"), String::new(), None),
        };
        let verdict = match met {
            Some(true) => "met",
            Some(false) => "MISSED",
            None => "",
        };
        let (name, unit) = (&self.name, self.unit);
        let (ours, hand) = (number(self.ours), number(self.hand));
        write!(
            f,
            "| {name:<45} | {ours:>10} | {hand:>10} | {unit:<12} | {figure:>7} | {target:<8} | {verdict:<6} |"
        )
    }
}

fn number(value: f64) -> String {
    match value.abs() {
        large if large >= 1000.0 => format!("{value:.0}"),
        medium if medium >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.3}"),
    }
}

pub(crate) fn print(rows: &[Row]) {
    let (name, unit) = ("figure", "unit");
    println!(
        "| {name:<45} | {:>10} | {:>10} | {unit:<12} | {:>7} | {:<8} | {:<6} |",
        "this crate", "by hand", "ratio", "target", ""
    );
    println!("|{0:-<47}|{0:->12}|{0:->12}|{0:-<14}|{0:->9}|{0:-<10}|{0:-<8}|", "");
    rows.iter().for_each(|row| println!("{row}"));
}
