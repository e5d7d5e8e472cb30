//! The map control × factor × agent: which guardrail was absent, bypassed or failed, again; and what
//! is done about it.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Vocabulary;
use super::control::ControlState;
use super::remediation::{RemediationStatus, days_overdue};

/// An incident in which a control let something pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// The number in `INC-42`.
    pub incident: i32,
    /// The codes of the controls that let it pass, with what they did.
    pub controls: Vec<(String, ControlState)>,
    /// Its known factors, each with the control that it is about, where somebody said.
    pub factors: Vec<(String, Option<String>)>,
    /// The keys of the agents that had a part.
    pub agents: Vec<String>,
}

/// A remediation that is aimed at a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuardFix {
    /// The number in `REM-7`.
    pub number: i32,
    /// Where it stands.
    pub status: RemediationStatus,
    /// When it should have taken effect.
    pub due: Option<NaiveDate>,
    /// The day on which it was verified.
    pub verified_on: Option<NaiveDate>,
}

impl GuardFix {
    /// How many days it is overdue on `today`.
    pub fn overdue(&self, today: NaiveDate) -> Option<i64> {
        days_overdue(self.status, self.due, today)
    }
}

/// The remediations that are aimed at a control and a factor; without a factor, at the control
/// whatever the factor is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardAim {
    /// The control's code.
    pub control: String,
    /// The factor's code.
    pub factor: Option<String>,
    /// The remediations; one that names the factor for two scopes may stand here twice.
    pub fixes: Vec<GuardFix>,
}

impl GuardAim {
    /// Whether it is about this row; what names no factor is about all that its control let pass.
    fn answers_to(&self, row: &GuardRow) -> bool {
        let all = self.factor.is_none() || row.factor.is_none();
        self.control == row.control && (all || self.factor == row.factor)
    }
}

/// Stands for an agent where none had a part; no agent has such a key.
pub const NOBODY: &str = "-";

/// What the map is narrowed to; blank is everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GuardFilter {
    /// The code of a control.
    pub control: String,
    /// The code of a factor.
    pub factor: String,
    /// The key of an agent, or [`NOBODY`].
    pub agent: String,
}

/// A control and a factor with the incidents of each agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardRow {
    /// The control's code.
    pub control: String,
    /// The factor's code; `None` where the incidents name none.
    pub factor: Option<String>,
    /// For each agent of the map, and last for none: the incidents with what the control did.
    pub cells: Vec<Vec<(i32, ControlState)>>,
    /// In how many incidents.
    pub times: usize,
    /// What is aimed at it and not verified, the latest due first.
    pub open: Vec<GuardFix>,
    /// The last verification, with its day.
    pub verified: Option<(i32, NaiveDate)>,
}

/// A mark of the picture: a control and an agent, whatever the factor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GuardMark {
    /// What the control did, in how many incidents, the most frequent first.
    pub states: Vec<(ControlState, usize)>,
    /// In how many incidents in all.
    pub times: usize,
}

/// A line of the picture: a control with a mark for each column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardLine {
    /// The control's code.
    pub control: String,
    /// A mark for each of the picture's columns.
    pub marks: Vec<GuardMark>,
    /// In how many incidents.
    pub times: usize,
}

/// A column of the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GuardColumn {
    /// One agent, by its key.
    Agent(String),
    /// So many more agents.
    Others(usize),
    /// No agent had a part.
    Nobody,
}

/// The map in one piece.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GuardPicture {
    /// The columns, the agent that is named most often first.
    pub columns: Vec<GuardColumn>,
    /// The controls, the most frequent first.
    pub lines: Vec<GuardLine>,
}

/// The map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GuardMap {
    /// Whether what is done about it was looked up as well.
    pub told: bool,
    /// The keys of the agents, the most often named first.
    pub agents: Vec<String>,
    /// The rows, the most frequent first.
    pub rows: Vec<GuardRow>,
}

