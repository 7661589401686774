//! Makes the spec fragment anew: upstream's OpenAPI document is cut to what this crate is about (`cut`), the overlay puts
//! in what is ours (`overlay`), and what that changes for programs is found by comparing what the generator reads
//! (`changes`). [`refresh`] and [`check`] do it with the files of a folder (`files`).

mod changes;
mod cut;
mod files;
mod limits;
mod overlay;

use std::collections::HashSet;
use std::fmt;
use std::path::Path;

use serde_json::Value;

use cloudflare_interconnects_codegen as codegen;
use codegen::model::Api;

/// What of upstream's document is ours to build from, without prose.
const UPSTREAM: &str = "upstream.json";
/// What is ours.
const OVERLAY: &str = "overlay.json";
/// The two put together.
const FRAGMENT: &str = "network-interconnects.json";

/// What a refresh found that a person has to look at.
#[derive(Debug, Default)]
pub struct Report {
    /// What the fragment's programs see, one line each, with what it means to them.
    changes: Vec<String>,
    /// What upstream changed and the overlay keeps from programs, likewise.
    covered: Vec<String>,
    /// What has no description of ours.
    undescribed: Vec<String>,
    /// The overlay's actions that match nothing.
    idle: Vec<String>,
    /// What the generator leaves out or reads otherwise than it looks, and did not before.
    doubts: Vec<String>,
}

impl Report {
    /// Whether there is nothing for a person to do.
    pub fn is_empty(&self) -> bool {
        self.parts().iter().all(|(_, lines)| lines.is_empty())
    }

    fn parts(&self) -> [(&'static str, &[String]); 5] {
        [
            ("Changed for programs:", &self.changes),
            (
                "Changed upstream, and kept from programs by overlay.json:",
                &self.covered,
            ),
            ("Without a description of ours in overlay.json:", &self.undescribed),
            ("Actions of overlay.json that match nothing any more:", &self.idle),
            ("Left out, or read otherwise than it looks:", &self.doubts),
        ]
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = self.parts();
        let met = parts.iter().filter(|(_, lines)| !lines.is_empty());
        for (position, (title, lines)) in met.enumerate() {
            let gap = if position > 0 { "\n" } else { "" };
            writeln!(f, "{gap}{title}")?;
            for line in *lines {
                writeln!(f, "  {}", printable(line))?;
            }
        }
        Ok(())
    }
}

/// Text as it may go to a terminal: what would steer one, or turn the line around, is escaped.
pub fn printable(text: &str) -> String {
    codegen::prose::line(text)
}

/// Makes the folder's files anew from upstream's document at `document`, and says what changed by it.
///
/// # Errors
///
/// The document or the overlay cannot be used, or what they make together cannot be built; nothing has been written then.
pub fn refresh(document: &Path, folder: &Path) -> Result<Report, String> {
    let text = files::read_file(document)?;
    let named = |error: String| format!("{}: {error}", document.display());
    let old_upstream = files::read_if_there(&folder.join(UPSTREAM))?;
    let old_fragment = files::read_if_there(&folder.join(FRAGMENT))?;

    let mut upstream = cut::cut(&text, codegen::CNI).map_err(named)?;
    if let Some(old) = &old_upstream {
        let old = files::json(old).map_err(|error| format!("{UPSTREAM}: {error}"))?;
        cut::keep_order(&old, &mut upstream);
    }
    let upstream_text = files::pretty(&mut upstream);
    let upstream_changes = || match &old_upstream {
        Some(old) => differences(
            old,
            &api(old, UPSTREAM)?,
            &upstream_text,
            &api(&upstream_text, UPSTREAM)?,
        ),
        None => Ok(Vec::new()),
    };
    let made = put_together(upstream.clone(), folder).and_then(|(text, idle)| {
        let api = api(&text, FRAGMENT)?;
        Ok((text, idle, api))
    });
    let (fragment, idle, after) = made.map_err(|error| {
        // What upstream changed is most likely why.
        let changes = upstream_changes().unwrap_or_default();
        let changes: String = changes.iter().map(|change| format!("\n  {change}")).collect();
        match changes.is_empty() {
            true => error,
            false => format!("{error}\nChanged upstream:{changes}"),
        }
    })?;

    let mut report = Report {
        undescribed: changes::undescribed(&after),
        idle,
        ..Report::default()
    };
    let before = old_fragment.as_deref().map(|old| api(old, FRAGMENT)).transpose()?;
    let known_doubts = before.iter().flat_map(Api::warnings).collect::<Vec<_>>();
    report.doubts = after.warnings().collect();
    report.doubts.retain(|doubt| !known_doubts.contains(doubt));
    if let (Some(before), Some(old)) = (before, &old_fragment) {
        report.changes = differences(old, &before, &fragment, &after)?;
        // Upstream's own schemas may be more than the generator takes before the overlay has mended them.
        report.covered = upstream_changes().unwrap_or_default();
        let told: HashSet<&str> = report.changes.iter().map(|change| subject(change)).collect();
        // A type comes with what speaks of it.
        let new_type = |change: &str| change.starts_with("additive  type ");
        report
            .covered
            .retain(|change| !told.contains(subject(change)) && !new_type(change));
    }
    files::write(&folder.join(UPSTREAM), &upstream_text)?;
    files::write(&folder.join(FRAGMENT), &fragment)?;
    Ok(report)
}

/// Whether the folder's fragment is what its `upstream.json` and `overlay.json` make. Writes nothing.
///
/// # Errors
///
/// One of the files cannot be read or used.
pub fn check(folder: &Path) -> Result<bool, String> {
    let upstream = files::read_file(&folder.join(UPSTREAM))?;
    let upstream = files::json(&upstream).map_err(|error| format!("{UPSTREAM}: {error}"))?;
    let (fragment, _) = put_together(upstream, folder)?;
    Ok(files::read_file(&folder.join(FRAGMENT))? == fragment)
}

/// What a change is about: its line up to the end of the first name in it.
fn subject(change: &str) -> &str {
    let end = change.match_indices('`').nth(1).map_or(change.len(), |(at, _)| at);
    change
        .split_at(end)
        .0
        .trim_start_matches("breaks")
        .trim_start_matches("additive")
}

/// What differs between two documents: for programs, and in the limits that only a reader sees.
fn differences(old: &str, before: &Api, new: &str, after: &Api) -> Result<Vec<String>, String> {
    let mut lines = changes::between(before, after)?;
    lines.extend(limits::between(&files::json(old)?, &files::json(new)?));
    Ok(lines)
}

/// Applies the folder's overlay: the fragment's text, and the actions that matched nothing.
fn put_together(mut upstream: Value, folder: &Path) -> Result<(String, Vec<String>), String> {
    let text = files::read_file(&folder.join(OVERLAY))?;
    let overlay = files::json(&text).and_then(|value| overlay::Overlay::parse(&value));
    let idle = overlay
        .and_then(|overlay| overlay.apply(&mut upstream))
        .map_err(|error| format!("{OVERLAY}: {error}"))?;
    Ok((files::pretty(&mut upstream), idle))
}

fn api(text: &str, file: &str) -> Result<Api, String> {
    codegen::read_api(text, codegen::CNI).map_err(|error| format!("{file}: {error}"))
}
