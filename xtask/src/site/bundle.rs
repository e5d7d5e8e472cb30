//! esbuild: many style sheets into one, the loader and wasm-bindgen's JavaScript into one.
//!
//! It targets current browsers, so layers, nesting and `light-dark()` stay as they are written.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use super::{Quality, input, publish::File, wasm};
use crate::{places, process, progress, tools};

/// `style.css`: `style/main.css` with what it imports, in its order.
pub fn style(quality: Quality) -> Result<File> {
    progress::say("Bundling", "style/");
    let entry = places::root().join("style/main.css");
    // `url(/fonts/…)` is a file of `public/`, published apart.
    let elsewhere: Vec<String> =
        input::public_files()?.iter().map(|file| format!("--external:/{}", file.name)).collect();
    Ok(File { name: "style.css".into(), bytes: esbuild(&entry, quality, &elsewhere)? })
}

/// Each file of the loader's folder, with what it imports.
pub fn scripts(quality: Quality) -> Result<Vec<File>> {
    progress::say("Bundling", "app/wasm/loader/");
    let beside = wasm::bound();
    let mut files = Vec::new();
    for source in input::files_under(&places::root().join("app/wasm/loader"))? {
        let name = source.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // Imports resolve beside wasm-bindgen's output.
        let entry = beside.join(&name);
        fs::copy(&source, &entry)?;
        files.push(File { name, bytes: esbuild(&entry, quality, &["--format=esm".into()])? });
    }
    Ok(files)
}

fn esbuild(entry: &Path, quality: Quality, more: &[String]) -> Result<Vec<u8>> {
    let written = places::scratch().join("bundled");
    let mut command = tools::node::tool("xtask/node", "esbuild");
    command.arg(entry).args(["--bundle", "--log-level=warning", "--target=esnext"]);
    command.args(["--external:/assets/*", "--legal-comments=none"]).args(more);
    if quality == Quality::Small {
        command.arg("--minify");
    }
    process::run(command.arg(format!("--outfile={}", written.display())))?;
    fs::read(&written).context("esbuild wrote nothing")
}