impl GuardMap {
    /// Puts the map together from what `filter` lets through.
    pub fn of(passages: &[Passage], aims: &[GuardAim], filter: &GuardFilter) -> Self {
        let agents = named(passages, filter);
        let columns: HashMap<&str, usize> =
            agents.iter().enumerate().map(|(column, key)| (key.as_str(), column)).collect();
        let mut rows: HashMap<(&str, Option<&str>), GuardRow> = HashMap::new();
        for passage in passages {
            let columns = columns_of(passage, &columns, filter, agents.len());
            for (control, state) in &passage.controls {
                for factor in factors_of(passage, control) {
                    let shown = fits(&filter.control, control)
                        && fits(&filter.factor, factor.unwrap_or_default());
                    if !shown || columns.is_empty() {
                        continue;
                    }
                    let new = || GuardRow::new(control, factor, agents.len() + 1);
                    let row = rows.entry((control, factor)).or_insert_with(new);
                    row.times += 1;
                    for column in &columns {
                        row.cells[*column].push((passage.incident, *state));
                    }
                }
            }
        }
        let mut rows: Vec<GuardRow> = rows.into_values().collect();
        for row in &mut rows {
            row.answer(aims);
        }
        rows.sort_by(|a, b| {
            let names = |row: &GuardRow| (row.control.clone(), row.factor.clone());
            b.times.cmp(&a.times).then_with(|| names(a).cmp(&names(b)))
        });
        Self { told: true, agents, rows }
    }

    /// The map in one piece, with so many agents in columns of their own.
    pub fn picture(&self, most: usize) -> GuardPicture {
        let named = self.agents.len();
        let own = if named > most { most.saturating_sub(1) } else { named };
        let mut columns: Vec<GuardColumn> =
            self.agents.iter().take(own).cloned().map(GuardColumn::Agent).collect();
        if named > own {
            columns.push(GuardColumn::Others(named - own));
        }
        let nobody = columns.len();
        columns.push(GuardColumn::Nobody);
        let column = |cell: usize| if cell == named { nobody } else { cell.min(own) };
        let mut found: HashMap<&str, Vec<Vec<(i32, ControlState)>>> = HashMap::new();
        for row in &self.rows {
            let line = found.entry(&row.control).or_insert_with(|| vec![Vec::new(); columns.len()]);
            for (cell, incidents) in row.cells.iter().enumerate() {
                line[column(cell)].extend(incidents);
            }
        }
        let mut lines: Vec<GuardLine> =
            found.into_iter().map(|(control, marks)| GuardLine::of(control, marks)).collect();
        lines.sort_by(|a, b| b.times.cmp(&a.times).then_with(|| a.control.cmp(&b.control)));
        if lines.iter().all(|line| line.marks.last().is_none_or(|mark| mark.times == 0)) {
            columns.pop();
            for line in &mut lines {
                drop(line.marks.pop());
            }
        }
        GuardPicture { columns, lines }
    }
}

impl GuardLine {
    fn of(control: &str, mut marks: Vec<Vec<(i32, ControlState)>>) -> Self {
        for mark in &mut marks {
            once(mark);
        }
        let mut all = marks.concat();
        once(&mut all);
        Self {
            control: control.to_owned(),
            marks: marks.iter().map(|mark| GuardMark::of(mark)).collect(),
            times: all.len(),
        }
    }
}

/// Each incident once: a control did one thing in it, however many factors and agents there were.
fn once(incidents: &mut Vec<(i32, ControlState)>) {
    incidents.sort_unstable_by_key(|(incident, _)| *incident);
    incidents.dedup_by_key(|(incident, _)| *incident);
}

impl GuardMark {
    fn of(incidents: &[(i32, ControlState)]) -> Self {
        let mut states: Vec<(ControlState, usize)> = Vec::new();
        for (_, state) in incidents {
            match states.iter_mut().find(|(known, _)| known == state) {
                Some((_, times)) => *times += 1,
                None => states.push((*state, 1)),
            }
        }
        states.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.as_str().cmp(b.0.as_str())));
        Self { states, times: incidents.len() }
    }
}

