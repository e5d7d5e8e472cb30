//! How wide a text will be, without a browser: widths of the interface font, wrapping, ellipsis.

/// Advance widths of the interface font at weight 430, in hundredths of an em, from space to `~`.
const ADVANCE: [u8; 95] = [
    28, 29, 47, 63, 64, 99, 65, 30, 37, 37, 51, 66, 29, 46, 29, 36, 64, 41, 61, 62, 65, 60, 62, 59,
    62, 62, 29, 31, 66, 66, 66, 52, 97, 71, 66, 73, 72, 60, 59, 75, 74, 27, 57, 68, 57, 91, 75, 77,
    64, 77, 65, 64, 65, 74, 71, 101, 69, 68, 63, 37, 32, 37, 47, 46, 33, 56, 61, 57, 61, 58, 33,
    62, 59, 25, 25, 55, 25, 88, 59, 60, 61, 61, 39, 53, 33, 59, 57, 82, 55, 57, 55, 43, 34, 43, 66,
];

/// Fallback fonts run wider than the interface font; a label that fits must fit with them too.
const SAFETY: f64 = 1.04;

/// The width of one text in units of the drawing.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let hundredths: u32 = text.chars().map(advance).sum();
    f64::from(hundredths) / 100.0 * size * SAFETY
}

/// The width of a text in the mono font, as used for `E12`.
pub(super) fn mono_width(text: &str, size: f64) -> f64 {
    super::num(text.chars().count()) * size * 0.67
}

fn advance(c: char) -> u32 {
    let code = u32::from(c);
    match code {
        0x20..=0x7e => u32::from(ADVANCE[usize::try_from(code - 0x20).unwrap_or_default()]),
        // Marks that combine or join take no room of their own.
        0x300..=0x36f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0,
        // Latin, Greek, Cyrillic; then ideographs and pictures.
        0x80..=0x10ff => 66,
        0x2013 | 0x2018..=0x201f | 0x2022 => 50,
        _ => 104,
    }
}

/// The text, or as much of its beginning as fits with an ellipsis; empty when nothing sensible does.
pub(super) fn fit(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut used = width("…", size);
    let mut end = 0;
    for (at, c) in text.char_indices() {
        used += f64::from(advance(c)) / 100.0 * size * SAFETY;
        if used > room {
            break;
        }
        end = at + c.len_utf8();
    }
    let kept = text[..end].trim_end_matches(|c: char| c.is_whitespace() || ",.;:–-".contains(c));
    if kept.chars().count() < 2 { String::new() } else { format!("{kept}…") }
}

/// Lines of at most `room` (the first of `room - indent`), and whether all of the text is in them.
pub(super) fn wrap(
    text: &str,
    size: f64,
    room: f64,
    indent: f64,
    most: usize,
) -> (Vec<String>, bool) {
    let mut lines: Vec<String> = Vec::with_capacity(most);
    let mut rest = text.trim();
    while !rest.is_empty() {
        let space = if lines.is_empty() { room - indent } else { room };
        if lines.len() + 1 == most {
            let last = fit(rest, size, space);
            let whole = last == rest;
            if !last.is_empty() {
                lines.push(last);
            }
            return (lines, whole);
        }
        let end = line_end(rest, size, space);
        if end == 0 {
            let cut = fit(rest, size, space);
            if !cut.is_empty() {
                lines.push(cut);
            }
            return (lines, false);
        }
        lines.push(rest[..end].trim_end().to_owned());
        rest = rest[end..].trim_start();
    }
    (lines, true)
}

/// Wraps to as few lines as [`wrap`] does, and makes them about equally long.
pub(super) fn balance(
    text: &str,
    size: f64,
    room: f64,
    indent: f64,
    most: usize,
) -> (Vec<String>, bool) {
    let mut room = room;
    let lines = (1..=most).find(|&lines| fits(text, size, room, indent, lines));
    if let Some(lines) = lines.filter(|&lines| lines > 1) {
        let mut low = room * 0.5;
        for _ in 0..3 {
            let middle = f64::midpoint(low, room);
            if fits(text, size, middle, indent, lines) {
                room = middle;
            } else {
                low = middle;
            }
        }
    }
    wrap(text, size, room, indent, lines.unwrap_or(most))
}

/// Whether all of a text fits into so many lines.
fn fits(text: &str, size: f64, room: f64, indent: f64, lines: usize) -> bool {
    let mut rest = text.trim();
    for line in 0..lines {
        let end = line_end(rest, size, if line == 0 { room - indent } else { room });
        rest = rest[end..].trim_start();
    }
    rest.is_empty()
}

/// Where the first line ends: after the last word that fits; 0 when not one word does.
fn line_end(text: &str, size: f64, room: f64) -> usize {
    let most = room / (size * SAFETY / 100.0);
    let (mut end, mut used) = (0, 0);
    let mut blank = true;
    for (at, c) in text.char_indices() {
        let space = c.is_whitespace();
        if space && !blank {
            end = at;
        }
        blank = space;
        used += advance(c);
        // Blanks at the end of a line may hang over.
        if !space && f64::from(used) > most {
            return end;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::{fit, width, wrap};

    #[test]
    fn a_text_that_fits_is_whole() {
        assert_eq!(fit("Noticed", 12.0, 60.0), "Noticed");
    }

    #[test]
    fn a_cut_text_says_so_and_fits() {
        let cut = fit("Sensitive data open to staff", 12.0, 90.0);
        assert!(cut.ends_with('…') && width(&cut, 12.0) <= 90.0, "{cut}");
    }

    #[test]
    fn lines_break_between_words() {
        let (lines, whole) = wrap("Sensitive data open to staff", 12.0, 110.0, 20.0, 2);
        assert_eq!(lines, ["Sensitive data", "open to staff"]);
        assert!(whole);
    }

    #[test]
    fn one_endless_word_is_cut() {
        let (lines, whole) = wrap(&"x".repeat(400), 12.0, 110.0, 20.0, 2);
        assert!(!whole);
        assert_eq!(lines.len(), 1);
    }
}
