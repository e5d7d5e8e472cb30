//! Finding: the only queries that know which database they are put to.

use app::domain::permission::{Role, Viewer};
use sea_orm::{DbBackend, QueryResult, Statement, Value};
use uuid::Uuid;

use super::DocKind;
use crate::store::{Read, Result};

/// The newest matches that are ranked; older ones of a very frequent word are not looked at.
const CANDIDATES: u64 = 400;
/// Stand around a matching word in what the database answers; people cannot type them.
const OPEN: char = '\u{1}';
const CLOSE: char = '\u{2}';

/// A part of a snippet.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it is a word that was looked for.
    pub hit: bool,
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The stored word of its kind: `incident`, `event`, `postmortem`, `remediation`.
    pub kind: String,
    /// Its human reference: `INC-42`, `INC-42/E5`, `REM-7`.
    pub label: String,
    /// Its title or first line.
    pub title: String,
    /// The text around the first match.
    pub snippet: Vec<Piece>,
}

/// What `viewer` may see of what matches all words of `query`, best first.
///
/// The last word also matches as a beginning. A query without words finds nothing.
pub async fn find(
    db: &impl Read,
    viewer: &Viewer,
    query: &str,
    kind: Option<&str>,
    limit: u64,
) -> Result<Vec<Hit>> {
    let words = words(query);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let backend = db.get_database_backend();
    let (pattern, sql) = match backend {
        DbBackend::Sqlite => (fts5(&words), SQLITE),
        _ => (tsquery(&words), POSTGRES),
    };
    let values: [Value; 6] = [
        pattern.into(),
        viewer.user_id.into(),
        (viewer.role == Role::Admin).into(),
        kind.unwrap_or("").into(),
        CANDIDATES.into(),
        limit.into(),
    ];
    let rows = db.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    rows.iter().map(hit).collect()
}

/// Which documents `$2` (an administrator when `$3`) may see: those of visible incidents; a
/// remediation with one incident that is visible, or without any. The offsets of none let PostgreSQL ask
/// for each document that it finds, where it would else look through all incidents and links first.
macro_rules! visible {
    () => {
        "($3 OR (d.kind = 'remediation' AND (NOT EXISTS (SELECT 1 FROM remediation_incidents r
              WHERE r.remediation_id = d.ref_id LIMIT 1 OFFSET 0)
            OR EXISTS (SELECT 1 FROM remediation_incidents r
              JOIN incidents i ON i.id = r.incident_id
              WHERE r.remediation_id = d.ref_id AND (i.visibility = 'open' OR EXISTS (
                SELECT 1 FROM incident_members m
                WHERE m.incident_id = i.id AND m.user_id = $2)) LIMIT 1 OFFSET 0)))
          OR EXISTS (SELECT 1 FROM incidents i WHERE i.id = d.incident_id
            AND (i.visibility = 'open' OR EXISTS (SELECT 1 FROM incident_members m
              WHERE m.incident_id = i.id AND m.user_id = $2)) LIMIT 1 OFFSET 0))"
    };
}

// `CROSS JOIN` is SQLite's word for a join in the order in which it is written: words first. Left to
// itself it may read all documents of a kind and look each of them up in the index of words.
const SQLITE: &str = concat!(
    "WITH candidates AS (
       SELECT f.rowid AS id, bm25(search_fts, 10.0, 4.0, 1.0) AS score
       FROM search_fts f CROSS JOIN search_docs d ON d.id = f.rowid
       WHERE search_fts MATCH $1 AND ($4 = '' OR d.kind = $4) AND ",
    visible!(),
    " ORDER BY f.rowid DESC LIMIT $5),
     best AS (SELECT id, score FROM candidates ORDER BY score, id DESC LIMIT $6)
     SELECT d.kind, d.label, d.title,
       snippet(search_fts, 2, char(1), char(2), '…', 18) AS snippet
     FROM best b CROSS JOIN search_fts f ON f.rowid = b.id
       CROSS JOIN search_docs d ON d.id = b.id
     WHERE search_fts MATCH $1
     ORDER BY b.score, d.id DESC"
);

const POSTGRES: &str = concat!(
    "WITH q AS (SELECT to_tsquery('simple', $1) AS query),
     candidates AS (
       SELECT d.id, ts_rank(d.words, q.query) AS score
       FROM search_docs d, q
       WHERE d.words @@ q.query AND ($4 = '' OR d.kind = $4) AND ",
    visible!(),
    " ORDER BY d.id DESC LIMIT $5),
     best AS (SELECT id, score FROM candidates ORDER BY score DESC, id DESC LIMIT $6)
     SELECT d.kind, d.label, d.title,
       ts_headline('simple', d.body, q.query,
         'StartSel=' || chr(1) || ', StopSel=' || chr(2) || ', MaxWords=18, MinWords=6') AS snippet
     FROM best b JOIN search_docs d ON d.id = b.id, q
     ORDER BY b.score DESC, d.id DESC"
);

/// The newest things of one kind, as far as `viewer` may see them, in whose title (or anywhere) one of
/// `words` stands or begins; found by the index, however many there are.
pub(in crate::store) async fn sharing(
    db: &impl Read,
    viewer: &Viewer,
    kind: DocKind,
    words: &[String],
    limit: u64,
) -> Result<Vec<Uuid>> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let title = kind == DocKind::Incident;
    let backend = db.get_database_backend();
    let (pattern, sql) = match backend {
        DbBackend::Sqlite => (any_fts5(words, title, kind), SHARING_SQLITE),
        _ => (any_tsquery(words, title), SHARING_POSTGRES),
    };
    let values: [Value; 5] = [
        pattern.into(),
        viewer.user_id.into(),
        (viewer.role == Role::Admin).into(),
        kind.as_str().into(),
        limit.into(),
    ];
    let rows = db.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}

