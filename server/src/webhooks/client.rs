//! One POST to an address that somebody typed: resolved once, refused when it lies inside, sent to
//! exactly the address that was looked at, without following redirects.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::body::Body;
use axum::http::uri::Authority;
use axum::http::{Request, Uri, header};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// How long the whole may take.
const PATIENCE: Duration = Duration::from_secs(15);

static TLS: LazyLock<Option<TlsConnector>> = LazyLock::new(|| {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .ok()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Some(TlsConnector::from(Arc::new(config)))
});

/// Sends `body` as JSON with these headers; answers the status. `inside` allows addresses that are
/// not public.
pub async fn post(
    url: &str,
    headers: &[(&'static str, String)],
    body: String,
    inside: bool,
) -> Result<u16, String> {
    match tokio::time::timeout(PATIENCE, send(url, headers, body, inside)).await {
        Ok(answer) => answer,
        Err(_) => Err(format!("no answer within {} seconds", PATIENCE.as_secs())),
    }
}

async fn send(
    url: &str,
    headers: &[(&'static str, String)],
    body: String,
    inside: bool,
) -> Result<u16, String> {
    let uri: Uri = url.parse().map_err(|e| format!("the address: {e}"))?;
    let tls = match uri.scheme_str() {
        Some("https") => true,
        Some("http") if inside => false,
        _ => return Err("the address does not begin with https://".into()),
    };
    let host = uri.host().ok_or("the address has no host")?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let port = uri.port_u16().unwrap_or(if tls { 443 } else { 80 });
    let request = request(&uri, headers, body)?;
    let stream = TcpStream::connect(resolve(host, port, inside).await?)
        .await
        .map_err(|e| format!("connecting: {e}"))?;
    if !tls {
        return talk(stream, request).await;
    }
    let name = ServerName::try_from(host.to_owned()).map_err(|e| format!("the host: {e}"))?;
    let tls = TLS.as_ref().ok_or("TLS cannot be set up")?;
    let stream = tls.connect(name, stream).await.map_err(|e| format!("TLS: {e}"))?;
    talk(stream, request).await
}

fn request(
    uri: &Uri,
    headers: &[(&'static str, String)],
    body: String,
) -> Result<Request<Body>, String> {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let host = uri.authority().map(Authority::as_str).unwrap_or_default();
    let mut request = Request::post(path)
        .header(header::HOST, host)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::CONTENT_LENGTH, body.len())
        .header(header::USER_AGENT, concat!("Throughline/", env!("CARGO_PKG_VERSION")));
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    request.body(Body::from(body)).map_err(|e| e.to_string())
}

/// The first address of the host that may be talked to.
async fn resolve(host: &str, port: u16, inside: bool) -> Result<SocketAddr, String> {
    let found: Vec<SocketAddr> = match host.parse::<IpAddr>() {
        Ok(address) => vec![SocketAddr::new(address, port)],
        Err(_) => tokio::net::lookup_host((host, port))
            .await
            .map_err(|e| format!("looking up {host}: {e}"))?
            .collect(),
    };
    let may = found.into_iter().find(|address| inside || is_public(address.ip()));
    may.ok_or_else(|| format!("{host} has no public address, and webhooks stay outside"))
}

/// Whether an address is one of the public network, and none of a neighbour or of this machine.
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = matches!(
        (a, b, c),
        (0 | 127 | 224..=255, ..)
            | (100, 64..=127, _)
            | (192, 0, 0)
            | (192, 88, 99)
            | (198, 18 | 19, _)
    );
    !(special || address.is_private() || address.is_link_local() || address.is_documentation())
}

/// Only what is given out as global, and of that nothing that wraps an address of the older kind.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    let global = first & 0xe000 == 0x2000;
    let wraps = first == 0x2002 || (first == 0x2001 && (second < 0x0200 || second == 0x0db8));
    global && !wraps && first != 0x3fff
}

async fn talk<S>(stream: S, request: Request<Body>) -> Result<u16, String>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(|e| format!("connecting: {e}"))?;
    let connection = tokio::spawn(connection);
    let answer = sender.send_request(request).await.map_err(|e| format!("sending: {e}"));
    // Of the answer only the status is read.
    connection.abort();
    Ok(answer?.status().as_u16())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(address: &str) -> bool {
        is_public(address.parse().unwrap())
    }

    #[test]
    fn neighbours_and_this_machine_are_not_public() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "192.0.0.8",
            "198.18.0.1",
            "203.0.113.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "::127.0.0.1",
        ] {
            assert!(!public(inside), "{inside}");
        }
        for outside in ["8.8.8.8", "172.32.0.1", "2606:4700::1111", "2a00:1450:4001::1"] {
            assert!(public(outside), "{outside}");
        }
    }

    #[tokio::test]
    async fn nothing_is_sent_inside() {
        for url in ["https://127.0.0.1/", "https://[::1]:8443/x", "https://localhost/"] {
            let refused = post(url, &[], "{}".into(), false).await.unwrap_err();
            assert!(refused.contains("no public address"), "{url}: {refused}");
        }
        let plain = post("http://example.org/", &[], "{}".into(), false).await.unwrap_err();
        assert!(plain.contains("https://"), "{plain}");
    }
}
