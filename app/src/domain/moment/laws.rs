//! What always holds of moments, whatever they are.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::{Moment, Precision, RawMoment, TimeOrder, Zone};
use crate::domain::Vocabulary;
use crate::domain::form::Checker;

/// Zones with clock changes at odd hours, half-hour offsets, and a day left out.
const ZONES: &[&str] = &[
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Monrovia",
    "+02:00",
    "-03:30",
];

fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    // 1971 to 2199, with a crowd in one month so that intervals often touch.
    let anywhere = 31_708_800..7_226_582_400_i64;
    let crowd = 1_773_000_000..1_775_600_000_i64;
    prop_oneof![anywhere, crowd].prop_map(|s| DateTime::from_timestamp(s, 0).unwrap())
}

fn moment() -> impl Strategy<Value = Moment> {
    let precision = proptest::sample::select(Precision::ALL);
    let zone = proptest::sample::select(ZONES);
    (instant(), precision, zone)
        .prop_map(|(at, precision, zone)| Moment::new(at, precision, zone.parse::<Zone>().unwrap()))
}

proptest! {
    #[test]
    fn a_moment_starts_its_own_interval_and_holds_what_it_was_cut_from(
        at in instant(),
        precision in proptest::sample::select(Precision::ALL),
        zone in proptest::sample::select(ZONES),
    ) {
        let moment = Moment::new(at, precision, zone.parse::<Zone>().unwrap());
        match moment.bounds() {
            None => prop_assert_eq!(precision, Precision::Unknown),
            Some((lo, hi)) => {
                prop_assert_eq!(lo, moment.at);
                prop_assert!(lo <= at && at < hi, "{:?} {} {}", moment, lo, hi);
                prop_assert!(hi - lo <= TimeDelta::days(367));
            }
        }
    }

    #[test]
    fn neighbouring_units_of_one_zone_touch_without_gap_or_overlap(moment in moment()) {
        if let Some((_, hi)) = moment.bounds() {
            let next = Moment::new(hi, moment.precision, moment.zone());
            prop_assert_eq!(next.at, hi);
            prop_assert_eq!(moment.compare(&next), TimeOrder::Before);
        }
    }

    #[test]
    fn comparing_the_other_way_round_says_the_opposite(a in moment(), b in moment()) {
        prop_assert_eq!(a.compare(&b), b.compare(&a).reversed());
    }

    #[test]
    fn definite_order_is_transitive(a in moment(), b in moment(), c in moment()) {
        if a.compare(&b) == TimeOrder::Before && b.compare(&c) == TimeOrder::Before {
            prop_assert_eq!(a.compare(&c), TimeOrder::Before);
        }
    }

    #[test]
    fn nothing_is_before_or_after_itself(a in moment()) {
        prop_assert!(matches!(a.compare(&a), TimeOrder::Equal | TimeOrder::Undetermined));
    }

    #[test]
    fn a_definite_order_is_true_of_every_instant_that_is_meant(
        a in moment(), b in moment(), x in 0.0..1.0_f64, y in 0.0..1.0_f64,
    ) {
        let inside = |m: &Moment, share: f64| m.bounds().map(|(lo, hi)| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "any point will do")]
            let offset = ((hi - lo).num_milliseconds() as f64 * share) as i64;
            lo + TimeDelta::milliseconds(offset)
        });
        match a.compare(&b) {
            TimeOrder::Before => prop_assert!(inside(&a, x) < inside(&b, y)),
            TimeOrder::After => prop_assert!(inside(&a, x) > inside(&b, y)),
            TimeOrder::Equal | TimeOrder::Undetermined => {}
        }
    }

    #[test]
    fn a_moment_written_out_reads_back_the_same(moment in moment()) {
        let mut check = Checker::new();
        let read = RawMoment::from(&moment).parse(&mut check, "at");
        prop_assert_eq!(check.finish(read).unwrap(), Some(moment));
    }

    #[test]
    fn reading_never_panics_and_never_adds_precision(
        at in "[0-9TZ:+. -]{0,28}|\\PC{0,20}",
        precision in "|second|minute|day|year|unknown|soon",
        zone in "|Europe/Berlin|[+-][0-9:]{1,6}|\\PC{0,8}",
    ) {
        let raw = RawMoment { at: at.clone(), precision, zone };
        let mut check = Checker::new();
        if let Some(moment) = raw.parse(&mut check, "at") {
            let bare = RawMoment { precision: String::new(), ..raw };
            let written = bare.parse(&mut Checker::new(), "at").unwrap();
            prop_assert!(moment.precision >= written.precision);
            prop_assert!(!moment.label().is_empty() && !moment.time_label().is_empty());
        }
    }

    #[test]
    fn what_is_shown_in_a_form_reads_back_the_same(moment in moment()) {
        // The hour that a clock change repeats is the one case that a local time cannot tell.
        let zone = moment.zone();
        prop_assume!(zone.instant(zone.local(moment.at)) == moment.at);
        let raw = RawMoment { at: moment.input_value(), ..RawMoment::from(&moment) };
        let mut check = Checker::new();
        let read = raw.parse(&mut check, "at");
        let read = check.finish(read).unwrap().unwrap();
        if moment.precision == Precision::Unknown {
            prop_assert_eq!(read.precision, Precision::Unknown);
        } else {
            prop_assert_eq!(read, moment);
        }
    }
}
