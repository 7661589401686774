//! What the command writes where: characters that no terminal should get, a closed pipe, a full disk, a terminal.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use cloudflare_interconnects::fake::Fake;
use cloudflare_interconnects::is_invisible;
use serde_json::json;

use crate::support::{ACCOUNT, Cf, Folder, command, environment, partner};

#[test]
fn invisible_characters_are_escaped_in_tables_messages_and_json() {
    let fake = Fake::start().unwrap();
    let evil = "evil\r\n\u{1b}[2J\u{9b}\u{202e}\u{2066}\u{200b}";
    let mut interconnect = partner("icon-evil");
    interconnect["region"] = json!(evil);
    fake.insert_interconnect(ACCOUNT, interconnect);
    fake.set_status(ACCOUNT, "icon-evil", json!({ "state": "Down", "reason": evil }));
    for arguments in [
        "inventory",
        "inventory --long",
        "inventory --json",
        "check",
        "check --json",
        "inventory --site x",
    ] {
        let outcome = Cf::new(arguments).on(&fake).run();
        let text = format!("{}{}", outcome.stdout, outcome.stderr);
        assert!(text.contains("evil\\r\\n"), "{text}");
        assert!(!text.replace('\n', "").contains(is_invisible), "{text:?}");
    }
    let outcome = Cf::new("inventory --json").on(&fake).run();
    assert!(
        outcome.stdout.contains(r"evil\r\n\u001b[2J\u009b\u202e\u2066\u200b"),
        "{outcome:?}"
    );
    assert_eq!(outcome.json(0)["interconnects"][7]["status"]["reason"], evil);
}

#[test]
fn colours_are_only_where_they_are_asked_for() {
    let fake = Fake::start().unwrap();
    for (arguments, no_color, coloured) in [
        ("inventory", "", false),
        ("inventory --color always", "", true),
        ("inventory --color always", "1", true),
        ("inventory --color always --json", "", false),
    ] {
        let outcome = Cf::new(arguments).on(&fake).env("NO_COLOR", no_color).run();
        assert_eq!(
            outcome.stdout(0).contains("\u{1b}["),
            coloured,
            "{arguments}: {outcome:?}"
        );
    }
}

