//! Documents that cannot be used, and how the files are written.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use crate::grown;
use crate::support::{FILES, Folder, Ran, schema};

#[test]
#[cfg(unix)]
fn a_failed_write_changes_no_file_and_links_and_modes_are_kept() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = Folder::new();
    let elsewhere = Folder::new();
    let (link, file) = (folder.0.join("upstream.json"), elsewhere.0.join("upstream.json"));
    fs::remove_file(&link).unwrap();
    symlink(&file, &link).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    let before = folder.texts();
    let mut document = folder.json("upstream.json");
    grown::add(&mut document);
    let path = folder.0.join("openapi.json");
    fs::write(&path, document.to_string()).unwrap();
    // The limit of 70 KiB fits the first file, but not the second. Without the signal, the write fails as on a full disk.
    let output = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 140; exec \"$0\" \"$@\""])
        .args([env!("CARGO_BIN_EXE_refresh"), "--folder"])
        .args([&folder.0, &path])
        .output()
        .unwrap();
    Ran::of(output).assert_fails("network-interconnects.json: File too large");
    assert_eq!(folder.texts(), before);
    assert_eq!(folder.refresh(&document.to_string()).code, 1);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    assert_ne!(folder.texts(), before);
}

#[test]
fn an_unusable_document_is_an_error_and_nothing_is_written() {
    let folder = Folder::new();
    let before = folder.texts();
    let upstream = folder.json("upstream.json");
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut document = upstream.clone();
        change(&mut document);
        document.to_string()
    };
    let refer = |reference: &str| {
        let reference = json!({ "$ref": reference });
        changed(&|document| document["components"]["schemas"]["nsc_Cni"]["properties"]["new"] = reference.clone())
    };
    let cases = [
        ("", "not valid JSON"),
        ("openapi: 3.0.3\n", "the document is YAML"),
        ("[]", "`openapi` is missing"),
        (&changed(&|document| document["openapi"] = json!("4.0.0")), "OpenAPI 3"),
        (
            &changed(&|document| document["paths"] = json!({ "/accounts/{account_id}/cnis": { "get": {} } })),
            "no path begins with /accounts/{account_id}/cni",
        ),
        (
            &refer("#/components/schemas/nsc_Gone"),
            "`#/components/schemas/nsc_Gone` does not exist in the document",
        ),
        (
            &refer("#/x-schemas/Cni"),
            "`#/x-schemas/Cni` does not refer to a component",
        ),
        (&"[".repeat(100_000), "not valid JSON: recursion limit exceeded"),
    ];
    for (document, why) in cases {
        folder.refresh(document).assert_fails(why);
    }
    folder.run(&["/dev/null"]).assert_fails("not a regular file");
    folder
        .run(&[folder.0.to_str().unwrap()])
        .assert_fails("not a regular file");
    folder.run(&["no/such/file"]).assert_fails("no/such/file");
    folder.run(&[]).assert_fails("Usage");
    folder.run(&["--check", "document.json"]).assert_fails("Usage");
    assert_eq!(folder.texts(), before);
    let left: Vec<_> = fs::read_dir(&folder.0).unwrap().collect();
    assert_eq!(left.len(), FILES.len() + 1, "{left:?}");
}

#[test]
fn no_text_of_a_document_controls_the_terminal() {
    let ran = Folder::new().refresh_changed(|document| {
        let steering = "x\u{1b}[2J\nadditive  field `Cni.fine` added\u{202e}";
        schema(document, "nsc_Cni")["properties"][steering] = json!({ "type": "string" });
        schema(document, "nsc_BgpMode")["enum"]
            .as_array_mut()
            .unwrap()
            .push(json!(steering));
    });
    assert_eq!(ran.code, 1);
    let steers = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    assert!(!ran.stdout.contains(steers), "{:?}", ran.stdout);
    assert!(ran.stdout.contains("\\u{1b}[2J\\nadditive"), "{}", ran.stdout);

    let mut document = Folder::new().json("upstream.json");
    document["components"]["schemas"]["nsc_Cni"]["properties"]["a"] = json!({ "$ref": "\u{1b}[2J" });
    let ran = Folder::new().refresh(&document.to_string());
    assert_eq!(ran.code, 2);
    assert!(
        !ran.stderr.contains('\u{1b}') && ran.stderr.contains("\\u{1b}[2J"),
        "{:?}",
        ran.stderr
    );
}
