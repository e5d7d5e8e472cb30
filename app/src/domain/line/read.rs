//! Walking along the line: marks, then words, then marks.

use super::super::Vocabulary;
use super::super::timeline::{EventKind, RawControlCheck, RawEvent};
use super::actor::{self, Who};
use super::chips::ChipDraft;
use super::guess;
use super::link::{self, LineLink};
use super::table::{self, SaidKind};
use super::when::{self, When};
use super::{Chip, ChipKind, LineContext, ParsedLine, Part, Span};

/// What a mark came to, and how many bytes of the line it took.
pub(super) struct Taken<T> {
    pub(super) len: usize,
    pub(super) value: Result<T, String>,
}

impl<T> Taken<T> {
    /// A mark that took all of `rest` but `left`.
    pub(super) fn new(rest: &str, left: &str, value: Result<T, String>) -> Self {
        Self { len: rest.len() - left.len(), value }
    }
}

/// The first word of `rest`, and what comes after it.
pub(super) fn word(rest: &str) -> (&str, &str) {
    rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()))
}

/// A mark with the piece of the line that it is.
type Read<T> = Option<(String, Result<T, String>)>;

/// Reads one line.
pub(super) struct Reader<'a> {
    line: &'a str,
    context: &'a LineContext,
    at: usize,
    spans: Vec<Span>,
    when: Read<When>,
    actor: Read<Who>,
    behalf: Read<Who>,
    kind: Read<SaidKind>,
    links: Vec<(String, Result<link::Said, String>)>,
    tags: Vec<(String, String)>,
    pin: Option<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(line: &'a str, context: &'a LineContext) -> Self {
        Self {
            line,
            context,
            at: 0,
            spans: Vec::new(),
            when: None,
            actor: None,
            behalf: None,
            kind: None,
            links: Vec::new(),
            tags: Vec::new(),
            pin: None,
        }
    }

    pub(super) fn read(mut self) -> ParsedLine {
        self.blanks();
        while !self.rest().is_empty() && self.mark(true) {
            self.blanks();
        }
        self.escape();
        let (start, end) = (self.at, self.tail());
        let words = self.line[start..end].trim_end();
        self.span(Part::Text, words.len());
        self.blanks();
        while !self.rest().is_empty() && self.mark(false) {
            self.blanks();
        }
        for word in words.split_whitespace() {
            if let Some((len, tag)) = tag(word) {
                self.tags.push((word[..len].to_owned(), tag));
            }
        }
        self.finish(words)
    }

    fn rest(&self) -> &'a str {
        &self.line[self.at..]
    }

    fn span(&mut self, part: Part, len: usize) {
        if len > 0 {
            self.spans.push(Span { part, start: self.at, end: self.at + len });
            self.at += len;
        }
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.span(Part::Blank, rest.len() - rest.trim_start().len());
    }

    /// A backslash keeps what follows out of the marks. Where Markdown takes it away when the text
    /// is shown it stays part of the text.
    fn escape(&mut self) {
        if let Some(after) = self.rest().strip_prefix('\\')
            && after.starts_with(|c: char| !c.is_whitespace() && !c.is_ascii_punctuation())
        {
            self.span(Part::Blank, 1);
        }
    }

    /// Takes one mark; in the head any of them, after the words only those that no sentence ends in.
    fn mark(&mut self, head: bool) -> bool {
        let rest = self.rest();
        let first = rest.chars().next().unwrap_or(' ');
        let taken = if head { self.time().or_else(|| self.who()) } else { None };
        let taken = taken.or_else(|| match first {
            '!' | '！' => self.said_kind(head),
            '-' | '<' | '→' | '←' => self.link(),
            '#' => tag(rest).map(|(len, tag)| {
                self.tags.push((rest[..len].to_owned(), tag));
                len
            }),
            '*' if word(rest).0 == "*" => {
                self.pin = Some("*".to_owned());
                Some(1)
            }
            _ => None,
        });
        taken.inspect(|len| self.span(Part::Mark, *len)).is_some()
    }

    fn time(&mut self) -> Option<usize> {
        if self.when.is_some() {
            return None;
        }
        let taken = when::read(self.rest(), self.context)?;
        self.when = Some((self.rest()[..taken.len].to_owned(), taken.value));
        Some(taken.len)
    }

    fn who(&mut self) -> Option<usize> {
        let rest = self.rest();
        if self.actor.is_none() {
            let taken = actor::read(rest, self.context)?;
            self.actor = Some((rest[..taken.len].to_owned(), taken.value));
            return Some(taken.len);
        }
        if self.behalf.is_some() {
            return None;
        }
        let after = ["for ", "on behalf of "].iter().find_map(|words| rest.strip_prefix(words))?;
        let skipped = rest.len() - after.trim_start().len();
        let taken = actor::read(after.trim_start(), self.context)?;
        let len = skipped + taken.len;
        self.behalf = Some((rest[..len].to_owned(), taken.value));
        Some(len)
    }

    fn said_kind(&mut self, head: bool) -> Option<usize> {
        if self.kind.is_some() {
            return None;
        }
        let rest = self.rest();
        let (word, _) = word(rest);
        let said = table::kind(word)?;
        // A sentence may end in “!important”; only before the words it must be a kind.
        if !head && said.is_err() {
            return None;
        }
        self.kind = Some((word.to_owned(), said));
        Some(word.len())
    }

    fn link(&mut self) -> Option<usize> {
        let taken = link::read(self.rest())?;
        self.links.push((self.rest()[..taken.len].to_owned(), taken.value));
        Some(taken.len)
    }

    /// Where the marks after the words begin: from there to the end stands nothing else.
    fn tail(&self) -> usize {
        let mut start = self.at;
        loop {
            let Some(at) = next_mark(self.line, start) else { return self.line.len() };
            let mut probe =
                Self { at, kind: self.kind.clone(), ..Self::new(self.line, self.context) };
            while !probe.rest().is_empty() && probe.mark(false) {
                probe.blanks();
            }
            if probe.rest().is_empty() {
                return at;
            }
            start = probe.at + word(probe.rest()).0.len();
        }
    }

    fn finish(self, words: &str) -> ParsedLine {
        let mut draft = ChipDraft::default();
        let mut event = RawEvent { text: words.to_owned(), ..RawEvent::default() };
        let when = draft.time(self.when, self.context);
        if let Some(when) = &when {
            event.occurred = (&when.moment).into();
            event.occurred_end = (&when.end).into();
        }
        if let Some(who) = draft.actor(ChipKind::Actor, self.actor) {
            event.actor = who.raw;
        }
        if let Some(who) = draft.actor(ChipKind::OnBehalfOf, self.behalf) {
            event.on_behalf_of = who.raw;
        }
        let guessed = guess::kind(words, event.actor.kind.parse().ok());
        let said = draft.kind(self.kind, guessed);
        event.kind = said.kind.to_string();
        if let Some((control, state)) = said.check {
            let state = state.map(|state| state.to_string()).unwrap_or_default();
            event.control_check = Some(RawControlCheck { control, state, ..Default::default() });
        }
        let links = links(self.links, said.kind, words, self.context, &mut draft);
        for (typed, tag) in self.tags {
            if !event.tags.iter().any(|known| known.to_lowercase() == tag.to_lowercase()) {
                draft.push(ChipKind::Tag, typed, format!("#{tag}"));
                event.tags.push(tag);
            }
        }
        if let Some(typed) = self.pin {
            draft.push(ChipKind::Pin, typed, "Pinned".to_owned());
            event.pinned = "true".to_owned();
        }
        let chips: Vec<Chip> = draft.chips;
        ParsedLine { event, moment: when.map(|when| when.moment), links, chips, spans: self.spans }
    }
}

