//! What an operator sets: by flag, by environment variable, or in a TOML file, in that precedence.

use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::TimeDelta;
use serde::Deserialize;

use crate::auth::client_address::Network;
use crate::mail::Smtp;
use crate::store::sessions::Lifetime;

/// Where the database is when nothing else is said.
pub const DEFAULT_DATABASE: &str = "sqlite://data/throughline.db";

/// The settings that flags and environment variables share.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct Options {
    /// A TOML file with the settings below (database, listen, public_url, log, log_format,
    /// session_idle_days, session_days, trusted_proxies, smtp_url, mail_from,
    /// webhooks_to_private).
    #[arg(long, env = "THROUGHLINE_CONFIG", global = true)]
    pub config: Option<PathBuf>,
    /// Database address: `sqlite://path/to/file.db` or `postgres://user:password@host/name`
    /// [default: `sqlite://data/throughline.db`]
    #[arg(long, env = "THROUGHLINE_DATABASE", global = true, hide_env_values = true)]
    pub database: Option<String>,
    /// Address and port to listen on [default: 127.0.0.1:3000]
    #[arg(long, env = "THROUGHLINE_LISTEN", global = true)]
    pub listen: Option<SocketAddr>,
    /// The address people type, e.g. `https://incidents.example.org`; decides cookies and links
    /// [default: plain HTTP on the listen address]
    #[arg(long, env = "THROUGHLINE_PUBLIC_URL", global = true)]
    pub public_url: Option<String>,
    /// What to log, e.g. info or server=debug,info [default: info]
    #[arg(long, env = "THROUGHLINE_LOG", global = true)]
    pub log: Option<String>,
    /// How to log: text or json [default: text]
    #[arg(long, env = "THROUGHLINE_LOG_FORMAT", global = true)]
    pub log_format: Option<LogFormat>,
    /// Days after which a session ends that is not used [default: 7]
    #[arg(long, env = "THROUGHLINE_SESSION_IDLE_DAYS", global = true)]
    pub session_idle_days: Option<u16>,
    /// Days after which a session ends however much it is used [default: 30]
    #[arg(long, env = "THROUGHLINE_SESSION_DAYS", global = true)]
    pub session_days: Option<u16>,
    /// Proxies whose X-Forwarded-For is believed: addresses and networks with commas between them,
    /// e.g. 127.0.0.1,10.0.0.0/8 [default: none]
    #[arg(long, env = "THROUGHLINE_TRUSTED_PROXIES", global = true, value_delimiter = ',')]
    pub trusted_proxies: Vec<String>,
    /// Mail server: `smtps://user:password@host`, `smtp://user:password@host:587?tls=required`, or
    /// `smtp://localhost` without TLS [default: no e-mail]
    #[arg(long, env = "THROUGHLINE_SMTP_URL", global = true, hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// Who e-mail is from, e.g. `Throughline <throughline@example.org>`; needed with a mail server
    #[arg(long, env = "THROUGHLINE_MAIL_FROM", global = true)]
    pub mail_from: Option<String>,
    /// Let webhooks go to loopback and private addresses, without TLS too
    #[arg(long, env = "THROUGHLINE_WEBHOOKS_TO_PRIVATE", global = true)]
    pub webhooks_to_private: bool,
    /// The same, read from the environment of many hosting platforms.
    #[arg(long, env = "DATABASE_URL", hide = true, global = true, hide_env_values = true)]
    pub database_url: Option<String>,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// One readable line each.
    #[default]
    Text,
    /// One JSON object each.
    Json,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    database: Option<String>,
    listen: Option<SocketAddr>,
    public_url: Option<String>,
    log: Option<String>,
    log_format: Option<LogFormat>,
    session_idle_days: Option<u16>,
    session_days: Option<u16>,
    trusted_proxies: Vec<String>,
    smtp_url: Option<String>,
    mail_from: Option<String>,
    webhooks_to_private: bool,
}

/// The settings after flags, environment, file and defaults were put together.
#[derive(Clone, Debug)]
pub struct Config {
    /// Database address.
    pub database: String,
    /// Where the server listens.
    pub listen: SocketAddr,
    /// Origin that people type, without a slash at the end.
    pub public_url: String,
    /// Log filter.
    pub log: String,
    /// Log form.
    pub log_format: LogFormat,
    /// How long sessions last.
    pub sessions: Lifetime,
    /// The proxies that are believed when they say for whom they speak.
    pub trusted_proxies: Vec<Network>,
    /// The mail server, if there is one.
    pub smtp: Option<Smtp>,
    /// Whether webhooks may go to loopback and private addresses.
    pub webhooks_to_private: bool,
}

