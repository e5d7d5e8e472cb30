//! A form that was not taken: what was typed, and why.

use leptos::prelude::*;

use crate::domain::Invalid;
use crate::domain::incident::IncidentNumber;
use crate::domain::moment::RawMoment;
use crate::paths;
use crate::ui::{
    Button, ButtonKind, ButtonLink, Difference, Form, FormFoot, PageHead, StaleEdit, TextField,
    differing,
};

/// A form as it was sent: what was typed, and what was wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent<T> {
    /// What was typed.
    pub raw: T,
    /// What was wrong; empty when nothing was sent yet.
    pub invalid: Invalid,
}

impl<T> Sent<T> {
    /// What was typed, with what was wrong.
    pub fn new(raw: T, wrong: impl Into<Invalid>) -> Self {
        Self { raw, invalid: wrong.into() }
    }

    /// What is stored, for a form that has not been sent yet.
    pub fn blank(raw: T) -> Self {
        Self { raw, invalid: Invalid::default() }
    }

    /// Whether it was sent and refused.
    pub fn failed(&self) -> bool {
        !self.invalid.errors.is_empty()
    }
}

/// Why a form was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Fields that are not understood, or a rule that says no.
    Wrong(Invalid),
    /// Somebody else saved first.
    Stale,
}

impl From<Trouble> for Invalid {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Wrong(invalid) => invalid,
            Trouble::Stale => Self::one(
                "",
                "Somebody else changed this meanwhile. What the page shows is current: look, and send it again.",
            ),
        }
    }
}

/// Fields that two versions of the same thing are compared by.
pub trait Compared {
    /// Each field's label and what it says; always the same labels in the same order.
    fn compared(&self) -> Vec<(&'static str, String)>;
}

/// A list in one order, however it was typed.
pub fn listed(items: &[String]) -> String {
    let items = items.iter().flat_map(|item| item.split(',')).map(str::trim);
    let mut items: Vec<&str> = items.filter(|item| !item.is_empty()).collect();
    items.sort_unstable();
    items.join(", ")
}

/// A moment as it was typed.
pub(super) fn moment(raw: &RawMoment) -> String {
    [&*raw.at, &*raw.precision, &*raw.zone].join(" ").trim().to_owned()
}

/// Something that is stored, in the form that changes it; without a version, something new.
#[derive(Clone, Debug, Default)]
pub struct Edit<T> {
    /// Its fields as they are or as they were sent.
    pub sent: Sent<T>,
    /// The version that the fields were read at.
    pub version: Option<i32>,
    /// Where somebody else's version differs, when theirs came first.
    pub differences: Option<Vec<Difference>>,
}

impl<T> Edit<T> {
    /// What is stored, to be changed.
    pub fn of(stored: T, version: i32) -> Self {
        Self { sent: Sent::blank(stored), version: Some(version), differences: None }
    }

    /// Something new.
    pub fn new(raw: T) -> Self {
        Self { sent: Sent::blank(raw), version: None, differences: None }
    }

    /// Whether it was sent and not taken.
    pub fn failed(&self) -> bool {
        self.sent.failed() || self.differences.is_some()
    }

    /// Both versions, where somebody else saved first, and the form with its buttons. `fields` is
    /// called inside of the form, so that each field finds its errors.
    pub fn form<V: IntoView + 'static>(
        self,
        action: String,
        back: String,
        fields: impl FnOnce(T) -> V + Send + 'static,
    ) -> AnyView
    where
        T: Send + 'static,
    {
        let Self { sent: Sent { raw, invalid }, version, differences } = self;
        let version = version.map(|version| {
            view! { <input type="hidden" name="version" value=version.to_string() /> }
        });
        let stale = differences.map(|differences| view! { <StaleEdit differences /> });
        view! {
            {stale}
            <Form action=action errors=invalid>
                {version}
                {fields(raw)}
                <FormFoot>
                    <Button kind=ButtonKind::Primary>"Save"</Button>
                    <ButtonLink href=back kind=ButtonKind::Quiet>"Cancel"</ButtonLink>
                </FormFoot>
            </Form>
        }
        .into_any()
    }
}

impl<T: Compared> Edit<T> {
    /// What was typed for `version` and not taken, put into the form that holds what is stored
    /// now: with what is wrong, or with how the two differ where somebody else saved first.
    pub fn again(&mut self, typed: T, version: Option<i32>, trouble: Trouble) {
        match trouble {
            Trouble::Stale => {
                self.differences = Some(differing(typed.compared(), self.sent.raw.compared()));
                self.sent.raw = typed;
            }
            Trouble::Wrong(invalid) => {
                self.sent = Sent::new(typed, invalid);
                self.version = self.version.map(|now| version.unwrap_or(now));
            }
        }
    }
}

/// The page on which something new comes into the record of an incident.
pub(super) struct NewRow {
    pub(super) incident: IncidentNumber,
    pub(super) title: &'static str,
    pub(super) action: String,
    /// What was wrong, and what did not happen therefore.
    pub(super) wrong: (Invalid, &'static str),
    /// What the button says.
    pub(super) act: &'static str,
    /// Whether files come with it.
    pub(super) multipart: bool,
}

impl NewRow {
    /// Draws it; `fields` is called inside of the form, so that each field finds its errors.
    pub(super) fn view(self, fields: impl FnOnce() -> AnyView + Send + 'static) -> AnyView {
        let Self { incident, title, action, wrong: (invalid, problem), act, multipart } = self;
        let up = (incident.to_string(), paths::incident(incident));
        let back = paths::incident_section(incident, "timeline");
        view! {
            <PageHead title=title up=up />
            <div class="readable">
                <Form action=action errors=invalid problem=problem small=true multipart=multipart>
                    {fields()}
                    <FormFoot>
                        <Button kind=ButtonKind::Primary>{act}</Button>
                        <ButtonLink href=back kind=ButtonKind::Quiet>"Cancel"</ButtonLink>
                    </FormFoot>
                </Form>
            </div>
        }
        .into_any()
    }
}

/// The small form that takes a row of the record back; `action` is the row's own address.
pub(super) fn retraction(action: &str, sent: Sent<String>) -> impl IntoView + use<> {
    let action = format!("{action}/retract");
    view! {
        <Form action=action errors=sent.invalid problem="It is not retracted yet" prefix="retract" small=true>
            <TextField
                name="reason"
                label="Retract it"
                value=sent.raw
                hint="Why is it wrong? It leaves the page; the record keeps it."
            />
            <FormFoot><Button kind=ButtonKind::Danger>"Retract"</Button></FormFoot>
        </Form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Compared for String {
        fn compared(&self) -> Vec<(&'static str, String)> {
            vec![("Text", self.clone())]
        }
    }

    #[test]
    fn who_comes_second_sees_both_versions_and_saves_over_the_newer_one() {
        let mut edit = Edit::of("theirs".to_owned(), 2);
        edit.again("mine".to_owned(), Some(1), Trouble::Stale);
        assert!(edit.failed());
        assert_eq!((edit.version, edit.sent.raw.as_str()), (Some(2), "mine"));
        let differences = edit.differences.unwrap();
        assert_eq!((&*differences[0].mine, &*differences[0].theirs), ("mine", "theirs"));
    }

    #[test]
    fn what_was_wrong_keeps_the_version_that_was_read() {
        let mut edit = Edit::of("theirs".to_owned(), 2);
        let wrong = Trouble::Wrong(Invalid::one("text", "No."));
        edit.again("mine".to_owned(), Some(1), wrong);
        assert!(edit.failed());
        assert_eq!((edit.version, edit.sent.raw.as_str()), (Some(1), "mine"));
    }
}
