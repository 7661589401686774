//! Captures the log lines of the whole process, up to debug level.

use std::cell::RefCell;
use std::sync::{Mutex, Once};

use log::{LevelFilter, Log, Metadata, Record};

struct Captured;

/// The prefix of this crate's log targets.
pub(crate) const THIS_CRATE: &str = "cloudflare_interconnects";

/// The lines of all threads and crates, to find logged secrets.
static ALL: Mutex<Vec<String>> = Mutex::new(Vec::new());

thread_local! {
    /// The lines of this crate in one thread. Each test has its own thread.
    static OWN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Starts to capture log lines. The helpers that build clients call it.
pub(crate) fn capture() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        log::set_logger(&Captured).unwrap();
        log::set_max_level(LevelFilter::Debug);
    });
}

/// Removes and returns this crate's lines of this thread.
pub(crate) fn take_thread_lines() -> Vec<String> {
    OWN.take()
}

/// All lines so far that contain `text`, from every thread and crate. A line starts with the crate's module path.
pub(crate) fn containing(text: &str) -> Vec<String> {
    let all = ALL.lock().unwrap();
    all.iter().filter(|line| line.contains(text)).cloned().collect()
}

impl Log for Captured {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        // mockito logs every request that it receives, including credentials.
        !metadata.target().starts_with("mockito")
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        if record.target().starts_with(THIS_CRATE) {
            OWN.with_borrow_mut(|own| own.push(format!("{} {}", record.level(), record.args())));
        }
        let line = format!("{}: {}", record.target(), record.args());
        ALL.lock().unwrap().push(line);
    }

    fn flush(&self) {}
}
