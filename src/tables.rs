//! Tables that the generator and the runtime share: reserved headers, and invisible characters.

include!(concat!(env!("OUT_DIR"), "/tables.rs"));
