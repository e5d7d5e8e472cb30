//! Signatures: HMAC-SHA256 over what is sent, compared in constant time.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::auth::secret;

/// Begins the secrets of outgoing webhooks, as the Standard Webhooks have it.
const PREFIX: &str = "whsec_";

/// A new secret for an outgoing webhook.
pub fn new_secret() -> String {
    let bytes: [u8; 32] = rand::random();
    format!("{PREFIX}{}", STANDARD.encode(bytes))
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    for part in parts {
        mac.update(part);
    }
    Some(mac)
}

/// The header `webhook-signature` for a message: `v1,` and the signature in base64.
pub fn sign(secret: &str, id: &str, timestamp: i64, body: &str) -> String {
    let key = STANDARD.decode(secret.trim_start_matches(PREFIX)).unwrap_or_default();
    let timestamp = timestamp.to_string();
    let parts = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body.as_bytes()];
    let signature = mac(&key, &parts).map(|mac| STANDARD.encode(mac.finalize().into_bytes()));
    format!("v1,{}", signature.unwrap_or_default())
}

/// Whether `given`, in hexadecimal, is the signature of `body` under `key`.
pub fn is_signed(key: &str, body: &[u8], given: &str) -> bool {
    let Some(given) = unhex(given.trim()) else { return false };
    mac(key.as_bytes(), &[body]).is_some_and(|mac| mac.verify_slice(&given).is_ok())
}

/// Whether `given` is the secret whose hash is stored.
pub fn is_secret(stored_hash: &str, given: &str) -> bool {
    secret::hash(given).as_bytes().ct_eq(stored_hash.as_bytes()).into()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_the_standard() {
        // The example of the Standard Webhooks' own libraries.
        let signature = sign(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            "{\"test\": 2432232314}",
        );
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn github_s_own_example_is_believed_and_a_changed_body_is_not() {
        let key = "It's a Secret to Everybody";
        let given = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        assert!(is_signed(key, b"Hello, World!", given));
        assert!(!is_signed(key, b"Hello, World?", given));
        for wrong in ["", "zz", "7", "ää", &given[2..]] {
            assert!(!is_signed(key, b"Hello, World!", wrong), "{wrong}");
        }
    }

    #[test]
    fn a_token_is_compared_by_its_hash() {
        assert!(is_secret(&secret::hash("token"), "token"));
        assert!(!is_secret(&secret::hash("token"), "Token"));
    }
}
