//! Names made of content, references to them, compressed copies, and the manifest.

use std::{collections::BTreeMap, fs, io::Write, path::Path};

use anyhow::{Context, Result, bail};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

use super::{Quality, input};
use crate::progress;

/// Where the server serves the site; what follows it in style and scripts is a file's own name.
const PREFIX: &str = "/assets/";

/// Already as small as they get.
const INCOMPRESSIBLE: [&str; 7] = ["woff2", "woff", "png", "jpg", "webp", "avif", "gz"];

/// A file of the site, before it gets its name.
pub struct File {
    /// What the code calls it: `style.css`, `fonts/inter.woff2`.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Writes all files and the manifest into a new folder.
pub fn publish(mut files: Vec<File>, folder: &Path, quality: Quality) -> Result<()> {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder)?;
    // What is referred to goes first, so that its name is known.
    files.sort_by_key(|file| (rank(&file.name), file.name.clone()));
    let mut names = BTreeMap::new();
    for file in files {
        let bytes = match rank(&file.name) {
            0 => file.bytes,
            _ => refer(&file, &names)?.into_bytes(),
        };
        let published = hashed_name(&file.name, &bytes);
        write(folder, &published, &bytes, quality)?;
        if names.insert(file.name.clone(), published).is_some() {
            bail!("two files of the site are called {}", file.name);
        }
    }
    let manifest = serde_json::to_string_pretty(&names)?;
    fs::write(folder.join("manifest.json"), manifest).context("cannot write the manifest")
}

fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn rank(name: &str) -> usize {
    match extension(name) {
        "css" | "webmanifest" => 1,
        "js" => 2,
        _ => 0,
    }
}

/// The first 64 bits of a hash, in hexadecimal: enough for the files of one site.
pub fn fingerprint(bytes: &[u8]) -> String {
    input::hex(&Sha256::digest(bytes)[..8])
}

/// `fonts/inter.woff2` → `fonts/inter.0123456789abcdef.woff2`
fn hashed_name(name: &str, bytes: &[u8]) -> String {
    let fingerprint = fingerprint(bytes);
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{fingerprint}.{extension}"),
        None => format!("{name}.{fingerprint}"),
    }
}

/// `url(/fonts/a.woff2)` means the file of `public/`, as it does when the folder itself is served.
fn absolute(style: &str) -> String {
    let mut text = style.to_owned();
    for open in ["url(/", "url(\"/", "url('/"] {
        let moved = format!("{}{PREFIX}", open.trim_end_matches('/'));
        text = text.replace(open, &moved).replace(&format!("{moved}assets/"), &moved);
    }
    text
}

/// Every `/assets/name` of a style sheet or script, by its published name.
fn refer(file: &File, names: &BTreeMap<String, String>) -> Result<String> {
    let text = std::str::from_utf8(&file.bytes).context("style and scripts are UTF-8")?;
    let text = if extension(&file.name) == "css" { absolute(text) } else { text.to_owned() };
    let mut parts = text.split(PREFIX);
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !(c.is_ascii_alphanumeric() || "._-/".contains(c)));
        let (name, rest) = part.split_at(end.unwrap_or(part.len()));
        let Some(published) = names.get(name) else {
            bail!("{} refers to {PREFIX}{name}, which is not in public/", file.name);
        };
        result.extend([PREFIX, published, rest]);
    }
    Ok(result)
}

fn write(folder: &Path, name: &str, bytes: &[u8], quality: Quality) -> Result<()> {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap_or(folder))?;
    fs::write(&path, bytes)?;
    if INCOMPRESSIBLE.contains(&extension(name)) {
        progress::say("Wrote", &format!("{name} ({})", progress::size(bytes.len())));
        return Ok(());
    }
    let brotli = brotli(bytes, quality)?;
    let gzip = gzip(bytes)?;
    let [plain, br, gz] = [bytes, &brotli, &gzip].map(|b| progress::size(b.len()));
    progress::say("Wrote", &format!("{name} ({plain}, gzip {gz}, brotli {br})"));
    for (suffix, packed) in [("br", brotli), ("gz", gzip)] {
        if packed.len() < bytes.len() {
            fs::write(folder.join(format!("{name}.{suffix}")), packed)?;
        }
    }
    Ok(())
}

fn brotli(bytes: &[u8], quality: Quality) -> Result<Vec<u8>> {
    let level = if quality == Quality::Small { 11 } else { 4 };
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 1 << 16, level, 24);
    writer.write_all(bytes)?;
    Ok(writer.into_inner())
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::best());
    writer.write_all(bytes)?;
    Ok(writer.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> BTreeMap<String, String> {
        BTreeMap::from([("fonts/a.woff2".into(), "fonts/a.1f.woff2".into())])
    }

    fn sheet(text: &str) -> File {
        File { name: "style.css".into(), bytes: text.into() }
    }

    #[test]
    fn a_reference_gets_the_published_name() {
        for url in ["/assets/fonts/a.woff2", "/fonts/a.woff2"] {
            let sheet = sheet(&format!("src:url({url})format(\"woff2\")"));
            let referred = refer(&sheet, &names()).unwrap();
            assert_eq!(referred, "src:url(/assets/fonts/a.1f.woff2)format(\"woff2\")");
        }
    }

    #[test]
    fn a_reference_to_nothing_is_an_error_that_names_it() {
        let error = refer(&sheet("url('/assets/gone.svg')"), &names()).unwrap_err();
        assert!(error.to_string().contains("/assets/gone.svg"), "{error}");
    }

    #[test]
    fn the_name_changes_with_the_content() {
        assert_eq!(hashed_name("a/b.css", b"x"), hashed_name("a/b.css", b"x"));
        assert_ne!(hashed_name("a/b.css", b"x"), hashed_name("a/b.css", b"y"));
        assert!(hashed_name("a/b.css", b"x").starts_with("a/b."));
    }
}
