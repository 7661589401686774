//! The log lines of the whole process, kept up to debug level.

use std::cell::RefCell;
use std::sync::{Mutex, Once};

use log::{LevelFilter, Log, Metadata, Record};

struct Captured;

/// What the names of this crate's modules begin with.
pub(crate) const OURS: &str = "cloudflare_interconnects";

/// The lines of all threads: whatever logs a secret does so somewhere in here.
static ALL: Mutex<Vec<String>> = Mutex::new(Vec::new());

thread_local! {
    /// The lines of this crate in one thread, which for a test is its own calls.
    static OWN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Begins to keep what is logged; needed once, and done by whatever builds a client here.
pub(crate) fn capture() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        log::set_logger(&Captured).unwrap();
        log::set_max_level(LevelFilter::Debug);
    });
}

/// Takes what this crate has logged in this thread.
pub(crate) fn take_own() -> Vec<String> {
    OWN.take()
}

/// Every line so far that holds `text`, of whichever thread and crate, whose name it begins with.
pub(crate) fn holding(text: &str) -> Vec<String> {
    let all = ALL.lock().unwrap();
    all.iter().filter(|line| line.contains(text)).cloned().collect()
}

impl Log for Captured {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        // It logs every request that it gets, credentials included.
        !metadata.target().starts_with("mockito")
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        if record.target().starts_with(OURS) {
            OWN.with_borrow_mut(|own| own.push(format!("{} {}", record.level(), record.args())));
        }
        let line = format!("{}: {}", record.target(), record.args());
        ALL.lock().unwrap().push(line);
    }

    fn flush(&self) {}
}
