//! Which of one's work is shown, and how: the words of the page's address.

use serde::{Deserialize, Serialize};

use super::{Grouping, WorkHead, WorkLane};
use crate::domain::remediation::{Priority, RemediationType, days_overdue};
use crate::domain::{Invalid, account::UserRef, form::Checker, reference::IncidentRef};
use chrono::{Days, NaiveDate};

vocab! {
    /// How work is drawn.
    pub enum Drawn ("view") {
        List = "list", "List";
        Board = "board", "Board";
    }
}

vocab! {
    /// When work is due.
    pub enum WorkSpan ("due") {
        Overdue = "overdue", "Overdue";
        Week = "week", "Within a week";
        Undated = "undated", "Without a due day";
    }
}

/// A filter as it stands in an address; blank matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawWorkFilter {
    /// Whose work: an address or an id; one's own when blank.
    pub who: String,
    /// A [`WorkLane`].
    pub lane: String,
    /// Words of the title, or a number like `REM-7`.
    pub q: String,
    /// A [`Priority`].
    pub priority: String,
    /// A [`RemediationType`].
    #[serde(rename = "type")]
    pub kind: String,
    /// A [`WorkSpan`].
    pub due: String,
    /// An incident that it serves: `INC-1`.
    pub incident: String,
    /// A [`Grouping`].
    pub group: String,
    /// A [`Drawn`].
    pub view: String,
    /// The key of the one group that is shown, all of it: `2026-12` of those by due month.
    pub only: String,
    /// Which page of a long group, from 1.
    pub page: String,
}

/// Which of one's work is shown, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkFilter {
    /// Whose work; `None` is one's own.
    pub who: Option<UserRef>,
    /// What it asks for.
    pub lane: Option<WorkLane>,
    /// Words of the title or a number, in lower case.
    pub words: Vec<String>,
    /// How urgent.
    pub priority: Option<Priority>,
    /// What it does.
    pub kind: Option<RemediationType>,
    /// When it is due.
    pub due: Option<WorkSpan>,
    /// The number of an incident that it serves.
    pub incident: Option<i32>,
    /// What it is grouped by; by what it asks for when nobody says.
    pub group: Option<Grouping>,
    /// Whether as a board.
    pub board: bool,
    /// The key of the one group that is shown.
    pub only: Option<String>,
    /// Which page of a long group, from 1.
    pub page: usize,
}

impl WorkFilter {
    /// Reads a filter.
    pub fn parse(raw: &RawWorkFilter) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let incident = check.optional("incident", &raw.incident, IncidentRef::parse);
        let q = check.optional_line("q", &raw.q).unwrap_or_default();
        let filter = Self {
            who: check.optional("who", &raw.who, UserRef::parse),
            lane: check.optional_word("lane", &raw.lane),
            words: q.split_whitespace().map(str::to_lowercase).collect(),
            priority: check.optional_word("priority", &raw.priority),
            kind: check.optional_word("type", &raw.kind),
            due: check.optional_word("due", &raw.due),
            incident: match incident {
                Some(IncidentRef::Number(number)) => Some(number),
                Some(IncidentRef::Id(_)) => {
                    check.error("incident", "Write its number, like INC-1.");
                    None
                }
                None => None,
            },
            group: check.optional_word("group", &raw.group),
            board: check.word_or("view", &raw.view, Drawn::List) == Drawn::Board,
            only: check.optional_line("only", &raw.only),
            page: check.optional("page", &raw.page, page).unwrap_or(1),
        };
        check.finish(filter)
    }

    /// What the work is grouped by.
    pub fn grouping(&self) -> Grouping {
        let usual = if self.board { Grouping::Status } else { Grouping::Lane };
        self.group.unwrap_or(usual)
    }

    /// Whether it asks which incidents each serves.
    pub fn by_incident(&self) -> bool {
        self.incident.is_some() || self.grouping() == Grouping::Incident
    }

    /// Whether it lets `head` through, whatever it asks for.
    pub fn matches(&self, head: &WorkHead, today: NaiveDate) -> bool {
        (self.words.is_empty() || self.says(head))
            && self.priority.is_none_or(|priority| head.priority == priority)
            && self.kind.is_none_or(|kind| head.kind == kind)
            && self.incident.is_none_or(|number| head.incidents.contains(&number))
            && self.due.is_none_or(|span| within(span, head, today))
    }

    fn says(&self, head: &WorkHead) -> bool {
        let (number, title) = (format!("rem-{}", head.number), head.title.to_lowercase());
        self.words.iter().all(|word| title.contains(word.as_str()) || *word == number)
    }
}

fn page(raw: &str) -> Result<usize, String> {
    raw.parse().map_err(|_| "Write the number of a page, like 2.".to_owned())
}

fn within(span: WorkSpan, head: &WorkHead, today: NaiveDate) -> bool {
    let week = today.checked_add_days(Days::new(7)).unwrap_or(today);
    match span {
        WorkSpan::Overdue => days_overdue(head.status, head.due, today).is_some(),
        WorkSpan::Week => head.due.is_some_and(|due| (today..=week).contains(&due)),
        WorkSpan::Undated => head.due.is_none(),
    }
}

impl RawWorkFilter {
    /// The names of the fields in an address.
    pub const NAMES: [&str; 11] = [
        "who", "lane", "q", "priority", "type", "due", "incident", "group", "view", "only", "page",
    ];

    /// The same from its first page, with all groups.
    #[must_use]
    pub fn whole(&self) -> Self {
        Self { only: String::new(), page: String::new(), ..self.clone() }
    }

    /// The query of the address that shows this, without what is blank.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        [
            ("who", &self.who),
            ("lane", &self.lane),
            ("q", &self.q),
            ("priority", &self.priority),
            ("type", &self.kind),
            ("due", &self.due),
            ("incident", &self.incident),
            ("group", &self.group),
            ("view", &self.view),
            ("only", &self.only),
            ("page", &self.page),
        ]
        .into_iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(name, value)| (name, value.clone()))
        .collect()
    }
}