impl Config {
    /// Puts the settings together; the error names the file and what is wrong in it.
    pub fn load(options: Options) -> Result<Self, String> {
        let file = match &options.config {
            None => File::default(),
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .map_err(|e| format!("cannot read {}: {e}", path.display()))?;
                toml::from_str(&text).map_err(|e| format!("in {}: {e}", path.display()))?
            }
        };
        let listen = options
            .listen
            .or(file.listen)
            .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 3000)));
        let public_url = options
            .public_url
            .or(file.public_url)
            .unwrap_or_else(|| format!("http://{listen}"))
            .trim_end_matches('/')
            .to_owned();
        if !public_url.starts_with("http://") && !public_url.starts_with("https://") {
            return Err("public_url must begin with http:// or https://".into());
        }
        Ok(Self {
            database: options
                .database
                .or(options.database_url)
                .or(file.database)
                .unwrap_or_else(|| DEFAULT_DATABASE.into()),
            listen,
            public_url,
            log: options.log.or(file.log).unwrap_or_else(|| "info".into()),
            log_format: options.log_format.or(file.log_format).unwrap_or_default(),
            sessions: Lifetime {
                idle: days(options.session_idle_days.or(file.session_idle_days), 7)?,
                most: days(options.session_days.or(file.session_days), 30)?,
            },
            trusted_proxies: networks(if options.trusted_proxies.is_empty() {
                &file.trusted_proxies
            } else {
                &options.trusted_proxies
            })?,
            smtp: smtp(options.smtp_url.or(file.smtp_url), options.mail_from.or(file.mail_from))?,
            webhooks_to_private: options.webhooks_to_private || file.webhooks_to_private,
        })
    }

    /// Whether cookies are `Secure`: always, except on loopback without TLS.
    pub fn secure_cookies(&self) -> bool {
        let Some(rest) = self.public_url.strip_prefix("http://") else { return true };
        let host = rest.split(['/', '?']).next().unwrap_or(rest);
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        !matches!(name, "127.0.0.1" | "localhost" | "[::1]")
    }
}

fn smtp(url: Option<String>, from: Option<String>) -> Result<Option<Smtp>, String> {
    match (url.filter(|url| !url.is_empty()), from) {
        (None, _) => Ok(None),
        (Some(url), Some(from)) => Smtp::new(&url, &from).map(Some),
        (Some(_), None) => Err("with smtp_url, mail_from must say who e-mail is from".into()),
    }
}

fn days(days: Option<u16>, default: u16) -> Result<TimeDelta, String> {
    match days.unwrap_or(default) {
        0 => Err("a session lasts one day at least".into()),
        days => Ok(TimeDelta::days(days.into())),
    }
}

fn networks(texts: &[String]) -> Result<Vec<Network>, String> {
    let texts = texts.iter().filter(|text| !text.trim().is_empty());
    texts.map(|text| text.parse().map_err(|e| format!("in trusted_proxies: {e}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_and_proxies_have_careful_defaults_and_can_be_set() {
        let config = Config::load(Options::default()).unwrap();
        assert_eq!((config.sessions.idle.num_days(), config.sessions.most.num_days()), (7, 30));
        assert!(config.trusted_proxies.is_empty());
        let options = Options {
            session_idle_days: Some(1),
            trusted_proxies: vec!["127.0.0.1".into(), "10.0.0.0/8".into()],
            ..Options::default()
        };
        let config = Config::load(options).unwrap();
        assert_eq!((config.sessions.idle.num_days(), config.trusted_proxies.len()), (1, 2));
        let wrong = Options { trusted_proxies: vec!["proxy".into()], ..Options::default() };
        assert!(Config::load(wrong).unwrap_err().contains("proxy"));
        let never = Options { session_days: Some(0), ..Options::default() };
        assert!(Config::load(never).is_err());
    }

    #[test]
    fn a_mail_server_needs_a_sender() {
        let url = || Some("smtp://localhost".to_owned());
        let alone = Options { smtp_url: url(), ..Options::default() };
        assert!(Config::load(alone).unwrap_err().contains("mail_from"));
        let from = Some("tl@example.org".to_owned());
        let both = Options { smtp_url: url(), mail_from: from, ..Options::default() };
        assert!(Config::load(both).unwrap().smtp.is_some());
    }

    fn with_url(url: &str) -> Config {
        Config::load(Options { public_url: Some(url.into()), ..Options::default() }).unwrap()
    }

    #[test]
    fn only_plain_http_on_loopback_has_a_plain_cookie() {
        assert!(!with_url("http://127.0.0.1:3000").secure_cookies());
        assert!(!with_url("http://localhost:8080/").secure_cookies());
        assert!(with_url("http://incidents.example.org").secure_cookies());
        assert!(with_url("http://localhost.example.org").secure_cookies());
        assert!(with_url("https://localhost").secure_cookies());
    }

    #[test]
    fn a_flag_wins_over_the_file_and_the_file_over_the_default() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "listen = \"127.0.0.1:4000\"\nlog = \"debug\"\n").unwrap();
        let config = Config::load(Options {
            config: Some(file.path().into()),
            log: Some("warn".into()),
            ..Options::default()
        })
        .unwrap();
        assert_eq!((config.listen.port(), config.log.as_str()), (4000, "warn"));
        assert_eq!(config.database, DEFAULT_DATABASE);
    }

    #[test]
    fn an_unknown_setting_in_the_file_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "databse = \"x\"\n").unwrap();
        let error =
            Config::load(Options { config: Some(file.path().into()), ..Options::default() })
                .unwrap_err();
        assert!(error.contains("databse"), "{error}");
    }
}
