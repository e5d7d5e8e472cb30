//! News for feed readers, as RFC 4287 has it.

use chrono::{DateTime, SecondsFormat, Utc};
use uuid::Uuid;

/// One piece of news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewsItem {
    /// Its id, for ever.
    pub id: Uuid,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// What it is about, and what happened.
    pub title: String,
    /// More about it.
    pub text: String,
    /// Where it stands.
    pub url: String,
    /// Who did it.
    pub by: Option<String>,
}

/// The text of a feed with this `id`, for a site at `base`; `now` is its time when nothing is in it.
pub fn atom(id: Uuid, base: &str, news: &[NewsItem], now: DateTime<Utc>) -> String {
    let updated = news.iter().map(|item| item.at).max().unwrap_or(now);
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
         <id>urn:uuid:{id}</id>\n<title>Throughline</title>\n<updated>{}</updated>\n\
         <link href=\"{}\"/>\n<author><name>Throughline</name></author>\n",
        stamp(updated),
        escaped(base)
    );
    for item in news {
        text.push_str(&format!(
            "<entry>\n<id>urn:uuid:{}</id>\n<title>{}</title>\n<updated>{}</updated>\n\
             <link href=\"{}\"/>\n",
            item.id,
            escaped(&item.title),
            stamp(item.at),
            escaped(&item.url)
        ));
        if let Some(by) = &item.by {
            text.push_str(&format!("<author><name>{}</name></author>\n", escaped(by)));
        }
        text.push_str(&format!("<summary>{}</summary>\n</entry>\n", escaped(&item.text)));
    }
    text.push_str("</feed>\n");
    text
}

fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Text in XML: what has a meaning is escaped, what no XML may hold is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_place() {
        let item = NewsItem {
            id: Uuid::from_u128(1),
            at: "2026-11-22T12:00:00.5Z".parse().unwrap(),
            title: "REM-7 <b> & \u{1}\"x\"".into(),
            text: "</summary>".into(),
            url: "https://tl.example.org/?a&b".into(),
            by: None,
        };
        let text = atom(Uuid::nil(), "https://tl.example.org", &[item], DateTime::UNIX_EPOCH);
        assert!(text.contains("<title>REM-7 &lt;b&gt; &amp; &quot;x&quot;</title>"), "{text}");
        assert!(text.contains("<summary>&lt;/summary&gt;</summary>"));
        assert_eq!(text.matches("<updated>2026-11-22T12:00:00Z</updated>").count(), 2);
    }
}
