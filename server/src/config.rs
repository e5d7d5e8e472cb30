//! What an operator sets: by flag, by environment variable, or in a TOML file, in that precedence.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use chrono::{NaiveTime, TimeDelta};
use serde::Deserialize;

use crate::auth::client_address::Network;
use crate::mail::Smtp;
use crate::store::sessions::Lifetime;
use crate::vault::{self, BucketSettings};

/// Where the database is when nothing else is said.
pub const DEFAULT_DATABASE: &str = "sqlite://data/throughline.db";

/// The settings that flags and environment variables share.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct Options {
    /// A TOML file with the settings below (database, listen, public_url, log, log_format,
    /// session_idle_days, session_days, trusted_proxies, smtp_url, smtp_ca_file,
    /// mail_from, mail_daily_at, webhooks_to_private, evidence_folder, evidence_max_mb, evidence_types, evidence_s3,
    /// evidence_s3_endpoint, evidence_s3_region).
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
    /// A file of certificates in PEM that the mail server's may be signed by, beside those that are
    /// known everywhere: for an authority of your own
    #[arg(long, env = "THROUGHLINE_SMTP_CA_FILE", global = true)]
    pub smtp_ca_file: Option<PathBuf>,
    /// When the e-mail goes out of those who want one a day, in UTC [default: 07:00]
    #[arg(long, env = "THROUGHLINE_MAIL_DAILY_AT", global = true)]
    pub mail_daily_at: Option<String>,
    /// Let webhooks go to loopback and private addresses, without TLS too
    #[arg(long, env = "THROUGHLINE_WEBHOOKS_TO_PRIVATE", global = true)]
    pub webhooks_to_private: bool,
    /// The folder in which files are kept as evidence; with a bucket, only what is on its way
    /// [default: `evidence` beside the SQLite file, `data/evidence` with PostgreSQL]
    #[arg(long, env = "THROUGHLINE_EVIDENCE_FOLDER", global = true)]
    pub evidence_folder: Option<PathBuf>,
    /// The most megabytes of a file that is kept as evidence [default: 100]
    #[arg(long, env = "THROUGHLINE_EVIDENCE_MAX_MB", global = true)]
    pub evidence_max_mb: Option<u32>,
    /// The media types of files that are taken, judged by their contents, with commas between them,
    /// e.g. text/*,image/*,application/pdf; * takes everything [default: text, images, audio, video,
    /// documents, archives, data; no programs]
    #[arg(long, env = "THROUGHLINE_EVIDENCE_TYPES", global = true, value_delimiter = ',')]
    pub evidence_types: Vec<String>,
    /// Keep files in a bucket of an S3-compatible store instead: `s3://bucket/prefix`. Keys are read
    /// from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY [default: the folder]
    #[arg(long, env = "THROUGHLINE_EVIDENCE_S3", global = true)]
    pub evidence_s3: Option<String>,
    /// The address of the S3-compatible store, e.g. `https://minio.example.org` [default: Amazon's]
    #[arg(long, env = "THROUGHLINE_EVIDENCE_S3_ENDPOINT", global = true)]
    pub evidence_s3_endpoint: Option<String>,
    /// The region of the bucket [default: AWS_REGION, then us-east-1]
    #[arg(long, env = "THROUGHLINE_EVIDENCE_S3_REGION", global = true)]
    pub evidence_s3_region: Option<String>,
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
    smtp_ca_file: Option<PathBuf>,
    mail_daily_at: Option<String>,
    webhooks_to_private: bool,
    evidence_folder: Option<PathBuf>,
    evidence_max_mb: Option<u32>,
    evidence_types: Vec<String>,
    evidence_s3: Option<String>,
    evidence_s3_endpoint: Option<String>,
    evidence_s3_region: Option<String>,
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
    /// When the e-mail goes out of those who want one a day, UTC.
    pub mail_daily_at: NaiveTime,
    /// Whether webhooks may go to loopback and private addresses.
    pub webhooks_to_private: bool,
    /// Where files are kept as evidence, and which are taken.
    pub evidence: vault::Settings,
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
        let database = options
            .database
            .or(options.database_url)
            .or(file.database)
            .unwrap_or_else(|| DEFAULT_DATABASE.into());
        let folder = options.evidence_folder.or(file.evidence_folder);
        let endpoint = options.evidence_s3_endpoint.or(file.evidence_s3_endpoint);
        let region = options.evidence_s3_region.or(file.evidence_s3_region);
        let bucket = options.evidence_s3.or(file.evidence_s3);
        let types = if options.evidence_types.is_empty() {
            file.evidence_types
        } else {
            options.evidence_types
        };
        let evidence = vault::Settings {
            folder: folder.unwrap_or_else(|| beside(&database)),
            bucket: bucket.map(|url| BucketSettings::parse(&url, endpoint, region)).transpose()?,
            max_bytes: megabytes(options.evidence_max_mb.or(file.evidence_max_mb))?,
            types: media_types(types),
        };
        Ok(Self {
            database,
            evidence,
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
            smtp: smtp(
                options.smtp_url.or(file.smtp_url),
                options.mail_from.or(file.mail_from),
                options.smtp_ca_file.or(file.smtp_ca_file).as_deref(),
            )?,
            mail_daily_at: time_of_day(options.mail_daily_at.or(file.mail_daily_at).as_deref())?,
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

/// Seven in the morning when nobody says.
fn time_of_day(said: Option<&str>) -> Result<NaiveTime, String> {
    let said = said.unwrap_or("07:00");
    NaiveTime::parse_from_str(said, "%H:%M")
        .map_err(|_| format!("mail_daily_at is a time like 07:00, not {said}"))
}

fn smtp(
    url: Option<String>,
    from: Option<String>,
    authorities: Option<&Path>,
) -> Result<Option<Smtp>, String> {
    match (url.filter(|url| !url.is_empty()), from) {
        (None, _) => Ok(None),
        (Some(url), Some(from)) => Smtp::new(&url, &from, authorities).map(Some),
        (Some(_), None) => Err("with smtp_url, mail_from must say who e-mail is from".into()),
    }
}

/// The folder for evidence when none was named: beside the file that holds the rest of the record.
fn beside(database: &str) -> PathBuf {
    let Some(path) = database.strip_prefix("sqlite:") else { return "data/evidence".into() };
    let path = path.strip_prefix("//").unwrap_or(path);
    let file = PathBuf::from(path.split('?').next().unwrap_or(path));
    file.with_file_name("evidence")
}

fn megabytes(megabytes: Option<u32>) -> Result<u64, String> {
    match megabytes.unwrap_or(100) {
        0 => Err("evidence_max_mb must be 1 at least".into()),
        megabytes => Ok(u64::from(megabytes) * 1_000_000),
    }
}

/// Text, pictures, sound, documents, archives and data; no programs.
const EVIDENCE_TYPES: &[&str] = &[
    "text/*",
    "image/*",
    "audio/*",
    "video/*",
    "application/pdf",
    "application/rtf",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/x-ole-storage",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
    "application/epub+zip",
    "application/zip",
    "application/gzip",
    "application/zstd",
    "application/x-tar",
    "application/x-bzip2",
    "application/x-xz",
    "application/x-7z-compressed",
    "application/vnd.rar",
    "application/vnd.sqlite3",
    "application/octet-stream",
];

fn media_types(given: Vec<String>) -> Vec<String> {
    let given: Vec<String> = given.iter().map(|given| given.trim().to_lowercase()).collect();
    let given: Vec<String> = given.into_iter().filter(|given| !given.is_empty()).collect();
    if given.is_empty() {
        return EVIDENCE_TYPES.iter().map(|taken| (*taken).to_owned()).collect();
    }
    given
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

    #[test]
    fn evidence_is_kept_beside_the_database_unless_said_otherwise() {
        let folder = |database: &str| {
            let options = Options { database: Some(database.into()), ..Options::default() };
            Config::load(options).unwrap().evidence.folder
        };
        assert_eq!(folder("sqlite://data/t.db"), PathBuf::from("data/evidence"));
        assert_eq!(folder("sqlite:///var/lib/t.db?mode=rwc"), PathBuf::from("/var/lib/evidence"));
        assert_eq!(folder("postgres://localhost/t"), PathBuf::from("data/evidence"));
        let options = Options {
            evidence_s3: Some("s3://bucket/x".into()),
            evidence_max_mb: Some(5),
            evidence_types: vec!["Text/*".into()],
            ..Options::default()
        };
        let evidence = Config::load(options).unwrap().evidence;
        assert_eq!((evidence.max_bytes, &*evidence.types), (5_000_000, &["text/*".to_owned()][..]));
        assert_eq!(evidence.bucket.unwrap().name, "bucket");
        let wrong = Options { evidence_s3: Some("bucket".into()), ..Options::default() };
        assert!(Config::load(wrong).unwrap_err().contains("s3://"));
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
