//! Generates the types, request builders and resources from the spec into `OUT_DIR`.

fn main() {
    cloudflare_interconnects_codegen::build::run();
}
