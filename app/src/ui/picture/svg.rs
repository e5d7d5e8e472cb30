//! One small writer for drawings: what comes from people is escaped by construction.
//!
//! Tags, attribute names and classes are `&'static str`, so only code can name them; every other
//! string goes through an escaping method, and every number through one that writes digits only.

/// Writes markup into one string; see the module's note on escaping.
#[derive(Debug, Default)]
pub struct SvgWriter {
    out: String,
}

impl SvgWriter {
    /// A writer with room for a drawing of about this many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { out: String::with_capacity(bytes) }
    }

    /// Opens `<tag`; attributes follow, then [`inside`](Self::inside) or [`empty`](Self::empty).
    pub fn start(&mut self, tag: &'static str) -> &mut Self {
        self.out.push('<');
        self.out.push_str(tag);
        self
    }

    /// An attribute whose value is escaped.
    pub fn attr(&mut self, name: &'static str, value: &str) -> &mut Self {
        self.name(name);
        escape(&mut self.out, value);
        self.out.push('"');
        self
    }

    /// An attribute with a number, to a tenth of a unit.
    pub fn num(&mut self, name: &'static str, value: f64) -> &mut Self {
        self.name(name);
        push_number(&mut self.out, value);
        self.out.push('"');
        self
    }

    /// The position of the element: `x` and `y`.
    pub fn at(&mut self, x: f64, y: f64) -> &mut Self {
        self.num("x", x).num("y", y)
    }

    /// `transform="translate(x y)"`.
    pub fn moved(&mut self, x: f64, y: f64) -> &mut Self {
        self.name("transform");
        self.out.push_str("translate(");
        push_number(&mut self.out, x);
        self.out.push(' ');
        push_number(&mut self.out, y);
        self.out.push_str(")\"");
        self
    }

    /// The classes of the element.
    pub fn class(&mut self, classes: &'static str) -> &mut Self {
        self.name("class");
        self.out.push_str(classes);
        self.out.push('"');
        self
    }

    /// The `d` of a path.
    pub fn d(&mut self, path: &Path) -> &mut Self {
        self.name("d");
        self.out.push_str(&path.0);
        self.out.push('"');
        self
    }

    /// Ends the start tag; children follow.
    pub fn inside(&mut self) -> &mut Self {
        self.out.push('>');
        self
    }

    /// Ends the element, which has no children.
    pub fn empty(&mut self) -> &mut Self {
        self.out.push_str("/>");
        self
    }

    /// Closes `</tag>`.
    pub fn end(&mut self, tag: &'static str) -> &mut Self {
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push('>');
        self
    }

    /// Text, escaped.
    pub fn text(&mut self, text: &str) -> &mut Self {
        escape(&mut self.out, text);
        self
    }

    /// An element that holds only text.
    pub fn leaf(&mut self, tag: &'static str, text: &str) -> &mut Self {
        self.start(tag).inside().text(text).end(tag)
    }

    /// What another writer wrote.
    pub fn append(&mut self, other: &SvgWriter) -> &mut Self {
        self.out.push_str(&other.out);
        self
    }

    /// The markup, ready for `inner_html`.
    pub fn finish(self) -> String {
        self.out
    }

    fn name(&mut self, name: &'static str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
    }
}

/// The outline of a shape: numbers and static commands only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path(String);

impl Path {
    /// A path that starts at a point.
    pub fn from(x: f64, y: f64) -> Self {
        let mut path = Self(String::with_capacity(48));
        path.step("M", &[x, y]);
        path
    }

    /// Moves the pen without drawing.
    #[must_use]
    pub fn jump(mut self, x: f64, y: f64) -> Self {
        self.step("M", &[x, y]);
        self
    }

    /// A straight line.
    #[must_use]
    pub fn line(mut self, x: f64, y: f64) -> Self {
        self.step("L", &[x, y]);
        self
    }

    /// A corner rounded towards a control point.
    #[must_use]
    pub fn bend(mut self, (cx, cy): (f64, f64), (x, y): (f64, f64)) -> Self {
        self.step("Q", &[cx, cy, x, y]);
        self
    }

    /// A fixed tail such as `h7v3z`, relative to where the pen is.
    #[must_use]
    pub fn tail(mut self, steps: &'static str) -> Self {
        self.0.push_str(steps);
        self
    }

    fn step(&mut self, command: &'static str, numbers: &[f64]) {
        self.0.push_str(command);
        for (index, number) in numbers.iter().enumerate() {
            let before = self.0.len();
            push_number(&mut self.0, *number);
            if index > 0 && !self.0[before..].starts_with('-') {
                self.0.insert(before, ' ');
            }
        }
    }
}

/// Copies text, with what markup would read as its own replaced. Works on bytes: all of those are
/// ASCII, so it never cuts a character.
fn escape(out: &mut String, text: &str) {
    let mut kept = 0;
    for (at, byte) in text.bytes().enumerate() {
        let replaced = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            b'\n' | b'\t' => continue,
            // Control characters have no place in markup.
            0..0x20 | 0x7f => "\u{fffd}",
            _ => continue,
        };
        out.push_str(&text[kept..at]);
        out.push_str(replaced);
        kept = at + 1;
    }
    out.push_str(&text[kept..]);
}

/// Writes a number to a tenth, without a trailing zero.
fn push_number(out: &mut String, value: f64) {
    let tenths = to_tenths(value);
    if tenths < 0 {
        out.push('-');
    }
    let size = tenths.unsigned_abs();
    push_digits(out, size / 10);
    if !size.is_multiple_of(10) {
        out.push('.');
        push_digits(out, size % 10);
    }
}

fn push_digits(out: &mut String, number: u64) {
    if number >= 10 {
        push_digits(out, number / 10);
    }
    out.push(char::from(b'0' + u8::try_from(number % 10).unwrap_or_default()));
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a drawing is a few thousand units wide; what is not a number becomes 0"
)]
fn to_tenths(value: f64) -> i64 {
    (value * 10.0 + if value < 0.0 { -0.5 } else { 0.5 }) as i64
}

#[cfg(test)]
mod tests {
    use super::{Path, SvgWriter};

    #[test]
    fn what_people_typed_cannot_leave_its_place() {
        let mut svg = SvgWriter::default();
        svg.start("a").attr("aria-label", "\"><script>").inside().text("<b>&\u{0}'").end("a");
        let expected = "<a aria-label=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt;&amp;\u{fffd}&#39;</a>";
        assert_eq!(svg.finish(), expected);
    }

    #[test]
    fn numbers_are_short() {
        let path = Path::from(-0.04, 12.0).line(10.25, -3.5).bend((1.0, 2.0), (-3.0, 4.06));
        assert_eq!(path.0, "M0 12L10.3-3.5Q1 2-3 4.1");
    }

    #[test]
    fn what_is_not_a_number_is_drawn_as_zero() {
        let mut svg = SvgWriter::default();
        svg.start("rect").num("x", f64::NAN).empty();
        assert_eq!(svg.finish(), "<rect x=\"0\"/>");
    }
}
