//! Evidence: a file, quoted words or a link, with what makes it trustworthy later (hash, who
//! acquired it and when). Contents are stored once by hash; this is what is known about them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::custody::ContentState;
use super::incident::IncidentNumber;
use super::{Invalid, account::Person, form::Checker, reference::EventRef};

vocab! {
    /// What form a piece of evidence has.
    pub enum EvidenceKind ("evidence kind") {
        File = "file", "File";
        Quote = "quote", "Quoted text";
        Link = "link", "Link";
    }
}

vocab! {
    /// How much of the original a rendition still shows.
    pub enum RedactionTier ("redaction tier") {
        Original = "original", "As acquired";
        Pseudonymised = "pseudonymised", "Names replaced";
        Redacted = "redacted", "Passages removed";
        Withheld = "withheld", "Contents withheld, hash kept";
    }
}

/// What is known about a piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The evidence's id.
    pub id: Uuid,
    /// What form it has.
    pub kind: EvidenceKind,
    /// What it is, for people.
    pub title: String,
    /// The quoted words, for a quote.
    pub quote: Option<String>,
    /// Where it can be found, for a link; also where a quote or a file came from.
    pub url: Option<String>,
    /// SHA-256 of the raw bytes in hexadecimal, for a file or a quote.
    pub sha256: Option<String>,
    /// How many bytes.
    pub size: Option<i64>,
    /// The media type of the bytes; of a file as its contents say.
    pub media_type: Option<String>,
    /// What a file was called where it came from.
    pub file_name: Option<String>,
    /// In what state a file's contents were when they were last hashed.
    pub state: Option<ContentState>,
    /// When that was.
    pub checked_at: Option<DateTime<Utc>>,
    /// When its contents were removed for good; what is known of them stays.
    pub purged_at: Option<DateTime<Utc>>,
    /// When it was acquired.
    pub acquired_at: Option<DateTime<Utc>>,
    /// Who acquired it.
    pub acquired_by: Option<Person>,
    /// When what it covers begins.
    pub covers_from: Option<DateTime<Utc>>,
    /// When what it covers ends.
    pub covers_to: Option<DateTime<Utc>>,
    /// How much of the original it shows.
    pub redaction: RedactionTier,
    /// The evidence that this is a rendition of.
    pub rendition_of: Option<Uuid>,
    /// Whether it must be kept whatever the retention rules say.
    pub legal_hold: bool,
    /// The events it supports, by number.
    pub events: Vec<i32>,
    /// The row's version, for stale edits.
    pub version: i32,
}

/// Evidence as typed; a file's bytes travel beside it.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct RawEvidence {
    /// An [`EvidenceKind`]; when blank, `link` with a URL and `quote` with a quote.
    pub kind: String,
    /// What it is, for people.
    pub title: String,
    /// The quoted words.
    pub quote: String,
    /// Where it can be found.
    pub url: String,
    /// The media type of the bytes.
    pub media_type: String,
    /// When it was acquired.
    pub acquired_at: String,
    /// When what it covers begins.
    pub covers_from: String,
    /// When what it covers ends.
    pub covers_to: String,
    /// A [`RedactionTier`]; `original` when blank.
    pub redaction: String,
    /// The id of the evidence that this is a rendition of.
    pub rendition_of: String,
    /// Whether it must be kept.
    pub legal_hold: String,
    /// The events it supports: `E5` or `5`.
    pub events: Vec<String>,
}

impl From<&Evidence> for RawEvidence {
    /// The evidence as a form shows it.
    fn from(evidence: &Evidence) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let at = |at: Option<DateTime<Utc>>| at.map(|at| at.to_rfc3339()).unwrap_or_default();
        Self {
            kind: evidence.kind.to_string(),
            title: evidence.title.clone(),
            quote: text(&evidence.quote),
            url: text(&evidence.url),
            media_type: text(&evidence.media_type),
            acquired_at: at(evidence.acquired_at),
            covers_from: at(evidence.covers_from),
            covers_to: at(evidence.covers_to),
            redaction: evidence.redaction.to_string(),
            rendition_of: evidence.rendition_of.map(|id| id.to_string()).unwrap_or_default(),
            legal_hold: evidence.legal_hold.to_string(),
            events: evidence.events.iter().map(|seq| format!("E{seq}")).collect(),
        }
    }
}

