//! Rebuilds the spec fragment: cuts upstream's OpenAPI document to the operations of this crate (`cut`), applies the overlay
//! (`overlay`), and reports the changes for programs (`changes`). [`refresh`] and [`check`] do it with the files of a folder (`files`).

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

/// The part of upstream's document that the crate is built from, without prose.
const UPSTREAM: &str = "upstream.json";
/// Our additions and corrections.
const OVERLAY: &str = "overlay.json";
/// The overlay applied to upstream.
const FRAGMENT: &str = "network-interconnects.json";

const IDLE: &str = "Actions of overlay.json without effect (remove or correct them):";

/// The findings of a refresh that need a person.
#[derive(Debug, Default)]
pub struct Report {
    /// Changes that programs see: `breaks` or `additive`, and a line each.
    changes: Vec<String>,
    /// Changes of upstream that the overlay hides from programs, likewise.
    covered: Vec<String>,
    /// Items without a description.
    undescribed: Vec<String>,
    /// The overlay's actions without effect.
    idle: Vec<String>,
    /// New warnings of the generator, and newly untyped places.
    warnings: Vec<String>,
}

impl Report {
    /// Whether nothing needs a person.
    pub fn is_empty(&self) -> bool {
        self.parts().iter().all(|(_, lines)| lines.is_empty())
    }

    fn parts(&self) -> [(&'static str, &[String]); 5] {
        [
            ("Changed for programs:", &self.changes),
            (
                "Changed upstream, but hidden from programs by overlay.json:",
                &self.covered,
            ),
            ("Without a description (add it to overlay.json):", &self.undescribed),
            (IDLE, &self.idle),
            ("New warnings of the generator:", &self.warnings),
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

/// The text, safe for a terminal: invisible characters are escaped.
pub fn printable(text: &str) -> String {
    codegen::prose::line(text)
}

/// Rebuilds the folder's files from upstream's document, and reports the changes.
///
/// # Errors
///
/// The document or the overlay cannot be used, or the resulting fragment cannot be built. Then nothing is written.
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
    let (fragment, mut findings) = apply_overlay(&overlay, upstream.clone())?;
    let after = api(&fragment, FRAGMENT).map_err(|error| {
        // Most likely, a change of upstream or an action without effect is the cause.
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
                .push(format!("{place}: partly or wholly untyped JSON: {why}"));
        }
    }
    report.warnings.retain(|warning| !known_warnings.contains(warning));
    if let (Some(before), Some(old)) = (before, &old_fragment) {
        let mut changes = differences(old, &before, &fragment, &after)?;
        if let Some(old) = &old_upstream {
            // Moved servers and changed credentials matter to programs, whatever the overlay says.
            let moved = access::between(&files::json(old)?, &upstream);
            let reported: HashSet<String> = changes.iter().map(|change| change.line.clone()).collect();
            changes.splice(..0, moved.into_iter().filter(|change| !reported.contains(&change.line)));
        }
        // Without the overlay, the generator may reject upstream's schemas.
        let mut covered = upstream_changes().unwrap_or_default();
        let reported: HashSet<&str> = changes.iter().map(|change| change.subject.as_str()).collect();
        // A new type is reported with its use.
        let new_type = |change: &Change| !change.breaks && change.line.starts_with("type ");
        covered.retain(|change| !reported.contains(change.subject.as_str()) && !new_type(change));
        report.changes = changes.iter().map(Change::to_string).collect();
        report.covered = covered.iter().map(Change::to_string).collect();
    }
    files::write_all(&[
        (&folder.join(UPSTREAM), &upstream_text),
        (&folder.join(FRAGMENT), &fragment),
    ])?;
    Ok(report)
}

/// The result of [`check`].
#[derive(Debug)]
pub struct Checked {
    /// Whether the fragment equals `upstream.json` with `overlay.json` applied.
    pub is_current: bool,
    /// The overlay's actions without effect.
    pub idle: Vec<String>,
}

/// Checks that the folder's fragment equals `upstream.json` with `overlay.json` applied. Writes nothing.
///
/// # Errors
///
/// One of the files cannot be read or used.
pub fn check(folder: &Path) -> Result<Checked, String> {
    let upstream = files::read_file(&folder.join(UPSTREAM))?;
    let upstream = files::json(&upstream).map_err(|error| format!("{UPSTREAM}: {error}"))?;
    let (fragment, findings) = apply_overlay(&load_overlay(folder)?, upstream)?;
    Ok(Checked {
        is_current: files::read_file(&folder.join(FRAGMENT))? == fragment,
        idle: findings.idle,
    })
}

/// The differences of two documents: for programs, in servers and credentials, and in documented limits.
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

/// Applies the overlay, and returns the fragment's text and the findings.
fn apply_overlay(overlay: &Overlay, mut upstream: Value) -> Result<(String, Findings), String> {
    let mut findings = Findings::default();
    overlay
        .apply(&mut upstream, &mut findings)
        .map_err(|error| format!("{OVERLAY}: {error}"))?;
    Ok((files::pretty(&mut upstream), findings))
}

fn api(text: &str, file: &str) -> Result<Api, String> {
    codegen::read_api(text, codegen::CNI).map_err(|error| format!("{file}: {error}"))
}
