//! x
use anyhow::Result;
/// x
pub fn use_debian_rust() -> Result<()> {
    Ok(())
}
