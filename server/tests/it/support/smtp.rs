//! A mail server in the same process: takes what it is sent, and can be away or refuse.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

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
}

async fn serve(stream: TcpStream, taken: Taken, refuse: Option<&'static str>) {
    let (reader, mut writer) = stream.into_split();
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
