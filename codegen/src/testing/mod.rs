//! What tests and benchmarks of the workspace share: chance that is the same in each run, and specs of any size.

mod random;
mod scale;

pub use crate::names::{BUILDER_METHODS, CLIENT_METHODS};
pub use random::Random;
pub use scale::spec;
