//! Tests of the generator through its public functions.

mod bodies;
mod generate;
mod mutation;
mod names;
mod parameters;
mod references;
mod requirements;
mod responses;
mod schema;
mod select;
mod support;
mod types;
mod typify;
mod unions;
mod write_operations;
mod write_structs;
mod write_unions;