fn links(
    said: Vec<(String, Result<link::Said, String>)>,
    kind: EventKind,
    words: &str,
    context: &LineContext,
    draft: &mut ChipDraft,
) -> Vec<LineLink> {
    let mut links = Vec::new();
    for (typed, said) in said {
        let link = said.and_then(|said| said.settle(kind, words, context.events.as_ref()));
        match link {
            Ok((link, guessed)) => {
                draft.link(typed, &link, guessed);
                links.push(link);
            }
            Err(error) => draft.wrong(ChipKind::Link, typed, error),
        }
    }
    links
}

/// The next word from `start` on that may begin the marks after the words.
fn next_mark(line: &str, start: usize) -> Option<usize> {
    let mut before = line[..start].chars().next_back();
    line[start..].char_indices().find_map(|(i, c)| {
        let begins = before.is_none_or(char::is_whitespace);
        before = Some(c);
        (begins && matches!(c, '#' | '*' | '!' | '！' | '-' | '<' | '→' | '←')).then_some(start + i)
    })
}

/// A tag at the start of `rest`: `#word` with a letter in it, so that `#12` stays a number. The
/// length takes in a full stop or comma behind it.
fn tag(rest: &str) -> Option<(usize, String)> {
    let (word, _) = word(rest);
    let body = word.strip_prefix('#')?;
    let name = body.trim_end_matches(['.', ',', ';', ':', '!', '?']);
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/');
    let fits = name.chars().all(plain) && name.chars().any(char::is_alphabetic);
    (fits && name.chars().count() <= 60).then(|| (word.len(), name.to_owned()))
}

/// The words of a closed list, for a message.
pub(super) fn words_of<V: Vocabulary>() -> String {
    V::ALL.iter().map(|word| word.as_str()).collect::<Vec<_>>().join(", ")
}
