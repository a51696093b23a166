//! Telling an address: the ring as JSON, signed with a secret that is read each time, so that a changed one holds at once.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use url::Url;

use crate::feed::post::{Poster, Refused};
use crate::model::alert::Secret;

/// The header with the signature of the body.
const SIGNATURE: &str = "x-coastwatch-signature";

/// The header that is the same for each try of one telling.
const DELIVERY: &str = "x-coastwatch-delivery";

/// Bytes of a file with a secret.
const SECRET_MAX: u64 = 64 * 1024;

/// Posts a body to an address; `id` tells this telling from all others.
///
/// # Errors
/// A sentence, where it was not taken; the secret is never told.
pub(super) async fn post(
    poster: &Poster,
    url: &Url,
    secret: Option<&Secret>,
    id: &str,
    body: String,
) -> Result<(), Refused> {
    let mut headers = vec![(DELIVERY, id.to_owned())];
    if let Some(secret) = secret {
        let secret = read(secret).await.map_err(|why| Refused { why, is_gone: false })?;
        headers.push((SIGNATURE, signature(secret.as_bytes(), body.as_bytes())));
    }
    poster.post(url, &headers, body).await
}

/// The signature of a body: `sha256=` and its HMAC-SHA256 in hexadecimal.
fn signature(secret: &[u8], body: &[u8]) -> String {
    let digest = match Hmac::<Sha256>::new_from_slice(secret) {
        Ok(mut mac) => {
            mac.update(body);
            mac.finalize().into_bytes()
        }
        // A key of any length will do.
        Err(_) => return String::new(),
    };
    let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={digits}")
}

async fn read(secret: &Secret) -> Result<String, String> {
    let text = match secret {
        Secret::Env(name) => std::env::var(name)
            .map_err(|_| format!("the variable {name}, which is to hold the secret it is signed with, is not set"))?,
        Secret::File(path) => {
            let said = |why: &str| format!("the file of the secret it is signed with, {}, {why}", path.display());
            let told = tokio::fs::metadata(path).await.map_err(|error| said(&format!("cannot be read: {error}")))?;
            if told.len() > SECRET_MAX {
                return Err(said("is too long to be one"));
            }
            tokio::fs::read_to_string(path).await.map_err(|error| said(&format!("cannot be read: {error}")))?
        }
    };
    let text = text.trim_end_matches(['\n', '\r']).to_owned();
    if text.is_empty() { Err("the secret it is signed with is empty".to_owned()) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_the_standard() {
        // The second vector of RFC 4231, section 4.3.
        assert_eq!(
            signature(b"Jefe", b"what do ya want for nothing?"),
            "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