/// Adds evidence to an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddEvidence {
    /// What form it has.
    pub kind: EvidenceKind,
    /// What it is, for people.
    pub title: String,
    /// The quoted words.
    pub quote: Option<String>,
    /// Where it can be found.
    pub url: Option<String>,
    /// The media type of the bytes.
    pub media_type: Option<String>,
    /// When it was acquired; the moment of adding when `None`.
    pub acquired_at: Option<DateTime<Utc>>,
    /// When what it covers begins.
    pub covers_from: Option<DateTime<Utc>>,
    /// When what it covers ends.
    pub covers_to: Option<DateTime<Utc>>,
    /// How much of the original it shows.
    pub redaction: RedactionTier,
    /// The evidence that this is a rendition of.
    pub rendition_of: Option<Uuid>,
    /// Whether it must be kept.
    pub legal_hold: bool,
    /// The events it supports, by number.
    pub events: Vec<i32>,
}

impl AddEvidence {
    /// Understands evidence, or says what is wrong with each field.
    pub fn parse(raw: RawEvidence) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let guessed =
            if raw.quote.trim().is_empty() { EvidenceKind::Link } else { EvidenceKind::Quote };
        let kind = check.word_or("kind", &raw.kind, guessed);
        let quote = Some(check.text("quote", &raw.quote)).filter(|quote| !quote.trim().is_empty());
        let url = check.optional_url("url", &raw.url);
        let title = check.optional_line("title", &raw.title);
        match kind {
            EvidenceKind::Quote if quote.is_none() => {
                check.error("quote", "Enter the quoted words.");
            }
            EvidenceKind::Link if url.is_none() && raw.url.trim().is_empty() => {
                check.error("url", "Enter a link that begins with https:// or http://.");
            }
            _ => {}
        }
        let covers_from = check.optional_instant("covers_from", &raw.covers_from);
        let covers_to = check.optional_instant("covers_to", &raw.covers_to);
        if let (Some(from), Some(to)) = (covers_from, covers_to)
            && to < from
        {
            check.error("covers_to", "This is before the beginning.");
        }
        let command = Self {
            kind,
            title: title.unwrap_or_else(|| titled(quote.as_deref(), url.as_deref())),
            quote,
            url,
            media_type: check.optional_line("media_type", &raw.media_type),
            acquired_at: check.optional_instant("acquired_at", &raw.acquired_at),
            covers_from,
            covers_to,
            redaction: check.word_or("redaction", &raw.redaction, RedactionTier::Original),
            rendition_of: check.optional("rendition_of", &raw.rendition_of, parse_id),
            legal_hold: check.flag("legal_hold", &raw.legal_hold),
            events: check.list_of("events", &raw.events, EventRef::parse_seq),
        };
        check.finish(command)
    }
}

impl AddEvidence {
    /// Understands what was said of a file, which is titled by its name when nothing else was said.
    pub fn parse_file(raw: RawEvidence, file_name: &str) -> Result<Self, Invalid> {
        let quote = !raw.quote.trim().is_empty();
        let said = raw.title.trim().is_empty();
        let title = if said { file_name.to_owned() } else { raw.title };
        let kind = EvidenceKind::File.to_string();
        let file = Self::parse(RawEvidence { kind, title, quote: String::new(), ..raw })?;
        if quote {
            let message = "A file has no quoted words; add them as evidence of their own.";
            return Err(Invalid::one("quote", message));
        }
        Ok(file)
    }
}

/// What is known of the contents of a file when it is added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFacts {
    /// What the file was called where it came from.
    pub file_name: String,
    /// SHA-256 of its contents in hexadecimal.
    pub sha256: String,
    /// How many bytes.
    pub size: i64,
    /// Its media type, judged by its contents.
    pub media_type: String,
}

