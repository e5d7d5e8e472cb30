//! `app/wasm` → wasm → wasm-bindgen's JavaScript → a smaller wasm.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::{Quality, publish::File};
use crate::{places, process, progress, tools};

/// What browsers have. Never `--all-features`: binaryen then writes what Chromium refuses to load.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Compiles the islands; returns where the wasm is.
pub fn compile(quality: Quality) -> Result<PathBuf> {
    let (profile, folder) = match quality {
        Quality::Fast => ("dev", "debug"),
        Quality::Small => ("wasm", "wasm"),
    };
    progress::say("Compiling", "the islands to wasm (app/wasm)");
    let arguments =
        ["build", "--package=app-wasm", "--target=wasm32-unknown-unknown", "--profile", profile];
    process::run(process::builder("cargo").args(arguments))?;
    Ok(places::target().join("wasm32-unknown-unknown").join(folder).join("throughline.wasm"))
}

/// The folder with wasm-bindgen's output: `throughline.js` beside `throughline_bg.wasm`.
pub fn bound() -> PathBuf {
    places::scratch().join("bindgen")
}

/// Writes the JavaScript side and returns the wasm, made small.
pub fn bind(compiled: &Path, quality: Quality) -> Result<Vec<File>> {
    progress::say("Binding", "wasm to JavaScript");
    let folder = bound();
    let _ = fs::remove_dir_all(&folder);
    let mut bindgen = Bindgen::new();
    bindgen.input_path(compiled).out_name("throughline").typescript(false);
    bindgen.remove_name_section(quality == Quality::Small).remove_producers_section(true);
    bindgen.web(true)?.generate(&folder)?;
    let bound = folder.join("throughline_bg.wasm");
    let bytes = match quality {
        Quality::Fast => fs::read(&bound)?,
        Quality::Small => optimise(&bound)?,
    };
    Ok(vec![File { name: "throughline.wasm".into(), bytes }])
}

/// Kept until the wasm changes: it is the slowest step that does not depend on style and scripts.
fn optimise(bound: &Path) -> Result<Vec<u8>> {
    let before = fs::read(bound).context("wasm-bindgen wrote no wasm")?;
    let kept = places::scratch().join(format!("{}.wasm", super::publish::fingerprint(&before)));
    if !kept.is_file() {
        progress::say("Shrinking", "wasm (wasm-opt -Oz)");
        let unfinished = kept.with_extension("part");
        let mut command = tools::node::tool("xtask/node", "wasm-opt");
        process::run(command.args(FEATURES).arg("-Oz").arg(bound).arg("-o").arg(&unfinished))?;
        fs::rename(&unfinished, &kept)?;
    }
    let after = fs::read(&kept)?;
    let sizes = format!("{} → {}", progress::size(before.len()), progress::size(after.len()));
    progress::say("Shrunk", &format!("wasm: {sizes}"));
    Ok(after)
}
