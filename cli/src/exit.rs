//! How the command ends: exit codes, failures with what they say, and Ctrl-C. `--help` has the table of exit codes.

use std::borrow::Cow;
use std::process;
use std::sync::{Mutex, PoisonError};

use cloudflare_interconnects::{Error, ErrorKind};

use crate::check::Unknown;
use crate::output;

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Exit {
    Failed = 1,
    Usage = 2,
    Incomplete = 3,
    FileKept = 4,
    OtherSlot = 5,
    NoFreeSlot = 6,
    OrderUnfinished = 7,
    ChangeUnknown = 8,
    StateChanged = 9,
    Interrupted = 130,
}

/// Why the command ends early, in messages of one line each.
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) messages: Vec<String>,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self::many(exit, vec![message.into()])
    }

    pub(crate) fn many(exit: Exit, messages: Vec<String>) -> Self {
        Self { exit, messages }
    }

    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::new(Exit::Failed, message)
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }
}

/// A failure whose messages are printed already.
impl From<Exit> for Failure {
    fn from(exit: Exit) -> Self {
        Self::many(exit, Vec::new())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let exit = match error.kind() {
            ErrorKind::Configuration | ErrorKind::InvalidParameter => Exit::Usage,
            _ if error.may_have_been_applied() => Exit::ChangeUnknown,
            _ => Exit::Failed,
        };
        Self::new(exit, error.to_string())
    }
}

/// What Ctrl-C leaves behind.
static LEFT: Mutex<Cow<str>> = Mutex::new(Cow::Borrowed("nothing was changed"));

/// Says what Ctrl-C leaves behind from now on.
pub(crate) fn on_interrupt(left: impl Into<Cow<'static, str>>) {
    *LEFT.lock().unwrap_or_else(PoisonError::into_inner) = left.into();
}

/// Ends the command on Ctrl-C, whatever it waits for, and says what is left behind.
/// `check` says it in its own way.
pub(crate) fn handle_interrupts(check: Option<Unknown>) {
    let handled = ctrlc::set_handler(move || {
        // While this is locked, the command does not begin its next change.
        let left = LEFT.lock().unwrap_or_else(PoisonError::into_inner);
        output::end_progress();
        if let Some(unknown) = &check {
            process::exit(unknown.tell(&["interrupted".to_owned()]).into());
        }
        output::say(&format!("interrupted: {left}"));
        process::exit(Exit::Interrupted as i32);
    });
    if let Err(error) = handled {
        output::say(&format!("Ctrl-C will end this command without a message: {error}"));
    }
}