impl GuardRow {
    fn new(control: &str, factor: Option<&str>, columns: usize) -> Self {
        Self {
            control: control.to_owned(),
            factor: factor.map(str::to_owned),
            cells: vec![Vec::new(); columns],
            times: 0,
            open: Vec::new(),
            verified: None,
        }
    }

    /// Puts beside it what is done about it.
    fn answer(&mut self, aims: &[GuardAim]) {
        let aims = aims.iter().filter(|aim| aim.answers_to(self));
        let (done, rest): (Vec<GuardFix>, Vec<GuardFix>) =
            aims.flat_map(|aim| aim.fixes.iter().copied()).partition(|fix| fix.status.is_done());
        let verified = done.iter().filter_map(|fix| Some((fix.verified_on?, fix.number))).max();
        self.verified = verified.map(|(on, number)| (number, on));
        self.open = rest.into_iter().filter(|fix| !fix.status.is_given_up()).collect();
        self.open.sort_unstable_by_key(|fix| (fix.due.unwrap_or(NaiveDate::MAX), fix.number));
        self.open.dedup_by_key(|fix| fix.number);
    }
}

/// Whether something is what is wanted; what is blank wants everything.
fn fits(wanted: &str, is: &str) -> bool {
    wanted.is_empty() || wanted == is
}

/// The keys of the agents that a filter lets through, the most often named first.
fn named(passages: &[Passage], filter: &GuardFilter) -> Vec<String> {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for agent in passages.iter().flat_map(|passage| &passage.agents) {
        *times.entry(agent).or_default() += 1;
    }
    let mut agents: Vec<(&str, usize)> =
        times.into_iter().filter(|(key, _)| fits(&filter.agent, key)).collect();
    agents.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    agents.into_iter().map(|(key, _)| key.to_owned()).collect()
}

/// In which columns a passage stands: those of its agents, or the last when none had a part.
fn columns_of(
    passage: &Passage,
    columns: &HashMap<&str, usize>,
    filter: &GuardFilter,
    nobody: usize,
) -> Vec<usize> {
    if passage.agents.is_empty() {
        return if fits(&filter.agent, NOBODY) { vec![nobody] } else { Vec::new() };
    }
    passage.agents.iter().filter_map(|key| columns.get(key.as_str()).copied()).collect()
}

