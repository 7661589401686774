//! What may be sent again, and when.
//!
//! The policy is one pure function, [`decide`], over what is known when an attempt has failed.
//! Everything that it needs from outside (time left, a random number) is handed in, so it can be
//! tested as a table. Beside it are the words that it is given: the clock, the budget that a client's clones share, and how a
//! `Retry-After` is read.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant, SystemTime};

use ureq::http::Method;

/// How often a call is repeated unless its client or the call says otherwise.
pub(crate) const DEFAULT_MAX_RETRIES: u32 = 2;

const FIRST_BACKOFF: Duration = Duration::from_millis(500);
const LONGEST_BACKOFF: Duration = Duration::from_secs(8);
/// A server that asks for more is taken to ask for this: a program can add it to any time.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(24 * 3600);

/// Where time, sleep and chance come from; tests put their own in.
#[doc(hidden)]
pub trait Clock: Send + Sync {
    /// The monotonic time, which deadlines are reckoned in.
    fn now(&self) -> Instant {
        Instant::now()
    }

    /// The wall-clock time, which an HTTP-date is compared with.
    fn system_time(&self) -> SystemTime {
        SystemTime::now()
    }

    /// Waits between two attempts.
    fn sleep(&self, duration: Duration) {
        std::thread::sleep(duration);
    }

    /// A number from 0 up to, not including, 1, by which a backoff is multiplied.
    fn jitter(&self) -> f64 {
        // Each RandomState has keys of its own, so hashing a constant gives a number nobody else
        // gets: enough to spread clients apart, without a dependency for random numbers.
        let bits = RandomState::new().hash_one(0_u8) >> 11;
        bits as f64 / (1_u64 << 53) as f64
    }
}

/// The clock of the machine.
pub(crate) struct SystemClock;

impl Clock for SystemClock {}

/// Why an attempt did not succeed, as far as it matters for repeating it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AttemptFailure {
    /// The connection or the time ended before a whole answer. `sent` tells whether the server may have had the request.
    Broken { sent: bool },
    /// The next attempt would end the same: a proxy that refuses, TLS, protocol, sizes, input.
    Final { sent: bool },
    /// An answer came, and its status is not a success.
    Status { status: u16, hints: RetryHints },
}

/// What an error answer says about trying again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RetryHints {
    /// The body is an RFC 9457 problem document.
    pub(crate) problem: bool,
    /// The problem document's `retryable`.
    pub(crate) retryable: Option<bool>,
    /// How long to wait: the `Retry-After` header, else the problem document's `retry_after`.
    pub(crate) after: Option<Duration>,
}

/// Everything the decision depends on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Situation<'a> {
    pub(crate) method: &'a Method,
    pub(crate) failure: AttemptFailure,
    /// The attempt that failed; the first is 1.
    pub(crate) attempt: u32,
    pub(crate) max_attempts: u32,
    /// Time until the call's deadline.
    pub(crate) left: Duration,
    /// From 0 up to 1.
    pub(crate) jitter: f64,
}

/// What is done after a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Send the same request again after this wait.
    Retry(Duration),
    /// Hand the error to the caller.
    Stop,
}

/// Whether, and after which wait, the request is sent again.
pub(crate) fn decide(situation: &Situation) -> Decision {
    let Situation {
        method,
        failure,
        attempt,
        max_attempts,
        left,
        jitter,
    } = *situation;
    if attempt >= max_attempts || !is_retryable(method, failure) {
        return Decision::Stop;
    }
    let after = match failure {
        AttemptFailure::Status { hints, .. } => hints.after.unwrap_or_default(),
        _ => Duration::ZERO,
    };
    let wait = after.max(backoff(attempt, jitter));
    // A wait that uses up the time would end in a timeout that hides the real reason.
    if wait >= left {
        Decision::Stop
    } else {
        Decision::Retry(wait)
    }
}

