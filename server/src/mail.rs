//! Sending e-mail by SMTP: one message at a time, and whether trying again can help.

use std::path::Path;
use std::time::Duration;

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use uuid::Uuid;

/// How long the server may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The way to the mail server.
#[derive(Clone, Debug)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// One plain message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// What the Message-ID is made of: the same for every try.
    pub id: Uuid,
    /// The address.
    pub to: String,
    /// The name.
    pub name: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server has taken it.
    Sent,
    /// It cannot be delivered to this address, now or later.
    Refused(String),
    /// It was not taken now, or nobody knows; a later try may do.
    Later(String),
}

/// How the connection to `url` is secured when authorities of one's own are trusted; the same rules
/// as those by which the address alone is read.
fn tls(url: &str, file: &Path) -> Result<Tls, String> {
    let wrong = |e: String| format!("in smtp_ca_file {}: {e}", file.display());
    let address: axum::http::Uri = url.parse().map_err(|e| format!("in smtp_url: {e}"))?;
    let host = address.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let pem = std::fs::read(file).map_err(|e| wrong(e.to_string()))?;
    let mut parameters = TlsParameters::builder(host);
    for certificate in certificates(&pem) {
        let certificate = Certificate::from_pem(&certificate).map_err(|e| wrong(e.to_string()))?;
        parameters = parameters.add_root_certificate(certificate);
    }
    let parameters = parameters.build_rustls().map_err(|e| wrong(e.to_string()))?;
    let mut asked = address.query().unwrap_or_default().split('&');
    let asked = asked.find_map(|pair| pair.strip_prefix("tls="));
    match (address.scheme_str().unwrap_or_default(), asked) {
        ("smtps", _) => Ok(Tls::Wrapper(parameters)),
        (_, Some("required")) => Ok(Tls::Required(parameters)),
        (_, Some("opportunistic")) => Ok(Tls::Opportunistic(parameters)),
        _ => Err("smtp_ca_file needs a smtp_url with TLS: smtps:// or ?tls=required".to_owned()),
    }
}

/// Each certificate of a file that holds several.
fn certificates(pem: &[u8]) -> Vec<Vec<u8>> {
    const END: &str = "-----END CERTIFICATE-----";
    let text = String::from_utf8_lossy(pem);
    let blocks = text.split_inclusive(END).filter(|block| block.contains(END));
    blocks.map(|block| block.as_bytes().to_vec()).collect()
}

impl Smtp {
    /// The way to `url`: `smtps://user:password@host`, `smtp://host:587?tls=required` or, without
    /// TLS, `smtp://localhost`. The certificates of the file `authorities` are trusted as well.
    pub fn new(url: &str, from: &str, authorities: Option<&Path>) -> Result<Self, String> {
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|e| format!("in smtp_url: {e}"))?;
        if let Some(file) = authorities {
            builder = builder.tls(tls(url, file)?);
        }
        let from = from.parse().map_err(|e| format!("in mail_from: {e}"))?;
        Ok(Self { transport: builder.timeout(Some(PATIENCE)).build(), from })
    }

    /// Sends one message.
    pub async fn send(&self, mail: &Mail) -> Outcome {
        let message = match self.message(mail) {
            Ok(message) => message,
            Err(why) => return Outcome::Refused(why),
        };
        match self.transport.send(message).await {
            Ok(_) => Outcome::Sent,
            Err(error) => {
                let code = error.status().map(u16::from);
                // No such mailbox. A refusal of ourselves (535) is for the operator to mend.
                if matches!(code, Some(550 | 551 | 553)) {
                    return Outcome::Refused(error.to_string());
                }
                Outcome::Later(error.to_string())
            }
        }
    }

    fn message(&self, mail: &Mail) -> Result<Message, String> {
        let address = mail.to.parse().map_err(|e| format!("{}: {e}", mail.to))?;
        let domain = self.from.email.domain();
        let mut message = Message::builder()
            .message_id(Some(format!("<{}@{domain}>", mail.id)))
            .from(self.from.clone())
            .to(Mailbox::new(Some(mail.name.clone()), address))
            .subject(mail.subject.clone())
            .header(ContentType::TEXT_PLAIN)
            .body(mail.body.clone())
            .map_err(|e| e.to_string())?;
        // So that nobody's absence note answers.
        let name = HeaderName::new_from_ascii_str("Auto-Submitted");
        message.headers_mut().insert_raw(HeaderValue::new(name, "auto-generated".to_owned()));
        Ok(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> Mail {
        Mail {
            id: Uuid::from_u128(7),
            to: "ada@example.org".into(),
            name: "Ada, \"the first\"".into(),
            subject: "REM-7 Gäte\r\nBcc: all@example.org".into(),
            body: "Hello".into(),
        }
    }

    #[test]
    fn a_message_has_the_same_id_at_every_try_and_no_header_of_somebody_elses() {
        let smtp = Smtp::new("smtp://127.0.0.1:25", "Throughline <tl@example.org>", None).unwrap();
        let text = || String::from_utf8(smtp.message(&mail()).unwrap().formatted()).unwrap();
        let id = "Message-ID: <00000000-0000-0000-0000-000000000007@example.org>\r\n";
        assert!(text().contains(id) && text().contains(id), "{}", text());
        assert!(!text().contains("\r\nBcc:"), "{}", text());
        assert!(text().contains("Auto-Submitted: auto-generated\r\n"));
    }

    #[test]
    fn what_is_wrong_with_the_settings_is_named() {
        let wrong = |url: &str, from: &str| Smtp::new(url, from, None).unwrap_err();
        assert!(wrong("mail.example.org", "a@example.org").contains("smtp_url"));
        assert!(wrong("smtp://localhost", "nobody").contains("mail_from"));
        let missing = Some(Path::new("/nowhere/authority.pem"));
        let error = Smtp::new("smtps://mail.example.org", "a@example.org", missing).unwrap_err();
        assert!(error.contains("smtp_ca_file"), "{error}");
    }
}
