//! What one is told: the newest first, unread ones marked.

use leptos::prelude::*;

use super::Page;
use crate::domain::Vocabulary;
use crate::domain::notice::Notice;
use crate::paths;
use crate::ui::{
    Badge, ButtonLink, EmptyState, Glyph, NavItem, PageHead, Pager, PostButton, Ref, Size, Tab,
    Tabs, Time, Tone,
};

/// One page of somebody's notices.
#[derive(Clone, Debug, Default)]
pub struct NoticesPage {
    /// The notices, the newest first.
    pub rows: Vec<Notice>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Whether this is not the first page.
    pub later: bool,
    /// Whether those that are read are shown too.
    pub all: bool,
    /// How many are unread.
    pub unread: u64,
}

impl Page for NoticesPage {
    fn title(&self) -> String {
        "Notices".into()
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Notices)
    }

    fn view(self) -> AnyView {
        let show = if self.all { "all" } else { "" };
        let at =
            |after: &str| paths::with_query(paths::NOTICES, &[("show", show), ("after", after)]);
        let (next, first) = (self.next.as_deref().map(at), self.later.then(|| at("")));
        let shown = self.rows.len();
        let tabs = vec![
            Tab {
                words: "Unread".into(),
                href: paths::NOTICES.into(),
                count: Some(self.unread),
                current: !self.all,
            },
            Tab {
                words: "All".into(),
                href: paths::with_query(paths::NOTICES, &[("show", "all")]),
                count: None,
                current: self.all,
            },
        ];
        let mark = (self.unread > 0).then(|| {
            view! {
                <PostButton action=paths::NOTICES_READ fields=vec![("all", "true".into()), ("show", show.into())] icon=Glyph::Check>
                    "Mark all as read"
                </PostButton>
            }
        });
        let body = if shown == 0 {
            empty(self.all).into_any()
        } else {
            let rows = self.rows.into_iter().map(|notice| row(notice, show)).collect_view();
            view! {
                <ul class="notices">{rows}</ul>
                <Pager shown=shown noun=("notice", "notices") next=next first=first />
            }
            .into_any()
        };
        let wishes = format!("{}#notices", paths::ACCOUNT);
        view! {
            <PageHead title="Notices" lead="What concerns you: as owner, verifier, follower, or with a part in an incident.">
                {mark}
                <ButtonLink href=wishes>"What you want to hear"</ButtonLink>
            </PageHead>
            <Tabs label="Which notices" tabs=tabs />
            {body}
        }
        .into_any()
    }
}

fn empty(all: bool) -> impl IntoView {
    let text = "What is given to you, moves on, is due or comes back is told here.";
    let title = if all { "Nothing has been told yet" } else { "Nothing unread" };
    view! { <EmptyState title=title text=text /> }
}

fn row(notice: Notice, show: &str) -> impl IntoView + use<> {
    let sentence = notice.sentence();
    let subject = notice.subject.map(|subject| {
        let reference = subject.reference;
        let href = if subject.remediation {
            paths::remediation(&reference)
        } else {
            paths::incident(&reference)
        };
        view! { <Ref to=reference href=href />" "<span class="title">{subject.title}</span> }
    });
    let new = notice.read_at.is_none();
    let mark = new.then(|| {
        let fields = vec![("ids", notice.id.to_string()), ("show", show.to_owned())];
        view! {
            <PostButton action=paths::NOTICES_READ fields=fields size=Size::Small>"Mark as read"</PostButton>
        }
    });
    let tone = if new { Tone::Accent } else { Tone::default() };
    view! {
        <li class="notice-row" data-new=new.then_some("")>
            <Badge tone=tone>{notice.kind.label()}</Badge>
            <p>{subject}" "{sentence}</p>
            <span class="quiet nowrap"><Time at=notice.at /></span>
            {mark}
        </li>
    }
}

/// The button with which one follows something, or stops following it.
pub fn follow_button(action: String, follows: bool) -> impl IntoView {
    let (words, value) = if follows { ("Stop following", "") } else { ("Follow", "true") };
    let fields = vec![("follow", value.to_owned())];
    view! { <PostButton action=action fields=fields icon=Glyph::Bell>{words}</PostButton> }
}
