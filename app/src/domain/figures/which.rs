//! The figures of the trends page: what each means, whom it counts and whom it leaves out.

vocab! {
    /// A figure of the trends page, as in its address.
    pub enum TrendFigure ("figure") {
        Incidents = "incidents", "Incidents per month";
        Durations = "durations", "Durations";
        Factors = "factors", "Contributing factors";
        Controls = "controls", "Controls that did not hold";
        Families = "families", "Families that repeated";
        Remediations = "remediations", "Remediation";
        Overdue = "overdue", "Due and overdue by month";
        Strength = "strength", "Strength of remediations";
        Coverage = "coverage", "Verification";
        TimeToVerified = "time_to_verified", "Time to verified";
        Recurrence = "recurrence", "Recurrence after fix";
        TimeToRecurrence = "time_to_recurrence", "Time to recurrence";
        RepeatWhileOpen = "repeat_while_open", "Repeated while the fix was open";
    }
}

impl TrendFigure {
    /// What the figure says.
    pub fn definition(self) -> &'static str {
        match self {
            Self::Incidents => {
                "Incidents by the month in which they started (declared, where the start is not \
                 recorded), by severity and by the agent's part."
            }
            Self::Durations => {
                "Every recorded duration as a point, with median and 90th percentile. Detect: \
                 started to detected. Acknowledge: detected to acknowledged. Contain and resolve: \
                 from started."
            }
            Self::Factors => "In how many incidents each contributing factor was named.",
            Self::Controls => {
                "In how many incidents each control was absent, bypassed, failed, overridden or \
                 not triggered."
            }
            Self::Families => "Families with two incidents or more, the latest in the period.",
            Self::Remediations => {
                "Remediations by where they stand. Only verified counts as done; overdue is past \
                 its day and not implemented."
            }
            Self::Overdue => {
                "Remediations by the month in which they fall due: in effect by their day, in \
                 effect later, or past it and still awaited."
            }
            Self::Strength => {
                "Remediations by how well they hold without anybody's attention, and by where \
                 they stand."
            }
            Self::Coverage => {
                "Verified ÷ all that took effect (implemented, verified or found ineffective)."
            }
            Self::TimeToVerified => {
                "Days from writing down to the verification by somebody else than the owner. \
                 Median by Kaplan and Meier, which lets those not yet verified count as open."
            }
            Self::Recurrence => {
                "Implemented remediations whose factor and scope recurred within the days chosen, \
                 ÷ those in effect for at least as many days."
            }
            Self::TimeToRecurrence => {
                "Days from taking effect to the first incident with the same factor and scope. \
                 Median by Kaplan and Meier, which lets fixes that still hold count as holding."
            }
            Self::RepeatWhileOpen => {
                "Incidents that began while a remediation for the same factor and scope was \
                 written down and not yet in effect, ÷ incidents with a known factor and scope."
            }
        }
    }

    /// Whom the figure counts.
    pub fn population(self) -> &'static str {
        match self {
            Self::Incidents
            | Self::Factors
            | Self::Controls
            | Self::Families
            | Self::RepeatWhileOpen => {
                "Incidents, near misses and hazards that you may see and the filters let through."
            }
            Self::Durations => {
                "Incidents that you may see and the filters let through, with both ends recorded."
            }
            Self::Remediations
            | Self::Overdue
            | Self::Strength
            | Self::Coverage
            | Self::TimeToVerified
            | Self::Recurrence
            | Self::TimeToRecurrence => {
                "All remediations that you may see, whatever period and filters say."
            }
        }
    }

    /// Whom the figure leaves out, and why.
    pub fn exclusions(self) -> &'static str {
        match self {
            Self::Incidents | Self::Families => "Drills.",
            Self::Factors => "Drills; factors that are only possible.",
            Self::Controls => "Drills; controls that worked, worked partially or are not known.",
            Self::Durations => {
                "Drills; durations still going on (counted beside it), not applicable, or invalid \
                 because their end lies before their start."
            }
            Self::Remediations => "None.",
            Self::Overdue => "Those without a due day.",
            Self::Strength => "Declined, superseded, and accepted risks.",
            Self::Coverage => "What has not taken effect; superseded remediations.",
            Self::TimeToVerified => {
                "Verifications dated before the writing down (counted beside it). Given up before \
                 a verification: counted as open until that day."
            }
            Self::Recurrence => {
                "Remediations in effect for fewer days than chosen, without a factor and scope, or \
                 of which the dates do not say (each counted beside it); drills; what a reviewer \
                 found to be another factor, out of scope, or no recurrence."
            }
            Self::TimeToRecurrence => {
                "Remediations without a factor and scope; recurrences not dated to the day \
                 (counted beside it); drills; what a reviewer found not to be a recurrence."
            }
            Self::RepeatWhileOpen => {
                "Drills; factors that are only possible or have no scope; incidents whose start \
                 does not say whether the remediation was open (counted beside it)."
            }
        }
    }
}
