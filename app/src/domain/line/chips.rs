//! What the chips of a line say.

use super::super::Vocabulary;
use super::super::moment::{Moment, Precision};
use super::super::timeline::EventKind;
use super::actor::Who;
use super::link::LineLink;
use super::table::SaidKind;
use super::when::When;
use super::{Chip, ChipKind, LineContext};

/// The chips of a line, one after the other.
#[derive(Default)]
pub(super) struct ChipDraft {
    pub(super) chips: Vec<Chip>,
}

impl ChipDraft {
    /// A chip for what was said.
    pub(super) fn push(&mut self, what: ChipKind, typed: String, reads: String) {
        self.chips.push(Chip { what, typed, reads, guessed: false, error: None, actor: None });
    }

    fn guess(&mut self, what: ChipKind, typed: String, reads: String) {
        self.push(what, typed, reads);
        if let Some(chip) = self.chips.last_mut() {
            chip.guessed = true;
        }
    }

    /// A chip for what cannot be stored.
    pub(super) fn wrong(&mut self, what: ChipKind, typed: String, error: String) {
        self.push(what, typed.clone(), typed);
        if let Some(chip) = self.chips.last_mut() {
            chip.error = Some(error);
        }
    }

    /// When: said, or now.
    pub(super) fn time(
        &mut self,
        said: Option<(String, Result<When, String>)>,
        context: &LineContext,
    ) -> Option<When> {
        match said {
            Some((typed, Ok(when))) => {
                let mut reads = when.moment.label();
                if let Some(end) = &when.end {
                    reads = format!("{reads} until {}", end.label());
                }
                reads.push_str(width(when.moment.precision));
                self.push(ChipKind::Time, typed, reads);
                Some(when)
            }
            Some((typed, Err(error))) => {
                self.wrong(ChipKind::Time, typed, error);
                None
            }
            None if context.says_time => {
                let error =
                    "Say when it happened: 14:32, +5m after the line before, or ? if nobody knows.";
                self.wrong(ChipKind::Time, String::new(), error.to_owned());
                None
            }
            None => {
                let moment = Moment::new(context.now, Precision::Minute, context.zone);
                self.guess(ChipKind::Time, String::new(), format!("now, {}", moment.label()));
                Some(When { moment, end: None })
            }
        }
    }

    /// Who, or on whose behalf.
    pub(super) fn actor(
        &mut self,
        what: ChipKind,
        said: Option<(String, Result<Who, String>)>,
    ) -> Option<Who> {
        match said? {
            (typed, Ok(who)) => {
                let news = if who.known { "" } else { ", new" };
                let sort = who.kind.label();
                self.push(what, typed, format!("{} ({sort}{news})", who.name));
                if let Some(chip) = self.chips.last_mut() {
                    chip.actor = Some(who.kind);
                    chip.guessed = who.guessed;
                }
                Some(who)
            }
            (typed, Err(error)) => {
                self.wrong(what, typed, error);
                None
            }
        }
    }

    /// The kind: said, or guessed from the words.
    pub(super) fn kind(
        &mut self,
        said: Option<(String, Result<SaidKind, String>)>,
        guessed: EventKind,
    ) -> SaidKind {
        match said {
            Some((typed, Ok(said))) => {
                let mut reads = said.kind.label().to_owned();
                if let Some((control, state)) = &said.check {
                    let state = state.map_or("state unknown", |state| state.label());
                    reads = format!("{reads}: {control}, {}", state.to_lowercase());
                }
                self.push(ChipKind::Kind, typed, reads);
                said
            }
            Some((typed, Err(error))) => {
                self.wrong(ChipKind::Kind, typed, error);
                SaidKind { kind: guessed, check: None }
            }
            None => {
                self.guess(ChipKind::Kind, String::new(), guessed.label().to_owned());
                SaidKind { kind: guessed, check: None }
            }
        }
    }

    /// A link, read from the new event's side.
    pub(super) fn link(&mut self, typed: String, link: &LineLink, guessed: bool) {
        self.push(ChipKind::Link, typed, link.label());
        if let Some(chip) = self.chips.last_mut() {
            chip.guessed = guessed;
        }
    }
}

/// How wide a moment is, where its label alone could mislead.
fn width(precision: Precision) -> &'static str {
    match precision {
        Precision::Hour => ", to the hour",
        Precision::Day => ", to the day",
        Precision::Month => ", to the month",
        _ => "",
    }
}
