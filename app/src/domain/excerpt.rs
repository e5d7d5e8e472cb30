//! The beginning of a longer text, as it stands in a list.

/// The first line of a text that says anything, at most so many characters long; `…` at its end where
/// it was cut, at a space when there is one near.
pub fn first_line(text: &str, most: usize) -> Option<String> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    Some(shortened(line, most))
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
    }
}
