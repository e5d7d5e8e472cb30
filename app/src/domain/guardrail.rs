//! The map control × factor × agent: which guardrail was absent, bypassed or failed, again; and what
//! is done about it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardFix {
    /// The number in `REM-7`.
    pub number: i32,
    /// Where it stands.
    pub status: RemediationStatus,
    /// When it should have taken effect.
    pub due: Option<NaiveDate>,
    /// The day on which it was verified.
    pub verified_on: Option<NaiveDate>,
    /// The codes of the controls it is aimed at.
    pub controls: Vec<String>,
    /// The codes of the factors it is aimed at; none is all.
    pub factors: Vec<String>,
}

impl GuardFix {
    /// How many days it is overdue on `today`.
    pub fn overdue(&self, today: NaiveDate) -> Option<i64> {
        days_overdue(self.status, self.due, today)
    }

    /// Whether it is about this factor; one without factors is about all.
    fn answers_to(&self, factor: Option<&str>) -> bool {
        let all = self.factors.is_empty();
        all || factor.is_none_or(|factor| self.factors.iter().any(|code| code == factor))
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

type Cells = BTreeMap<Option<String>, BTreeMap<i32, ControlState>>;

impl GuardMap {
    /// Puts the map together from what `filter` lets through.
    pub fn of(passages: &[Passage], fixes: &[GuardFix], filter: &GuardFilter) -> Self {
        let fits = |wanted: &str, is: &str| wanted.is_empty() || wanted == is;
        let mut rows: BTreeMap<(String, Option<String>), Cells> = BTreeMap::new();
        let mut named: BTreeMap<&str, usize> = BTreeMap::new();
        for passage in passages {
            for agent in &passage.agents {
                *named.entry(agent).or_default() += 1;
            }
            for (control, state) in &passage.controls {
                for factor in factors_of(passage, control) {
                    let shown = fits(&filter.control, control)
                        && fits(&filter.factor, factor.as_deref().unwrap_or_default());
                    if !shown {
                        continue;
                    }
                    let cells = rows.entry((control.clone(), factor)).or_default();
                    for agent in agents_of(passage, &filter.agent) {
                        cells.entry(agent).or_default().insert(passage.incident, *state);
                    }
                }
            }
        }
        let mut agents: Vec<(usize, String)> = named
            .into_iter()
            .filter(|(key, _)| fits(&filter.agent, key))
            .map(|(key, n)| (n, key.to_owned()))
            .collect();
        agents.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        let agents: Vec<String> = agents.into_iter().map(|(_, key)| key).collect();
        let mut aimed: HashMap<&str, Vec<&GuardFix>> = HashMap::new();
        for fix in fixes {
            for control in &fix.controls {
                aimed.entry(control).or_default().push(fix);
            }
        }
        let mut rows: Vec<GuardRow> = rows
            .into_iter()
            .map(|((control, factor), cells)| {
                let fixes = aimed.get(control.as_str()).map_or(&[][..], Vec::as_slice);
                row(control, factor, &cells, &agents, fixes)
            })
            .filter(|row| row.times > 0)
            .collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.times));
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
        let mut found: HashMap<&str, Vec<BTreeMap<i32, ControlState>>> = HashMap::new();
        for row in &self.rows {
            let line =
                found.entry(&row.control).or_insert_with(|| vec![BTreeMap::new(); columns.len()]);
            for (cell, incidents) in row.cells.iter().enumerate() {
                line[column(cell)].extend(incidents.iter().copied());
            }
        }
        let mut lines: Vec<GuardLine> =
            found.into_iter().map(|(control, marks)| GuardLine::of(control, &marks)).collect();
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
    fn of(control: &str, marks: &[BTreeMap<i32, ControlState>]) -> Self {
        let all: BTreeSet<i32> = marks.iter().flat_map(BTreeMap::keys).copied().collect();
        Self {
            control: control.to_owned(),
            marks: marks.iter().map(GuardMark::of).collect(),
            times: all.len(),
        }
    }
}

impl GuardMark {
    fn of(incidents: &BTreeMap<i32, ControlState>) -> Self {
        let mut states: Vec<(ControlState, usize)> = Vec::new();
        for state in incidents.values() {
            match states.iter_mut().find(|(known, _)| known == state) {
                Some((_, times)) => *times += 1,
                None => states.push((*state, 1)),
            }
        }
        states.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.as_str().cmp(b.0.as_str())));
        Self { states, times: incidents.len() }
    }
}

