//! What the command prints: text and JSON on stdout, messages and progress on stderr, tables as wide as the terminal.
//!
//! Whatever the API says is escaped, so that no character of it moves the cursor, or hides or reorders what is shown.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::ColorChoice;
use cloudflare_interconnects::{Preview, escape_invisible, is_invisible};
use comfy_table::presets::NOTHING;
use comfy_table::{Cell, Color, ColumnConstraint, ContentArrangement, Table};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use crate::exit::Failure;

/// The command's name, which each message begins with.
pub(crate) const NAME: &str = "cf-interconnects";

/// One line on stderr that changes while the command works. Where stderr is no terminal, there is none.
static PROGRESS: LazyLock<ProgressBar> = LazyLock::new(|| {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg}") {
        bar.set_style(style);
    }
    if !bar.is_hidden() {
        bar.enable_steady_tick(Duration::from_millis(100));
    }
    bar
});

static FULL: AtomicBool = AtomicBool::new(false);

/// Shows how far the work has come.
pub(crate) fn progress(text: &str) {
    PROGRESS.set_message(escape_invisible(text).into_owned());
}

pub(crate) fn end_progress() {
    PROGRESS.finish_and_clear();
}

/// Prints a message on stderr. That nobody reads it is no reason to stop, or to panic as `eprintln!` does.
pub(crate) fn say(message: &str) {
    PROGRESS.suspend(|| {
        let _ = writeln!(io::stderr(), "{NAME}: {}", escape_invisible(message));
    });
}

/// Prints text on stdout. False if its reader has seen enough (`| head`), which is no failure; a full disk is one.
pub(crate) fn print(text: impl AsRef<[u8]>) -> Result<bool, Failure> {
    let printed = PROGRESS.suspend(|| {
        let mut stdout = io::stdout().lock();
        stdout.write_all(text.as_ref()).and_then(|()| stdout.flush())
    });
    match printed {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => {
            FULL.store(true, Ordering::Relaxed);
            Err(Failure::failed(format!("cannot write to stdout: {error}")))
        }
    }
}

/// Prints one line on stdout.
pub(crate) fn print_line(line: &str) -> Result<(), Failure> {
    print(format!("{}\n", escape_invisible(line))).map(drop)
}

/// Prints a line of a subcommand that changes something: on stdout, or on stderr with `--json`, or if stdout cannot be written to. What
/// was changed must not get lost.
pub(crate) fn tell(json: bool, line: &str) {
    if json || print_line(line).is_err() {
        say(line);
    }
}

/// Whether stdout could not be written to.
pub(crate) fn is_full() -> bool {
    FULL.load(Ordering::Relaxed)
}

/// How many there are, such as `no CNIs`, `1 CNI`, `2 CNIs`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    match number {
        0 => format!("no {noun}s"),
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}

/// JSON with its invisible characters as `\u` escapes.
pub(crate) fn escape_json(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        // A line break is between values: those in texts are escaped already.
        if character == '\n' || !is_invisible(character) {
            escaped.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                escaped += &format!("\\u{unit:04x}");
            }
        }
    }
    escaped
}

/// A request that is shown instead of sent.
pub(crate) fn request(preview: &Preview) -> Value {
    json!({ "method": preview.method(), "url": preview.url(), "body": preview.json() })
}

static COLOR: AtomicBool = AtomicBool::new(false);

/// Decides whether there are colours: with `auto` on a terminal, unless `NO_COLOR` is set.
pub(crate) fn set_color(choice: ColorChoice) {
    let wanted = || std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let color = match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => io::stdout().is_terminal() && wanted(),
    };
    crossterm::style::force_color_output(color);
    COLOR.store(color, Ordering::Relaxed);
}

/// A table as wide as the terminal, or where stdout is none, as it needs to be. An empty cell is `-`. The first half of the
/// columns is not wrapped, so that names can be copied.
pub(crate) fn table<'a, const N: usize>(
    header: [&str; N],
    rows: impl IntoIterator<Item = [Option<&'a str>; N]>,
) -> String {
    let color = COLOR.load(Ordering::Relaxed);
    let mut table = Table::new();
    table.load_style(NOTHING);
    // Where there is no room, or a terminal says 0 columns, a wrapped table would be one letter per line.
    if table.width().is_none_or(|width| usize::from(width) >= 6 * N) {
        table.set_content_arrangement(ContentArrangement::Dynamic);
    }
    table.set_header(header.map(escape_invisible));
    if color {
        table.enforce_styling();
    }
    for row in rows {
        table.add_row(row.map(|cell| {
            let text = cell.filter(|cell| !cell.trim().is_empty()).unwrap_or("-");
            let cell = Cell::new(escape_invisible(text));
            match text {
                "Healthy" if color => cell.fg(Color::Green),
                "Unhealthy" | "Pending" if color => cell.fg(Color::Yellow),
                "Down" if color => cell.fg(Color::Red),
                _ => cell,
            }
        }));
    }
    for (index, column) in table.column_iter_mut().enumerate() {
        if index == 0 {
            column.set_padding((0, 1));
        }
        if index < N / 2 {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    table.trim_fmt() + "\n"
}
