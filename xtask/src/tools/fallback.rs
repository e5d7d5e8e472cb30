//! Where rustup's wasm target is refused: a Rust made of Debian's packages, for server and wasm.
//!
//! They are unpacked into `target/xtask`, not installed, for they would take the place of rustup's
//! `rustc`. Debian ships no wasm standard library that fits, so it is compiled from their sources.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use super::{
    apt,
    wasm_target::{TARGET, has_library},
};
use crate::{
    places,
    process::{self, Compiler},
    progress,
};

/// Debian's packages of the compiler that builds the web browsers: newer than Debian's own Rust.
const PACKAGES: [&str; 3] = ["rustc-web", "libstd-rust-web-dev", "rust-web-src"];

/// From now on server and wasm are compiled by Debian's Rust; made ready at its first use.
pub fn use_debian_rust() -> Result<()> {
    let home = places::scratch().join("debian-rust");
    if !home.join("bin/rustc").is_file() {
        unpack(&home)?;
    }
    process::use_compiler(Compiler {
        rustc: home.join("bin/rustc"),
        libraries: library_path(&home)?,
        linker: linker()?,
    });
    let library = home.join("lib/rustlib").join(TARGET).join("lib");
    if !has_library(&library) {
        build_standard_library(&library)?;
    }
    progress::say("Using", &process::output(process::builder("rustc").arg("--version"))?);
    Ok(())
}

fn unpack(home: &Path) -> Result<()> {
    progress::say("Fetching", "Debian's Rust for web browsers (150 MB, once)");
    let folder = home.with_extension("packages");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let libraries = dependency("libstd-rust-web-dev", "libstd-rust-web-")?;
    // LLVM is a library like any other: installed, with what it needs.
    apt::install(&[&dependency(&libraries, "libllvm")?])?;
    let mut download = Command::new("apt-get");
    download.arg("download").args(PACKAGES).arg(&libraries).current_dir(&folder);
    process::output(&mut download)?;
    let root = folder.join("root");
    for entry in fs::read_dir(&folder)?.collect::<Result<Vec<_>, _>>()? {
        if entry.path().extension().is_some_and(|e| e == "deb") {
            process::output(Command::new("dpkg-deb").arg("-x").arg(entry.path()).arg(&root))?;
        }
    }
    arrange(&root, home)?;
    fs::remove_dir_all(&folder).context("cannot remove the packages")
}

/// What a package depends on, by how the name begins: the number in it changes.
fn dependency(package: &str, begins: &str) -> Result<String> {
    let listed = process::output(Command::new("apt-cache").args(["depends", package]))?;
    let mut names = listed.lines().filter_map(|line| line.trim().strip_prefix("Depends: "));
    let found = names.find(|name| name.starts_with(begins) && !name.ends_with("-dev"));
    found.map(str::to_owned).with_context(|| format!("Debian has no {begins}… for {package}"))
}

/// From Debian's folders into the layout of a toolchain: `bin`, `lib`, `lib/rustlib`.
fn arrange(root: &Path, home: &Path) -> Result<()> {
    let unfinished = home.with_extension("part");
    let _ = fs::remove_dir_all(&unfinished);
    fs::create_dir_all(unfinished.join("bin"))?;
    fs::create_dir_all(unfinished.join("lib"))?;
    let usr = root.join("usr");
    fs::rename(usr.join("bin/rustc"), unfinished.join("bin/rustc"))?;
    fs::rename(usr.join("lib/rustlib"), unfinished.join("lib/rustlib"))?;
    let driver = find(&usr.join("lib"), "librustc_driver-")?;
    fs::rename(&driver, unfinished.join("lib").join(driver.file_name().unwrap_or_default()))?;
    let source = unfinished.join("lib/rustlib/src/rust");
    let _ = fs::remove_file(&source);
    fs::create_dir_all(&source)?;
    let sources = find(&usr.join("src"), "rustc-")?;
    fs::rename(sources.join("library"), source.join("library"))?;
    fs::rename(unfinished, home).context("cannot put Debian's Rust in place")
}

/// The entry of a folder, or of the folders in it, whose name begins so.
fn find(folder: &Path, begins: &str) -> Result<PathBuf> {
    let entries = |folder: &Path| -> Vec<PathBuf> {
        folder.read_dir().into_iter().flatten().flatten().map(|e| e.path()).collect()
    };
    let mut all = entries(folder);
    all.extend(entries(folder).iter().flat_map(|inner| entries(inner)));
    all.into_iter()
        .find(|path| path.file_name().is_some_and(|n| n.to_string_lossy().starts_with(begins)))
        .with_context(|| format!("no {begins}… in Debian's packages"))
}

fn library_path(home: &Path) -> Result<OsString> {
    let before = std::env::var_os("LD_LIBRARY_PATH").unwrap_or_default();
    let all = std::iter::once(home.join("lib")).chain(std::env::split_paths(&before));
    Ok(std::env::join_paths(all)?)
}

/// rustup's own linker for wasm comes with every toolchain, with or without the target.
fn linker() -> Result<PathBuf> {
    let host = process::output(Command::new("rustc").args(["--print", "target-libdir"]))?;
    let linker = Path::new(host.trim()).with_file_name("bin").join("rust-lld");
    ensure!(linker.is_file(), "{} is missing", linker.display());
    Ok(linker)
}

/// An empty crate, compiled with a standard library from source; its libraries are then kept.
fn build_standard_library(library: &Path) -> Result<()> {
    progress::say("Compiling", "Rust's standard library for wasm (once)");
    let empty = places::scratch().join("std-for-wasm");
    fs::create_dir_all(empty.join("src"))?;
    let manifest = "[package]\nname = \"std-for-wasm\"\nedition = \"2024\"\n[workspace]\n";
    fs::write(empty.join("Cargo.toml"), manifest)?;
    fs::write(empty.join("src/lib.rs"), "#![no_std]\n")?;
    let mut build = process::builder("cargo");
    build.args(["build", "--release", "-Zbuild-std=std,panic_abort", "--target", TARGET]);
    // Bitcode, for the wasm profile optimises over all crates when it links.
    build
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env_remove("CARGO_TARGET_DIR")
        .current_dir(&empty);
    process::run(&mut build)?;
    let unfinished = library.with_extension("part");
    let _ = fs::remove_dir_all(&unfinished);
    fs::create_dir_all(&unfinished)?;
    let made = empty.join("target").join(TARGET).join("release/deps");
    for entry in fs::read_dir(made)?.collect::<Result<Vec<_>, _>>()? {
        if entry.path().extension().is_some_and(|e| e == "rlib" || e == "rmeta") {
            fs::copy(entry.path(), unfinished.join(entry.file_name()))?;
        }
    }
    // What was compiled against an older one no longer fits, and cargo does not see that.
    let _ = fs::remove_dir_all(places::target().join(TARGET));
    fs::rename(unfinished, library).context("cannot put the standard library in place")
}
