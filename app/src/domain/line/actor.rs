//! `@name`, `agent:forum-helper`, `system:"forum gateway"`: who or what did it.

use super::super::actor::{ActorKind, RawActor};
use super::read::{Taken, word};
use super::{KnownActor, LineContext};

/// The words before a colon, and the sort of actor they say.
const SORTS: &[(&str, ActorKind)] = &[
    ("agent", ActorKind::AiAgent),
    ("ai", ActorKind::AiAgent),
    ("person", ActorKind::Human),
    ("human", ActorKind::Human),
    ("automation", ActorKind::Automation),
    ("bot", ActorKind::Automation),
    ("system", ActorKind::System),
    ("team", ActorKind::Team),
    ("external", ActorKind::ExternalParty),
    ("unknown", ActorKind::Unknown),
];

/// The sort of actor that a word before a colon says.
pub(super) fn sort(word: &str) -> Option<ActorKind> {
    let word = word.to_ascii_lowercase();
    SORTS.iter().find(|(said, _)| *said == word).map(|(_, kind)| *kind)
}

/// An actor that a line names.
#[derive(Clone)]
pub(super) struct Who {
    pub(super) raw: RawActor,
    pub(super) kind: ActorKind,
    pub(super) name: String,
    /// Whether the incident or the register knows it.
    pub(super) known: bool,
    /// Whether its sort was not said.
    pub(super) guessed: bool,
}

/// Reads an actor at the start of `rest`.
pub(super) fn read(rest: &str, context: &LineContext) -> Option<Taken<Who>> {
    let (sort, name) = match rest.strip_prefix('@') {
        Some(name) => (None, name),
        None => {
            let (sort, name) = rest.split_once(':')?;
            (Some(self::sort(sort)?), name)
        }
    };
    if let Some(quoted) = name.strip_prefix(['"', '“']) {
        return Some(quoted_name(rest, quoted, sort, context));
    }
    if let Some((actor, left)) = known_at(name, sort, &context.actors) {
        return Some(Taken::new(rest, skip_colon(left), Ok(known(actor))));
    }
    let (typed, left) = word(name);
    let plain = typed.trim_end_matches([':', ',']);
    (!plain.is_empty() && plain.chars().any(char::is_alphanumeric))
        .then(|| Taken::new(rest, left, new(sort, plain)))
}

fn quoted_name(
    rest: &str,
    quoted: &str,
    sort: Option<ActorKind>,
    context: &LineContext,
) -> Taken<Who> {
    let Some((name, left)) = quoted.split_once(['"', '”']) else {
        let error = "Close the name with a second quotation mark.";
        return Taken::new(rest, "", Err(error.to_owned()));
    };
    let left = skip_colon(left);
    let name = name.trim();
    let named = |actor: &&KnownActor| fits(actor, sort) && same(&actor.name, name);
    let value = match context.actors.iter().find(named) {
        Some(actor) => Ok(known(actor)),
        None if name.is_empty() => Err("Write a name between the quotation marks.".to_owned()),
        None => new(sort, name),
    };
    // What touches the closing mark belongs to it, so that no word is cut.
    let left = if left.starts_with(char::is_whitespace) { left } else { word(left).1 };
    Taken::new(rest, left, value)
}

/// `:` or `,` behind a name, as in a chat, is no part of the words.
fn skip_colon(left: &str) -> &str {
    match left.strip_prefix([':', ',']) {
        Some(after) if after.is_empty() || after.starts_with(char::is_whitespace) => after,
        _ => left,
    }
}

fn fits(actor: &KnownActor, sort: Option<ActorKind>) -> bool {
    sort.is_none_or(|sort| sort == actor.kind)
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// The known actor with the longest name that stands at the start of `text`, and what follows.
fn known_at<'a, 'b>(
    text: &'a str,
    sort: Option<ActorKind>,
    actors: &'b [KnownActor],
) -> Option<(&'b KnownActor, &'a str)> {
    let names = actors.iter().filter(|actor| fits(actor, sort)).flat_map(|actor| {
        let names = [Some(actor.name.as_str()), actor.key.as_deref()];
        names.into_iter().flatten().map(move |name| (actor, name))
    });
    let found = names.filter_map(|(actor, name)| Some((actor, after(text, name)?)));
    // The shortest rest is the longest name; among equals the first, as the context lists them.
    found.min_by_key(|(_, left)| left.len())
}

/// What follows `name` at the start of `text`, whatever its case, if the name ends there.
fn after<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut left = text.chars();
    for c in name.chars() {
        let typed = left.next()?;
        if typed != c && !typed.to_lowercase().eq(c.to_lowercase()) {
            return None;
        }
    }
    let left = left.as_str();
    let ends = skip_colon(left);
    let whole = ends.len() < left.len() || left.is_empty() || left.starts_with(char::is_whitespace);
    (!name.is_empty() && whole).then_some(left)
}

fn known(actor: &KnownActor) -> Who {
    let raw = match &actor.key {
        Some(key) => RawActor::agent(key.clone()),
        None => RawActor::named(actor.kind, actor.name.clone()),
    };
    Who { raw, kind: actor.kind, name: actor.name.clone(), known: true, guessed: false }
}

/// An actor on first mention; one whose sort is not said is taken for a person.
fn new(sort: Option<ActorKind>, name: &str) -> Result<Who, String> {
    let length = name.chars().count();
    if length > 200 {
        return Err(format!("The name has {length} characters; the limit is 200."));
    }
    let kind = sort.unwrap_or(ActorKind::Human);
    let raw = RawActor::named(kind, name);
    Ok(Who { raw, kind, name: name.to_owned(), known: false, guessed: sort.is_none() })
}
