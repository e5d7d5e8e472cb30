//! Password hashing with argon2id, off the async threads.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

/// At most so many hashes at once: each takes 19 MiB and a core (OWASP's argon2id parameters).
static SLOTS: Semaphore = Semaphore::const_new(2);

/// A hash that no password has, so that an unknown e-mail takes as long as a known one.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash_now(&super::secret::generate()).unwrap_or_default());

fn hash_now(password: &str) -> Result<String> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(Error::internal)
}

/// Hashes a password into a PHC string (`$argon2id$…`) with a random salt.
pub async fn hash(password: String) -> Result<String> {
    let _slot = SLOTS.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(move || hash_now(&password)).await.map_err(Error::internal)?
}

/// Whether `password` belongs to `stored`; with `None` it works as long and says no.
pub async fn verify(password: String, stored: Option<String>) -> Result<bool> {
    let _slot = SLOTS.acquire().await.map_err(Error::internal)?;
    let check = move || {
        let known = stored.is_some();
        let text = stored.unwrap_or_else(|| NOBODY.clone());
        let Ok(hash) = PasswordHash::new(&text) else { return false };
        Argon2::default().verify_password(password.as_bytes(), &hash).is_ok() && known
    };
    tokio::task::spawn_blocking(check).await.map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    #[tokio::test]
    async fn a_password_matches_its_own_hash_only() {
        let stored = super::hash("correct horse battery".into()).await.unwrap();
        assert!(super::verify("correct horse battery".into(), Some(stored.clone())).await.unwrap());
        assert!(!super::verify("wrong horse battery".into(), Some(stored)).await.unwrap());
        assert!(!super::verify("correct horse battery".into(), None).await.unwrap());
    }
}
