//! What there is to say about an interconnect's state.

use cloudflare_interconnects::types::StatusInfo;

/// What stands for a state that is not known.
pub(crate) const UNKNOWN: &str = "?";

/// The name of the state, also of one that is newer than this crate.
pub(crate) fn state(status: &StatusInfo) -> &str {
    status.state().unwrap_or(UNKNOWN)
}

/// Why it is so, where the API says.
pub(crate) fn reason(status: &StatusInfo) -> Option<&str> {
    let reason = match status {
        StatusInfo::Down { reason, .. } | StatusInfo::Unhealthy { reason, .. } => reason.as_deref(),
        StatusInfo::Unrecognized(object) => object.get("reason").and_then(|reason| reason.as_str()),
        _ => None,
    };
    reason.filter(|reason| !reason.trim().is_empty())
}