/// Whether the policy allows to send the same request again, time and attempts permitting. The
/// first row that matches decides.
pub(crate) fn is_retryable(method: &Method, failure: AttemptFailure) -> bool {
    let idempotent = method.is_idempotent();
    match failure {
        AttemptFailure::Broken { sent } => idempotent || !sent,
        AttemptFailure::Final { .. } => false,
        AttemptFailure::Status { status, hints } => match (status, hints.retryable) {
            (_, Some(said)) if idempotent => said,
            (429, _) => true,
            (408 | 500 | 502 | 503 | 504 | 520..=524, _) => idempotent,
            (530, _) => idempotent && hints.after.is_some(),
            _ => idempotent && hints.problem && hints.after.is_some(),
        },
    }
}

/// Whether a retry is paid for from the budget. A server that says 429 says itself when to come back.
pub(crate) fn takes_token(failure: AttemptFailure) -> bool {
    !matches!(failure, AttemptFailure::Status { status: 429, .. })
}

/// Whether the server may have done what the failed request asks for. A request that asks for no
/// change never counts.
pub(crate) fn may_have_been_applied(method: &Method, failure: AttemptFailure) -> bool {
    !method.is_safe()
        && match failure {
            AttemptFailure::Broken { sent } | AttemptFailure::Final { sent } => sent,
            AttemptFailure::Status { status, .. } => match status {
                408 => true,
                // Nothing behind the edge was reached, or it said that it does not do such things.
                501 | 505 | 525 | 526 | 530 => false,
                304 | 305 | 400..=499 => false,
                // "Done, look there" is a usual answer to a form that was sent; it is not followed, but it may be true. What no
                // server should say, such as 101, says nothing of what it did.
                _ => true,
            },
        }
}

/// Whether the server is in order, though it says no: what it answers to a retry is worth that.
pub(crate) fn is_settled(method: &Method, failure: AttemptFailure) -> bool {
    matches!(failure, AttemptFailure::Status { status: 400..=499, .. }) && !is_retryable(method, failure)
}

/// Half a second that doubles with every attempt up to eight, multiplied by `jitter` (full jitter).
fn backoff(attempt: u32, jitter: f64) -> Duration {
    let doublings = attempt.saturating_sub(1).min(16);
    let longest = (FIRST_BACKOFF * (1 << doublings)).min(LONGEST_BACKOFF);
    longest.mul_f64(if jitter.is_finite() {
        jitter.clamp(0.0, 1.0)
    } else {
        1.0
    })
}

/// The tokens that a client and its clones may spend on retries: one a retry, which comes back where that retry succeeds, and a
/// tenth for every success, ten at most. When the backend is broken for everyone, this keeps its clients from tripling the
/// load; a proxy that closes idle connections, whose every retry succeeds, costs nothing.
pub(crate) struct Budget(AtomicU32);

impl Budget {
    const RETRY: u32 = 10;
    const SUCCESS: u32 = 1;
    const FULL: u32 = 10 * Self::RETRY;

    pub(crate) fn new() -> Self {
        Self(AtomicU32::new(Self::FULL))
    }

    /// Takes the token of one retry; false if there is none.
    pub(crate) fn spend(&self) -> bool {
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |tenths| {
                tenths.checked_sub(Self::RETRY)
            })
            .is_ok()
    }

    /// Puts back what a success earns.
    pub(crate) fn earn(&self) {
        self.add(Self::SUCCESS);
    }

    /// Puts back the token of a retry that was worth it.
    pub(crate) fn refund(&self) {
        self.add(Self::RETRY);
    }

    /// Costs one load while the budget is full.
    fn add(&self, more: u32) {
        let earned = |tenths: u32| (tenths < Self::FULL).then(|| (tenths + more).min(Self::FULL));
        // An error means that the budget is full, which is fine.
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, earned);
    }
}

/// Reads a `Retry-After`: seconds, or an HTTP-date, which counts from `now` and is zero once past.
/// None if it is neither.
pub(crate) fn parse_retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    parse_seconds(value).or_else(|| {
        let date = httpdate::parse_http_date(value.trim_ascii()).ok()?;
        Some(date.duration_since(now).unwrap_or_default().min(LONGEST_RETRY_AFTER))
    })
}

