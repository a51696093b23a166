//! Credentials of a feed: read where they are kept each time it is asked, so that a changed password holds at once.

use super::failure;
use crate::model::{CredentialSource, Credentials, Feed, FeedError, FeedErrorKind};

/// Bytes of a file of credentials: hundreds of times a long token.
const FILE_MAX: u64 = 64 * 1024;

/// The credentials of `feed`, where it has any.
///
/// # Errors
/// Where they cannot be read, as the feed's failure; what they are is never told.
pub async fn of(feed: &Feed) -> Result<Option<Credentials>, FeedError> {
    let fail = |what: String| failure::failure(FeedErrorKind::Io, &feed.url, what);
    let text = match &feed.credentials {
        None => return Ok(None),
        Some(CredentialSource::Given(credentials)) => return Ok(Some(credentials.clone())),
        Some(CredentialSource::Env(name)) => std::env::var(name)
            .map_err(|_| fail(format!("the variable {name}, which is to hold its credentials, is not set")))?,
        Some(CredentialSource::File(path)) => {
            let said = |why: String| fail(format!("the file of its credentials, {}, {why}", path.display()));
            let length =
                tokio::fs::metadata(path).await.map_err(|error| said(format!("cannot be read: {error}")))?.len();
            if length > FILE_MAX {
                return Err(said("is too long to be one".to_owned()));
            }
            tokio::fs::read_to_string(path).await.map_err(|error| said(format!("cannot be read: {error}")))?
        }
    };
    let read = parse(text.trim());
    read.map(Some).ok_or_else(|| fail("its credentials are neither user:password nor Bearer TOKEN".to_owned()))
}

/// Reads `user:password` or `Bearer TOKEN`.
fn parse(text: &str) -> Option<Credentials> {
    if let Some((scheme, token)) = text.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")) {
        let token = token.trim();
        let is_token = !scheme.is_empty() && !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
        return is_token.then(|| Credentials::Bearer(token.to_owned()));
    }
    let (user, password) = text.split_once(':').filter(|(user, _)| !user.is_empty())?;
    Some(Credentials::Basic { user: user.to_owned(), password: password.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_a_password_or_a_token() {
        let basic = |user: &str, password: &str| Credentials::Basic { user: user.into(), password: password.into() };
        assert_eq!(parse("user:pass:word"), Some(basic("user", "pass:word")));
        assert_eq!(parse("user:"), Some(basic("user", "")));
        assert_eq!(parse("bearer  abc"), Some(Credentials::Bearer("abc".into())));
        for wrong in ["", ":x", "Bearer ", "token", "Bearer a b"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
