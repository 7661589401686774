//! A clock whose waits take no time.

use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime};

use super::lock::lock;
use crate::retry::Clock;

/// More than any test waits, and little enough to be added to any time.
const MOST: Duration = Duration::from_secs(100 * 366 * 24 * 3600);

/// The system's clock, put forward by each wait instead of waiting.
#[derive(Default)]
pub(super) struct SkippingClock {
    skipped: Mutex<Duration>,
}

impl Clock for SkippingClock {
    fn now(&self) -> Instant {
        Instant::now() + *lock(&self.skipped)
    }

    fn system_time(&self) -> SystemTime {
        SystemTime::now() + *lock(&self.skipped)
    }

    fn sleep(&self, duration: Duration) {
        let mut skipped = lock(&self.skipped);
        *skipped = skipped.saturating_add(duration).min(MOST);
    }
}
