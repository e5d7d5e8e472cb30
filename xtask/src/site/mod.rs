//! The browser's files: `target/site`, with names made of their content, compressed, and a
//! `manifest.json` from the name that the code uses to the name of the file.

mod bundle;
mod input;
mod publish;
mod wasm;

use std::fs;

use anyhow::{Context, Result};

pub use input::hex;

use crate::{places, progress, tools};

/// How much work goes into small files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quality {
    /// For every change while developing.
    Fast,
    /// For everybody else.
    Small,
}

/// Makes `target/site`, unless nothing changed since it was made.
pub fn build(quality: Quality) -> Result<()> {
    tools::wasm_target::ensure()?;
    let compiled = wasm::compile(quality)?;
    let stamp = input::stamp(&compiled, quality)?;
    if input::is_current(&stamp) {
        progress::say("Fresh", "target/site");
        return Ok(());
    }
    tools::node::packages("xtask/node")?;
    let mut files = input::public_files()?;
    files.extend(wasm::bind(&compiled, quality)?);
    files.push(bundle::style(quality)?);
    files.extend(bundle::scripts(quality)?);
    let folder = places::scratch().join("site");
    publish::publish(files, &folder, quality)?;
    replace_site(&folder)?;
    input::remember(&stamp)
}

/// All at once, so that a server that is being compiled never embeds half a site.
fn replace_site(folder: &std::path::Path) -> Result<()> {
    let site = places::site();
    if site.exists() {
        fs::remove_dir_all(&site).context("cannot remove the old site")?;
    }
    fs::rename(folder, &site).context("cannot put the new site in place")
}
