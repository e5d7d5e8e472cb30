//! HTML as it goes out.

use memchr::memmem::{self, Finder};

/// What Leptos puts between texts and views to find them again in the browser.
const MARK: &str = "<!>";
const ISLAND: &str = "<leptos-island";
const ISLAND_END: &str = "</leptos-island>";

/// `html` without the marks that only islands need. In texts and attributes the same characters are
/// escaped, so whatever looks like a mark is one.
pub fn without_marks(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let islands = Finder::new(ISLAND);
    let mut rest = html;
    while let Some(start) = islands.find(rest.as_bytes()) {
        let (before, island) = rest.split_at(start);
        let end = island.find(ISLAND_END).map_or(island.len(), |at| at + ISLAND_END.len());
        let (island, after) = island.split_at(end);
        push(&mut out, before);
        out.push_str(island);
        rest = after;
    }
    push(&mut out, rest);
    out
}

fn push(out: &mut String, html: &str) {
    let mut from = 0;
    for mark in memmem::find_iter(html.as_bytes(), MARK) {
        out.push_str(&html[from..mark]);
        from = mark + MARK.len();
    }
    out.push_str(&html[from..]);
}

#[cfg(test)]
mod tests {
    use super::without_marks;

    #[test]
    fn marks_stay_in_islands_only() {
        let html = "<p>a<!>b<!></p><leptos-island data-x=1>c<!></leptos-island><!><p>d</p><!>";
        let kept = "<p>ab</p><leptos-island data-x=1>c<!></leptos-island><p>d</p>";
        assert_eq!(without_marks(html), kept);
    }

    #[test]
    fn other_html_is_left_as_it_is() {
        let html = "<p>&lt;!&gt; <!-- a --> <!doctype html></p>";
        assert_eq!(without_marks(html), html);
    }
}
