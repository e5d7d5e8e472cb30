//! The figures of the trends page, computed from the record: pure, so that page, API and CSV agree.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::Vocabulary;
use super::control::ControlState;
use super::durations::{DurationState, Durations, Measure, human};
use super::figures::{FixFigures, FixRecord, TrendFigure};
use super::incident::{AgentInvolvement, IncidentNumber};
use super::remediation::{RemediationStatus, days_overdue};
use super::severity::{Severity, severity_label};
use super::statistics::{
    Count, MonthRow, RemediationFigures, Spread, by_month, most_frequent, remediation_figures,
};

/// The durations that the page compares; those of agents and exposure have pages of their own.
pub const MEASURES: [Measure; 4] =
    [Measure::Detect, Measure::Acknowledge, Measure::Contain, Measure::Resolve];

/// An incident as the figures see it.
#[derive(Clone, Debug, PartialEq)]
pub struct TrendIncident {
    /// Its reference.
    pub number: IncidentNumber,
    /// Realised severity.
    pub severity: Option<Severity>,
    /// The agent's part.
    pub involvement: AgentInvolvement,
    /// The day it started; declared, or recorded, where that is not known.
    pub on: NaiveDate,
    /// Its durations.
    pub durations: Durations,
}

/// A remediation as the figures see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrendRemediation {
    /// Its number, `REM-7` without the letters.
    pub number: i64,
    /// What is to be done.
    pub title: String,
    /// Where it stands.
    pub status: RemediationStatus,
    /// Its day.
    pub due: Option<NaiveDate>,
    /// Whose it is.
    pub owner: Option<String>,
}

/// A family and those of its incidents that the viewer may see, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrendFamily {
    /// What it is called.
    pub name: String,
    /// Its incidents with their days.
    pub incidents: Vec<(IncidentNumber, NaiveDate)>,
}

/// What the figures are computed from: no drills, nothing that the viewer may not see.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrendRecord {
    /// The incidents of the period that the filters let through.
    pub incidents: Vec<TrendIncident>,
    /// The name of each known factor, once for each incident that has it.
    pub factors: Vec<String>,
    /// The name of each control with its state, once for each incident.
    pub controls: Vec<(String, ControlState)>,
    /// The remediations of incidents that the viewer may see.
    pub remediations: Vec<TrendRemediation>,
    /// The families.
    pub families: Vec<TrendFamily>,
    /// What the figures about fixes are computed from.
    pub fixes: FixRecord,
}

/// What is asked of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// First day of the period.
    pub from: NaiveDate,
    /// Last day of the period.
    pub to: NaiveDate,
    /// Within how many days a recurrence counts against a fix.
    pub within: u32,
    /// When it is asked.
    pub now: DateTime<Utc>,
}

/// One duration over all incidents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DurationFigure {
    /// Which.
    pub measure: Measure,
    /// Every recorded value, median and p90, and how many are still going on.
    pub spread: Spread,
    /// How many contradict themselves and are left out.
    pub invalid: usize,
    /// The recorded values with their incidents.
    pub points: Vec<(IncidentNumber, i64)>,
}

/// A table of a figure: what the page shows, what the CSV and the API hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrendTable {
    /// The heads; the first column names the row.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// All figures of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Trends {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// How many incidents are counted.
    pub n: usize,
    /// Incidents per month and severity.
    pub by_severity: Vec<MonthRow<Option<Severity>>>,
    /// Incidents per month and part of an agent.
    pub by_involvement: Vec<MonthRow<AgentInvolvement>>,
    /// The durations.
    pub durations: Vec<DurationFigure>,
    /// In how many incidents each factor was named.
    pub factors: Vec<Count>,
    /// In how many incidents each control let something pass.
    pub controls: Vec<Count>,
    /// Remediations by where they stand.
    pub remediation: RemediationFigures,
    /// Those past their day, longest first, with the days.
    pub overdue: Vec<(TrendRemediation, i64)>,
    /// Families with two incidents or more whose latest lies in the period.
    pub families: Vec<TrendFamily>,
    /// Whether closing helped.
    pub fixes: FixFigures,
}

