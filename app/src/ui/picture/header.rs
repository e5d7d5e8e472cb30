//! The words over the axis: what each segment is, how precisely it is known, and its ticks.

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveDateTime, Timelike};

use crate::domain::moment::Zone;

use super::{
    axis::Segment,
    describe::MONTHS,
    input::PictureTime,
    num,
    runs::Kind,
    scene::{Node, Scene},
};

/// The two lines that name a segment; of the first, ever shorter versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) titles: Vec<String>,
    pub(super) precision: Vec<String>,
}

/// A tick and, where there is room, its label.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tick {
    pub(super) at: f64,
    pub(super) label: String,
}

/// The day on which something was, as it was said: coarse times are read at their middle, so that
/// a zone a few hours away does not move them to the next day.
fn day((lo, hi): (i64, i64), zone: Zone) -> Option<NaiveDate> {
    let coarse = hi - lo > 3_600_000;
    local(if coarse { lo + (hi - lo) / 2 } else { lo }, zone).map(|time| time.date())
}

fn local(millis: i64, zone: Zone) -> Option<NaiveDateTime> {
    DateTime::from_timestamp_millis(millis).map(|at| zone.local(at))
}

/// Headings of all segments.
pub(super) fn headings(scene: &Scene<'_>, segments: &[Segment]) -> Vec<Heading> {
    let zone = scene.picture.zone;
    let mut last_day = None;
    let mut out = Vec::with_capacity(segments.len());
    for segment in segments {
        let days = days(&scene.nodes[segment.run.first..=segment.run.last], segment, zone);
        let same = days.is_some_and(|(first, last)| first == last && last_day == Some(first));
        let mut titles = titles(segment, days);
        if same && segment.run.level < 2 {
            titles.insert(0, "The same day".to_owned());
        }
        last_day = days.filter(|_| segment.run.level < 2).map(|(_, last)| last);
        out.push(Heading { titles, precision: precision(scene, segment) });
    }
    out
}

fn days(nodes: &[Node], segment: &Segment, zone: Zone) -> Option<(NaiveDate, NaiveDate)> {
    let own = nodes.iter().filter(|node| node.level <= segment.run.level);
    let days = own.filter_map(|node| {
        let (lo, hi) = node.span?;
        let last = if node.events.len() > 1 { (hi - 1, hi) } else { (lo, hi) };
        Some((day((lo, if node.events.len() > 1 { lo + 1 } else { hi }), zone)?, day(last, zone)?))
    });
    days.reduce(|(first, last), (from, to)| (first.min(from), last.max(to)))
}

fn titles(segment: &Segment, days: Option<(NaiveDate, NaiveDate)>) -> Vec<String> {
    let Some((first, last)) = days else {
        return vec!["Time not recorded".to_owned(), "No time".to_owned(), "?".to_owned()];
    };
    let month = |date: NaiveDate| MONTHS[date.month0() as usize];
    let short = |date: NaiveDate| &month(date)[..3];
    let ((from, to), (year, last_year)) = ((first.day(), last.day()), (first.year(), last.year()));
    let one_month = (year, first.month()) == (last_year, last.month());
    match segment.run.level {
        3 if year == last_year => vec![year.to_string()],
        3 => vec![format!("{year}–{last_year}")],
        2 if one_month => {
            vec![
                format!("{} {year}", month(first)),
                format!("{} {year}", short(first)),
                short(first).to_owned(),
            ]
        }
        2 => vec![
            format!("{} {year} – {} {last_year}", month(first), month(last)),
            format!("{}–{} {last_year}", short(first), short(last)),
            format!("{}–{}", short(first), short(last)),
        ],
        _ if first == last => vec![
            format!("{from} {} {year}", month(first)),
            format!("{from} {} {year}", short(first)),
            format!("{from} {}", short(first)),
        ],
        _ if one_month => vec![
            format!("{from}–{to} {} {year}", month(first)),
            format!("{from}–{to} {}", short(first)),
        ],
        _ => vec![
            format!("{from} {} – {to} {} {last_year}", month(first), month(last)),
            format!("{from} {} – {to} {}", short(first), short(last)),
        ],
    }
}

fn precision(scene: &Scene<'_>, segment: &Segment) -> Vec<String> {
    let nodes = &scene.nodes[segment.run.first..=segment.run.last];
    let own = nodes.iter().filter(|node| node.level <= segment.run.level && node.span.is_some());
    let coarsest = own
        .flat_map(|node| &node.events)
        .filter_map(|&event| scene.picture.events[event].time)
        .map(|time| time.precision)
        .max();
    let many = nodes.iter().filter(|node| node.across.is_none()).count() > 1;
    let words = match (coarsest, segment.run.level) {
        (Some(precision), 0..=3) => PictureTime::words(precision),
        _ => return vec!["placed in order".to_owned(), "in order".to_owned()],
    };
    let zone = scene.picture.zone.name().unwrap_or_else(|| "UTC".to_owned());
    match segment.run.kind {
        Kind::Order if many => vec![
            format!("{words}: placed in order, no clock times known"),
            format!("{words}: placed in order"),
            words,
        ],
        Kind::Clock if segment.run.level == 0 => {
            vec![format!("{words}, {zone}"), words]
        }
        _ => vec![words],
    }
}

