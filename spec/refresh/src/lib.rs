//! Makes the spec fragment anew: upstream's OpenAPI document is cut to what this crate is about (`cut`), the overlay puts
//! in what is ours (`overlay`), and what that changes for programs is found by comparing what the generator reads
//! (`changes`). [`refresh`] and [`check`] do it with the files of a folder (`files`).

mod access;
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

use changes::Change;
use overlay::{Findings, Overlay};

/// What of upstream's document is ours to build from, without prose.
const UPSTREAM: &str = "upstream.json";
/// What is ours.
const OVERLAY: &str = "overlay.json";
/// The two put together.
const FRAGMENT: &str = "network-interconnects.json";

const IDLE: &str = "Actions of overlay.json that match nothing, or add what is there already:";

/// What a refresh found that a person has to look at.
#[derive(Debug, Default)]
pub struct Report {
    /// What the fragment's programs see, one line each, with what it means to them.
    changes: Vec<String>,
    /// What upstream changed and the overlay keeps from programs, likewise.
    covered: Vec<String>,
    /// What has no description of ours.
    undescribed: Vec<String>,
    /// The overlay's actions that match nothing, or add what is there already.
    idle: Vec<String>,
    /// What the generator leaves out or reads otherwise than it looks, and did not before.
    warnings: Vec<String>,
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
            (IDLE, &self.idle),
            ("Left out, or read otherwise than it looks:", &self.warnings),
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
    let overlay = load_overlay(folder)?;
    let (fragment, mut findings) = put_together(&overlay, upstream.clone())?;
    let after = api(&fragment, FRAGMENT).map_err(|error| {
        // What upstream changed is most likely why, or what the overlay says of what is gone.
        let changes = upstream_changes().unwrap_or_default();
        let changes: String = changes.iter().map(|change| format!("\n  {change}")).collect();
        let idle: String = findings.idle.iter().map(|action| format!("\n  {action}")).collect();
        let part = |title: &str, lines: String| match lines.is_empty() {
            true => lines,
            false => format!("\n{title}{lines}"),
        };
        format!("{error}{}{}", part("Changed upstream:", changes), part(IDLE, idle))
    })?;

    let mut report = Report {
        undescribed: changes::undescribed(&after),
        idle: findings.idle,
        ..Report::default()
    };
    let before = old_fragment.as_deref().map(|old| api(old, FRAGMENT)).transpose()?;
    let known_warnings = before.iter().flat_map(Api::all_warnings).collect::<Vec<_>>();
    report.warnings = after.all_warnings().collect();
    report.warnings.append(&mut findings.unnamed);
    let untyped = |api: &Api, place: &String| api.untyped.contains_key(place);
    for (place, why) in &after.untyped {
        if before.as_ref().is_some_and(|before| !untyped(before, place)) {
            report
                .warnings
                .push(format!("{place}: any JSON, in whole or in part: {why}"));
        }
    }
    report.warnings.retain(|warning| !known_warnings.contains(warning));
    if let (Some(before), Some(old)) = (before, &old_fragment) {
        let mut changes = differences(old, &before, &fragment, &after)?;
        if let Some(old) = &old_upstream {
            // Programs go where they went, with what they had, whatever the overlay says.
            let moved = access::between(&files::json(old)?, &upstream);
            let told: HashSet<String> = changes.iter().map(|change| change.line.clone()).collect();
            changes.splice(..0, moved.into_iter().filter(|change| !told.contains(&change.line)));
        }
        // Upstream's own schemas may be more than the generator takes before the overlay has mended them.
        let mut covered = upstream_changes().unwrap_or_default();
        let told: HashSet<&str> = changes.iter().map(|change| change.subject.as_str()).collect();
        // A type comes with what speaks of it.
        let new_type = |change: &Change| !change.breaks && change.line.starts_with("type ");
        covered.retain(|change| !told.contains(change.subject.as_str()) && !new_type(change));
        report.changes = changes.iter().map(Change::to_string).collect();
        report.covered = covered.iter().map(Change::to_string).collect();
    }
    files::write_all(&[
        (&folder.join(UPSTREAM), &upstream_text),
        (&folder.join(FRAGMENT), &fragment),
    ])?;
    Ok(report)
}

/// What [`check`] found.
#[derive(Debug)]
pub struct Checked {
    /// Whether the fragment is what `upstream.json` and `overlay.json` make.
    pub is_current: bool,
    /// The overlay's actions that match nothing, or add what is there already.
    pub idle: Vec<String>,
}

/// Whether the folder's fragment is what its `upstream.json` and `overlay.json` make. Writes nothing.
///
/// # Errors
///
/// One of the files cannot be read or used.
pub fn check(folder: &Path) -> Result<Checked, String> {
    let upstream = files::read_file(&folder.join(UPSTREAM))?;
    let upstream = files::json(&upstream).map_err(|error| format!("{UPSTREAM}: {error}"))?;
    let (fragment, findings) = put_together(&load_overlay(folder)?, upstream)?;
    Ok(Checked {
        is_current: files::read_file(&folder.join(FRAGMENT))? == fragment,
        idle: findings.idle,
    })
}

/// What differs between two documents: for programs, in where they go, and in the limits that only a reader sees.
fn differences(old: &str, before: &Api, new: &str, after: &Api) -> Result<Vec<Change>, String> {
    let (old, new) = (files::json(old)?, files::json(new)?);
    let mut found = access::between(&old, &new);
    found.extend(changes::between(before, after));
    found.extend(limits::between(&old, &new));
    Ok(found)
}

fn load_overlay(folder: &Path) -> Result<Overlay, String> {
    let text = files::read_file(&folder.join(OVERLAY))?;
    let overlay = files::json(&text).and_then(|value| Overlay::parse(&value));
    overlay.map_err(|error| format!("{OVERLAY}: {error}"))
}

/// Applies the overlay: the fragment's text, and what a person has to look at.
fn put_together(overlay: &Overlay, mut upstream: Value) -> Result<(String, Findings), String> {
    let mut findings = Findings::default();
    overlay
        .apply(&mut upstream, &mut findings)
        .map_err(|error| format!("{OVERLAY}: {error}"))?;
    Ok((files::pretty(&mut upstream), findings))
}

fn api(text: &str, file: &str) -> Result<Api, String> {
    codegen::read_api(text, codegen::CNI).map_err(|error| format!("{file}: {error}"))
}
