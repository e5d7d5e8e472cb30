//! The inbox: runs that were received without an incident, sorted into one or dismissed.

use leptos::prelude::*;

use super::Page;
use crate::domain::import::InboxRun;
use crate::paths;
use crate::ui::{
    Button, ButtonKind, Column, EmptyState, Glyph, Icon, NavItem, PageHead, Pager, PostButton,
    Size, Table, Time,
};

/// What waits in the inbox.
#[derive(Clone, Debug, Default)]
pub struct InboxPage {
    /// The runs, the latest first.
    pub runs: Vec<InboxRun>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Whether this is the first page.
    pub is_first: bool,
    /// Why the last one was not sorted.
    pub problem: Option<String>,
}

impl Page for InboxPage {
    fn title(&self) -> String {
        "Inbox".into()
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Inbox)
    }

    fn view(self) -> AnyView {
        let next = self.next.map(|next| paths::with_query(paths::INBOX, &[("after", &next)]));
        let first = (!self.is_first).then(|| paths::INBOX.to_owned());
        let shown = self.runs.len();
        let problem = self.problem.map(|problem| {
            view! { <p class="note note-danger" role="alert"><Icon glyph=Glyph::Alert /><span>{problem}</span></p> }
        });
        let body = if self.runs.is_empty() {
            view! { <EmptyState title="Nothing waits here" text="Traces and logs that are sent to /v1/traces and /v1/logs without naming an incident wait here until somebody sorts them." /> }
                .into_any()
        } else {
            let columns = ["Run", "Sender", "Steps", "When", "Sort it"].map(Column::text).to_vec();
            let rows = self.runs.into_iter().map(row).collect_view();
            view! { <Table label="Runs that wait" columns=columns>{rows}</Table> }.into_any()
        };
        view! {
            <PageHead title="Inbox" lead="Runs that were received without an incident. Sorted into one, they are folded steps of its timeline, and what still comes of them goes there too." />
            {problem}
            {body}
            <Pager shown=shown noun=("run", "runs") next=next first=first />
        }
        .into_any()
    }
}

fn row(run: InboxRun) -> impl IntoView {
    let when = match run.first_at {
        Some(at) => view! { <Time at /> }.into_any(),
        None => view! { "received "<Time at=run.received_at /> }.into_any(),
    };
    let (assign, dismiss) =
        (paths::inbox_run(run.id, "assign"), paths::inbox_run(run.id, "dismiss"));
    let field = format!("incident-{}", run.id);
    let name = format!(" {}", run.title);
    let (label, assigned) = (format!("Incident of{name}"), name.clone());
    view! {
        <tr>
            <td class="title">{run.title.clone()}</td>
            <td>{run.sender}</td>
            <td class="num" data-name="Steps">{run.steps}</td>
            <td class="nowrap">{when}</td>
            <td class="row-acts">
                <form method="post" action=assign class="row row-tight row-edit">
                    <label class="visually-hidden" for=field.clone()>{label}</label>
                    <input class="input" id=field name="incident" placeholder="INC-42" required />
                    <Button kind=ButtonKind::Primary size=Size::Small>
                        "Assign"<span class="visually-hidden">{assigned}</span>
                    </Button>
                </form>
                <PostButton action=dismiss size=Size::Small>
                    "Dismiss"<span class="visually-hidden">{name}</span>
                </PostButton>
            </td>
        </tr>
    }
}
