//! One version of a postmortem and what it changed.

use leptos::prelude::*;

use super::Page;
use crate::domain::incident::Incident;
use crate::domain::postmortem::PostmortemVersion;
use crate::paths;
use crate::ui::{NavItem, PageHead, Time};

/// A line of the difference to the version before.
#[derive(Clone, Debug)]
pub struct DiffLine {
    /// `+` added, `-` removed, a space for what stayed.
    pub sign: char,
    /// The line.
    pub text: String,
}

/// A version.
#[derive(Clone, Debug)]
pub struct VersionPage {
    /// The incident.
    pub incident: Incident,
    /// The version.
    pub version: PostmortemVersion,
    /// What it changed.
    pub diff: Vec<DiffLine>,
}

impl Page for VersionPage {
    fn title(&self) -> String {
        format!("Version {} of the postmortem of {}", self.version.revision, self.incident.number)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let number = self.incident.number;
        let who = self.version.saved_by.map(|person| person.name).unwrap_or_default();
        let lines = self
            .diff
            .into_iter()
            .map(|line| match line.sign {
                '+' => view! { <ins>{format!("+ {}\n", line.text)}</ins> }.into_any(),
                '-' => view! { <del>{format!("- {}\n", line.text)}</del> }.into_any(),
                _ => format!("  {}\n", line.text).into_any(),
            })
            .collect_view();
        view! {
            <div class="stack">
                <PageHead
                    title=format!("Version {}", self.version.revision)
                    up=(format!("Postmortem of {number}"), paths::postmortem(number))
                />
                <p class="quiet">
                    <Time at=self.version.saved_at />" "{who}" "{self.version.note}" "
                    <code>{self.version.body_hash}</code>
                </p>
                <pre class="diff" tabindex="0" role="region" aria-label="What this version changed">{lines}</pre>
            </div>
        }
        .into_any()
    }
}
