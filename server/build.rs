//! The site is embedded when the server is compiled: it must be there, if only as an empty list,
//! and the server must be compiled again when it changed.

use std::{fs, io, path::Path};

fn main() -> io::Result<()> {
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/site");
    let manifest = site.join("manifest.json");
    if !manifest.is_file() {
        fs::create_dir_all(&site)?;
        fs::write(&manifest, "{}")?;
    }
    println!("cargo::rerun-if-changed={}", manifest.display());
    println!("cargo::rerun-if-changed=build.rs");
    Ok(())
}
