//! Just enough HTTP to ask a server of ours on this machine: one request, one connection.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use anyhow::{Context, Result, bail};

/// An answer, its body unpacked from chunks (not from compression).
pub struct Answer {
    /// 200, 404, …
    pub status: u16,
    head: String,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Asks and waits for the whole answer.
pub fn ask(
    address: SocketAddr,
    request_line: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Result<Answer> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_mins(5)))?;
    let mut head = format!("{request_line} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    for (name, value) in headers {
        head.extend([*name, ": ", *value, "\r\n"]);
    }
    if !body.is_empty() {
        head.extend(["Content-Length: ", &body.len().to_string(), "\r\n"]);
    }
    write!(stream, "{head}\r\n{body}")?;
    let mut raw = Vec::new();
    stream.read_to_end(&mut raw)?;
    parse(&raw)
}

/// A GET without headers.
pub fn get(address: SocketAddr, path: &str) -> Result<Answer> {
    ask(address, &format!("GET {path}"), &[], "")
}

fn parse(raw: &[u8]) -> Result<Answer> {
    let end = raw.windows(4).position(|w| w == b"\r\n\r\n").context("no head in the answer")?;
    let head = String::from_utf8_lossy(&raw[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).context("no status")?;
    let mut answer = Answer { status, head, body: raw[end + 4..].to_vec() };
    if answer.header("transfer-encoding") == Some("chunked") {
        answer.body = unchunk(&answer.body)?;
    }
    Ok(answer)
}

fn unchunk(mut rest: &[u8]) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|w| w == b"\r\n").context("a chunk has no size")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end])?.trim(), 16)?;
        if size == 0 {
            return Ok(body);
        }
        let from = end + 2;
        let Some(chunk) = rest.get(from..from + size) else { bail!("a chunk is cut off") };
        body.extend_from_slice(chunk);
        rest = rest.get(from + size + 2..).context("a chunk has no end")?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined() {
        let raw = b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\nETag: \"3\"\r\n\r\n\
            4\r\nWiki\r\n5\r\npedia\r\n0\r\n\r\n";
        let answer = parse(raw).unwrap();
        assert_eq!((answer.status, answer.text().as_str()), (201, "Wikipedia"));
        assert_eq!(answer.header("etag"), Some("\"3\""));
    }
}
