//! All that a fake knows.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use super::account::Account;
use super::answer::{Answer, Reply};
use super::failure::{self, Effect, Failure};
use super::lock::lock;
use super::request::RecordedRequest;
use super::routes;

/// One lock for the whole of a request makes each request atomic.
pub(super) struct State {
    /// What an account holds when it is first seen.
    fresh: fn(&str) -> Account,
    accounts: BTreeMap<String, Account>,
    pub(super) requests: Vec<RecordedRequest>,
    pub(super) failures: VecDeque<Failure>,
    received: u64,
}

impl State {
    pub(super) fn new(fresh: fn(&str) -> Account) -> State {
        State {
            fresh,
            accounts: BTreeMap::new(),
            requests: Vec::new(),
            failures: VecDeque::new(),
            received: 0,
        }
    }

    /// Records the request and says what becomes of it.
    pub(super) fn receive(this: &Arc<Mutex<State>>, request: RecordedRequest) -> Reply {
        let state = &mut *lock(this);
        state.requests.push(request.clone());
        state.received += 1;
        // In the form of a real one: sixteen hexadecimal digits and the code of a data centre.
        let ray = format!("{:016x}-IAD", 0x8f3a_0000_0000_0000_u64 + state.received);
        let with_ray = move |answer: Answer| answer.with_default_header("cf-ray", &ray);

        let Some(failure) = failure::take(&mut state.failures, &request) else {
            return Reply::Answer(with_ray(state.carry_out(&request)));
        };
        let done = failure.is_carried_out().then(|| state.carry_out(&request));
        match failure.into_effect() {
            Effect::Answer(answer) => Reply::Answer(with_ray(answer)),
            Effect::HangUp => Reply::HangUp,
            Effect::Delay(delay) => {
                let this = Arc::clone(this);
                let answer = move || with_ray(done.unwrap_or_else(|| lock(&this).carry_out(&request)));
                Reply::Later(delay, Box::new(answer))
            }
        }
    }

    fn carry_out(&mut self, request: &RecordedRequest) -> Answer {
        routes::carry_out(request, |id| self.account(id)).unwrap_or_else(|error| error)
    }

    pub(super) fn account(&mut self, id: &str) -> &mut Account {
        let fresh = self.fresh;
        self.accounts.entry(id.to_owned()).or_insert_with(|| fresh(id))
    }
}
