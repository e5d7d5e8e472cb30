//! The beginning of a longer text, as it stands in a list.

/// The first line of a Markdown text that says anything, without its marks and at most so many
/// characters long; `…` at its end where it was cut, at a space when there is one near.
pub fn first_line(text: &str, most: usize) -> Option<String> {
    let mut lines = text.lines().map(|line| unmarked(line, most + 1));
    lines.find(|line| !line.is_empty()).map(|line| shortened(&line, most))
}

/// The beginning of a line of Markdown without its marks, so many characters at most.
pub fn unmarked(line: &str, most: usize) -> String {
    let line = line.trim().trim_start_matches(['#', '>', '-', '*', ' ']);
    let mut plain = String::with_capacity(line.len().min(200));
    let (mut rest, mut count) = (line.chars().peekable(), 0);
    while let Some(c) = rest.next().filter(|_| count < most) {
        match c {
            '_' if !plain.ends_with(char::is_alphanumeric)
                || !rest.peek().is_some_and(|next| next.is_alphanumeric()) => {}
            ']' if rest.peek() == Some(&'(') => while rest.next().is_some_and(|c| c != ')') {},
            '*' | '`' | '[' | ']' => {}
            _ => {
                plain.push(c);
                count += 1;
            }
        }
    }
    plain
}

/// A text of at most so many characters; `…` at its end where it was cut.
pub fn shortened(text: &str, most: usize) -> String {
    let Some((cut, _)) = text.char_indices().nth(most) else { return text.to_owned() };
    // The mark takes the place of the last character.
    let room = text[..cut].char_indices().next_back().map_or(0, |(at, _)| at);
    let short = &text[..room];
    let space = short.rfind(char::is_whitespace).filter(|at| *at * 4 >= room * 3);
    let end =
        if text[room..].starts_with(char::is_whitespace) { room } else { space.unwrap_or(room) };
    format!("{}…", short[..end].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_says_so_and_ends_with_a_word() {
        assert_eq!(shortened("short", 5), "short");
        assert_eq!(shortened("twelve words of it", 17), "twelve words of…");
        assert_eq!(shortened("abcdefghij", 5), "abcd…");
        assert_eq!(shortened("äöüß", 3), "äö…");
        assert_eq!(shortened("x", 0), "…");
        assert_eq!(shortened("", 0), "");
    }

    #[test]
    fn the_first_line_is_the_first_that_says_anything() {
        assert_eq!(first_line("\n  \n one\ntwo", 9).as_deref(), Some("one"));
        assert_eq!(first_line(" \n", 9), None);
        let marked = "\n> **Posts** its [answer](https://x.test/a_b) in `#ops_help`. More.";
        assert_eq!(first_line(marked, 99).as_deref(), Some("Posts its answer in #ops_help. More."));
        assert_eq!(first_line("*a* b c d e f", 6).as_deref(), Some("a b c…"));
    }
}
