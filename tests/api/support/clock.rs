//! A clock that does not sleep.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use cloudflare_interconnects::Clock;

/// 06 Nov 1994 08:49:37 GMT, the date that HTTP's specification uses in its examples.
const WALL_CLOCK: u64 = 784_111_777;

/// A clock that sleeps and tests advance. Its jitter is constant.
pub(crate) struct FakeClock {
    start: Instant,
    /// Whether real time counts too, for peers that block.
    running: bool,
    jitter: f64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    skipped: Duration,
    sleeps: Vec<Duration>,
}

impl FakeClock {
    /// Only sleeps advance the clock. The jitter is 0.5.
    pub(crate) fn frozen() -> Arc<Self> {
        Self::with_jitter(0.5)
    }

    pub(crate) fn with_jitter(jitter: f64) -> Arc<Self> {
        Self::new(false, jitter)
    }

    /// Sleeps and real time advance the clock.
    pub(crate) fn running() -> Arc<Self> {
        Self::new(true, 0.5)
    }

    fn new(running: bool, jitter: f64) -> Arc<Self> {
        let (start, state) = (Instant::now(), Mutex::default());
        Arc::new(Self {
            start,
            running,
            jitter,
            state,
        })
    }

    /// Advances the clock without a sleep, like a slow peer.
    pub(crate) fn advance(&self, duration: Duration) {
        self.state.lock().unwrap().skipped += duration;
    }

    /// The sleeps so far.
    pub(crate) fn sleeps(&self) -> Vec<Duration> {
        self.state.lock().unwrap().sleeps.clone()
    }

    fn elapsed(&self) -> Duration {
        let real = if self.running {
            self.start.elapsed()
        } else {
            Duration::ZERO
        };
        real + self.state.lock().unwrap().skipped
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Instant {
        self.start + self.elapsed()
    }

    fn system_time(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(WALL_CLOCK) + self.elapsed()
    }

    fn sleep(&self, duration: Duration) {
        let mut state = self.state.lock().unwrap();
        state.sleeps.push(duration);
        state.skipped += duration;
    }

    fn jitter(&self) -> f64 {
        self.jitter
    }
}