/// The exit code of the command with this stdout, and what it says.
fn run_with(arguments: &str, stdout: Stdio, folder: &Folder) -> (Option<i32>, String) {
    let child = command(arguments, folder).stdout(stdout).spawn().unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_reader_who_has_seen_enough_is_no_failure() {
    let folder = Folder::new();
    for arguments in [
        "inventory --demo",
        "inventory --demo --json",
        "inventory --help",
        "loa --demo --all",
        "order --demo --site IAD --speed 10G --live --interval 10ms",
        "watch --demo",
        "completions bash",
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let (code, stderr) = run_with(arguments, writer.into(), &folder);
        assert_eq!(code, Some(0), "{arguments}: {stderr}");
        assert!(!stderr.contains("panic"), "{stderr}");
    }
    let files = ["1", "2", "4", "6", "8"].map(|number| format!("loa-icon-{number}.pdf"));
    assert_eq!(folder.files(), files, "what was begun is finished");
}

#[test]
fn a_change_that_nobody_reads_is_a_failure_of_one_check() {
    let (fake, folder) = (Fake::start().unwrap(), Folder::new());
    let once = || Cf::new("watch --once --state states.json").on(&fake).dir(&folder);
    once().run().stdout(0);
    fake.set_status(ACCOUNT, "icon-1", json!({ "state": "Down" }));
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut unread = command("watch --once --state states.json", &folder);
    let unread = unread.envs(environment(&fake)).stdout(writer).output().unwrap();
    let said = String::from_utf8(unread.stderr).unwrap();
    assert_eq!(unread.status.code(), Some(1), "{said}");
    assert!(said.contains("nobody reads it"), "{said}");
    assert_eq!(once().run().stdout(9), "icon-1: Healthy -> Down\n");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure_in_one_line() {
    let folder = Folder::new();
    for (arguments, code) in [
        ("inventory --demo", 1),
        ("inventory --demo --json", 1),
        ("watch --demo", 1),
        ("check --demo", 3),
        ("check --json", 3),
        ("loa --demo icon-1 --output -", 1),
        ("completions bash", 1),
        ("order --demo --site IAD --speed 10G --live --interval 10ms", 7),
    ] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let (ended, stderr) = run_with(arguments, full.into(), &folder);
        assert_eq!(ended, Some(code), "{arguments}: {stderr}");
        assert!(stderr.contains("stdout"), "{stderr}");
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_says_what_is_left_behind() {
    let fake = Fake::start().unwrap();
    fake.set_status(ACCOUNT, "icon-8", json!({ "state": "Pending" }));
    let folder = Folder::new();
    for (arguments, begun, left) in [
        (
            "order --site IAD --speed 10G --live --json",
            "icon-8: Pending",
            "icon-8 is ordered: `cf-interconnects order --resume",
        ),
        ("watch", "the first check records", "nothing was changed"),
        ("remove icon-1", "to confirm", "nothing was deleted"),
    ] {
        let mut command = command(arguments, &folder);
        let mut child = command.envs(environment(&fake)).stdout(Stdio::null()).spawn().unwrap();
        // It stays open: else `remove` would read its end.
        let stdin = child.stdin.take();
        let mut said = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
        said.find(|line| line.contains(begun)).unwrap();
        let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(interrupted.unwrap().success());
        let last = said.next().unwrap();
        assert!(last.contains(&format!("interrupted: {left}")), "{last}");
        assert_eq!(child.wait().unwrap().code(), Some(130), "{arguments}");
        drop(stdin);
    }
}

#[cfg(target_os = "linux")]
mod terminal {
    use std::io::{Read, Write};

    use cloudflare_interconnects::fake::Fake;
    use pty_process::Size;
    use pty_process::blocking::{Command, Pty, open};

    use crate::support::{BINARY, Folder, environment};

    /// Runs the command in a terminal, types `input` after it has shown `prompt`, and gives the exit code and all it showed.
    fn run(columns: u16, arguments: &str, fake: &Fake, prompt: &str, input: &str) -> (Option<i32>, String) {
        let folder = Folder::new();
        let (mut pty, pts): (Pty, _) = open().unwrap();
        pty.resize(Size::new(24, columns)).unwrap();
        let command = Command::new(BINARY)
            .args(arguments.split(' '))
            .env_clear()
            .env("TERM", "xterm")
            .envs(environment(fake));
        let mut child = command.current_dir(folder.path("")).spawn(pts).unwrap();
        let (mut shown, mut buffer, mut typed) = (Vec::new(), [0; 4096], false);
        // The end of a terminal is an error on Linux.
        while let Ok(length @ 1..) = pty.read(&mut buffer) {
            shown.extend(&buffer[..length]);
            if !typed && String::from_utf8_lossy(&shown).contains(prompt) {
                pty.write_all(input.as_bytes()).unwrap();
                typed = true;
            }
        }
        (child.wait().unwrap().code(), String::from_utf8(shown).unwrap())
    }

    #[test]
    fn a_table_is_as_wide_as_the_terminal_and_states_have_colours() {
        let fake = Fake::start().unwrap();
        let (code, shown) = run(60, "inventory", &fake, "NAME", "");
        assert_eq!(code, Some(0));
        assert!(shown.contains("reading the state of icon-7"), "progress: {shown:?}");
        assert!(shown.contains("\u{1b}[38;5;9m Down"), "{shown:?}");
        let (_, shown) = run(60, "inventory --color never", &fake, "NAME", "");
        let table: Vec<&str> = shown
            .lines()
            .skip_while(|line| !line.contains("NAME"))
            .skip(1)
            .collect();
        assert!(table.iter().all(|line| line.chars().count() <= 60), "{table:#?}");
        assert!(table.len() > 8, "long cells are wrapped: {table:#?}");
        for columns in [0, 1, 10] {
            let (_, shown) = run(columns, "inventory --color never", &fake, "NAME", "");
            assert!(shown.contains("received optical power is low"), "{columns}: {shown}");
        }
    }

    #[test]
    fn a_removal_asks_in_the_terminal() {
        let fake = Fake::start().unwrap();
        let (code, shown) = run(60, "remove icon-4", &fake, "type icon-4 to confirm", "icon-4\n");
        assert_eq!(code, Some(0), "{shown}");
        assert!(shown.contains("icon-4: deleted"), "{shown}");
    }
}