/// The factors that the control is about, where somebody said; else all that are known.
fn factors_of<'a>(passage: &'a Passage, control: &str) -> Vec<Option<&'a str>> {
    let of = |about: Option<&str>| -> Vec<Option<&'a str>> {
        let factors = passage.factors.iter();
        let factors = factors.filter(|(_, control)| control.as_deref() == about);
        let mut codes: Vec<Option<&str>> = factors.map(|(code, _)| Some(code.as_str())).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    };
    let said = of(Some(control));
    let found = if said.is_empty() { of(None) } else { said };
    if found.is_empty() { vec![None] } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ControlState::{Absent, Bypassed};

    fn passage(incident: i32, state: ControlState, factor: &str, agents: &[&str]) -> Passage {
        Passage {
            incident,
            controls: vec![("approval_gate".into(), state)],
            factors: vec![(factor.into(), None)],
            agents: agents.iter().map(|&key| key.to_owned()).collect(),
        }
    }

    fn fix(number: i32, status: RemediationStatus) -> GuardFix {
        let verified_on = NaiveDate::from_ymd_opt(2026, 3, u32::try_from(number).unwrap());
        GuardFix { number, status, due: None, verified_on }
    }

    fn aim(factor: Option<&str>, fixes: Vec<GuardFix>) -> GuardAim {
        GuardAim { control: "approval_gate".into(), factor: factor.map(str::to_owned), fixes }
    }

    #[test]
    fn a_cell_holds_the_incidents_of_its_control_factor_and_agent() {
        let passages = [
            passage(1, Absent, "approval_missing", &["forum"]),
            passage(2, Bypassed, "approval_missing", &["forum", "mail"]),
            passage(3, Absent, "over_reliance", &[]),
        ];
        let map = GuardMap::of(&passages, &[], &GuardFilter::default());
        assert_eq!(map.agents, ["forum", "mail"]);
        let first = &map.rows[0];
        assert_eq!(first.cells, [vec![(1, Absent), (2, Bypassed)], vec![(2, Bypassed)], vec![]]);
        assert_eq!((first.times, map.rows[1].times), (2, 1));
        assert_eq!(map.rows[1].cells[2], [(3, Absent)]);
        let nobody = GuardFilter { agent: NOBODY.into(), ..GuardFilter::default() };
        let map = GuardMap::of(&passages, &[], &nobody);
        assert_eq!((map.agents.len(), map.rows.len(), map.rows[0].times), (0, 1, 1));
        let mail = GuardFilter { agent: "mail".into(), ..GuardFilter::default() };
        let map = GuardMap::of(&passages, &[], &mail);
        assert_eq!((map.agents.len(), map.rows.len(), map.rows[0].times), (1, 1, 1));
    }

    #[test]
    fn the_picture_counts_an_incident_once_for_each_agent_and_once_for_its_control() {
        let mut second = passage(2, Bypassed, "over_reliance", &["forum", "mail"]);
        second.factors.push(("approval_missing".into(), None));
        let passages = [
            passage(1, Absent, "approval_missing", &["forum"]),
            second,
            passage(3, Absent, "approval_missing", &["forum", "chat"]),
        ];
        let map = GuardMap::of(&passages, &[], &GuardFilter::default());
        let picture = map.picture(2);
        assert_eq!(
            picture.columns,
            [GuardColumn::Agent("forum".into()), GuardColumn::Others(2)],
            "nobody has no column where no incident is without an agent"
        );
        let line = &picture.lines[0];
        let times: Vec<usize> = line.marks.iter().map(|mark| mark.times).collect();
        assert_eq!((picture.lines.len(), line.times, times), (1, 3, vec![3, 2]));
        assert_eq!(line.marks[0].states, [(Absent, 2), (Bypassed, 1)]);
        assert_eq!(map.picture(3).columns.len(), 3);
    }

    #[test]
    fn where_a_factor_names_its_control_the_others_stay_out() {
        let mut one = passage(1, Absent, "approval_missing", &[]);
        one.factors = vec![
            ("approval_missing".into(), Some("approval_gate".into())),
            ("over_reliance".into(), None),
        ];
        let map = GuardMap::of(&[one], &[], &GuardFilter::default());
        assert_eq!(map.rows.len(), 1);
        assert_eq!(map.rows[0].factor.as_deref(), Some("approval_missing"));
    }

    #[test]
    fn what_is_under_way_and_the_last_verification_stand_beside() {
        use RemediationStatus::{Accepted, Declined, Verified};
        let other = GuardAim { control: "audience".into(), ..aim(None, vec![fix(6, Accepted)]) };
        let aims = [
            aim(None, vec![fix(1, Verified), fix(5, Declined)]),
            aim(
                Some("approval_missing"),
                vec![fix(3, Accepted), fix(2, Verified), fix(3, Accepted)],
            ),
            aim(Some("over_reliance"), vec![fix(4, Accepted)]),
            other,
        ];
        let passages = [passage(1, Absent, "approval_missing", &[])];
        let map = GuardMap::of(&passages, &aims, &GuardFilter::default());
        let open = |row: &GuardRow| row.open.iter().map(|fix| fix.number).collect::<Vec<_>>();
        assert_eq!(open(&map.rows[0]), [3]);
        assert_eq!(map.rows[0].verified.map(|(number, _)| number), Some(2));
        let unnamed = Passage { factors: Vec::new(), ..passages[0].clone() };
        let map = GuardMap::of(&[unnamed], &aims, &GuardFilter::default());
        assert_eq!(
            open(&map.rows[0]),
            [3, 4],
            "without a factor, whatever is aimed at the control"
        );
    }
}
