//! Who may ask.

use super::answer::{AUTHENTICATION_ERROR, Answer};
use super::request::RecordedRequest;

/// The token that is refused as one that lacks a permission.
pub(super) const REFUSED_TOKEN: &str = "refused-api-token";

/// Lets a request pass, or says why not.
pub(super) fn authenticate(request: &RecordedRequest) -> Result<(), Answer> {
    let header = |name| {
        let value = request.header(name).map(str::trim);
        value.filter(|value| !value.is_empty())
    };
    let error = |status, message: &str| Err(Answer::error(status, AUTHENTICATION_ERROR, message, None));
    let credential = match (header("authorization"), header("x-auth-email"), header("x-auth-key")) {
        (Some(authorization), None, None) => {
            let bearer = authorization
                .split_once(' ')
                .filter(|(scheme, token)| scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty());
            match bearer {
                Some((_, token)) => token.trim(),
                None => return error(401, "Authorization must read: Bearer TOKEN"),
            }
        }
        (None, Some(_), Some(key)) => key,
        (Some(_), _, _) => {
            return error(
                400,
                "send either Authorization or X-Auth-Email and X-Auth-Key, not both",
            );
        }
        (None, None, None) => return error(401, "the request carries no credentials"),
        (None, _, _) => return error(401, "X-Auth-Email and X-Auth-Key belong together"),
    };
    if credential == REFUSED_TOKEN {
        return error(403, "Authentication error");
    }
    Ok(())
}
