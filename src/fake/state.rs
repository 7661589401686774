//! All that a fake knows.

use std::collections::{BTreeMap, VecDeque};

use super::account::Account;
use super::answer::Answer;
use super::failure::{self, Failure};
use super::request::RecordedRequest;
use super::routes;

/// One lock for the whole of a request makes each request atomic.
pub(super) struct State {
    /// What an account holds when it is first seen.
    fresh: fn(&str) -> Account,
    accounts: BTreeMap<String, Account>,
    pub(super) requests: Vec<RecordedRequest>,
    pub(super) failures: VecDeque<Failure>,
    answered: u64,
}

impl State {
    pub(super) fn new(fresh: fn(&str) -> Account) -> State {
        State {
            fresh,
            accounts: BTreeMap::new(),
            requests: Vec::new(),
            failures: VecDeque::new(),
            answered: 0,
        }
    }

    /// Records the request and answers it; `None` hangs up instead.
    pub(super) fn answer(&mut self, request: RecordedRequest) -> Option<Answer> {
        let failure = failure::take(&mut self.failures, &request);
        let answer = match failure {
            Some(failure) => {
                if failure.is_carried_out() {
                    self.carry_out(&request);
                }
                failure.into_answer()
            }
            None => Some(self.carry_out(&request)),
        };
        self.requests.push(request);
        self.answered += 1;
        // In the form of a real one: sixteen hexadecimal digits and the code of a data centre.
        let ray = format!("{:016x}-IAD", 0x8f3a_0000_0000_0000_u64 + self.answered);
        answer.map(|answer| answer.with_default_header("cf-ray", &ray))
    }

    fn carry_out(&mut self, request: &RecordedRequest) -> Answer {
        routes::carry_out(request, |id| self.account(id)).unwrap_or_else(|error| error)
    }

    pub(super) fn account(&mut self, id: &str) -> &mut Account {
        let fresh = self.fresh;
        self.accounts.entry(id.to_owned()).or_insert_with(|| fresh(id))
    }
}