impl Trends {
    /// Computes the figures that are asked for.
    pub fn of(record: TrendRecord, asked: &Asked) -> Self {
        let Asked { from, to, within, now } = *asked;
        let today = now.date_naive();
        let TrendRecord { incidents, factors, controls, remediations, families, fixes } = record;
        let severities: Vec<_> = incidents.iter().map(|i| (i.on, i.severity)).collect();
        let parts: Vec<_> = incidents.iter().map(|i| (i.on, i.involvement)).collect();
        let failed: Vec<String> =
            controls.into_iter().filter(|(_, state)| state.let_it_pass()).map(|(c, _)| c).collect();
        let stands: Vec<_> = remediations.iter().map(|r| (r.status, r.due)).collect();
        let mut overdue: Vec<_> = remediations
            .into_iter()
            .filter_map(|r| days_overdue(r.status, r.due, today).map(|days| (r, days)))
            .collect();
        overdue.sort_by_key(|(remediation, days)| (std::cmp::Reverse(*days), remediation.number));
        let repeated = |family: &TrendFamily| {
            family.incidents.len() > 1
                && family.incidents.iter().any(|(_, on)| (from..=to).contains(on))
        };
        Self {
            from,
            to,
            n: incidents.len(),
            by_severity: by_month(&severities, from, to),
            by_involvement: by_month(&parts, from, to),
            durations: MEASURES.map(|measure| duration(measure, &incidents)).into(),
            factors: most_frequent(&factors),
            controls: most_frequent(&failed),
            remediation: remediation_figures(&stands, today),
            overdue,
            families: families.into_iter().filter(repeated).collect(),
            fixes: FixFigures::of(&fixes, within, now),
        }
    }

    /// How many incidents an agent had a part in.
    pub fn with_agent(&self) -> usize {
        let parts = self.by_involvement.iter().flat_map(|month| &month.counts);
        parts.filter(|(part, _)| *part != AgentInvolvement::None).map(|(_, n)| n).sum()
    }

    /// The numbers behind a figure.
    pub fn table(&self, figure: TrendFigure) -> TrendTable {
        match figure {
            TrendFigure::Incidents => self.incidents_table(),
            TrendFigure::Durations => self.durations_table(),
            TrendFigure::Factors => counts_table("Factor", &self.factors),
            TrendFigure::Controls => counts_table("Control", &self.controls),
            TrendFigure::Remediations => self.remediation_table(),
            TrendFigure::Families => self.families_table(),
            figure => self.fixes.table(figure).unwrap_or_default(),
        }
    }

    /// The severities that occur, worst first, unset last.
    pub fn severities(&self) -> Vec<Option<Severity>> {
        let mut found: Vec<_> =
            self.by_severity.iter().flat_map(|month| &month.counts).map(|(key, _)| *key).collect();
        found.sort_by_key(|severity| severity.map_or(u8::MAX, Severity::rank));
        found.dedup();
        found
    }

    fn incidents_table(&self) -> TrendTable {
        let severities = self.severities();
        let parts = AgentInvolvement::ALL;
        let mut columns = vec!["Month".to_owned(), "All".to_owned()];
        columns.extend(severities.iter().map(|severity| severity_label(*severity)));
        columns.extend(parts.iter().map(|part| part.label().to_owned()));
        let rows = self.by_severity.iter().zip(&self.by_involvement).map(|(month, involved)| {
            let mut row = vec![month.month.format("%Y-%m").to_string(), month.total().to_string()];
            row.extend(severities.iter().map(|key| count_of(month, key)));
            row.extend(parts.iter().map(|key| count_of(involved, key)));
            row
        });
        TrendTable { rows: rows.collect(), columns }
    }

    fn durations_table(&self) -> TrendTable {
        let columns = ["Duration", "Incident", "Milliseconds", "In words"].map(str::to_owned);
        let rows = self.durations.iter().flat_map(|figure| {
            figure.points.iter().map(|(number, ms)| {
                let name = figure.measure.label().to_owned();
                vec![name, number.to_string(), ms.to_string(), human(*ms)]
            })
        });
        TrendTable { columns: columns.into(), rows: rows.collect() }
    }

    fn remediation_table(&self) -> TrendTable {
        let r = &self.remediation;
        let rows = [
            ("All", r.total),
            ("Open", r.open),
            ("Overdue", r.overdue),
            ("Implemented, not verified", r.unverified),
            ("Verified", r.verified),
            ("Found ineffective", r.ineffective),
            ("Declined, superseded or risk accepted", r.given_up),
        ];
        TrendTable {
            columns: vec!["Where it stands".into(), "Remediations".into()],
            rows: rows.map(|(name, n)| vec![name.to_owned(), n.to_string()]).into(),
        }
    }

    fn families_table(&self) -> TrendTable {
        let rows = self.families.iter().map(|family| {
            let list: Vec<_> =
                family.incidents.iter().map(|(number, on)| format!("{number} {on}")).collect();
            vec![family.name.clone(), family.incidents.len().to_string(), list.join(", ")]
        });
        TrendTable {
            columns: ["Family", "Incidents", "Which"].map(str::to_owned).into(),
            rows: rows.collect(),
        }
    }
}

