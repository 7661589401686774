//! The retry policy: which attempts are retried, and when.
//!
//! The policy is one pure function, [`decide`]. The time left and a random number are arguments, so
//! it can be tested as a table. Also here: the clock, the retry budget that a client's clones share,
//! and the parser for `Retry-After`.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant, SystemTime};

use ureq::http::Method;

/// The default number of retries of a call.
pub(crate) const DEFAULT_MAX_RETRIES: u32 = 2;

const FIRST_BACKOFF: Duration = Duration::from_millis(500);
const LONGEST_BACKOFF: Duration = Duration::from_secs(8);
/// The longest `Retry-After`. A longer one is shortened to it, so that adding it to a time cannot overflow.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(24 * 3600);

/// The source of time, sleep and randomness. Tests replace it.
#[doc(hidden)]
pub trait Clock: Send + Sync {
    /// The monotonic time, for deadlines.
    fn now(&self) -> Instant {
        Instant::now()
    }

    /// The wall-clock time, to compare an HTTP-date with.
    fn system_time(&self) -> SystemTime {
        SystemTime::now()
    }

    /// Waits between two attempts.
    fn sleep(&self, duration: Duration) {
        std::thread::sleep(duration);
    }

    /// The random factor of a backoff, at least 0 and less than 1.
    fn jitter(&self) -> f64 {
        // Each RandomState has its own random keys, so the hash of a constant is random enough to
        // spread clients apart. No dependency for random numbers is needed.
        let bits = RandomState::new().hash_one(0_u8) >> 11;
        bits as f64 / (1_u64 << 53) as f64
    }
}

/// The clock of the machine.
pub(crate) struct SystemClock;

impl Clock for SystemClock {}

/// How an attempt failed, as the retry policy sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AttemptFailure {
    /// The connection broke or timed out before the response was complete. `sent`: the server may have received the request.
    Broken { sent: bool },
    /// A retry would fail in the same way: rejected proxy credentials, TLS, HTTP protocol, size limits, invalid configuration.
    Final { sent: bool },
    /// The response has a status that is not a success.
    Status { status: u16, hints: RetryHints },
}

/// What an error response says about retrying.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RetryHints {
    /// The body is an RFC 9457 problem document.
    pub(crate) problem: bool,
    /// The field `retryable` of the problem document.
    pub(crate) retryable: Option<bool>,
    /// How long to wait: the `Retry-After` header, else the field `retry_after` of the problem document.
    pub(crate) after: Option<Duration>,
}

/// The input of the decision.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Situation<'a> {
    pub(crate) method: &'a Method,
    pub(crate) failure: AttemptFailure,
    /// The number of the failed attempt. The first is 1.
    pub(crate) attempt: u32,
    pub(crate) max_attempts: u32,
    /// The time until the call's deadline.
    pub(crate) left: Duration,
    /// The random factor of the backoff, from 0 to 1.
    pub(crate) jitter: f64,
}

/// What to do after a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Retry after this wait.
    Retry(Duration),
    /// Return the error to the caller.
    Stop,
}

/// Whether to retry, and after which wait.
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
    // A wait up to the deadline would end in a timeout, and its error would hide the real reason.
    if wait >= left {
        Decision::Stop
    } else {
        Decision::Retry(wait)
    }
}

/// Whether the policy allows a retry if there are attempts and time left. The first matching row
/// decides.
pub(crate) fn is_retryable(method: &Method, failure: AttemptFailure) -> bool {
    let idempotent = method.is_idempotent();
    match failure {
        AttemptFailure::Broken { sent } => idempotent || !sent,
        AttemptFailure::Final { .. } => false,
        AttemptFailure::Status { status, hints } => match (status, hints.retryable) {
            (_, Some(retryable)) if idempotent => retryable,
            (429, _) => true,
            (408 | 500 | 502 | 503 | 504 | 520..=524, _) => idempotent,
            (530, _) => idempotent && hints.after.is_some(),
            _ => idempotent && hints.problem && hints.after.is_some(),
        },
    }
}

/// Whether a retry takes a token from the budget. After a 429 it does not, because the server controls when to retry.
pub(crate) fn takes_token(failure: AttemptFailure) -> bool {
    !matches!(failure, AttemptFailure::Status { status: 429, .. })
}

/// Whether the server may have carried out the failed request. Always false for a request that asks
/// for no change.
pub(crate) fn may_have_been_applied(method: &Method, failure: AttemptFailure) -> bool {
    !method.is_safe()
        && match failure {
            AttemptFailure::Broken { sent } | AttemptFailure::Final { sent } => sent,
            AttemptFailure::Status { status, .. } => match status {
                408 => true,
                // The edge did not reach the origin server, or the server does not support the request.
                501 | 505 | 525 | 526 | 530 => false,
                304 | 305 | 400..=499 => false,
                // A redirect is a usual response to a successful POST. An unexpected status, such as 101, proves nothing.
                _ => true,
            },
        }
}

