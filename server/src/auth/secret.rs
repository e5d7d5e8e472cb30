//! Random secrets: session cookies, API tokens, the first-run link. Only their hashes are stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

pub use crate::store::hex;

/// 256 random bits, written without characters that need escaping in URLs or cookies.
pub fn generate() -> String {
    let bytes: [u8; 32] = rand::random();
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A new API token; the prefix lets secret scanners recognise it.
pub fn token() -> String {
    format!("tl_{}", generate())
}

/// A shorter random word for nonces and request ids: 128 bits.
pub fn nonce() -> String {
    let bytes: [u8; 16] = rand::random();
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The hash under which a secret is stored: SHA-256 suffices because the secret is random.
pub fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}
