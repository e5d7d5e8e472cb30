//! The navigation: where one can go, who one is, and the button that declares.

use leptos::prelude::*;

use super::{ButtonKind, NavCounts, Size};
use super::{Glyph, Icon, PostButton, Shell, ShellUser, button_class};
use crate::islands::ThemeSwitch;
use crate::paths;

/// The entries of the navigation, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NavItem {
    /// The list of incidents.
    Incidents,
    /// One's own work.
    Work,
    /// What one is told.
    Notices,
    /// What was received and belongs to no incident yet; only there while something waits.
    Inbox,
    /// All remediations.
    Remediations,
    /// The families of incidents that repeat.
    Families,
    /// The agents.
    Agents,
    /// The catalogue of contributing factors.
    Factors,
    /// The catalogue of controls.
    Controls,
    /// The leadership page.
    Trends,
}

impl NavItem {
    const ALL: [Self; 10] = [
        Self::Incidents,
        Self::Work,
        Self::Notices,
        Self::Inbox,
        Self::Remediations,
        Self::Families,
        Self::Agents,
        Self::Factors,
        Self::Controls,
        Self::Trends,
    ];

    fn words(self) -> &'static str {
        match self {
            Self::Incidents => "Incidents",
            Self::Work => "My work",
            Self::Notices => "Notices",
            Self::Inbox => "Inbox",
            Self::Remediations => "Remediations",
            Self::Families => "Families",
            Self::Agents => "Agents",
            Self::Factors => "Factors",
            Self::Controls => "Controls",
            Self::Trends => "Trends",
        }
    }

    fn href(self) -> &'static str {
        match self {
            Self::Incidents => paths::INCIDENTS,
            Self::Work => paths::WORK,
            Self::Notices => paths::NOTICES,
            Self::Inbox => paths::INBOX,
            Self::Remediations => paths::REMEDIATIONS,
            Self::Families => paths::FAMILIES,
            Self::Agents => paths::AGENTS,
            Self::Factors => paths::FACTORS,
            Self::Controls => paths::CONTROLS,
            Self::Trends => paths::TRENDS,
        }
    }

    fn glyph(self) -> Glyph {
        match self {
            Self::Incidents => Glyph::List,
            Self::Work => Glyph::Work,
            Self::Notices => Glyph::Bell,
            Self::Inbox => Glyph::Return,
            Self::Remediations => Glyph::Check,
            Self::Families => Glyph::Family,
            Self::Agents => Glyph::Agent,
            Self::Factors => Glyph::Flag,
            Self::Controls => Glyph::Gate,
            Self::Trends => Glyph::Chart,
        }
    }

    /// The two keys that go there, one after the other.
    pub(super) fn keys(self) -> &'static str {
        match self {
            Self::Incidents => "g i",
            Self::Work => "g w",
            Self::Notices => "g n",
            Self::Inbox => "g b",
            Self::Remediations => "g r",
            Self::Families => "g y",
            Self::Agents => "g a",
            Self::Factors => "g f",
            Self::Controls => "g c",
            Self::Trends => "g t",
        }
    }

    fn count(self, counts: NavCounts) -> Option<(String, &'static str)> {
        let (number, of, class) = match self {
            Self::Incidents => (counts.open_incidents, "open", "count"),
            Self::Work => (counts.late_work, "late", "count count-late"),
            Self::Notices => (counts.unread_notices, "unread", "count count-late"),
            Self::Inbox => (counts.waiting_runs, "waiting", "count"),
            _ => return None,
        };
        match number {
            0 => None,
            1..NavCounts::MOST => Some((format!("{number} {of}"), class)),
            _ => Some((format!("{}+ {of}", NavCounts::MOST - 1), class)),
        }
    }

    /// Whether it stands in the navigation: the inbox only while there is something in it.
    fn is_shown(self, shell: &Shell) -> bool {
        self != Self::Inbox || shell.counts.waiting_runs > 0 || shell.current == Some(self)
    }
}