/// Reads a number of seconds: digits, and perhaps a fraction.
pub(crate) fn parse_seconds(text: &str) -> Option<Duration> {
    let text = text.trim_ascii();
    let is_number = text.starts_with(|first: char| first.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let seconds = text.parse().ok().filter(|_| is_number)?;
    Some(retry_after(seconds))
}

/// A wait that a server asks for. A fraction of a second is rounded up, so that it is never shorter than asked for.
pub(crate) fn retry_after(seconds: f64) -> Duration {
    Duration::from_secs(seconds.ceil() as u64).min(LONGEST_RETRY_AFTER)
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    const IDEMPOTENT: [Method; 5] = [Method::GET, Method::PUT, Method::DELETE, Method::HEAD, Method::OPTIONS];
    const OTHER: [Method; 2] = [Method::POST, Method::PATCH];
    const SECOND: Duration = Duration::from_secs(1);

    fn status(status: u16) -> AttemptFailure {
        AttemptFailure::Status {
            status,
            hints: RetryHints::default(),
        }
    }

    fn problem(status: u16, retryable: Option<bool>, after: Option<Duration>) -> AttemptFailure {
        AttemptFailure::Status {
            status,
            hints: RetryHints {
                problem: true,
                retryable,
                after,
            },
        }
    }

    fn situation(method: &Method, failure: AttemptFailure) -> Situation<'_> {
        Situation {
            method,
            failure,
            attempt: 1,
            max_attempts: 3,
            left: 60 * SECOND,
            jitter: 1.0,
        }
    }

    /// A row of the table in `COOKBOOK.md`: what happened, and what is done for each kind of method.
    struct Row {
        what: &'static str,
        retried: [&'static str; 2],
        wait_time: &'static str,
    }

    impl Row {
        fn documented() -> Vec<Row> {
            let section = include_str!("../../COOKBOOK.md").split("\n## What is retried\n").nth(1);
            let lines = section.unwrap().lines().take_while(|line| !line.starts_with("## "));
            let rows = lines.filter_map(|line| line.strip_prefix("| ")).skip(2).map(|line| {
                let mut cells = line.split(" | ");
                let mut next = || cells.next().unwrap();
                Row {
                    what: next(),
                    retried: [next(), next()],
                    wait_time: next().trim_end_matches(" |"),
                }
            });
            rows.collect()
        }

        fn fits(&self, failure: AttemptFailure) -> bool {
            let AttemptFailure::Status { status, hints } = failure else {
                return match failure {
                    AttemptFailure::Broken { sent: false } => self.what.starts_with("nothing was sent"),
                    AttemptFailure::Broken { sent: true } => self.what.starts_with("the connection broke"),
                    _ => self.what.starts_with("the proxy refused"),
                };
            };
            match self.what {
                "a problem document with `\"retryable\": true`" => hints.retryable == Some(true),
                "a problem document with `\"retryable\": false`" => hints.retryable == Some(false),
                "530 or any problem document, with a wait time" => {
                    (status == 530 || hints.problem) && hints.after.is_some()
                }
                "any other status" => true,
                listed if listed.starts_with(char::is_numeric) => listed.split(", ").any(|part| {
                    let (first, last) = part.split_once('-').unwrap_or((part, part));
                    (first.parse().unwrap()..=last.parse().unwrap()).contains(&status)
                }),
                _ => false,
            }
        }
    }

    #[test]
    fn the_policy_is_the_table_in_the_cookbook() {
        let table = Row::documented();
        assert_eq!(table.len(), 9);
        let statuses = (100..200).chain(300..600).flat_map(|status| {
            let after = [None, Some(SECOND)];
            let hints = after.into_iter().flat_map(|after| {
                let kinds = [(false, None), (true, None), (true, Some(true)), (true, Some(false))];
                kinds.map(|(problem, retryable)| RetryHints {
                    problem,
                    retryable,
                    after,
                })
            });
            hints.map(move |hints| AttemptFailure::Status { status, hints })
        });
        let others = [true, false]
            .into_iter()
            .flat_map(|sent| [AttemptFailure::Broken { sent }, AttemptFailure::Final { sent }]);
        for failure in others.chain(statuses) {
            for (kind, methods) in [&IDEMPOTENT[..], &OTHER].into_iter().enumerate() {
                let mut fitting = table.iter().filter(|row| row.fits(failure));
                let row = fitting.find(|row| row.retried[kind] != "by its status").unwrap();
                for method in methods {
                    let retries = is_retryable(method, failure);
                    assert_eq!(retries, row.retried[kind] == "retried", "{method:?} {failure:?}");
                    let asks = matches!(failure, AttemptFailure::Status { hints, .. } if hints.after.is_some());
                    if retries && asks {
                        let waits = decide(&situation(method, failure)) == Decision::Retry(SECOND);
                        assert!(waits && row.wait_time == "obeyed", "{method:?} {failure:?}");
                    }
                }
            }
        }
        for row in &table[3..] {
            let retries = row.retried.contains(&"retried");
            assert_eq!(row.wait_time == "obeyed", retries, "{}", row.what);
            assert!(retries || row.wait_time == "reported", "{}", row.what);
        }
    }

    #[test]
    fn the_policy_table_holds_cell_by_cell() {
        let after = |status| AttemptFailure::Status {
            status,
            hints: RetryHints {
                after: Some(SECOND),
                ..RetryHints::default()
            },
        };
        let mut table = vec![
            // what happened, again for GET/PUT/DELETE, again for POST
            (AttemptFailure::Broken { sent: false }, true, true),
            (AttemptFailure::Broken { sent: true }, true, false),
            (AttemptFailure::Final { sent: true }, false, false),
            (AttemptFailure::Final { sent: false }, false, false),
            (status(429), true, true),
            (status(530), false, false),
            (after(530), true, false),
            (problem(530, Some(true), None), true, false),
            (problem(530, Some(false), Some(SECOND)), false, false),
            (problem(403, None, None), false, false),
            (problem(403, Some(true), None), true, false),
            (problem(403, None, Some(SECOND)), true, false),
            (problem(503, Some(false), None), false, false),
            (problem(503, None, None), true, false),
            (problem(429, None, Some(SECOND)), true, true),
            (problem(429, Some(false), None), false, true),
            (after(403), false, false),
        ];
        table.extend([408, 500, 502, 503, 504, 520, 521, 522, 523, 524].map(|code| (status(code), true, false)));
        let never = [
            101, 300, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 409, 410, 422, 501, 505, 507, 519, 525,
            526, 527,
        ];
        table.extend(never.map(|code| (status(code), false, false)));
        for (failure, idempotent, post) in table {
            for method in IDEMPOTENT {
                assert_eq!(is_retryable(&method, failure), idempotent, "{method:?} {failure:?}");
            }
            for method in OTHER {
                assert_eq!(is_retryable(&method, failure), post, "{method:?} {failure:?}");
            }
        }
    }

    #[test]
    fn attempts_and_time_bound_the_repeating() {
        let again = situation(&Method::GET, AttemptFailure::Broken { sent: true });
        assert_eq!(decide(&again), Decision::Retry(SECOND / 2));
        assert_eq!(decide(&Situation { attempt: 2, ..again }), Decision::Retry(SECOND));
        assert_eq!(decide(&Situation { attempt: 3, ..again }), Decision::Stop);
        assert_eq!(
            decide(&Situation {
                max_attempts: 1,
                ..again
            }),
            Decision::Stop
        );
        assert_eq!(
            decide(&Situation {
                left: SECOND / 2,
                ..again
            }),
            Decision::Stop
        );
        assert_eq!(
            decide(&Situation {
                left: Duration::ZERO,
                jitter: 0.0,
                ..again
            }),
            Decision::Stop
        );
    }

    #[test]
    fn backoff_doubles_to_eight_seconds_and_jitter_scales_all_of_it() {
        let longest: Vec<u128> = (1..8).map(|attempt| backoff(attempt, 1.0).as_millis()).collect();
        assert_eq!(longest, [500, 1000, 2000, 4000, 8000, 8000, 8000]);
        assert_eq!(backoff(u32::MAX, 0.5), 4 * SECOND);
        assert_eq!(backoff(3, 0.0), Duration::ZERO);
        for odd in [f64::NAN, f64::INFINITY, -1.0, 2.0] {
            assert!(backoff(1, odd) <= FIRST_BACKOFF);
        }
    }

    #[test]
    fn a_retry_after_is_waited_for_in_full_or_not_at_all() {
        let limited = |after| AttemptFailure::Status {
            status: 429,
            hints: RetryHints {
                after: Some(after),
                ..RetryHints::default()
            },
        };
        for method in [Method::GET, Method::POST] {
            assert_eq!(
                decide(&situation(&method, limited(59 * SECOND))),
                Decision::Retry(59 * SECOND)
            );
            assert_eq!(decide(&situation(&method, limited(60 * SECOND))), Decision::Stop);
            assert_eq!(decide(&situation(&method, limited(Duration::MAX))), Decision::Stop);
            assert_eq!(
                decide(&situation(&method, limited(Duration::ZERO))),
                Decision::Retry(SECOND / 2)
            );
        }
    }

    #[test]
    fn only_a_change_that_may_have_reached_the_server_may_have_been_applied() {
        for failure in [
            AttemptFailure::Broken { sent: true },
            AttemptFailure::Final { sent: true },
            status(101),
            status(303),
            status(408),
            status(500),
            status(503),
            status(524),
            status(599),
        ] {
            for method in [Method::POST, Method::PATCH, Method::PUT, Method::DELETE] {
                assert!(may_have_been_applied(&method, failure), "{method:?} {failure:?}");
            }
            assert!(!may_have_been_applied(&Method::GET, failure));
        }
        for failure in [
            AttemptFailure::Broken { sent: false },
            AttemptFailure::Final { sent: false },
            status(305),
            status(400),
            status(409),
            status(429),
            status(501),
            status(525),
        ] {
            assert!(!may_have_been_applied(&Method::POST, failure), "{failure:?}");
        }
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_and_nothing_else() {
        let now = UNIX_EPOCH + Duration::from_secs(784_111_777); // 1994-11-06 08:49:37
        let seconds = |value: &str| parse_retry_after(value, now).map(|after| after.as_secs());
        assert_eq!(seconds("5"), Some(5));
        assert_eq!(seconds(" 0 "), Some(0));
        for (fraction, rounded) in [("1.5", 2), ("0.001", 1), ("7.0", 7), ("2.", 2)] {
            assert_eq!(seconds(fraction), Some(rounded), "{fraction}");
        }
        // A day is the most.
        let long = "9".repeat(400);
        for much in [
            "86401",
            "18446744073709551615",
            "99999999999999999999999",
            &long,
            "Fri, 31 Dec 9999 23:59:59 GMT",
            "Tue, 29 Feb 2000 00:00:00 GMT",
        ] {
            assert_eq!(seconds(much), Some(86_400), "{much}");
        }
        assert_eq!(seconds("Sun, 06 Nov 1994 08:50:37 GMT"), Some(60));
        assert_eq!(seconds("Sunday, 06-Nov-94 08:50:37 GMT"), Some(60));
        assert_eq!(seconds("Sun Nov  6 08:50:37 1994"), Some(60));
        assert_eq!(seconds("Mon, 07 Nov 1994 08:49:36 GMT"), Some(86_399));
        assert_eq!(seconds("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0), "a date that is past");
        for neither in [
            "",
            "-1",
            "1.5.2",
            ".5",
            "inf",
            "nan",
            "1e35",
            "+5",
            "5s",
            "soon",
            "é",
            "Sun, 06 Nov 1994",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 99 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nix 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 25:49:37 GMT",
            "Sun, 06 Nov 99999999 08:49:37 GMT",
            "Sun, 06 Nov 0000 08:49:37 GMT",
        ] {
            assert_eq!(seconds(neither), None, "{neither:?}");
        }
    }

    #[test]
    fn the_budget_gives_ten_retries_a_tenth_back_per_success_and_the_token_of_a_retry_that_succeeds() {
        let budget = Budget::new();
        budget.earn();
        budget.refund();
        assert_eq!((0..20).filter(|_| budget.spend()).count(), 10);
        (0..9).for_each(|_| budget.earn());
        assert!(!budget.spend());
        budget.earn();
        assert!(budget.spend() && !budget.spend());
        budget.refund();
        assert!(budget.spend() && !budget.spend());
    }

    #[test]
    fn the_system_clock_jitters_between_zero_and_one() {
        let drawn: Vec<f64> = (0..100).map(|_| SystemClock.jitter()).collect();
        assert!(drawn.iter().all(|jitter| (0.0..1.0).contains(jitter)));
        assert!(drawn.windows(2).any(|pair| pair[0] != pair[1]));
    }
}