/// The words are looked up once, and then the documents: `CROSS` keeps that order, which SQLite would
/// else turn round on a large record and look the words up for every document.
const SHARING_SQLITE: &str = concat!(
    "SELECT d.ref_id AS id FROM search_fts f CROSS JOIN search_docs d ON d.id = f.rowid
     WHERE search_fts MATCH $1 AND d.kind = $4 AND ",
    visible!(),
    " ORDER BY f.rowid DESC LIMIT $5"
);

const SHARING_POSTGRES: &str = concat!(
    "SELECT d.ref_id AS id FROM search_docs d
     WHERE d.words @@ to_tsquery('simple', $1) AND d.kind = $4 AND ",
    visible!(),
    " ORDER BY d.id DESC LIMIT $5"
);

/// Any of the words or what begins with it, in the title alone if wanted. The label says of what kind
/// a thing is (but not an event from its incident), so that others are passed over in the index.
fn any_fts5(words: &[String], title: bool, kind: DocKind) -> String {
    let quoted: Vec<_> =
        words.iter().map(|word| format!("\"{}\"*", word.replace('"', ""))).collect();
    let any = quoted.join(" OR ");
    let label = if kind == DocKind::Remediation { "REM" } else { "INC" };
    let place = if title { "title : " } else { "" };
    format!("({place}({any})) AND (label : \"{label}\")")
}

/// The same; the title has the first weight.
fn any_tsquery(words: &[String], title: bool) -> String {
    let mark = if title { ":*A" } else { ":*" };
    let quoted: Vec<_> =
        words.iter().map(|word| format!("'{}'{mark}", word.replace(['\'', '\\'], ""))).collect();
    quoted.join(" | ")
}

/// The words of a query: letters and digits, and what joins them in a reference; at most twelve.
fn words(query: &str) -> Vec<String> {
    query
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '@')))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().take(64).collect())
        .take(12)
        .collect()
}

/// Quoted, so that no word is an operator; the last one is a prefix.
fn fts5(words: &[String]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("\"{word}\"")).collect();
    format!("{}*", quoted.join(" "))
}

/// Quoted likewise; every word a lexeme or a phrase of the database's own making.
fn tsquery(words: &[String]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("'{word}'")).collect();
    format!("{}:*", quoted.join(" & "))
}

fn hit(row: &QueryResult) -> Result<Hit> {
    let snippet: String = row.try_get("", "snippet")?;
    Ok(Hit {
        kind: row.try_get("", "kind")?,
        label: row.try_get("", "label")?,
        title: row.try_get("", "title")?,
        snippet: pieces(&snippet),
    })
}

fn pieces(snippet: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (i, part) in snippet.split(OPEN).enumerate() {
        let (inside, after) = match part.split_once(CLOSE) {
            Some((inside, after)) if i > 0 => (inside, after),
            _ => ("", part),
        };
        for (text, hit) in [(inside, true), (after, false)] {
            if !text.is_empty() {
                pieces.push(Piece { text: text.to_owned(), hit });
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_typed_becomes_an_operator() {
        let typed = words("\"a\" OR NEAR(b) AND * ^c: {d} INC-42 it's");
        assert_eq!(typed, ["a", "OR", "NEAR", "b", "AND", "c", "d", "INC-42", "it", "s"]);
        assert_eq!(fts5(&typed[..2]), "\"a\" \"OR\"*");
        assert_eq!(tsquery(&typed[7..8]), "'INC-42':*");
        assert!(words(" \u{0} ( ) * ").is_empty());
    }

    #[test]
    fn what_is_typed_of_a_title_is_looked_for_as_beginnings() {
        let typed = ["forum".to_owned(), "s3".to_owned()];
        assert_eq!(
            any_fts5(&typed, true, DocKind::Incident),
            "(title : (\"forum\"* OR \"s3\"*)) AND (label : \"INC\")"
        );
        assert_eq!(any_tsquery(&typed, false), "'forum':* | 's3':*");
    }

    #[test]
    fn a_snippet_is_cut_where_the_words_are() {
        let cut = pieces("the \u{1}wrong\u{2} recipe");
        let texts: Vec<_> = cut.iter().map(|p| (p.text.as_str(), p.hit)).collect();
        assert_eq!(texts, [("the ", false), ("wrong", true), (" recipe", false)]);
    }
}