/// The factors that the control is about, where somebody said; else all that are known.
fn factors_of(passage: &Passage, control: &str) -> Vec<Option<String>> {
    let about = |(code, of): &(String, Option<String>)| {
        (of.as_deref() == Some(control)).then(|| Some(code.clone()))
    };
    let said: BTreeSet<Option<String>> = passage.factors.iter().filter_map(about).collect();
    if !said.is_empty() {
        return said.into_iter().collect();
    }
    let unsaid = passage.factors.iter().filter(|(_, of)| of.is_none());
    let all: BTreeSet<Option<String>> = unsaid.map(|(code, _)| Some(code.clone())).collect();
    if all.is_empty() { vec![None] } else { all.into_iter().collect() }
}

fn agents_of(passage: &Passage, wanted: &str) -> Vec<Option<String>> {
    if passage.agents.is_empty() {
        return if wanted.is_empty() || wanted == NOBODY { vec![None] } else { Vec::new() };
    }
    let shown = passage.agents.iter().filter(|key| wanted.is_empty() || *key == wanted);
    shown.cloned().map(Some).collect()
}

fn row(
    control: String,
    factor: Option<String>,
    cells: &Cells,
    agents: &[String],
    fixes: &[&GuardFix],
) -> GuardRow {
    let incidents: BTreeSet<i32> = cells.values().flat_map(BTreeMap::keys).copied().collect();
    let keys = agents.iter().cloned().map(Some).chain([None]);
    let cell = |key| cells.get(&key).into_iter().flatten().map(|(n, s)| (*n, *s)).collect();
    let aimed = || fixes.iter().copied().filter(|fix| fix.answers_to(factor.as_deref()));
    let mut open: Vec<GuardFix> =
        aimed().filter(|fix| !fix.status.is_done() && !fix.status.is_given_up()).cloned().collect();
    open.sort_by_key(|fix| (fix.due.unwrap_or(NaiveDate::MAX), fix.number));
    let verified = aimed()
        .filter(|fix| fix.status.is_done())
        .filter_map(|fix| Some((fix.verified_on?, fix.number)))
        .max();
    GuardRow {
        cells: keys.map(cell).collect(),
        times: incidents.len(),
        open,
        verified: verified.map(|(on, number)| (number, on)),
        control,
        factor,
    }
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

    fn fix(number: i32, status: RemediationStatus, factors: &[&str]) -> GuardFix {
        GuardFix {
            number,
            status,
            due: None,
            verified_on: NaiveDate::from_ymd_opt(2026, 3, u32::try_from(number).unwrap()),
            controls: vec!["approval_gate".into()],
            factors: factors.iter().map(|&code| code.to_owned()).collect(),
        }
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
        let fixes = [
            fix(1, Verified, &[]),
            fix(2, Verified, &["approval_missing"]),
            fix(3, Accepted, &["approval_missing"]),
            fix(4, Accepted, &["over_reliance"]),
            fix(5, Declined, &[]),
        ];
        let passages = [passage(1, Absent, "approval_missing", &[])];
        let map = GuardMap::of(&passages, &fixes, &GuardFilter::default());
        let open: Vec<_> = map.rows[0].open.iter().map(|fix| fix.number).collect();
        assert_eq!(open, [3]);
        assert_eq!(map.rows[0].verified.map(|(number, _)| number), Some(2));
    }
}
