//! A mail server in the same process: takes what it is sent, and can be away or refuse.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// The messages that were taken.
pub type Taken = Arc<Mutex<Vec<String>>>;

/// A mail server that listens until it is dropped.
pub struct MailServer {
    task: JoinHandle<()>,
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// An address on which nothing listens yet.
pub async fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    listener.local_addr().expect("an address").port()
}

impl MailServer {
    /// Listens on `port` and keeps what is sent in `taken`; `refuse` is the answer to a recipient.
    pub async fn start(port: u16, taken: Taken, refuse: Option<&'static str>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("the port");
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, taken.clone(), refuse));
            }
        });
        Self { task }
    }

    /// The same behind TLS from the first byte, with a certificate for `localhost` of an authority
    /// of its own; answers that authority's certificate as well, as PEM.
    pub async fn start_tls(port: u16, taken: Taken) -> (Self, String) {
        let (acceptor, authority) = acceptor();
        let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("the port");
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, taken) = (acceptor.clone(), taken.clone());
                tokio::spawn(async move {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        serve(stream, taken, None).await;
                    }
                });
            }
        });
        (Self { task }, authority)
    }
}

fn acceptor() -> (TlsAcceptor, String) {
    use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
    let mut root = CertificateParams::new(Vec::new()).expect("no names");
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = CertifiedIssuer::self_signed(root, KeyPair::generate().expect("a key"))
        .expect("an authority");
    let key = KeyPair::generate().expect("a key");
    let leaf = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
    let leaf = leaf.signed_by(&key, &root).expect("a certificate");
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], key)
        .expect("a configuration");
    (TlsAcceptor::from(Arc::new(config)), root.pem())
}

async fn serve(
    stream: impl AsyncRead + AsyncWrite + Send + 'static,
    taken: Taken,
    refuse: Option<&'static str>,
) {
    let (reader, mut writer) = tokio::io::split(stream);
    let mut lines = BufReader::new(reader).lines();
    let mut message: Option<String> = None;
    let _ = writer.write_all(b"220 test\r\n").await;
    while let Ok(Some(line)) = lines.next_line().await {
        let answer = match &mut message {
            Some(text) if line == "." => {
                taken.lock().expect("the messages").push(std::mem::take(text));
                message = None;
                "250 taken"
            }
            Some(text) => {
                text.push_str(&line);
                text.push('\n');
                continue;
            }
            None if line == "DATA" => {
                message = Some(String::new());
                "354 go on"
            }
            None if line.starts_with("RCPT") => refuse.unwrap_or("250 fine"),
            None if line == "QUIT" => "221 bye",
            None => "250 fine",
        };
        if writer.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
            return;
        }
    }
}
