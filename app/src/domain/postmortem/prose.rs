//! Markdown with its code and quotations blanked out, byte for byte, so that positions stay.

/// The text with code blocks and code spans as blanks.
pub(super) fn without_code(text: &str) -> String {
    blanked(text, false)
}

/// The text with code blocks, code spans and quotations (`>`) as blanks.
pub(super) fn without_code_and_quotes(text: &str) -> String {
    blanked(text, true)
}

fn blanked(text: &str, quotes_too: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut fence: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        let start = line.trim_start();
        let marker = ["```", "~~~"].into_iter().find(|marker| start.starts_with(marker));
        let in_fence = fence.is_some();
        match (fence, marker) {
            (None, Some(opened)) => fence = Some(opened),
            (Some(open), Some(closed)) if open == closed => fence = None,
            _ => {}
        }
        if in_fence || marker.is_some() || (quotes_too && start.starts_with('>')) {
            blank(line, &mut out);
        } else {
            blank_spans(line, &mut out);
        }
    }
    out
}

/// Copies a line, with what stands between equal runs of backticks as blanks.
fn blank_spans(line: &str, out: &mut String) {
    let mut rest = line;
    while let Some(open) = rest.find('`') {
        let run = rest[open..].bytes().take_while(|b| *b == b'`').count();
        let ticks = &rest[open..open + run];
        let inside = &rest[open + run..];
        let Some(close) = closing(inside, ticks) else { break };
        out.push_str(&rest[..open]);
        blank(&rest[open..open + run + close + run], out);
        rest = &inside[close + run..];
    }
    out.push_str(rest);
}

/// Where a run of exactly these backticks begins.
fn closing(text: &str, ticks: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find('`').map(|at| at + from) {
        let run = text[at..].bytes().take_while(|b| *b == b'`').count();
        if run == ticks.len() {
            return Some(at);
        }
        from = at + run;
    }
    None
}

/// Blanks in place of every byte but line ends.
fn blank(text: &str, out: &mut String) {
    out.extend(text.bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_blanked_and_everything_else_keeps_its_place() {
        let text = "a `b` ``c`d`` e\n```\nf\n```\ng `h\n> i";
        let out = without_code(text);
        assert_eq!(out.len(), text.len());
        assert_eq!(
            out,
            "a               e\n   \n \n   \ng `h\n> i".replacen(
                "               ",
                &" ".repeat(13),
                1
            )
        );
        assert!(!without_code_and_quotes(text).contains('i'));
    }

    #[test]
    fn letters_of_several_bytes_keep_the_length() {
        let text = "ä `öö` ü";
        assert_eq!(without_code(text).len(), text.len());
    }
}
