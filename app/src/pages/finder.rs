//! What the finder notices in the record of an incident, rule by rule.

use leptos::prelude::*;

use super::Page;
use super::sent::Sent;
use crate::domain::Vocabulary;
use crate::domain::finder::{Dismissal, Judged, Notice, NoticeRule, RawDismissal};
use crate::domain::incident::IncidentNumber;
use crate::paths;
use crate::ui::{
    Button, EmptyState, Form, FormFoot, More, NavItem, PageHead, PostButton, Ref, Section, Size,
    TextField, Time,
};

/// What the finder notices in the record of an incident.
#[derive(Clone, Debug)]
pub struct FinderPage {
    /// The incident.
    pub number: IncidentNumber,
    /// Its title.
    pub incident_title: String,
    /// What was found, rule by rule.
    pub notices: Vec<Judged>,
    /// A dismissal as it was sent.
    pub sent: Sent<RawDismissal>,
    /// Whether the reader may dismiss.
    pub writes: bool,
}

impl Page for FinderPage {
    fn title(&self) -> String {
        format!("Gaps in the record of {}", self.number)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let title = self.title();
        let up = (format!("{} {}", self.number, self.incident_title), paths::incident(self.number));
        let open = self.notices.iter().filter(|judged| judged.dismissed.is_none()).count();
        let lead = match (open, self.notices.len()) {
            (_, 0) => "Nothing was found.".to_owned(),
            (0, all) => format!("All {all} are dismissed with a reason."),
            (open, all) if open == all => format!("{open} to look at."),
            (open, all) => format!("{open} to look at, {} dismissed.", all - open),
        };
        let none = self.notices.is_empty().then(|| {
            view! {
                <EmptyState
                    title="No gap and no contradiction"
                    text="Times, links, evidence and claims fit together as far as the rules can tell. They look only at what is recorded here."
                />
            }
        });
        let rules = NoticeRule::ALL.iter().map(|rule| self.rule(*rule)).collect_view();
        view! {
            <PageHead title=title lead=lead up=up />
            {none}
            <div class="stack stack-wide">{rules}</div>
        }
        .into_any()
    }
}

impl FinderPage {
    fn rule(&self, rule: NoticeRule) -> Option<AnyView> {
        let of_rule = self.notices.iter().enumerate().filter(|(_, j)| j.notice.rule == rule);
        let rows: Vec<_> = of_rule.map(|(place, judged)| self.row(place, judged)).collect();
        let count = rows.len();
        let view = view! {
            <Section title=rule.label() id=rule.as_str() count=count.to_string()>
                <div class="stack">
                    <p class="quiet">{rule.definition()}</p>
                    <ul class="panel side-list">{rows}</ul>
                </div>
            </Section>
        };
        (count > 0).then(|| view.into_any())
    }

    fn row(&self, place: usize, judged: &Judged) -> AnyView {
        let Judged { notice, dismissed } = judged;
        let places = notice.events.iter().map(|seq| {
            view! { " "<Ref to=format!("E{seq}") href=paths::event(self.number, seq) /> }
        });
        let answer = match dismissed {
            Some(word) => self.dismissed(word),
            None => self.writes.then(|| self.form(place, notice)).into_any(),
        };
        let class = if dismissed.is_some() { "quiet" } else { "" };
        view! {
            <li data-row="">
                <span class="side-line"><span class=class>{notice.words.clone()}</span><span class="push">{places.collect_view()}</span></span>
                {answer}
            </li>
        }
        .into_any()
    }

    fn dismissed(&self, word: &Dismissal) -> AnyView {
        let by = word.by.as_ref().map(|by| format!(" by {}", by.name));
        let action = format!("{}/restore", self.dismissal(word.id));
        let restore = self.writes.then(|| {
            view! { <PostButton action=action size=Size::Small>"Ask again"</PostButton> }
        });
        view! {
            <span class="side-sub">"Dismissed"{by}", "<Time at=word.at />": "{word.reason.clone()}</span>
            {restore}
        }
        .into_any()
    }

    fn form(&self, place: usize, notice: &Notice) -> AnyView {
        let raw = &self.sent.raw;
        let mine = raw.rule == notice.rule.as_str() && raw.key == notice.key;
        let sent = if mine { self.sent.clone() } else { Sent::default() };
        let open = sent.failed();
        let action = paths::incident_part(self.number, "notices");
        let (rule, key) = (notice.rule.as_str(), notice.key.clone());
        view! {
            <More summary="Needs no answer" open=open>
                <Form
                    action=action
                    errors=sent.invalid
                    problem="It is not dismissed yet"
                    prefix=format!("notice-{place}")
                    small=true
                >
                    <input type="hidden" name="rule" value=rule />
                    <input type="hidden" name="key" value=key />
                    <TextField name="reason" label="Why?" value=sent.raw.reason hint="In 10 characters or more." />
                    <FormFoot><Button size=Size::Small>"Dismiss"</Button></FormFoot>
                </Form>
            </More>
        }
        .into_any()
    }

    fn dismissal(&self, id: uuid::Uuid) -> String {
        paths::incident_row(self.number, "notices", id)
    }
}
