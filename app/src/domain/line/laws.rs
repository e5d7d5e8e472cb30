//! What always holds of lines, whatever is typed.

use proptest::prelude::*;

use super::tests::context;
use super::{ParsedLine, Part, pasted_lines, read_lines};

/// Pieces that the grammar knows, and words around them.
const PIECES: &[&str] = &[
    "14:32",
    "14:3x",
    "~14:30",
    "25:99",
    "now",
    "-5m",
    "+2h",
    "-99999999999h",
    "yesterday",
    "today",
    "2026-03-17",
    "2026-02-30",
    "2026-03",
    "Mar",
    "17",
    "2026",
    "2:32",
    "PM",
    "CET",
    "IST",
    "+02:00",
    "Europe/Berlin",
    "?",
    "~",
    "@",
    "@Engineer B",
    "@engineer b:",
    "@\"open",
    "@\"new one\"",
    "agent:",
    "agent:forum-helper",
    "system:\"forum gateway\"",
    "for",
    "for @x",
    "!",
    "!output",
    "!nonsense",
    "!check:approval_gate:bypassed",
    "<-E4",
    "acted_on",
    "->E8",
    "->E999999999999",
    "→E1:detected",
    "\"why\"",
    "#",
    "#tag",
    "#12",
    "#acl,",
    "*",
    "\\",
    "\\14:32",
    "\\#x",
    "posted",
    "the",
    "answer.",
    "ß",
    "日本",
    "🤖",
    "é\u{301}",
    "\u{202e}",
    "\n",
    "\t",
    "  ",
    "[14:32]",
    "name:",
    "<name>",
    ",",
    ";",
    "time,text",
    "\"",
    "“",
    "”",
];

fn line() -> impl Strategy<Value = String> {
    let pieces = proptest::collection::vec(proptest::sample::select(PIECES), 0..12);
    let gap = proptest::sample::select(&[" ", "", "  ", "\n"][..]);
    prop_oneof![(pieces, gap).prop_map(|(pieces, gap)| pieces.join(gap)), any::<String>(),]
}

proptest! {
    #[test]
    fn every_character_is_in_a_chip_in_the_words_or_a_blank_between(line in line()) {
        let read = ParsedLine::read(&line, &context());
        let mut at = 0;
        for span in &read.spans {
            prop_assert_eq!(span.start, at, "stretches follow each other");
            prop_assert!(span.end > span.start);
            let piece = &line[span.start..span.end];
            match span.part {
                Part::Blank => prop_assert!(piece.trim().is_empty() || piece == "\\"),
                Part::Text => prop_assert_eq!(piece, read.event.text.as_str()),
                Part::Mark => prop_assert!(
                    read.chips.iter().any(|chip| chip.typed == piece) || is_again(piece),
                    "{} is shown", piece
                ),
            }
            at = span.end;
        }
        prop_assert_eq!(at, line.len());
    }

    #[test]
    fn what_is_read_can_be_stored_or_says_why_not(line in line()) {
        let context = context();
        let read = ParsedLine::read(&line, &context);
        match read.command(context.now) {
            Ok(command) => prop_assert!(!command.event.fields.text.trim().is_empty()
                || command.event.fields.control_check.is_some()),
            Err(invalid) => prop_assert!(!invalid.errors.is_empty()),
        }
    }

    #[test]
    fn reading_twice_reads_the_same(line in line()) {
        let context = context();
        prop_assert_eq!(ParsedLine::read(&line, &context), ParsedLine::read(&line, &context));
    }

    #[test]
    fn pasting_never_fails_and_keeps_every_word(lines in proptest::collection::vec(line(), 0..6)) {
        let text = lines.join("\n");
        let lines = pasted_lines(&text, &context());
        prop_assert_eq!(read_lines(&lines, &context()).len(), lines.len());
        let kept = lines.join(" ");
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 3 && w.is_ascii()) {
            // The head of a table names what its cells become, and a row of a day dates those below.
            let head = text.lines().next().is_some_and(|head| head.contains(word));
            let day = ["2026", "yesterday", "today"].contains(&word);
            prop_assert!(head || day || kept.contains(word), "{} is kept in {}", word, kept);
        }
    }
}

/// A tag that is said again is shown once.
fn is_again(piece: &str) -> bool {
    piece.starts_with('#')
}
