//! `tests/golden` holds the output of the build script for the checked-in spec, so that a change shows as a diff.

use std::path::Path;
use std::{env, fs};

#[test]
fn golden_copies_match_the_output_of_the_build_script() {
    assert!(
        env::var_os("CLOUDFLARE_INTERCONNECTS_SPEC").is_none()
            && env::var_os("CLOUDFLARE_INTERCONNECTS_PATHS").is_none(),
        "the golden copies are only for the checked-in spec: unset CLOUDFLARE_INTERCONNECTS_SPEC and _PATHS"
    );
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut stale = Vec::new();
    for name in ["types.rs", "operations.rs", "resources.rs"] {
        let written = fs::read_to_string(Path::new(env!("OUT_DIR")).join(name)).expect("the build script writes it");
        let copy = golden.join(name);
        if fs::read_to_string(&copy).ok().as_deref() == Some(&*written) {
            continue;
        }
        stale.push(format!("tests/golden/{name}"));
        if env::var_os("CI").is_none() {
            fs::create_dir_all(&golden).expect("tests is writable");
            fs::write(&copy, written).expect("tests/golden is writable");
        }
    }
    assert!(
        stale.is_empty(),
        "stale: {}. Outside CI they have been rewritten: review `git diff tests/golden` and commit it",
        stale.join(", ")
    );
}
