//! What a browser fetches for the first view of a page, compressed as it comes over the wire.

use std::{collections::BTreeSet, net::SocketAddr};

use anyhow::{Context, Result, ensure};

use crate::http;

/// Where the addresses of the site's files begin.
const PREFIX: &str = "/assets/";

/// The weight of a page.
#[derive(Debug)]
pub struct Weight {
    /// The page itself.
    pub html: usize,
    /// Style, scripts, fonts, pictures.
    pub assets: usize,
    /// Of these, the wasm.
    pub wasm: usize,
    /// How many files, with the page.
    pub requests: usize,
}

/// Fetches a page and all that it refers to, and all that this refers to.
pub fn weigh(address: SocketAddr, path: &str, cookie: &str) -> Result<Weight> {
    let page = fetch(address, path, cookie, "br")?;
    let mut weight = Weight { html: page.len(), assets: 0, wasm: 0, requests: 1 };
    let plain = fetch(address, path, cookie, "identity")?;
    let mut waiting = referred(&String::from_utf8_lossy(&plain));
    let mut seen = BTreeSet::new();
    while let Some(asset) = waiting.pop_first() {
        if !seen.insert(asset.clone()) {
            continue;
        }
        let packed = fetch(address, &asset, "", "br")?;
        weight.requests += 1;
        weight.assets += packed.len();
        match asset.rsplit('.').next() {
            Some("wasm") => weight.wasm += packed.len(),
            Some("css" | "js") => {
                let text = fetch(address, &asset, "", "identity")?;
                waiting.extend(referred(&String::from_utf8_lossy(&text)));
            }
            _ => {}
        }
    }
    Ok(weight)
}

fn fetch(address: SocketAddr, path: &str, cookie: &str, encoding: &str) -> Result<Vec<u8>> {
    let headers = [("Cookie", cookie), ("Accept-Encoding", encoding), ("Accept", "text/html")];
    let answer = http::ask(address, &format!("GET {path}"), &headers, "")
        .with_context(|| format!("cannot fetch {path}"))?;
    ensure!(answer.status == 200, "{path} is answered with {}", answer.status);
    Ok(answer.body)
}

/// The addresses of files of the site in a text.
fn referred(text: &str) -> BTreeSet<String> {
    let ends = |c: char| !(c.is_ascii_alphanumeric() || "._-/".contains(c));
    let names = text.split(PREFIX).skip(1).filter_map(|rest| rest.split(ends).next());
    names.filter(|name| !name.is_empty()).map(|name| format!("{PREFIX}{name}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_in_any_quotes() {
        let text = "<link href=\"/assets/a.1.css\"> url(/assets/fonts/b.2.woff2) <use href='/assets/s.3.svg#x'>";
        let found: Vec<String> = referred(text).into_iter().collect();
        assert_eq!(found, ["/assets/a.1.css", "/assets/fonts/b.2.woff2", "/assets/s.3.svg"]);
    }
}