/// Whether the error response shows that the server works. Then the token of the retry is refunded.
pub(crate) fn is_settled(method: &Method, failure: AttemptFailure) -> bool {
    matches!(failure, AttemptFailure::Status { status: 400..=499, .. }) && !is_retryable(method, failure)
}

/// Half a second, doubled with every attempt up to eight seconds, times `jitter` (full jitter).
fn backoff(attempt: u32, jitter: f64) -> Duration {
    let doublings = attempt.saturating_sub(1).min(16);
    let longest = (FIRST_BACKOFF * (1 << doublings)).min(LONGEST_BACKOFF);
    longest.mul_f64(if jitter.is_finite() {
        jitter.clamp(0.0, 1.0)
    } else {
        1.0
    })
}

/// The retry budget of a client and its clones. It starts with ten tokens, which is also the most. A retry takes one token, a
/// successful retry returns it, and every success adds a tenth.
///
/// When the API fails for all clients, the budget keeps them from tripling its load. Retries that succeed cost nothing, such as those
/// after a proxy has closed idle connections.
pub(crate) struct Budget(AtomicU32);

impl Budget {
    const RETRY: u32 = 10;
    const SUCCESS: u32 = 1;
    const FULL: u32 = 10 * Self::RETRY;

    pub(crate) fn new() -> Self {
        Self(AtomicU32::new(Self::FULL))
    }

    /// Takes the token of one retry. False if there is none left.
    pub(crate) fn spend(&self) -> bool {
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |tenths| {
                tenths.checked_sub(Self::RETRY)
            })
            .is_ok()
    }

    /// Adds a tenth of a token for a success.
    pub(crate) fn earn(&self) {
        self.add(Self::SUCCESS);
    }

    /// Returns the token of a successful retry.
    pub(crate) fn refund(&self) {
        self.add(Self::RETRY);
    }

    /// Writes nothing while the budget is full, so that threads do not contend for it.
    fn add(&self, more: u32) {
        let sum = |tenths: u32| (tenths < Self::FULL).then(|| (tenths + more).min(Self::FULL));
        // `Err` means that the budget is full.
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, sum);
    }
}

/// Parses a `Retry-After`: seconds, or an HTTP-date relative to `now`. A past date is zero. `None` if
/// it is neither.
pub(crate) fn parse_retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    parse_seconds(value).or_else(|| {
        let date = httpdate::parse_http_date(value.trim_ascii()).ok()?;
        Some(date.duration_since(now).unwrap_or_default().min(LONGEST_RETRY_AFTER))
    })
}

/// Parses a number of seconds: digits, with an optional fraction.
pub(crate) fn parse_seconds(text: &str) -> Option<Duration> {
    let text = text.trim_ascii();
    let is_number = text.starts_with(|first: char| first.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let seconds = text.parse().ok().filter(|_| is_number)?;
    Some(retry_after(seconds))
}

/// The wait that a server asks for, in whole seconds. A fraction is rounded up, so that the wait is never too short.
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

    /// A row of the table in `COOKBOOK.md`: the failure, and whether each kind of method is retried.
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
    fn the_policy_holds_for_each_kind_of_failure_and_method() {
        let after = |status| AttemptFailure::Status {
            status,
            hints: RetryHints {
                after: Some(SECOND),
                ..RetryHints::default()
            },
        };
        let mut table = vec![
            // the failure, retried for GET/PUT/DELETE, retried for POST
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
    fn attempts_and_time_limit_the_retries() {
        let first = situation(&Method::GET, AttemptFailure::Broken { sent: true });
        assert_eq!(decide(&first), Decision::Retry(SECOND / 2));
        assert_eq!(decide(&Situation { attempt: 2, ..first }), Decision::Retry(SECOND));
        assert_eq!(decide(&Situation { attempt: 3, ..first }), Decision::Stop);
        assert_eq!(
            decide(&Situation {
                max_attempts: 1,
                ..first
            }),
            Decision::Stop
        );
        assert_eq!(
            decide(&Situation {
                left: SECOND / 2,
                ..first
            }),
            Decision::Stop
        );
        assert_eq!(
            decide(&Situation {
                left: Duration::ZERO,
                jitter: 0.0,
                ..first
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
    fn the_budget_has_ten_tokens_and_a_success_adds_a_tenth_and_a_successful_retry_returns_its_token() {
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
        let factors: Vec<f64> = (0..100).map(|_| SystemClock.jitter()).collect();
        assert!(factors.iter().all(|jitter| (0.0..1.0).contains(jitter)));
        assert!(factors.windows(2).any(|pair| pair[0] != pair[1]));
    }
}