/// The head of every page; a column at the side where there is room for one.
#[component]
pub fn NavBar(
    /// The surroundings.
    shell: Shell,
) -> impl IntoView {
    let inside = shell.user.clone().map(|user| {
        let declare = user.writes.then(declare_button);
        view! {
            <a class="nav-search" href=paths::SEARCH data-palette="">
                <Icon glyph=Glyph::Search />
                <span>"Search or go to"</span>
                <kbd aria-hidden="true">"⌘ K"</kbd>
            </a>
            {declare}
            {entries(&shell)}
            {user_menu(user)}
        }
    });
    view! {
        <header class="shell-nav">
            <a class="brand" href=paths::HOME>{brand_mark()}"Throughline"</a>
            {inside}
        </header>
    }
}

fn declare_button() -> impl IntoView {
    let class = format!("{} nav-declare", button_class(ButtonKind::Primary, Size::Medium));
    view! {
        <a class=class href=paths::DECLARE data-key="d" aria-keyshortcuts="d">
            <Icon glyph=Glyph::Plus />
            "Declare"
            <kbd aria-hidden="true">"d"</kbd>
        </a>
    }
}

fn entries(shell: &Shell) -> impl IntoView + use<> {
    let items = NavItem::ALL
        .into_iter()
        .filter(|item| item.is_shown(shell))
        .map(|item| {
            let current = (shell.current == Some(item)).then_some("page");
            let count = item.count(shell.counts);
            view! {
                <li>
                    <a class="nav-link" href=item.href() aria-current=current data-key=item.keys()>
                        <Icon glyph=item.glyph() />
                        {item.words()}
                        {count.map(|(words, class)| view! { <span class=class>{words}</span> })}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <nav aria-label="Main"><ul class="nav-list">{items}</ul></nav> }
}

fn user_menu(user: ShellUser) -> impl IntoView {
    let initial: String = user.name.chars().take(1).flat_map(char::to_uppercase).collect();
    let admin = user.administers.then(|| {
        view! {
            <a class="menu-item" href=paths::USERS><Icon glyph=Glyph::Users />"Users"</a>
            <a class="menu-item" href=paths::DUE_POLICY><Icon glyph=Glyph::Calendar />"Due days"</a>
            <a class="menu-item" href=paths::WEBHOOKS><Icon glyph=Glyph::Out />"Webhooks"</a>
            <a class="menu-item" href=paths::AUDIT><Icon glyph=Glyph::History />"Audit log"</a>
            <hr />
        }
    });
    view! {
        <details class="nav-user" name="menu">
            <summary>
                <span class="nav-initial" aria-hidden="true">{initial}</span>
                <span class="nav-who"><b>{user.name}</b>" "<span>{user.role}</span></span>
            </summary>
            <div class="menu">
                <a class="menu-item" href=paths::ACCOUNT><Icon glyph=Glyph::User />"Account"</a>
                <a class="menu-item" href=paths::SHORTCUTS data-shortcuts="">
                    <Icon glyph=Glyph::Keyboard />
                    "Shortcuts"
                    <kbd aria-hidden="true">"?"</kbd>
                </a>
                <hr />
                {admin}
                <ThemeSwitch />
                <hr />
                <PostButton action=paths::SIGN_OUT kind=ButtonKind::Quiet icon=Glyph::Door>"Sign out"</PostButton>
            </div>
        </details>
    }
}

/// The mark of the product: a person, an agent and a system on one line.
pub fn brand_mark() -> impl IntoView {
    view! {
        <svg viewBox="0 0 26 16" aria-hidden="true">
            <path class="brand-line" d="M1 8h24" />
            <circle class="brand-person" cx="5" cy="8" r="3.2" />
            <path class="brand-agent" d="m13 3.6 4.4 4.4-4.4 4.4L8.6 8z" />
            <rect class="brand-system" x="18.2" y="5.1" width="5.8" height="5.8" rx=".8" />
        </svg>
    }
}
