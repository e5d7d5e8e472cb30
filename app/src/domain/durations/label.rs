//! How a length of time reads to people: no finer than it is known.

use super::Span;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

impl Span {
    /// The span for people: `2 h 30 min`, `≈ 2 h ± 1 h`, `< 3 h`, `same day`.
    pub fn label(self) -> String {
        if self.min_ms == 0 && self.max_ms > 0 {
            // Two times known to the same day, or a clock change longer or shorter.
            let one_day = (23 * HOUR..=25 * HOUR).contains(&self.max_ms);
            return if one_day {
                "same day".to_owned()
            } else {
                format!("< {}", round_up(self.max_ms))
            };
        }
        let margin = self.margin_ms();
        if margin <= MINUTE || margin * 20 < self.ms {
            return human(self.ms);
        }
        let unit = unit_of(margin);
        format!("≈ {} ± {}", whole(self.ms, unit), whole(margin, unit))
    }
}

/// A length for people, in its two largest units: `45 s`, `12 min`, `2 h 5 min`, `3 d 4 h`.
pub fn human(ms: i64) -> String {
    let ms = ms.max(0);
    if ms < MINUTE {
        return format!("{} s", ms / SECOND);
    }
    for (unit, name, part, part_name) in
        [(DAY, "d", HOUR, "h"), (HOUR, "h", MINUTE, "min"), (MINUTE, "min", SECOND, "s")]
    {
        // Seconds only count where minutes are few.
        if ms >= unit {
            let rest = if unit == MINUTE && ms >= 10 * MINUTE { 0 } else { ms % unit / part };
            let head = format!("{} {name}", ms / unit);
            return if rest == 0 { head } else { format!("{head} {rest} {part_name}") };
        }
    }
    String::new()
}

fn unit_of(ms: i64) -> (i64, &'static str) {
    match ms {
        DAY.. => (DAY, "d"),
        HOUR.. => (HOUR, "h"),
        MINUTE.. => (MINUTE, "min"),
        _ => (SECOND, "s"),
    }
}

fn whole(ms: i64, (unit, name): (i64, &str)) -> String {
    format!("{} {name}", (ms + unit / 2) / unit)
}

fn round_up(ms: i64) -> String {
    let (unit, name) = unit_of(ms);
    format!("{} {name}", (ms + unit - 1) / unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(min_ms: i64, max_ms: i64) -> String {
        Span { min_ms, max_ms, ms: min_ms + (max_ms - min_ms) / 2 }.label()
    }

    #[test]
    fn a_span_reads_no_finer_than_it_is_known() {
        assert_eq!(label(9_000_000, 9_000_000), "2 h 30 min");
        assert_eq!(label(HOUR, 3 * HOUR), "≈ 2 h ± 1 h");
        assert_eq!(label(0, 3 * HOUR), "< 3 h");
        assert_eq!(label(0, 2 * HOUR), "< 2 h");
        assert_eq!(label(0, DAY), "same day");
        assert_eq!(label(0, 2 * DAY), "< 2 d");
        assert_eq!(label(0, 0), "0 s");
        assert_eq!(label(29 * DAY, 31 * DAY), "30 d");
    }

    #[test]
    fn a_length_is_told_in_its_two_largest_units() {
        assert_eq!(human(45 * SECOND), "45 s");
        assert_eq!(human(125 * SECOND), "2 min 5 s");
        assert_eq!(human(12 * MINUTE + 5 * SECOND), "12 min");
        assert_eq!(human(2 * HOUR + 5 * MINUTE), "2 h 5 min");
        assert_eq!(human(3 * DAY + 4 * HOUR + MINUTE), "3 d 4 h");
        assert_eq!(human(-5), "0 s");
    }
}