fn duration(measure: Measure, incidents: &[TrendIncident]) -> DurationFigure {
    let (mut points, mut pending, mut invalid) = (Vec::new(), 0, 0);
    for incident in incidents {
        match incident.durations.get(measure) {
            DurationState::Recorded(span) => points.push((incident.number, span.ms)),
            DurationState::Pending => pending += 1,
            DurationState::Invalid { .. } => invalid += 1,
            DurationState::NotApplicable => {}
        }
    }
    let values: Vec<i64> = points.iter().map(|(_, ms)| *ms).collect();
    DurationFigure { measure, spread: Spread::of(&values, pending), invalid, points }
}

fn count_of<K: PartialEq>(month: &MonthRow<K>, key: &K) -> String {
    let found = month.counts.iter().find(|(k, _)| k == key);
    found.map_or(0, |(_, n)| *n).to_string()
}

fn counts_table(name: &str, counts: &[Count]) -> TrendTable {
    TrendTable {
        columns: vec![name.to_owned(), "Incidents".to_owned()],
        rows: counts.iter().map(|count| vec![count.name.clone(), count.n.to_string()]).collect(),
    }
}

impl TrendTable {
    /// The table as CSV (RFC 4180). A cell that a spreadsheet would run as a formula is quoted
    /// behind an apostrophe.
    pub fn csv(&self) -> String {
        let mut csv = String::new();
        for row in std::iter::once(&self.columns).chain(&self.rows) {
            for (i, cell) in row.iter().enumerate() {
                if i > 0 {
                    csv.push(',');
                }
                push_cell(&mut csv, cell);
            }
            csv.push_str("\r\n");
        }
        csv
    }
}

fn push_cell(csv: &mut String, cell: &str) {
    let formula =
        cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    if !formula && !cell.contains([',', '"', '\n', '\r']) {
        csv.push_str(cell);
        return;
    }
    csv.push('"');
    if formula {
        csv.push('\'');
    }
    csv.push_str(&cell.replace('"', "\"\""));
    csv.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn trends(record: TrendRecord, from: NaiveDate, to: NaiveDate, today: NaiveDate) -> Trends {
        let now = today.and_hms_opt(0, 0, 0).unwrap().and_utc();
        Trends::of(record, &Asked { from, to, within: 90, now })
    }

    fn remediation(number: i64, status: RemediationStatus, due: NaiveDate) -> TrendRemediation {
        TrendRemediation { number, title: "Gate".into(), status, due: Some(due), owner: None }
    }

    #[test]
    fn only_controls_that_let_something_pass_are_counted() {
        let controls = vec![
            ("Approval gate".to_owned(), ControlState::Bypassed),
            ("Approval gate".to_owned(), ControlState::Absent),
            ("Approval gate".to_owned(), ControlState::Worked),
            ("Monitoring alert".to_owned(), ControlState::Unknown),
        ];
        let record = TrendRecord { controls, ..TrendRecord::default() };
        let trends = trends(record, day(1, 1), day(3, 31), day(4, 1));
        assert_eq!(trends.controls, [Count { name: "Approval gate".into(), n: 2 }]);
        assert_eq!(trends.by_severity.len(), 3);
    }

    #[test]
    fn what_is_longest_overdue_comes_first_and_verified_never_is() {
        let remediations = vec![
            remediation(1, RemediationStatus::Accepted, day(3, 1)),
            remediation(2, RemediationStatus::Verified, day(1, 1)),
            remediation(3, RemediationStatus::InProgress, day(2, 1)),
        ];
        let record = TrendRecord { remediations, ..TrendRecord::default() };
        let trends = trends(record, day(1, 1), day(3, 31), day(3, 11));
        let late: Vec<_> = trends.overdue.iter().map(|(r, days)| (r.number, *days)).collect();
        assert_eq!(late, [(3, 38), (1, 10)]);
        assert_eq!(trends.remediation.verified, 1);
    }

    #[test]
    fn a_family_counts_when_it_repeats_and_its_latest_lies_in_the_period() {
        let family = |name: &str, days: &[NaiveDate]| TrendFamily {
            name: name.into(),
            incidents: days.iter().map(|on| (IncidentNumber(1), *on)).collect(),
        };
        let families = vec![
            family("once", &[day(2, 1)]),
            family("again", &[day(1, 1), day(2, 2)]),
            family("long ago", &[day(1, 1), day(1, 2)]),
        ];
        let record = TrendRecord { families, ..TrendRecord::default() };
        let trends = trends(record, day(2, 1), day(2, 28), day(3, 1));
        let names: Vec<_> = trends.families.iter().map(|f| f.name.as_str()).collect();
        assert_eq!(names, ["again"]);
    }

    #[test]
    fn a_cell_never_becomes_a_formula() {
        let table = TrendTable {
            columns: vec!["a".into()],
            rows: vec![vec!["=1+1".into()], vec!["-5".into()], vec!["x,\"y\"".into()]],
        };
        assert_eq!(table.csv(), "a\r\n\"'=1+1\"\r\n-5\r\n\"x,\"\"y\"\"\"\r\n");
    }
}
