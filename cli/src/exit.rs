//! How the command ends: exit codes, failures with what they say, and Ctrl-C. `--help` has the table of exit codes.

use std::borrow::Cow;
use std::sync::{Mutex, MutexGuard, PoisonError};

use cloudflare_interconnects::{Error, ErrorKind};

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
    *left_behind() = left.into();
}

/// What Ctrl-C leaves behind. While this is locked, the command does not begin its next change.
pub(crate) fn left_behind() -> MutexGuard<'static, Cow<'static, str>> {
    LEFT.lock().unwrap_or_else(PoisonError::into_inner)
}
