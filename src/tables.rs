//! Tables that the generator and the runtime share: reserved headers, and characters that cannot be seen.

include!(concat!(env!("OUT_DIR"), "/tables.rs"));
