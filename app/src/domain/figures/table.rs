//! The figures about fixes as tables: what the page shows, what the CSV and the API hold.

use super::{FixFigures, Survival, TrendFigure};
use crate::domain::statistics::{Rate, TOO_FEW};
use crate::domain::trends::TrendTable;

impl FixFigures {
    /// The numbers behind a figure; `None` when it is not one about fixes.
    pub fn table(&self, figure: TrendFigure) -> Option<TrendTable> {
        Some(match figure {
            TrendFigure::Recurrence => self.recurrence_table(),
            TrendFigure::RepeatWhileOpen => self.while_open_table(),
            TrendFigure::TimeToRecurrence => curve(&self.to_recurrence.held, "Recurred"),
            TrendFigure::Coverage => self.coverage_table(),
            TrendFigure::Strength => self.strength_table(),
            TrendFigure::TimeToVerified => curve(&self.to_verified, "Verified"),
            TrendFigure::Overdue => self.overdue_table(),
            _ => return None,
        })
    }

    fn recurrence_table(&self) -> TrendTable {
        let figure = &self.after_fix;
        let mut rows = vec![
            row("Within days", figure.days),
            row("Recurred", figure.recurred),
            row("In effect for as long", figure.of),
            vec!["Share".into(), share_words(figure.rate)],
            row("Too recent to tell", figure.too_recent),
            row("Undetermined: the dates do not say", figure.undetermined),
            row("Without a factor and scope", figure.without_target),
        ];
        rows.extend(figure.which.iter().map(|n| vec!["Recurred".into(), format!("REM-{n}")]));
        TrendTable { columns: heads(["What", "Remediations"]), rows }
    }

    fn while_open_table(&self) -> TrendTable {
        let figure = &self.while_open;
        let mut rows = vec![
            row("Repeated while a remediation was open", figure.repeated),
            row("With a known factor and scope", figure.of),
            vec!["Share".into(), share_words(figure.rate)],
            row("Undetermined: the dates do not say", figure.undetermined),
        ];
        let which = figure.which.iter();
        rows.extend(which.map(|(n, fix)| vec![format!("INC-{n}"), format!("REM-{fix} was open")]));
        TrendTable { columns: heads(["What", "Incidents"]), rows }
    }

    fn coverage_table(&self) -> TrendTable {
        let figure = &self.coverage;
        let rows = vec![
            row("Verified", figure.verified),
            row("Implemented, not verified", figure.unverified),
            row("Of these: the day to look is over", figure.look_overdue),
            row("Of these: no day to look", figure.no_day),
            row("Found ineffective", figure.ineffective),
            vec!["Share verified".into(), share_words(figure.rate)],
        ];
        TrendTable { columns: heads(["Where it stands", "Remediations"]), rows }
    }

    fn strength_table(&self) -> TrendTable {
        use crate::domain::Vocabulary;
        let rows = self.strength.iter().map(|row| {
            let name = row.strength.map_or("Not said", |strength| strength.label());
            let counts = [row.total(), row.open, row.unverified, row.verified, row.ineffective];
            std::iter::once(name.to_owned()).chain(counts.map(|n| n.to_string())).collect()
        });
        let heads = heads(["Strength", "All", "Open", "Not verified", "Verified", "Ineffective"]);
        TrendTable { columns: heads, rows: rows.collect() }
    }

    fn overdue_table(&self) -> TrendTable {
        let rows = self.overdue.iter().map(|c| {
            let counts =
                [c.due, c.in_time, c.late, c.overdue, c.not_yet, c.given_up, c.undetermined];
            let mut row = vec![c.month.format("%Y-%m").to_string()];
            row.extend(counts.map(|n| n.to_string()));
            row.push(c.longest.to_string());
            row
        });
        let heads = heads([
            "Fell due in",
            "All",
            "In time",
            "Late",
            "Overdue",
            "Not yet due",
            "Given up",
            "Undetermined",
            "Longest overdue, days",
        ]);
        TrendTable { columns: heads, rows: rows.collect() }
    }
}

/// A share in percent with its interval, or that there are too few to tell.
pub fn share_words(rate: Option<Rate>) -> String {
    rate.map_or_else(
        || TOO_FEW.to_owned(),
        |rate| {
            let percent = |share: f64| format!("{:.0}", share * 100.0);
            format!("{} % ({} to {} %)", percent(rate.share), percent(rate.low), percent(rate.high))
        },
    )
}

fn curve(survival: &Survival, ended: &str) -> TrendTable {
    let steps = survival.steps.iter().map(|step| {
        vec![
            step.day.to_string(),
            step.at_risk.to_string(),
            step.ended.to_string(),
            step.censored.to_string(),
            format!("{:.3}", step.lasting),
        ]
    });
    TrendTable {
        columns: heads(["Day", "At risk", ended, "Not watched longer", "Share not yet"]),
        rows: steps.collect(),
    }
}

fn row(name: &str, n: u32) -> Vec<String> {
    vec![name.to_owned(), n.to_string()]
}

fn heads<const N: usize>(heads: [&str; N]) -> Vec<String> {
    heads.map(str::to_owned).into()
}