/// The ticks of a segment.
pub(super) fn ticks(scene: &Scene<'_>, segment: &Segment, at: &[f64]) -> Vec<Tick> {
    match segment.run.kind {
        Kind::Order => ordinals(scene, segment, at),
        Kind::Clock => clock(segment, scene.picture.zone),
    }
}

/// `1st`, `2nd` …; a `~` before a number whose place the links do not prove.
fn ordinals(scene: &Scene<'_>, segment: &Segment, at: &[f64]) -> Vec<Tick> {
    let nodes: Vec<usize> = (segment.run.first..=segment.run.last)
        .filter(|&node| scene.nodes[node].across.is_none())
        .collect();
    if nodes.len() < 2 {
        return Vec::new();
    }
    let mut last = f64::NEG_INFINITY;
    let mut count = 0;
    let mut out = Vec::with_capacity(nodes.len());
    for (index, &node) in nodes.iter().enumerate() {
        let sure = index == 0 || scene.sure[node];
        let label = format!("{}{}", if sure { "" } else { "~\u{200a}" }, ordinal(count + 1));
        count += scene.nodes[node].events.len();
        let room = at[node] - last >= 34.0;
        if room {
            last = at[node];
        }
        out.push(Tick { at: at[node], label: if room { label } else { String::new() } });
    }
    out
}

fn ordinal(number: usize) -> String {
    let ending = match (number % 10, number % 100) {
        (1, n) if n != 11 => "st",
        (2, n) if n != 12 => "nd",
        (3, n) if n != 13 => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Distances between ticks that people read without counting.
const STEPS: [i64; 22] = [
    1_000,
    5_000,
    15_000,
    30_000,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    14 * DAY,
    30 * DAY,
    91 * DAY,
    365 * DAY,
];

fn clock(segment: &Segment, zone: Zone) -> Vec<Tick> {
    let Some((lo, hi)) = segment.run.span else { return Vec::new() };
    let wanted = ((segment.end - segment.start) / 50.0).clamp(1.0, 40.0);
    let least = super::axis::millis(hi - lo) / wanted;
    let step = STEPS.into_iter().find(|&step| super::axis::millis(step) >= least);
    let mut out: Vec<Tick> = Vec::new();
    let mut last_day = None;
    for time in instants(lo, hi, step.unwrap_or(3650 * DAY), zone) {
        let Some(then) = local(time, zone) else { continue };
        let at = segment.place(time);
        let day = then.date();
        let (hour, minute) = (then.hour(), then.minute());
        let month = &MONTHS[then.month0() as usize][..3];
        let label = match step {
            Some(step) if step < MINUTE => format!("{hour:02}:{minute:02}:{:02}", then.second()),
            Some(step) if step < DAY && (last_day.is_none() || last_day == Some(day)) => {
                format!("{hour:02}:{minute:02}")
            }
            Some(step) if step < 30 * DAY => format!("{} {month}", then.day()),
            Some(step) if step < 365 * DAY => month.to_owned(),
            _ => then.year().to_string(),
        };
        let far = out.iter().rfind(|tick| !tick.label.is_empty()).is_none_or(|tick| {
            at - tick.at >= 16.0 + 6.2 * num(label.len().max(tick.label.len())) / 1.2
        });
        if far {
            last_day = Some(day);
        }
        if far || out.last().is_none_or(|tick| at - tick.at >= 6.0) {
            out.push(Tick { at, label: if far { label } else { String::new() } });
        }
    }
    out
}

/// Round instants from `lo` to `hi` in local time.
fn instants(lo: i64, hi: i64, step: i64, zone: Zone) -> Vec<i64> {
    let Some(start) = local(lo, zone) else { return Vec::new() };
    let mut out = Vec::new();
    if step >= DAY {
        let mut date = start.date();
        if step >= 30 * DAY {
            date = date.with_day(1).unwrap_or(date);
        }
        for _ in 0..400 {
            let midnight =
                date.and_hms_opt(0, 0, 0).map(|time| zone.instant(time).timestamp_millis());
            let Some(midnight) = midnight.filter(|&time| time <= hi) else { break };
            if midnight >= lo {
                out.push(midnight);
            }
            let days = chrono::Duration::milliseconds(step);
            let months = u32::try_from(step / (30 * DAY)).unwrap_or(1);
            let next = if step >= 30 * DAY {
                date.checked_add_months(Months::new(months))
            } else {
                date.checked_add_signed(days)
            };
            let Some(next) = next else { break };
            date = next;
        }
    } else {
        let shift = start.and_utc().timestamp_millis() - lo;
        let mut time = (lo + shift).div_euclid(step) * step - shift;
        while time <= hi && out.len() < 400 {
            if time >= lo {
                out.push(time);
            }
            time += step;
        }
    }
    // A moment shorter than its step still gets one name.
    if out.is_empty() { vec![lo] } else { out }
}
