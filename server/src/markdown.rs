//! Markdown to safe HTML: pulldown-cmark writes it, ammonia lets only harmless elements through.

use std::sync::LazyLock;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::default();
    builder
        .link_rel(Some("noopener noreferrer nofollow"))
        .url_schemes(["http", "https", "mailto"].into())
        .rm_tags(["img", "map", "area"])
        .add_allowed_classes("a", ["ref"])
        .add_tag_attributes("input", ["type", "checked", "disabled"])
        .add_tag_attributes("th", ["align"])
        .add_tag_attributes("td", ["align"])
        // What scrolls sideways can be reached without a mouse.
        .set_tag_attribute_value("pre", "tabindex", "0");
    builder
});

/// Turns Markdown into HTML without scripts, frames, images, forms or event handlers.
///
/// `link` is asked for each word that may be a reference (`INC-42`, `E12`, `REM-7`, `@agent`) and
/// answers with its address; code and link texts are left as they are.
pub fn to_html(markdown: &str, link: impl Fn(&str) -> Option<String>) -> String {
    if is_plain(markdown, &link) {
        return format!("<p>{markdown}</p>\n");
    }
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let mut quiet = 0_u32;
    let events = Parser::new_ext(markdown, options).map(|event| {
        match &event {
            Event::Start(Tag::Link { .. } | Tag::CodeBlock(_) | Tag::Image { .. }) => quiet += 1,
            Event::End(TagEnd::Link | TagEnd::CodeBlock | TagEnd::Image) => {
                quiet = quiet.saturating_sub(1);
            }
            _ => {}
        }
        match event {
            Event::Text(text) if quiet == 0 => link_references(&text, &link)
                .map_or(Event::Text(text), |html| Event::InlineHtml(html.into())),
            // Raw HTML is shown as text: it is more likely evidence than markup.
            Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
            other => other,
        }
    });
    let mut dirty = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut dirty, events);
    CLEANER.clean(&dirty).to_string()
}

/// Whether this is one paragraph of words, as most lines of a timeline are: nothing in it means
/// anything to Markdown or HTML, and no word is a reference.
fn is_plain(markdown: &str, link: impl Fn(&str) -> Option<String>) -> bool {
    let harmless = |c: char| match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => true,
        ' ' | '.' | ',' | ';' | ':' | '(' | ')' | '/' | '-' | '?' | '%' | '+' | '=' => true,
        c => {
            !c.is_ascii() && (c.is_alphanumeric() || matches!(c, '–' | '—' | '“' | '”' | '’' | '…'))
        }
    };
    markdown.starts_with(char::is_alphabetic)
        && !markdown.ends_with(' ')
        && markdown.chars().all(harmless)
        && markdown
            .split(|c| !is_reference_char(c))
            .all(|word| word.is_empty() || link(word).is_none())
}

/// `text` as HTML with its references linked; `None` when it has none.
fn link_references(text: &str, link: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut html = String::new();
    let mut found = false;
    for piece in text.split_inclusive(|c: char| !is_reference_char(c)) {
        let word = piece.trim_end_matches(|c: char| !is_reference_char(c));
        let rest = &piece[word.len()..];
        match (!word.is_empty()).then(|| link(word)).flatten() {
            Some(href) => {
                found = true;
                html.push_str("<a class=\"ref\" href=\"");
                escape(&mut html, &href);
                html.push_str("\">");
                escape(&mut html, word);
                html.push_str("</a>");
            }
            None => escape(&mut html, word),
        }
        escape(&mut html, rest);
    }
    found.then_some(html)
}

fn is_reference_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '@')
}

fn escape(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(markdown: &str) -> String {
        to_html(markdown, |_| None)
    }

    #[test]
    fn code_that_scrolls_is_reached_by_the_keyboard() {
        assert!(plain("```\nls -l\n```").starts_with("<pre tabindex=\"0\"><code>"));
    }

    #[test]
    fn scripts_handlers_and_javascript_links_do_not_survive() {
        for hostile in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "<svg><animate onbegin=alert(1)></svg>",
            "<a href=\"javas&#99;ript:alert(1)\">x</a>",
            "![x](https://example.org/pixel.gif)",
            "<style>*{display:none}</style>",
        ] {
            let html = plain(hostile);
            assert!(!html.contains("<script"), "{html}");
            assert!(!html.contains("<img"), "{html}");
            assert!(!html.contains("<svg"), "{html}");
            assert!(!html.contains("<style"), "{html}");
            // As text it may stand there; as a link it may not.
            assert!(!html.contains("<a href=\"javas"), "{html}");
        }
    }

    #[test]
    fn references_become_links_outside_code() {
        let link = |word: &str| (word == "INC-42").then(|| "/incidents/INC-42".to_owned());
        let html = to_html("See INC-42, not `INC-42`.", link);
        assert_eq!(html.matches("href=\"/incidents/INC-42\"").count(), 1, "{html}");
        assert!(html.contains("<code>INC-42</code>"), "{html}");
    }

    #[test]
    fn plain_words_take_the_short_way_to_the_same_html() {
        let link = |word: &str| (word == "E1").then(|| "#E1".to_owned());
        for words in ["Follows the advice.", "Überträgt 3 % (von 5) – fertig", "a-b: c; d/e?"] {
            assert!(is_plain(words, link), "{words}");
            // A reference elsewhere takes the long way.
            let long = to_html(&format!("{words}\n\nE1"), link);
            assert!(long.starts_with(&to_html(words, link)), "{long}");
        }
        for words in ["- a", "1. a", "a *b*", "a\nb", "see E1", "a & b", " a", "a  ", "# a", "a_b_"]
        {
            assert!(!is_plain(words, link), "{words}");
        }
    }

    #[test]
    fn markup_around_a_reference_stays_escaped() {
        let html = to_html("a < b & \"INC-1\"", |w| (w == "INC-1").then(|| "/i\"x".to_owned()));
        assert!(html.contains("a &lt; b &amp; "), "{html}");
        assert!(!html.contains("/i\"x"), "{html}");
    }
}