/// What a piece of evidence is called, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedEvidence {
    /// The incident that it belongs to.
    pub incident: IncidentNumber,
    /// Its title.
    pub title: String,
}

/// Something shown as proof: evidence already recorded, a link, or words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "value")]
pub enum Proof {
    /// Evidence recorded in an incident.
    Evidence(Uuid),
    /// A link.
    Link(String),
    /// Quoted words.
    Text(String),
}

impl Proof {
    /// Reads an evidence id, a link, or words; never fails, as words are anything else.
    pub fn read(raw: &str) -> Self {
        let raw = raw.trim();
        match Uuid::try_parse(raw) {
            Ok(id) => Self::Evidence(id),
            Err(_) if super::inputs::is_web_address(raw) => Self::Link(raw.to_owned()),
            Err(_) => Self::Text(raw.to_owned()),
        }
    }

    /// The id of the evidence, where it is that.
    pub fn evidence(&self) -> Option<Uuid> {
        match self {
            Self::Evidence(id) => Some(*id),
            _ => None,
        }
    }

    /// What was read, as it is sent.
    pub fn as_text(&self) -> String {
        match self {
            Self::Evidence(id) => id.to_string(),
            Self::Link(text) | Self::Text(text) => text.clone(),
        }
    }
}

/// Reads an id; the error is for people.
pub fn parse_id(raw: &str) -> Result<Uuid, String> {
    Uuid::try_parse(raw.trim()).map_err(|_| "This is not an id.".to_owned())
}

/// A title for evidence that has none: the start of the words, or the link.
fn titled(quote: Option<&str>, url: Option<&str>) -> String {
    let source = quote.and_then(|quote| quote.lines().next()).or(url).unwrap_or_default();
    let short: String = source.chars().take(80).collect();
    if short.len() < source.len() { format!("{short}…") } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_enough_and_names_itself() {
        let raw = RawEvidence { url: "https://example.org/post".into(), ..RawEvidence::default() };
        let evidence = AddEvidence::parse(raw).unwrap();
        assert_eq!(evidence.kind, EvidenceKind::Link);
        assert_eq!(evidence.title, "https://example.org/post");
    }

    #[test]
    fn a_script_is_not_a_link() {
        let raw = RawEvidence { url: "javascript:alert(1)".into(), ..RawEvidence::default() };
        assert_eq!(AddEvidence::parse(raw).unwrap_err().of("url").count(), 1);
    }

    #[test]
    fn words_alone_are_a_quote() {
        let raw = RawEvidence { quote: "It was me.\nSorry.".into(), ..RawEvidence::default() };
        let evidence = AddEvidence::parse(raw).unwrap();
        assert_eq!((evidence.kind, evidence.title.as_str()), (EvidenceKind::Quote, "It was me."));
    }

    #[test]
    fn a_file_is_titled_by_its_name_unless_somebody_says_better() {
        let file = AddEvidence::parse_file(RawEvidence::default(), "gateway.log").unwrap();
        assert_eq!((file.kind, file.title.as_str()), (EvidenceKind::File, "gateway.log"));
        let raw = RawEvidence { title: "The log".into(), ..RawEvidence::default() };
        assert_eq!(AddEvidence::parse_file(raw, "gateway.log").unwrap().title, "The log");
        let raw = RawEvidence { quote: "words".into(), ..RawEvidence::default() };
        assert_eq!(AddEvidence::parse_file(raw, "gateway.log").unwrap_err().of("quote").count(), 1);
    }

    #[test]
    fn proof_is_an_id_a_link_or_words() {
        let id = "0198f0a0-0000-7000-8000-000000000001";
        assert!(matches!(Proof::read(id), Proof::Evidence(_)));
        assert!(matches!(Proof::read("https://example.org"), Proof::Link(_)));
        assert_eq!(Proof::read(" 0 in 30 days ").as_text(), "0 in 30 days");
    }
}
